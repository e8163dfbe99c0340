"""A feed served again and again in every careless way, with polls cut short at random: sent twice, or missed?"""

import asyncio
import contextlib
import random
import tempfile
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from jobs.collecting import Collector
from jobs.fetch import Fetcher
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.store.tables import briefing
from tests.flow.polling import Clock
from tests.flow.test_collecting import Entry, a_feed, a_source, garbled
from tests.sources_fakes import Site


async def twice_and_missed(count: int) -> tuple[int, int]:
    """Serve a growing feed so many times; give how many briefings were stored twice, and how many not at all."""
    chance = random.Random(5)
    entries = [Entry.of(number) for number in range(6)]
    with tempfile.TemporaryDirectory() as folder:
        async with Site() as site, Fetcher() as fetcher:
            with Store.open(f"sqlite:///{Path(folder)}/a.db") as store, contextlib.closing(Lanes()) as lanes:
                source = a_source(site, max_new_per_poll=0)
                for turn in range(count):
                    if turn % 20 == 19:
                        entries.append(Entry.of(len(entries)))
                    shown = [garbled(entry, chance, turn) for entry in entries[-12:]]
                    chance.shuffle(shown)
                    whole = turn % 20 == 19
                    site.serves("/rss", a_feed(shown if whole else shown[: chance.randint(4, 12)]))
                    collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=Clock())
                    if not whole and chance.random() < 0.2:
                        with contextlib.suppress(TimeoutError):  # cut short between any two of its steps
                            await asyncio.wait_for(collector.collect(source), chance.random() * 0.03)
                    else:
                        await collector.collect(source)
                    site.requests.clear()
                with store.briefings._database.reading() as connection:
                    stored = connection.execute(sa.select(briefing.c.title)).scalars()
                    titles = Counter(title.removesuffix("(종합)") for title in stored)
    wanted = {f"중앙아시아 전력 소식 {entry.number}호" for entry in entries}
    return sum(times - 1 for times in titles.values()), len(wanted - set(titles))
