"""The first verb: collect. A poll of one source: fetch ► listing ► document ► read_briefing ► save.

    decide       fetch.politeness: may it be asked, under which address, with which validators
    fetch        one conditional GET; 304 ends here
    entries      recognised, stored or left for later, oldest first (jobs/entries.py)
    settle       what is left of the entries, the next state and a line in the diary, in one transaction (D13);
                 where nothing is left of them, it is noted and goes to disk with the next (D39)

A poll cut short before the last line repeats its list and loses nothing.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from jobs.entries import RECHECK_EVERY, Entries, Poll, Tally
from jobs.errors import FetchError, FetchRefused, SourceDrift, SourceError
from jobs.fetch import Fetcher
from jobs.fetch.hints import fresh_for_s
from jobs.fetch.politeness import (
    LONGEST_WAIT_S,
    Failed,
    Interval,
    Read,
    fresh_start,
    host_pause_s,
    is_baseline,
    settle,
)
from jobs.listed import Lists, rules_of
from jobs.model import Clock, Drift, DriftSign, Fetched, Listing, PollRecord, SourceState, SourceStatus
from jobs.settings import SourceSettings
from jobs.settling import Settling
from jobs.sources.folder import fingerprint
from jobs.sources.kinds import KINDS
from jobs.store import Settled, Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

_MISTITLED = 0.5  # of the pages read: more, and the selectors are for another page
_RHYTHM_OF = 20  # entries
_SHORTEST_RHYTHM_S = 3_600
_PATIENCE = 3  # polls that wait for a further page of a list which cannot be had
_LONG = 500_000  # bytes: a millisecond of hashing


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

    def __init__(
        self, *, store: Store, lanes: Lanes, fetcher: Fetcher, clock: Clock, recheck_every: timedelta = RECHECK_EVERY
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._fetcher = fetcher
        self._clock = clock
        self._lists = Lists(store=store, lanes=lanes, fetcher=fetcher, clock=clock)
        self._entries = Entries(
            store=store, lanes=lanes, fetcher=fetcher, parsing=self._lists.parsing, recheck_every=recheck_every
        )
        self._memos: dict[str, str] = {}  # of the lists whose entries are all stored
        self._settling = Settling(store, lanes)
        self._paused: dict[str, datetime] | None = None

    async def collect(self, source: SourceSettings, state: SourceState | None = None) -> Collected:
        """Poll one source and store what is new or changed; a poll that fails is written down and backs off.

        `state` is what is remembered of the source, where the caller has it already.
        """
        with self._settling:
            return await self._collect(source, state)

    async def _collect(self, source: SourceSettings, state: SourceState | None) -> Collected:
        remembered = await self._lanes.read(self._store.sources.state, source.id) if state is None else state
        before = fresh_start(remembered, source.url, source.read_as)
        if (until := await self._pause_of(source, before)) is not None:
            return self._postpone(before, until)
        try:
            answer, tally, status = await self._poll(source, before)
        except (FetchError, SourceError) as error:
            status = error.status if isinstance(error, FetchError) else None
            unread = isinstance(error, SourceError) or status == 200  # too large
            answer, tally = _failure(error, spoiled=unread), Tally()
        if pause_s := _pause_s(source, before, answer, tally):
            await self._pause_host(source, before, pause_s)

        def conclude() -> Settled:
            tally.conclude()
            told = answer
            if tally.concluded and isinstance(answer, Read):
                told = replace(answer, found_new=tally.new > 0)
            after = settle(before, told, _interval(source), now)
            return after, _record(after, told, tally, status=status, now=now)

        now = self._clock()
        if tally.last is None and isinstance(answer, Read):
            after = await self._note(before, *conclude())
        else:
            after = await self._settling.write(conclude, entries=len(tally.pending))
        if tally.memo:
            self._memos[source.id] = tally.memo
        _log(before, after, tally)
        return Collected(
            source_id=source.id,
            new=tally.new,
            revised=tally.revised,
            unchanged=isinstance(answer, Read) and answer.unchanged,
            problem=answer.reason if isinstance(answer, Failed) else None,
        )

    async def _note(self, before: SourceState, after: SourceState, record: PollRecord) -> SourceState:
        """Note a poll with nothing to store, where it changes nothing that anybody is told of; else write it down."""
        if (after.status, after.reason) != (before.status, before.reason):
            return await self._settling.write(lambda: (after, record))
        self._settling.note(after, record)
        return after

    # ── one poll ─────────────────────────────────────────────────────────────────────────────────

    async def _poll(self, source: SourceSettings, state: SourceState) -> tuple[Read | Failed, Tally, int | None]:
        """Give what the source answered, what its entries came to, and the status of its answer."""
        asked = source.model_copy(update={"url": state.url}) if state.url else source
        if KINDS[source.kind].local:
            fetched, body_sha = await self._look(asked, state)
        else:
            fetched = await self._fetcher.get(asked.url, state.validators, state.door, rules=rules_of(source))
            body_sha = await _sha(fetched.body) if fetched.body else ""
        tally = Tally()
        if fetched.not_modified or (body_sha == state.body_sha and state.polled_ok):
            if state.pages_waiting:
                left_open = await self._lanes.read(self._store.catch_ups.left_open, source.id)
                poll = Poll(source=source, state=state, now=self._clock(), catch_up=left_open)
                poll = await self._as_flood(poll, state.pages_waiting)
                await self._entries.retry(poll, tally)
                await self._end_flood(poll)
            if source.recheck and KINDS[source.kind].for_people:
                await self._entries.recheck_stored(Poll(source=source, state=state, now=self._clock()), tally)
            return self._unchanged(fetched, tally, source, state), tally, fetched.status
        try:
            listing, list_sha = await self._take(asked, state, fetched, tally)
        except (FetchError, SourceError) as error:
            return _failure(error, spoiled=True), tally, fetched.status
        return self._read(fetched, listing, tally, shas=(body_sha, list_sha)), tally, fetched.status

    async def _look(self, source: SourceSettings, state: SourceState) -> tuple[Fetched, str]:
        """Give an empty answer for a folder, 304 where none of its files has changed."""
        sha = await asyncio.to_thread(fingerprint, source.url)
        status = 304 if sha == state.body_sha and state.polled_ok else 200
        return Fetched(url=source.url, status=status, headers={}), sha

    async def _take(
        self, source: SourceSettings, state: SourceState, fetched: Fetched, tally: Tally
    ) -> tuple[Listing, str]:
        """Store what the listing shows. Gives it with a fingerprint of its entries."""
        # forgotten until this poll has come to its end
        insists = not is_baseline(state, self._clock()) and state.failures < _PATIENCE
        listed = await self._lists.read(source, fetched, self._memos.pop(source.id, ""), insists=insists)
        items, list_sha = listed.listing.items, listed.fingerprint()
        poll = Poll(source=source, state=state, now=self._clock(), catch_up=listed.left_open)
        poll = await self._as_flood(poll, max(state.pages_waiting, listed.new))
        await self._entries.take(poll, listed, tally)
        await self._lists.keep_walked(source, listed)
        if state.pages_waiting or any(item.content is None for item in items):
            await self._entries.retry(poll, tally)
        if list_sha != state.list_sha and state.polled_ok:
            await self._entries.recheck(poll, items, listed.held, tally)
        tally.memo = listed.listing.memo
        return listed.listing, list_sha

    async def _as_flood(self, poll: Poll, new: int) -> Poll:
        """Give the poll with a catch-up to fill where so many new entries are too many for a message each."""
        source = poll.source
        if source.baseline and is_baseline(poll.state, poll.now):
            return replace(poll, catch_up=None)
        few = not source.max_new_per_poll or new <= source.max_new_per_poll
        if few and poll.catch_up is None:
            return poll  # else into the one that a poll cut short has left open
        begun = await self._lanes.write(self._store.catch_ups.begin, source.id, now=poll.now)
        return replace(poll, catch_up=begun)

    async def _end_flood(self, poll: Poll) -> None:
        if poll.catch_up is not None:
            await self._lanes.write(self._store.catch_ups.end, poll.catch_up, now=self._clock())

    def _unchanged(self, fetched: Fetched, tally: Tally, source: SourceSettings, state: SourceState) -> Read:
        left_out = state.reason if KINDS[source.kind].local and state.status is SourceStatus.DEGRADED else ""
        return Read(
            unchanged=not tally.stored,
            found_new=tally.new > 0,
            validators=None if fetched.not_modified else fetched.validators,
            moved_to=fetched.moved_to,
            fresh_s=fresh_for_s(fetched.headers, self._clock()),
            trouble=_trouble(tally) or left_out,  # the same files as before
            pages_waiting=tally.waiting,
        )

    def _read(self, fetched: Fetched, listing: Listing, tally: Tally, *, shas: tuple[str, str]) -> Read:
        mistitled = tally.read > 0 and tally.mistitled >= max(1, _MISTITLED * tally.read)
        other_titles = Drift(sign=DriftSign.TITLES, found=tally.mistitled, of=tally.read) if mistitled else None
        return Read(
            found_new=tally.new > 0,
            validators=fetched.validators,
            moved_to=fetched.moved_to,
            fresh_s=fresh_for_s(fetched.headers, self._clock()),
            pace=listing.pace,
            rhythm_s=rhythm_of(listing),
            drift=listing.drift or other_titles,
            trouble=_trouble(tally, listing.unread),
            pages_waiting=tally.waiting,
            body_sha=shas[0],
            list_sha=shas[1],
        )

    # ── hosts that want to be left alone ─────────────────────────────────────────────────────────

    async def _pause_of(self, source: SourceSettings, state: SourceState) -> datetime | None:
        """Give the moment until which the source's host is to be left alone; None when it may be asked."""
        if self._paused is None:
            self._paused = dict(await self._lanes.read(self._store.sources.paused_hosts, self._clock()))
        until = self._paused.get(_host(state.url or source.url)) if self._paused else None
        return until if until is not None and until > self._clock() else None

    async def _pause_host(self, source: SourceSettings, state: SourceState, pause_s: float) -> None:
        host, until = _host(state.url or source.url), self._clock() + timedelta(seconds=pause_s)
        self._paused = {**(self._paused or {}), host: until}
        await self._lanes.write(self._store.sources.pause_host, host, until)

    def _postpone(self, state: SourceState, until: datetime) -> Collected:
        now = self._clock()
        reason = "its host asked to be left alone"
        after = replace(state, next_at=until, polls=state.polls + 1)
        record = PollRecord(at=now, outcome="postponed", status=state.status, reason=reason)
        self._settling.note(after, record)
        return Collected(source_id=state.source_id, problem=reason)


def rhythm_of(listing: Listing) -> int:
    """Give the usual seconds between two entries by the days of the newest; 0 where they do not say."""
    days = sorted((*listing.days, *(one.published for one in listing.items if one.published is not None)), reverse=True)
    dated = days[:_RHYTHM_OF]
    if len(dated) < 3 or days[0] == days[-1]:
        return 0
    span_s = (dated[0] - dated[-1]).total_seconds()
    return max(_SHORTEST_RHYTHM_S, int(span_s / (len(dated) - 1)))


def _failure(error: FetchError | SourceError, *, spoiled: bool) -> Failed:
    if isinstance(error, SourceError):
        drift = error.drift if isinstance(error, SourceDrift) else None
        return Failed(reason=str(error), drift=drift, spoiled=spoiled)
    return Failed(
        reason=error.reason,
        status=error.status,
        retry_after_s=error.retry_after_s,
        refused=isinstance(error, FetchRefused),
        spoiled=spoiled,
    )


def _pause_s(source: SourceSettings, state: SourceState, answer: Read | Failed, tally: Tally) -> float:
    """Give the seconds for which the host is to be left alone: its list or one of its pages answered 429."""
    listed = host_pause_s(answer, state, _interval(source)) if isinstance(answer, Failed) else 0.0
    return max(listed, min(tally.limited_s or 0.0, LONGEST_WAIT_S))


def _trouble(tally: Tally, unread: Sequence[str] = ()) -> str:
    if unread:
        return f"{len(unread)} files could not be read: {unread[0]}"
    if not tally.trouble:
        return ""
    return f"{len(tally.trouble)} pages could not be read yet: {tally.trouble[0]}"


def _record(
    after: SourceState, answer: Read | Failed, tally: Tally, *, status: int | None, now: datetime
) -> PollRecord:
    outcome = "failed" if isinstance(answer, Failed) else "unchanged" if answer.unchanged else "read"
    return PollRecord(
        at=now,
        outcome=outcome,
        status=after.status,
        new=tally.new,
        revised=tally.revised,
        answered=status,
        reason=after.reason,
    )


def _log(before: SourceState, after: SourceState, tally: Tally) -> None:
    alarming = after.status is not before.status and after.status in {SourceStatus.DRIFTED, SourceStatus.DISABLED}
    if not alarming and not logger.isEnabledFor(logging.INFO):
        return
    said = {"source": after.source_id, "new": tally.new, "revised": tally.revised, "why": after.reason or None}
    logger.info("source.polled", extra=said)
    if alarming:
        logger.error(f"source.{after.status}", extra=said)


def _interval(source: SourceSettings) -> Interval:
    return _between(source.interval_s, source.max_interval_s)


@lru_cache
def _between(shortest_s: float, longest_s: float) -> Interval:
    return Interval(shortest_s=shortest_s, longest_s=longest_s)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


async def _sha(body: bytes) -> str:
    """Give a fingerprint of an answer; a long one takes longer than the loop should wait."""
    if len(body) > _LONG:
        return await asyncio.to_thread(_fingerprint, body)
    return _fingerprint(body)


def _fingerprint(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
