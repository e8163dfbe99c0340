"""The archive read again, as the verb does it: what older rules made of a document becomes what today's do."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.reread_verb import reread
from jobs.errors import SettingsError, StoreLocked
from jobs.model import BriefingId, Document, Edition, Language, Method, Reference
from jobs.reading import read_briefing, render
from jobs.settings import load
from jobs.store import Reading, Store
from tests.fakes import a_briefing, an_announcement
from tests.flow.line import utc_now

CONFIG = """
[korean]
analyser = "none"
[[source]]
id = "auto"
kind = "feed"
url = "https://news.example/rss"
rights = "full"
[[source]]
id = "hold"
kind = "feed"
url = "https://news.example/held"
publish = "hold"
"""
TODAY = replace(
    a_briefing(body="카자흐스탄 정부는 송전망을 2배로 늘린다."),
    references=(Reference(outlet="견본일보", title="송전망을 늘리다", published=date(2026, 2, 27)),),
)


@pytest.fixture
def config(tmp_path: Path, empty_database: Path) -> Path:
    """Settings with an empty archive below them."""
    (tmp_path / "data").mkdir()
    shutil.copy(empty_database, tmp_path / "data" / "sosik.db")
    written = tmp_path / "config.toml"
    written.write_text(CONFIG, encoding="utf-8")
    return written


def opened(config: Path, *, write: bool = True) -> Store:
    settings = load(config)
    return Store.open(settings.database.url, write=write, sources=settings.source)


def stored_long_ago(config: Path, source: str = "auto", *, method: Method = Method.OUTLINE) -> BriefingId:
    """A briefing as rules made it that saw neither its second heading nor its references, nor any country."""
    document = Document(content=render(TODAY), url="https://news.example/1", title=TODAY.title)
    poorer = replace(read_briefing(document), sections=(), references=())
    with opened(config) as store:
        reading = Reading(keys=("id:1",), document=document, briefing=poorer)
        (saved,) = store.briefings.save(source, [reading], now=utc_now())
        said = an_announcement(saved.id, title="예전 요약")
        summaries = {language: replace(one, method=method) for language, one in said.summaries.items()}
        store.briefings.announce(replace(said, summaries=summaries), now=utc_now())
    return saved.id


def shown(config: Path, briefing_id: BriefingId) -> Edition:
    with opened(config, write=False) as store:
        edition = store.briefings.edition(briefing_id)
    assert edition is not None
    return edition


def run(config: Path, *words: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(reread)
    result = CliRunner().invoke(app, [*words, "-c", str(config)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_what_older_rules_made_becomes_what_todays_do_and_nobody_is_told(config: Path) -> None:
    one = stored_long_ago(config)
    with opened(config) as store:
        while store.outbox.expand(now=utc_now()) is not None:
            pass
    code, said = run(config)
    after = shown(config, one)
    assert (code, said.splitlines()[-1]) == (0, "1 read again: 1 are otherwise, 0 left as they were for now")
    assert after.briefing.references == TODAY.references
    assert [tag.primary for tag in after.tags.regions] == [True]
    assert "예전 요약" not in {one.headline for one in after.summaries.values()}
    with opened(config) as store:
        assert store.outbox.expand(now=utc_now()) is None
        assert store.briefings.record(one, 1) is not None
        assert len(store.briefings.documents_after(0)) == 1


def test_read_again_a_second_time_everything_stays_as_it_is(config: Path) -> None:
    one = stored_long_ago(config)
    run(config)
    before = shown(config, one)
    _, said = run(config)
    assert said.splitlines()[-1] == "1 read again: 0 are otherwise, 0 left as they were for now"
    assert shown(config, one) == before


def test_a_dry_run_says_what_would_be_otherwise_and_writes_nothing(config: Path) -> None:
    one = stored_long_ago(config)
    before = shown(config, one)
    _, said = run(config, "--dry-run")
    assert "text, references, regions" in said
    assert shown(config, one) == before


def test_what_a_backend_wrote_stays(config: Path) -> None:
    one = stored_long_ago(config, method=Method.WRITTEN)
    before = shown(config, one)
    run(config)
    after = shown(config, one)
    assert after.summaries == before.summaries
    assert after.briefing.references == TODAY.references


def test_what_its_owners_have_yet_to_send_stays_as_they_saw_it(config: Path) -> None:
    one = stored_long_ago(config, "hold")
    before = shown(config, one)
    _, said = run(config)
    assert said.splitlines()[-1] == "1 read again: 0 are otherwise, 1 left as they were for now"
    assert shown(config, one) == before


def test_what_was_taken_back_is_left_alone(config: Path) -> None:
    one = stored_long_ago(config)
    with opened(config) as store:
        store.brakes.recall(one, 1, "견본", utc_now())
    _, said = run(config)
    assert said.splitlines()[-1].startswith("0 read again")


def test_only_the_source_named_is_read_again(config: Path) -> None:
    stored_long_ago(config)
    assert run(config, "hold")[1].splitlines()[-1].startswith("0 read again")
    with pytest.raises(SettingsError, match="no source is called nowhere"):
        run(config, "nowhere")


def test_beside_a_running_bot_it_only_tells_what_would_be(config: Path) -> None:
    stored_long_ago(config)
    with opened(config):
        assert run(config, "--dry-run")[1].splitlines()[-1].startswith("1 read again: 1 would be otherwise")
        with pytest.raises(StoreLocked):
            run(config)


def test_a_document_whose_list_is_not_known_keeps_its_title(config: Path) -> None:
    document = Document(content="첫 문단이 바로 시작한다.\n\n둘째 문단이다.", url="https://news.example/2")
    listed = replace(read_briefing(document), title="목록이 말한 제목", language=Language.KO)
    with opened(config) as store:
        reading = Reading(keys=("id:2",), document=document, briefing=listed)
        (saved,) = store.briefings.save("auto", [reading], now=utc_now())
        store.briefings.announce(an_announcement(saved.id), now=utc_now())
    run(config)
    assert shown(config, saved.id).briefing.title == "목록이 말한 제목"
