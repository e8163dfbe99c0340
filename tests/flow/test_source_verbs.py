"""The verbs about sources, as somebody types them, and what `sources test` finds."""

import asyncio
import contextlib
import shutil
import tarfile
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot import source_verbs
from bot.demo.newsroom import Newsroom
from jobs.errors import DocumentUnreadable, SettingsError
from jobs.fetch import Fetcher
from jobs.importing import Importer, import_settings
from jobs.model import PollRecord, SourceState, SourceStatus
from jobs.probing import Probe, address_as_source, probe
from jobs.settings import SourceSettings, load, parse
from jobs.sources.discovery import read_opml, write_opml
from jobs.sources.folder import read_files
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.sources_fakes import Site

NOW = datetime(2026, 3, 2, tzinfo=UTC)
AN_OLD_FEED = (
    b"<rss><channel><title>x</title>"
    b"<item><title>a</title><pubDate>Sun, 01 Mar 2026 09:00:00 +0900</pubDate></item>"
    b"<item><title>b</title><pubDate>Sun, 15 Feb 2026 09:00:00 +0900</pubDate></item></channel></rss>"
)
FEEDS = """
[[source]]
id = "one"
kind = "feed"
url = "https://one.example/rss?a=1&b=2"
name = "하나 & \\"둘\\""
[[source]]
id = "two"
kind = "feed"
url = "https://two.example/rss"
language = "en"
"""
TEXT = "몽골 광산 재가동 {0}\n2026-03-0{0}\n\n□ 구리\n- 구리를 {0}배로 늘린다.\n"
runner = CliRunner()
cli = typer.Typer()
source_verbs.add_to(cli)


@pytest.fixture
def config(tmp_path: Path, empty_database: Path) -> Path:
    shutil.copy(empty_database, tmp_path / "a.db")
    path = tmp_path / "config.toml"
    path.write_text(f'[database]\nurl = "sqlite:///{tmp_path}/a.db"\n{FEEDS}', encoding="utf-8")
    return path


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher() as opened:
        yield opened


def sosik(*words: str | Path) -> str:
    done = runner.invoke(cli, [str(word) for word in words], env={"COLUMNS": "300"})
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_each_source_is_listed_with_its_status_and_the_reason_in_words(config: Path) -> None:
    settings = load(config)
    state = SourceState(source_id="two", polls=1, status=SourceStatus.BLOCKED, reason="answered 403", next_at=NOW)
    record = PollRecord(at=NOW, outcome="failed", status=SourceStatus.BLOCKED, answered=403, reason="answered 403")
    with Store.open(settings.database.url) as store:
        store.sources.settle([(state, record)])
    one, two = (
        line for line in sosik("sources", "list", "-c", config).splitlines() if line.split()[0] in {"one", "two"}
    )
    assert "not polled yet" in one
    assert "blocked" in two
    assert "answered 403" in two
    assert "2026-03-02 00:00 UTC" in two


def test_a_source_that_has_moved_is_listed_with_where_it_is_asked(config: Path) -> None:
    state = SourceState(source_id="two", polls=1, url="https://new.example/rss")
    record = PollRecord(at=NOW, outcome="read", status=SourceStatus.OK, answered=200)
    with Store.open(load(config).database.url) as store:
        store.sources.settle([(state, record)])
    assert "ok; moved to https://new.example/rss" in sosik("sources", "list", "-c", config)


def test_the_last_polls_of_a_source_are_shown_with_answer_and_reason_the_latest_first(config: Path) -> None:
    with Store.open(load(config).database.url) as store:
        for number in range(1, 53):
            failed = number == 52
            record = PollRecord(
                at=NOW + timedelta(hours=number),
                outcome="failed" if failed else "read",
                status=SourceStatus.BACKING_OFF if failed else SourceStatus.OK,
                new=0 if failed else 2,
                answered=503 if failed else 200,
                reason="answered 503" if failed else "",
            )
            store.sources.settle([(SourceState(source_id="two", polls=number), record)])
    lines = sosik("sources", "list", "--polls", "two", "-c", config).splitlines()
    assert len(lines) == 50
    assert lines[0].split("  ")[0] == "2026-03-04 04:00:00 UTC"
    assert "x failed     503  backing off  answered 503" in lines[0]
    assert "+ read       200  ok           2 new" in lines[1]
    assert "not polled yet" in sosik("sources", "list", "--polls", "one", "-c", config)
    with pytest.raises(SettingsError, match="no source is called three"):
        sosik("sources", "list", "--polls", "three", "-c", config)


def test_sources_are_listed_before_there_is_a_database(config: Path) -> None:
    assert "not polled yet" in sosik("sources", "list", "-c", config)


def test_a_source_is_reset_and_one_that_was_never_polled_is_named(config: Path) -> None:
    settings = load(config)
    record = PollRecord(at=NOW, outcome="failed", status=SourceStatus.DISABLED)
    with Store.open(settings.database.url) as store:
        store.sources.settle([(SourceState(source_id="two", polls=1, status=SourceStatus.DISABLED), record)])
    assert "polled again" in sosik("sources", "reset", "two", "-c", config)
    with Store.open(settings.database.url) as store:
        assert store.sources.due(["two"], NOW) == ("two",)
    with pytest.raises(SettingsError, match="one was ever polled"):
        sosik("sources", "reset", "one", "-c", config)


def test_feeds_leave_as_opml_and_come_back_the_same(config: Path, tmp_path: Path) -> None:
    exported = tmp_path / "feeds.opml"
    exported.write_text(sosik("sources", "opml", "export", "-c", config), encoding="utf-8")
    other = tmp_path / "other.toml"
    assert "2 added" in sosik("sources", "opml", "import", exported, "-c", other)
    before, after = load(config).source, load(other).source
    assert [(one.url, one.language) for one in after] == [(one.url, one.language) for one in before]
    assert after[0].name == before[0].name
    assert "0 added" in sosik("sources", "opml", "import", exported, "-c", other)


def test_an_opml_file_adds_what_is_missing_below_what_is_there(config: Path, tmp_path: Path) -> None:
    opml = tmp_path / "in.opml"
    opml.write_text(
        '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x "y">]><opml version="1.0"><body><outline text="모음">'
        '<outline text="One again" xmlUrl="https://ONE.example/rss?b=2&amp;a=1"/>'
        '<outline text="Kazakh energy" xmlUrl="https://kz.example/feed" language="en-GB"/>'
        '<outline text="Kazakh energy" xmlUrl="https://kz.example/other"/>'
        '<outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="none"/></outline></body></opml>',
        encoding="utf-8",
    )
    before = config.read_text(encoding="utf-8")
    sosik("sources", "opml", "import", opml, "-c", config)
    assert config.read_text(encoding="utf-8").startswith(before)
    added = load(config).source[2:]
    assert [one.id for one in added] == ["kazakh-energy", "kazakh-energy-2"]
    assert added[0].language.value == "en"


def test_a_feed_of_an_opml_file_may_be_polled_at_its_port_and_in_its_language(config: Path, tmp_path: Path) -> None:
    opml = tmp_path / "in.opml"
    opml.write_text(
        '<opml><body><outline text="Desk" xmlUrl="https://a.example:8443/f"/><outline text="소식" xmlUrl="http://b.example"/>'
        '<outline text="News" xmlUrl="http://c.kr"/><outline text="소식" xmlUrl="http://d.example" language="en"/>'
        "</body></opml>",
        encoding="utf-8",
    )
    sosik("sources", "opml", "import", opml, "-c", config)
    added = load(config).source[2:]
    assert [(one.language.value, one.allow_ports) for one in added] == [
        ("en", (8443,)),
        ("ko", ()),
        ("ko", ()),
        ("en", ()),
    ]


def test_no_entity_of_an_opml_file_is_expanded() -> None:
    bomb = (
        b'<!DOCTYPE o [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><outline text="&b;" xmlUrl="https://a.example/"/>'
    )
    (found,) = read_opml(bomb)
    assert found.title == "&b;"
    assert 'text="&lt;x&gt;"' in write_opml(parse(FEEDS.replace("하나 & ", "<x>").replace('\\"둘\\"', "")).source)


# ── test ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_test_shows_what_a_poll_would_store_and_stores_nothing(fetcher: Fetcher) -> None:
    async with Newsroom(initial=3) as newsroom:
        board, korean, english = parse(newsroom.sources()).source
        found = await probe(board, fetcher, now=NOW)
        assert (found.problem, len(found.entries)) == ("", 3)
        assert found.entries[0].briefing is not None
        assert list(found.entries[0].briefing.headings())
        assert any(note.startswith("would be polled every") for note in found.notes)
        for feed in (korean, english):
            assert (await probe(feed, fetcher, now=NOW)).problem == ""


async def test_a_page_without_a_feed_is_searched_for_the_feeds_it_names(fetcher: Fetcher) -> None:
    async with Newsroom() as newsroom:
        port = int(newsroom.base_url.rpartition(":")[2])
        page = address_as_source(newsroom.base_url + "/", allow_private=True, port=port)
        found = await probe(page, fetcher, now=NOW)
        assert found.problem
        assert [feed.url for feed in found.feeds] == [f"{newsroom.base_url}/rss/{one}.xml" for one in ("ko", "en")]


async def test_a_test_says_what_is_wrong_instead_of_failing(fetcher: Fetcher) -> None:
    async with Site() as site:

        async def tried(path: str, *, private: bool = True) -> Probe:
            source = address_as_source(site.url(path), allow_private=private, port=site.port)
            return await probe(source.model_copy(update={"spacing_s": 0}), fetcher, now=NOW)

        site.answers("/gone", 410)
        assert (await tried("/gone")).problem == "answered 410"
        assert "not a public one" in (await tried("/", private=False)).problem
        site.serves("/rss", b"<rss><channel><title>x</title><item><title>a</title></item></channel></rss>")
        found = await tried("/rss")
        assert "1 of 1 entries have no day" in found.notes
        assert any("no ETag" in note for note in found.notes)
        site.serves("/old", AN_OLD_FEED)
        site.redirects("/here", "/old")
        found = await tried("/here")
        assert "1 of 2 entries are older than 14 days: stored, not sent" in found.notes
        assert f"sent on for now from {site.url('/here')}" in found.notes


async def test_a_document_that_says_its_day_itself_is_not_without_one(fetcher: Fetcher, tmp_path: Path) -> None:
    an_archive(tmp_path, 1)
    folder = SourceSettings(id="a", kind="folder", url=str(tmp_path))
    (tmp_path / "link.txt").symlink_to(tmp_path / "0.txt")
    notes = (await probe(folder, fetcher, now=NOW)).notes
    assert not any("no day" in note for note in notes)
    assert "left out: link.txt: is a link, which is not followed" in notes


def test_an_address_nobody_can_ask_ends_with_its_reason() -> None:
    done = runner.invoke(cli, ["sources", "test", "http://127.0.0.1:9/"])
    assert done.exit_code == 1
    assert "cannot be used" in done.stdout


def test_an_address_is_told_from_an_id_by_its_scheme() -> None:
    assert "cannot be used" in runner.invoke(cli, ["sources", "test", "HTTP://127.0.0.1:9/"]).stdout
    with pytest.raises(SettingsError, match=r"ftp://a\.example/ is no http"):
        sosik("sources", "test", "ftp://a.example/")


def test_a_source_nobody_knows_is_named(config: Path) -> None:
    with pytest.raises(SettingsError, match="no source is called three"):
        sosik("sources", "test", "three", "-c", config)
    with pytest.raises(SettingsError, match="an address begins with https://"):
        sosik("sources", "test", "three.example/rss", "-c", config)


# ── import ───────────────────────────────────────────────────────────────────────────────────────


def an_archive(folder: Path, count: int) -> Path:
    for number in range(1, count + 1):
        path = folder / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(number), encoding="cp949" if number % 2 else "utf-8")
    return folder


def test_an_archive_comes_in_once_and_goes_out_to_nobody(config: Path, tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "old", 4)
    (archive / "empty.txt").write_text("", encoding="utf-8")
    assert "5 documents: 4 new, 0 known already" in sosik("import", archive, "-c", config)
    assert "0 new, 4 known already" in sosik("import", archive, "-c", config)
    with Store.open(load(config).database.url) as store:
        waiting = store.briefings.waiting()
        assert [one.briefing.title for one in waiting] == [f"몽골 광산 재가동 {number}" for number in range(1, 5)]
        assert waiting[0].briefing.published is not None


def test_a_document_of_another_suffix_is_plain_text_unless_it_says_otherwise(config: Path, tmp_path: Path) -> None:
    for name, body in (("plain.md", TEXT.format(1)), ("page", "<html><p>라오스 철도</p><p>개통했다.</p></html>")):
        (tmp_path / name).write_text(body, encoding="utf-8")
        sosik("import", tmp_path / name, "-c", config)
    with Store.open(load(config).database.url) as store:
        told = [one.briefing for one in store.briefings.waiting()]
    assert [one.title for one in told] == ["몽골 광산 재가동 1", "라오스 철도"]
    assert list(told[0].headings()) == ["구리"]


def test_a_zip_is_an_archive_too_and_a_copy_of_what_is_known_adds_nothing(config: Path, tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "old", 3)
    packed = tmp_path / "old.zip"
    with zipfile.ZipFile(packed, "w") as opened:
        for path in archive.iterdir():
            opened.write(path, f"elsewhere/{path.name}")
        opened.writestr("../../outside.txt", TEXT.format(9))
        opened.writestr("picture.png", b"x")
    assert "3 new" in sosik("import", archive, "-c", config)
    assert "4 documents: 1 new, 3 known already" in sosik("import", packed, "-c", config)


def test_a_tar_brings_its_documents_and_nothing_outside_of_it(config: Path, tmp_path: Path) -> None:
    archive, packed = an_archive(tmp_path / "old", 3), tmp_path / "old.tgz"
    (tmp_path / "secret.txt").write_text(TEXT.format(9), encoding="utf-8")
    (archive / "link.txt").symlink_to(tmp_path / "secret.txt")
    with tarfile.open(packed, "w:gz") as opened:
        opened.add(archive, ".")
        opened.add(archive / "1.txt", "../../up.txt")
    assert "4 documents: 3 new, 1 known already" in sosik("import", packed, "-c", config)
    assert "0 new, 3 known already" in sosik("import", archive, "-c", config)
    assert not (tmp_path.parent / "up.txt").exists()


def test_a_tar_that_breaks_off_brings_what_was_before(config: Path, tmp_path: Path) -> None:
    packed = tmp_path / "old.tar"
    with tarfile.open(packed, "w") as opened:
        opened.add(an_archive(tmp_path / "old", 2), ".")
    with tarfile.open(packed) as opened:
        cut = opened.getmembers()[-1].offset_data + 1
    packed.write_bytes(packed.read_bytes()[:cut])
    done = runner.invoke(cli, ["import", str(packed), "-c", str(config)], env={"COLUMNS": "300"})
    assert "2 documents: 1 new" in done.stdout
    assert "old.tar: breaks off: unexpected end of data" in done.stderr


def test_files_that_cannot_be_taken_in_are_named_and_stop_nothing(config: Path, tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "old", 2)
    (archive / "0 large.txt").write_bytes(b"a" * 5_000_001)
    (archive / "1 empty.html").write_text("<p> </p>", encoding="utf-8")
    done = runner.invoke(cli, ["import", str(archive), "-c", str(config)], env={"COLUMNS": "300"})
    assert "4 documents: 2 new, 0 known already" in done.stdout
    assert "0 large.txt: is larger than 5 MB\n1 empty.html: holds no words\n" in done.stderr


def test_a_file_that_vanishes_while_its_folder_is_read_is_named(tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "old", 3)
    files = read_files(archive)
    names = [next(files).name]
    for path in archive.iterdir():
        path.unlink()
    left = list(files)
    assert [(one.name in names, one.problem) for one in left] == [(False, "No such file or directory")] * 2


def test_a_damaged_file_of_a_zip_is_named_and_the_others_come_in(config: Path, tmp_path: Path) -> None:
    packed = tmp_path / "old.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as opened:
        for number in (1, 2):
            opened.writestr(f"{number}.txt", TEXT.format(number))
    packed.write_bytes(packed.read_bytes().replace("재가동 1".encode(), "재가동 7".encode()))
    done = runner.invoke(cli, ["import", str(packed), "-c", str(config)], env={"COLUMNS": "300"})
    assert "2 documents: 1 new" in done.stdout
    assert "1.txt: cannot be unpacked: Bad CRC-32" in done.stderr


def test_an_import_cut_short_goes_on_where_it_stopped(config: Path, tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "old", 120)

    async def cut_short() -> int:
        settings = load(config)
        with Store.open(settings.database.url) as store, contextlib.closing(Lanes()) as lanes:
            brought = Importer(store=store, lanes=lanes, clock=lambda: NOW).bring(archive, import_settings())
            return (await anext(brought)).new

    assert asyncio.run(cut_short()) == 50
    assert "120 documents: 70 new, 50 known already" in sosik("import", archive, "-c", config)


def test_a_path_that_is_nothing_is_named(config: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="no such file"):
        sosik("import", tmp_path / "none", "-c", config)


def test_an_import_may_belong_to_a_source_of_the_settings(config: Path, tmp_path: Path) -> None:
    assert "1 new" in sosik("import", an_archive(tmp_path / "old", 1), "--source", "one", "-c", config)
    with Store.open(load(config).database.url, sources=load(config).source) as store:
        (waiting,) = store.briefings.waiting()
        assert store.sightings.sources_of(waiting.id) == ("one",)
    assert isinstance(load(config).source[0], SourceSettings)
