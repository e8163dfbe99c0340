"""A desk with the real store and the real index."""

import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.desk import Desk
from jobs.language import PlainAnalyser
from jobs.search import Library, SearchSettings
from jobs.settings import KoreanSettings, Settings, TelegramSettings
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.unit.bot.desk_room import OWNER, SOURCE, Room
from tests.unit.bot.desk_samples import BOT


@pytest.fixture
async def desk(archive: str) -> AsyncIterator[Desk]:
    with (
        Store.open(archive, sources=(SOURCE,), owners=(OWNER,)) as store,
        contextlib.closing(Lanes()) as lanes,
    ):
        library = Library.open(None, SearchSettings(analyser="none"), analyser=PlainAnalyser())
        settings_used = Settings(
            source=(SOURCE,),
            korean=KoreanSettings(analyser="none"),
            telegram=TelegramSettings(owners=(OWNER,)),
        )
        yield Desk(store=store, lanes=lanes, library=library, settings=settings_used, bot_username=BOT)
        library.close()


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk)


@pytest.fixture
def owner(desk: Desk) -> Room:
    return Room(desk, OWNER)
