"""The index follows the archive: revised, recalled, lost, damaged, of another version, rebuilt on request."""

import asyncio
import contextlib
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.index_verbs import cli
from jobs.indexing import Follower, _to_the_end, search_document
from jobs.language import Analyser, PlainAnalyser
from jobs.model import Briefing, BriefingId, Gloss, Section, Subsection, Tags
from jobs.search import Library, SearchSettings, analyse_document, ask_to_rebuild, standing
from jobs.store import Announcement, Store
from jobs.store.lanes import Lanes
from tests.fakes import NOW, a_reading, an_announcement

PLAIN = SearchSettings(analyser="none")


class OtherAnalyser(PlainAnalyser):
    """An analyser of a later version."""

    version = "none-2"


class Archive:
    """A store with a folder beside it in which the index stands."""

    def __init__(self, folder: Path, empty_database: Path) -> None:
        shutil.copy(empty_database, folder)
        self.folder = folder
        self.index = folder / "index"
        self.store = Store.open(f"sqlite:///{folder}/sosik.db")
        self.lanes = Lanes()
        self._open = contextlib.ExitStack()
        self._open.callback(self.store.close)
        self._open.callback(self.lanes.close)

    def announce(self, key: str, word: str, revision: int = 1, glosses: tuple[Gloss, ...] = ()) -> BriefingId:
        """Save and announce a briefing, or its next revision, that is about that word."""
        briefing = Briefing(
            title=f"{word} 소식",
            published=date(2026, 3, 1),
            glosses=glosses,
            sections=(Section(heading=word, subsections=(Subsection(paragraphs=(f"{word} 이야기가 {key}번째다.",)),)),),
        )
        (saved,) = self.store.briefings.save("sample", [a_reading(key, briefing)], now=NOW, push=False)
        said = an_announcement(saved.id, revision=revision)
        document = search_document("", briefing, tags=Tags(), summaries=said.summaries)
        tokens = analyse_document(document, PlainAnalyser()).dumps()
        made = Announcement(
            id=saved.id,
            revision=revision,
            tags=said.tags,
            summaries=said.summaries,
            keys=said.keys,
            analyser=PlainAnalyser.version,
            glosses=glosses,
            tokens=tokens,
        )
        assert self.store.briefings.announce(made, now=NOW)
        return saved.id

    def library(self, analyser: Analyser | None = None) -> Library:
        """Open the index as a program that starts would."""
        opened = Library.open(self.index, PLAIN, analyser=analyser or PlainAnalyser())
        self._open.callback(opened.close)
        return opened

    def follower(self, library: Library) -> Follower:
        return Follower(self.store, self.lanes, library)

    def slow_follower(self, library: Library) -> Follower:
        """A follower that takes one briefing a call."""
        return Follower(self.store, self.lanes, library, piece=1, batch=1)

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def archive(tmp_path: Path, empty_database: Path) -> Iterator[Archive]:
    made = Archive(tmp_path, empty_database)
    yield made
    made.close()


def found(library: Library, text: str) -> list[str]:
    return [hit.id for hit in library.find(text, limit=20, now=NOW).hits]


async def test_a_revised_briefing_is_found_by_what_it_says_now(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    it = str(archive.announce("1", "고래"))
    assert await follower.catch_up() == 1
    archive.announce("1", "상어", revision=2)
    assert await follower.catch_up() == 1
    assert (found(library, "고래"), found(library, "상어")) == ([], [it])
    assert library.size == 1


async def test_a_name_glossed_by_one_briefing_finds_the_others_too(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    other = str(archive.announce("1", "한빛재단"))
    await follower.catch_up()
    assert found(library, "Clearwater Trust") == []
    glossing = str(archive.announce("2", "기금", glosses=(Gloss(korean="한빛재단", english="Clearwater Trust"),)))
    await follower.catch_up()
    assert sorted(found(library, "Clearwater Trust")) == sorted([other, glossing])
    library.close()
    begun_anew = archive.library()
    await archive.follower(begun_anew).catch_up()
    assert sorted(found(begun_anew, "Clearwater Trust")) == sorted([other, glossing])


async def test_a_recalled_briefing_vanishes(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    it = archive.announce("1", "고래")
    await follower.catch_up()
    archive.store.brakes.recall(it, 7, "wrong figures", NOW)
    archive.announce("1", "고래 상어", revision=2)
    await follower.catch_up()
    assert (found(library, "고래"), library.size) == ([], 0)


async def test_a_rebuilt_index_holds_no_recalled_briefing(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    it, other = archive.announce("1", "고래"), archive.announce("2", "고래")
    await follower.catch_up()
    archive.store.brakes.recall(it, 7, "wrong figures", NOW)
    assert [documents async for documents in follower.rebuild()][-1] == 1
    assert found(library, "고래") == [str(other)]


@pytest.mark.parametrize("harm", ["lost", "damaged"])
async def test_an_index_that_is_lost_or_damaged_comes_back(archive: Archive, harm: str) -> None:
    it = str(archive.announce("1", "고래"))
    first = archive.library()
    await archive.follower(first).catch_up()
    first.close()
    if harm == "lost":
        shutil.rmtree(archive.index)
    else:
        next(archive.index.glob("*.term")).write_bytes(b"not an index")
    again = archive.library()
    assert (again.seq, found(again, "고래")) == (0, [])
    await archive.follower(again).catch_up()
    assert found(again, "고래") == [it]


async def test_an_index_lost_under_a_running_program_answers_and_comes_back(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    one = str(archive.announce("1", "고래"))
    await follower.catch_up()
    shutil.rmtree(archive.index)
    two = str(archive.announce("2", "고래"))
    assert found(library, "고래") == [one]
    for _ in range(3):
        await follower.catch_up()
    assert sorted(found(library, "고래")) == [one, two]
    assert sorted(found(archive.library(), "고래")) == [one, two]


async def test_an_index_of_another_version_answers_until_the_new_one_is_complete(archive: Archive) -> None:
    old = archive.library()
    ids = [str(archive.announce(str(n), "고래")) for n in range(3)]
    await archive.follower(old).catch_up()
    old.close()
    new = archive.library(OtherAnalyser())
    assert (new.stale, sorted(found(new, "고래"))) == (True, ids)
    follower = archive.slow_follower(new)
    fresh = str(archive.announce("3", "고래"))
    await follower.catch_up()
    assert (follower.building, new.stale, sorted(found(new, "고래"))) == (True, True, [*ids, fresh])
    assert standing(archive.index).building == 1
    for _ in range(4):
        await follower.catch_up()
    assert (follower.building, new.stale, sorted(found(new, "고래"))) == (False, False, [*ids, fresh])
    assert standing(archive.index).version == new.version
    assert not (archive.index / "next").exists()


async def test_a_rebuild_cut_short_goes_on_where_it_was(archive: Archive) -> None:
    old = archive.library()
    for n in range(3):
        archive.announce(str(n), "고래")
    await archive.follower(old).catch_up()
    old.close()
    cut = archive.library(OtherAnalyser())
    for _ in range(2):
        await archive.slow_follower(cut).catch_up()
    cut.close()
    assert standing(archive.index).building == 2
    again = archive.library(OtherAnalyser())
    follower = archive.slow_follower(again)
    for _ in range(2):
        await follower.catch_up()
    assert not again.stale
    assert again.size == 3


async def test_a_rebuild_is_done_when_it_is_asked_for(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    it = str(archive.announce("1", "고래"))
    await follower.catch_up()
    library.remove([it])
    library.commit()
    assert found(library, "고래") == []
    ask_to_rebuild(archive.index)
    assert standing(archive.index).asked
    await follower.catch_up()
    assert found(library, "고래") == [it]
    assert not standing(archive.index).asked


async def test_questions_are_answered_all_through_a_rebuild(archive: Archive) -> None:
    library = archive.library()
    follower = archive.follower(library)
    ids = sorted(str(archive.announce(str(n), "고래")) for n in range(8))
    await follower.catch_up()
    reader = Library.open(archive.index, PLAIN, read_only=True, analyser=PlainAnalyser())
    answers: list[list[str]] = []
    stop = asyncio.Event()

    async def ask() -> None:
        while not stop.is_set():
            answers.append(sorted(await asyncio.to_thread(found, library, "고래")))
            answers.append(sorted(await asyncio.to_thread(found, reader, "고래")))

    asking = asyncio.create_task(ask())
    for _ in range(4):
        async for _ in follower.rebuild():
            pass
    stop.set()
    await asking
    assert answers
    assert all(answer == ids for answer in answers)


def sosik(*words: str | Path) -> str:
    """Run a verb of `sosik index`; gives what it prints."""
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def configured(folder: Path) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f'data_dir = "{folder}"\n[database]\nurl = "sqlite:///{folder}/sosik.db"\n[korean]\nanalyser = "none"\n',
        encoding="utf-8",
    )
    return config


def test_the_command_line_rebuilds_and_tells_how_the_index_stands(archive: Archive) -> None:
    config = configured(archive.folder)
    archive.announce("1", "고래")
    before = json.loads(sosik("status", "--json", "--config", config))
    assert (before["documents"], before["announced"], before["behind"]) == (0, 1, 1)
    archive.close()
    assert sosik("rebuild", "--config", config) == "1 documents\n"
    after = sosik("status", "--config", config)
    assert "1 documents of 1 announced briefings" in after
    assert "up to date" in after


def test_beside_a_running_program_the_command_line_asks_it_to_rebuild(archive: Archive) -> None:
    config = configured(archive.folder)
    assert "The running bot" in sosik("rebuild", "--config", config)
    assert standing(archive.index).asked
    assert "a rebuild was asked for" in sosik("status", "--config", config)


async def test_who_is_cut_short_while_indexing_waits_until_the_thread_has_ended() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        may_end.wait(10)
        ended.set()

    writing = asyncio.create_task(_to_the_end(write))
    await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    await asyncio.sleep(0.01)
    assert not writing.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert ended.is_set()
