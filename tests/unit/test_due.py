"""When something is due, at the edges of clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.due import known_zone, next_digest, quiet_until, start_early
from jobs.model import WORKDAYS, Mode, Profile
from tests.rows import every

NEW_YORK = "America/New_York"  # in 2026 forward on 8 March at 02:00, back on 1 November at 02:00


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def digest(tz: str = "Asia/Seoul", minute: int = 480, **changed: object) -> Profile:
    return Profile(tz=tz, mode=Mode.DIGEST, at_minute=minute, **changed)  # type: ignore[arg-type]


def test_the_next_digest_is_at_its_minute_of_the_local_day() -> None:
    assert next_digest(digest(), at("2026-03-02T22:00")) == at("2026-03-02T23:00")
    assert next_digest(digest(), at("2026-03-02T23:00")) == at("2026-03-03T23:00")


def test_a_digest_comes_on_its_days_only() -> None:
    friday_morning = at("2026-03-05T23:00")
    assert next_digest(digest(days=WORKDAYS), friday_morning) == at("2026-03-08T23:00")  # Monday in Seoul
    assert next_digest(digest(days=frozenset({5})), friday_morning) == at("2026-03-06T23:00")


def test_who_gets_briefings_as_they_come_has_no_digest() -> None:
    assert next_digest(Profile(), at("2026-03-02T22:00")) is None


def test_a_time_that_the_clock_skips_is_the_first_instant_after_the_gap() -> None:
    assert next_digest(digest(NEW_YORK, 150), at("2026-03-08T00:00")) == at("2026-03-08T07:00")  # 03:00 there
    assert next_digest(digest(NEW_YORK, 150), at("2026-03-08T07:00")) == at("2026-03-09T06:30")


def test_a_time_that_the_clock_shows_twice_counts_once() -> None:
    first = at("2026-11-01T05:30")
    assert next_digest(digest(NEW_YORK, 90), at("2026-11-01T00:00")) == first
    assert next_digest(digest(NEW_YORK, 90), first) == at("2026-11-02T06:30")  # not 06:30 of the same day


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 — hypothesis adds the zone below
    st.sampled_from(["Asia/Seoul", NEW_YORK, "Africa/Cairo", "Asia/Kolkata", "Pacific/Apia"]),
    st.integers(0, 1439),
)
def test_digests_follow_each_other_a_day_apart_or_so(moment: datetime, tz: str, minute: int) -> None:
    first = next_digest(digest(tz, minute), moment.replace(tzinfo=UTC))
    assert first is not None
    second = next_digest(digest(tz, minute), first)
    assert second is not None
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)


@every(
    ("now", "end"),
    [
        ("2026-03-02T12:59", None),
        ("2026-03-02T13:00", "2026-03-02T22:00"),
        ("2026-03-02T21:59", "2026-03-02T22:00"),
        ("2026-03-02T22:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(now: str, end: str | None) -> None:
    night = Profile(quiet=(22 * 60, 7 * 60))
    assert quiet_until(night, at(now)) == (at(end) if end else None)


def test_quiet_hours_within_a_day_end_on_it() -> None:
    nap = Profile(quiet=(13 * 60, 14 * 60))
    assert quiet_until(nap, at("2026-03-02T04:30")) == at("2026-03-02T05:00")
    assert quiet_until(nap, at("2026-03-02T05:30")) is None


def test_quiet_hours_that_end_in_a_repeated_hour_end_the_first_time() -> None:
    night = Profile(tz=NEW_YORK, quiet=(22 * 60, 90))
    assert quiet_until(night, at("2026-11-01T05:10")) == at("2026-11-01T05:30")
    assert quiet_until(night, at("2026-11-01T06:10")) is None


def test_many_chats_start_early_and_few_do_not() -> None:
    eight = at("2026-03-02T23:00")
    assert start_early(1_000, 28, eight) == eight
    assert start_early(50_400, 28, eight) == eight - timedelta(minutes=30)
    assert start_early(1_000_000, 28, eight) == eight - timedelta(hours=2)


def test_zones_are_known_by_their_names() -> None:
    assert known_zone("Asia/Almaty")
    assert not known_zone("Asia/Almatty")
    assert not known_zone("../etc/passwd")


@every("wrong", [{"quiet": (60, 60)}, {"quiet": (0, 1440)}, {"days": frozenset()}, {"days": {7}}, {"at_minute": -1}])
def test_a_profile_that_no_clock_can_show_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"quiet hours|minute|days"):
        Profile(**wrong)  # type: ignore[arg-type]
