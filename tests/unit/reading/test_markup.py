"""Pages and pasted fragments: the same record as the text, without what a reader does not see."""

from datetime import date
from html import escape

from jobs.model import Document, Media, Neighbour
from jobs.reading import read_briefing
from jobs.reading.markup import page_lines
from tests.rows import every
from tests.unit.reading.samples import OUTLINE, RECORD


def read_page(page: str) -> object:
    """Read a page."""
    return read_briefing(Document(content=page, media=Media.HTML))


def test_text_pasted_from_a_word_processor_gives_the_same_record() -> None:
    lines = OUTLINE.split("\n")
    pasted = "".join(
        f"<p style='margin:0'><span>{escape(line[:1])}</span><!--{'x' * 500}--><span>{escape(line[1:])}</span></p>"
        for line in lines
    )
    assert read_page(pasted) == RECORD


def test_preformatted_text_keeps_its_lines() -> None:
    assert read_page(f"<article><pre>\n{escape(OUTLINE)}</pre><p>\n</p></article>") == RECORD


def test_a_whole_page_with_tables_gives_the_same_record() -> None:
    body = OUTLINE.split("이전글")[0].split("\n")
    page = (
        "<html><head><title>견본 누리집</title><style>p{}</style></head><body>"
        "<header><h1>견본 누리집</h1></header><nav>홈 메뉴</nav>"
        "<article class='board_view'><div class='view_cont'>"
        + "<br>\n".join(map(escape, body))
        + "</div><script>track()</script>"
        "<table><tr><th>이전글</th><td><a href='#'><span class='sr_only'>바로가기</span>[견본세미나] 지난 모임</a></td>"
        "<td>2025-02-01</td></tr><tr><th>다음글</th><td>다음 모임</td><td>2025-02-20</td></tr></table></article>"
        "<footer>견본로 1</footer></body></html>"
    )
    assert read_page(page) == RECORD


def test_navigation_in_a_list_is_read_too() -> None:
    page = "<p>☐ 가</p><p>- 나다.</p><ul><li><strong>이전글</strong><a>옛 소식</a><span>2025-02-01</span></li></ul>"
    briefing = read_briefing(Document(content=page, media=Media.HTML))
    assert briefing.previous == Neighbour(title="옛 소식", published=date(2025, 2, 1))


def test_headings_of_a_page_without_markers_make_the_outline() -> None:
    page = (
        "<article><h2>견본 제목</h2><h3>첫 절</h3><p>문단이다.</p><h3>둘째 절</h3><p>문단 둘이다.</p>"
        "<h3>참고자료</h3><p>견본, 글, 2025-01-01</p></article>"
    )
    briefing = read_briefing(Document(content=page, media=Media.HTML))
    assert briefing.title == "견본 제목"
    assert list(briefing.headings()) == ["첫 절", "둘째 절"]
    assert [reference.title for reference in briefing.references] == ["글"]


def test_rows_of_a_table_are_lines() -> None:
    _, text = page_lines("<table><tr><td><p>연도</p></td><td>값</td></tr><tr><td>2024</td><td>3</td></tr></table>")
    assert [line for line in text.split("\n") if line] == ["연도 | 값", "2024 | 3"]


def test_hidden_things_are_not_read() -> None:
    page = (
        "<p>보임</p><script>a</script><style>b</style><!-- c --><p hidden>d</p>"
        "<p style='display: none'>e</p><b class='sr_only'>f</b>"
    )
    assert page_lines(page)[1].split() == ["보임"]


def test_the_only_link_of_a_reference_gives_its_address() -> None:
    page = (
        "<p><a href='https://example.org/no'>☐ 가</a></p><p>- 나다.</p><p>* 참고자료</p>"
        "<ul><li><a href='https://example.org/1'>Example Times, One, 2025-01-01</a></li><li>견본, 둘, <a href='https://example.org/2'>보기</a></li>"
        "<li><a href='https://example.org/3'>견본</a>, <a href='https://example.org/4'>셋</a>, 2025-01-02</li></ul>"
    )
    briefing = read_briefing(Document(content=page, media=Media.HTML))
    assert [reference.url for reference in briefing.references] == [
        "https://example.org/1",
        "https://example.org/2",
        None,
    ]


def test_the_page_s_own_title_is_its_longest_part() -> None:
    page = "<html><head><title>견본 | 동향 | 몽골 철도 연결 논의</title></head><body><p>문단이다.</p></body></html>"
    assert page_lines(page)[0] == "몽골 철도 연결 논의"


@every("name", ["EMERiCs", "견본부 누리집", "한국 견본연구원", "Ministry of Samples"])
def test_a_page_titled_by_its_site_alone_has_the_title_of_its_text(name: str) -> None:
    page = (
        f"<html><head><title>{name}</title></head><body><p>견본국, 철도 개통</p><p>☐ 가</p><p>- 나다.</p></body></html>"
    )
    assert read_briefing(Document(content=page, media=Media.HTML)).title == "견본국, 철도 개통"


def test_a_page_s_details_list_is_its_byline() -> None:
    page = (
        "<article><h1>[견본동향] 제목</h1><dl><dt>작성일</dt><dd>2025-01-03</dd>"
        "<dt>조회수</dt><dd>12</dd></dl><p>☐ 가</p><p>- 나다.</p></article>"
    )
    briefing = read_briefing(Document(content=page, media=Media.HTML))
    assert briefing.published == date(2025, 1, 3)
    assert briefing.notes == ("조회수 | 12",)
    assert len(briefing.sections) == 1
