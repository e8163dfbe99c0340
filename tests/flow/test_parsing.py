"""Many listings at once wait in line for the reader processes; none of them gives up because of the others."""

import asyncio
import threading

from jobs.parsing import Parsing
from jobs.sources.confined import MOST_READERS


async def test_no_more_parse_at_a_time_than_there_are_readers_and_all_come_to_their_turn() -> None:
    parsing, everybody_in = Parsing(), threading.Barrier(MOST_READERS)
    inside: set[int] = set()
    most = 0

    def parse(number: int) -> int:
        nonlocal most
        inside.add(number)
        most = max(most, len(inside))
        everybody_in.wait(10)
        inside.discard(number)
        return number

    async with asyncio.timeout(20):
        done = await asyncio.gather(*(parsing.run(parse, number) for number in range(MOST_READERS * 3)))
    assert done == list(range(MOST_READERS * 3))
    assert most == MOST_READERS
