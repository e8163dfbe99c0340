"""SIGKILL at random instants while messages go out; what everyone got in the end."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from jobs.store import Store
from tests.crowd import gather
from tests.fakes import publish
from tests.plain_telegram import PlainTelegram

ROOT = Path(__file__).parents[1]
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What so many kills cost."""

    kills: int
    lost: int  # readers who got nothing
    repeats: list[int] = field(default_factory=list)  # sent and not yet confirmed at each kill: these come once more
    in_doubt: int = 0  # repeats that the outbox itself holds possible

    @property
    def mean(self) -> float:
        """Give the repeats a kill."""
        return sum(self.repeats) / max(1, self.kills)


class Victim:
    """The program that is killed."""

    def __init__(self, launcher: asyncio.subprocess.Process) -> None:
        self._launcher = launcher

    async def start(self, rate_per_s: float) -> int:
        """Let it run; gives its pid."""
        assert self._launcher.stdin is not None
        self._launcher.stdin.write(f"{rate_per_s}\n".encode())
        return int((await self._said())[1])

    async def end(self, pid: int, number: signal.Signals) -> int:
        """Send it a signal and give how it ended."""
        os.kill(pid, number)
        return int((await self._said())[1])

    async def _said(self) -> list[str]:
        assert self._launcher.stdout is not None
        return (await asyncio.wait_for(self._launcher.stdout.readline(), PATIENCE_S)).decode().split()


@contextlib.asynccontextmanager
async def _a_victim(database: str, api: str) -> AsyncIterator[Victim]:
    pipe = asyncio.subprocess.PIPE
    program = [sys.executable, "-m", "tests.kill_launcher", database, api]
    launcher = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe, cwd=ROOT)
    try:
        yield Victim(launcher)
    finally:
        assert launcher.stdin is not None
        launcher.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(launcher.wait(), PATIENCE_S)
        if launcher.returncode is None:
            launcher.kill()
            await launcher.wait()


async def kill_often(folder: Path, kills: int, *, longest_s: float, seed: int = 7, rate_per_s: float = 30) -> Toll:
    """Kill so often, each time within `longest_s` of its start, then let everything be sent and count."""
    rng = random.Random(seed)
    database = f"sqlite:///{folder}/sosik.db"
    lives_s = [rng.uniform(0.02, longest_s) for _ in range(kills)]
    with Store.open(database) as store:
        readers = gather(store, int(sum(lives_s) * rate_per_s) + 30)
        publish(store, "id:1")
    by_kill = []
    async with PlainTelegram() as telegram, _a_victim(database, telegram.url) as victim:
        chats = telegram.counts.chats
        with Store.open(database, write=False) as store:
            for life_s in lives_s:
                before = chats.copy()
                pid = await victim.start(rate_per_s)
                await asyncio.sleep(life_s)
                assert await victim.end(pid, signal.SIGKILL) == -signal.SIGKILL
                await asyncio.sleep(0.05)  # what the system had taken from it arrives
                by_kill.append(sum(chats[one] > before[one] for one in _claimed(store)))
            pid = await victim.start(1_000)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    while store.outbox.counts() != {"sent": len(readers)}:
                        await asyncio.sleep(0.02)
            assert await victim.end(pid, signal.SIGTERM) == 0
    with Store.open(database, write=False) as store, store._database.reading() as connection:
        in_doubt = connection.exec_driver_sql("SELECT sum(uncertain) FROM delivery").scalar()
    twice = chats.total() - len(chats)
    assert twice == sum(by_kill), "only what was sent and not yet confirmed at a kill comes again"
    return Toll(kills=kills, lost=len(readers) - len(chats), repeats=by_kill, in_doubt=int(in_doubt or 0))


def _claimed(store: Store) -> list[int]:
    """Give the Telegram ids of the chats whose delivery is claimed."""
    claimed = "SELECT c.telegram_id FROM delivery d JOIN chat c ON c.id = d.chat_id WHERE d.state = 'claimed'"
    with store._database.reading() as connection:
        return list(connection.exec_driver_sql(claimed).scalars())
