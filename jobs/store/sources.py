"""What each source remembers between polls, and the diary of its last fifty."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from jobs.model import DispatchKind, Drift, Pace, PollRecord, SourceState, SourceStatus, Validators
from jobs.settings import SourceSettings
from jobs.store.dispatches import write_dispatch
from jobs.store.engine import Database
from jobs.store.instants import instant, milliseconds, no_earlier
from jobs.store.noted import Noted, Settled
from jobs.store.polling_tables import host_pause, poll_log, source
from jobs.store.prepared import Answer, Prepared

KEPT_POLLS = 50
_LONGEST_REASON = 500
_ALARMING = (SourceStatus.DRIFTED, SourceStatus.DISABLED)

_COLUMNS = tuple(source.columns.keys())
_PLAIN = (
    "failures", "configured", "read_as", "url", "moved_to", "moved_seen", "gone", "drifts", "pages_waiting", "rhythm_s",
    "body_sha", "list_sha", "polls",
)  # fmt: skip
_NEXT = ("next_at", "last_polled", "last_ok", "polls")
"""What becomes another one with every poll; the rest stays as it is with nearly all of them."""
_MUST = ("polled_ok", "failures")  # without which no row is taken
_plain = attrgetter(*_PLAIN)
_rest = attrgetter(*(one.name for one in fields(SourceState) if one.name not in _NEXT))
_NO_VALIDATORS, _NO_PACE = Validators(), Pace()


# built once: putting them together costs more than running them
_RIPE = sa.select(source.c.id).where(
    sa.or_(source.c.next_at <= sa.bindparam("now"), source.c.next_at.is_(None)),
    source.c.status != SourceStatus.DISABLED,
)


class Sources:
    """The transactions of polling."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._met: frozenset[str] = frozenset()
        self._settled: dict[str, SourceState] = {}  # on disk as they are here
        self._noted = Noted()
        self._of_ids = database.among(lambda ids: sa.select(source).where(source.c.id.in_(ids)))

    @cached_property
    def _keep(self) -> Prepared:
        return _replacing(self._database, source, ("id",))

    @cached_property
    def _keep_next(self) -> Prepared:
        return _replacing(self._database, source, ("id",), only=("id", *_MUST, *_NEXT))

    @cached_property
    def _write_diary(self) -> Prepared:
        return _replacing(self._database, poll_log, ("source_id", "slot"))

    def state(self, source_id: str) -> SourceState:
        """Give what is remembered of a source; a fresh state where nothing is."""
        return self.states([source_id])[source_id]

    def states(self, ids: Sequence[str]) -> Mapping[str, SourceState]:
        """Give what is remembered of each of these sources."""
        noted = self._noted.states()  # first: what leaves it meanwhile is on disk
        found = {one: state for one in ids if (state := noted.get(one) or self._settled.get(one)) is not None}
        if others := [one for one in ids if one not in found]:
            with self._database.reading() as connection:
                found.update(
                    (state.source_id, state) for state in map(_state, self._of_ids.ask(connection, others, {}))
                )
        return {one: found.get(one) or SourceState(source_id=one) for one in ids}

    def due(self, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Give those sources whose next poll is due, in the order given; the disabled ones never are."""
        noted = self._noted.states()
        with self._database.reading() as connection:
            if not self._met.issuperset(ids):
                self._met = frozenset(connection.execute(sa.select(source.c.id)).scalars())
            ripe = set(connection.execute(_RIPE, {"now": now}).scalars())
        due = {one for one in ids if one in ripe or one not in self._met}.difference(noted)
        due.update(one for one, state in noted.items() if _is_ripe(state, now))
        return tuple(one for one in ids if one in due)

    def note(self, state: SourceState, record: PollRecord) -> None:
        """Tell of a poll that stored nothing from now on; whoever settles polls next writes it down as well."""
        self._noted.add((state, record))

    def noted(self, most: int) -> Sequence[Settled]:
        """Give about so many of the polls that are noted and not yet written down."""
        return self._noted.some(most)

    def write_noted(self) -> None:
        """Write down all that is noted."""
        if not self._noted.some(1):
            return
        with self._database.together():
            noted = self._noted.some()
            self.settle(noted)
        self.settled([state for state, _ in noted])

    def settle(self, polls: Sequence[Settled]) -> None:
        """Write down what polls have come to, all in one transaction (D13: the validators go in here, last).

        Of a source's own polls the last counts. A source that has drifted or was disabled is told to the owners, once.
        """
        with self._database.writing() as connection:
            _raise_alarms(connection, [one for one in polls if one[0].status in _ALARMING])
            last = {state.source_id: state for state, _ in polls}
            same = {one for one, state in last.items() if _is_same(self._settled.pop(one, None), state)}
            self._keep.run(connection, [_row(state) for one, state in last.items() if one not in same])
            self._keep_next.run(connection, [_next(state) for one, state in last.items() if one in same])
            self._write_diary.run(connection, [_entry(state, record) for state, record in polls])

    def settled(self, states: Sequence[SourceState]) -> None:
        """Keep at hand what is on disk now."""
        self._settled.update((state.source_id, state) for state in states)
        self._noted.drop(states)

    def forget(self, source_id: str) -> bool:
        """Make a source as if its next poll were due and nothing had gone wrong; False where it was never polled.

        What it has shown stays known; its next request is unconditional.
        """
        fresh = {
            "status": SourceStatus.OK, "last_error": None, "failures": 0, "gone": 0, "missing_since": None, "drifts": 0,
            "drift": "", "next_at": None, "etag": None, "last_modified": None, "door": "", "body_sha": "",
            "list_sha": "",
        }  # fmt: skip
        self._noted.drop_all_of(source_id)
        self._settled.pop(source_id, None)
        with self._database.writing() as connection:
            changed = connection.execute(source.update().where(source.c.id == source_id).values(**fresh))
            return changed.rowcount > 0

    def wake(self, settings: Sequence[SourceSettings]) -> tuple[str, ...]:
        """Let disabled sources be asked again that have another address by now or are read otherwise; gives them."""
        mine = {one.id: one for one in settings}
        disabled = sa.select(source.c.id, source.c.configured, source.c.read_as)
        with self._database.reading() as connection:
            rows = connection.execute(disabled.where(source.c.status == SourceStatus.DISABLED)).all()
        found = tuple(row.id for row in rows if row.id in mine and _is_changed(row, mine[row.id]))
        for one in found:
            self.forget(one)
        return found

    def diary(self, source_id: str) -> tuple[PollRecord, ...]:
        """Give the last polls of a source, the latest first."""
        chosen = sa.select(poll_log).where(poll_log.c.source_id == source_id)
        noted = self._noted.diary(source_id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen.order_by(poll_log.c.at.desc(), poll_log.c.slot.desc())).all()
        written = (
            PollRecord(
                at=row.at,
                outcome=row.outcome,
                status=SourceStatus(row.status),
                new=row.new,
                revised=row.revised,
                answered=row.answered,
                reason=row.reason,
            )
            for row in rows
        )
        return tuple(itertools.islice(itertools.chain(noted, written), KEPT_POLLS))

    # ── hosts ────────────────────────────────────────────────────────────────────────────────────

    def pause_host(self, host: str, until: datetime) -> None:
        """Let nobody ask this host before that moment."""
        until = no_earlier(until)
        start = self._database.insert(host_pause).values(host=host, until=until)
        with self._database.writing() as connection:
            connection.execute(start.on_conflict_do_update(index_elements=["host"], set_={"until": until}))

    def paused_hosts(self, now: datetime) -> Mapping[str, datetime]:
        """Give the hosts that are to be left alone, each with the moment until which."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(host_pause).where(host_pause.c.until > now)).all()
        return {row.host: row.until for row in rows}


def _replacing(database: Database, table: sa.Table, key: Sequence[str], only: Sequence[str] = ()) -> Prepared:
    """Give the statement that writes a row, or `only` these columns of it, in place of the one with the same key."""
    columns = only or tuple(table.columns.keys())
    start = database.insert(sa.table(table.name, *(sa.column(one) for one in columns)))
    rest = {one: start.excluded[one] for one in columns if one not in key}
    return database.prepared(start.on_conflict_do_update(index_elements=key, set_=rest), columns, plain=True)


def _is_ripe(state: SourceState, now: datetime) -> bool:
    return state.status is not SourceStatus.DISABLED and (state.next_at is None or state.next_at <= now)


def _raise_alarms(connection: sa.Connection, polls: Sequence[Settled]) -> None:
    """Write a dispatch to the owners for each source that was not so before."""
    for state, record in polls:
        was = connection.execute(sa.select(source.c.status).where(source.c.id == state.source_id)).scalar()
        if was != state.status:
            drift = state.drift.spelled()[:_LONGEST_REASON] if state.drift else ""
            told = {"source": state.source_id, "status": state.status, "drift": drift, "answered": record.answered}
            write_dispatch(connection, DispatchKind.SOURCE, 0, now=record.at, payload=told)


def _state(row: Answer) -> SourceState:
    """Give the state of a row as the driver brings it."""
    kept = dict(zip(_COLUMNS, row, strict=True))
    return SourceState(
        source_id=kept["id"],
        validators=Validators(etag=kept["etag"], last_modified=kept["last_modified"], url=kept["validators_url"]),
        door=Validators(**json.loads(kept["door"])) if kept["door"] else _NO_VALIDATORS,
        polled_ok=bool(kept["polled_ok"]),
        status=SourceStatus(kept["status"]),
        reason=kept["last_error"] or "",
        drift=Drift.read(kept["drift"]),
        pace=_pace_of(kept["pace"]) if kept["pace"] else _NO_PACE,
        next_at=instant(kept["next_at"]),
        missing_since=instant(kept["missing_since"]),
        last_polled=instant(kept["last_polled"]),
        last_ok=instant(kept["last_ok"]),
        last_new=instant(kept["last_new"]),
        **{name: kept[name] for name in _PLAIN},
    )


def _row(state: SourceState) -> dict[str, Any]:
    """Give the row of a state as the driver takes it."""
    return {
        **_next(state),
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "validators_url": state.validators.url,
        "status": state.status.value,
        "pace": _pace_text(state.pace),
        "door": json.dumps(asdict(state.door)) if state.door.url else "",
        "last_error": state.reason[:_LONGEST_REASON] or None,
        "drift": state.drift.spelled()[:_LONGEST_REASON] if state.drift else "",
        "missing_since": milliseconds(state.missing_since),
        "last_new": milliseconds(state.last_new),
        **dict(zip(_PLAIN, _plain(state), strict=True)),
    }


def _is_changed(row: sa.Row[Any, Any, Any], settings: SourceSettings) -> bool:
    return row.configured != settings.url or bool(row.read_as and row.read_as != settings.read_as)


def _is_same(on_disk: SourceState | None, state: SourceState) -> bool:
    """Tell whether a poll has changed nothing but when the source was and will be asked."""
    rest: tuple[Any, ...] = _rest(state)
    return on_disk is not None and rest == _rest(on_disk)


def _next(state: SourceState) -> dict[str, Any]:
    """Give that part of a row, as the driver takes it."""
    return {
        "id": state.source_id,
        "polled_ok": int(state.polled_ok),
        "failures": state.failures,
        "next_at": milliseconds(state.next_at and no_earlier(state.next_at)),
        "last_polled": milliseconds(state.last_polled),
        "last_ok": milliseconds(state.last_ok),
        "polls": state.polls,
    }


def _pace_text(pace: Pace) -> str:
    """Give `seconds hours days`, empty where the source says nothing."""
    if pace is _NO_PACE or pace == _NO_PACE:
        return ""
    return " ".join(
        (str(pace.ttl_s), *(",".join(map(str, sorted(some))) for some in (pace.skip_hours, pace.skip_days)))
    )


def _pace_of(text: str) -> Pace:
    ttl, hours, days = text.split(" ")
    some = [frozenset(int(one) for one in part.split(",") if one) for part in (hours, days)]
    return Pace(ttl_s=int(ttl), skip_hours=some[0], skip_days=some[1])


def _entry(state: SourceState, record: PollRecord) -> dict[str, Any]:
    return {
        "source_id": state.source_id,
        "slot": state.polls % KEPT_POLLS,
        "at": milliseconds(record.at),
        "outcome": record.outcome,
        "status": record.status.value,
        "new": record.new,
        "revised": record.revised,
        "answered": record.answered,
        "reason": record.reason[:_LONGEST_REASON],
    }
