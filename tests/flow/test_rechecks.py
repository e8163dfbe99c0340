"""Known entries are read again for corrections: conditionally, a few of them, and never against the site's will."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.collecting import Collector
from jobs.entries import RECHECK_EVERY
from jobs.fetch import Fetcher
from jobs.model import Validators
from jobs.settings import SourceSettings
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.sources_fakes import Site

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass
class Board:
    """A board on a site, and the collector that polls it."""

    site: Site
    store: Store
    collector: Collector
    source: SourceSettings
    now: datetime = NOW

    def lists(self, *numbers: int) -> None:
        rows = "".join(
            f'<li><a href="/post/{number}">[견본] 몽골 광산 재가동 {number}</a> <i>2026.03.0{number}</i></li>'
            for number in numbers
        )
        self.site.serves("/list", f"<ul>{rows}</ul>".encode(), {"ETag": f'"{numbers}"'})

    def says(self, number: int, figure: int) -> None:
        text = f"<article><p>□ 광산</p><p>◦ 광부 {figure}명이 일터로 돌아갔다고 회사가 밝혔다.</p></article>"
        self.site.serves(f"/post/{number}", text.encode(), {"ETag": f'"{number}-{figure}"'})

    async def poll(self) -> int:
        """Poll once; give how many revisions it brought."""
        collected = await self.collector.collect(self.source)
        assert collected.problem is None
        return collected.revised

    def asked(self, number: int) -> int:
        return len(self.site.asked(f"/post/{number}"))


@pytest.fixture
async def board(tmp_path: Path, empty_database: Path) -> AsyncIterator[Board]:
    async with Site() as site, Fetcher() as fetcher:
        source = SourceSettings.model_validate(
            {
                "id": "mines",
                "kind": "board",
                "url": site.url("/list"),
                "allow_ports": (site.port,),
                "allow_private": True,
                "recheck": 2,
                "spacing_s": 0,
                "board": {"row": "li", "date": "i"},
            }
        )
        shutil.copy(empty_database, tmp_path / "a.db")
        with (
            Store.open(f"sqlite:///{tmp_path}/a.db", sources=[source]) as store,
            contextlib.closing(Lanes()) as lanes,
        ):
            made = Board(
                site=site,
                store=store,
                collector=Collector(store=store, lanes=lanes, fetcher=fetcher, clock=lambda: made.now),
                source=source,
            )
            made.lists(3, 2, 1)
            for number in (1, 2, 3):
                made.says(number, 100)
            await made.poll()
            yield made


async def test_the_newest_known_entries_are_read_again_when_the_list_changed(board: Board) -> None:
    board.says(3, 200)
    board.says(1, 200)
    board.says(4, 100)
    board.lists(4, 3, 2, 1)
    assert await board.poll() == 1
    assert [board.asked(number) for number in (4, 3, 2, 1)] == [1, 2, 2, 1]


async def test_known_pages_are_asked_for_conditionally(board: Board) -> None:
    board.lists(3, 2)
    assert await board.poll() == 0
    assert board.site.asked("/post/3")[-1]["if-none-match"] == '"3-100"'


async def test_while_the_list_stays_the_same_they_are_read_once_an_hour(board: Board) -> None:
    board.says(3, 200)
    board.now = NOW + RECHECK_EVERY - timedelta(seconds=1)
    assert await board.poll() == 0
    board.now = NOW + RECHECK_EVERY
    assert await board.poll() == 1
    assert await board.poll() == 0
    assert board.asked(3) == 2


async def test_a_page_that_only_looks_different_is_no_revision(board: Board) -> None:
    page = "<article class='new'><p>□ 광산</p>\n<p>◦ 광부 100명이 일터로 돌아갔다고 회사가 밝혔다.</p></article>"
    board.site.serves("/post/3", page.encode(), {"ETag": '"other"'})
    board.now = NOW + RECHECK_EVERY
    assert await board.poll() == 0
    newest = board.store.rechecks.newest("mines", 1)[0]
    assert newest.page == Validators(etag='"other"', url=board.site.url("/post/3"))


async def test_a_page_that_is_redirected_is_asked_for_conditionally_where_it_stands(board: Board) -> None:
    board.site.redirects("/post/3", "/moved/3")
    board.site.serves("/moved/3", "<article><p>□ 광산</p></article>".encode(), {"ETag": '"m"'})
    for turn in (1, 2):
        board.now = NOW + turn * RECHECK_EVERY
        await board.poll()
    assert [headers.get("if-none-match") for headers in board.site.asked("/moved/3")] == [None, '"m"']


async def test_a_page_cut_short_is_asked_for_with_what_it_gave_an_hour_later(board: Board) -> None:
    cut = "<article><p>□ 광산</p><p>◦ 광부 100명이 일터로</p></article>"
    board.site.serves("/post/3", cut.encode(), {"ETag": '"cut"'})
    board.now = NOW + RECHECK_EVERY
    assert [await board.poll() for _ in range(2)] == [0, 0]
    assert board.asked(3) == 2
    board.now += RECHECK_EVERY
    await board.poll()
    assert board.site.asked("/post/3")[-1]["if-none-match"] == '"cut"'


async def test_a_page_that_is_gone_is_asked_for_again_an_hour_later(board: Board) -> None:
    board.lists(3, 2, 1)
    del board.site._answers["/post/3"]
    board.now = NOW + RECHECK_EVERY
    assert await board.poll() == 0
    assert await board.poll() == 0
    assert board.asked(3) == 2


async def test_a_source_can_do_without(board: Board) -> None:
    board.source = board.source.model_copy(update={"recheck": 0})
    board.says(3, 200)
    board.lists(3, 2)
    board.now = NOW + RECHECK_EVERY
    assert await board.poll() == 0
    assert board.asked(3) == 1
