"""Which stored briefing an entry is. Its address or the site's own number is sure, guid and title with day are not.

A source may give a guid to another article, and two may bear one title on one day (주간 동향). So what is known by
such a key alone is compared by what it says, and where it says something else it is new.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from jobs.model import Briefing, BriefingId, Item
from jobs.sources.articles import another_article
from jobs.store import Known, Reading

_UNSURE = ("guid:", "hash:")


def known_as(keys: Sequence[str], held: Mapping[str, Known]) -> Known | None:
    """Give the briefing that these keys mean: by a sure one if there is any, else by the best."""
    found = [key for key in keys if key in held]
    sure = (key for key in found if not key.startswith(_UNSURE))
    return held[best] if (best := next(sure, found[0] if found else None)) else None


def is_sure(item: Item, held: Mapping[str, Known]) -> bool:
    """Tell whether an entry is known by its address, its number or its file."""
    return any(key in held and not key.startswith(_UNSURE) for key in item.keys)


def meant(
    reading: Reading, held: Mapping[str, Known], record: Callable[[BriefingId], Briefing | None]
) -> tuple[Known | None, Reading]:
    """Give the briefing that the keys of a reading mean, and the reading with the keys that are its own."""
    while (known := known_as(reading.keys, held)) is not None:
        its = [key for key in reading.keys if key in held and held[key].id == known.id]
        if not all(key.startswith(_UNSURE) for key in its) or not _is_another(known, its, reading, record):
            own = tuple(key for key in reading.keys if key not in held or held[key].id == known.id)
            return known, reading if own == reading.keys else replace(reading, keys=own)
        left = tuple(key for key in reading.keys if key not in its)
        reading = replace(reading, keys=left or (f"sha:{reading.content_sha[:32]}",))
    return None, reading


def _is_another(
    known: Known, its: Sequence[str], reading: Reading, record: Callable[[BriefingId], Briefing | None]
) -> bool:
    before = record(known.id)
    titled = all(key.startswith("hash:") for key in its)
    return before is not None and another_article(before, reading.briefing, titled=titled)
