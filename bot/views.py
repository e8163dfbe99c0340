"""How a search stands on a page: what its buttons have set, written into each of them.

So a page works after a restart. The filters are words of the query itself: one parser reads them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.actions import action, read_ids
from jobs import regions
from jobs.model import ANY_REGION, Language, RegionId
from jobs.search.names import known_names

RECENT_DAYS = 30
"""What `lately` means: of a filter, and of the count after a subscription."""

DEEPEST = 200
"""Pages that can be turned to."""
_TURN = "turn"
_SIDES = {"k": Language.KO, "e": Language.EN}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of a kept query. `side` is the language passages are shown in, None where nobody chose one."""

    key: str
    page: int = 0
    recent: bool = False
    region: RegionId = ANY_REGION
    newest: bool = False
    unfolded: bool = False
    side: Language | None = None


def turned_to(view: View) -> str:
    """Give the callback data that turns the tapped message into this page."""
    side = next((letter for letter, language in _SIDES.items() if language is view.side), "")
    flags = (
        "m" if view.recent else "",
        f"r{view.region}" if view.region else "",
        "d" if view.newest else "",
        "u" if view.unfolded else "",
        side,
    )
    return action("find", view.key, view.page, _TURN, ".".join(filter(None, flags)))


def read_view(arguments: Sequence[str]) -> tuple[View, bool] | None:
    """Give the page that a button names, and whether the tapped message becomes it; None when it names none."""
    key, pages, turn, flags = (*arguments, "", "", "", "")[:4]
    page = read_ids(pages)
    if not page:
        return None
    chosen = flags.split(".")
    view = View(
        key=key,
        page=min(page[0], DEEPEST - 1),
        recent="m" in chosen,
        region=next(filter(None, (region_of(flag[1:]) for flag in chosen if flag.startswith("r"))), ANY_REGION),
        newest="d" in chosen,
        unfolded="u" in chosen,
        side=next((_SIDES[flag] for flag in chosen if flag in _SIDES), None),
    )
    return view, turn == _TURN


def worded(text: str, view: View) -> str:
    """Give the query with the words that the buttons add to it."""
    recent = f"from:{RECENT_DAYS}d" if view.recent else ""
    where = f"region:{region_word(view.region)}" if view.region else ""
    return " ".join(filter(None, (text, recent, where)))


@lru_cache(maxsize=512)
def region_word(region: RegionId) -> str:
    """Give the one word by which a query means this region and no other; "" where there is none."""
    known = regions.by_id(region)
    if known is None:
        return ""
    names = known_names()
    spelt = ("".join(known.ko.split()), "".join(known.en.split()), known.code)
    return next((word for word in spelt if _means_only(names.regions(word), region)), "")


def _means_only(values: Sequence[str], region: RegionId) -> bool:
    return values[:1] == (str(int(region)),) and len(values) <= 2


def region_of(written: str) -> RegionId:
    """Give the region of a number in a button; 0 where a query has no word for it."""
    ids = read_ids(written)
    region = RegionId(ids[0]) if len(ids) == 1 else ANY_REGION
    return region if region_word(region) else ANY_REGION
