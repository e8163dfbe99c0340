"""What the kinds of sources have in common: a listing of entries, and a document for each.

Adding one is a module with `listing`, `document` and `pages`, and a row in KINDS.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jobs.model import Document, Fetched, Item, Listing
from jobs.settings import SourceSettings
from jobs.sources import board, feed, folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a kind of source is read. Each function's result depends on its arguments alone.

    `listing` gives what an answer shows, newest first as it stands there, but for the entries that the memo of an
    earlier listing names and that have not changed since. `document` gives an entry's document; `page`
    is the entry's own page, or None where the entry carries its content. Both raise SourceError for an answer that is
    not what it should be, and block while another process reads it: call them from a thread. `pages` gives the
    addresses of the list. `for_people`: its pages are made for people, so robots.txt is asked. `local`: nothing is
    fetched; `listing` is given the address alone, in an empty answer. `listing_soon`, where there is one, is `listing`
    for the event loop: for short answers of which the memo names most.
    """

    listing: Callable[[Fetched, SourceSettings, str], Listing]
    document: Callable[[Item, Fetched | None, SourceSettings], Document]
    pages: Callable[[SourceSettings], tuple[str, ...]]
    for_people: bool = False
    local: bool = False
    listing_soon: Callable[[Fetched, SourceSettings, str], Awaitable[Listing]] | None = None

    def items(self, fetched: Fetched, source: SourceSettings) -> tuple[Item, ...]:
        """Give the entries of the listing."""
        return self.listing(fetched, source, "").items


KINDS: Mapping[str, Kind] = {
    "feed": Kind(listing=feed.listing, document=feed.document, pages=feed.pages, listing_soon=feed.listing_soon),
    "board": Kind(listing=board.listing, document=board.document, pages=board.pages, for_people=True),
    "folder": Kind(listing=folder.listing, document=folder.document, pages=folder.pages, local=True),
}

__all__ = ["KINDS", "Kind"]
