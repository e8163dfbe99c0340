"""`sosik search` gives what a chat is given: the same hits, how many there are, and what is folded under them."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.app import open_library
from bot.short_ids import short_id
from jobs.indexing import Follower
from jobs.language import PlainAnalyser
from jobs.model import Briefing, BriefingId, Document, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.settings import load
from jobs.store import Reading, Store
from jobs.store.lanes import Lanes
from tests.fakes import NOW
from tests.flow.conftest import Ended

STORY = " ".join(
    f"송유관 {place} 구간은 {number}월에 열린다." for number, place in enumerate("가나다라마바사아자차카타", 1)
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """An archive on disk, which is only looked at: a story, the same told again, and another one."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copy(empty_database, folder / "sosik.db")
    path = folder / "config.toml"
    settings = f'data_dir = "{folder}"\n[database]\nurl = "sqlite:///{folder}/sosik.db"\n[korean]\nanalyser = "none"\n'
    source = '[[source]]\nid = "sample"\nkind = "feed"\nurl = "https://board.example/feed"\nrights = "full"\n'
    path.write_text(settings + source, encoding="utf-8")
    asyncio.run(_publish(path))
    return path


async def _publish(config: Path) -> None:
    settings = load(config)
    with (
        Store.open(settings.database.url, sources=settings.source) as store,
        contextlib.closing(Lanes()) as lanes,
        contextlib.closing(open_library(settings)) as library,
    ):
        bodies = (STORY, f"{STORY} 다시 전한다.", "송유관 대신 철도를 놓는다.")
        for number, body in enumerate(bodies):
            section = Section(heading="배경", subsections=(Subsection(heading=None, paragraphs=(body,)),))
            briefing = Briefing(title=f"송유관 소식 {number}", published=date(2024, 12, 1), sections=(section,))
            reading = Reading(keys=(str(number),), document=Document(content=body), briefing=briefing)
            (stored,) = store.briefings.save("sample", [reading], now=NOW)
            store.briefings.announce(announcement_of(stored.id, 1, briefing, PlainAnalyser()), now=NOW)
        await Follower(store, lanes, library).catch_up()


def test_the_command_line_lists_what_the_chat_lists(here: Callable[..., Ended], config: Path) -> None:
    said = json.loads(here("search", "송유관", "소식", "--json", "--config", config).stdout)
    with contextlib.closing(open_library(load(config), read_only=True)) as library:
        found = library.find("송유관 소식", limit=5, now=NOW)
    assert [hit["id"] for hit in said["hits"]] == [short_id(BriefingId(int(hit.id))) for hit in found.hits]
    assert said["total"] == found.total == 2
    assert sorted(hit["folded"] for hit in said["hits"]) == [0, 1]
    assert all("송유관" in hit["passage"] for hit in said["hits"])


def test_the_list_says_how_many_there_are_and_what_is_nearly_the_same(
    here: Callable[..., Ended],
    config: Path,
) -> None:
    said = here("search", "송유관", "--limit", "1", "--config", config).stdout.splitlines()
    assert said[0] == "2 found"
    assert said[1].startswith("1. 송유관 소식")
    assert said[-1].strip() == "+1 similar"
    corrected = here("search", "송유괸", "--config", config).stdout
    assert "송유괸 occurs nowhere; searched for 송유관" in corrected
    assert here("search", "고래", "--config", config).stdout == "Nothing found.\n"


def test_what_was_collected_or_imported_is_found(
    here: Callable[..., Ended], tmp_path: Path, empty_database: Path
) -> None:
    for name, title in (("box", "몽골 광산 재가동"), ("old", "라오스 철도 개통")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"{title}\n2026-03-01\n\n□ 배경\n- {STORY}\n", encoding="utf-8")
    shutil.copy(empty_database, tmp_path / "sosik.db")
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path}/sosik.db"\n[korean]\nanalyser = "none"\n'
        '[[source]]\nid = "box"\nkind = "folder"\nurl = "box"\n',
        encoding="utf-8",
    )
    assert "1 new" in here("import", tmp_path / "old", "--config", config).stdout
    assert here("collect", "--config", config).stdout == "box: 1 new, 0 revised\n"
    for word in ("몽골", "라오스"):
        assert here("search", word, "--config", config).stdout.startswith(f"1 found\n1. {word}")
