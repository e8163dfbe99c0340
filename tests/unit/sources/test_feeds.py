"""Feeds of every family, read in the reader process."""

import contextlib
import json
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import SosikError, SourceError
from jobs.model import Fetched, Language, Media
from jobs.reader_child import answer
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.sources.feed import Feed, read_feed, record_of
from jobs.sources.feed_parse import declares_entities
from jobs.sources.kinds import KINDS
from tests.rows import every
from tests.texts import any_text

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
URL = "https://example.kr/rss/news.xml"


def read(body: str | bytes, headers: dict[str, str] | None = None, url: str = URL) -> Feed:
    return read_feed(body.encode() if isinstance(body, str) else body, headers or {}, url, now=NOW)


def rss(items: str, head: str = "<title>견본</title><language>ko</language>") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


RSS_2 = rss(
    "<item><guid isPermaLink='false'>a-1</guid><title>몽골 &lt;b&gt;광산&lt;/b&gt; 재가동</title>"
    "<link>/view.es?no=1&amp;&amp;x=</link><pubDate>Mon, 02 Mar 2026 09:00:00 +0900</pubDate>"
    "<description>☐ 재가동\n◦ 세부 내용</description></item>"
)
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.kr/"><title>견본</title></channel>
 <item rdf:about="https://example.kr/1"><title>하나</title><link>https://example.kr/1</link>
 <dc:date>2026-03-01T10:00:00+09:00</dc:date></item></rdf:RDF>"""
ONE_ITEM = "<item><title>하나</title><link>/1</link></item>"
RSS_091 = f'<rss version="0.91"><channel><title>견본</title>{ONE_ITEM}</channel></rss>'
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>견본</title></channel><item><title>하나</title><link>https://example.kr/1</link></item></rdf:RDF>"""
ATOM_1 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>견본</title><entry><id>urn:1</id>
<title type="html">하나 &amp;amp; 둘</title><link href="/1"/><updated>2026-03-01T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>본문</p></div></content></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>견본</title><entry><id>urn:1</id><title>하나</title>
<link rel="alternate" href="https://example.kr/1"/><issued>2026-03-01T10:00:00Z</issued></entry></feed>"""
JSON_11 = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "견본",
        "language": "ko",
        "items": [
            {
                "id": 7,
                "url": "/1",
                "title": "하나",
                "content_html": "<p>본문<script>x</script>",
                "date_published": "2026-03-01T10:00:00+09:00",
            },
            {"id": "8", "content_text": "글 < 둘"},
            "no entry",
        ],
    }
)
SAMPLES = (RSS_2, RDF, RSS_091, RSS_090, ATOM_1, ATOM_03, JSON_11)


@every(
    ("body", "version"),
    list(zip(SAMPLES, ["rss20", "rss10", "rss091u", "rss090", "atom10", "atom03", "json11"], strict=True)),
)
def test_every_family_of_feeds_is_read(body: str, version: str) -> None:
    feed = read(body)
    assert (feed.version, feed.title) == (version, "견본")
    first = feed.entries[0]
    assert first.title
    assert first.link.startswith("https://example.kr/")
    assert first.keys


def test_an_entry_has_its_keys_plain_title_joined_link_and_moment() -> None:
    (entry,) = read(RSS_2).entries
    assert entry.keys[:2] == ("guid:a-1", "url:example.kr/view.es?no=1")
    assert entry.title == "몽골 광산 재가동"
    assert entry.link == "https://example.kr/view.es?no=1&&x="
    assert entry.published == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert entry.html == "<p>☐ 재가동</p><p>◦ 세부 내용</p>"
    assert entry.text == "☐ 재가동\n◦ 세부 내용"


def test_json_feeds_keep_numbers_as_ids_and_plain_text_as_text() -> None:
    feed = read(JSON_11)
    first, second = feed.entries
    assert first.keys[0] == "guid:7"
    assert first.html == "<p>본문</p>"
    assert second.html == "<p>글 &lt; 둘</p>"


@every(
    ("raw", "moment"),
    [
        ("2026.03.01 10:00", datetime(2026, 3, 1, 1, 0, tzinfo=UTC)),
        ("20260301100000+0900", datetime(2026, 3, 1, 1, 0, tzinfo=UTC)),
        ("2026년 3월 1일", datetime(2026, 2, 28, 15, 0, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00 GMT", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        ("2026-03-02T01:05:00Z", datetime(2026, 3, 2, 1, 5, tzinfo=UTC)),
        ("2026-03-02T01:06:00Z", None),
        ("2026-02-30", None),
        ("어제", None),
        ("1970-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 +0900", None),
    ],
)
def test_dates_are_read_by_our_own_parser(raw: str, moment: datetime | None) -> None:
    (entry,) = read(rss(f"<item><title>하나</title><pubDate>{raw}</pubDate></item>")).entries
    assert entry.published == moment


def test_a_time_without_a_zone_is_koreas_only_in_korean_feeds() -> None:
    item = "<item><title>one</title><pubDate>2026-03-01 10:00</pubDate></item>"
    english = read(rss(item, "<title>x</title><language>en</language>"), url="https://example.org/feed")
    korean_host = read(rss(item, "<title>x</title>"), url="https://example.go.kr/feed")
    tashkent = read_feed(rss(item).encode(), {}, URL, zone=ZoneInfo("Asia/Tashkent"), now=NOW)
    for language, hour in (("ko_KR", 1), ("kr", 1), ("Korean", 1), ("kok", 10)):
        stated = read(rss(item, f"<title>x</title><language>{language}</language>"), url="https://example.org/feed")
        assert stated.entries[0].published == datetime(2026, 3, 1, hour, 0, tzinfo=UTC)
    assert english.entries[0].published == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    assert korean_host.entries[0].published == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert tashkent.entries[0].published == datetime(2026, 3, 1, 5, 0, tzinfo=UTC)


def test_a_feed_that_does_not_say_its_language_is_in_that_of_its_titles() -> None:
    dated = "<item><title>{}</title><pubDate>2026-03-01 10:00</pubDate></item>"
    for title, head, hour in (
        ("몽골 광산 EBRD 지원", "<title>RSS</title>", 1),
        ("EBRD", "<title>외교 소식</title>", 1),
        ("Mongolia's mines (몽골)", "<title>Desk</title>", 10),
        ("몽골 광산", "<title>소식</title><language>en</language>", 10),
    ):
        (entry,) = read(rss(dated.format(title), head), url="https://example.org/feed").entries
        assert entry.published == datetime(2026, 3, 1, hour, 0, tzinfo=UTC)


def test_the_language_a_feed_keeps_to_itself_is_that_of_the_answer() -> None:
    item = "<item><title>하나</title><pubDate>2026-03-01 09:00</pubDate></item>"
    feed = read(rss(item, "<title>a</title>"), {"Content-Language": "ko-KR, en"}, "https://example.org/feed")
    assert (feed.language, feed.entries[0].published) == ("ko-KR", datetime(2026, 3, 1, 0, 0, tzinfo=UTC))


def test_the_fuller_of_content_and_summary_is_taken() -> None:
    item = (
        "<item><title>하나</title><description>{}</description>"
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;{}&lt;/p&gt;"
        "</content:encoded></item>"
    )
    for summary, content, taken in (
        ("짧은 소개", "전체 본문 문장", "전체 본문 문장"),
        ("본문 문장, 이 블로그에 실림", "전체 본문 문장", "전체 본문 문장"),
        ("본문 문장, 이 블로그에 실림", "…", "본문 문장, 이 블로그에 실림"),
        ("소개", "", "소개"),
    ):
        assert read(rss(item.format(summary, content))).entries[0].text == taken


def test_a_guid_or_link_that_all_entries_share_is_no_key() -> None:
    feed = read(
        rss(
            "".join(
                f"<item><guid>same</guid><link>https://example.kr/</link><title>글 {n}</title></item>" for n in "12"
            )
        )
    )
    first, second = feed.entries
    assert not set(first.keys) & set(second.keys)
    assert not any("same" in key or "url:" in key for key in (*first.keys, *second.keys))


def test_an_entry_repeated_word_for_word_is_given_once() -> None:
    item = "<item><guid>a</guid><link>https://example.kr/1</link><title>글</title></item>"
    assert len(read(rss(item * 3)).entries) == 1


def test_a_scripting_link_is_dropped_and_the_entry_kept() -> None:
    (entry,) = read(
        rss("<item><guid isPermaLink='false'>1</guid><title>글</title><link>javascript:x</link></item>")
    ).entries
    assert (entry.link, entry.keys) == ("", ("guid:1",))


def test_at_most_500_entries_are_given_the_first_ones() -> None:
    feed = read(rss("".join(f"<item><guid>{n}</guid><title>글 {n}</title></item>" for n in range(600))))
    assert len(feed.entries) == 500
    assert feed.entries[0].title == "글 0"
    assert "too-many-entries" in feed.warnings


@pytest.mark.parametrize(("encoding", "declared"), [("cp949", "euc-kr"), ("utf-16", "utf-16"), ("utf-8", "euc-kr")])
def test_korean_is_read_in_the_encodings_it_comes_in(encoding: str, declared: str) -> None:
    text = rss("<item><title>똠방각하 소식</title></item>").replace('"utf-8"', f'"{declared}"')
    assert read(text.encode(encoding)).entries[0].title == "똠방각하 소식"


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    feed = read('<rss version="2.0"><channel><title>a & b</title><item><title>하나 & 둘</title><link>/1</link></item>')
    assert feed.entries[0].title == "하나 & 둘"


@every("impossible", ["&#xd800;", "&#55296;", "&#0;", "&#8;", "&#x110000;", "&#999999999999999999999;"])
def test_a_reference_to_no_character_costs_that_reference_only(impossible: str) -> None:
    feed = read(rss(f"<item><title>하{impossible}나 &#46168; &#xC14B;</title><link>/1</link></item>"))
    assert feed.entries[0].title == "하나 둘 셋"
    loose = read(f"<rss version='2.0'><channel><item><title>하{impossible}나 & 둘</title></item></channel>")
    assert loose.entries[0].title == "하나 & 둘"


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@every(
    "prolog",
    [
        LAUGHS,
        f"<?xml version='1.0'?><!-- <rss> -->{LAUGHS}",
        '<!doctype r [<!entity a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM ">" [ <!-- ]> <x> --> <!ENTITY % p SYSTEM "http://127.0.0.1/"> %p; ]>',
        '<?x <rss ?><!DOCTYPE r [<!ENTITY a "x">]>',
    ],
)
def test_entities_of_their_own_are_refused_before_any_parser(prolog: str) -> None:
    body = prolog + "<rss version='2.0'><channel><item><title>&b;</title></item></channel></rss>"
    assert declares_entities(body)
    with pytest.raises(SourceError, match="entities"):
        read(body)
    with pytest.raises(SourceError, match="entities"):
        read(body.encode("utf-16"))


def test_an_article_about_entities_and_a_plain_doctype_are_read() -> None:
    article = "<item><title>XML</title><description><![CDATA[<!DOCTYPE r [<!ENTITY a 'x'>]>]]></description></item>"
    assert read(rss(article)).entries[0].title == "XML"
    dtd = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/x.dtd">'
    assert read(dtd + RSS_091).entries[0].title == "하나"


@every(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no text"),
        (b"{}", "not a JSON Feed"),
        (b'{"version":"https://jsonfeed.org/version/2","items":[]}', "not a JSON Feed"),
        (b"{", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"<html><body><p>hello</p></body></html>", "not a feed"),
        (b"<script>location.href='/x'</script>", "script page"),
        ("<html><title>안내</title><body>시스템 점검 중입니다</body></html>".encode(), "maintenance"),
        (b"<html><body><form><input type=password></form></body></html>", "login"),
    ],
)
def test_what_is_no_feed_is_an_error_that_says_what_it_is(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(body)


def test_a_body_that_names_a_file_or_an_address_opens_nothing() -> None:
    for body in (b"/etc/passwd", b"http://127.0.0.1:1/", b"file:///etc/hosts"):
        with pytest.raises(SourceError, match="not a feed"):
            read(body)


@given(
    body=st.binary(max_size=300),
    headers=st.dictionaries(any_text(max_size=8), any_text(max_size=20)),
    url=any_text(),
)
@settings(max_examples=60, deadline=None)
def test_random_bytes_headers_and_urls_raise_nothing_but_our_errors(
    body: bytes, headers: dict[str, str], url: str
) -> None:
    with contextlib.suppress(SosikError):
        read_feed(body, headers, url, now=NOW)


@given(st.sampled_from(SAMPLES), st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
def test_mutations_of_real_forms_raise_nothing_but_our_errors(sample: str, seed: int) -> None:
    chance = random.Random(seed)
    body = bytearray(sample.encode())
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[at] = chance.randrange(256)
            case 1:
                del body[at : at + chance.randrange(1, 40)]
            case 2:
                body[at:at] = body[chance.randrange(len(body)) :][: chance.randrange(1, 60)]
            case _:
                body[at:at] = chance.choice(
                    [b"<", b"&#0;", b"]]>", b"<![CDATA[", b"&#xd800;", b'"', b"\xff\xfe", b"-->"]
                )
        body = body or bytearray(b"<")
    try:
        feed = read(bytes(body))
    except SosikError:
        return
    for entry in feed.entries:
        assert entry.keys
        assert entry.link == "" or entry.link.lower().startswith(("http://", "https://"))
        assert (entry.title + entry.html + entry.text + entry.link).encode() is not None
        assert "<script" not in entry.html


def test_items_carry_content_and_the_day_in_the_sources_zone() -> None:
    source = SourceSettings(id="s", kind="feed", url=URL, language=Language.KO)
    late = RSS_2.replace("Mon, 02 Mar 2026 09:00:00 +0900", "Sun, 01 Mar 2026 20:00:00 GMT")
    (item,) = KINDS["feed"].items(Fetched(url=URL, status=200, headers={}, body=late.encode()), source)
    assert str(item.published) == "2026-03-02"
    assert item.content == "<p>☐ 재가동</p><p>◦ 세부 내용</p>"
    document = KINDS["feed"].document(item, None, source)
    assert (document.media, document.title, document.url) == (Media.HTML, item.title, item.url)
    assert document.content == item.content
    assert document.published == item.published
    assert KINDS["feed"].pages(source) == (URL,)


UNDATED = "<item><title>☐ 견본</title><guid>2</guid><description>1. 개요 (감수: 홍길동)</description></item>"


def test_what_the_reader_process_reads_of_an_entry_is_what_its_document_says() -> None:
    source = SourceSettings(id="s", kind="feed", url=URL, language=Language.KO, timezone="Asia/Almaty", region="몽골")
    body = RSS_2.replace("</item>", f"</item>{UNDATED}", 1)
    listing = KINDS["feed"].listing(Fetched(url=URL, status=200, headers={}, body=body.encode()), source, "")
    documents = [KINDS["feed"].document(item, None, source) for item in listing.items]
    assert len(documents) == 2
    assert [record.briefing for record in listing.records] == list(map(read_briefing, documents))
    assert all(record.content_sha == record.briefing.content_sha() for record in listing.records)


@every("written", ["", "[]", '{"title": 1}', '{"sections": [null]}'])
def test_a_record_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(SourceError, match="a record that is none"):
        record_of({"record": written, "sha": ""})


# ── what feeds say in more than one way ──────────────────────────────────────────────────────────


def atom(entry: str) -> str:
    base = 'xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/"'
    return f"<feed {base}><title>견본</title><entry><id>urn:1</id>{entry}</entry></feed>"


XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">less <em>is</em> &lt; more</div>'


@every(
    ("body", "title"),
    [
        (atom('<title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>'), "A & B"),
        (atom("<title>x &lt; y &amp; z</title>"), "x < y & z"),
        (atom(f'<title type="xhtml">{XHTML}</title>'), "less is < more"),
        (rss("<item><title><![CDATA[<b>Bold</b> &amp; 5 < 6]]></title><link>/1</link></item>"), "Bold & 5 < 6"),
        (rss("<item><title>AT&amp;amp;T</title><link>/1</link></item>"), "AT&T"),
        (rss("<item><title>C++ vector&lt;int&gt; 사용법</title><link>/1</link></item>"), "C++ vector<int> 사용법"),
    ],
)
def test_a_title_is_what_a_reader_would_see_however_it_is_written(body: str, title: str) -> None:
    (entry,) = read(body).entries
    assert entry.title == title


@every(
    ("body", "link"),
    [
        (atom('<link rel="self" href="s"/><link rel="enclosure" href="a.mp3"/><link href="p"/>'), "/x/p"),
        (atom('<link xml:base="sub/" href="p"/>'), "/x/sub/p"),
        (atom('<link hreflang="ko" href="ko"/><link hreflang="en" href="en"/>'), "/x/ko"),
        (atom('<title>하나</title><link rel="enclosure" href="a.mp3"/>'), ""),
        (rss("<item><title>하나</title><guid>https://base.example/g</guid></item>"), "/g"),
        (rss('<item><title>하나</title><guid isPermaLink="false">https://base.example/g</guid></item>'), ""),
        (rss("<item><title>하나</title><guid>77</guid></item>"), ""),
        (rss("<item><title>하나</title><link>HTTPS://base.example/p</link></item>"), "/p"),
        (rss("<item><title>하나</title><link>https://evil.example\\@base.example/p</link></item>"), ""),
        ('{"version":"https://jsonfeed.org/version/1","items":[{"id":"https://base.example/j","title":"x"}]}', "/j"),
    ],
)
def test_the_link_is_the_page_of_the_entry_and_nothing_else(body: str, link: str) -> None:
    (entry,) = read(body).entries
    assert entry.link == (f"https://base.example{link}" if link else "")


def test_the_one_date_of_an_rss_entry_is_that_of_its_publication() -> None:
    dated = "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-03-01T10:00:00+09:00</dc:date>"
    (entry,) = read(rss(f"<item><title>하나</title>{dated}</item>")).entries
    assert entry.published == datetime(2026, 3, 1, 1, tzinfo=UTC)
    (entry,) = read(ATOM_1).entries
    assert (entry.published, entry.updated) == (None, datetime(2026, 3, 1, 10, tzinfo=UTC))


def test_entries_that_differ_in_their_text_alone_have_keys_of_their_own() -> None:
    item = (
        "<item><title>주간 동향</title><guid>1</guid><pubDate>2026-03-01</pubDate><description>{}</description></item>"
    )
    first, second, third = read(rss("".join(map(item.format, ("구리", "철도", "원전"))))).entries
    assert len({*first.keys, *second.keys, *third.keys}) == 3


def test_entries_of_which_only_signs_are_known_have_keys_of_their_own() -> None:
    first, second = read(rss("<item><title>!!!</title></item><item><title>\u200b?</title></item>")).entries
    assert first.keys
    assert second.keys
    assert first.keys != second.keys


def test_entries_beyond_the_first_500_are_not_even_parsed() -> None:
    item = "<item><title>{}</title><description><![CDATA[<p></item>]]></description></item>"
    whole = rss("".join(f"<item><title>{number}</title></item>" for number in range(20_000)))
    feed = read(whole)
    assert [entry.title for entry in feed.entries] == [str(number) for number in range(500)]
    assert feed.warnings == ("too-many-entries",)
    tricky = read(rss("".join(item.format(number) for number in range(600))))
    assert [entry.title for entry in tricky.entries[:200]] == [str(number) for number in range(200)]


@every(
    ("inside", "entries"),
    [
        (f"<item><title>하나</title><description>{' ' * 100_000}둘</description></item>", 1),
        ("<item>" * 100_000, 0),
    ],
)
def test_what_is_endlessly_the_same_is_read_at_once(inside: str, entries: int) -> None:
    assert len(read(rss(inside)).entries) == entries


def test_a_tag_of_thousands_of_attributes_is_refused() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(20_000))
    with pytest.raises(SourceError, match="too many attributes"):
        read(rss(f"<item {attributes}><title>하나</title></item>"))


def test_what_swells_while_it_is_read_is_refused() -> None:
    order = {"kind": "feed", "content_type": "", "url": "https://example.kr/" + "a" * 1_900 + "/"}
    swelling = rss(f"<item><title>하나</title><description>{'&lt;a href=x&gt;y&lt;/a&gt;' * 200}</description></item>")
    asked = json.dumps({**order, "zone": "", "now": NOW.isoformat()}).encode()
    assert len(answer(asked, swelling.encode())) == 3
    (refused,) = answer(asked, swelling.encode(), most=300_000)
    assert b"there is too much in it" in refused
