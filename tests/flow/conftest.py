import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.telegram_client import TelegramClient
from jobs.store import Store
from tests.crowd import a_swift_folder
from tests.flow.ear import Ear
from tests.flow.line import Line
from tests.flow.wire import TOKEN, a_telegram


@pytest.fixture
def store(empty_database: Path) -> Iterator[Store]:
    with a_swift_folder() as folder:
        shutil.copy(empty_database, folder)
        with Store.open(f"sqlite:///{folder}/sosik.db") as opened:
            yield opened


@pytest.fixture
async def line(store: Store) -> AsyncIterator[Line]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        made = Line(store, sandbox, people, client)
        yield made
        made.lanes.close()


@pytest.fixture
async def ear(store: Store) -> AsyncIterator[Ear]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        made = Ear(store, sandbox, people, client)
        yield made
        made.lanes.close()
