"""The sandbox as a server on 127.0.0.1: both faces, the page, and the guard at the door."""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.bot_side import LOOPBACK, BotSide
from bot.sandbox.errors import Json
from bot.sandbox.people import open_chat
from bot.sandbox.people_side import PeopleSide
from bot.sandbox.webhook import deliver_to_webhook
from bot.sandbox.world import World

MAX_BODY_BYTES = 52 * 1024 * 1024
STOP_S = 0.5
PAGE_FILES = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
SAFETY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class PageAction:
    """A button of the page that posts to `path`, a route of this server; `minor`: it stands back behind the others."""

    label_ko: str
    label_en: str
    path: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class PageExtras:
    """What the page has beside the chats: buttons, and what it offers to write, by the key of a reader or language."""

    actions: Sequence[PageAction] = ()
    tips: Mapping[str, Sequence[str]] = field(default_factory=dict)


@web.middleware
async def _loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Names other than this machine's and pages of other origins are refused (DNS rebinding, forged posts)."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    if host not in LOOPBACK or (origin is not None and urlsplit(origin).netloc != request.host):
        return web.json_response({"error": "this machine only"}, status=403)
    return await handler(request)


async def _add_safety_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(SAFETY_HEADERS)


class Sandbox:
    """A local Bot API with people in it; what it remembers outlives any bot that talks to it.

    A bot that outlives the sandbox knows messages and updates by their numbers: `numbers_from` keeps new ones apart.
    """

    def __init__(  # noqa: PLR0913 - all but the token by keyword
        self,
        token: str = "1000:sandbox",  # noqa: S107 - a token of no account anywhere
        *,
        username: str = "sosik_sandbox_bot",
        extra_routes: Sequence[web.RouteDef] = (),
        page: PageExtras | None = None,
        numbers_from: int = 0,
        strict_rates: bool = False,
        enforce_rates: bool = False,
    ) -> None:
        self.token = token
        self.url = ""
        self.world = World(token, username, time.time, numbers_from)
        self._people = PeopleSide(self.world)
        self._bot = BotSide(self.world, watch_rates=strict_rates or enforce_rates, enforce_rates=enforce_rates)
        self._extra_routes = tuple(extra_routes)
        self._page_extras = page or PageExtras()
        self._runner: web.AppRunner | None = None
        self._webhook: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> str:
        """The address, `http://127.0.0.1:PORT`; port 0 takes a free one."""
        app = web.Application(middlewares=[_loopback_only], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(_add_safety_headers)
        app.add_routes([web.get(path, self._page) for path in PAGE_FILES])
        app.add_routes([web.get("/sandbox/page", self._page_settings), web.get("/favicon.ico", _nothing)])
        app.add_routes([*self._people.routes(), *self._bot.routes(), *self._extra_routes])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self._webhook = asyncio.create_task(deliver_to_webhook(self.world))
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self.url

    async def stop(self) -> None:
        """The port is free; whoever waited has an answer. What happened can be served again by `start`."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        self._people.closing = True
        self.world.events.ring()
        self.world.updates.wake()
        if self._webhook is not None:
            self._webhook.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._webhook
        await runner.cleanup()
        self._people.closing = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _page(self, request: web.Request) -> web.Response:
        name, content_type = PAGE_FILES[request.path]
        text = files("bot.sandbox").joinpath("page", name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=content_type)

    async def _page_settings(self, _: web.Request) -> web.Response:
        bot = {"username": self.world.bot.username, "name": self.world.bot.first_name}
        return web.json_response({"bot": bot} | asdict(self._page_extras))

    def add_reader(self, first_name: str, username: str, language_code: str) -> int:
        """The id of a new private chat in which the person has not started the bot yet."""
        wish: Json = {"first_name": first_name, "username": username, "language_code": language_code, "started": False}
        return open_chat(self.world, wish).id


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(status=204)
