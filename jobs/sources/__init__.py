"""What the kinds of sources have in common: a list of items, and a document for each.

Adding one is a module with `items`, `document` and `pages`, and a row in KINDS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jobs.model import Document, Fetched, Item
from jobs.settings import SourceSettings
from jobs.sources import board, feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of source is read. Each function's result depends on its arguments alone.

    `items` gives what the list shows, newest first as it stands there. `document` gives an item's document; `page` is
    the item's own page, or None where the item carries its content. Both raise SourceError for an answer that is not
    what it should be, and block while another process reads it: call them from a thread. `pages` gives the addresses
    of the list.
    """

    items: Callable[[Fetched, SourceSettings], tuple[Item, ...]]
    document: Callable[[Item, Fetched | None, SourceSettings], Document]
    pages: Callable[[SourceSettings], tuple[str, ...]]


KINDS: Mapping[str, Kind] = {
    "feed": Kind(items=feed.items, document=feed.document, pages=feed.pages),
    "board": Kind(items=board.items, document=board.document, pages=board.pages),
}

__all__ = ["KINDS", "Kind"]
