"""A feed read with a memo of what it showed before, inside the reader process: what still stands there is left out.

Most feeds change by one entry. Reading that one alone and reading all of them give the same (tests/unit/sources holds
it over generated feeds); wherever the one cannot be sure of that, the other is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jobs.sources.feed_entries import Times, entries
from jobs.sources.feed_memo import NOTHING, Layout, Memo, Remembered, fingerprint, lay_out, remembered
from jobs.sources.feed_parse import Unreadable, answer_text, is_json, parse_feed
from jobs.sources.frames import Record

_TITLES = 20  # tell which language a feed is in that does not say so


@dataclass(frozen=True, slots=True)
class _Read:
    """The feed's own record, what is to be remembered of each of its entries, and those that were read."""

    head: Record
    around: bytes
    kept: Sequence[Remembered]
    entries: Mapping[bytes, Record]  # by what they say

    def answer(self, memo: Memo, warnings: Sequence[str]) -> list[Record]:
        """Give the records of the answer: entries that say what they said before are counted by their days alone."""
        before = {one.said for one in memo.entries}
        given = [entry for said, entry in self.entries.items() if said not in before]
        others = (one.day for one in self.kept if one.day and one.said in before)
        head = {
            **_warned(self.head, warnings),
            "memo": Memo(self.around, tuple(self.kept)).word(),
            "days": " ".join(date.fromordinal(day).isoformat() for day in others),
        }
        return [head, *given]


def _warned(head: Record, warnings: Sequence[str]) -> Record:
    return {**head, "warnings": " ".join((*warnings, head["warnings"]))}


def read_again(body: bytes, order: Mapping[str, str]) -> list[Record]:
    """Give the feed's own record and those entries that the order's memo does not name. Raises Unreadable.

    Without a memo, be it an empty one, every entry is given and nothing is kept for the next time.
    """
    text, warnings = answer_text(body, order["content_type"])
    if "memo" not in order:
        head, *records = _parsed(text, order)
        return [_warned(head, warnings), *entries(records, _times(head, records, order))[0]]
    memo = Memo.of(order["memo"])
    layout = None if is_json(text) else lay_out(text)
    read = _changed(text, layout, memo, order) if layout and memo.around != NOTHING else None
    return (read or _whole(text, layout, order)).answer(memo, warnings)


def _parsed(text: str, order: Mapping[str, str], part: str = "") -> list[Record]:
    """Give the feed's records; what it says not of its language, the answer's header may."""
    head, *records = parse_feed(text, order["url"], part=part)
    stated = order.get("content_language", "").partition(",")[0].strip()
    return [{**head, "language": head["language"] or stated}, *records]


def _whole(text: str, layout: Layout | None, order: Mapping[str, str]) -> _Read:
    head, *records = _parsed(text, order)
    times = _times(head, records, order)
    found, alone = entries(records, times)
    around, prints = NOTHING, [NOTHING] * len(found)
    if layout and alone and head.get("strict") and len(found) == len(layout.blocks):
        around = _around(layout, head, times, order)
        prints = [
            fingerprint(block) if _dated(record, entry) else NOTHING
            for block, record, entry in zip(layout.blocks, records, found, strict=True)
        ]
    kept = [remembered(entry, times.zone, of) for entry, of in zip(found, prints, strict=True)]
    return _Read(head, around, kept, {one.said: entry for one, entry in zip(kept, found, strict=True)})


def _changed(text: str, layout: Layout, memo: Memo, order: Mapping[str, str]) -> _Read | None:
    """Read those entries whose text is another than before; None where the others might come out differently now."""
    known = {one.text: one for one in memo.entries if one.text != NOTHING}
    prints = [fingerprint(block) for block in layout.blocks]
    fresh = [block for block, of in zip(layout.blocks, prints, strict=True) if of not in known]
    if len(fresh) == len(layout.blocks):
        return None
    try:
        head, *records = _parsed(text, order, part=layout.only(fresh))
    except Unreadable:
        return None
    times = _times(head, records, order)
    found, alone = entries(records, times)
    if not (alone and head.get("strict") and len(found) == len(fresh)):
        return None
    if memo.around != _around(layout, head, times, order):
        return None
    waiting = iter(zip(records, found, strict=True))
    kept: list[Remembered] = []
    said: dict[bytes, Record] = {}
    for of in prints:
        if (one := known.get(of)) is None:
            record, entry = next(waiting)
            one = remembered(entry, times.zone, of if _dated(record, entry) else NOTHING)
            said[one.said] = entry
        kept.append(one)
    every = [key for one in kept for key in one.keys]
    return _Read(head, memo.around, kept, said) if len(set(every)) == len(every) else None


def _around(layout: Layout, head: Record, times: Times, order: Mapping[str, str]) -> bytes:
    return layout.around(order["url"], times.zone.key, head["version"])


def _times(head: Record, records: Sequence[Record], order: Mapping[str, str]) -> Times:
    titles = [head["title"], *(one["title"] for one in records[:_TITLES])]
    return Times.of(order["zone"], order["now"], language=head["language"], url=order["url"], titles=titles)


def _dated(record: Record, entry: Record) -> bool:
    """Tell whether each time that stands there was read: one that lies in the future today need not tomorrow."""
    return all(bool(record[name]) == bool(entry[name]) for name in ("published", "updated"))
