"""A running sandbox, a bot and people for each test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.fakes import BotClient, People


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def session(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as running:
        yield running


@pytest.fixture
def people(session: aiohttp.ClientSession, sandbox: Sandbox) -> People:
    return People(session, sandbox.url)


@pytest.fixture
def bot(session: aiohttp.ClientSession, sandbox: Sandbox) -> BotClient:
    return BotClient(session, sandbox)
