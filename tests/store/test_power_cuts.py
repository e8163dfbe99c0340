"""Power cuts below the real store. `tests/power.py` says what a cut leaves on the disk."""

import random
from pathlib import Path

import pytest

from tests.power_line import WINDOW, steps_of_a_life, survive

CUTS = 20


@pytest.fixture(scope="module")
def files(empty_database: Path) -> dict[str, bytes]:
    return {"power.db": empty_database.read_bytes()}


@pytest.mark.long
def test_a_power_cut_loses_no_message_and_no_promise(files: dict[str, bytes]) -> None:
    rng = random.Random(11)
    steps = steps_of_a_life(files)
    for number in range(CUTS):
        world = survive(files, rng.randrange(number * steps // CUTS, (number + 1) * steps // CUTS), rng)
        assert world.lives > 1
        assert world.lost == 0
        assert world.repeated <= WINDOW * (world.lives - 1)


def test_without_syncing_every_commit_the_same_cuts_break_promises(files: dict[str, bytes]) -> None:
    rng = random.Random(11)
    steps = steps_of_a_life(files)
    cuts = (survive(files, number * steps // CUTS, rng, synchronous="NORMAL") for number in range(CUTS))
    with pytest.raises(AssertionError, match="told that they are subscribed"):
        list(cuts)
