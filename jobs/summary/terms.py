"""The glossary of Korean terms with one English wording each, and which of them a text uses.

Read once from `tagging/glossary_ko_en.csv`. Words of several meanings are not in it: a wrong label is worse than none.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from jobs.language import Token


class Term(NamedTuple):
    """A term found in a text: its English label and where it stands."""

    label: str
    surface: str
    start: int


def terms(text: str, tokens: Sequence[Token], *, moves: bool = False) -> tuple[Term, ...]:
    """Give the glossary's nouns and actions used in the text, the longest at each place, in order.

    With `moves` also what is said of figures only: up, down, deaths, injuries.
    """
    _, tags, starts, token_ends = zip(*tokens, strict=True) if tokens else ((), (), (), ())
    ends = frozenset(token_ends)
    morphemes = "HANGUL" not in tags
    table, lengths = _labels_of(moves), _lengths(moves)
    found: list[Term] = []
    reached = 0
    for start in starts:
        if start < reached:
            continue
        for length in lengths.get(text[start : start + 2], ()):
            end = start + length
            word = text[start:end]
            if word in table and (end in ends or not morphemes):
                found.append(Term(table[word], word, start))
                reached = end
                break
    return tuple(found)


@lru_cache(maxsize=1)
def offices() -> Mapping[str, str]:
    """Give the offices people hold (대통령 → President), longest Korean first."""
    rows = [(row["ko"], row["en"]) for row in _rows() if row["sort"] == "title"]
    return dict(sorted(rows, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=2)
def _labels_of(moves: bool) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in _rows():
        if row["sort"] in ("noun", "action", "move" if moves else "") and len(row["ko"]) > 1:
            found.setdefault(row["ko"], row["en"])
    return found


@lru_cache(maxsize=2)
def _lengths(moves: bool) -> Mapping[str, tuple[int, ...]]:
    """Give, by its first two letters, how long a term may be, longest first."""
    found: dict[str, set[int]] = {}
    for word in _labels_of(moves):
        found.setdefault(word[:2], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("jobs") / "tagging" / "glossary_ko_en.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def labels() -> frozenset[str]:
    """Give the words of every English wording of the glossary, in lower case."""
    return frozenset(word for row in _rows() for word in re.findall(r"[a-z]+", row["en"].casefold()))
