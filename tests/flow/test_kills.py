import pytest

from tests.crowd import a_swift_folder
from tests.killing import kill_often

WINDOW = 32


@pytest.mark.long
async def test_kills_at_random_instants_lose_nothing_and_repeat_little() -> None:
    with a_swift_folder() as folder:
        toll = await kill_often(folder, 20, longest_s=0.25)
    assert toll.lost == 0
    assert max(toll.repeats) <= WINDOW
    assert toll.mean <= 2
    assert toll.in_doubt >= sum(toll.repeats)
