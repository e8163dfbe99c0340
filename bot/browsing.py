"""Looking around: the latest briefings and the search."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import action, read_ids, read_interests, write_interests
from bot.desk import Desk
from bot.message import Answer, Button, Message, Request
from bot.phrases import say
from bot.plain_words import Act, Exclude, Latest, Period, Search, Subscribe, Unsubscribe, understand
from bot.replies import interests, lists, search
from bot.replies.facts import interest_names, phrase
from bot.replies.notices import labelled, notice
from bot.replies.search import PAGE, Results, Shown
from bot.short_ids import parse_short_id, short_id
from bot.subscribing import keys_of
from bot.ways_back import pick_button
from bot.wishes import read_wish
from jobs.language import has_hangul
from jobs.matching import match_keys
from jobs.model import TAGGED_CHARACTERS, BriefingId, Edition, Interest, Language, Rights, subscription_key
from jobs.search import Found, Hit, SearchSettings
from jobs.search.library import open_default
from jobs.search.passages import Passage, passage

LISTED = 5
_LOOKED_AT = 60  # so many of the newest are looked at for a period or for exclusions
_SEOUL = ZoneInfo("Asia/Seoul")  # sources date their briefings by it
_LONGEST_QUERY = 300
_DEEPEST = 200  # pages


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
    return await find(desk, request, Search(text=rest))


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
        found = tuple(one for one in found if _wanted(one, chosen))
    return found[:LISTED], len(found) > LISTED


def _wanted(edition: Edition, chosen: Sequence[Interest]) -> bool:
    """Tell whether an interest that does not leave this briefing out asks for it, as the outbox would."""
    keys = match_keys(edition.tags)
    met = {key // 64 for key in keys}
    return any(subscription_key(one.region, one.topic) in keys and met.isdisjoint(one.excludes) for one in chosen)


async def _of_period(desk: Desk, request: Request, wanted: Latest, period: Period) -> Answer:
    language = request.chat.interface
    chosen = wanted.interests or await desk.read(desk.store.chats.interests, request.chat.id)
    first, last = days_of(period, request.now)
    newest = await desk.read(desk.store.briefings.latest, keys_of(chosen), limit=_LOOKED_AT)
    inside = [
        one
        for one in newest
        if one.briefing.published and first <= one.briefing.published <= last and _wanted(one, chosen or (Interest(),))
    ]
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


async def find(desk: Desk, request: Request, wanted: Search) -> Answer:
    """Search, and offer the other reading of the text where it has one."""
    text = wanted.text[:_LONGEST_QUERY]
    key = await desk.write(desk.store.queries.keep, request.chat.id, text, request.now)
    other = wanted.other
    if other is None:
        wish = read_wish(text)
        other = Subscribe(interests=wish.interests()) if wish.understood and wish.interests() else None
    offered = tuple(_offers(other, request.chat.interface)) if other else ()
    return Answer(say=(await _results(desk, request, text, key, extra=offered),))


async def find_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Turn the pages of a search in place, or search what a button names."""
    key, page = arguments[0], read_ids(arguments[1])
    text = await desk.read(desk.store.queries.text, request.chat.id, key)
    if text is None or not page:
        return Answer(toast=say(request.chat.interface, "search.expired"), alert=True)
    shown = await _results(desk, request, text, key, page=min(page[0], _DEEPEST))
    return Answer(edit=shown) if "turn" in arguments else Answer(say=(shown,))


async def _results(
    desk: Desk, request: Request, text: str, key: str, *, page: int = 0, extra: tuple[Button, ...] = ()
) -> Message:
    language = request.chat.interface
    found = await asyncio.to_thread(desk.library.find, text, limit=PAGE, offset=page * PAGE, now=request.now)
    if not found.hits and page:
        return await _results(desk, request, text, key, extra=extra)
    shown = await _shown(desk, found, text)
    results = Results(
        query=text,
        total=max(found.total, page * PAGE + len(shown)),
        first=page * PAGE + 1,
        hits=shown,
        corrected=found.corrected,
        hint=found.hint,
        relaxed=found.relaxed,
    )
    if not shown:
        near = [await _near(desk, request, one) for one in found.suggestions[:3]]
        return search.nothing(results, language=language, buttons=(tuple(near), extra, (pick_button(language),)))
    pages = min(-(-found.total // PAGE), _DEEPEST)
    turn = lists.pager(
        page,
        pages,
        Button(label=say(language, "button.back"), action=action("find", key, page - 1, "turn")),
        Button(label=say(language, "button.on"), action=action("find", key, page + 1, "turn")),
        middle=Button(label=f"{page + 1}/{pages}", action=action("find", key, page, "turn")),
    )
    return search.answer(results, language=language, bot_username=desk.bot_username, buttons=(turn, extra))


async def _near(desk: Desk, request: Request, text: str) -> Button:
    key = await desk.write(desk.store.queries.keep, request.chat.id, text, request.now)
    return labelled(request.chat.interface, "button.search", action("find", key, 0), text=text)


async def _shown(desk: Desk, found: Found, text: str) -> tuple[Shown, ...]:
    ids = {hit.id: BriefingId(int(hit.id)) for hit in found.hits if hit.id.isdigit()}
    editions = await desk.read(desk.store.briefings.editions, tuple(ids.values()))
    by_id = {one.id: one for one in editions}
    pairs = [(hit, by_id[ids[hit.id]]) for hit in found.hits if ids.get(hit.id) in by_id]
    analyser = desk.settings.korean.analyser

    def passages() -> tuple[Shown, ...]:
        return tuple(_one_shown(hit, edition, found, text, analyser) for hit, edition in pairs)

    return await asyncio.to_thread(passages)


def _one_shown(hit: Hit, edition: Edition, found: Found, text: str, analyser: str) -> Shown:
    opened = open_default(SearchSettings(analyser=analyser))
    best = Passage("")
    for quotable in quotable_texts(edition, korean=has_hangul(text)):
        best = passage(quotable, found.query, opened)
        if best.marks:
            break
    if not best.marks:
        best = Passage("")
    return Shown(edition=edition, passage=best.text, marks=best.marks, folded=len(hit.folded))


def quotable_texts(edition: Edition, *, korean: bool) -> tuple[str, ...]:
    """Give what a passage may be taken from, within the source's rights; the language asked in comes first."""
    briefing = edition.briefing
    own = ""
    if edition.rights is Rights.FULL or edition.rights is Rights.QUOTES:
        own = "\n".join((*briefing.paragraphs(), *briefing.headings()))[:TAGGED_CHARACTERS]
    elif edition.rights is Rights.HEADINGS:
        own = " · ".join(briefing.headings())
    other = Language.EN if briefing.language is Language.KO else Language.KO
    said = edition.summaries.get(other)
    digest = " · ".join(line.text for line in said.lines) if said else ""
    cited = " · ".join(one.title for one in briefing.references)
    native_first = korean == (briefing.language is Language.KO)
    texts = (own, digest, cited) if native_first else (digest, cited, own)
    return tuple(text for text in texts if text)


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
