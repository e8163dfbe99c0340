"""A search saved as an alert: an interest with a query, kept as it was searched, asked when a briefing is announced."""

from collections.abc import Sequence
from dataclasses import replace

from bot import rewording
from bot.actions import action, read_ids
from bot.desk import Desk
from bot.message import Answer, Button, Request
from bot.phrases import say
from bot.replies import interests, timing
from bot.replies.interests import Lately
from bot.replies.notices import labelled, notice
from bot.subscribing import wake_up
from bot.unsubscribing import the_list
from bot.views import RECENT_DAYS, View, region_of, worded
from bot.ways_back import BACK, mine_button, way_back
from jobs.indexing import briefing_ids
from jobs.model import ChatKind, Interest, Language, RegionId
from jobs.search import Query

MOST_SAVED = 30
"""Searches that a chat can have saved at a time."""

_MET_AT_ONCE = 100  # of what a saved search finds by now, so many of the newest count as met


def save_button(view: View, query: Query, language: Language) -> tuple[Button, ...]:
    """Give the button that saves a search with its region filter; nothing where it asks for nothing but days."""
    if without_days(query).empty:
        return ()
    return (labelled(language, "button.save", action("save", view.key, view.region)),)


def without_days(query: Query) -> Query:
    """Give the query without its days: what comes is new."""
    return replace(query, since=None, until=None)


async def save_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Save the search that a button names; an undo puts a removed one back into the list."""
    language = request.chat.interface
    key, region, verb, left_out = (*arguments, "", "", "", "")[:4]
    text = await desk.read(desk.store.queries.text, request.chat.id, key)
    if text is None:
        return Answer(toast=say(language, "search.expired"), alert=True)
    view = View(key=key, region=region_of(region))
    excludes = [RegionId(one) for one in read_ids(left_out.replace("-", ","))]
    if verb == BACK:
        await _saved(desk, request, text, excludes)
        return Answer(edit=await the_list(desk, request), toast=say(language, "unsubscribe.undone"))
    return await save(desk, request, worded(text, view))


async def save(desk: Desk, request: Request, text: str) -> Answer:
    """Save a search as it was carried out, its corrections included, and say so with the way back."""
    language = request.chat.interface
    before = await desk.read(desk.store.chats.interests, request.chat.id)
    if sum(bool(one.query) for one in before) >= MOST_SAVED:
        buttons = ((mine_button(language),),)
        return Answer(say=(notice(language, "save.too_many", n=MOST_SAVED, buttons=buttons),))
    found = await desk.look(desk.library.find, text, limit=1, now=request.now)
    query = rewording.written(without_days(found.query))
    if not query:
        return Answer(toast=say(language, "error.old_button"))
    woken = await wake_up(desk, request)
    made = await _saved(desk, request, query)
    if made is None:
        said = notice(language, "save.already", text=query, buttons=((mine_button(language),),))
        return Answer(say=(said,))
    first_time = not before and request.chat.kind is ChatKind.PRIVATE
    said = interests.saved(
        made,
        lately=await _lately(desk, request, query),
        notes=(*(("save.without_days",) if found.query.since or found.query.until else ()), *_woken_note(woken=woken)),
        asking=first_time,
        language=language,
        buttons=(timing.first_question(language) if first_time else (), way_back(language, remove=(made,))),
    )
    return Answer(say=(said,), toast=say(language, "save.toast"))


async def _saved(desk: Desk, request: Request, query: str, excludes: Sequence[RegionId] = ()) -> Interest | None:
    """Save a query with what it finds by now; None where the chat has it already."""
    found = await desk.look(desk.library.find, query, limit=_MET_AT_ONCE, now=request.now, newest=True)
    ids = () if found.relaxed else briefing_ids(hit.id for hit in found.hits)
    return await desk.write(desk.store.searches.save, request.chat.id, query, ids, request.now, excludes=excludes)


async def _lately(desk: Desk, request: Request, query: str) -> Lately:
    """Count what the search would have brought in the last days."""
    recent = await desk.look(desk.library.find, f"{query} from:{RECENT_DAYS}d", limit=1, now=request.now)
    since = await desk.read(desk.store.briefings.first_day)
    return Lately(found=0 if recent.relaxed else recent.total, since=since, today=request.now.date())


def _woken_note(*, woken: bool) -> tuple[str, ...]:
    return ("subscribe.resting_off",) if woken else ()
