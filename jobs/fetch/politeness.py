"""How a source is to be asked next: its state, what it answered and the time in, its next state out. Pure.

    200, 304      the source's own rhythm between its shortest and longest interval, never before what it asked for:
                  Cache-Control, Expires, ttl, sy:*, skipHours, skipDays
    301, 308      the new address is asked once three polls in a row were sent to the same one
    401, 403, 451 and what our own rules forbid: blocked; asked ever less often
    404           backs off, and is disabled after 14 days; no answer in between, or a 5xx, does not count
    410           the second in a row disables, likewise
    429           everything of that host waits
    503           that address waits; like every Retry-After, at most 48 hours
    other         doubles the interval, up to a day

Where a source is sent elsewhere for a while, the validators of two addresses are known, each by its own last 200.
A 200 that could not be read resets the validators: the next request is unconditional, since they would only ask
whether the unreadable answer is still there. Another address in the settings starts anew, but for what was seen.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from jobs.model import Drift, Pace, SourceState, SourceStatus, Validators, backoff_s

MOVES_AFTER = 3
DISABLED_AFTER_GONE = 2
DISABLED_AFTER_MISSING = timedelta(days=14)
DRIFTED_AFTER = 3
BACK_AFTER = timedelta(days=30)
"""A source that had no good poll for so long begins with a baseline again."""

LONGEST_WAIT_S = 48 * 3600.0
_LONGEST_FRESH_S = 24 * 3600.0
_A_RHYTHM = 8  # polls in the usual time between two entries
_PHASE_ROOM = 1.1  # the grid of a source's polls is this much wider than its interval, to absorb their own duration
_JITTER = 0.05  # less than the grid has room for
_GOLDEN = 0.618034  # whose multiples spread evenly between whole numbers
_NO_ENTRY = frozenset({401, 403, 451})
_BUSY = frozenset({408, 425, 429})  # says of the address as little as no answer does


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The shortest and the longest time between two polls of a source, in seconds."""

    shortest_s: float
    longest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The source answered and everything of it was stored; `unchanged` where it said or showed nothing new."""

    unchanged: bool = False
    found_new: bool = False
    validators: Validators | None = None  # None: those there were
    moved_to: str | None = None
    fresh_s: float = 0.0
    pace: Pace | None = None  # None: nothing was listed, so what was said before holds
    rhythm_s: int | None = None
    drift: Drift | None = None
    trouble: str = ""  # what was not as it should be, in words
    pages_waiting: int = 0
    body_sha: str | None = None
    list_sha: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The poll did not come to its end."""

    reason: str
    status: int | None = None
    retry_after_s: float | None = None
    refused: bool = False  # by our own rules
    drift: Drift | None = None
    spoiled: bool = False  # its answer was a 200 all the same


def settle(state: SourceState, answer: Read | Failed, interval: Interval, now: datetime) -> SourceState:
    """Give what the source is to remember of this poll, and when it is asked again (`next_at`)."""
    if isinstance(answer, Failed):
        return _failed(state, answer, interval, now)
    return _read(state, answer, interval, now)


def fresh_start(state: SourceState, configured: str, read_as: str) -> SourceState:
    """Give the state for this address of the settings and this way to read it: as it is, or without what was learned.

    A state that does not say yet how it was read is taken as it is.
    """
    same = state.configured == configured
    if same and state.read_as == read_as:
        return state
    if not state.read_as and (same or not state.configured) and state.status is not SourceStatus.DISABLED:
        return replace(state, configured=configured, read_as=read_as)
    return SourceState(
        source_id=state.source_id,
        configured=configured,
        read_as=read_as,
        polls=state.polls,
        polled_ok=state.polled_ok,
        last_ok=state.last_ok,
        last_new=state.last_new,
    )


def is_baseline(state: SourceState, now: datetime) -> bool:
    """Tell whether what the source shows is old news to us: never read before, or not for 30 days."""
    return not state.polled_ok or (state.last_ok is not None and now - state.last_ok >= BACK_AFTER)


def host_pause_s(answer: Failed, state: SourceState, interval: Interval) -> float:
    """Give the seconds for which nothing of the source's host is to be asked; 0 where that was not the answer."""
    if answer.status != 429:
        return 0.0
    return _asked_wait(answer.retry_after_s) or backoff_s(state.failures + 1, int(interval.shortest_s))


def interval_s(state: SourceState, interval: Interval, now: datetime) -> float:
    """Give the seconds between two polls: an eighth of the source's rhythm, within its bounds.

    Where something came a moment ago more often does, whatever the rhythm: then the time since counts.
    """
    return _between(state.rhythm_s, state.last_new, interval, now)


def _between(rhythm_s: int, last_new: datetime | None, interval: Interval, now: datetime) -> float:
    if not rhythm_s:
        return interval.shortest_s
    longest = max(interval.shortest_s, interval.longest_s)
    since = (now - last_new).total_seconds() if last_new else float(rhythm_s)
    return min(longest, max(interval.shortest_s, min(float(rhythm_s), since) / _A_RHYTHM))


def _read(state: SourceState, answer: Read, interval: Interval, now: datetime) -> SourceState:
    drifts = state.drifts + 1 if answer.drift or (answer.unchanged and state.drifts) else 0
    drift = answer.drift or (state.drift if drifts else None)
    status = SourceStatus.DEGRADED if answer.drift or answer.trouble or drifts else SourceStatus.OK
    pace = state.pace if answer.pace is None else answer.pace
    rhythm_s = state.rhythm_s if answer.rhythm_s is None else answer.rhythm_s
    last_new = now if answer.found_new else state.last_new
    wait_s = _between(rhythm_s, last_new, interval, now)
    at = _on_its_grid(state.source_id, now, wait_s)
    if answer.fresh_s or pace.ttl_s:
        asked_s = max(min(answer.fresh_s, _LONGEST_FRESH_S), min(float(pace.ttl_s), LONGEST_WAIT_S))
        at = max(at, now + timedelta(seconds=asked_s))
    moved = _moved(state, answer.moved_to)
    return SourceState(  # field by field: `replace` takes twice as long, and this is done with every poll
        source_id=moved.source_id,
        configured=moved.configured,
        read_as=moved.read_as,
        url=moved.url,
        moved_to=moved.moved_to,
        moved_seen=moved.moved_seen,
        next_at=_outside(pace, at),
        validators=answer.validators if answer.validators is not None else state.validators,
        door=_door(state, answer),
        polled_ok=True,
        failures=0,
        gone=0,
        missing_since=None,
        drifts=drifts,
        drift=drift,
        pages_waiting=answer.pages_waiting,
        status=SourceStatus.DRIFTED if drifts >= DRIFTED_AFTER else status,
        reason=str(drift) if drift else answer.trouble,
        pace=pace,
        rhythm_s=rhythm_s,
        body_sha=state.body_sha if answer.body_sha is None else answer.body_sha,
        list_sha=state.list_sha if answer.list_sha is None else answer.list_sha,
        last_polled=now,
        polls=state.polls + 1,
        last_ok=now,
        last_new=last_new,
    )


def _failed(state: SourceState, answer: Failed, interval: Interval, now: datetime) -> SourceState:
    unsaid = not answer.spoiled and (answer.status is None or answer.status in _BUSY or answer.status >= 500)
    failed = replace(
        state,
        last_polled=now,
        polls=state.polls + 1,
        failures=state.failures + 1,
        gone=state.gone + 1 if answer.status == 410 else state.gone if unsaid else 0,
        missing_since=(state.missing_since or now) if answer.status == 404 else state.missing_since if unsaid else None,
        drifts=state.drifts + 1 if answer.drift else state.drifts,
        drift=answer.drift or state.drift,
        reason=answer.reason,
        validators=Validators() if answer.spoiled else state.validators,
        door=Validators() if answer.spoiled else state.door,
        body_sha="" if answer.spoiled else state.body_sha,
        list_sha="" if answer.spoiled else state.list_sha,
    )
    status = _status(failed, answer, now)
    if status is SourceStatus.DISABLED:
        return replace(failed, status=status, next_at=None)
    wait_s = backoff_s(failed.failures, int(interval.shortest_s)) * (
        1 + 0.2 * _fraction(state.source_id, now.timestamp())
    )
    wait_s = max(wait_s, interval_s(state, interval, now), _asked_wait(answer.retry_after_s))
    return replace(failed, status=status, next_at=_outside(state.pace, now + timedelta(seconds=wait_s)))


def _status(failed: SourceState, answer: Failed, now: datetime) -> SourceStatus:
    missing = failed.missing_since is not None and now - failed.missing_since >= DISABLED_AFTER_MISSING
    if missing or failed.gone >= DISABLED_AFTER_GONE:
        return SourceStatus.DISABLED
    if answer.drift:
        return SourceStatus.DRIFTED if failed.drifts >= DRIFTED_AFTER else SourceStatus.DEGRADED
    if answer.refused or answer.status in _NO_ENTRY:
        return SourceStatus.BLOCKED
    return SourceStatus.BACKING_OFF


def _moved(state: SourceState, target: str | None) -> SourceState:
    """Give the state with the new address once enough polls in a row were sent to the same one."""
    if not target:
        return replace(state, moved_to="", moved_seen=0) if state.moved_to else state
    seen = state.moved_seen + 1 if target == state.moved_to else 1
    if seen < MOVES_AFTER:
        return replace(state, moved_to=target, moved_seen=seen)
    return replace(state, url=target, moved_to="", moved_seen=0)


def _door(state: SourceState, answer: Read) -> Validators:
    """Give what another address gave at its own last 200: where one is sent to, or comes back from, it is known."""
    if answer.validators is None:
        return state.door
    asked = state.url or state.configured
    given, before = answer.validators.url or asked, state.validators.url or asked
    if given == before:
        return state.door
    if state.validators.headers():
        return replace(state.validators, url=before)
    return Validators() if state.door.url == given else state.door


def _asked_wait(retry_after_s: float | None) -> float:
    return min(retry_after_s or 0.0, LONGEST_WAIT_S)


def _on_its_grid(source_id: str, now: datetime, wait_s: float) -> datetime:
    """Give the next of the source's own moments at least `wait_s` away.

    Each source has its phase, so that many of one interval spread over it and stay so after a restart.
    """
    width = wait_s * _PHASE_ROOM
    phase = _phase(source_id) * width
    now_s = now.timestamp()
    earliest = now_s + wait_s
    slot = phase + -((phase - earliest) // width) * width  # the first of the grid that is not before `earliest`
    late = min(slot - earliest, width / 4)  # comes nearer to its phase with each poll instead of waiting for it once
    jitter = _JITTER * _fraction(source_id, now_s) * wait_s
    return datetime.fromtimestamp(earliest + late + jitter, UTC)


def _outside(pace: Pace, at: datetime) -> datetime:
    """Give the first moment from `at` on that lies in none of the hours and days to be skipped."""
    if not pace.skip_hours and not pace.skip_days:
        return at
    if len(pace.skip_hours) >= 24 or len(pace.skip_days) >= 7:
        return at  # a feed that never wants to be asked is mistaken
    for _ in range(24 * 8):
        if at.hour not in pace.skip_hours and at.weekday() not in pace.skip_days:
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


@lru_cache(maxsize=20_000)
def _phase(source_id: str) -> float:
    """Give a number from 0 to 1 that is always the same for a source."""
    return int.from_bytes(hashlib.blake2b(source_id.encode(), digest_size=4).digest()) / 2**32


def _fraction(source_id: str, now_s: float) -> float:
    """Give a number from 0 to 1 that is always the same for a source and a moment."""
    return (_phase(source_id) + now_s * _GOLDEN) % 1.0
