"""Boards, read by the selectors of their settings."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs.errors import SourceError
from jobs.model import Fetched, Item, Media
from jobs.settings import BoardSettings, SourceSettings
from jobs.sources.kinds import KINDS
from tests.rows import every

LIST = "https://example.kr:446/list.es?mid=a1"
BOARD = BoardSettings(
    row="table.tstyle_list tbody tr",
    date="td.date",
    id_parameter="brdctsNo",
    canonical_parameters=("brdctsNo", "mid"),
    body=".view_cont",
    notice=".notice",
)
kind = KINDS["board"]


def source(**changes: object) -> SourceSettings:
    board = BoardSettings.model_validate(BOARD.model_dump() | changes)
    return SourceSettings(id="b", kind="board", url=LIST, allow_ports=(446,), board=board)


def page(html: str, url: str = LIST, content_type: str = "text/html; charset=utf-8") -> Fetched:
    return Fetched(url=url, status=200, headers={"content-type": content_type}, body=html.encode())


def row(number: int, title: str = "몽골 광산 재가동", day: str = "2026.03.02") -> str:
    return (
        f'<tr><td>{number}</td><td><a href="/view.es?brdctsNo={number}&&mid=a1&search=&page=1">'
        f'[견본] {title} {number}<span class="sr_only">새 글</span></a></td><td class="date">{day}</td></tr>'
    )


def listing(*rows: str) -> Fetched:
    head = "<tr><th>번호</th><th>제목</th></tr>"
    return page(f'<table class="tstyle_list"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>')


def an_item() -> Item:
    (item,) = kind.items(listing(row(7)), source())
    return item


def test_posts_come_in_the_lists_order_with_key_address_title_and_day() -> None:
    first, second = kind.items(listing(row(8), row(7, day="2026-02-27")), source())
    assert first.keys[0] == "brdctsNo:8"
    assert first.url == "https://example.kr:446/view.es?brdctsNo=8&mid=a1"
    assert first.title == "[견본] 몽골 광산 재가동 8"
    assert (first.published, second.published) == (date(2026, 3, 2), date(2026, 2, 27))
    assert first.content is None
    assert second.keys[0] == "brdctsNo:7"


def test_a_post_that_is_pinned_and_listed_is_given_once_where_it_is_listed_and_notices_are_skipped() -> None:
    notice = '<tr class="notice"><td><a href="/view.es?brdctsNo=1">공지</a></td></tr>'
    found = kind.items(listing(notice, row(7), row(9), row(8), row(7)), source())
    assert [item.keys[0] for item in found] == ["brdctsNo:9", "brdctsNo:8", "brdctsNo:7"]


def test_rows_without_a_page_of_their_own_are_left_out() -> None:
    odd = "".join(f'<tr><td><a href="{href}">글</a></td></tr>' for href in ("#", "javascript:fn(3)", "", LIST))
    empty = '<tr><td><a href="/view.es?brdctsNo=4"><img src=x></a></td></tr><tr><td>글이 없습니다</td></tr>'
    (only,) = kind.items(listing(odd, empty, row(5)), source())
    assert only.keys[0] == "brdctsNo:5"


def test_a_day_that_is_not_surely_one_is_none() -> None:
    (item,) = kind.items(listing(row(5, day="2026.02.30")), source())
    assert item.published is None


def test_a_day_to_come_is_not_the_posts_and_no_drift_either() -> None:
    today = datetime.now(ZoneInfo("Asia/Seoul")).date()
    fetched = listing(row(1, day="2199.12.31"), row(2, day=f"{today:%Y.%m.%d}"))
    listed = kind.listing(fetched, source(), "")
    assert [item.published for item in listed.items] == [None, today]
    assert listed.drift is None


def test_posts_of_one_title_and_day_do_not_share_that_key() -> None:
    same = '<tr><td><a href="/view.es?brdctsNo={}">주간 동향</a></td><td class="date">2026.03.02</td></tr>'
    first, second = kind.items(listing(same.format(1), same.format(2)), source())
    assert not set(first.keys) & set(second.keys)


@every(
    ("html", "reason"),
    [
        ("<p>시스템 정기 점검 중입니다.</p>", "maintenance"),
        ("<script>document.cookie='a=1';location.href='/main.do';</script>", "script page"),
        ("<meta http-equiv=Refresh content='0;url=/x'>", "script page"),
        ("<title>로그인</title><form><input type='PASSWORD'></form>", "login"),
        ("<title>Access Denied</title><p>x</p>", "blocks access"),
        ("<p>새로운 모습</p>", "0 posts found, at least 1"),
        ("", "the answer is empty"),
    ],
)
def test_a_page_that_is_not_the_list_is_an_error_that_says_what_it_is(html: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        kind.items(page(html), source())


def test_fewer_rows_than_expected_are_an_error_and_an_empty_board_may_be_allowed() -> None:
    with pytest.raises(SourceError, match="2 posts found, at least 3"):
        kind.items(listing(row(1), row(2)), source(min_rows=3))
    assert kind.items(listing(), source(min_rows=0)) == ()
    with pytest.raises(SourceError, match="maintenance"):
        kind.items(page("서비스 점검 안내"), source(min_rows=0))
    with pytest.raises(SourceError, match="the answer is empty"):
        kind.items(page(" "), source(min_rows=0))


def test_links_are_relative_to_the_base_that_the_page_states() -> None:
    rows = row(1).replace('href="/view.es', 'href="view.es')
    based = page(f'<base href="/kor/"><table class="tstyle_list"><tbody>{rows}</tbody></table>')
    (item,) = kind.items(based, source())
    assert item.url == "https://example.kr:446/kor/view.es?brdctsNo=1&mid=a1"


def test_a_real_list_may_speak_of_maintenance_and_show_a_login() -> None:
    html = "<input type=password><table class=tstyle_list><tbody>" + row(1, "시스템 점검 안내") + "</table>"
    assert len(kind.items(page(html), source())) == 1


@every("field", ["row", "link", "title", "date", "notice"])
def test_a_selector_that_cannot_be_read_is_named(field: str) -> None:
    with pytest.raises(SourceError, match=r'selector "a\[" cannot be read'):
        kind.items(listing(row(1)), source(**{field: "a["}))


def test_the_document_is_the_body_without_what_is_dropped() -> None:
    html = (
        '<div class="menu">메뉴</div><div class="view_cont"><!-- hwp --><p>☐ <b>재가동</b></p><script>x</script>'
        '<span class="sr_only">숨은 말</span><ul class="nav"><li>이전글 옛 소식</li></ul></div><footer>꼬리</footer>'
    )
    document = kind.document(an_item(), page(html, "https://example.kr:446/view.es?brdctsNo=7&x="), source())
    assert document.content == (
        '<div class="view_cont"><p>☐ <b>재가동</b></p><ul class="nav"><li>이전글 옛 소식</li></ul></div>'
    )
    assert (document.media, document.url) == (Media.HTML, an_item().url)
    assert document.title == "[견본] 몽골 광산 재가동 7"
    assert document.published == date(2026, 3, 2)


def test_several_bodies_are_joined_and_one_inside_another_is_not_doubled() -> None:
    html = '<div class="view_cont">가<div class="view_cont">나</div></div><div class="view_cont">다</div>'
    document = kind.document(an_item(), page(html), source())
    assert document.content == (
        '<div class="view_cont">가<div class="view_cont">나</div></div>\n<div class="view_cont">다</div>'
    )


@every(
    ("html", "reason"),
    [
        ("<p>다른 모습</p>", "nothing stands where the body"),
        ('<div class="view_cont"> <script>x</script></div>', "nothing stands where the body"),
        ("<p>긴급 점검 중</p>", "maintenance"),
        ('<div class="view_cont">글' + "<div>" * 400 + "</div>", "nested too deeply"),
    ],
)
def test_a_page_without_the_body_is_an_error(html: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        kind.document(an_item(), page(html), source())


def test_a_post_needs_its_page() -> None:
    with pytest.raises(SourceError, match="its own page"):
        kind.document(an_item(), None, source())


def test_the_pages_to_walk_carry_the_page_parameter() -> None:
    assert kind.pages(source()) == (LIST,)
    assert kind.pages(source(pages=3, page_parameter="nPage")) == (LIST, f"{LIST}&nPage=2", f"{LIST}&nPage=3")


def test_a_page_in_an_old_encoding_is_read() -> None:
    html = f'<meta charset="euc-kr"><table class="tstyle_list"><tbody>{row(1, "똠방각하")}</tbody></table>'
    fetched = Fetched(url=LIST, status=200, headers={}, body=html.encode("cp949"))
    assert kind.items(fetched, source())[0].title == "[견본] 똠방각하 1"
