"""A kept search becomes a page: the library is asked, the briefings are fetched, the passages are chosen.

Every way to search goes through here: the command, plain words, the buttons, the inline mode.
"""

from dataclasses import replace
from datetime import datetime

from bot import rewording
from bot.desk import Desk
from bot.excerpts import excerpt, language_asked
from bot.message import Button, Message, Request
from bot.replies import search, search_buttons
from bot.replies.notices import labelled
from bot.replies.search import MOST_UNFOLDED, PAGE, Narrowed, Results, Shown
from bot.replies.search_buttons import Page
from bot.saving import save_button
from bot.views import RECENT_DAYS, View, turned_to, worded
from bot.ways_back import pick_button
from jobs.indexing import briefing_ids
from jobs.language import Analyser
from jobs.model import Edition, Language
from jobs.search import Found, Hit
from jobs.store import Store

_MOST_SUGGESTED = 3
_MOST_WIDER = 2
_MOST_OFFERED = 3  # in a row


async def results(desk: Desk, request: Request, view: View, text: str, *, extra: tuple[Button, ...] = ()) -> Message:
    """Give the page of a query that its buttons describe; beyond the last page it is the first one again.

    All of it is made by the thread that looks: the loop, which everybody else waits for, only sends it.
    """
    page = await desk.look(_page, desk, request, view, text, extra)
    await desk.write_shared(desk.store.queries.write)
    return page


def _page(desk: Desk, request: Request, view: View, text: str, extra: tuple[Button, ...]) -> Message:
    language = request.chat.interface
    found, hits = _looked_up(desk, view, text, (language, request.now))
    if not found.hits and view.page:
        return _page(desk, request, replace(view, page=0), text, extra)
    offers = _meant_instead(desk, request, found, text)
    side = view.side or language_asked(found.query, language)
    page = Results(
        query=text,
        total=max(found.total, view.page * PAGE + len(hits)),
        first=view.page * PAGE + 1,
        hits=hits,
        corrected=found.corrected,
        hint=found.hint,
        relaxed=found.relaxed,
        narrowed=Narrowed(days=RECENT_DAYS if view.recent else 0, region=view.region, newest=view.newest),
        conditioned=bool(rewording.conditions(found.query)),
        side=view.side,
    )
    save = save_button(view, found.query, language)
    if not hits:
        wider = () if found.hits else _wider(desk, request, found, text)
        wider = (*search_buttons.undoing(view, language), *wider)
        pick = () if wider else (pick_button(language),)
        beneath = (offers, wider[:_MOST_OFFERED], (*extra, *save, *pick)[:_MOST_OFFERED])
        return search.nothing(page, language=language, buttons=beneath)
    seen = Page(view=view, total=page.total, hits=hits, query=found.query, side=side, today=request.now.date())
    rows = search_buttons.below(seen, language, (*offers, *extra), save)
    return search.answer(page, language=language, bot_username=desk.bot_username, buttons=rows)


def _looked_up(desk: Desk, view: View, text: str, asker: tuple[Language, datetime]) -> tuple[Found, tuple[Shown, ...]]:
    """Give what a page is made of: what was found, and its hits as they are shown."""
    language, now = asker
    found = desk.library.find(worded(text, view), limit=PAGE, offset=view.page * PAGE, now=now, newest=view.newest)
    side = view.side or language_asked(found.query, language)
    return found, shown(
        desk.store, found, desk.library.analyser, side=side, chosen=view.side is not None, unfolded=view.unfolded
    )


def shown(
    store: Store, found: Found, analyser: Analyser, *, side: Language, chosen: bool = False, unfolded: bool = False
) -> tuple[Shown, ...]:
    """Give the hits as they are shown, read by the thread that looks; one whose briefing is gone is left out."""
    beside = {hit.id: briefing_ids(hit.folded[:MOST_UNFOLDED]) if unfolded else () for hit in found.hits}
    wanted = (*briefing_ids(hit.id for hit in found.hits), *(one for ids in beside.values() for one in ids))
    editions = store.briefings.editions(tuple(dict.fromkeys(wanted)))
    by_id = {str(int(one.id)): one for one in editions}

    def one_shown(hit: Hit, edition: Edition) -> Shown:
        best = excerpt(edition, found.query, analyser, side=side, chosen=chosen)
        listed = tuple(by_id[str(one)] for one in beside[hit.id] if str(one) in by_id)
        return Shown(edition=edition, passage=best.text, marks=best.marks, folded=len(hit.folded), unfolded=listed)

    return tuple(one_shown(hit, by_id[hit.id]) for hit in found.hits if hit.id in by_id)


def kept(desk: Desk, request: Request, text: str) -> View:
    """Give a query as buttons point to it; `results` writes it down before it answers."""
    return View(key=desk.store.queries.hand_in(request.chat.id, text, request.now))


def _meant_instead(desk: Desk, request: Request, found: Found, text: str) -> tuple[Button, ...]:
    """Offer what a correction changed as it was written, the region that was named, and what may have been meant."""
    language = request.chat.interface
    buttons = []
    insisted = rewording.as_written(text, found.corrected)
    if insisted is not None:
        word = next(iter(found.corrected))
        buttons.append(labelled(language, "button.as_written", _turning_to(desk, request, insisted), text=word))
    there = rewording.within_region(found.query) if found.relaxed or not found.hits else None
    if there is not None:
        name, narrowed = there
        buttons.append(labelled(language, "button.within", _turning_to(desk, request, narrowed), text=name))
    near = [*(rewording.with_near(text, found.hint) if found.hint else ()), *found.suggestions]
    near = list(dict.fromkeys(near))[: _MOST_SUGGESTED - len(buttons)]
    buttons += [labelled(language, "button.maybe", _turning_to(desk, request, one), text=one) for one in near]
    return tuple(buttons)


def _wider(desk: Desk, request: Request, found: Found, text: str) -> tuple[Button, ...]:
    """Offer the query without one of its own conditions, and without its quotation marks."""
    language = request.chat.interface
    asked = desk.library.parse(text, today=request.now.date())
    buttons = []
    for condition, rest in list(rewording.wider(asked))[:_MOST_WIDER]:
        act = _turning_to(desk, request, rest)
        buttons.append(labelled(language, "button.without", act, text=condition))
    plain = rewording.unquoted(asked)
    if plain is not None:
        buttons.append(labelled(language, "button.unquoted", _turning_to(desk, request, plain)))
    return tuple(buttons)


def _turning_to(desk: Desk, request: Request, text: str) -> str:
    return turned_to(kept(desk, request, text))
