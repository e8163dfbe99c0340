"""Crashes: SIGKILLs while messages go out at 30/s, power cuts below the store, full disks; what is lost or comes twice.

The small disk of its own needs root (a tmpfs is mounted); elsewhere the database is kept from growing.
"""

import asyncio
import contextlib
import logging
import random
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from jobs.store import Store
from tests.bench import Options, Row, at_least, at_most, shown
from tests.full_disk import Story, fill_by_pages, free_pages, send_through
from tests.killing import kill_often
from tests.power_line import WINDOW as CUT_WINDOW
from tests.power_line import World, blank, steps_of_a_life, survive

WINDOW = 32


def rows(options: Options) -> Iterator[Row]:
    """Give every figure of crashes."""
    logging.disable(logging.CRITICAL)
    often = 200 if options.full else 20
    yield from _kills(often)
    yield from _cuts(200 if options.full else 60)
    yield from _full(3_000 if options.full else 1_000)


def _kills(often: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(kill_often(Path(folder), often, longest_s=1.2))
    yield at_most(f"{often} SIGKILLs: readers without their message", toll.lost, 0)
    yield at_most("messages twice, the worst kill", max(toll.repeats), WINDOW)
    yield at_most("messages twice, a kill", toll.mean, 2)
    yield at_least("of those twice, counted as in doubt", toll.in_doubt, sum(toll.repeats))


def _cuts(often: int) -> Iterator[Row]:
    rng = random.Random(5)
    files = blank()
    steps = steps_of_a_life(files)
    worlds: list[World] = []
    broken = 0
    for _ in range(often):
        try:
            worlds.append(survive(files, rng.randrange(steps), rng))
        except AssertionError:
            broken += 1
    lives = [world.lives - 1 for world in worlds]
    over = sum(world.repeated > CUT_WINDOW * (world.lives - 1) for world in worlds)
    yield at_most(f"{sum(lives)} power cuts in {often} runs: messages lost", sum(world.lost for world in worlds), 0)
    yield at_most("runs in which a promise was forgotten", broken, 0)
    yield at_most("runs with more repeats than the window", over, 0)
    yield shown("messages twice, a cut", sum(world.repeated for world in worlds) / max(1, sum(lives)))


def _full(readers: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/sosik.db") as store:
        fill, free = partial(fill_by_pages, store), partial(free_pages, store)
        yield from _told(
            "a database that may not grow", asyncio.run(send_through(store, readers, fill=fill, free=free))
        )
    with tempfile.TemporaryDirectory() as folder, _a_small_disk(folder) as mounted:
        if not mounted:
            yield shown("a disk of 16 MB (needs root)", None)
            return
        ballast = Path(folder) / "ballast"
        with Store.open(f"sqlite:///{folder}/sosik.db") as store:
            fill, free = partial(_fill, ballast), partial(ballast.unlink)
            story = asyncio.run(send_through(store, readers, fill=fill, free=free))
        yield from _told("a full disk of 16 MB", story)


def _told(name: str, story: Story) -> Iterator[Row]:
    yield at_most(f"{name}: messages sent while nothing can be written", story.sent_while_full, 0)
    yield at_most(f"{name}: of {story.readers:,} readers without their message", story.lost, 0)
    yield at_most(f"{name}: messages twice", story.twice, 0)
    yield at_least(f"{name}: times the owners were told", len(story.told), 2)


@contextlib.contextmanager
def _a_small_disk(folder: str) -> Iterator[bool]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)


def _fill(ballast: Path) -> None:
    """Leave no byte free."""
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4_096)
