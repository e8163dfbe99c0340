"""Thirty days of two feeds that move, fail, rest and vanish, on a strict host and under a simulated clock."""

from datetime import timedelta
from email.utils import format_datetime

from jobs.settings import SourceSettings
from tests.flow.polling import START, Clock, Reader
from tests.flow.strict_host import Reply, StrictHost

SHORTEST_S = 3_600
DAY = timedelta(days=1)


def a_source(host: StrictHost, path: str, **changes: object) -> SourceSettings:
    host.paced.add(path)
    values = {
        "id": path.strip("/").replace("/", "-").replace(".", "-"),
        "kind": "feed",
        "url": host.url(path),
        "allow_private": True,
        "allow_ports": [host.port],
        "interval_s": host.shortest_s,
        "max_interval_s": 4 * host.shortest_s,
        "spacing_s": 0,
        "recheck": 2,
    }
    return SourceSettings.model_validate(values | changes)


def feed(entries: int, *, extra: str = "") -> str:
    items = "".join(
        f"<item><title>카자흐스탄 송전망 소식 {number}</title><guid>g{number}</guid>"
        f"<link>https://news.example/{number}</link><description>전력망을 {number}배로 늘린다.</description>"
        f"<pubDate>{format_datetime(START + timedelta(hours=7 * number))}</pubDate></item>"
        for number in range(max(0, entries - 10), entries)
    )
    return f'<rss version="2.0"><channel><title>소식</title>{extra}{items}</channel></rss>'


def growing(clock: Clock) -> int:
    """Give how many entries are out: one more every seven hours."""
    return 1 + int((clock.now - START) / timedelta(hours=7))


def moody(clock: Clock) -> Reply:
    """Answer as hosts do in thirty days: well, and in every other way."""
    count = growing(clock)
    day = {"Last-Modified": f"Mon, 02 mar 2026 0{count % 10}:00:00 +0000"}
    well = Reply(body=feed(count), headers={"ETag": f'W/"{count}-gzip"', **day})
    if clock.day >= 20:
        return Reply(status=301, headers={"Location": "/moved.xml"})
    seventh = format_datetime(START + 7 * DAY)
    moods = {
        2: Reply(status=500),
        3: Reply(body=feed(count)),  # without validators
        4: Reply(body=feed(count), headers={**well.headers, "Cache-Control": "max-age=20000"}),
        5: Reply(status=503, headers={"Retry-After": "30000"}),
        6: Reply(status=503, headers={"Retry-After": seventh}),
        8: Reply(body="<html><body><h1>시스템 점검 중</h1></body></html>", readable=False),
        9: Reply(status=404),
        10: Reply(status=403),
        11: Reply(body=feed(count), headers=day),
        12: Reply(status=429, headers={"Retry-After": "40000"}),
        14: Reply(body=feed(count), headers={"ETag": "unquoted, odd"}),
    }
    return moods.get(clock.day, well)


async def live_a_month(host: StrictHost, reader: Reader, clock: Clock) -> list[SourceSettings]:
    """Let three sources be polled for thirty days and give them: a moody one, a resting one, one that ends."""
    host.replies["/moody.xml"] = lambda _: moody(clock)
    host.replies["/moved.xml"] = lambda _: Reply(body=feed(growing(clock)), headers={"ETag": f'"{growing(clock)}"'})
    skipping = "<skipHours><hour>3</hour><hour>4</hour><hour>5</hour></skipHours><ttl>90</ttl>"
    host.replies["/skipping.xml"] = lambda _: Reply(body=feed(growing(clock), extra=skipping))
    host.quiet_hours = {"/skipping.xml": frozenset({3, 4, 5})}
    host.replies["/gone.xml"] = lambda _: Reply(status=410) if clock.day >= 15 else Reply(body=feed(3))
    sources = [a_source(host, path) for path in ("/moody.xml", "/skipping.xml", "/gone.xml")]
    await reader.live_until(sources, START + 30 * DAY)
    return sources
