"""The same question put otherwise: without a condition, without a correction, with what may have been meant. Pure."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from jobs import regions
from jobs.language import fold
from jobs.model import ANY_REGION
from jobs.search import Filter, FilterField, Hint, Query, Wanted
from jobs.search.plan import SIGNS

_KEYS = {
    FilterField.REGION: "region",
    FilterField.TOPIC: "topic",
    FilterField.SOURCE: "source",
    FilterField.SERIES: "series",
    FilterField.LANGUAGE: "lang",
}
_QUOTES = '"“”„«»「」『』'
_LONGEST_NAME = 3  # words: South-East Asia


def written(query: Query) -> str:
    """Give a text that means this query."""
    groups = (" OR ".join(map(_piece, group)) for group in query.wanted)
    unwanted = (f"-{_piece(one)}" for one in query.unwanted)
    return " ".join((*groups, *unwanted, *conditions(query)))


def conditions(query: Query) -> tuple[str, ...]:
    """Give the conditions of a query as they are written, one by one."""
    since = (f"from:{query.since.isoformat()}",) if query.since else ()
    until = (f"to:{query.until.isoformat()}",) if query.until else ()
    return (*map(_condition, query.filters), *since, *until)


def wider(query: Query) -> Iterator[tuple[str, str]]:
    """Give each condition and what the query is without it; nothing where nothing would be left."""
    for one in query.filters:
        rest = replace(query, filters=tuple(other for other in query.filters if other is not one))
        yield from _unless_empty(_condition(one), rest)
    if query.since or query.until:
        rest = replace(query, since=None, until=None)
        dates = conditions(replace(query, filters=()))
        yield from _unless_empty(" ".join(dates), rest)


def within_region(query: Query) -> tuple[str, str] | None:
    """Give the first region of several countries that is named among the words, and the query with it as a condition:
    what lies in Central Asia need not say so. None where none is named.
    """
    words = [group[0].text if len(group) == 1 and not group[0].phrase else "" for group in query.wanted]
    for at, size in itertools.product(range(len(words)), range(_LONGEST_NAME, 0, -1)):
        name = words[at : at + size]
        found = regions.named(" ".join(name)) if all(name) else ()
        if found and not any(one == ANY_REGION or regions.is_country(one) for one in found):
            there = Filter(field=FilterField.REGION, values=(), written=" ".join(name))
            rest = query.wanted[:at] + query.wanted[at + size :]
            return there.written, written(replace(query, wanted=rest, filters=(*query.filters, there)))
    return None


def unquoted(query: Query) -> str | None:
    """Give the query with its exact phrases as plain words; None where it has none."""
    if not any(piece.phrase for group in query.wanted for piece in group):
        return None
    plain = tuple(tuple(replace(piece, phrase=False) for piece in group) for group in query.wanted)
    return written(replace(query, wanted=plain))


def as_written(text: str, corrected: Mapping[str, str]) -> str | None:
    """Give the text with the corrected words in quotes, so that they are looked for as they stand; None where no word
    of it was corrected.
    """
    words = [f'"{word}"' if fold(word).strip(SIGNS) in corrected else word for word in text.split()]
    quoted = " ".join(words)
    return None if quoted == " ".join(text.split()) or any(mark in text for mark in _QUOTES) else quoted


def with_near(text: str, hint: Hint) -> tuple[str, ...]:
    """Give the text with each name nearby in the place of the one nobody knows."""
    if not hint.text or hint.text not in text:
        return ()
    return tuple(text.replace(hint.text, _value(near), 1) for near in hint.near)


def _unless_empty(condition: str, rest: Query) -> Iterator[tuple[str, str]]:
    if rest.wanted or rest.filters or rest.since or rest.until:
        yield condition, written(rest)


def _piece(piece: Wanted) -> str:
    return f'"{_unmarked(piece.text)}"' if piece.phrase else piece.text


def _condition(one: Filter) -> str:
    return f"{'-' if one.negated else ''}{_KEYS[one.field]}:{_value(one.written)}"


def _value(text: str) -> str:
    bare = _unmarked(text)
    return f'"{bare}"' if " " in bare else bare


def _unmarked(text: str) -> str:
    return " ".join("".join(" " if letter in _QUOTES else letter for letter in text).split())
