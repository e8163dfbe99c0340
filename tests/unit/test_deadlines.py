"""What lasts too long is cut off, and nothing else is."""

import asyncio

import pytest

from jobs.fetch.deadlines import Deadlines


async def test_a_block_that_lasts_too_long_raises_a_timeout_and_its_task_goes_on() -> None:
    deadlines = Deadlines()
    with pytest.raises(TimeoutError), deadlines.within(0.01):
        await asyncio.sleep(10)
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_only_the_block_whose_time_is_over_is_cut() -> None:
    deadlines = Deadlines()
    cut = asyncio.Event()

    async def wait() -> None:
        with deadlines.within(10):
            await cut.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(wait())
        with pytest.raises(TimeoutError), deadlines.within(0.01):
            await asyncio.sleep(10)
        cut.set()


async def test_a_block_that_ends_in_time_leaves_nothing_to_be_cut() -> None:
    deadlines = Deadlines()
    with deadlines.within(10):
        assert len(deadlines.running) == 1
    assert not deadlines.running


async def test_a_block_that_has_no_time_left_is_cut_at_its_first_long_wait() -> None:
    with pytest.raises(TimeoutError), Deadlines().within(-1.0):
        await asyncio.sleep(10)


async def test_what_the_block_raises_by_itself_is_raised() -> None:
    with pytest.raises(ValueError, match="its own"), Deadlines().within(10):
        raise ValueError("its own")


async def test_a_task_cancelled_from_outside_is_cancelled_even_if_its_time_is_over_too() -> None:
    deadlines = Deadlines()
    inside = asyncio.Event()

    async def last() -> None:
        with deadlines.within(10):
            inside.set()
            await asyncio.sleep(10)

    for too_late in (False, True):
        inside.clear()
        task = asyncio.create_task(last())
        await inside.wait()
        (block,) = deadlines.running
        if too_late:
            block.cut()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()
