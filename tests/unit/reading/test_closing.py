"""The lines behind the body: reviewers, references, related posts, credit, disclaimer and navigation."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import Document, Neighbour, Reference, Reviewer
from jobs.reading import read_briefing
from jobs.reading.citations import read_neighbour, read_reference
from jobs.reading.reviewers import read_reviewer
from tests.rows import every

DAY = date(2024, 11, 28)


@every(
    ("line", "outlet", "title"),
    [
        ("Example Times, A title: with, commas?, 2024-11-28", "Example Times", "A title: with, commas?"),
        ("- Example Times, “A quoted title”, 2024.11.28.", "Example Times", "A quoted title"),
        ("1. A title (Example Times, 2024. 11. 28.)", "Example Times", "A title"),
        ("[2] A title (2024-11-28, Example Times)", "Example Times", "A title"),
        ("「견본 제목, 둘째」, 견본경제, 2024년 11월 28일", "견본경제", "견본 제목, 둘째"),
        ("「견본 제목」 (견본경제), 2024-11-28", "견본경제", "견본 제목"),
        ("견본경제, 견본 제목 (2024.11.28)", "견본경제", "견본 제목"),
        ("Example Times, A title, November 28, 2024", "Example Times", "A title"),
        ("견본 제목 (2024.11.28)", None, "견본 제목"),
        (
            "Example Times, Talks in a 'sample' town, 28 Nov 2024",
            "Example Times",
            "Talks in a 'sample' town",
        ),
    ],
)
def test_references_are_read_in_every_form(line: str, outlet: str | None, title: str) -> None:
    assert read_reference(line) == Reference(outlet=outlet, title=title, published=DAY)


_PARTS = (
    "Example Times", "견본경제", "나", "가. 견본", "o", "A", "a b c d e f g h i", "x" * 61, "“A”", '"A"', "A (B)",
    "(A)", "T.", "|", "–", "[", "<", "1", "[1] A", "https://a.example/1",
)  # fmt: skip
_DAYS = ("2024-01-01", "2024.1.2", "2024/1/2.", "1899-1-1", "2024-13-45", "2024-1.2", "2024-1-2)", "Jan 2, 2024", "A")


@given(
    st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4),
    st.sampled_from((", ", ",", " ")),
    st.sampled_from(_DAYS),
)
def test_the_usual_reference_is_read_as_any_other(parts: list[str], between: str, day: str) -> None:
    line = f"{between.join(parts)}, {day}"
    other = read_reference(f"{line} ")  # a line that is not trimmed is not a usual one
    assert read_reference(line) == replace(other, title=other.title.strip())


def test_an_address_belongs_to_the_reference_it_stands_with() -> None:
    text = "* 참고자료\nExample Times, One, 2024-11-28\nhttps://example.org/1\n견본경제, 둘, 2024-11-28 https://example.org/2"
    assert [r.url for r in read_briefing(Document(content=text)).references] == [
        "https://example.org/1",
        "https://example.org/2",
    ]


def test_an_address_without_a_reference_stands_alone() -> None:
    assert read_reference("https://example.org/a,b").url == "https://example.org/a,b"
    text = "출처: https://example.org/1\nhttps://example.org/2"
    assert len(read_briefing(Document(content=text)).references) == 2


def test_several_references_on_one_line_are_told_apart() -> None:
    text = "☐ 가\n- 나다.\n출처: Example Times, One, 2024-11-28; 견본경제, 둘, 2024-11-28"
    assert [r.title for r in read_briefing(Document(content=text)).references] == ["One", "둘"]


@every(
    ("text", "expected"),
    [
        ("홍길동 견본대학교 교수", Reviewer(name="홍길동", affiliation="견본대학교", role="교수")),
        ("견본대학교 홍길동 교수", Reviewer(name="홍길동", affiliation="견본대학교", role="교수")),
        (
            "홍길동 (견본연구원 선임연구위원)",
            Reviewer(name="홍길동", affiliation="견본연구원", role="선임연구위원"),
        ),
        (
            "홍길동, 견본대 중앙아시아학과 명예 교수",
            Reviewer(name="홍길동", affiliation="견본대 중앙아시아학과", role="명예 교수"),
        ),
        ("홍길동 박사", Reviewer(name="홍길동", role="박사")),
        ("홍길동 견본대학교", Reviewer(name="홍길동", affiliation="견본대학교")),
        ("견본 감수", Reviewer(name="견본 감수")),
        ("홍길동", Reviewer(name="홍길동")),
    ],
)
def test_reviewers_are_read_with_affiliation_and_role(text: str, expected: Reviewer) -> None:
    assert read_reviewer(text) == expected


@every(
    "line",
    [
        "< 감수 : 홍길동 교수 >",
        "감수: 홍길동 교수",
        "(감수 홍길동 교수)",
        "<감수자: 홍길동 교수>",
        "[감수] 홍길동 교수",
    ],
)
def test_the_reviewer_line_has_many_shapes(line: str) -> None:
    briefing = read_briefing(Document(content=f"☐ 가\n- 나다.\n{line}"))
    assert briefing.reviewer == Reviewer(name="홍길동", role="교수")


def test_sensitivity_is_no_reviewer() -> None:
    assert read_briefing(Document(content="감수성이 높은 분야이다.\n둘째 줄이다.")).reviewer is None


@every(
    ("text", "expected"),
    [
        ("[견본동향] 옛 소식 | 2024-11-28 |", Neighbour(series="견본동향", title="옛 소식", published=DAY)),
        ("옛 소식 (2024.11.28)", Neighbour(title="옛 소식", published=DAY)),
        ("옛 소식", Neighbour(title="옛 소식")),
        ("이전글이 없습니다.", None),
        ("", None),
    ],
)
def test_navigation_gives_series_title_and_day(text: str, expected: Neighbour | None) -> None:
    assert read_neighbour(text) == expected


def test_navigation_may_stand_on_two_lines_or_say_that_there_is_none() -> None:
    briefing = read_briefing(Document(content="☐ 가\n- 나다.\n이전글\n옛 소식 2024-11-28\n다음글이 없습니다."))
    assert briefing.previous == Neighbour(title="옛 소식", published=DAY)
    assert briefing.next is None
    assert briefing.notes == ()


def test_a_disclaimer_over_two_lines_is_one() -> None:
    text = "☐ 가\n- 나다.\n※ 본 자료의 내용은 견본이며\n어느 기관과도 무관합니다.\n남은 줄"
    briefing = read_briefing(Document(content=text))
    assert briefing.disclaimer == "※ 본 자료의 내용은 견본이며 어느 기관과도 무관합니다."
    assert briefing.notes == ("남은 줄",)


def test_a_credit_inside_the_body_does_not_end_it() -> None:
    briefing = read_briefing(Document(content="☐ 가\n- 나다.\n사진: 견본 이미지\n- 다음 문단이다."))
    assert briefing.image_credit == "사진: 견본 이미지"
    assert len(list(briefing.paragraphs())) == 2


def test_navigation_and_references_give_no_gloss() -> None:
    references = "* 참고자료\n견본경제, 견본공사(Sample Corp) 소식, 2024-11-28"
    text = f"☐ 가\n- 나다.\n{references}\n이전글 | 견본청(Sample Office) | 2024-11-28 |"
    assert read_briefing(Document(content=text)).glosses == ()
