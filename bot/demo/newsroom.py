"""The demo's newsroom: a site on 127.0.0.1 with a board in Korean, a feed in Korean and one in English.

It behaves as the sources do that Sosik polls: list and detail pages, RSS, ETag and Last-Modified, 304, 404. A few
older postings are out when it opens; the rest wait for `publish_next`, documents a person added first, then our own
samples from the oldest to the newest.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.demo import pages
from bot.demo.samples import Posting, Shelf, read_extras, read_samples

_HTML, _RSS, _TEXT = "text/html", "application/rss+xml", "text/plain"

_SOURCES = """\
[[source]]
id = "sample-board"
kind = "board"
name = "소식 견본 이슈트렌드"
name_en = "Sosik sample issue trends"
url = "{base}{list_path}"
language = "ko"
timezone = "Asia/Seoul"
rights = "full"
publish = "auto"
max_age_days = 0
baseline = false
allow_private = true
allow_ports = [{port}]
interval_s = 5
max_interval_s = 5
spacing_s = 0
[source.board]
row = "table.tstyle_list tbody tr"
link = "a"
date = "td.date"
id_parameter = "brdctsNo"
canonical_parameters = ["brdctsNo", "mid", "systemcode"]
body = "article.board_view"
drop = [".sr_only", ".share", "script", "style"]
"""
_FEED_SOURCE = """
[[source]]
id = "sample-rss-{language}"
kind = "feed"
name = "{name}"
name_en = "{name_en}"
url = "{base}/rss/{language}.xml"
language = "{language}"
timezone = "{timezone}"
rights = "full"
publish = "{publish}"
delay_s = {delay_s}
max_age_days = 0
baseline = false
allow_private = true
allow_ports = [{port}]
interval_s = 5
max_interval_s = 5
spacing_s = 0
"""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Newsroom:
    """A site that runs between `start` and `stop`, or inside `async with`.

    `initial` of our own briefings are out from the start, the oldest ones, with the feeds' notes up to the same day.
    What is published and corrected is kept in the file `kept`, where one is named, and found again at the next opening.
    """

    def __init__(
        self,
        extra: Sequence[Path] = (),
        *,
        initial: int = 3,
        clock: Callable[[], datetime] = _utc_now,
        kept: Path | None = None,
    ) -> None:
        samples = read_samples()
        opening = [posting for posting in samples if posting.shelf is Shelf.BOARD][:initial]
        until = max((posting.published for posting in opening), default=None)
        first = [posting for posting in samples if until is not None and posting.published <= until]
        later = [posting for posting in samples if posting not in first]
        self._postings: dict[str, Posting] = {posting.key: posting for posting in (*first, *read_extras(extra), *later)}
        self._published = [posting.key for posting in first]
        self._kept = kept
        self._recall_kept()
        self._clock = clock
        self._changed = dict.fromkeys(Shelf, self._whole_second())
        self._runner: web.AppRunner | None = None
        self.base_url = ""

    async def start(self, port: int = 0) -> str:
        """Open the site on 127.0.0.1 and give its address; port 0 takes a free one."""
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/board/issueList.es", self._list)
        app.router.add_get("/board/issueDetail.es", self._detail)
        app.router.add_get("/notes/{key}", self._note)
        app.router.add_get("/rss/{language}.xml", self._feed)
        app.router.add_get("/robots.txt", self._robots)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self.base_url

    async def stop(self) -> None:
        """Close the site; a second call does nothing."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Open the site on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the site."""
        await self.stop()

    @property
    def published(self) -> tuple[str, ...]:
        """Give the keys of what can be read, in the order in which it was published."""
        return tuple(self._published)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Give the keys of what is still to come, in the order `publish_next` takes them."""
        return tuple(key for key in self._postings if key not in self._published)

    def publish_next(self, *shelves: Shelf) -> str | None:
        """Make the next posting, of these shelves or of any, visible and give its title; None when all are out."""
        chosen = (key for key in self.waiting if not shelves or self._postings[key].shelf in shelves)
        key = next(chosen, None)
        return None if key is None else self.publish(key)

    def correct_newest(self) -> str | None:
        """Put a figure right in the newest posting that has one and was never corrected; give its title."""
        for key in reversed(self._published):
            posting = self._postings[key]
            corrected = None if posting.corrected else posting.correct()
            if corrected is not None:
                self._postings[key] = corrected
                self._touch(posting.shelf)
                return posting.title
        return None

    def publish(self, key: str) -> str:
        """Make a posting visible, if it is not yet, and give its title. Raises KeyError for an unknown key."""
        posting = self._postings[key]
        if key not in self._published:
            self._published.append(key)
            self._touch(posting.shelf)
        return posting.title

    def sources(self, *, review_s: int = 0) -> str:
        """Give the `[[source]]` blocks of config.toml with which the app polls this site. It must have started.

        With `review_s`, the owners see what the Korean feed brings so many seconds before it goes out.
        """
        port = int(self.base_url.rpartition(":")[2])
        ko = {
            "language": "ko",
            "timezone": "Asia/Seoul",
            "name": "소식 견본 단신",
            "name_en": "Sosik sample notes",
            "publish": "delay" if review_s else "auto",
            "delay_s": review_s or 600,
        }
        en = {
            "language": "en",
            "timezone": "UTC",
            "name": "Example Eurasia Desk",
            "name_en": "Example Eurasia Desk",
            "publish": "auto",
            "delay_s": 600,
        }
        board = _SOURCES.format(base=self.base_url, list_path=pages.LIST_PATH, port=port)
        return board + "".join(_FEED_SOURCE.format(base=self.base_url, port=port, **feed) for feed in (ko, en))

    def _visible(self, shelf: Shelf) -> list[Posting]:
        """Give what a shelf shows, last published first."""
        out = (self._postings[key] for key in reversed(self._published))
        return [posting for posting in out if posting.shelf is shelf]

    async def _front(self, request: web.Request) -> web.Response:
        return self._answer(request, pages.front_page(self._visible(Shelf.BOARD)), _HTML, shelf=Shelf.BOARD)

    async def _list(self, request: web.Request) -> web.Response:
        asked = request.query.get("currentPage", "1")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        return self._answer(
            request, pages.list_page(self._visible(Shelf.BOARD), page=max(1, page)), _HTML, shelf=Shelf.BOARD
        )

    async def _detail(self, request: web.Request) -> web.Response:
        board = self._visible(Shelf.BOARD)
        asked = request.query.get("brdctsNo", "")
        posting = next((posting for posting in board if str(posting.number) == asked), None)
        if posting is None:
            return _missing()
        links = {other.heading: pages.address(other) for other in board}
        return self._answer(request, pages.detail_page(posting, links), _HTML, shelf=Shelf.BOARD)

    async def _note(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        posting = self._postings.get(key)
        if posting is None or key not in self._published or posting.shelf is Shelf.BOARD:
            return _missing()
        return self._answer(request, pages.note_page(posting), _HTML, shelf=posting.shelf)

    async def _feed(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if language not in {Shelf.KO, Shelf.EN}:
            return _missing()
        shelf = Shelf(language)
        notes = sorted(self._visible(shelf), key=lambda note: note.published, reverse=True)
        return self._answer(request, pages.feed(notes, shelf, self.base_url), _RSS, shelf=shelf)

    async def _robots(self, request: web.Request) -> web.Response:
        return self._answer(request, "User-agent: *\nAllow: /\n", _TEXT, shelf=Shelf.BOARD)

    def _answer(self, request: web.Request, text: str, content_type: str, *, shelf: Shelf) -> web.Response:
        """Give the page with its validators, or 304 where the asker has it; If-None-Match decides alone if sent."""
        body = text.encode()
        tag = hashlib.sha256(body).hexdigest()[:24]
        changed = self._changed[shelf]
        if request.if_none_match is not None:
            known = any(mark.value in {tag, "*"} for mark in request.if_none_match)
        else:
            known = request.if_modified_since is not None and changed <= request.if_modified_since
        response = (
            web.Response(status=304) if known else web.Response(body=body, content_type=content_type, charset="utf-8")
        )
        response.etag = tag
        response.last_modified = changed
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _touch(self, shelf: Shelf) -> None:
        """Let a shelf have changed now, later than ever before, and keep how it is."""
        self._changed[shelf] = max(self._whole_second(), self._changed[shelf] + timedelta(seconds=1))
        if self._kept is not None:
            corrected = [key for key, posting in self._postings.items() if posting.corrected]
            self._kept.write_text(json.dumps({"published": self._published, "corrected": corrected}), encoding="utf-8")

    def _recall_kept(self) -> None:
        """Let be out and corrected what was so before; a file that a kill cut short counts for nothing."""
        try:
            found = json.loads(self._kept.read_text(encoding="utf-8")) if self._kept else {}
        except (OSError, ValueError):
            return
        fresh = (key for key in found.get("published", ()) if key in self._postings and key not in self._published)
        self._published.extend(fresh)
        for key in found.get("corrected", ()):
            corrected = self._postings[key].correct() if key in self._postings else None
            if corrected is not None:
                self._postings[key] = corrected

    def _whole_second(self) -> datetime:
        return self._clock().replace(microsecond=0)


def _missing() -> web.Response:
    return web.Response(status=404, text=pages.missing_page(), content_type=_HTML, charset="utf-8")
