"""When a person wants to be written to, from plain words: `평일 아침에 한 번에`, `quiet 22-7`, `3일만 쉴게`. Pure.

A text counts only when every word of it is understood: whatever else stands in it may have been meant as a search.
"""

import re

from bot import time_zones
from bot.clock_words import CLOCK, DAYS, LENGTH, clock_of, days_of, length_of
from bot.intents import AsTheyCome, Gather, LocalTime, Mute, Quiet, Timing, Zone
from jobs.model import EVERY_DAY, MORNING, WORKDAYS

WEEKEND = EVERY_DAY - WORKDAYS
NOON, EVENING = 720, 1_080
NIGHT = (1_320, 420)
"""22:00 to 07:00."""
_LONGEST = 80


_AS_THEY_COME = re.compile(
    r"^(?:소식(?:이|은)?\s*)?(?:나올 ?때마다|나오는 ?대로|그때그때|바로바로|즉시|실시간(?:으로)?|하나씩)"
    r"(?:\s*(?:바로|다|하나씩))*(?:\s*(?:보내|알려|받)\S*(?:\s*(?:줘|주세요|줄래|볼래)\S*)?)?$|"
    r"^(?:(?:please )?send (?:me )?(?:them|it|each|everything|alerts?|news|briefings?) )?"
    r"(?:each )?(?:as (?:they|it) comes?(?: out| in)?|one by one|immediately|instantly|right away|as it happens)"
    r"(?: please)?$"
)
_FREQUENCY = (
    (re.compile(r"매일|날마다|하루에? ?한 ?번|\b(?:daily|every ?day|each day|once a day)\b"), EVERY_DAY),
    (
        re.compile(r"평일(?:마다|에만|에)?|주중(?:에만|에)?|\b(?:(?:on |every )?(?:weekdays?|work(?:ing)? ?days?))\b"),
        WORKDAYS,
    ),
    (re.compile(r"주말(?:마다|에만|에)?|\b(?:(?:on )?weekends?)\b"), WEEKEND),
)
_WEEKLY = re.compile(r"매주|주\s?1회|일주일에 ?한 ?번|주에? ?한 ?번|\b(?:weekly|every week|once a week|each week)\b")
_PART_OF_DAY = (
    (re.compile(r"(?:아침|오전)(?:마다|에만|에|으로)?|\b(?:(?:in the |every |each )?mornings?)\b"), MORNING),
    (re.compile(r"(?:점심|낮)(?:때)?(?:마다|에만|에)?"), NOON),
    (re.compile(r"(?:저녁|퇴근 ?때)(?:마다|에만|에)?|\b(?:(?:in the |every |each )?evenings?)\b"), EVENING),
)
_TOGETHER = re.compile(
    r"한\s?번에|한꺼번에|모아서?|묶어서?|요약(?:으로|해서)?|다이제스트(?:로)?|"
    r"\b(?:(?:as )?(?:a |one )?(?:digest|summary|bundle)|in one (?:message|go)|all at once|at once|together|once)\b"
)
_ASKED = re.compile(
    r"(?:보내|알려)\s?(?:줘|주세요|줄래|줄래요|달라|주라)요?|보내요?|"
    r"받(?:을래|을게|고 ?싶어|아 ?볼래|을 ?수 ?있)(?:요|어요)?|"
    r"주세요|부탁(?:해|드려)요?|에만|만\b|\b(?:send|give|get|alert|notify|mail|i want|i'd like|only|just)\b"
)
_FILLERS = re.compile(
    r"소식(?:은|을|들)?|알림(?:은|을)?|브리핑(?:은|을)?|좀|꼭|마다|에|로|으로|"
    r"\b(?:me|my|them|it|us|the|a|an|at|on|in|to|of|every|please|all|alerts?|news|briefings?|and|o'clock)\b|[.,!~]"
)

_BARE_HOUR = re.compile(r"(?<![\w:.])([01]?\d|2[0-3])(?![\w:.])")
_TO = r"\s*(?:-|~|–|—|부터|에서|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*"
_HOURS = re.compile(r"^\D*?(\d{1,2})(?::(\d{2}))?" + _TO + r"(\d{1,2})(?::(\d{2}))?\D*$")
_QUIET_WORD = re.compile(
    r"조용(?:한 ?시간|히|하게)?(?:은|을|는)?|방해 ?금지(?: ?시간)?(?:은|을)?|"
    r"(?:알림 ?)?(?:보내|울리|주)지\s?(?:마|말아|말)"
    r"(?:요|세요|아요|줘|라|고)?(?:\s?(?:줘|주세요))?|"
    r"\b(?:quiet(?: hours)?|do not disturb|dnd|no (?:alerts?|messages|news)|not(?= (?:at|during|in|over))|"
    r"(?:don't|do not) (?:send|write|disturb|message)(?: me)?(?: (?:anything|alerts?|messages))?|silent|silence)\b"
)
_NIGHT = re.compile(
    r"(?:한?밤|밤 ?중|야간|자는 ?시간|잘 ?때|새벽)(?:에는|에|엔|은)?|"
    r"\b(?:(?:at|during|in) (?:the )?night|nights?|overnight)\b"
)
_NIGHT_TOO = re.compile(
    r"^(?:밤에도|밤에도 ?다|언제든(?:지)?|아무 ?때나)\s*(?:보내|알려)\s?(?:줘|주세요|도 ?돼)?요?$|"
    r"^send (?:them )?(?:at night too|at any (?:time|hour)|any time)$"
)
_OFF = re.compile(
    r"\b(?:off|none|no|never|stop|cancel)\b|"
    r"끄기|꺼\s?(?:줘|주세요)?|끔|해제(?:해\s?줘)?|없음|없애\s?줘?|취소"
)
_QUIET_FILLERS = re.compile(
    r"시간|하게|해\s?(?:줘|주세요)|설정(?:해\s?줘)?|보내|부터|까지는?|에는|에|은|는|동안|아무것도|알림|\b(?:from|between|and|hours|me|please|"
    r"set|the|between)\b|[.,!~:]"
)

_MUTE_WORD = re.compile(
    r"음소거|(?:알림 ?)?(?:꺼|끄고|쉬게|쉬어|쉴래|쉴게|쉬고|멈춰|멈추고|중지|조용히)"
    r"(?:\s?(?:줘|주세요|둬|해\s?줘|해|있어|싶어))?요?|"
    r"(?:보내|울리)지\s?(?:마|말아)(?:요|세요|줘)?(?:\s?(?:줘|주세요))?|"
    r"\b(?:mute|snooze|pause|silence|be quiet|no alerts|no messages|(?:don't|do not) (?:send|write|disturb)(?: me)?"
    r"(?: (?:anything|alerts))?)\b"
)
_UNMUTE = re.compile(
    r"^(?:음소거 ?(?:해제|꺼)\S*|알림 ?(?:다시 ?)?켜\s?(?:줘|주세요)?|"
    r"un(?:mute|pause|snooze)|(?:mute|snooze|pause) (?:off|end|stop)|end the pause|mute 0)$"
)
_MUTE_FILLERS = re.compile(
    r"동안(?:은|만)?|만|간|까지만?|은|는|알림(?:은|을)?|좀|잠깐|아무것도|\b(?:for|until|till|the|next|me|please|alerts?|on|at)\b|"
    r"[.,!~:]"
)
_TODAY = re.compile(r"오늘(?:은|만|하루|하루만|은 ?좀)?|(?:for )?(?:today|tonight)")
_UNTIL = re.compile(r"\b(?:until|till)\b")
_AHEAD = (
    (re.compile(r"모레|\bday after tomorrow\b"), 2),
    (re.compile(r"내일|\btomorrow\b"), 1),
    (re.compile(r"오늘|\b(?:today|tonight)\b"), 0),
)
_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*[-./년]\s*)?(?P<month>\d{1,2})\s*[-./월]\s*(?P<day>\d{1,2})\s*일?(?!\d)(?![:시])"
)

_ZONE = re.compile(
    r"^(?:내\s*)?(?:시간대|타임존|표준시|time ?zone|timezone|tz)(?:를|을|는|은|\s+is|\s+to)?\s*[:=]?\s*(?P<place>\S.*?)"
    r"(?:으로|로)?(?:\s*(?:바꿔|맞춰|해)\s?(?:줘|주세요)?)?$|"
    r"^i(?:'m| am| live) (?:now |currently )?in (?P<place2>\S.*)$|"
    r"^(?P<place3>[가-힣]{2,10}|[a-z][a-z .]{2,20}) (?:시간(?:으로)?|time)$"
)
_IANA = re.compile(r"^[a-z]+(?:/[a-z_+\-0-9]+){1,2}$")
_HERE = re.compile(
    r"^(?:지금(?:은)?|여기(?:는|은)?|현재|it's|it is|its|now|the time is|here it's)?\s*"
    r"(?P<clock>.+?)\s*(?:이야|야|이에요|예요|입니다|이요|요|here|now|right now)?$"
)


def read_timing(said: str) -> Timing | None:
    """Give what a folded text says about when to write; None where it is about something else."""
    if len(said) > _LONGEST:
        return None
    return _as_they_come(said) or _muted(said) or _quiet(said) or _gathered(said) or _zone(said) or _local_time(said)


def read_digest(said: str) -> Gather | AsTheyCome | None:
    """Give what stands after /digest."""
    if _OFF.fullmatch(said) or said in ("now", "each", "instant", "즉시", "바로") or _as_they_come(said):
        return AsTheyCome()
    return _gathered(said, asked=True)


def read_quiet(said: str) -> Quiet | None:
    """Give what stands after /quiet."""
    if _OFF.fullmatch(said):
        return Quiet(hours=None)
    return _quiet(f"quiet {said}")


def read_mute(said: str) -> Mute | None:
    """Give what stands after /mute."""
    if _OFF.fullmatch(said) or said == "0":
        return Mute(off=True)
    return _muted(f"mute {said}")


def read_clock(said: str) -> LocalTime | None:
    """Give the time a text is."""
    return _local_time(said)


def _as_they_come(said: str) -> AsTheyCome | None:
    return AsTheyCome() if _AS_THEY_COME.match(said) else None


def _gathered(said: str, *, asked: bool = False) -> Gather | None:
    """Read `평일 아침에 한 번에`; a plain text must also ask for something, not only name a time."""
    left, days = said, None
    for pattern, which in _FREQUENCY:
        if pattern.search(left):
            left, days = pattern.sub(" ", left, count=1), which
            break
    weekly = _WEEKLY.search(left)
    left = _WEEKLY.sub(" ", left, count=1)
    found = DAYS.search(left)
    if found and days_of(found):
        left, days = left[: found.start()] + " " + left[found.end() :], frozenset(days_of(found))
    elif weekly and days is None:
        days = frozenset({0})
    left, minute = _time_of_day(left, bare=asked or days is not None)
    asked = asked or bool(_TOGETHER.search(said) or _ASKED.search(said) or "마다" in said)
    asked = asked or (days is not None and minute is not None)
    left = _FILLERS.sub(" ", _ASKED.sub(" ", _TOGETHER.sub(" ", left)))
    named = days is not None or minute is not None
    if left.strip() or not asked or not named:
        return None
    return Gather(days=days, at_minute=minute)


def _time_of_day(text: str, *, bare: bool) -> tuple[str, int | None]:
    """Give the text without its time of day, and that; `bare`: a number alone is an hour. A wrong time is left in."""
    minute = None
    if clock := CLOCK.search(text):
        read = clock_of(clock)
        if read is None:
            return text, None
        text, minute = text[: clock.start()] + " " + text[clock.end() :], read.minute
    elif bare and (hour := _BARE_HOUR.search(text)):
        text, minute = text[: hour.start()] + " " + text[hour.end() :], int(hour[1]) * 60
    for pattern, at in _PART_OF_DAY:
        if pattern.search(text):
            text, minute = pattern.sub(" ", text, count=1), minute if minute is not None else at
    return text, minute


def _quiet(said: str) -> Quiet | None:
    if _NIGHT_TOO.match(said):
        return Quiet(hours=None)
    if not _QUIET_WORD.search(said):
        return None
    left = _QUIET_WORD.sub(" ", said)
    night = _NIGHT.search(left)
    hours = _hours(left)
    if hours:
        return Quiet(hours=hours)
    if night and not _QUIET_FILLERS.sub(" ", _NIGHT.sub(" ", left)).strip():
        return Quiet(hours=NIGHT)
    if _OFF.search(left) and not _QUIET_FILLERS.sub(" ", _OFF.sub(" ", left)).strip():
        return Quiet(hours=None)
    return None


def _hours(text: str) -> tuple[int, int] | None:
    """Give from when to when: two clock times and nothing else, or two bare hours."""
    bare = _QUIET_FILLERS.sub(" ", _NIGHT.sub(" ", CLOCK.sub(" ", text)))
    times = [clock_of(found) for found in CLOCK.finditer(text)]
    if len(times) == 2 and not re.sub(_TO, " ", bare).strip():
        first, last = times
        return (first.minute, last.minute) if first and last and first.minute != last.minute else None
    found = _HOURS.match(text)
    if found is None or _QUIET_FILLERS.sub(" ", _NIGHT.sub(" ", re.sub(_TO + r"|[\d:]", " ", text))).strip():
        return None
    first_minute, last_minute = (
        int(found[1]) * 60 + int(found[2] or 0),
        int(found[3]) * 60 + int(found[4] or 0),
    )
    proper = all(int(part or 0) < 60 for part in (found[2], found[4])) and max(first_minute, last_minute) <= 1_440
    if not proper or first_minute % 1_440 == last_minute % 1_440:
        return None
    return first_minute % 1_440, last_minute % 1_440


def _muted(said: str) -> Mute | None:
    if _UNMUTE.match(said):
        return Mute(off=True)
    if not _MUTE_WORD.search(said):
        return None
    left = _MUTE_WORD.sub(" ", said, count=1)
    if "까지" in said or _UNTIL.search(said):
        return _until(left, through="까지" in said)
    if _TODAY.fullmatch(left.strip()):
        return Mute(ahead=0, through=True)
    if found := LENGTH.search(left):
        rest = left[: found.start()] + " " + left[found.end() :]
        seconds = length_of(found)
        return Mute(seconds=seconds) if seconds and not _MUTE_FILLERS.sub(" ", rest).strip() else None
    return None


def _until(left: str, *, through: bool) -> Mute | None:
    """Read a day, an hour, or both: `내일 9시까지`, `until Friday`."""
    weekday, ahead, date, minute = None, None, None, None
    if found := _DATE.search(left):
        year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
        if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        left, date = left[: found.start()] + " " + left[found.end() :], (year, month, day)
    for pattern, days in _AHEAD:
        if date is None and ahead is None and pattern.search(left):
            left, ahead = pattern.sub(" ", left, count=1), days
    named = DAYS.search(left.replace("까지", " "))
    if date is None and ahead is None and named and len(days_of(named)) == 1:
        left = left.replace("까지", " ")
        left, weekday = left[: named.start()] + " " + left[named.end() :], days_of(named)[0]
    if clock := CLOCK.search(left):
        read = clock_of(clock)
        if read is None:
            return None
        left, minute = left[: clock.start()] + " " + left[clock.end() :], read.minute
    for pattern, at in _PART_OF_DAY:
        if minute is None and pattern.search(left):
            left, minute = pattern.sub(" ", left, count=1), at
    if _MUTE_FILLERS.sub(" ", left).strip() or (weekday, ahead, date, minute) == (None, None, None, None):
        return None
    return Mute(weekday=weekday, ahead=ahead, date=date, minute=minute, through=through and minute is None)


def _zone(said: str) -> Zone | None:
    if _IANA.match(said):
        return Zone(text=said)
    found = _ZONE.match(said)
    if found is None:
        return None
    if found["place"]:
        return Zone(text=found["place"])
    place = found["place2"] or found["place3"]
    return Zone(text=place) if time_zones.is_place(place) else None


def _local_time(said: str) -> LocalTime | None:
    found = _HERE.match(said)
    clock = CLOCK.fullmatch(found["clock"]) if found else None
    read = clock_of(clock) if clock else None
    return LocalTime(minute=read.minute, exact=read.exact) if read else None
