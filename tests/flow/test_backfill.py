"""Written summaries for older briefings, as the verb makes them."""

import asyncio
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.backfill_verb import backfill
from jobs.errors import SettingsError
from jobs.model import Method
from jobs.settings import load
from jobs.store import Store
from tests.backend_double import Double, serving
from tests.fakes import a_reading, an_announcement
from tests.flow.line import utc_now
from tests.unit.summary.test_writers import BRIEFING

CONFIG = """
[korean]
analyser = "none"
[[summary.backend]]
kind = "openai"
model = "some-model"
base_url = "{url}"
price_per_million = 1000.0
daily_requests = {requests}
[[source]]
id = "full"
kind = "feed"
url = "https://news.example/rss"
rights = "full"
[[source]]
id = "link"
kind = "feed"
url = "https://news.example/other"
"""


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Path:
    """A folder for the settings with an empty archive below it."""
    (tmp_path / "data").mkdir()
    shutil.copy(empty_database, tmp_path / "data" / "sosik.db")
    return tmp_path


def an_archive(folder: Path, double: Double, *, requests: int = 500) -> Path:
    """Three briefings that went out, one of them of a source that allows a link only."""
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=double.url, requests=requests), encoding="utf-8")
    settings = load(config)
    with Store.open(settings.database.url, sources=settings.source) as store:
        for number, source in enumerate(("full", "link", "full")):
            (saved,) = store.briefings.save(source, [a_reading(f"id:{number}", BRIEFING)], now=utc_now())
            store.briefings.announce(an_announcement(saved.id), now=utc_now())
    return config


def methods(config: Path) -> list[Method]:
    with Store.open(load(config).database.url, write=False, sources=load(config).source) as store:
        return [next(iter(edition.summaries.values())).method for edition in store.briefings.latest()]


async def run(config: Path, *words: str, said: str = "") -> tuple[int, str]:
    """Run the verb beside the double it talks to."""
    app = typer.Typer()
    app.command()(backfill)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["-c", str(config), *words], input=said)
    return result.exit_code, result.stdout


async def test_the_cost_is_said_and_nothing_is_sent_without_a_yes(home: Path) -> None:
    async with serving() as double:
        config = an_archive(home, double)
        code, said = await run(config, said="n\n")
        assert code == 1
        assert "2 briefings" in said
        assert "some-model: about" in said
        assert double.asked == []
        code, said = await run(config, said="y\n")
    assert (code, said.splitlines()[-1]) == (0, "2 written, 0 left as they were")
    assert sorted(methods(config)) == [Method.OUTLINE, Method.WRITTEN, Method.WRITTEN]


async def test_it_pushes_and_edits_nothing_and_ends_when_all_is_written(home: Path) -> None:
    async with serving() as double:
        config = an_archive(home, double)
        with Store.open(load(config).database.url) as store:
            while store.outbox.expand(now=utc_now()) is not None:
                pass
        await run(config, "--yes")
        code, said = await run(config, "--yes")
    assert (code, said.splitlines()[0]) == (0, "0 briefings, 0 characters to send; what comes back is not counted")
    with Store.open(load(config).database.url) as store:
        assert store.outbox.expand(now=utc_now()) is None


async def test_it_ends_early_where_no_backend_may_be_asked_any_more(home: Path) -> None:
    async with serving() as double:
        config = an_archive(home, double, requests=0)
        code, said = await run(config, "--yes", "--limit", "1")
    assert code == 0
    assert "0 written, 1 left as they were" in said
    assert double.asked == []


def test_without_a_backend_it_says_so(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="no backend is named"):
        backfill(config=config)
