"""The newsroom's pages: postings in, markup out. The family of the `.es` sites, in our own hand.

The lists, class names and addresses are those such sites use, with their usual noise: menus that name regions,
words for screen readers inside links, navigation inside and outside the article, empty parameters.
"""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from html import escape

from bot.demo.samples import SEOUL, Posting, Shelf

BOARD_MID = "a10200000000"
SYSTEM_CODE = "04"
ROWS_A_PAGE = 10
LIST_PATH = f"/board/issueList.es?mid={BOARD_MID}&systemcode={SYSTEM_CODE}"

_MARKERS = "☐□◦○-–"
_REGIONS = ("러시아·유라시아", "중동부유럽", "아프리카·중동", "중남미", "동남아시아", "인도·남아시아")
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5d6878;--line:#d9dee6;--mark:#0b5d8a;--page:#fff;--band:#f3f6f9}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#38414d;--mark:#7cc4ea;--page:#171c22;
--band:#20272f}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);
font:16px/1.7 "Noto Sans CJK KR","NanumGothic","Apple SD Gothic Neo","Malgun Gothic",sans-serif}
a{color:var(--mark)}.wrap{max-width:56rem;margin:0 auto;padding:0 1rem}
.sample{margin:0;background:#8a4b0b;color:#fff;text-align:center;padding:.3rem 1rem;font-size:.9rem}
header{border-bottom:1px solid var(--line)}header .name{font-weight:700;font-size:1.25rem;margin:.8rem 0 .2rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.2rem 0 .8rem;padding:0;font-size:.9rem}
main{padding:1rem 0 2rem}h1,h2{line-height:1.35}h2{font-size:1.35rem}
.sr_only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.5rem;text-align:left}
.tstyle_list thead{background:var(--band)}.tstyle_list th{white-space:nowrap}
.num,.region,.date{white-space:nowrap;color:var(--soft);font-size:.9rem}
.board_cate,.board_info{color:var(--soft);margin:.2rem 0}.view_cont{border-top:2px solid var(--ink);padding-top:.6rem;
overflow-wrap:anywhere}.view_cont p{margin:.45rem 0}.share{font-size:.85rem;color:var(--soft);text-align:right}
.board_nav{margin-top:1.5rem;font-size:.9rem}.pager{text-align:center;margin:1rem 0}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.85rem;padding:1rem 0}
"""


def address(posting: Posting) -> str:
    """Give the path of a posting's own page; the board's has the empty parameters such sites write."""
    if posting.shelf is not Shelf.BOARD:
        return f"/notes/{posting.key}"
    return (
        f"/board/issueDetail.es?brdctsNo={posting.number}&mid={BOARD_MID}&&search_option=&search_keyword="
        f"&search_year=&search_month=&search_tagkeyword=&systemcode={SYSTEM_CODE}&search_region=&search_area="
        f"&currentPage=1&pageCnt={ROWS_A_PAGE}"
    )


def front_page(board: Sequence[Posting]) -> str:
    """Give the page a person sees first: what this site is, and the newest postings."""
    newest = "".join(f"<li>{_link(posting)}</li>" for posting in board[:5])
    content = f"""<h1>소식 견본 뉴스룸</h1>
<p>소식(Sosik)의 시연을 위한 견본 사이트예요. 실제 기관의 누리집이 아니에요. 글은 견본이거나 직접 더한 문서예요.</p>
<p lang="en">A sample site for the demo of Sosik. Its briefings are samples, or documents you added yourself.</p>
<ul><li><a href="{escape(LIST_PATH)}">이슈트렌드 게시판 / the board</a></li>
<li><a href="/rss/ko.xml">RSS (한국어)</a></li><li><a href="/rss/en.xml">RSS (English)</a></li></ul>
<h2>새 글</h2><ul class="newest">{newest}</ul>"""
    return _page("소식 견본 뉴스룸", content)


def list_page(board: Sequence[Posting], *, page: int) -> str:
    """Give one page of the board; `board` is newest first and the newest has the highest number."""
    start = (page - 1) * ROWS_A_PAGE
    rows = "".join(
        f"""<tr><td class="num">{len(board) - index}</td><td class="subject">{_link(posting)}</td>
<td class="region">{escape(posting.region)}</td><td class="date">{posting.seoul_day:%Y/%m/%d}</td></tr>\n"""
        for index, posting in enumerate(board[start : start + ROWS_A_PAGE], start)
    )
    last = max(1, -(-len(board) // ROWS_A_PAGE))
    pager = " ".join(
        f"<strong>{number}</strong>"
        if number == page
        else f'<a href="{escape(LIST_PATH)}&amp;currentPage={number}">{number}</a>'
        for number in range(1, last + 1)
    )
    content = f"""<h1>이슈트렌드</h1><p class="total">전체 {len(board)}건 · {page}/{last}쪽</p>
<table class="tstyle_list"><caption class="sr_only">이슈트렌드 목록: 번호, 제목, 지역, 등록일</caption>
<thead><tr><th>번호</th><th>제목</th><th>지역</th><th>등록일</th></tr></thead>
<tbody>
{rows}</tbody></table><div class="pager">{pager}</div>"""
    return _page("이슈트렌드 | 소식 견본", content)


def detail_page(posting: Posting, links: Mapping[str, str]) -> str:
    """Give a board posting's page; `links` maps the headings that can be read already to their addresses."""
    article = posting.markup if posting.markup is not None else _article(posting, links)
    content = f"""<p class="location">홈 &gt; 지역동향 &gt; 이슈트렌드</p>
<article class="board_view"><span class="sr_only">본문 시작</span>
<div class="share"><button type="button">공유</button> <button type="button">인쇄</button></div>
{article}</article>
<p class="quick"><a href="{escape(LIST_PATH)}">목록</a></p>"""
    return _page(f"{posting.heading.strip()} | 소식 견본", content)


def note_page(note: Posting) -> str:
    """Give the page of a feed's entry, in its own language."""
    content = f"""<article class="board_view"><h2>{escape(note.heading)}</h2>
<p class="board_info">{escape(note.byline or "")}</p>
<div class="view_cont">{_paragraphs(note.body)}</div></article>"""
    return _page(note.heading, content, language=note.shelf.value)


def missing_page() -> str:
    """Give the page for an address that has nothing."""
    return _page("없는 글", "<h1>없는 글이에요</h1><p>There is nothing at this address.</p>")


def feed(notes: Sequence[Posting], shelf: Shelf, base_url: str) -> str:
    """Give the RSS 2.0 feed of a shelf, newest first: the first paragraph as description, the whole as content."""
    zone = SEOUL if shelf is Shelf.KO else None
    korean = shelf is Shelf.KO
    title = "소식 견본 단신" if korean else "Example Eurasia Desk (sample notes)"
    about = "소식(Sosik) 시연용 견본 단신" if korean else "Sample notes for the demo of Sosik"
    items = "".join(
        f"""<item><title>{escape(note.heading)}</title><link>{escape(base_url + address(note))}</link>
<guid isPermaLink="false">{escape(note.key)}</guid>
<pubDate>{format_datetime(note.published.astimezone(zone) if zone else note.published)}</pubDate>
<description>{escape(note.body[0])}</description>
<content:encoded>{escape(_paragraphs(note.body))}</content:encoded></item>\n"""
        for note in notes
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{title}</title><link>{escape(base_url)}/</link><description>{about}</description><language>{shelf.value}</language>
{items}</channel></rss>
"""


def _article(posting: Posting, links: Mapping[str, str]) -> str:
    """Give the document's lines in their order, one element a line."""
    before = "".join(f'<p class="board_cate">{escape(line)}</p>\n' for line in posting.before)
    byline = f'<p class="board_info">{escape(posting.byline)}</p>\n' if posting.byline is not None else ""
    return f"""{before}<h2>{escape(posting.heading)}</h2>
{byline}<div class="view_cont">
{_paragraphs(posting.body)}</div>
{_navigation(posting.navigation, links)}"""


def _paragraphs(lines: Sequence[str]) -> str:
    """Give a paragraph a line as a word processor pastes it: a marker stands in a span of its own."""
    return "".join(_paragraph(line) for line in lines)


def _paragraph(line: str) -> str:
    if not line:
        return "<p><br></p>\n"
    if line[0] in _MARKERS and line[1:2] == " ":
        return f'<p style="line-height:180%"><span>{line[0]}</span> <span>{escape(line[2:])}</span></p>\n'
    return f'<p style="line-height:180%"><span>{escape(line)}</span></p>\n'


def _navigation(lines: Sequence[str], links: Mapping[str, str]) -> str:
    """Give the table of neighbours from its `label | heading | day |` lines; the rule between them is the table's."""
    rows = ""
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        if not cells[0].startswith("-"):
            label, heading, day = cells[:3]
            link = links.get(heading)
            shown = f'<a href="{escape(link)}">{escape(heading)}</a>' if link else escape(heading)
            rows += f"<tr><th>{escape(label)}</th><td>{shown}</td><td>{escape(day)}</td></tr>\n"
    return f'<table class="board_nav"><tbody>\n{rows}</tbody></table>\n' if rows else ""


def _link(posting: Posting) -> str:
    return f'<a href="{escape(address(posting))}"><span class="sr_only">새 글</span>{escape(posting.heading)}</a>'


def _page(title: str, content: str, *, language: str = "ko") -> str:
    menu = "".join(f'<li><a href="{escape(LIST_PATH)}">{region}</a></li>' for region in _REGIONS)
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(title)}</title><style>{_STYLE}</style>
<link rel="alternate" type="application/rss+xml" title="한국어" href="/rss/ko.xml">
<link rel="alternate" type="application/rss+xml" title="English" href="/rss/en.xml"></head>
<body><p class="sample">견본 사이트 · 실제 기관의 누리집이 아니에요 / sample site for the demo of Sosik</p>
<header><div class="wrap"><p class="name"><a href="/">소식 견본 뉴스룸</a></p>
<nav><ul>{menu}</ul></nav></div></header>
<main><div class="wrap">
{content}
</div></main>
<footer><div class="wrap">소식(Sosik) 시연용 견본 사이트 · sample site of the demo</div></footer>
</body></html>
"""
