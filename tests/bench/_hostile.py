"""Hostile answers, each with what must come of it: refused or read, and nothing else."""

import random
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from jobs.errors import FetchError, SosikError, SourceError
from jobs.fetch import Fetcher, FetchRules
from jobs.sources.feed import read_feed
from tests.sources_fakes import Site

INSIDE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "localhost", "[::1]", "[::ffff:127.0.0.1]",
    "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "[fe80::1]", "[fd00::1]",
)  # fmt: skip
SAMPLES: tuple[str, ...] = (
    (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>소식</title><item><title>하나 &amp; 둘</title>'
        "<link>https://a.example/1</link><guid>1</guid><pubDate>Mon, 02 Mar 2026 01:00:00 +0900</pubDate>"
        "<description><![CDATA[<p onclick='x()'>글<script>alert(1)</script></p>]]></description></item></channel></rss>"
    ),
    (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry><id>urn:1</id>'
        '<title type="html">One</title>'
        '<link href="https://a.example/1"/><updated>2026-03-02T01:00:00Z</updated><content type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><svg onload="x()"/><p>Text</p></div></content></entry></feed>'
    ),
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
        "<title>소식</title></channel><item><title>하나</title>"
        "<link>https://a.example/1</link></item></rdf:RDF>"
    ),
    (
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"하나","url":"https://a.example/1",'
        '"content_html":"<a href=\'javascript:x()\'>글</a>","date_published":"2026-03-02T01:00:00+09:00"}]}'
    ),
)
BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><title>&j;</title></channel></rss>"
)
UNSAFE = "script, svg, math, form, iframe, object, embed, style, link, meta, base"


async def answers_let_through() -> int:
    """Count the hostile answers of a server that were neither refused nor read within their bounds."""
    wrong = 0
    async with Site() as site, Fetcher() as fetcher:
        site.bombs("/bomb", unpacked=200_000_000)
        site.floods("/endless")
        site.drips("/slow")
        site.breaks_off("/half")
        site.serves_broken_gzip("/gzip")
        for step in range(8):
            site.redirects(f"/maze{step}", f"/maze{step + 1}")
        site.redirects("/file", "file:///etc/passwd")
        for path in ("/bomb", "/endless", "/slow", "/half", "/gzip", "/maze0", "/file"):
            wrong += await _came(fetcher, site.url(path), site.rules(deadline_s=1.0))
        site.requests.clear()
        for host in INSIDE:
            rules = FetchRules(allow_ports=(site.port,), deadline_s=1.0, spacing_s=0)
            wrong += await _came(fetcher, f"http://{host}:{site.port}/", rules)
        wrong += len(site.requests)
    return wrong


async def _came(fetcher: Fetcher, url: str, rules: FetchRules) -> int:
    try:
        await fetcher.get(url, rules=rules)
    except FetchError:
        return 0
    return 1


def mutations(count: int) -> Iterator[bytes]:
    """Give so many garbled forms of each sample: bytes changed, dropped, doubled, cut, spliced with another one."""
    chance = random.Random(11)
    bodies = [sample.encode(coding) for sample in SAMPLES for coding in ("utf-8", "cp949")]
    for body in bodies:
        for _ in range(count // 2):
            garbled = bytearray(body)
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(garbled))
                match chance.randrange(5):
                    case 0:
                        garbled[at] = chance.randrange(256)
                    case 1:
                        del garbled[at : at + chance.randint(1, 20)]
                    case 2:
                        garbled[at:at] = garbled[at : at + 40] * chance.randint(1, 50)
                    case 3:
                        other = chance.choice(bodies)
                        garbled[at:at] = other[chance.randrange(len(other)) :]
                    case _:
                        del garbled[max(1, at) :]
                garbled = garbled or bytearray(b"x")
            yield bytes(garbled)


def mutations_let_through(count: int) -> int:
    """Count the garbled feeds that ended in an error not of our tree, or in markup that is not safe."""
    wrong = 0
    for body in (BOMB.encode(), *mutations(count)):
        try:
            feed = read_feed(body, {}, "https://a.example/feed")
        except SourceError:
            continue
        except SosikError:
            wrong += 1
            continue
        wrong += any(unsafe(entry.html) for entry in feed.entries) or body == BOMB.encode()
    return wrong


def unsafe(markup: str) -> bool:
    """Tell whether a browser would run anything of the markup, or leave the page for what is no web address."""
    tree = LexborHTMLParser(f"<div>{markup}</div>")
    if tree.css(UNSAFE):
        return True
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            leads = name in {"href", "src", "action", "xlink:href"} and value
            if name.startswith("on") or (leads and not str(value).startswith(("http://", "https://"))):
                return True
    return False
