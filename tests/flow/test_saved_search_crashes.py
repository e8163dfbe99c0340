"""A saved search through a death at each commit, from the tap to the alert: nothing lost, nothing twice."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.desk import Desk
from jobs.indexing import Follower
from jobs.language import PlainAnalyser
from jobs.pipeline import Pipeline
from jobs.search import Library, SearchSettings
from jobs.settings import KoreanSettings, Settings
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.crowd import a_swift_folder
from tests.fakes import a_briefing, a_reading
from tests.flow.dying import Died, dying_at
from tests.unit.bot.desk_room import SOURCE, Room, first
from tests.unit.bot.desk_samples import BOT, NOW

QUERY = "송유관 점검"
READER = 7


@dataclass
class House:
    """The desk and the newsroom on one store, as a start opens them."""

    desk: Desk
    pipeline: Pipeline

    async def from_tap_to_alert(self) -> int:
        """Save a search by its button, publish what meets it and claim the alert; gives how many were claimed."""
        room = Room(self.desk, READER)
        await room.tap_label(first(await room.write(f"/search {QUERY}")), "이 검색을 알림으로")
        reading = a_reading("id:1", a_briefing("송유관 점검을 마쳤다", "송유관 점검이 끝났다."))
        self.desk.store.briefings.save(SOURCE.id, [reading], now=NOW)
        await self.pipeline.summarise_waiting()
        await Follower(self.desk.store, self.desk.lanes, self.desk.library).catch_up()
        await self.pipeline.fan_out_waiting()
        return len(self.desk.store.outbox.tick([], 10, NOW))


@contextlib.asynccontextmanager
async def a_house(store: Store) -> AsyncIterator[House]:
    settings = Settings(source=(SOURCE,), korean=KoreanSettings(analyser="none"))
    with (
        contextlib.closing(Lanes()) as lanes,
        contextlib.closing(Library.open(None, SearchSettings(analyser="none"), analyser=PlainAnalyser())) as library,
    ):
        desk = Desk(store=store, lanes=lanes, library=library, settings=settings, bot_username=BOT)
        yield House(desk, Pipeline(store=store, lanes=lanes, analyser=PlainAnalyser(), clock=lambda: NOW))


async def lives(store: Store, step: int) -> int | None:
    """Go all the way, failing at a commit (0: at none); gives how many alerts were claimed, None when it died."""
    try:
        with dying_at(store, step):
            async with a_house(store) as house:
                return await house.from_tap_to_alert()
    except Died:
        return None


async def test_whichever_commit_the_process_dies_at_the_search_is_saved_once_and_met_once(empty_database: Path) -> None:
    step, claimed = 0, None
    while claimed is None:
        step += 1
        with a_swift_folder() as folder:
            shutil.copy(empty_database, folder / "sosik.db")
            with Store.open(f"sqlite:///{folder}/sosik.db", sources=(SOURCE,)) as store:
                claimed = await lives(store, step)
                assert (await lives(store, 0) if claimed is None else claimed) == 1, f"commit {step}"
                chat = store.chats.get(READER)
                assert chat is not None
                assert [one.query for one in store.chats.interests(chat.id)] == [QUERY], f"commit {step}"
                (briefing,) = store.briefings.latest()
                assert [one.query for one in store.briefings.matched(chat.id, briefing.id)] == [QUERY], f"commit {step}"
    assert step > 6
