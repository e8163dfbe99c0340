"""The first verb: collect. A poll of one source: fetch ► items ► document ► read_briefing ► save.

The briefings of a poll are stored one by one, oldest first; the validators of its answer by the last transaction (D13):
a poll cut short repeats its list and loses nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.errors import FetchError, SourceError
from jobs.fetch import Fetcher, FetchRules
from jobs.model import Briefing, Change, Fetched, Item, SourceState, Validators, due_again
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.sources import KINDS
from jobs.store import Reading, Store, Stored
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})  # of the 4xx; the others mean that this page is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll brought. `problem` says why it failed; what was stored before that stays."""

    source_id: str
    new: int = 0
    revised: int = 0
    unchanged: bool = False
    problem: str | None = None


class Collector:
    """Polls sources; built once by whoever starts the program."""

    def __init__(self, *, store: Store, lanes: Lanes, fetcher: Fetcher, clock: Clock) -> None:
        self._store = store
        self._lanes = lanes
        self._fetcher = fetcher
        self._clock = clock

    async def collect(self, source: SourceSettings) -> Collected:
        """Poll one source and store what is new or changed; a poll that fails is written down and backs off."""
        state = await self._lanes.read(self._store.sources.state, source.id)
        try:
            collected = await self._poll(source, state)
        except (FetchError, SourceError) as error:
            reason = error.reason if isinstance(error, FetchError) else str(error)
            wait = error.retry_after_s if isinstance(error, FetchError) else None
            collected = Collected(source_id=source.id, problem=reason)
            await self._write_failure(source, state, reason, wait_s=wait)
        logger.info(
            "source.polled",
            extra={"source": source.id, "new": collected.new, "revised": collected.revised, "why": collected.problem},
        )
        return collected

    async def _poll(self, source: SourceSettings, state: SourceState) -> Collected:
        listing = await self._fetcher.get(source.url, state.validators, rules=_rules(source))
        if listing.not_modified:
            now = self._clock()
            next_at = due_again(now, 0, source.interval_s)
            await self._lanes.write(self._store.sources.unchanged, source.id, now=now, next_at=next_at)
            return Collected(source_id=source.id, unchanged=True)
        stored, missing = await self._store_listing(source, state, listing)
        new = sum(one.change is Change.NEW for one in stored)
        revised = sum(one.change is Change.REVISED for one in stored)
        if missing is not None:
            await self._write_failure(source, state, missing.reason, wait_s=missing.retry_after_s)
            return Collected(source_id=source.id, new=new, revised=revised, problem=missing.reason)
        await self._end_poll(source, listing.validators)
        return Collected(source_id=source.id, new=new, revised=revised)

    async def _store_listing(
        self, source: SourceSettings, state: SourceState, listing: Fetched
    ) -> tuple[list[Stored], FetchError | None]:
        """Store the entries of a listing oldest first; those whose page cannot be had now wait for the next poll."""
        items = await self._walk(source, listing)
        known = await self._known(source, items)
        stored: list[Stored] = []
        missing: FetchError | None = None
        for item in reversed(items):
            if item.content is None and not known.isdisjoint(item.keys):
                continue
            try:
                stored.extend(await self._store_one(source, state, item))
            except FetchError as error:
                logger.warning("source.page_missing", extra={"source": source.id, "status": error.status})
                missing = error if _may_come_later(error) else missing
            except SourceError as error:  # one page nobody can read must not hold up the others
                logger.warning("source.page_unreadable", extra={"source": source.id, "reason": str(error)})
        return stored, missing

    async def _walk(self, source: SourceSettings, listing: Fetched) -> list[Item]:
        """Give the entries of the listing, newest first; further pages are read while all of a page is new."""
        kind = KINDS[source.kind]
        found = list(await asyncio.to_thread(kind.items, listing, source))
        fresh: Sequence[Item] = found
        for address in kind.pages(source)[1:]:
            if not fresh or await self._known(source, fresh):
                break
            page = await self._fetcher.get(address, Validators(), rules=_rules(source))
            fresh = await asyncio.to_thread(kind.items, page, source)
            found.extend(fresh)
        return found

    async def _known(self, source: SourceSettings, items: Sequence[Item]) -> frozenset[str]:
        keys = [key for item in items for key in item.keys]
        return await self._lanes.read(self._store.briefings.known_keys, source.id, keys)

    async def _store_one(self, source: SourceSettings, state: SourceState, item: Item) -> tuple[Stored, ...]:
        page = None
        if item.content is None:
            page = await self._fetcher.get(item.url, Validators(), rules=_rules(source))
        document = await asyncio.to_thread(KINDS[source.kind].document, item, page, source)
        briefing = await asyncio.to_thread(read_briefing, document)
        reading = Reading(keys=item.keys, document=document, briefing=briefing)
        now = self._clock()
        return await self._lanes.write(
            self._store.briefings.save, source.id, [reading], now=now, push=to_push(source, state, briefing, now)
        )

    async def _end_poll(self, source: SourceSettings, validators: Validators) -> None:
        now = self._clock()
        next_at = due_again(now, 0, source.interval_s)
        await self._lanes.write(self._store.briefings.save, source.id, [], now=now, polled=validators, next_at=next_at)

    async def _write_failure(
        self, source: SourceSettings, state: SourceState, reason: str, *, wait_s: float | None
    ) -> None:
        next_at = due_again(self._clock(), state.failures + 1, source.interval_s)
        if wait_s is not None:
            next_at = max(next_at, self._clock() + timedelta(seconds=wait_s))
        await self._lanes.write(self._store.sources.failed, source.id, reason, next_at=next_at)


def to_push(source: SourceSettings, state: SourceState, briefing: Briefing, now: datetime) -> bool:
    """Tell whether a new briefing goes out: not at the first poll (a baseline), not when it is too old."""
    if source.baseline and not state.polled_ok:
        return False
    if source.max_age_days and briefing.published is not None:
        return now.date() - briefing.published <= timedelta(days=source.max_age_days)
    return True


def _may_come_later(error: FetchError) -> bool:
    return error.status is None or error.status >= 500 or error.status in _WORTH_ANOTHER_TRY


def _rules(source: SourceSettings) -> FetchRules:
    return FetchRules(allow_ports=source.allow_ports, allow_private=source.allow_private)
