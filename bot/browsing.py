"""Looking around: the latest briefings and the search."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import searching, time_zones
from bot.actions import action, read_interests, write_interests
from bot.desk import Desk
from bot.intents import Act, Exclude, Latest, Period, Search, Subscribe, Unsubscribe
from bot.message import Answer, Button, Message, Request
from bot.phrases import say
from bot.plain_words import understand
from bot.replies import interests, lists, timing
from bot.replies.facts import interest_names, phrase
from bot.replies.notices import labelled, notice
from bot.short_ids import parse_short_id, short_id
from bot.subscribing import keys_of
from bot.views import read_view
from bot.ways_back import pick_button
from bot.wishes import read_wish
from jobs.model import BriefingId, Edition, Interest, Language

LISTED = 5
_LOOKED_AT = 60  # so many of the newest are looked at for a period or for exclusions
_SEOUL = ZoneInfo("Asia/Seoul")  # sources date their briefings by it
_LONGEST_QUERY = 300


# ── the latest ───────────────────────────────────────────────────────────────────────────────────


async def latest_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /latest: of what the chat gets, or of the regions and topics named."""
    if not rest:
        return await latest(desk, request, Latest())
    wish = read_wish(rest)
    if wish.understood and wish.interests():
        return await latest(desk, request, Latest(interests=wish.interests()))
    meant = understand(rest)
    if isinstance(meant, Latest):
        return await latest(desk, request, meant)
    return await find(desk, request, Search(text=rest), newest=True)


async def latest(desk: Desk, request: Request, wanted: Latest) -> Answer:
    """Show the newest briefings that are wanted."""
    if wanted.period is not None:
        return await _of_period(desk, request, wanted, wanted.period)
    chosen = wanted.interests or await desk.read(desk.store.chats.interests, request.chat.id)
    whose = "about" if wanted.interests else "mine" if chosen else "all"
    return Answer(say=(await _page_of_latest(desk, request, chosen, whose),))


async def latest_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show older briefings, or everybody's, in place."""
    whose, written, before = arguments[0], arguments[1], parse_short_id(arguments[2])
    chosen: tuple[Interest, ...] = ()
    if whose == "about":
        chosen = read_interests(written)
    elif whose == "mine":
        chosen = await desk.read(desk.store.chats.interests, request.chat.id)
    if whose not in ("about", "mine", "all") or (whose == "about" and not chosen):
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return Answer(edit=await _page_of_latest(desk, request, chosen, whose, before=before))


async def _page_of_latest(
    desk: Desk, request: Request, chosen: Sequence[Interest], whose: str, *, before: BriefingId | None = None
) -> Message:
    language = request.chat.interface
    found, deeper = await _newest(desk, chosen, before)
    names = interest_names(chosen, language) if chosen else ""
    if not found and before is None:
        if chosen:
            return notice(language, "latest.none_about", names=names)
        return notice(language, "latest.empty", buttons=((pick_button(language),),))
    title = phrase(language, "latest.about", names=names) if whose == "about" else phrase(language, _TITLES[whose])
    written = write_interests(chosen) if whose == "about" and len(write_interests(chosen)) <= 36 else ""
    row: list[Button] = []
    if before is not None:
        row.append(labelled(language, "button.newest", action("latest", whose, written, "")))
    if deeper and (written or whose != "about"):
        row.append(labelled(language, "button.more", action("latest", whose, written, short_id(found[-1].id))))
    everything = (labelled(language, "button.all", action("latest", "all", "", "")),) if whose != "all" else ()
    foot = None if deeper or before is None else phrase(language, "latest.end")
    return lists.briefings(
        found,
        title=title,
        language=language,
        bot_username=desk.bot_username,
        foot=foot,
        buttons=(tuple(row), everything),
    )


_TITLES = {"mine": "latest.mine", "all": "latest.all"}
_PERIODS = {
    Period.TODAY: "latest.today",
    Period.YESTERDAY: "latest.yesterday",
    Period.THIS_WEEK: "latest.this_week",
    Period.LAST_WEEK: "latest.last_week",
}


async def _newest(
    desk: Desk, chosen: Sequence[Interest], before: BriefingId | None
) -> tuple[tuple[Edition, ...], bool]:
    """Give a page of the newest that are wanted, and whether there are more."""
    excluding = any(one.excludes for one in chosen)
    limit = _LOOKED_AT if excluding else LISTED + 1
    found = await desk.read(desk.store.briefings.latest, keys_of(chosen), limit=limit, before=before)
    if excluding:
        found = await _wanted(desk, found, chosen)
    return found[:LISTED], len(found) > LISTED


async def _wanted(desk: Desk, found: Sequence[Edition], chosen: Sequence[Interest]) -> tuple[Edition, ...]:
    """Give those that an interest which does not leave them out asks for, as the outbox would."""
    keys = await desk.read(desk.store.briefings.keys, [one.id for one in found])

    def asked_for(met: Collection[int]) -> bool:
        about = {key // 64 for key in met if key > 0}
        return any(one.key in met and about.isdisjoint(one.excludes) for one in chosen)

    return tuple(one for one in found if asked_for(keys[one.id]))


async def _of_period(desk: Desk, request: Request, wanted: Latest, period: Period) -> Answer:
    language = request.chat.interface
    chosen = wanted.interests or await desk.read(desk.store.chats.interests, request.chat.id)
    first, last = days_of(period, request.now)
    newest = await desk.read(desk.store.briefings.latest, keys_of(chosen), limit=_LOOKED_AT)
    then = [one for one in newest if one.briefing.published and first <= one.briefing.published <= last]
    inside = await _wanted(desk, then, chosen or (Interest(),))
    if not inside:
        whose = "about" if wanted.interests else "mine" if chosen else "all"
        instead = await _page_of_latest(desk, request, chosen, whose)
        return Answer(say=(notice(language, "latest.none_then"), instead) if newest else (instead,))
    title = phrase(language, _PERIODS[period])
    left_out = len(inside) - 2 * LISTED
    foot = phrase(language, "latest.more", n=left_out) if left_out > 0 else None
    shown = lists.briefings(
        inside[: 2 * LISTED], title=title, language=language, bot_username=desk.bot_username, foot=foot
    )
    return Answer(say=(shown,))


def days_of(period: Period, now: datetime) -> tuple[date, date]:
    """Give the first and the last day of a period, in Seoul's days; weeks begin on Monday."""
    today = now.astimezone(_SEOUL).date()
    monday = today - timedelta(days=today.weekday())
    match period:
        case Period.TODAY:
            return today, today
        case Period.YESTERDAY:
            return today - timedelta(days=1), today - timedelta(days=1)
        case Period.THIS_WEEK:
            return monday, today
        case Period.LAST_WEEK:
            return monday - timedelta(days=7), monday - timedelta(days=1)


# ── searching ────────────────────────────────────────────────────────────────────────────────────


async def search_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /search."""
    if not rest:
        return Answer(say=(notice(request.chat.interface, "search.ask"),))
    return await find(desk, request, Search(text=rest))


async def find(desk: Desk, request: Request, wanted: Search, *, newest: bool = False) -> Answer:
    """Search, and offer the other reading of the text where it has one; `newest`: by date."""
    text = wanted.text[:_LONGEST_QUERY]
    view = replace(searching.kept(desk, request, text), newest=newest)
    other = wanted.other
    if other is None:
        wish = read_wish(text)
        other = Subscribe(interests=wish.interests()) if wish.understood and wish.interests() else None
    offered = tuple(_offers(other, request.chat.interface)) if other else ()
    offered = (*offered, *_zone_offer(text, request))
    return Answer(say=(await searching.results(desk, request, view, text, extra=offered),))


async def find_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Turn a search to another page, filter, order or language in place, or search what a button names."""
    wanted = read_view(arguments)
    text = await desk.read(desk.store.queries.text, request.chat.id, wanted[0].key) if wanted else None
    if wanted is None or text is None:
        return Answer(toast=say(request.chat.interface, "search.expired"), alert=True)
    view, in_place = wanted
    page = await searching.results(desk, request, view, text)
    return Answer(edit=page) if in_place else Answer(say=(page,))


def _zone_offer(text: str, request: Request) -> tuple[Button, ...]:
    """Give the button that sets the time zone, where a reader abroad who has none wrote nothing but a city."""
    abroad = request.chat.interface is Language.EN and request.chat.profile.tz == time_zones.SEOUL
    found = time_zones.named(text, request.now) if abroad else ()
    if len(found) != 1 or found[0] == time_zones.SEOUL:
        return ()
    return (timing.zone_button(found[0], request.now, request.chat.interface),)


def _offers(other: Act, language: Language) -> tuple[Button, ...]:
    """Give the buttons of the other reading of a text that was searched."""
    match other:
        case Subscribe(interests=wanted):
            written = write_interests(wanted)
            if len(written) > 56:
                return tuple(interests.offer(one, language) for one in wanted[:3])
            names = interest_names(wanted, language)
            return (labelled(language, "button.subscribe", action("sub", written), names=names),)
        case Unsubscribe(interests=wanted):
            names = interest_names(wanted, language)
            return (
                labelled(language, "button.unsubscribe", action("unsub", write_interests(wanted[:3])), names=names),
            )
        case Exclude(regions=wanted_regions):
            ids = ",".join(map(str, wanted_regions[:5]))
            names = interests.region_names(wanted_regions[:5], language)
            return (labelled(language, "button.leave_out", action("leave", ids), names=names),)
        case _:
            return (labelled(language, "button.stop", action("stop")),)
