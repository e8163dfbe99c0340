"""Reading never raises, loses no word, and reads back what it writes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.model import Briefing, Document, Media
from jobs.reading import as_record, document_of, read_briefing, render
from tests.rows import every
from tests.texts import any_text
from tests.unit.reading.samples import OUTLINE, RECORD, briefings

_TOKEN = re.compile(r"낱[0-9]+말")
_MARKS = st.sampled_from(
    [
        "☐ ",
        "□",
        "◦ ",
        "ㅇ ",
        "- ",
        "·",
        "■ ",
        "1. ",
        "가. ",
        "① ",
        "※ ",
        "* ",
        "",
        "",
        "\uf06f ",
        "\U000f03da",
        "(1) ",
        "▶",
    ]
)
_ENDS = st.sampled_from(["", "", ".", "한다.", ", 2024-11-28", " (2024.12.02)", ":", ",", "?", " |"])
_FRAMES = st.sampled_from(
    ["< 감수 : {} >", "감수: {} {} 교수", "* 참고자료", "참고문헌: {}", "출처: {}", "[관련정보]", "사진 출처: {}",
     "[비고]", "본 자료는 {} 견본입니다.", "본 자료는 {} 무관", "이전글 | [{}] {} | 2024-12-02 |", "다음글 | {}",
     "이전글", "---|---|", "", "[{}] {}", "{} {} - - 2024/12/06", "{} | {} | 2024/12/06", "{}, “{}”, 2024-01-02",
     "{} ({}, 2024.1.2)", "조회수 {}", "https://example.org/{}", "{}\t{}", "☐", "-", "2024-12-06", "<p>{}", "{}</p>",
     "지역: {}", "매체: {} {}", "작성자: {}", "작성일 2016-03-15 조회수 {}", "<출처>", "[{}, 2024-01-02]",
     "다. {}", "{}했", "Home > {}", "{}의 글은 {}의 공식 입장이 아닙니다.", "{}. “{}.” March 1, 2021.", "1) https://example.org/{}",
     "{} EMERiCs 홍길동 견본대학교 2023/04/11", "【{}】 {}", "출처: {}뉴스, {}일보"]
)  # fmt: skip
_LINES = st.tuples(_MARKS, st.integers(1, 9), _ENDS) | _FRAMES


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Give lines of any kind in any order, in which no word occurs twice."""
    numbers: Iterator[int] = iter(range(10_000))

    def word() -> str:
        return f"낱{next(numbers)}말"

    lines = []
    for line in draw(st.lists(_LINES, max_size=14)):
        if isinstance(line, str):
            lines.append(line.format(*(word() for _ in range(line.count("{}")))))
        else:
            lines.append(line[0] + " ".join(word() for _ in range(line[1])) + line[2])
    return "\n".join(lines)


def words(briefing: Briefing) -> Counter[str]:
    """Count the words of the structural fields; an address that is its own title counts once."""
    alone = tuple(replace(r, url=None) if r.url == r.title else r for r in briefing.references)
    record = as_record(replace(briefing, references=alone, glosses=()))
    return Counter(_TOKEN.findall(str(record)))


@given(soups())
@settings(max_examples=80, deadline=None)
def test_every_word_of_a_text_ends_in_exactly_one_field(text: str) -> None:
    assert words(read_briefing(Document(content=text))) == Counter(_TOKEN.findall(text))


@given(soups())
@settings(max_examples=60, deadline=None)
def test_every_word_of_a_page_ends_in_exactly_one_field(text: str) -> None:
    page = "".join(f"<p><span>{line.replace('<', '&lt;')}</span></p>" for line in text.split("\n"))
    assert words(read_briefing(Document(content=page, media=Media.HTML))) == Counter(_TOKEN.findall(text))


@given(briefings())
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_read_back_as_the_same_record(briefing: Briefing) -> None:
    again = read_briefing(Document(content=render(briefing)))
    assert replace(again, glosses=(), warnings=()) == briefing


def test_the_sample_is_written_and_read_back() -> None:
    assert read_briefing(Document(content=render(RECORD))) == RECORD


@given(any_text(max_size=400), st.sampled_from(Media))
@settings(deadline=None)
def test_no_text_makes_it_raise(text: str, media: Media) -> None:
    as_record(read_briefing(Document(content=text, media=media)))
    render(read_briefing(Document(content=text, media=media, title=text[:20])))


@given(st.binary(max_size=400), st.sampled_from([b"", b"<html><p>", OUTLINE.encode(), b"\xff\xfe"]))
@settings(deadline=None)
def test_no_bytes_make_it_raise(body: bytes, before: bytes) -> None:
    as_record(read_briefing(document_of(before + body, name="x")))


@given(st.lists(st.sampled_from(list("☐◦-ㅇ(<>[]|\n\n 가나A1.“”")), max_size=200).map("".join))
@settings(deadline=None)
def test_no_soup_of_markers_makes_it_raise(text: str) -> None:
    render(read_briefing(Document(content=text)))


@pytest.mark.parametrize(
    "text",
    ["☐" * 100_000, "☐\n" * 100_000, "☐ 가\n◦ 나\n- 다.\n" * 2_000, "가나다 " * 20_000, "(" * 200_000, "가(A" * 60_000,
     "* 참고자료\n" + "a, " * 60_000, "“" * 100_000, "가\u0301" * 50_000, "본 자료\n" * 20_000],
    ids=["markers", "marker-lines", "outline", "long-line", "brackets", "open-glosses", "commas", "quotes", "accents",
         "lines"],
)  # fmt: skip
def test_hostile_sizes_give_a_record(text: str) -> None:
    assert isinstance(read_briefing(Document(content=text)), Briefing)


@every("page", ["<div>" * 30_000, "<" * 100_000, "<b>" * 20_000 + "가", "<p>가" * 10_000, "<!--" + "x" * 100_000])
def test_hostile_pages_give_a_record(page: str) -> None:
    assert isinstance(read_briefing(Document(content=page, media=Media.HTML)), Briefing)
