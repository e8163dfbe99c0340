"""The demo's stage: the sandbox, the newsroom and the app itself against both, in one process and one folder."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.demo import levers
from bot.demo.newsroom import Newsroom
from bot.sandbox import PageExtras, Sandbox
from jobs.errors import SettingsError
from jobs.settings import Settings, load
from jobs.store import Store

TOKEN = "1000:sosik-demo"  # noqa: S105 — the sandbox's own; it opens nothing elsewhere
PATIENCE_S = 10.0
REVIEW_S = 30
KEPT_SINCE_S = 1_700_000_000
READERS = (("하늘", "reader_ko", "ko"), ("Robin", "reader_en", "en"), ("가온 Sol", "reader_both", "ko"))
OWNER = ("운영자 · Owner", "reader_owner", "ko")
TIPS = {
    "ko": (
        "중앙아시아 에너지",
        "오늘 뭐 나왔어?",
        "카자흐스탄 원전",
        "러시아는 빼줘",
        "평일 아침에 한 번에",
        "참고자료",
        "왜 왔어?",
        "그만",
    ),
    "en": (
        "Central Asia energy",
        "what's new?",
        "Kazakhstan nuclear",
        "without Russia",
        "weekdays at 8",
        "source?",
        "why?",
        "stop",
    ),
    "owner": ("/pending", "/hold all", "/resume", "/failures", "/recall", "중앙아시아"),
}
"""What the page offers to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How a demo is to be set up. `interval_s` is how often the newsroom is polled; `review`: the owner sees what one
    of its feeds brings before it goes out."""

    briefings: tuple[Path, ...] = ()
    port: int = 0
    keep: Path | None = None
    analyser: str = "kiwi"
    initial: int = 3
    interval_s: int = 2
    review: bool = True


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
            kept = folder / "newsroom.json" if stage.keep else None
            newsroom = await stack.enter_async_context(Newsroom(stage.briefings, initial=stage.initial, kept=kept))
            sandbox = Sandbox(
                TOKEN,
                extra_routes=levers.routes(newsroom, review_s=REVIEW_S),
                page=PageExtras(levers.ACTIONS, TIPS),
                numbers_from=int(time.time()) - KEPT_SINCE_S if stage.keep else 0,
            )
            owner = _seat(sandbox)
            await _open_page(sandbox, stage.port)
            stack.push_async_callback(sandbox.stop)
            settings = _settings(stage, folder, newsroom, sandbox, owner=owner)
            app = App(settings, TOKEN, tick_s=0.25, recheck_every=timedelta(seconds=2))
            stopping = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                running = group.create_task(app.run(stopping))
                await _ready(app, running)
                await _read_in(settings, newsroom)
                try:
                    yield Play(sandbox, newsroom, app, folder)
                finally:
                    stopping.set()


async def _open_page(sandbox: Sandbox, port: int) -> None:
    try:
        await sandbox.start(port)
    except OSError as error:
        raise SettingsError("--port", f"{port} cannot be used ({error.strerror}); without it a free one is") from error


async def _ready(app: App, running: "asyncio.Task[None]") -> None:
    """Wait until the app answers people, or give the error that kept it from starting."""
    ready = asyncio.create_task(app.ready.wait())
    await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if running.done():
        running.result()


async def _read_in(settings: Settings, newsroom: Newsroom) -> None:
    """Wait until the app has read what is out already, so that the first person finds an archive; not for ever."""
    with contextlib.closing(Store.open(settings.database.url, write=False)) as store:
        for _ in range(int(PATIENCE_S / 0.1)):
            out = len(newsroom.published)
            if len(await asyncio.to_thread(store.briefings.latest, (), limit=out)) >= out:
                return
            await asyncio.sleep(0.1)


def _seat(sandbox: Sandbox) -> int:
    """Give the page its readers, each time under the same ids, and the id of the one who owns the bot."""
    for name, username, language in READERS:
        sandbox.add_reader(name, username, language)
    return sandbox.add_reader(*OWNER)


def _settings(stage: Stage, folder: Path, newsroom: Newsroom, sandbox: Sandbox, *, owner: int) -> Settings:
    """Write the demo's config.toml into its folder, for the other verbs to use, and read it as `sosik run` does."""
    config = folder / "config.toml"
    telegram = f'[telegram]\napi_base_url = "{sandbox.url}"\nowners = [{owner}]\n'
    korean = f'[korean]\nanalyser = "{stage.analyser}"\n'
    sources = newsroom.sources(review_s=REVIEW_S if stage.review else 0)
    sources = sources.replace("interval_s = 5", f"interval_s = {stage.interval_s}")
    config.write_text(f"# Written by sosik demo.\n{telegram}{korean}\n{sources}", encoding="utf-8")
    return load(config)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="sosik-demo-") as name:
        yield Path(name)
