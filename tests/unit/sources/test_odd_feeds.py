"""Feeds as strangers write them: every family, in the ways that collections of public feeds test, in our own words."""

import json
from datetime import UTC, datetime
from html import escape

import pytest

from jobs.errors import SourceError
from jobs.sources.feed import Entry, read_feed
from tests.rows import every
from tests.unit.sources.test_markup import ATTACKS, assert_harmless

NOW = datetime(2026, 11, 28, tzinfo=UTC)
URL = "https://base.example/feed/x.xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
PODCAST = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
NAMED = "<title>a</title>"


def read(body: str | bytes) -> tuple[Entry, ...]:
    return read_feed(body.encode() if isinstance(body, str) else body, {}, URL, now=NOW).entries


def rss(items: str, attributes: str = "") -> str:
    return f'<rss version="2.0" {attributes}><channel><title>T</title>{items}</channel></rss>'


def item(inside: str, attributes: str = "") -> str:
    return rss(f"<item>{inside}</item>", attributes)


def atom(inside: str, attributes: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title>'
        f"<entry><id>urn:1</id>{inside}</entry></feed>"
    )


def atom_03(inside: str) -> str:
    return f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>urn:1</id>{inside}</entry></feed>'


def json_feed(*items: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items})


@every(
    ("body", "link"),
    [
        (item("<title>a</title><link>p</link>", 'xml:base="https://other.example/d/"'), "https://other.example/d/p"),
        (atom(NAMED + '<link href="p"/>', 'xml:base="https://other.example/d/"'), "https://other.example/d/p"),
        (atom(NAMED + '<link href="p"/>', 'xml:base="javascript:x"'), "https://base.example/feed/p"),
        (atom(NAMED + '<link href="//cdn.example/p"/>'), "https://cdn.example/p"),
        (atom(NAMED + '<link rel="related" href="r"/><link rel="via" href="v"/><link rel="alternate" href="/p"/>'),
         "https://base.example/p"),
        (atom(NAMED + '<link rel="http://www.iana.org/assignments/relation/alternate" href="/p"/>'),
         "https://base.example/p"),
        (atom(NAMED + '<link type="application/pdf" href="/p.pdf"/><link type="text/html" href="/p"/>'),
         "https://base.example/p"),
        (atom(NAMED + '<content type="text/html" src="/p"/>'), "https://base.example/p"),
        (atom(NAMED + "<link/>"), ""),
        (atom(NAMED + '<source><id>s</id><link href="/s"/></source><link href="/p"/>'), "https://base.example/p"),
        (item(NAMED + "<link>\n <![CDATA[/p?a=1&b=2]]> </link>"), "https://base.example/p?a=1&b=2"),
        (item(NAMED + '<link href="/p"/>'), "https://base.example/p"),
        (item(NAMED + "<link>/a b.html</link>"), "https://base.example/a%20b.html"),
        (item(NAMED + "<link>/q?a='1'&amp;b=\"&gt;&lt;i&gt;`</link>"), "https://base.example/q?a='1'&b=%22%3E%3Ci%3E%60"),
        (item(NAMED + "<link>http://x&lt;b&gt;/</link>"), ""),
        (item(NAMED + "<link>mailto:a@b.example</link><guid>mailto:a@b.example</guid>"), ""),
        (item(NAMED + "<guid>one</guid><guid>two</guid>"), ""),
        (item(NAMED + "<guid isPermaLink='true'>/p</guid>"), "https://base.example/p"),
        (item(NAMED + "<guid isPermaLink='false'>/p</guid>"), ""),
        (item(NAMED + '<link>/p</link><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="/s"/>'),
         "https://base.example/p"),
        (f'<rdf:RDF {RDF}><item rdf:about="/1">{NAMED}<link>/p</link></item><channel rdf:about="/"/></rdf:RDF>',
         "https://base.example/p"),
        (item(NAMED + "<link>/v.es?a=1&lang=ko&copy=2&#38;b=3</link>"), "https://base.example/v.es?a=1&lang=ko&copy=2&b=3"),
        (item(NAMED + "<link></link><guid>https://base.example/p</guid>"), "https://base.example/p"),
        (item(NAMED + "<link/><a:link href='/p' xmlns:a='http://www.w3.org/2005/Atom'/>"), "https://base.example/p"),
        (item(NAMED + "<link>www.base.example/p</link>"), "http://www.base.example/p"),
        (item("<itunes:title>a</itunes:title><enclosure url='/p.mp3'/>", PODCAST), ""),
        (json_feed({"id": 1, "title": "a", "url": "javascript:x", "external_url": "/p"}), "https://base.example/p"),
    ],
)  # fmt: skip
def test_the_link_is_found_wherever_the_feed_puts_it(body: str, link: str) -> None:
    (entry,) = read(body)
    assert (entry.title, entry.link) == ("a", link)


def test_a_base_holds_within_its_element_only() -> None:
    with_base = (
        '<entry><id>1</id><title>a</title><content type="html" xml:base="http://c.example/d/">x</content></entry>'
    )
    body = atom('<title>b</title><link href="p"/><content type="html">&lt;a href="q"&gt;x&lt;/a&gt;</content>')
    (_, entry) = read(body.replace("<entry>", f"{with_base}<entry>", 1))
    assert entry.link == "https://base.example/feed/p"
    assert entry.html == '<a href="https://base.example/feed/q">x</a>'


@every(
    ("body", "title"),
    [
        (item("<title>a<![CDATA[ & b]]><!-- c --> d</title>"), "a & b d"),
        (item("<title>Caf&amp;eacute; &#8217;s &eacute; x</title>"), "Café ’s é x"),
        (item("<title>\n  a\n  b\u200b\u202e\u00ad </title>"), "a b"),
        (item("<title>a & b \x00\x0b</title>"), "a & b"),
        (item("<title>R&D &middot; a&nbsp;b &bogus; &lt;i&gt;</title><link>/1</link>"), "R&D · a b &bogus;"),
        (item("<title>a&#xD83D;&#xde00;b&#55357;&#56832;c&#xFFFE;&#xD83D;x&#55999;</title>"), "a😀b😀cx"),
        (item("<title>don\x92t</title>"), "don’t"),
        (item("<title><![CDATA[<![CDATA[[a]]]]]></title>"), "[a]"),
        (item("<title>Drawing on a &lt;canvas&gt; &lt;b&gt;today&lt;/b&gt;</title>"), "Drawing on a today"),
        (item("<title>&lt;svg onload=x&gt;a&lt;img src=x&gt;b</title><link>/1</link>"), "ab"),
        (item("<title>a</title><title>b</title>"), "a"),
        (item("<title>a</title><media:content><media:title>b</media:title></media:content>", MEDIA), "a"),
        (item("<title>a</title><itunes:title>b</itunes:title>", PODCAST), "a"),
        (item('<source url="/s">b</source><title>a</title>'), "a"),
        (item("<title>a</title><gml:pos>1 2</gml:pos>", 'xmlns:gml="http://www.opengis.net/gml"'), "a"),
        (item("<psc:chapter title='b'/><title>a</title>", 'xmlns:psc="http://podlove.org/simple-chapters"'), "a"),
        (rss(f"<image><title>b</title></image><textInput><title>c</title></textInput><item>{NAMED}</item>"), "a"),
        (atom(f'<title type="xhtml"><div {XHTML}>a<script>x</script> <b>b</b></div></title>'), "a b"),
        (atom_03('<title mode="escaped" type="text/html">&lt;b&gt;a&lt;/b&gt;</title>'), "a"),
        ('<x:feed xmlns:x="http://www.w3.org/2005/Atom"><x:entry><x:title>a</x:title></x:entry></x:feed>', "a"),
        ("<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>a</TITLE></ITEM></CHANNEL></RSS>", "a"),
        ("<rss version='2.0'><channel/><item><title>a</title></item></rss>", "a"),
        (f"Notice: line 3\n{item('<title>a</title>')}", "a"),
        (json_feed({"id": "1", "title": "<b>a</b> &amp; b"}), "a & b"),
        (json_feed({"id": [1], "title": 5}), "5"),
        (json_feed(None, 3, {"id": None}, {"id": {}, "title": "a\u0000b"}), "ab"),
    ],
)  # fmt: skip
def test_the_title_is_that_of_the_entry_as_a_reader_would_see_it(body: str, title: str) -> None:
    (entry,) = read(body)
    assert entry.title == title


@every(
    ("body", "html"),
    [
        (item("<description>&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;</description>"), "<p>&lt;p&gt;x&lt;/p&gt;</p>"),
        (item("<description><![CDATA[<p>x]]><![CDATA[y</p>]]></description>"), "<p>xy</p>"),
        (item("<description>see &lt;a\nhref='/q'&gt;it&lt;/a&gt;\nnow</description>"),
         'see <a href="https://base.example/q">it</a><br>\nnow'),
        (item("<dc:title>a</dc:title><content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded>"), "<p>x</p>"),
        (item(f"{NAMED}<media:group><media:description>x</media:description></media:group>", MEDIA), "<p>x</p>"),
        (item("<title>a</title><itunes:summary>x</itunes:summary>", PODCAST), "<p>x</p>"),
        (atom(f'<content type="xhtml" xml:base="http://c.example/d/"><div {XHTML}><a href="q">x</a></div></content>'),
         '<a href="http://c.example/d/q">x</a>'),
        (atom(NAMED + '<summary type="text">1 &lt; 2 &lt;b&gt;x&lt;/b&gt;</summary>'),
         "<p>1 &lt; 2 &lt;b&gt;x&lt;/b&gt;</p>"),
        (atom(NAMED + '<content type="image/svg+xml"><svg><script>x</script></svg></content>'), ""),
        (atom(NAMED + '<content type="image/png">iVBORw0KGgo=</content><summary>x</summary>'), "<p>x</p>"),
        (atom_03(NAMED + '<content mode="base64" type="text/html">PHA+eDwvcD4=</content>'), "<p>x</p>"),
        (item("<description>R&D <![CDATA[<p>x & y</p>]]> &nbsp;<!-- & --></description>"), "R&amp;D <p>x &amp; y</p>"),
        (item("<description><![CDATA[<p>x</p><script>//<![CDATA[\nz\n//]]></script><p>y</p>]]></description>"),
         "<p>x</p><p>y</p>"),
        (item("<description><![CDATA[<![CDATA[<p>x</p>]]>]]></description>"), "<p>x</p>"),
        (item("<title><![CDATA[a <![CDATA[b]]></title><description><![CDATA[<p>x</p>]]></description>"), "<p>x</p>"),
        (item("<description>&lt;![CDATA[&lt;p&gt;x&lt;/p&gt;]]&gt;</description>"), "<p>x</p>"),
        (atom(NAMED + '<content type="text/markdown"># x &lt;b&gt;</content>'), "<p># x &lt;b&gt;</p>"),
        (atom(f'<content type="xhtml"><div {XHTML}>x<iframe src="y"/> <b>z</b></div></content>'), "x <b>z</b>"),
        ('{"version":"https://jsonfeed.org/version/1","items":[{"content_text":"x\ny\\ud83d"}]}',
         "<p>x</p><p>y\ufffd</p>"),
        (json_feed({"id": "1", "content_html": "<p>x</p>", "content_text": "y"}), "<p>x</p>"),
        (json_feed({"id": "1", "content_html": None, "content_text": ["y"], "summary": "x"}), "<p>x</p>"),
    ],
)  # fmt: skip
def test_the_content_is_read_in_the_way_it_was_packed(body: str, html: str) -> None:
    (entry,) = read(body)
    assert entry.html == html


@every(
    ("raw", "hour"),
    [
        ("Sun, 01 Mar 2026 10:00:00 GMT", 10),
        ("Sun, 01 Mar 26 10:00 EST", 15),
        ("Sun Mar 01 2026 10:00:00 GMT+0900 (Korean Standard Time)", 1),
        ("2026-03-01T10:00:00+09:00[Asia/Seoul]", 1),
        ("2026-03-01T10:00:00.123Z", 10),
        ("Sunday, March 1, 2026 10:00 AM", 10),
        ("1 March 2026 10:00 KST", 1),
        ("Sun, 01 Mar 2026 10:00:00 BST", None),
        ("dim., 01 mars 2026 10:00:00 GMT", None),
        ("3/1/2026 10:00", None),
        ("2026-W09", None),
    ],
)
def test_a_moment_is_read_or_none_but_never_guessed(raw: str, hour: int | None) -> None:
    (entry,) = read(item(f"<title>a</title><pubDate>{raw}</pubDate>"))
    assert entry.published == (None if hour is None else datetime(2026, 3, 1, hour, tzinfo=UTC))


@every(
    ("encoding", "text"),
    [("utf-32", "소식"), ("iso-8859-1", "café"), ("windows-1251", "Новости"), ("koi8-r", "Новости"),
     ("shift_jis", "日本語の記事"), ("gb2312", "中文新闻"), ("big5", "中文新聞"), ("cp949", "똠방각하")],
)  # fmt: skip
def test_a_declared_encoding_is_read(encoding: str, text: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    (entry,) = read((declared + item(f"<title>{text}</title>")).encode(encoding))
    assert entry.title == text


@every("body", ["[]", '{"title":"T","items":[{"id":"1"}]}', json_feed() + "x", '{"version":1}', "3"])
def test_json_that_is_no_feed_is_an_error(body: str) -> None:
    with pytest.raises(SourceError):
        read(body)


def _everywhere(attack: str) -> str:
    """Give an entry of RSS with the attack in all that a reader is shown."""
    quoted, hidden = escape(attack), attack.replace("]]>", "]]&gt;")
    return (
        f"<item><title>{quoted}</title><link>{quoted}</link><description><![CDATA[{hidden}]]></description></item>"
        f"<item><title><![CDATA[{hidden}]]></title><content:encoded>{quoted} {quoted}</content:encoded></item>"
    )


@every(
    "body",
    [
        rss("".join(map(_everywhere, ATTACKS)), 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'),
        "".join(
            ['<feed xmlns="http://www.w3.org/2005/Atom">']
            + [
                f'<entry><id>{at}</id><title type="html">{escape(one)}</title><link href="{escape(one)}"/>'
                f'<summary type="html">{escape(one)}</summary><content>{escape(one)}</content></entry>'
                for at, one in enumerate(ATTACKS)
            ]
            + ["</feed>"]
        ),
        json_feed(*({"id": one, "title": one, "url": one, "content_html": one} for one in ATTACKS)),
        json_feed(*({"id": one, "summary": one, "content_text": one} for one in ATTACKS)),
    ],
)
def test_no_attack_comes_through_any_part_of_any_feed(body: str) -> None:
    entries = read(body)
    assert len(entries) >= len(ATTACKS) * 0.9
    for entry in entries:
        assert_harmless(entry.html)
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
        assert not any(f"<{tag}" in entry.title.lower() for tag in ("script", "img", "svg", "iframe", "a href"))
