"""What else is like a briefing: a query like any other, made of what it is about, and put to the library.

What weighs more is said more often: title, names and countries twice, headings and topics once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from bot.desk import Desk
from bot.replies.facts import primary_regions, primary_topics
from jobs import organisations, regions, topics
from jobs.indexing import briefing_ids
from jobs.model import BriefingId, Edition
from jobs.search import Filter, FilterField, Hit, Query, Wanted

_MOST_WORDS = 48
_MOST_HEADINGS = 4
_MOST_NAMES = 8


def likeness(edition: Edition) -> Query:
    """Give the query that finds what is like a briefing, wherever it is about; the briefing itself first."""
    words = [word for text in _said(edition) for word in text.split() if any(map(str.isalnum, word))][:_MOST_WORDS]
    return Query(text=edition.briefing.title, wanted=tuple((Wanted(text=word),) for word in words))


def _said(edition: Edition) -> Iterator[str]:
    briefing, language = edition.briefing, edition.briefing.language
    known = (organisations.by_code(tag.code) for tag in edition.tags.organisations)
    names = (*(gloss.korean for gloss in briefing.glosses), *(one.ko for one in known if one))
    twice = (
        briefing.title,
        *(regions.label(one, language) for one in primary_regions(edition)),
        *tuple(dict.fromkeys(names))[:_MOST_NAMES],
    )
    yield from twice
    yield from twice
    yield from islice(briefing.headings(), _MOST_HEADINGS)
    yield from (topics.label(one, language) for one in primary_topics(edition))


def _narrowed(edition: Edition) -> Iterator[Query]:
    """Give the query about the same regions, then the one about the same topics; without either, as it is."""
    asked = likeness(edition)
    where = tuple(str(int(one)) for one in primary_regions(edition))
    what = tuple(str(int(one)) for one in primary_topics(edition))
    for field, values in ((FilterField.REGION, where), (FilterField.TOPIC, what)):
        if values:
            yield Query(text=asked.text, wanted=asked.wanted, filters=(Filter(field=field, values=values),))
    if not where and not what:
        yield asked


def relatives(desk: Desk, edition: Edition, limit: int, now: datetime) -> tuple[Edition, ...]:
    """Give the briefings that one points to, then those most like it about the same regions; never itself.

    Where no other is about these, those about the same topics.
    """
    found = [one for one in edition.related_targets if one is not None]
    for query in _narrowed(edition):
        found += _like(desk.library.search(query, limit=limit + 1, now=now), str(int(edition.id)))
        wanted = [one for one in dict.fromkeys(found) if one != edition.id]
        if wanted:
            return desk.store.briefings.editions(wanted[:limit])
    return ()


def _like(hits: Sequence[Hit], own: str) -> tuple[BriefingId, ...]:
    """Give the ids of the hits; what is folded under the briefing itself is the same story told again."""
    return briefing_ids(
        id_ for hit in hits for id_ in ((hit.id, *hit.folded) if own in (hit.id, *hit.folded) else (hit.id,))
    )
