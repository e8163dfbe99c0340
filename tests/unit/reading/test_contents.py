"""Tables of contents, press releases' forms, summary boxes, periods and the site's other posts: none is the outline."""

from datetime import date

from jobs.model import Briefing, Document, Language
from jobs.reading import read_briefing, render
from jobs.reading.signs import Sign, sign_of
from tests.rows import every

_PROSE = "견본국 정부는 올해 상반기 곡물 수출이 지난해 같은 기간보다 12.5% 늘었다고 발표했다."
_MORE = "이에 따라 항만 처리 능력도 20만 톤에서 35만 톤으로 늘어날 전망이며 투자가 이어지고 있다."
_ENGLISH = "The government of Sampleland said on Monday that grain exports rose 12.5 percent in half a year."
_ENGLISH_TOO = "Port capacity is expected to reach 350,000 tonnes by 2026, the ministry added in a statement."


def _read(text: str, language: Language = Language.KO) -> Briefing:
    return read_briefing(Document(content=text, language=language))


def _headings(briefing: Briefing) -> list[str]:
    return list(briefing.headings())


@every(
    "contents",
    [
        "목 차\n1. 수출 ················ 1\n2. 항만 ················ 5",
        "<목차>\n1. 수출 …………… 1\n2. 항만 …………… 5",
        "Contents\n1. 수출 . . . . . . 1\n제2부 둘째 부분\n2. 항만 . . . . . . v",
        "1. 수출.................. 1\n2. 항만..................15",
        "Ⅰ. 수출 ················1\n1. 곡물 3\n2. 광물 4\nⅡ. 항만 ················5",
        "차례\n1. 수출 1\n2. 항만 5",
        "목차\n1. 수출\n2. 항만",
        "목차\n1. 수출 | 1\n2. 항만 | 12",
    ],
)
def test_a_table_of_contents_is_the_pages_and_no_outline(contents: str) -> None:
    briefing = _read(f"견본국 현황\n2024-10-01\n\n{contents}\n\n1. 수출\n- {_PROSE}\n2. 항만\n- {_MORE}")
    assert _headings(briefing) == ["수출", "항만"]
    assert briefing.notes == tuple(contents.split("\n"))


@every(
    "text",
    [
        "순서\n- 먼저 연다.\n- 다음에 닫는다.",
        "성장...\n- 올해는 3...4\n- 내년은 5...6",
        "차례\n1. 회의 2024\n- 열었다.",
    ],
)
def test_lines_that_only_look_like_contents_stay_in_the_text(text: str) -> None:
    assert _read(f"견본국 현황\n\n☐ 개요\n{text}").notes == ()


_FORM = "보도자료\n보도시점 2024. 11. 1.(금) 12:00\n배포일시 2024. 10. 31.(목) 14:00"


_TABLE = (
    "보 도 자 료\nhttps://www.example.org\n2024년 11월 1일(금) 조간부터 보도하여 주시기 바랍니다.\n"
    "배포일시 | 2024. 11. 1.(금) | 담당부서 | 견본협력과\n담당과장 | 홍길동 과장 | 담당자 | 김예시 사무관"
)


@every(
    "form",
    [
        f"{_FORM}\n* 이 자료는 예고 없이 바뀔 수 있음",
        f"{_FORM}\n※ 엠바고를 지켜 주시기 바랍니다.\n※ 사진은 따로 보냅니다.",
        _TABLE,
    ],
)
def test_the_title_of_a_press_release_stands_below_its_form(form: str) -> None:
    briefing = _read(f"{form}\n한-견본국 회담 개최\n- 광물 협력 확대 -\n□ {_PROSE}\nㅇ {_MORE}\n□ {_MORE}")
    assert briefing.title == "한-견본국 회담 개최"
    assert briefing.published == date(2024, 11, 1)
    assert (briefing.region_label, briefing.outlet) == (None, None)
    assert next(iter(briefing.paragraphs())) == "광물 협력 확대"


def test_a_starred_line_below_the_title_is_the_texts() -> None:
    briefing = _read(f"견본국 회담 개최\n2024-11-01\n* 회담은 비공개였음\n□ 결과\n- {_PROSE}")
    assert briefing.title == "견본국 회담 개최"
    assert next(iter(briefing.paragraphs())) == "회담은 비공개였음"


def test_a_box_that_sums_up_a_document_heads_nothing() -> None:
    briefing = _read(
        f"견본국 수출\n◈ {_PROSE}\n◈ {_MORE}\n1. 수출\n□ 곡물 수출 증가\nㅇ {_PROSE}\n2. 항만\n□ 투자\nㅇ {_MORE}"
    )
    assert _headings(briefing) == ["수출", "곡물 수출 증가", "항만", "투자"]
    assert list(briefing.paragraphs())[:2] == [_PROSE, _MORE]


def test_one_line_in_such_a_box_above_an_untitled_outline_is_its_title() -> None:
    briefing = _read(f"◈ 견본국 곡물 수출 동향\n□ 수출 증가\nㅇ {_PROSE}\n□ 항만\nㅇ {_MORE}")
    assert (briefing.title, _headings(briefing)) == ("견본국 곡물 수출 동향", ["수출 증가", "항만"])
    several = _read(f"◆ 수출\n▶ 곡물\n- {_PROSE}\n◆ 항만\n▶ 투자\n- {_MORE}")
    assert _headings(several) == ["수출", "곡물", "항만", "투자"]


def test_title_and_day_may_stand_below_such_a_box() -> None:
    briefing = _read(f"◈ {_PROSE}\n\n견본국 곡물 수출\n2024.11.01\n\n□ 수출\nㅇ {_MORE}")
    assert (briefing.title, briefing.published) == ("견본국 곡물 수출", date(2024, 11, 1))
    assert list(briefing.paragraphs()) == [_PROSE, _MORE]


@every(
    ("line", "published"),
    [
        ("(10.1~10.7)", None),
        ("10월 1일 ~ 10월 7일", None),
        ("2024.10.1.(화) ~ 10.7.(월)", date(2024, 10, 7)),
        ("(2024.10.1∼2024.10.7)", date(2024, 10, 7)),
    ],
)
def test_a_period_below_the_title_is_a_note_and_dates_the_text_where_it_can(line: str, published: date | None) -> None:
    briefing = _read(f"견본국 주간 동향\n{line}\n\n□ 수출\n - {_PROSE}\n□ 항만\n - {_MORE}")
    assert (briefing.title, briefing.published) == ("견본국 주간 동향", published)
    assert (briefing.region_label, briefing.outlet, len(briefing.notes)) == (None, None, 1)
    assert _headings(briefing) == ["수출", "항만"]


@every(
    "heading",
    ["Related Articles", "RELATED STORIES:", "Read more", "Read also:", "See also", "More on this story",
     "You may also like", "Recommended for you", "Further reading"],
)  # fmt: skip
def test_related_articles_end_an_english_text(heading: str) -> None:
    briefing = _read(
        f"Grain exports up\nNovember 1, 2024\n{_ENGLISH}\n\n{heading}\nWheat falls\nPort opens", Language.EN
    )
    assert list(briefing.paragraphs()) == [_ENGLISH]
    assert [one.title for one in briefing.related] == ["Wheat falls", "Port opens"]


@every("heading", ["관련기사", "관련 뉴스", "함께 보면 좋은 기사", "함께 읽으면 좋은 글", "추천 기사", "연관기사"])
def test_related_articles_end_a_korean_text(heading: str) -> None:
    briefing = _read(f"견본국 수출\n2024.11.01\n{_PROSE}\n\n{heading}\n밀 가격 하락\n견본항 개항\n\n많이 본 뉴스\n날씨")
    assert list(briefing.paragraphs()) == [_PROSE]
    assert [one.title for one in briefing.related] == ["밀 가격 하락", "견본항 개항"]
    assert briefing.notes == ("많이 본 뉴스", "날씨")


@every(
    ("inset", "titles", "notes"),
    [
        ("READ MORE: Wheat falls", ["Wheat falls"], ()),
        ("Also read | Wheat falls", ["Wheat falls"], ()),
        ("Related Articles\nWheat falls\nPort opens", ["Wheat falls", "Port opens"], ("Related Articles",)),
        ("Most read\nWheat falls\nPort opens", [], ("Most read", "Wheat falls", "Port opens")),
    ],
)
def test_what_a_page_names_between_two_paragraphs_does_not_end_its_text(
    inset: str, titles: list[str], notes: tuple[str, ...]
) -> None:
    text = f"Grain exports up\nNovember 1, 2024\n{_ENGLISH}\n\n{inset}\n\n{_ENGLISH_TOO}"
    briefing = _read(text, Language.EN)
    assert list(briefing.paragraphs()) == [_ENGLISH, _ENGLISH_TOO]
    assert [one.title for one in briefing.related] == titles
    assert briefing.notes == notes


def test_a_list_of_other_posts_above_the_text_takes_no_title_with_it() -> None:
    briefing = _read(f"주요뉴스\n견본국 수출\n2024.11.01\n{_PROSE}\n\n{_MORE}")
    assert (briefing.title, briefing.notes) == ("견본국 수출", ("주요뉴스",))
    assert list(briefing.paragraphs()) == [_PROSE, _MORE]


@every(
    "line",
    ["Read more than one paper.", "Related costs fell", "See also how it ended.", "추천 기사는 없다", "함께 보면 좋다"],
)
def test_a_sentence_that_begins_alike_is_the_texts(line: str) -> None:
    signed = sign_of(line)
    assert signed is None or signed.sign is Sign.FURNITURE


def test_what_was_read_so_is_written_and_read_back() -> None:
    briefing = _read(
        f"견본국 주간 동향\n(10.1~10.7)\n목차\n1. 수출\n2. 항만\n1. 수출\n- {_PROSE}\n2. 항만\n- {_MORE}\n관련기사\n밀"
    )
    again = _read(render(briefing))
    assert (again.title, again.sections, again.related) == (briefing.title, briefing.sections, briefing.related)
    assert again.notes == briefing.notes


@every("line", ["작성일 : 2018. 12. 14", "(2018.12.14)", "2018년 12월 14일"])
def test_a_day_below_the_text_dates_it_where_nothing_else_does(line: str) -> None:
    text = "\n".join([_PROSE, _MORE] * 4)
    briefing = _read(f"견본국 소식\n{text}\n\n{line}")
    assert (briefing.published, briefing.references) == (date(2018, 12, 14), ())
    assert _MORE in list(briefing.paragraphs())[-1]
    dated = _read(f"견본국 소식\n2018-12-20\n{text}\n\n{line}")
    assert dated.published == date(2018, 12, 20)


def test_circles_of_sentences_below_boxes_are_paragraphs() -> None:
    briefing = _read(f"견본국 시장\n□ 개요\nㅇ {_PROSE}\n밀 | 20 | 35\n□ 시사점\nㅇ {_MORE}")
    assert _headings(briefing) == ["개요", "시사점"]
    assert list(briefing.paragraphs()) == [_PROSE, "밀 | 20 | 35", _MORE]


def test_a_release_in_english_begins_below_its_form_and_ends_at_its_mark() -> None:
    text = (
        f"FOR IMMEDIATE RELEASE\nNovember 1, 2024\nContact: press@example.org\n\nSampleland signs\n\n{_ENGLISH}\n\n###"
    )
    briefing = _read(f"{text}\n\nAbout Sample\nSample sells grain.", Language.EN)
    assert (briefing.title, briefing.published) == ("Sampleland signs", date(2024, 11, 1))
    assert list(briefing.paragraphs()) == [_ENGLISH]


@every(
    ("line", "notes"),
    [
        ("November 1, 2024 10:30 AM UTC Updated 2 hours ago", ("Updated 2 hours ago",)),
        ("by Editor posted Nov 1, 2024", ("by Editor",)),
        ("Policy Brief | No. 12 | 1 November 2024", ("Policy Brief", "No. 12")),
    ],
)
def test_an_english_byline_names_no_region_or_outlet_by_accident(line: str, notes: tuple[str, ...]) -> None:
    briefing = _read(f"Sampleland signs\n\n{line}\n\n{_ENGLISH}\n\n{_ENGLISH_TOO}", Language.EN)
    assert (briefing.published, briefing.region_label, briefing.outlet) == (date(2024, 11, 1), None, None)
    assert briefing.notes == notes


def test_a_trade_offices_author_is_no_part_of_its_name() -> None:
    briefing = _read(f"견본국 시장동향\n2024-10-25 견본국 견본무역관 홍길동\n\n□ 개요\nㅇ {_PROSE}")
    assert (briefing.region_label, briefing.outlet, briefing.notes) == ("견본국", "견본무역관", ("홍길동",))


@every(
    "line",
    ["상태바", "이 기사를 공유합니다", "끝.", "- 끝 -", "붙임: 1. 회담 개요 1부.", "ESC닫기",
     "담당 부서 | 견본협력과 | 책임자 | 과장 홍길동"],
)  # fmt: skip
def test_more_of_what_is_nothing_but_the_pages_own(line: str) -> None:
    signed = sign_of(line)
    assert signed is not None
    assert signed.sign is Sign.FURNITURE


def test_three_names_behind_a_source_are_three_sources() -> None:
    briefing = _read(
        f"견본국 시장동향\n2024-10-25\n□ 개요\nㅇ {_PROSE}\n자료: 견본통계청, Sample Wire, 견본무역관 자료 종합"
    )
    assert [one.title for one in briefing.references] == ["견본통계청", "Sample Wire", "견본무역관 자료 종합"]


def test_endnotes_are_references() -> None:
    briefing = _read(f"Outlook\n\n{_ENGLISH}\n\nEndnotes\n1. Sample Wire, “Rates”, 1 November 2024.", Language.EN)
    assert [(one.outlet, one.title) for one in briefing.references] == [("Sample Wire", "Rates")]
