"""What a source's list shows, each entry with what is known of it and, where it carries its content, what it says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from jobs.errors import FetchError, FetchRefused, SourceError
from jobs.fetch import Fetcher, FetchRules
from jobs.model import Clock, Document, Fetched, Item, Listing, Validators, Written
from jobs.parsing import Parsing
from jobs.reading import read_briefing
from jobs.recognising import known_as
from jobs.settings import SourceSettings
from jobs.settling import MOST_ENTRIES
from jobs.sources.board import TITLE_DIFFERS
from jobs.sources.kinds import KINDS
from jobs.store import Known, Reading, Store
from jobs.store.lanes import Lanes

_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})  # of the 4xx; the others mean that this page is not there
_SHORT = 60_000  # bytes of an answer that the event loop hands over itself: what fits into a pipe at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A listing with those of its further pages that are wanted."""

    listing: Listing
    held: Mapping[str, Known]  # what is known of its entries, by their keys
    left_open: int | None = None  # the flood that a poll cut short has left open
    walked: Mapping[str, Validators] = field(default_factory=dict)  # what its further pages gave, by their addresses
    readings: Mapping[int, Reading] = field(default_factory=dict)  # by position: what its own entries say

    @property
    def new(self) -> int:
        """Count the entries that are not known at all."""
        return sum(known_as(item.keys, self.held) is None for item in self.listing.items)

    def fingerprint(self) -> str:
        """Give a word that changes when the entries do that have pages of their own."""
        shown = (f"{one.keys} {one.title}" for one in self.listing.items if one.content is None)
        return hashlib.sha256("\n".join(shown).encode("utf-8", "replace")).hexdigest()[:32]


class Lists:
    """Reads lists, their entries and what is known of them; on a thread, but for short ones of which most is known."""

    def __init__(self, *, store: Store, lanes: Lanes, fetcher: Fetcher, clock: Clock) -> None:
        self._store = store
        self._lanes = lanes
        self._fetcher = fetcher
        self._clock = clock
        self.parsing = Parsing()

    async def read(self, source: SourceSettings, fetched: Fetched, memo: str, *, insists: bool = False) -> Listed:
        """Give what the answer lists but for what the memo names, and further pages while all of a page is new.

        Who `insists` on all of it gets the error of a further page that may come later; else the list ends before it.
        """
        kind = KINDS[source.kind]
        if memo and kind.listing_soon is not None and len(fetched.body) <= _SHORT:
            listing = await self.parsing.run_here(kind.listing_soon, fetched, source, memo)
            if len(listing.items) <= _few(source):
                return _told_apart(listing, source)
            return await self._lanes.read(self._looked_up, listing, source, memo)
        return await self._walk(await self.parsing.run(self._first, source, fetched, memo), source, insists=insists)

    async def keep_walked(self, source: SourceSettings, listed: Listed) -> None:
        """Remember what the further pages gave, once all that they showed is stored: never before (D13)."""
        for address, given in listed.walked.items():
            keep = self._store.sightings.keep_validators
            await self._lanes.write(keep, source.id, address, given, now=self._clock())

    async def _walk(self, first: Listed, source: SourceSettings, *, insists: bool) -> Listed:
        """Give the list with its further pages, each looked at if all of the one before is new."""
        found = {item.keys[0]: item for item in first.listing.items}
        fresh, known, held = first.listing.items, first.held, dict(first.held)
        walked: dict[str, Validators] = {}
        for address in KINDS[source.kind].pages(source)[1:]:
            if not fresh or known:
                break
            try:
                page = await self._further(source, address)
            except (FetchError, SourceError) as error:
                if insists and may_come_later(error):
                    raise
                break
            if page is None:
                break
            listing, walked[address] = page
            fresh = tuple(item for item in listing.items if item.keys[0] not in found)  # the last page may come again
            known = await self._lanes.read(self._known, source.id, fresh)
            found.update({item.keys[0]: item for item in fresh})
            held.update(known)
        items = tuple(found.values()) if walked else first.listing.items
        return replace(first, listing=replace(first.listing, items=items), held=held, walked=walked)

    async def _further(self, source: SourceSettings, address: str) -> tuple[Listing, Validators] | None:
        """Give what a further page lists and what it gave; None where it shows what it showed before."""
        validators = await self._lanes.read(self._store.sightings.validators, source.id, address)
        page = await self._fetcher.get(address, validators, rules=rules_of(source))
        if page.not_modified:
            return None
        listing = await self.parsing.run(KINDS[source.kind].listing, page, _however_short(source), "")
        return listing, page.validators

    def _first(self, source: SourceSettings, fetched: Fetched, memo: str) -> Listed:
        listing = KINDS[source.kind].listing(fetched, source, memo)
        if memo and len(listing.items) <= _few(source):
            return _told_apart(listing, source)
        return self._looked_up(listing, source, memo)

    def _looked_up(self, listing: Listing, source: SourceSettings, memo: str) -> Listed:
        held = self._known(source.id, listing.items)
        # whoever has a memo has ended the poll that it is of, and its flood with it
        left_open = None if memo else self._store.catch_ups.left_open(source.id)
        return Listed(listing=listing, held=held, left_open=left_open, readings=_readings(listing, held, source))

    def _known(self, source_id: str, items: Sequence[Item]) -> Mapping[str, Known]:
        keys = [key for item in items for key in item.keys]
        return self._store.sightings.known(source_id, keys) if keys else {}


def _however_short(source: SourceSettings) -> SourceSettings:
    """Give the settings by which the last page of a list is read, which may hold a post or none."""
    if source.board is None:
        return source
    return source.model_copy(update={"board": source.board.model_copy(update={"min_rows": 0})})


def may_come_later(error: FetchError | SourceError) -> bool:
    """Tell whether what could not be had now may be had another time: not what is not there, or not allowed."""
    if isinstance(error, SourceError):
        return True  # a page that is something else today: maintenance, login
    if isinstance(error, FetchRefused):
        return False
    return error.status is None or error.status >= 500 or error.status in _WORTH_ANOTHER_TRY


def _few(source: SourceSettings) -> int:
    """Give the most entries that are no flood and go into one transaction."""
    return min(MOST_ENTRIES, source.max_new_per_poll or MOST_ENTRIES)


def _told_apart(listing: Listing, source: SourceSettings) -> Listed:
    """Give a listing of few entries that a memo does not name: what is known of them is asked where they are stored."""
    return Listed(listing=listing, held={}, readings=_readings(listing, {}, source))


def _readings(listing: Listing, held: Mapping[str, Known], source: SourceSettings) -> Mapping[int, Reading]:
    """Give what the entries say that carry their content, by position."""
    records = listing.records or (None,) * len(listing.items)
    return {
        at: reading_of(item, KINDS[source.kind].document(item, None, source), records[at])
        for at, item in enumerate(listing.items)
        if item.content is not None and may_revise(known_as(item.keys, held))
    }


def rules_of(source: SourceSettings) -> FetchRules:
    """Give the rules under which a source's pages are fetched."""
    return _rules(source.allow_ports, source.allow_private, source.spacing_s, KINDS[source.kind].for_people)


@lru_cache
def _rules(ports: tuple[int, ...], private: bool, spacing_s: float, for_people: bool) -> FetchRules:
    """Give the same rules for the same settings: they are asked for with every request."""
    return FetchRules(allow_ports=ports, allow_private=private, spacing_s=spacing_s, robots=for_people)


def may_revise(known: Known | None) -> bool:
    """Tell whether what this source shows may become a revision: what another one brought first stays as it is."""
    return known is None or known.own


def reading_of_page(item: Item, page: Fetched, source: SourceSettings) -> Reading:
    """Give what an entry's own page says. Blocks; raises SourceError where it is not what it should be."""
    return reading_of(item, KINDS[source.kind].document(item, page, source))


def reading_of(item: Item, document: Document, record: Written | None = None) -> Reading:
    """Give what an entry's document says, under the entry's keys; `record` where it has been read already."""
    if record is not None:
        return Reading(keys=item.keys, document=document, briefing=record.briefing, written=record)
    without = tuple(word for word in document.warnings if word != TITLE_DIFFERS)
    briefing = read_briefing(replace(document, warnings=without) if document.warnings else document)
    return Reading(keys=item.keys, document=document, briefing=briefing)
