"""How a source is asked next: the decision alone, without a network."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jobs.fetch.hints import fresh_for_s, retry_after_s
from jobs.fetch.politeness import (
    Failed,
    Interval,
    Read,
    fresh_start,
    host_pause_s,
    interval_s,
    is_baseline,
    settle,
)
from jobs.model import Drift, DriftSign, Pace, SourceState, SourceStatus, Validators
from tests.rows import every

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = Interval(shortest_s=3_600, longest_s=3_600)
NO_DAYS = Drift(sign=DriftSign.DAYS, found=0, of=9, selector="td.date")
SOURCE = SourceState(source_id="a", configured="https://news.example/rss", read_as="feed")


def wait_s(state: SourceState, now: datetime = NOW) -> float:
    assert state.next_at is not None
    return (state.next_at - now).total_seconds()


def after(*answers: Read | Failed, every: timedelta = timedelta(hours=2), state: SourceState = SOURCE) -> SourceState:
    for number, answer in enumerate(answers):
        state = settle(state, answer, HOUR, NOW + number * every)
    return state


def test_a_good_poll_keeps_the_validators_of_its_answer_and_is_ok() -> None:
    given = Validators(etag='"a"', url="https://news.example/rss")
    settled = after(Failed(reason="answered 500", status=500), Read(validators=given, found_new=True))
    assert settled.validators == given
    assert (settled.status, settled.failures, settled.reason, settled.polled_ok) == (SourceStatus.OK, 0, "", True)
    assert settled.last_new == settled.last_ok == NOW + timedelta(hours=2)


def test_an_unchanged_answer_keeps_the_validators_there_were() -> None:
    given = Validators(etag='"a"')
    assert after(Read(validators=given), Read(unchanged=True)).validators == given


def test_an_answer_that_cannot_be_read_resets_the_validators_and_no_other_failure_does() -> None:
    given = Read(validators=Validators(etag='"a"'), body_sha="1", list_sha="2")
    assert after(given, Failed(reason="answered 500", status=500)).validators.etag == '"a"'
    spoiled = after(given, Failed(reason="the answer is a maintenance page", spoiled=True))
    assert (spoiled.validators, spoiled.body_sha, spoiled.list_sha) == (Validators(), "", "")


def test_polls_are_never_closer_than_the_shortest_interval_and_hardly_farther() -> None:
    now, state = NOW, SOURCE
    for _ in range(200):
        state = settle(state, Read(unchanged=True), HOUR, now)
        assert 3_600 <= wait_s(state, now) <= 3_600 * 1.4
        now += timedelta(seconds=wait_s(state, now) + 0.7)


def test_a_source_finds_its_own_place_in_the_hour_and_keeps_it() -> None:
    places = []
    for name in ("a", "b"):
        state, now = replace(SOURCE, source_id=name), NOW
        for _ in range(40):
            state = settle(state, Read(unchanged=True), HOUR, now)
            assert state.next_at is not None
            now = state.next_at
        later = [now]
        for _ in range(5):
            state = settle(state, Read(unchanged=True), HOUR, now)
            assert state.next_at is not None
            now = state.next_at
            later.append(now)
        places.append({round((moment.timestamp() % 3_960) / 180) % 22 for moment in later})
    assert all(len(place) <= 2 for place in places), places
    assert places[0] != places[1]


@every(
    ("rhythm_s", "since_s", "expected_s"),
    [
        (0, None, 900),
        (86_400, None, 10_800),
        (604_800, None, 21_600),
        (3_600, None, 900),
        (604_800, 600, 900),
        (604_800, 40_000, 5_000),
    ],
)
def test_the_interval_follows_the_sources_own_rhythm_within_its_bounds(
    rhythm_s: int, since_s: int | None, expected_s: float
) -> None:
    last = NOW - timedelta(seconds=since_s) if since_s is not None else None
    state = replace(SOURCE, rhythm_s=rhythm_s, last_new=last)
    assert interval_s(state, Interval(shortest_s=900, longest_s=21_600), NOW) == expected_s


@pytest.mark.parametrize(
    "answer",
    [Read(fresh_s=7_200), Read(pace=Pace(ttl_s=7_200)), Failed(reason="answered 503", status=503, retry_after_s=7_200)],
    ids=["cache", "ttl", "retry-after"],
)
def test_what_a_source_asks_for_is_waited_for(answer: Read | Failed) -> None:
    assert 7_200 <= wait_s(after(answer)) <= 7_200 * 1.3


def test_nobody_can_send_us_away_for_more_than_two_days() -> None:
    for_ever = 10**9
    assert wait_s(after(Failed(reason="", status=503, retry_after_s=for_ever))) <= 48 * 3_600
    assert wait_s(after(Read(pace=Pace(ttl_s=for_ever)))) <= 48 * 3_600
    assert wait_s(after(Read(fresh_s=for_ever))) <= 24 * 3_600
    assert host_pause_s(Failed(reason="", status=429, retry_after_s=for_ever), SOURCE, HOUR) == 48 * 3_600


def test_the_hours_and_days_a_feed_wants_to_be_left_alone_are_skipped() -> None:
    night = Pace(skip_hours=frozenset(range(12)))
    assert after(Read(pace=night)).next_at == NOW.replace(hour=12)
    monday_and_tuesday = Pace(skip_days=frozenset({0, 1}))
    assert after(Read(pace=monday_and_tuesday)).next_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert wait_s(after(Read(pace=Pace(skip_hours=frozenset(range(24)))))) < 7_200, "all of them: a mistake"


def test_only_429_is_about_the_whole_host() -> None:
    assert host_pause_s(Failed(reason="", status=429, retry_after_s=90), SOURCE, HOUR) == 90
    assert host_pause_s(Failed(reason="", status=429), SOURCE, HOUR) >= 3_600
    assert host_pause_s(Failed(reason="", status=503, retry_after_s=90), SOURCE, HOUR) == 0


def test_failures_double_the_wait_up_to_about_a_day() -> None:
    waits = []
    for failures in range(1, 9):
        now = NOW + timedelta(hours=2) * (failures - 1)
        waits.append(wait_s(after(*[Failed(reason="answered 500", status=500)] * failures), now))
    assert all(later >= earlier for earlier, later in itertools.pairwise(waits) if later < 86_400)
    assert waits[0] >= 7_200
    assert max(waits) <= 86_400 * 1.2


def test_an_address_is_given_up_for_a_new_one_after_three_agreeing_polls() -> None:
    new, other = "https://new.example/rss", "https://other.example/rss"
    assert after(Read(moved_to=new), Read(moved_to=new)).url == ""
    assert after(Read(moved_to=new), Read(moved_to=new), Read(moved_to=new)).url == new
    assert after(Read(moved_to=new), Read(moved_to=other), Read(moved_to=new)).url == ""
    assert after(Read(moved_to=new), Read(), Read(moved_to=new), Read(moved_to=new)).url == ""


def test_gone_twice_is_gone_for_good() -> None:
    gone = Failed(reason="answered 410", status=410)
    once = after(gone)
    assert once.status is SourceStatus.BACKING_OFF
    twice = after(gone, gone)
    assert (twice.status, twice.next_at) == (SourceStatus.DISABLED, None)
    assert after(gone, Read(), gone).status is SourceStatus.BACKING_OFF


def test_missing_for_fourteen_days_is_gone_for_good() -> None:
    missing = Failed(reason="answered 404", status=404)
    assert after(*[missing] * 14, every=timedelta(days=1)).status is SourceStatus.BACKING_OFF
    assert after(*[missing] * 15, every=timedelta(days=1)).status is SourceStatus.DISABLED
    found: tuple[Read | Failed, ...] = (*[missing] * 10, Read(), *[missing] * 10)
    assert after(*found, every=timedelta(days=1)).status is SourceStatus.BACKING_OFF


def test_no_answer_between_two_says_nothing_of_whether_the_address_is_still_there() -> None:
    missing, gone = Failed(reason="", status=404), Failed(reason="", status=410)
    for silent in (Failed(reason="took longer"), Failed(reason="", status=503), Failed(reason="", status=429)):
        assert after(*[missing, silent] * 7, missing, every=timedelta(days=1)).status is SourceStatus.DISABLED
        assert after(gone, silent, gone).status is SourceStatus.DISABLED
    for there in (Failed(reason="", status=403), Failed(reason="a login page", spoiled=True)):
        assert after(*[missing, there] * 7, missing, every=timedelta(days=1)).status is SourceStatus.BACKING_OFF
        assert after(gone, there, gone).status is SourceStatus.BACKING_OFF


@pytest.mark.parametrize(
    "answer",
    [Failed(reason="", status=401), Failed(reason="", status=403), Failed(reason="port", refused=True)],
)
def test_being_kept_out_is_shown_as_blocked_and_backs_off(answer: Failed) -> None:
    blocked = after(answer, answer)
    assert blocked.status is SourceStatus.BLOCKED
    assert wait_s(blocked, NOW + timedelta(hours=2)) >= 4 * 3_600


@pytest.mark.parametrize("answer", [Read(drift=NO_DAYS), Failed(reason="", drift=NO_DAYS, spoiled=True)])
def test_drift_raises_its_alarm_with_the_third_poll_and_ends_with_a_good_one(answer: Read | Failed) -> None:
    assert [after(*[answer] * count).status for count in (1, 2, 3)] == [
        SourceStatus.DEGRADED,
        SourceStatus.DEGRADED,
        SourceStatus.DRIFTED,
    ]
    assert after(answer, answer, answer, Read()).status is SourceStatus.OK


def test_an_unchanged_page_that_drifted_is_still_drifted() -> None:
    still = after(Read(drift=NO_DAYS), Read(unchanged=True), Read(unchanged=True))
    assert (still.status, still.drift, still.reason) == (SourceStatus.DRIFTED, NO_DAYS, str(NO_DAYS))


def test_another_address_in_the_settings_starts_anew_but_for_what_was_seen() -> None:
    learned = after(
        Read(validators=Validators(etag='"a"')), Failed(reason="", status=410), Failed(reason="", status=410)
    )
    assert learned.status is SourceStatus.DISABLED
    for address, read_as in (("https://news.example/new", "feed"), (learned.configured, "board 1")):
        fresh = fresh_start(learned, address, read_as)
        assert (fresh.status, fresh.validators, fresh.polled_ok) == (SourceStatus.OK, Validators(), True)
    assert fresh_start(learned, learned.configured, "feed") is learned


def test_a_state_of_before_that_was_written_down_goes_on_as_it_is() -> None:
    learned = replace(after(Read(validators=Validators(etag='"a"'))), read_as="")
    assert fresh_start(learned, learned.configured, "feed") == replace(learned, read_as="feed")


def test_a_source_begins_with_a_baseline_and_again_after_thirty_days_of_silence() -> None:
    assert is_baseline(SOURCE, NOW)
    read = after(Read())
    assert not is_baseline(read, NOW + timedelta(days=29))
    assert is_baseline(read, NOW + timedelta(days=30))


@every(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": 'MAX-AGE="60"'}, 60),
        ({"expires": "Mon, 02 Mar 2026 02:00:00 GMT"}, 3_600),
        ({"expires": "Mon, 02 Mar 2026 02:00:00 GMT", "date": "Mon, 02 Mar 2026 01:30:00 GMT"}, 1_800),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
        ({"cache-control": "max-age=never"}, 0),
        ({}, 0),
    ],
)
def test_freshness_is_read_from_the_headers(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for_s(headers, NOW) == seconds


def test_a_retry_after_that_is_neither_a_number_nor_a_date_asks_for_nothing() -> None:
    assert retry_after_s("soon", NOW) is None
    assert retry_after_s("Mon, 99 Mar 2026 02:00:00 GMT", NOW) is None


def test_an_unchanged_answer_keeps_what_is_remembered_but_for_what_it_says_itself() -> None:
    known = SourceState(
        source_id="a",
        validators=Validators(etag='"a"'),
        door=Validators(etag='"b"'),
        polled_ok=True,
        failures=1,
        next_at=NOW,
        configured="https://news.example/rss",
        read_as="feed",
        url="https://news.example/new",
        moved_to="https://news.example/newer",
        moved_seen=1,
        status=SourceStatus.BACKING_OFF,
        reason=str(NO_DAYS),
        gone=1,
        missing_since=NOW,
        drifts=1,
        drift=NO_DAYS,
        pages_waiting=1,
        pace=Pace(ttl_s=60),
        rhythm_s=60,
        body_sha="1",
        list_sha="2",
        polls=1,
        last_polled=NOW,
        last_ok=NOW,
        last_new=NOW,
    )
    fresh = SourceState(source_id="")
    settled = settle(known, Read(unchanged=True, moved_to="https://news.example/newer"), HOUR, NOW + timedelta(days=1))
    names = SourceState.__dataclass_fields__
    assert all(getattr(known, name) != getattr(fresh, name) for name in names)  # a field that is added is looked at
    said = {"failures", "next_at", "moved_seen", "status", "gone", "missing_since", "drifts", "pages_waiting", "polls"}
    changed = {name for name in names if getattr(settled, name) != getattr(known, name)}
    assert changed == said | {"last_polled", "last_ok"}
