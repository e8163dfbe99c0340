"""The demo's stage: the sandbox, the newsroom and the app itself against both, in one process and one folder."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.app import App
from bot.demo.newsroom import Newsroom
from bot.sandbox import PageAction, Sandbox
from jobs.settings import Settings, load

TOKEN = "1000:sosik-demo"  # noqa: S105 — the sandbox's own; it opens nothing elsewhere
PUBLISH = "/demo/publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How a demo is to be set up. `interval_s` is how often the newsroom is polled."""

    briefings: tuple[Path, ...] = ()
    port: int = 0
    keep: Path | None = None
    analyser: str = "kiwi"
    initial: int = 3
    interval_s: int = 2


@dataclass(frozen=True, slots=True)
class Play:
    """A demo that runs."""

    sandbox: Sandbox
    newsroom: Newsroom
    app: App
    folder: Path


@contextlib.asynccontextmanager
async def playing(stage: Stage) -> AsyncIterator[Play]:
    """Set everything up, run the app inside the block, take everything down in order at its end."""
    with _folder(stage.keep) as folder:
        async with contextlib.AsyncExitStack() as stack:
            newsroom = await stack.enter_async_context(Newsroom(stage.briefings, initial=stage.initial))
            sandbox = Sandbox(TOKEN, extra_routes=[_publishing(newsroom)], page_actions=[_PUBLISH_BUTTON])
            await sandbox.start(stage.port)
            stack.push_async_callback(sandbox.stop)
            app = App(_settings(stage, folder, newsroom, sandbox), TOKEN, tick_s=0.25)
            stopping = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                running = group.create_task(app.run(stopping))
                await _ready(app, running)
                try:
                    yield Play(sandbox, newsroom, app, folder)
                finally:
                    stopping.set()


async def _ready(app: App, running: "asyncio.Task[None]") -> None:
    """Wait until the app answers people, or give the error that kept it from starting."""
    ready = asyncio.create_task(app.ready.wait())
    await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if running.done():
        running.result()


_PUBLISH_BUTTON = PageAction("다음 브리핑 게시", "Publish the next briefing", PUBLISH)


def _publishing(newsroom: Newsroom) -> web.RouteDef:
    async def publish(_: web.Request) -> web.Response:
        title = newsroom.publish_next()
        if title is None:
            return web.json_response({"notice_ko": "모두 게시했어요.", "notice_en": "All of them are out."})
        return web.json_response({"notice_ko": f"게시: {title}", "notice_en": f"Published: {title}"})

    return web.post(PUBLISH, publish)


def _settings(stage: Stage, folder: Path, newsroom: Newsroom, sandbox: Sandbox) -> Settings:
    """Write the demo's config.toml into its folder, for the other verbs to use, and read it as `sosik run` does."""
    config = folder / "config.toml"
    telegram = f'[telegram]\napi_base_url = "{sandbox.url}"\n[korean]\nanalyser = "{stage.analyser}"\n'
    sources = newsroom.sources().replace("interval_s = 5", f"interval_s = {stage.interval_s}")
    config.write_text(f"# Written by sosik demo.\n{telegram}\n{sources}", encoding="utf-8")
    return load(config)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="sosik-demo-") as name:
        yield Path(name)
