"""The buttons below a search: pages and order, filters, the other language, what else may have been meant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.excerpts import has_side
from bot.message import Button, Buttons
from bot.phrases import say
from bot.replies.facts import primary_regions
from bot.replies.lists import pager
from bot.replies.notices import labelled
from bot.replies.search import PAGE, Shown
from bot.views import DEEPEST, RECENT_DAYS, View, region_word, turned_to
from jobs import regions
from jobs.model import ANY_REGION, Language, RegionId
from jobs.search import Filter, FilterField, Query

_MOST_OFFERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of results as its buttons see it: `side` is the language its passages are in."""

    view: View
    total: int
    hits: Sequence[Shown]
    query: Query
    side: Language
    today: date


def below(page: Page, language: Language, offers: Sequence[Button] = (), save: Sequence[Button] = ()) -> Buttons:
    """Give three rows at most: `[«] [1/3] [»] [by date]`, the filters and the other language, the offers and saving.

    Where there is but one page, the filters stand above the language and the order.
    """
    pages = min(-(-page.total // PAGE), DEEPEST)
    turns = _turns(page.view, pages, language)
    filters, side, order = _filters(page, language), _side(page, language), _order(page, language)
    above, beneath = ((*turns, *order), (*filters, *side)) if turns else (filters, (*side, *order))
    unfold = _unfold(page, language)
    return above, beneath, ((*offers[:1], *unfold, *offers[1:])[: _MOST_OFFERS - len(save)] + tuple(save))


def undoing(view: View, language: Language) -> tuple[Button, ...]:
    """Give the filters that are set, each with what takes it off again: for a page on which nothing is left."""
    recent = (_recent(view, language),) if view.recent else ()
    return (*recent, *((_only(view, view.region, language),) if view.region else ()))


def _turns(view: View, pages: int, language: Language) -> tuple[Button, ...]:
    return pager(view.page, pages, language, lambda at: turned_to(replace(view, page=at)))


def _order(page: Page, language: Language) -> tuple[Button, ...]:
    """Offer the other order; a query without words has only one."""
    if page.total < 2 or not page.query.wanted:
        return ()
    key = "button.by_fit" if page.view.newest else "button.by_date"
    return (labelled(language, key, turned_to(replace(page.view, page=0, newest=not page.view.newest))),)


def _filters(page: Page, language: Language) -> tuple[Button, ...]:
    """Offer the filters that would leave something out, and those that are set, to be taken off."""
    view = page.view
    buttons = []
    if view.recent or (page.query.since is None and _would_leave_out_old(page)):
        buttons.append(_recent(view, language))
    region = view.region or _region_to_offer(page)
    if region:
        buttons.append(_only(view, region, language))
    return tuple(buttons)


def _recent(view: View, language: Language) -> Button:
    act = turned_to(replace(view, page=0, recent=not view.recent))
    button = labelled(language, "button.recent", act, n=RECENT_DAYS)
    return _ticked(button, language) if view.recent else button


def _only(view: View, region: RegionId, language: Language) -> Button:
    act = turned_to(replace(view, page=0, region=ANY_REGION if view.region else region))
    button = labelled(language, "button.only_region", act, region=regions.label(region, language))
    return _ticked(button, language) if view.region else button


def _ticked(button: Button, language: Language) -> Button:
    return replace(button, label=say(language, "button.chosen", label=button.label))


def _would_leave_out_old(page: Page) -> bool:
    first = page.today - timedelta(days=RECENT_DAYS)
    published = [hit.edition.briefing.published for hit in page.hits]
    return page.total > 1 and (page.total > PAGE or any(day is None or day < first for day in published))


def _region_to_offer(page: Page) -> RegionId:
    """Give the country that the query names, else the one most hits of the page are about, two at least.

    It is 0 where that would leave nothing out or is a condition already.
    """
    if page.total < 2:
        return ANY_REGION
    counted = Counter(
        region for hit in page.hits for region in primary_regions(hit.edition) if regions.is_country(region)
    )
    named = [region for region in _named(page.query) if counted[region]]
    best = named or [region for region, count in counted.most_common(1) if count > 1]
    wanted = next((region for region in best if region_word(region) and not _asked_for(page.query, region)), None)
    if wanted is None or (page.total <= PAGE and counted[wanted] == len(page.hits)):
        return ANY_REGION
    return wanted


def _named(query: Query) -> list[RegionId]:
    texts = [query.plain, *query.plain.split()]
    found = [ids[0] for ids in map(regions.find, texts) if len(ids) == 1]
    return list(dict.fromkeys(found))


def _asked_for(query: Query, region: RegionId) -> bool:
    def names_it(one: Filter) -> bool:
        return one.field is FilterField.REGION and str(int(region)) in one.values

    return any(map(names_it, query.filters))


def _side(page: Page, language: Language) -> tuple[Button, ...]:
    """Offer the passages in the other language, where the page has any."""
    wanted = page.side.other
    if not any(has_side(hit.edition, wanted) for hit in page.hits):
        return ()
    act = turned_to(replace(page.view, side=wanted))
    if wanted is Language.EN:
        return (labelled(language, "button.english", act),)
    return (labelled(language, "button.korean", act),)


def _unfold(page: Page, language: Language) -> tuple[Button, ...]:
    if not any(hit.folded for hit in page.hits):
        return ()
    act = turned_to(replace(page.view, unfolded=not page.view.unfolded))
    if page.view.unfolded:
        return (labelled(language, "button.fold", act),)
    return (labelled(language, "button.unfold", act),)
