"""A program that serves feeds on many loopback addresses: `python -m tests.bench._source_site HOSTS`.

Prints its port. `/f/N` answers 304 to whoever brings its ETag. One feed in ten has a new entry with each round;
`/round` begins the next one.
"""

import asyncio
import sys

from aiohttp import web

ENTRIES = 12
TEXT = "정부는 송전망을 보강하고 예산을 늘리기로 했으며 주변국과 협의를 시작했다. " * 10


class Site:
    """The feeds, all in the same round."""

    def __init__(self) -> None:
        self.round = 0

    async def feed(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        edition = self.round if number % 10 == 0 else 0
        tag = f'"{number}-{edition}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body(number, edition), headers={"ETag": tag, "Content-Type": "application/rss+xml"})

    async def next_round(self, _: web.Request) -> web.Response:
        self.round += 1
        return web.Response(text=str(self.round))


def body(number: int, edition: int) -> bytes:
    """Give a feed of about 10 KB; each edition has one entry more and lost its oldest."""
    items = "".join(
        f"<item><title>소식 {number} 가운데 {one}번째</title><guid>{number}-{one}</guid>"
        f"<link>https://news{number}.example/{one}</link><pubDate>Mon, 02 Mar 2026 {one % 24:02}:00:00 +0900</pubDate>"
        f"<description>{TEXT[: 260 + one % 7]}</description></item>"
        for one in reversed(range(edition, edition + ENTRIES))
    )
    return f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'.encode()


async def main(hosts: int) -> None:
    """Serve until standard input closes."""
    site = Site()
    application = web.Application()
    application.router.add_get("/f/{number}", site.feed)
    application.router.add_get("/round", site.next_round)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    port = runner.addresses[0][1]
    for host in range(2, hosts + 1):
        await web.TCPSite(runner, f"127.0.0.{host}", port, backlog=1024).start()
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
