"""Days and moments: every form that sources write, and nothing that only looks like one."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.dates import parse_day, parse_moment, split_leading_day, split_trailing_day
from tests.rows import every
from tests.texts import any_text

SEOUL = ZoneInfo("Asia/Seoul")


@every(
    "text",
    [
        "2024/12/06",
        "2024-12-06",
        "2024.12.06",
        "(2024.12.06)",
        "[2024-12-06]",
        "2024. 12. 6.",
        "2024년 12월 6일",
        "2024년12월6일",
        "20241206",
        "6 Dec 2024",
        "6th December 2024",
        "06-Dec-2024",
        "Dec 6, 2024",
        "December 6 2024",
        "２０２４．１２．０６",
        " 2024-12-06 (금) ",
        "2024-12-06 14:30",
        "등록일 : 2024.12.06",
        "2024-12-06T00:30:00+09:00",
        "Fri, 06 Dec 2024 09:00:00 +0900",
        "06.12.2024",
        "6. 12. 2024",
        "Posted on 06.12.2024 14:30",
        "’24.12.6.",
        "'24. 12. 6.(금)",
        "Dec. 6, 2024",
        "Dec.6, 2024",
        "6th of December, 2024",
    ],
)
def test_a_day_is_read_in_every_form_that_sources_write(text: str) -> None:
    assert parse_day(text) == date(2024, 12, 6)


@every(
    "text",
    [
        "",
        "2024.13.02",
        "2024-02-30",
        "2023-02-29",
        "2024.12",
        "24.12.06",
        "12/06/2024",
        "12.2024",
        "31.02.2024",
        "12.28.2024",
        "Dec6, 2024",
        "2024-12/06",
        "6 Foo 2024",
        "202412060",
        "1824-12-06",
        "2024-12-06 회의",
        "어제",
        "3 hours ago",
        "9" * 500,
    ],
)
def test_what_is_no_day_for_sure_is_none(text: str) -> None:
    assert parse_day(text) is None


@every("text", ["28/11/2024", "11/28/2024"])
def test_a_day_and_a_month_that_the_calendar_tells_apart_are_read_in_either_order(text: str) -> None:
    assert parse_day(text) == date(2024, 11, 28)


@every(
    ("text", "hour", "minute", "second"),
    [
        ("Fri, 06 Dec 2024 09:00:00 +0900", 0, 0, 0),
        ("06 Dec 24 09:00 GMT", 9, 0, 0),
        ("Fri, 6 Dec 2024 09:00:00 EST", 14, 0, 0),
        ("2024-12-06T09:00:00Z", 9, 0, 0),
        ("2024-12-06t18:00:15.25+09:00", 9, 0, 15),
        ("2024-12-06 18:00", 9, 0, 0),
        ("20241206183544+0900", 9, 35, 44),
        ("20241206183544", 9, 35, 44),
        ("20241206T093544Z", 9, 35, 44),
        ("2024년 12월 6일 오후 6시 30분", 9, 30, 0),
        ("2024. 12. 6. 오후 6:30:15", 9, 30, 15),
        ("2024.12.06 오전 09:10", 0, 10, 0),
        ("2024/12/06 (금) 18:30", 9, 30, 0),
        ("2024-12-06 06:30 PM", 9, 30, 0),
        ("2024-12-06 오후 12:05", 3, 5, 0),
        ("Fri, 06 Dec 2024 00:00:00 +0000 (UTC)", 0, 0, 0),
        ("금, 06 12월 2024 09:00:00 +0900", 0, 0, 0),
        ("금요일, 6 12월 2024 18:00:00 KST", 9, 0, 0),
        ("Fri Dec  6 18:00:00 2024", 9, 0, 0),
        ("Fri Dec 06 18:00:15 KST 2024", 9, 0, 15),
        ("Fri Dec 06 09:00:00 UTC 2024", 9, 0, 0),
        ("Fri Dec 06 09:00:00 +0300 2024", 6, 0, 0),
        ("Fri, 06 12 2024 18:00:00 +0900", 9, 0, 0),
        ("2024-12-06 18:00:00.1234 +0900 KST", 9, 0, 0),
        ("Fri, 06 Dec 2024 18:00:00 GMT+9", 9, 0, 0),
        ("Fri, 06 Dec 2024 11:00:00 EET", 9, 0, 0),
        ("Friday, December 6, 2024 - 18:00", 9, 0, 0),
        ("2024\u201312\u201306T04:00:00\u221205:00", 9, 0, 0),
        ("2024\u201112\u201006 18:00", 9, 0, 0),
        ("Fri Dec 06 2024 18:00:00 GMT+0900 (대한민국 표준시)", 9, 0, 0),
    ],
)
def test_a_moment_is_aware_and_in_utc(text: str, hour: int, minute: int, second: int) -> None:
    assert parse_moment(text, SEOUL) == datetime(2024, 12, 6, hour, minute, second, tzinfo=UTC)


def test_a_day_without_a_time_is_its_first_instant_in_the_zone() -> None:
    assert parse_moment("2024-12-06", SEOUL) == datetime(2024, 12, 5, 15, tzinfo=UTC)


def test_twelve_in_the_morning_is_midnight() -> None:
    assert parse_moment("2024.12.06 오전 12:10", SEOUL) == datetime(2024, 12, 5, 15, 10, tzinfo=UTC)


@every(
    "text",
    ["2024-12-06T25:00:00", "2024-12-06 09:75", "2024-12-06 09:00 XYZ", "2024-12-06 오전 15:00", "2024-02-30 10:00",
     "2024-12-06T09:00:00+19:00", "20241306000000", "Fri, 06 Foo 2024 09:00:00 GMT", "soon",
     "금, 06 13월 2024 09:00:00 +0900", "Fri Dec 06 18:00:00 PDQ 2024", "Fri Dec 32 18:00:00 2024", "Dec 2024",
     "2024-12-06 10:00 IST", "2024-12-06T10:00:00Z+09:00", "12/06/2024 10:00",
     "Thu, 06 12 2024 18:00:00 +0900", "06 12 2024 18:00:00 +0900"],
)  # fmt: skip
def test_what_is_no_moment_for_sure_is_none(text: str) -> None:
    assert parse_moment(text, SEOUL) is None


@given(st.dates(date(1850, 1, 1), date(2250, 1, 1)), st.times(), st.integers(-15 * 60, 15 * 60))
def test_the_usual_forms_are_read_like_their_free_spellings(day: date, clock: time, minutes: int) -> None:
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    rfc3339 = f"{day}T{clock:%H:%M:%S}{sign}{hours:02}:{rest:02}"
    rfc2822 = f"{day:%d %b %Y} {clock:%H:%M:%S} {sign}{hours:02}{rest:02}"
    read = parse_moment(rfc3339, SEOUL)
    assert read == parse_moment(rfc3339.lower(), SEOUL) == parse_moment(f" {rfc3339}", SEOUL)
    assert read == parse_moment(rfc2822, SEOUL) == parse_moment(rfc2822.upper(), SEOUL)


def test_a_moment_more_than_five_minutes_ahead_is_not_believed() -> None:
    now = datetime(2024, 12, 6, 9, 0, tzinfo=UTC)
    assert parse_moment("2024-12-06T09:05:00Z", SEOUL, now=now) == datetime(2024, 12, 6, 9, 5, tzinfo=UTC)
    assert parse_moment("2024-12-06T09:05:01Z", SEOUL, now=now) is None


def test_the_day_at_a_line_s_end_is_cut_off_with_its_separator() -> None:
    assert split_trailing_day("Example Times, A title, 2024-11-28") == (
        "Example Times, A title",
        date(2024, 11, 28),
    )
    assert split_trailing_day("제목 (2024.12.02)") == ("제목", date(2024, 12, 2))
    assert split_trailing_day("A title, Nov 28, 2024.") == ("A title", date(2024, 11, 28))
    assert split_trailing_day("제목 (28.11.2024)") == ("제목", date(2024, 11, 28))
    assert split_trailing_day("제목(’24.11.28.)") == ("제목", date(2024, 11, 28))
    assert split_trailing_day("번호 12024-11-28") is None
    assert split_trailing_day("주소 10.1.2.2024") is None
    assert split_trailing_day("2024-11-28 회의") is None


def test_the_day_at_a_line_s_start_is_cut_off_with_its_separator() -> None:
    assert split_leading_day("2024-12-06 | 견본통신") == (date(2024, 12, 6), "견본통신")
    assert split_leading_day("견본통신 2024-12-06") is None


@given(any_text(max_size=100))
@settings(deadline=None)
def test_no_text_makes_the_parsers_raise(text: str) -> None:
    now = datetime(2024, 12, 6, tzinfo=UTC)
    parse_day(text)
    moment = parse_moment(text, SEOUL, now=now)
    assert moment is None or moment.tzinfo is UTC
    split_trailing_day(text)
    split_leading_day(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
@settings(deadline=None)
def test_every_day_of_the_calendar_is_read_back(day: date) -> None:
    for form in (
        f"{day:%Y/%m/%d}",
        f"{day.year}. {day.month}. {day.day}.",
        f"{day.year}년 {day.month}월 {day.day}일",
    ):
        assert parse_day(form) == day
