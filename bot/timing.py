"""When a chat is written to, and for mere mentions or not: digests, quiet hours, pauses, the time zone, the card."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot import time_zones
from bot.actions import read_ids
from bot.desk import Desk
from bot.intents import AsTheyCome, Gather, LocalTime, Mute, Quiet, Timing, Zone
from bot.message import Answer, Message, Request
from bot.phrases import say
from bot.replies import mentions
from bot.replies import timing as cards
from bot.replies.notices import notice
from bot.subscribing import sample
from bot.timing_words import read_clock, read_digest, read_mute, read_quiet
from jobs import due
from jobs.language import fold
from jobs.model import MORNING, Chat, ChatKind, Language, Mode, Profile

_LONGEST = 120
_SWITCH = {"on": True, "켜기": True, "받기": True, "off": False, "끄기": False, "그만": False}
_LONGEST_MUTE = timedelta(days=366)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────


async def settings_command(_: Desk, request: Request, __: str) -> Answer:
    """Answer /settings."""
    return Answer(say=(cards.card(request.chat, request.now),))


async def digest_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /digest: set days and hour, or let them be chosen."""
    if not rest:
        return Answer(say=(cards.whens(request.chat),))
    meant = read_digest(_folded(rest))
    if meant is None:
        return Answer(say=(notice(request.chat.interface, "when.unknown", text=rest[:60]),))
    return await set_timing(desk, request, meant)


async def quiet_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /quiet: set the quiet hours, or let them be chosen."""
    if not rest:
        return Answer(say=(cards.quiets(request.chat),))
    meant = read_quiet(_folded(rest))
    if meant is None:
        return Answer(say=(notice(request.chat.interface, "quiet.unknown", text=rest[:60]),))
    return await set_timing(desk, request, meant)


async def mute_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /mute: pause, or let the pause be chosen."""
    if not rest:
        return Answer(say=(cards.mutes(request.chat, request.now),))
    meant = read_mute(_folded(rest))
    if meant is None:
        return Answer(say=(notice(request.chat.interface, "mute.unknown", text=rest[:60]),))
    return await set_timing(desk, request, meant)


async def zone_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /timezone, and what is written in reply to the question: a city, a country, a zone, or the time there."""
    if not rest:
        return Answer(say=(cards.zones(request.chat, request.now),))
    there = read_clock(_folded(rest))
    return await set_timing(desk, request, there or Zone(text=rest))


async def mentions_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /mentions: switch it, or say how it stands with the button for the other way."""
    said = _folded(rest)
    if said not in _SWITCH:
        return Answer(say=(mentions.standing(request.chat),))
    return Answer(say=(mentions.switched(await _mentioning(desk, request, _SWITCH[said])),))


def _folded(text: str) -> str:
    """Give the text as it is read; one too long to be about a time is as good as none."""
    return fold(text) if len(text) <= _LONGEST else ""


def asks_for_zone(text: str) -> bool:
    """Tell whether a message of ours is the question for the time zone."""
    return any(text.strip() == say(language, "zone.ask") for language in Language)


# ── changing ─────────────────────────────────────────────────────────────────────────────────────


async def set_timing(desk: Desk, request: Request, wanted: Timing) -> Answer:
    """Do what was said about when to write, and say so with the way back."""
    chat, now = request.chat, request.now
    before = chat.profile
    match wanted:
        case Gather() | AsTheyCome():
            changed = await _changed(desk, request, with_mode(before, wanted))
            return Answer(say=(cards.when_set(changed.chat, before, now),))
        case Quiet():
            changed = await _changed(desk, request, replace(before, quiet=wanted.hours))
            return Answer(say=(cards.quiet_set(changed.chat, before),))
        case Mute():
            return Answer(say=(await _mute(desk, request, wanted),))
        case Zone():
            return await _zone(desk, request, wanted.text)
        case LocalTime():
            near = time_zones.whose_clock_shows(wanted.minute, now, exact=wanted.exact)
            if not near:
                return Answer(say=(notice(chat.interface, "zone.no_clock"),))
            return Answer(say=(cards.zones(chat, now, offered=near, key="zone.which"),))
        case _:
            assert_never(wanted)


def with_mode(profile: Profile, wanted: Gather | AsTheyCome) -> Profile:
    """Give the profile with the mode wanted; days and hour that were not named stay as they are."""
    if isinstance(wanted, AsTheyCome):
        return replace(profile, mode=Mode.NOW)
    days = profile.days if wanted.days is None else wanted.days
    at = profile.at_minute if wanted.at_minute is None else wanted.at_minute
    return replace(profile, mode=Mode.DIGEST, days=days, at_minute=at)


def mute_until(wanted: Mute, now: datetime, zone: str) -> datetime | None:
    """Give the end of a pause; None where it is over already, never was, or lies more than a year ahead.

    A day that was named as the last one (`금요일까지`) is over the next morning at eight; `until Friday` ends on that
    very morning.
    """
    until = now + timedelta(seconds=wanted.seconds) if wanted.seconds else _until(wanted, now, zone)
    return until if until is not None and now < until <= now + _LONGEST_MUTE else None


def _until(wanted: Mute, now: datetime, zone: str) -> datetime | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    day = _day(wanted, today)
    if day is None:
        return None
    named_hour = wanted.minute is not None
    if wanted.through and not named_hour:
        day += timedelta(days=1)
    at = due.instant(zone, day, wanted.minute if wanted.minute is not None else MORNING)
    only_hour = named_hour and (wanted.date, wanted.ahead, wanted.weekday) == (None, None, None)
    if at <= now and only_hour:
        at = due.instant(zone, day + timedelta(days=1), wanted.minute or 0)
    return at


def _day(wanted: Mute, today: date) -> date | None:
    if wanted.date is not None:
        year, month, day = wanted.date
        try:
            named = date(year or today.year, month, day)
            return named if year or named >= today else date(today.year + 1, month, day)
        except ValueError:
            return None
    if wanted.weekday is not None:
        days = (wanted.weekday - today.weekday()) % 7
        return today + timedelta(days=days if days or wanted.through else 7)
    return today + timedelta(days=wanted.ahead or 0)


async def _changed(desk: Desk, request: Request, profile: Profile) -> Request:
    """Write the profile down where it differs; give the request as of the changed chat."""
    if profile != request.chat.profile:
        await desk.write(desk.store.chats.set_profile, request.chat.id, profile, request.now)
    return replace(request, chat=replace(request.chat, profile=profile))


async def _muted(desk: Desk, request: Request, until: datetime | None) -> Request:
    await desk.write(desk.store.chats.mute, request.chat.id, until)
    return replace(request, chat=replace(request.chat, muted_until=until))


async def _mute(desk: Desk, request: Request, wanted: Mute) -> Message:
    until = None if wanted.off else mute_until(wanted, request.now, request.chat.profile.tz)
    if until is None and not wanted.off:
        return notice(request.chat.interface, "mute.past")
    changed = await _muted(desk, request, until)
    return cards.mute_set(changed.chat, request.now)


async def _zone(desk: Desk, request: Request, text: str) -> Answer:
    chat, now = request.chat, request.now
    found = time_zones.named(text, now)
    if not found:
        return Answer(say=(notice(chat.interface, "zone.unknown", text=text[:60]), cards.zones(chat, now)))
    if len(found) > 1:
        return Answer(say=(cards.zones(chat, now, offered=found, key="zone.which"),))
    changed = await _changed(desk, request, replace(chat.profile, tz=found[0]))
    return Answer(say=(cards.zone_set(changed.chat, chat.profile, now),))


# ── taps ─────────────────────────────────────────────────────────────────────────────────────────


async def card_tap(_: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Turn the card to a chooser and back, in place."""
    chat, now = request.chat, request.now
    faces = {
        "": lambda: cards.card(chat, now),
        "lang": lambda: cards.languages(chat),
        "when": lambda: cards.whens(chat),
        "quiet": lambda: cards.quiets(chat),
        "mute": lambda: cards.mutes(chat, now),
        "zone": lambda: cards.zones(chat, now, where="card"),
    }
    face = faces.get(arguments[0])
    if face is None:
        return Answer(toast=say(chat.interface, "error.old_button"))
    shown = face()
    return Answer(say=(shown,)) if "new" in arguments else Answer(edit=shown)


async def mentions_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Switch mere mentions on or off, on the settings card or under what was said about them."""
    changed = await _mentioning(desk, request, arguments[0] == "on")
    return Answer(edit=cards.card(changed, request.now) if arguments[1] == "card" else mentions.switched(changed))


async def _mentioning(desk: Desk, request: Request, wanted: bool) -> Chat:
    await desk.write(desk.store.chats.set_mentions, request.chat.id, wanted)
    return replace(request.chat, mentions=wanted)


async def when_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Set mode, days and hour."""
    before = request.chat.profile
    wanted = _read_when(arguments[0], arguments[1])
    if wanted is None:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    changed = await _changed(desk, request, with_mode(before, wanted))
    if arguments[2] == "first":
        return await _first_answered(desk, changed)
    return _answered(changed, cards.when_set(changed.chat, before, request.now), where=arguments[2])


async def quiet_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Set the quiet hours."""
    before = request.chat.profile
    hours = read_ids(arguments[0].replace("-", ","))
    proper = len(hours) == 2 and hours[0] != hours[1] and max(hours) < 1_440
    if arguments[0] != "off" and not proper:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    changed = await _changed(desk, request, replace(before, quiet=(hours[0], hours[1]) if proper else None))
    return _answered(changed, cards.quiet_set(changed.chat, before), where=arguments[1])


async def mute_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Pause, or end the pause."""
    wanted = _read_mute(arguments[0])
    until = mute_until(wanted, request.now, request.chat.profile.tz) if wanted else None
    if wanted is None or (until is None and not wanted.off):
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    changed = await _muted(desk, request, until)
    return _answered(changed, cards.mute_set(changed.chat, request.now), where=arguments[1])


async def zone_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Set the time zone."""
    before = request.chat.profile
    if not time_zones.known(arguments[0]):
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    changed = await _changed(desk, request, replace(before, tz=arguments[0]))
    return _answered(changed, cards.zone_set(changed.chat, before, request.now), where=arguments[1])


def _answered(changed: Request, said: Message, *, where: str) -> Answer:
    """Show the change in place: on the card where it was made there."""
    if where == "card":
        shown = cards.card(changed.chat, changed.now)
        return Answer(edit=shown, toast=say(changed.chat.interface, "settings.done"))
    return Answer(edit=said)


async def _first_answered(desk: Desk, request: Request) -> Answer:
    """Say what will come and when, show what it looks like, and ask those abroad for their time zone."""
    chat, now = request.chat, request.now
    interests = await desk.read(desk.store.chats.interests, chat.id)
    shown = await sample(desk, request, interests)
    abroad = chat.interface is Language.EN and chat.profile.tz == time_zones.SEOUL
    asking = (cards.zones(chat, now),) if abroad and chat.kind is ChatKind.PRIVATE else ()
    return Answer(edit=cards.first_answer(chat, interests, now), say=(*shown, *asking))


def _read_when(days: str, minute: str) -> Gather | AsTheyCome | None:
    if days == "now":
        return AsTheyCome()
    at = read_ids(minute)
    if not days or not set(days) <= set("0123456") or not at or at[0] >= 1_440:
        return None
    return Gather(days=frozenset(map(int, days)), at_minute=at[0])


def _read_mute(written: str) -> Mute | None:
    if written == "off":
        return Mute(off=True)
    if written == "tomorrow":
        return Mute(ahead=1)
    seconds = read_ids(written)
    return Mute(seconds=seconds[0]) if seconds and seconds[0] else None
