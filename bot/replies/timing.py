"""What is said about when a chat gets its messages: the settings card, its choosers, and every change of it.

Buttons carry what they set: `when:01234:480`, `quiet:1320-420`, `mute:3600`, `zone:Asia/Almaty`, with `card` after it
where the card itself is the answer, `first` where it is the answer to the first question.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import time_zones
from bot.actions import action
from bot.message import Button, Message
from bot.phrases import say
from bot.replies import mentions
from bot.replies.dates import clock, hour, moment
from bot.replies.facts import interest_names, phrase
from bot.replies.markup import EMPTY, Text, bold, italic, joined, lines, message
from bot.replies.notices import labelled
from jobs import due
from jobs.model import (
    EVERY_DAY,
    MORNING,
    WORKDAYS,
    Chat,
    ChatKind,
    ChatState,
    Interest,
    Language,
    Mode,
    Profile,
    ReaderLanguage,
)

HOUR_S, DAY_S = 3_600, 86_400
_WEEKDAYS = ("weekday.mon", "weekday.tue", "weekday.wed", "weekday.thu", "weekday.fri", "weekday.sat", "weekday.sun")
_LANGUAGES = {
    ReaderLanguage.KO: "button.korean",
    ReaderLanguage.EN: "button.english",
    ReaderLanguage.BOTH: "button.both",
}
_HOURS = (420, 480, 540, 1_080)
_QUIET = ((1_320, 420), (1_380, 480), (1_200, 480))
_ROW = 3
_MOST_ZONES = 9


# ── what it is ───────────────────────────────────────────────────────────────────────────────────


def when_name(profile: Profile, language: Language) -> str:
    """Give the mode as a person would say it: `평일 08:00`, `on weekdays at 08:00`, `나올 때마다`."""
    if profile.mode is Mode.NOW:
        return say(language, "when.now")
    time = clock(profile.at_minute)
    if profile.days == EVERY_DAY:
        return say(language, "when.every_day", time=time)
    if profile.days == WORKDAYS:
        return say(language, "when.workdays", time=time)
    between = "·" if language is Language.KO else ", "
    days = between.join(say(language, _WEEKDAYS[one]) for one in sorted(profile.days))
    return say(language, "when.weekly", days=days, time=time)


def zoned_name(profile: Profile, language: Language) -> str:
    """Give the mode with whose clock it goes by, where that is not plain already."""
    name = when_name(profile, language)
    plain = language is Language.KO and profile.tz == time_zones.SEOUL
    if profile.mode is Mode.NOW or plain:
        return name
    return say(language, "when.zoned", when=name, zone=time_zones.label(profile.tz, language))


def hours_name(profile: Profile, language: Language) -> str:
    """Give the quiet hours: 22:00–07:00, or that there are none."""
    if profile.quiet is None:
        return say(language, "quiet.none")
    return f"{clock(profile.quiet[0])}–{clock(profile.quiet[1])}"


def card(chat: Chat, now: datetime) -> Message:
    """Give the settings of a chat on one card, with a button to change each."""
    language, profile = chat.interface, chat.profile
    time = hour(now, profile.tz)
    text = lines(
        bold(phrase(language, "settings.title")),
        phrase(language, "settings.language", name=say(language, _LANGUAGES[chat.language])),
        joined(" · ", (phrase(language, "settings.when", when=when_name(profile, language)), _next(chat, now))),
        phrase(language, "settings.quiet", hours=hours_name(profile, language)),
        phrase(language, "settings.zone", zone=time_zones.label(profile.tz, language), time=time),
        phrase(language, "settings.mentions_on") if chat.mentions else EMPTY,
        phrase(language, "settings.muted", at=muted_at(chat)) if is_muted(chat, now) else EMPTY,
        italic(phrase(language, "mine.resting")) if chat.state is not ChatState.ACTIVE else EMPTY,
        italic(phrase(language, "settings.group")) if chat.kind is not ChatKind.PRIVATE else EMPTY,
    )
    resting = chat.state is not ChatState.ACTIVE
    pause = ("button.unmute", "mute:off:card") if is_muted(chat, now) else ("button.mute", "card:mute")
    return message(
        text,
        (
            (labelled(language, "button.language", "card:lang"), labelled(language, "button.when", "card:when")),
            (labelled(language, "button.quiet", "card:quiet"), labelled(language, "button.zone", "card:zone")),
            (
                labelled(language, "button.wake", "wake") if resting else labelled(language, *pause),
                labelled(language, "button.mine", action("mine", "")),
                mentions.button(chat, "card"),
            ),
        ),
    )


def is_muted(chat: Chat, now: datetime) -> bool:
    """Tell whether a chat rests for a while."""
    return chat.muted_until is not None and chat.muted_until > now


def muted_at(chat: Chat) -> str:
    """Give until when a chat rests, by its own clock."""
    return moment(chat.muted_until, chat.profile.tz, chat.interface) if chat.muted_until else ""


def _next(chat: Chat, now: datetime) -> Text:
    at = due.next_digest(chat.profile, now)
    if at is None:
        return EMPTY
    return phrase(chat.interface, "when.next", at=moment(at, chat.profile.tz, chat.interface))


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────


def languages(chat: Chat) -> Message:
    """Let the language be chosen on the card."""
    language = chat.interface
    row = tuple(labelled(language, key, action("lang", code.value, "card")) for code, key in _LANGUAGES.items())
    return message(phrase(language, "language.ask"), (row, (_settings(language),)))


def whens(chat: Chat, *, where: str = "card") -> Message:
    """Let mode, days and hour be chosen."""
    language, profile = chat.interface, chat.profile
    time = clock(profile.at_minute)
    modes = (
        labelled(language, "button.as_they_come", action("when", "now", "", where)),
        labelled(language, "button.workdays", write_when(WORKDAYS, profile.at_minute, where), time=time),
        labelled(language, "button.daily", write_when(EVERY_DAY, profile.at_minute, where), time=time),
    )
    hours: tuple[Button, ...] = (
        labelled(language, "button.weekly", write_when(frozenset({0}), profile.at_minute, where), time=time),
    )
    if profile.mode is Mode.DIGEST:
        hours = tuple(Button(label=clock(at), action=write_when(profile.days, at, where)) for at in _HOURS)
    text = lines(
        bold(phrase(language, "when.ask")),
        phrase(language, "settings.when", when=zoned_name(profile, language)),
        italic(phrase(language, "when.hint")),
    )
    return message(text, (modes, hours, (_settings(language),)))


def quiets(chat: Chat, *, where: str = "card") -> Message:
    """Let the quiet hours be chosen."""
    language = chat.interface
    row = tuple(
        Button(label=f"{clock(begin)}–{clock(end)}", action=action("quiet", f"{begin}-{end}", where))
        for begin, end in _QUIET
    )
    off = labelled(language, "button.quiet_off", action("quiet", "off", where))
    text = lines(
        phrase(language, "quiet.ask"), phrase(language, "settings.quiet", hours=hours_name(chat.profile, language))
    )
    return message(text, (row, (off, _settings(language))))


def mutes(chat: Chat, now: datetime, *, where: str = "card") -> Message:
    """Let a pause be chosen."""
    language = chat.interface
    row = (
        labelled(language, "button.hour", action("mute", HOUR_S, where)),
        labelled(language, "button.tomorrow", action("mute", "tomorrow", where)),
        labelled(language, "button.days", action("mute", 3 * DAY_S, where), n=3),
        labelled(language, "button.days", action("mute", 7 * DAY_S, where), n=7),
    )
    off = (labelled(language, "button.unmute", action("mute", "off", where)),) if is_muted(chat, now) else ()
    muted = phrase(language, "settings.muted", at=muted_at(chat)) if is_muted(chat, now) else EMPTY
    return message(lines(phrase(language, "mute.ask"), muted), (row, (*off, _settings(language))))


def zones(chat: Chat, now: datetime, *, where: str = "", offered: Sequence[str] = (), key: str = "zone.ask") -> Message:
    """Ask for the time zone by what the clock shows there."""
    language = chat.interface
    back = (_settings(language),) if where == "card" else ()
    shown = tuple(offered) or time_zones.asked(now, _MOST_ZONES - len(back))
    choices = (*(zone_button(zone, now, language, where=where) for zone in shown), *back)
    rows = tuple(choices[at : at + _ROW] for at in range(0, len(choices), _ROW))
    return message(phrase(language, key), rows)


def zone_button(zone: str, now: datetime, language: Language, *, where: str = "") -> Button:
    """Give the button that sets a time zone, with what its clock shows."""
    name = time_zones.label(zone, language)
    act = action("zone", zone, where)
    return labelled(language, "button.zone_choice", act, time=hour(now, zone), zone=name)


def write_when(days: frozenset[int], minute: int, where: str = "") -> str:
    """Write days and hour of a digest into a button."""
    return action("when", "".join(map(str, sorted(days))), minute, where)


def write_profile_when(profile: Profile, where: str = "") -> str:
    """Write the mode of a profile into a button, to come back to it."""
    if profile.mode is Mode.NOW:
        return action("when", "now", "", where)
    return write_when(profile.days, profile.at_minute, where)


def write_quiet(profile: Profile, where: str = "") -> str:
    """Write the quiet hours of a profile into a button."""
    return action("quiet", f"{profile.quiet[0]}-{profile.quiet[1]}" if profile.quiet else "off", where)


# ── the first question ───────────────────────────────────────────────────────────────────────────


def first_question(language: Language) -> tuple[Button, ...]:
    """Give the answers to `언제 보낼까요?` as the first subscription asks it."""
    return (
        labelled(language, "button.workdays", write_when(WORKDAYS, MORNING, "first"), time=clock(MORNING)),
        labelled(language, "button.as_they_come", action("when", "now", "", "first")),
    )


def first_answer(chat: Chat, interests: Sequence[Interest], now: datetime) -> Message:
    """Say what will come and when, in the place of the first question."""
    language = chat.interface
    names = interest_names(interests, language) if interests else say(language, "interest.everything")
    if chat.profile.mode is Mode.NOW:
        said = phrase(language, "when.first_now", names=names)
    else:
        said = phrase(language, "when.first_digest", names=names, when=zoned_name(chat.profile, language))
    return message(joined(" ", (said, _next(chat, now))), ((_settings(language),),))


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


def when_set(chat: Chat, before: Profile, now: datetime) -> Message:
    """Say how messages come from now on, with the way back."""
    language = chat.interface
    if chat.profile.mode is Mode.NOW:
        said = phrase(language, "when.now_set")
    else:
        said = phrase(language, "when.digest_set", when=zoned_name(chat.profile, language))
    back = write_profile_when(before) if _mode(before) != _mode(chat.profile) else ""
    return message(joined(" ", (said, _next(chat, now))), (_undo(language, back),))


def quiet_set(chat: Chat, before: Profile) -> Message:
    """Say which hours are quiet from now on, with the way back."""
    language = chat.interface
    key = "quiet.set" if chat.profile.quiet else "quiet.off"
    fields = {"hours": hours_name(chat.profile, language)} if chat.profile.quiet else {}
    back = write_quiet(before) if before.quiet != chat.profile.quiet else ""
    return message(phrase(language, key, **fields), (_undo(language, back),))


def zone_set(chat: Chat, before: Profile, now: datetime) -> Message:
    """Say whose clock counts from now on, with the way back."""
    language, zone = chat.interface, chat.profile.tz
    back = action("zone", before.tz, "") if before.tz != zone else ""
    said = phrase(language, "zone.set", zone=time_zones.label(zone, language), time=hour(now, zone))
    return message(said, (_undo(language, back),))


def mute_set(chat: Chat, now: datetime) -> Message:
    """Say until when nothing comes, or that it comes again."""
    language = chat.interface
    if not is_muted(chat, now):
        return message(phrase(language, "mute.off"), ((_settings(language),),))
    off = labelled(language, "button.unmute", action("mute", "off", ""))
    return message(phrase(language, "mute.set", at=muted_at(chat)), ((off, _settings(language)),))


def _mode(profile: Profile) -> tuple[object, ...]:
    return (profile.mode,) if profile.mode is Mode.NOW else (profile.mode, profile.days, profile.at_minute)


def _undo(language: Language, back: str) -> tuple[Button, ...]:
    undo = (labelled(language, "button.undo", back),) if back else ()
    return (*undo, _settings(language))


def _settings(language: Language) -> Button:
    return labelled(language, "button.settings", "card:")
