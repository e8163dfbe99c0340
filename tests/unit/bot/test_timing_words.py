from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import time_zones
from bot.intents import AsTheyCome, Gather, LocalTime, Mute, Quiet, Search, Stop, Timing, Zone
from bot.plain_words import understand
from bot.timing import mute_until
from bot.timing_words import NIGHT, WEEKEND, read_digest, read_mute, read_quiet
from jobs.model import EVERY_DAY, WORKDAYS, Language
from tests.rows import every
from tests.texts import any_text

NOW = datetime(2024, 12, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Seoul
HOUR, DAY = 3_600, 86_400


@every(
    ("text", "meant"),
    [
        ("아침에만 보내줘", Gather(at_minute=480)),
        ("평일 아침에 한 번에", Gather(days=WORKDAYS, at_minute=480)),
        ("매일 8시에 보내줘", Gather(days=EVERY_DAY, at_minute=480)),
        ("매일 아침 8시 반", Gather(days=EVERY_DAY, at_minute=510)),
        ("주말에만 보내줘", Gather(days=WEEKEND)),
        ("매주 월요일 9시에 모아서 보내줘", Gather(days=frozenset({0}), at_minute=540)),
        ("월수금 18:00에 보내줘", Gather(days=frozenset({0, 2, 4}), at_minute=1_080)),
        ("월·수·금 저녁에 보내줘", Gather(days=frozenset({0, 2, 4}), at_minute=1_080)),
        ("weekdays at 8:00", Gather(days=WORKDAYS, at_minute=480)),
        ("every weekday at 8am please", Gather(days=WORKDAYS, at_minute=480)),
        ("send me a digest every morning", Gather(at_minute=480)),
        ("once a day", Gather(days=EVERY_DAY)),
        ("weekly on Monday at 9", Gather(days=frozenset({0}), at_minute=540)),
        ("Mon-Fri 8:00 digest", Gather(days=WORKDAYS, at_minute=480)),
        ("나올 때마다", AsTheyCome()),
        ("나올 때마다 바로 보내 주세요", AsTheyCome()),
        ("as they come", AsTheyCome()),
        ("Send them as they come out", AsTheyCome()),
        ("밤에는 보내지 마", Quiet(hours=NIGHT)),
        ("밤엔 보내지 말아 주세요", Quiet(hours=NIGHT)),
        ("밤 10시부터 아침 7시까지 보내지 마", Quiet(hours=NIGHT)),
        ("quiet 22-7", Quiet(hours=NIGHT)),
        ("quiet 22:30–06:45", Quiet(hours=(1_350, 405))),
        ("quiet from 10 pm to 7 am", Quiet(hours=NIGHT)),
        ("Don't send at night", Quiet(hours=NIGHT)),
        ("quiet off", Quiet(hours=None)),
        ("밤에도 보내줘", Quiet(hours=None)),
        ("mute 3d", Mute(seconds=3 * DAY)),
        ("3일만 쉴게", Mute(seconds=3 * DAY)),
        ("1시간 동안 조용히", Mute(seconds=HOUR)),
        ("하루만 꺼줘", Mute(seconds=DAY)),
        ("pause for a week", Mute(seconds=7 * DAY)),
        ("내일까지 보내지 마", Mute(ahead=1, through=True)),
        ("금요일까지 꺼 줘", Mute(weekday=4, through=True)),
        ("mute until Friday", Mute(weekday=4)),
        ("mute until 18:00", Mute(minute=1_080)),
        ("12월 24일까지 보내지 마", Mute(date=(None, 12, 24), through=True)),
        ("unmute", Mute(off=True)),
        ("시간대 알마티", Zone(text="알마티")),
        ("timezone Berlin", Zone(text="berlin")),
        ("I'm in Berlin", Zone(text="berlin")),
        ("베를린 시간으로", Zone(text="베를린")),
        ("Asia/Seoul", Zone(text="asia/seoul")),
        ("15:20", LocalTime(minute=920)),
        ("지금 3시 20분이에요", LocalTime(minute=200, exact=False)),
        ("it's 3:20 pm", LocalTime(minute=920)),
    ],
)
def test_when_to_write_is_understood_from_plain_words(text: str, meant: Timing) -> None:
    assert understand(text) == meant


@every(
    "text",
    [
        *("quiet diplomacy", "조용한 외교", "mute swan", "morning news", "아침 뉴스", "harvest time", "space time"),
        *("매일경제", "weekly", "에너지 전환 시간", "금 보내줘", "카자흐스탄 아침", "I'm in a hurry", "2024", "12월"),
        *("3일까지 보내지 마", "매일 25시에 보내줘"),
    ],
)
def test_words_that_are_only_partly_about_time_change_nothing(text: str) -> None:
    assert isinstance(understand(text), Search)


def test_stopping_is_not_taken_for_a_pause() -> None:
    assert understand("그만 보내줘") == Stop()


@every(
    ("rest", "meant"),
    [
        ("08:00", Gather(at_minute=480)),
        ("weekdays", Gather(days=WORKDAYS)),
        ("평일 7", Gather(days=WORKDAYS, at_minute=420)),
        ("daily 7:30", Gather(days=EVERY_DAY, at_minute=450)),
        ("off", AsTheyCome()),
        ("나올 때마다", AsTheyCome()),
        ("banana", None),
        ("평일 99:99", None),
    ],
)
def test_the_words_after_digest(rest: str, meant: Timing | None) -> None:
    assert read_digest(rest) == meant


@every(
    ("rest", "meant"),
    [
        ("22-7", Quiet(hours=NIGHT)),
        ("22:00-07:00", Quiet(hours=NIGHT)),
        ("끄기", Quiet(hours=None)),
        ("22-22", None),
        ("25-7", None),
        ("soon", None),
    ],
)
def test_the_words_after_quiet(rest: str, meant: Timing | None) -> None:
    assert read_quiet(rest) == meant


@every(
    ("rest", "meant"),
    [
        ("1h", Mute(seconds=HOUR)),
        ("30분", Mute(seconds=1_800)),
        ("2w", Mute(seconds=14 * DAY)),
        ("until 2024-12-24", Mute(date=(2024, 12, 24))),
        ("off", Mute(off=True)),
        ("0h", None),
        ("forever", None),
    ],
)
def test_the_words_after_mute(rest: str, meant: Timing | None) -> None:
    assert read_mute(rest) == meant


@every(
    ("wanted", "local"),
    [
        (Mute(seconds=HOUR), "12-10 13:00"),
        (Mute(ahead=1), "12-11 08:00"),
        (Mute(ahead=1, through=True), "12-12 08:00"),
        (Mute(weekday=4), "12-13 08:00"),
        (Mute(weekday=1), "12-17 08:00"),  # today is a Tuesday
        (Mute(weekday=1, through=True), "12-11 08:00"),
        (Mute(minute=1_080), "12-10 18:00"),
        (Mute(minute=540), "12-11 09:00"),
        (Mute(ahead=1, minute=540, through=False), "12-11 09:00"),
        (Mute(date=(None, 12, 24)), "12-24 08:00"),
        (Mute(date=(None, 1, 5)), "01-05 08:00"),
    ],
)
def test_a_pause_ends_by_the_clock_of_the_chat(wanted: Mute, local: str) -> None:
    until = mute_until(wanted, NOW, "Asia/Seoul")
    assert until is not None
    assert f"{until + timedelta(hours=9):%m-%d %H:%M}" == local


@every("wanted", [Mute(date=(2023, 1, 1)), Mute(date=(2024, 2, 31)), Mute(seconds=400 * DAY), Mute(ahead=0, minute=60)])
def test_a_pause_that_is_over_or_never_ends_is_none(wanted: Mute) -> None:
    assert mute_until(wanted, NOW, "Asia/Seoul") is None


@given(any_text(max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    for read in (understand, read_digest, read_quiet, read_mute):
        read(text)


@given(st.text(alphabet="0123456789시분일월까지- :평매아침에보내줘마밤mutequietuntilat ", max_size=40))
def test_whatever_is_read_can_be_a_profile(text: str) -> None:
    for meant in (understand(text), read_quiet(text), read_digest(text), read_mute(text)):
        if isinstance(meant, Quiet) and meant.hours:
            assert meant.hours[0] != meant.hours[1]
            assert all(0 <= minute < 1_440 for minute in meant.hours)
        if isinstance(meant, Gather):
            assert meant.days is None or set(meant.days) <= set(range(7))
            assert meant.at_minute is None or 0 <= meant.at_minute < 1_440
        if isinstance(meant, Mute) and not meant.off:
            mute_until(meant, NOW, "Asia/Seoul")


# ── time zones ───────────────────────────────────────────────────────────────────────────────────


@every(
    ("text", "zone"),
    [
        ("Asia/Seoul", "Asia/Seoul"),
        ("서울", "Asia/Seoul"),
        ("Almaty", "Asia/Almaty"),
        ("Алматы", "Asia/Almaty"),
        ("카자흐스탄", "Asia/Almaty"),
        ("Berlin", "Europe/Berlin"),
        ("독일", "Europe/Berlin"),
        ("kiev", "Europe/Kyiv"),
        ("KST", "Asia/Seoul"),
        ("UTC+5", "Etc/GMT-5"),
        ("utc-03", "Etc/GMT+3"),
        ("UTC+5:30", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_by_city_country_or_name(text: str, zone: str) -> None:
    assert time_zones.named(text, NOW) == (zone,)


def test_a_country_of_several_zones_gives_a_choice_of_different_clocks() -> None:
    found = time_zones.named("미국", NOW)
    assert found[:2] == ("America/New_York", "America/Chicago")
    assert len(found) == time_zones.MOST


@every("text", ["", "중앙아시아", "nowhere", "UTC+99", "/", "etc/passwd"])
def test_what_is_no_place_is_no_zone(text: str) -> None:
    assert time_zones.named(text, NOW) == ()


def test_a_clock_names_its_zone_and_may_be_some_minutes_off() -> None:
    assert time_zones.whose_clock_shows(12 * 60 + 4, NOW)[0] == "Asia/Seoul"
    assert time_zones.whose_clock_shows(8 * 60, NOW)[0] == "Asia/Almaty"


def test_a_clock_with_hands_may_mean_morning_or_evening() -> None:
    assert "America/Denver" in time_zones.whose_clock_shows(8 * 60, NOW, exact=False)


def test_a_zone_is_called_by_its_city() -> None:
    assert time_zones.label("Asia/Almaty", Language.KO) == "알마티"
    assert time_zones.label("America/Argentina/Salta", Language.KO) == "Salta"
    assert time_zones.label("Etc/GMT-5", Language.EN) == "UTC+05:00"
    assert time_zones.known("Asia/Almaty")
    assert not time_zones.known("Asia/Nowhere")
