"""What becomes of each entry of a listing: recognised, stored, or left for later.

Entries that carry their content are stored together with what the poll came to (D13), those with a page of their own
one by one, as their pages come in.

known here, nothing more to read      its keys are kept; a new reading of it is a correction
known elsewhere, the same article     one more sighting, sent no second time
new                                   stored, to be pushed or not
its page cannot be had                waits beside the list, asked again with growing pauses, given up after a week
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from jobs.archive import Archive, Pending
from jobs.errors import FetchError, SourceError
from jobs.fetch import Fetcher
from jobs.fetch.politeness import is_baseline
from jobs.listed import Listed, may_come_later, reading_of_page, rules_of
from jobs.model import Briefing, Change, Fetched, Item, SourceState, SourceStatus
from jobs.parsing import Parsing
from jobs.recognising import is_sure, known_as
from jobs.settings import SourceSettings
from jobs.settling import MOST_ENTRIES
from jobs.sources.board import TITLE_DIFFERS
from jobs.store import Known, Reading, Recheck, Store, Stored, WaitingPage
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

RECHECK_EVERY = timedelta(hours=1)
"""Known pages are looked at again so often while their list stays the same."""

_MOST_TRIES = 8  # 15 minutes doubled seven times: about two and a half days in all
_FIRST_RETRY_S = 900
_FAILURES_ENOUGH = 3  # in a row: the host is not well


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of one source: what its entries are judged by."""

    source: SourceSettings
    state: SourceState
    now: datetime
    catch_up: int | None = None  # its briefings go into one message instead of one each


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the entries of a poll came to."""

    stored: list[Stored] = field(default_factory=list)
    pending: Sequence[Pending] = ()  # read, to be stored by the poll's last transaction
    last: Callable[[], tuple[Stored, ...]] | None = None  # does that, on the writer's thread, and ends a flood
    concluded: tuple[Stored, ...] = ()  # what it stored
    read: int = 0  # pages
    mistitled: int = 0
    trouble: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)  # by first key: pages asked for, or put off, in this poll
    waiting: int = 0  # pages to be asked for again
    failed_in_a_row: int = 0
    memo: str = ""  # of the list, once all it shows is stored
    limited_s: float | None = None  # the host answered 429: so long it is to be left alone

    @property
    def stopped(self) -> bool:
        """Tell whether no more pages are to be asked for in this poll."""
        return self.limited_s is not None or self.failed_in_a_row >= _FAILURES_ENOUGH

    @property
    def new(self) -> int:
        """Count the briefings that came in."""
        return self._count(Change.NEW)

    @property
    def revised(self) -> int:
        """Count the briefings that were corrected."""
        return self._count(Change.REVISED)

    def _count(self, change: Change) -> int:
        if not self.stored and not self.concluded:
            return 0  # as with nearly every poll
        return sum(one.change is change for one in (*self.stored, *self.concluded))

    def conclude(self) -> None:
        """Store what is pending; done again after a rollback, it counts once."""
        if self.last is not None:
            self.concluded = self.last()


class Entries:
    """Stores what listings show; built once by the collector."""

    def __init__(
        self, *, store: Store, lanes: Lanes, fetcher: Fetcher, parsing: Parsing, recheck_every: timedelta
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._fetcher = fetcher
        self._parsing = parsing
        self._archive = Archive(store)
        self._recheck_every = recheck_every

    async def take(self, poll: Poll, listed: Listed, tally: Tally) -> None:
        """Store the entries of a list, oldest first, and keep every key of those that are known.

        Of the entries that carry their content, the last ones stay in `tally.pending`.
        """
        items, held, readings = listed.listing.items, listed.held, listed.readings
        known = {at: one for at, item in enumerate(items) if (one := known_as(item.keys, held)) is not None}
        sure = {at: one for at, one in known.items() if _is_it(items[at], one, held, readings.get(at))}
        await self._recognise(poll, items, sure, held)
        waiting = await self._waiting_for(poll) if any(one.content is None for one in items) else frozenset()
        pending: list[Pending] = []
        for at in reversed(range(len(items))):
            item, old = items[at], known.get(at)
            if item.content is not None:
                reading = readings.get(at)
                if reading is not None and (old is None or reading.content_sha != old.content_sha):
                    pending.append((reading, to_push(poll.source, poll.state, reading.briefing, poll.now)))
            elif at not in sure and waiting.isdisjoint(item.keys):
                await self._take_page(poll, item, tally)
        while len(pending) > MOST_ENTRIES:
            tally.stored.extend(await self._lanes.write(self._keep_now, poll, pending[:MOST_ENTRIES]))
            del pending[:MOST_ENTRIES]
        if pending or poll.catch_up is not None:
            tally.pending, tally.last = pending, partial(self._conclude, poll, pending)

    async def _waiting_for(self, poll: Poll) -> frozenset[str]:
        found = await self._lanes.read(self._store.sightings.waiting, poll.source.id)
        return frozenset(one.item.keys[0] for one in found)

    async def retry(self, poll: Poll, tally: Tally) -> None:
        """Ask once more for the pages whose time has come."""
        for waiting in await self._lanes.read(self._store.sightings.waiting, poll.source.id):
            if waiting.item.keys[0] in tally.tried:
                continue
            if waiting.next_at <= poll.now and not tally.stopped:
                await self._take_page(poll, waiting.item, tally, waiting=waiting)
            else:
                tally.waiting += 1
                tally.trouble.append(waiting.reason)

    async def recheck(self, poll: Poll, items: Sequence[Item], held: Mapping[str, Known], tally: Tally) -> None:
        """Look at the pages of the newest known entries again, conditionally: a changed one is a correction."""
        own = [item for item in items if item.content is None and (one := known_as(item.keys, held)) and one.own]
        for item in own[: poll.source.recheck]:
            for known in await self._lanes.read(self._store.rechecks.of_keys, poll.source.id, item.keys):
                await self._look_again(poll, known, item, tally)

    async def recheck_stored(self, poll: Poll, tally: Tally) -> None:
        """Look at the newest entries' pages again, now and then while the list itself says that nothing changed."""
        for known in await self._lanes.read(self._store.rechecks.newest, poll.source.id, poll.source.recheck):
            if known.checked_at is None or known.checked_at <= poll.now - self._recheck_every:
                await self._look_again(poll, known, _listed(known), tally)

    async def _look_again(self, poll: Poll, known: Recheck, item: Item, tally: Tally) -> None:
        """Store what has changed on the page; one that cannot be had stays as it is until another time."""
        if tally.stopped:
            return
        given = known.page
        try:
            page = await self._fetcher.get(item.url, known.page, rules=rules_of(poll.source))
            tally.failed_in_a_row = 0
            if not page.not_modified:
                stored = await self._store_page(poll, item, page, tally)
                tally.stored.extend(stored)
                if stored:
                    return
                given = page.validators  # cut short: nothing of it is taken
        except (FetchError, SourceError) as error:
            logger.info("source.recheck_failed", extra={"source": poll.source.id, "reason": str(error)})
            _note_failure(tally, error)
        await self._lanes.write(self._store.rechecks.checked, known.id, given, poll.now)

    async def _take_page(self, poll: Poll, item: Item, tally: Tally, *, waiting: WaitingPage | None = None) -> None:
        """Store the entry from its own page, or write down when to ask for it again."""
        tally.tried.add(item.keys[0])
        if tally.stopped:
            reason = "its host asked to be left alone" if tally.limited_s is not None else "its host is not well"
            await self._wait(poll, item, FetchError(item.url, reason, retry_after_s=tally.limited_s), waiting)
            tally.waiting += 1
            return
        try:
            stored = await self._read_page(poll, item, tally, push=waiting.push if waiting else None)
        except (FetchError, SourceError) as error:
            reason = error.reason if isinstance(error, FetchError) else str(error)
            tally.trouble.append(f"{item.url}: {reason}")
            logger.warning("source.page_missing", extra={"source": poll.source.id, "reason": reason})
            _note_failure(tally, error)
            tally.waiting += await self._wait(poll, item, error, waiting)
            return
        tally.failed_in_a_row = 0
        tally.stored.extend(stored)
        if waiting is not None:
            await self._lanes.write(self._store.sightings.wait_no_more, poll.source.id, item.keys)

    async def _wait(self, poll: Poll, item: Item, error: FetchError | SourceError, waiting: WaitingPage | None) -> bool:
        """Write down when to ask for a page again; False where that is given up."""
        tries = waiting.tries + 1 if waiting else 1
        if not may_come_later(error) or tries > _MOST_TRIES:
            await self._lanes.write(self._store.sightings.wait_no_more, poll.source.id, item.keys)
            return False
        pause_s = max(_FIRST_RETRY_S * 2 ** (tries - 1), getattr(error, "retry_after_s", None) or 0.0)
        later = WaitingPage(
            item=item,
            push=waiting.push if waiting else not (poll.source.baseline and is_baseline(poll.state, poll.now)),
            tries=tries,
            next_at=poll.now + timedelta(seconds=pause_s),
            reason=str(error),
        )
        await self._lanes.write(self._store.sightings.wait, poll.source.id, later)
        return True

    async def _read_page(self, poll: Poll, item: Item, tally: Tally, *, push: bool | None = None) -> tuple[Stored, ...]:
        page = await self._fetcher.get(item.url, rules=rules_of(poll.source))
        return await self._store_page(poll, item, page, tally, push=push)

    async def _store_page(
        self, poll: Poll, item: Item, page: Fetched, tally: Tally, *, push: bool | None = None
    ) -> tuple[Stored, ...]:
        reading = await self._parsing.run(reading_of_page, item, page, poll.source)
        tally.read += 1
        mistitled = TITLE_DIFFERS in reading.document.warnings
        tally.mistitled += mistitled
        return await self._keep(poll, replace(reading, page=page.validators), push=False if mistitled else push)

    async def _keep(self, poll: Poll, reading: Reading, *, push: bool | None = None) -> tuple[Stored, ...]:
        to = to_push(poll.source, poll.state, reading.briefing, poll.now) and push is not False
        return await self._lanes.write(self._keep_now, poll, [(reading, to)])

    def _keep_now(self, poll: Poll, readings: Sequence[Pending]) -> tuple[Stored, ...]:
        return self._archive.keep(poll.source.id, readings, now=poll.now, catch_up=poll.catch_up)

    def _conclude(self, poll: Poll, pending: Sequence[Pending]) -> tuple[Stored, ...]:
        """Store what a poll has left for its last transaction, which ends its flood as well."""
        stored = self._keep_now(poll, pending) if pending else ()
        if poll.catch_up is not None:
            self._store.catch_ups.end(poll.catch_up, now=poll.now)
        return stored

    async def _recognise(
        self, poll: Poll, items: Sequence[Item], known: Mapping[int, Known], held: Mapping[str, Known]
    ) -> None:
        """Keep every key under which known briefings are shown now."""
        further = [
            (one.id, [key for key in items[at].keys if key not in held])
            for at, one in known.items()
            if any(key not in held for key in items[at].keys)
        ]
        if further:
            await self._lanes.write(self._store.sightings.see, poll.source.id, further, now=poll.now)


def to_push(source: SourceSettings, state: SourceState, briefing: Briefing, now: datetime) -> bool:
    """Tell whether a new briefing goes out.

    Not at the first poll or after 30 days without one (a baseline), not when it is too old, not while the source's
    pages are not what its selectors were written for. A flood is told in one message instead: see `Poll.catch_up`.
    """
    if source.baseline and is_baseline(state, now):
        return False
    if state.status is SourceStatus.DRIFTED:
        return False
    return not is_too_old(source, briefing.published, now)


def is_too_old(source: SourceSettings, published: date | None, now: datetime) -> bool:
    """Tell whether what was published on that day is stored without going out; not where the day is unknown."""
    if not source.max_age_days or published is None:
        return False
    return now.date() - published > timedelta(days=source.max_age_days)


def _listed(known: Recheck) -> Item:
    """Give a known briefing as the entry its list showed."""
    return Item(
        keys=(known.key,),
        url=known.url,
        title=known.title,
        published=known.published,
        content_language=known.language,
    )


def _note_failure(tally: Tally, error: FetchError | SourceError) -> None:
    if isinstance(error, FetchError):
        tally.failed_in_a_row += 1
        if error.status == 429:
            tally.limited_s = error.retry_after_s or _FIRST_RETRY_S


def _is_it(item: Item, known: Known, held: Mapping[str, Known], reading: Reading | None) -> bool:
    """Tell whether an entry surely is the briefing it is known as; what carries nothing new to read is."""
    if reading is None:
        return item.content is not None or is_sure(item, held)
    return is_sure(item, held) or reading.content_sha == known.content_sha
