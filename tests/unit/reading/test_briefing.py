"""A whole document read into its record: the real one, our samples, and the ways in which documents differ."""

import json
from dataclasses import replace
from datetime import date

from jobs.model import Document, Language, Media
from jobs.reading import as_record, document_of, read_briefing
from tests.rows import every
from tests.unit.reading.samples import OUTLINE, RECORD


def read(text: str) -> object:
    """Read a text of the board."""
    return read_briefing(Document(content=text))


def test_every_part_of_the_grammar_reaches_its_field() -> None:
    assert read(OUTLINE) == RECORD


@every(
    ("box", "circle", "dash"),
    [("□", "○", "-"), ("■", "ㅇ", "–"), ("❏", "●", "·"), ("□", "▪", "—"), ("1.", "가.", "-"), ("Ⅰ.", "①", "※"),
     ("\uf06f", "\uf0a1", "-"), ("\U000f03da", "◯", "―"), ("1)", "가)", "*")],
)  # fmt: skip
def test_every_family_of_markers_gives_the_same_outline(box: str, circle: str, dash: str) -> None:
    lines = OUTLINE.replace("☐ ", f"{box} ").replace("◦ ", f"{circle} ").split("\n")
    changed = [f"{dash} {line[2:]}" if line.startswith("- ") else line for line in lines]
    assert read("\n".join(changed)) == RECORD


def test_a_brief_of_boxes_and_dashes_has_subsections_without_headings() -> None:
    briefing = read_briefing(
        Document(content="견본 제목\n☐ 하나\n- 첫 문단이다.\n- 둘째 문단이다.\n☐ 둘\n- 셋째 문단이다.")
    )
    assert briefing.title == "견본 제목"
    assert [(section.heading, [below.heading for below in section.subsections]) for section in briefing.sections] == [
        ("하나", [None]),
        ("둘", [None]),
    ]


def test_a_level_may_be_skipped() -> None:
    briefing = read_briefing(
        Document(content="☐ 하나\n- 바로 문단이다.\n◦ 소제목\n- 문단이다.\n☐ 둘\n◦ 또 소제목\n- 끝이다.")
    )
    first = briefing.sections[0]
    assert [below.heading for below in first.subsections] == [None, "소제목"]
    assert first.subsections[0].paragraphs == ("바로 문단이다.",)


def test_boxes_that_are_long_sentences_are_paragraphs() -> None:
    box = "□ 정부는 " + "여러 부처와 지방자치단체가 함께 참여하는 " * 4 + "회의를 열어 방안을 논의했다고 밝혔다."
    briefing = read_briefing(Document(content=f"{box}\n- 세부 사항이다.\n{box}\n- 다른 사항이다."))
    assert list(briefing.headings()) == []
    assert len(list(briefing.paragraphs())) == 4


def test_boxes_of_a_brief_are_headings_though_they_are_sentences() -> None:
    brief = "□ 항만 노조가 2주 만에 파업을 끝냈다.\n- 임금은 8% 오른다.\n□ 정부는 합의를 환영했다.\n- 항만은 곧 열린다."
    briefing = read_briefing(Document(content=brief))
    assert [section.heading for section in briefing.sections] == [
        "항만 노조가 2주 만에 파업을 끝냈다.",
        "정부는 합의를 환영했다.",
    ]


def test_hard_wrapped_lines_are_joined() -> None:
    text = "☐ 제목\n- 정부는 새로운 철도 노선을 내년까지 놓기로\n하고 자금을 마련하고 있다고\n밝혔다.\n- 다음 문단이다."
    assert list(read_briefing(Document(content=text)).paragraphs()) == [
        "정부는 새로운 철도 노선을 내년까지 놓기로 하고 자금을 마련하고 있다고 밝혔다.",
        "다음 문단이다.",
    ]


def test_a_finished_paragraph_is_not_continued() -> None:
    briefing = read_briefing(Document(content="☐ 제목\n- 첫 문단이다.\n표시 없는 둘째 문단이다."))
    assert len(list(briefing.paragraphs())) == 2


def test_a_text_without_markers_becomes_paragraphs() -> None:
    briefing = read_briefing(Document(content="견본 소식\n\n첫 문단이다. 이어진다.\n\n둘째 문단이다."))
    assert (briefing.title, list(briefing.paragraphs())) == (
        "견본 소식",
        ["첫 문단이다. 이어진다.", "둘째 문단이다."],
    )
    assert briefing.warnings == ("no-markers", "undated")


def test_the_lines_make_the_paragraphs_where_no_line_is_blank() -> None:
    briefing = read_briefing(
        Document(content="첫 문단이다.\n둘째 문단이다.", title="견본 소식", published=date(2025, 1, 2))
    )
    assert (briefing.title, list(briefing.paragraphs())) == ("견본 소식", ["첫 문단이다.", "둘째 문단이다."])
    assert briefing.published == date(2025, 1, 2)


def test_what_the_text_states_beats_what_the_list_said() -> None:
    document = Document(content=OUTLINE, title="다른 제목", published=date(2020, 1, 1), outlet="다른 매체")
    assert read_briefing(document) == RECORD


def test_a_title_known_from_the_list_is_not_read_twice() -> None:
    briefing = read_briefing(Document(content="견본 제목\n첫 문단이다.", title="[견본동향] 견본 제목"))
    assert (briefing.series, briefing.title) == ("견본동향", "견본 제목")
    assert list(briefing.paragraphs()) == ["첫 문단이다."]


@every(
    ("line", "region", "outlet"),
    [("몽골 견본통신 - - 2025/02/11", "몽골", "견본통신"), ("몽골 | 견본통신 | 2025-02-11", "몽골", "견본통신"),
     ("중동·북아프리카 EMERiCs - - 2025. 2. 11.", "중동·북아프리카", "EMERiCs"),
     ("EMERiCs 2025.02.11", None, "EMERiCs"),
     ("등록일 2025-02-11", None, None), ("2025-02-11 | 견본통신", None, "견본통신"), ("2025년 2월 11일", None, None),
     ("남아프리카 공화국 EMERiCs - - 2025/02/11", "남아프리카 공화국", "EMERiCs")],
)  # fmt: skip
def test_bylines_of_every_kind_are_read(line: str, region: str | None, outlet: str | None) -> None:
    briefing = read_briefing(Document(content=f"[견본동향] 견본 제목\n{line}\n☐ 하나\n- 문단이다."))
    assert (briefing.region_label, briefing.outlet, briefing.published) == (region, outlet, date(2025, 2, 11))
    assert briefing.title == "견본 제목"


def test_nothing_behind_the_reviewer_is_body() -> None:
    briefing = read_briefing(Document(content="☐ 하나\n- 문단이다.\n(감수: 견본 감수)\n☐ 조지아 소식\n- 끝 문단이다."))
    assert list(briefing.headings()) == ["하나"]
    assert briefing.notes == ("☐ 조지아 소식", "- 끝 문단이다.")


def test_a_source_line_below_a_table_does_not_end_the_body() -> None:
    briefing = read_briefing(
        Document(content="☐ 하나\n- 문단이다.\n연도 | 값\n출처: 견본통계청\n☐ 둘\n- 끝 문단이다.\n출처: 견본경제")
    )
    assert [section.heading for section in briefing.sections] == ["하나", "둘"]
    assert [reference.title for reference in briefing.references] == ["견본경제"]


def test_an_english_document_is_paragraphs_without_glosses() -> None:
    body = b"Sample city opens a port\n6 December 2024\n\nThe port (Sample Port) opened today.\n\nMore will follow."
    briefing = read_briefing(document_of(body))
    assert (briefing.language, briefing.title) == (Language.EN, "Sample city opens a port")
    assert list(briefing.paragraphs()) == ["The port (Sample Port) opened today.", "More will follow."]
    assert (briefing.glosses, briefing.warnings, briefing.published) == ((), (), date(2024, 12, 6))


def test_a_file_is_html_by_its_content_not_by_its_name() -> None:
    assert document_of(b"<p>\xea\xb0\x80</p>", name="a.txt").media is Media.HTML
    assert document_of("1 < 2 그리고 < 감수 : 견본 >".encode(), name="a.html").media is Media.TEXT


def test_korean_encodings_give_the_same_record() -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le"):
        assert read_briefing(document_of(OUTLINE.encode(encoding))) == RECORD
    swapped = OUTLINE.replace("☐", "□").replace("◦", "○")  # these two are in no Korean encoding
    assert read_briefing(document_of(swapped.encode("cp949"))) == RECORD


def test_a_long_text_is_kept_whole_and_said_to_be_long() -> None:
    briefing = read_briefing(Document(content=OUTLINE.replace("남부", "남부 " + "가" * 20_000)))
    assert briefing.warnings == ("long",)
    assert any(len(heading) > 20_000 for heading in briefing.headings())


def test_what_is_missing_is_said() -> None:
    assert read_briefing(document_of(b"")).warnings == ("empty",)
    assert read_briefing(document_of(b"%PDF-1.4\0")).warnings == ("binary", "empty")
    assert read_briefing(document_of("☐ 가\n- 나\ufffd다.".encode())).warnings == (
        "replaced-characters",
        "undated",
        "untitled",
    )
    assert read_briefing(Document(content="< 감수 : 견본 감수 >")).warnings == (
        "no-body",
        "undated",
        "untitled",
    )


def test_the_record_has_an_address_only_where_there_is_one() -> None:
    record = as_record(replace(RECORD, url="https://example.org/1"))
    assert record["url"] == "https://example.org/1"
    assert json.loads(json.dumps(record, ensure_ascii=False))["references"][0].keys() == {
        "outlet",
        "title",
        "published",
    }
