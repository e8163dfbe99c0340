"""Pages that answer 200 and are not the feed that was asked for: what they are, and which feeds they name."""

from jobs.sources.discovery import alternates, read_opml
from jobs.sources.soft_blocks import soft_block
from tests.rows import every

URL = "https://example.kr/a/index.html"


@every(
    ("page", "kind"),
    [
        ("<script>alert('잘못된 접근입니다.'); history.back();</script>", "leads elsewhere"),
        ("<body onload='document.forms[0].submit()'><form></form>", "leads elsewhere"),
        ("<meta http-equiv=Refresh content='0;url=/x'>", "leads elsewhere"),
        ("<p>The requested URL was rejected. Your support ID is 7</p>", "blocks access"),
        ("<title>Just a moment...</title><p>x</p>", "blocks access"),
        ("<title>Attention Required!</title>", "blocks access"),
        ("<div id=root></div><noscript>You need to enable JavaScript to run this.</noscript>", "only scripts"),
        ("<p>자바스크립트를 활성화해 주세요</p>", "only scripts"),
        ("<title>404 Not Found</title><h1>nginx</h1>", "about an error"),
        ("<p>요청하신 페이지를 찾을 수 없습니다.</p>", "about an error"),
        ("<p>서버 오류가 발생했습니다</p>", "about an error"),
        ("<h1>Fatal error</h1> Uncaught PDOException: too many connections", "about an error"),
        ("<p>귀하의 요청은 보안 정책에 의해 차단되었습니다.</p>", "blocks access"),
        ("<iframe src=/_Incapsula_Resource>Request unsuccessful. Incapsula incident</iframe>", "blocks access"),
        ("<p>Please verify you are a human</p>", "blocks access"),
        ("<div id=app></div><script src=/main.js></script>", "only scripts"),
        ("<h1>로그인이 필요한 서비스입니다.</h1>", "login"),
        ("<h1>Found</h1><p>The document has moved <a href=/x>here</a>.</p>", "leads elsewhere"),
        ("<img src=x.jpg alt='홈페이지 정기점검 안내'>", "maintenance"),
        ("<p>현재 접속자가 많아 대기 중입니다.</p>", "maintenance"),
        ("<title>Traffic Exceeded</title>", "maintenance"),
        ("<title>Welcome to nginx!</title>", "server's own"),
        (f"<title>목록</title>{'<p>로그인 후 이용, 준비 중, exception, firewall</p>' * 20}", ""),
        ("<p>오늘의 소식</p>", ""),
        (f"<p>서버 오류로 접속이 막혔다는 소식이다.</p>{'<p>본문이 이어지는 글이다.</p>' * 60}", ""),
        ("<div>" * 100_000 + "404 Not Found", ""),
    ],
)
def test_a_page_is_told_from_the_one_asked_for(page: str, kind: str) -> None:
    assert kind in soft_block(page)
    assert bool(soft_block(page)) == bool(kind)


@every(
    ("head", "feeds"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="f.xml">', ["https://example.kr/a/f.xml"]),
        ('<base href="/b/"><link rel="Alternate x" type="Application/Atom+XML; a=b" href="f">', ["https://example.kr/b/f"]),
        ('<link rel=alternate type=text/xml href=//f.example/r><link rel=feed href=/g>',
         ["https://f.example/r", "https://example.kr/g"]),
        ("<link rel=alternate type=application/json href=/feed.json><link rel=alternate type=application/json href=x>",
         ["https://example.kr/feed.json"]),
        ("<link rel=alternate hreflang=en href=/en><link rel=alternate type=text/html href=/m>", []),
        ("<link rel=stylesheet type=text/xml href=/x><link rel=alternate type=text/xml href=javascript:x>", []),
        ("<base href=javascript:x><link rel=feed href=f>", ["https://example.kr/a/f"]),
        ("<i>" * 100_000 + "<link rel=feed href=f>", []),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds(head: str, feeds: list[str]) -> None:
    assert [found.url for found in alternates(f"<head>{head}</head>".encode(), "text/html", URL)] == feeds


@every(
    ("written", "feeds"),
    [
        ("HTTPS://example.kr/f?a=1&amp;b=2", ["https://example.kr/f?a=1&b=2"]),
        ("feed://example.kr/f", ["http://example.kr/f"]),
        ("Feed:https://example.kr/f", ["https://example.kr/f"]),
        ("javascript:x", []),
        ("/f", []),
    ],
)
def test_an_outline_names_a_feed_wherever_it_is_nested(written: str, feeds: list[str]) -> None:
    opml = f'<opml><body><outline text="a"><outline text="b" xmlUrl="{written}"/></outline></body></opml>'
    for encoding in ("utf-8", "utf-16"):
        assert [found.url for found in read_opml(opml.encode(encoding))] == feeds
