"""The piece of a text that shows best why it was found, with the places to mark.

Most words stand in the text as they are; only those that do not (inflected verbs) are looked for by taking apart the
words of the piece shown that may be their forms. Offsets are code points of the passage; the bot makes markup of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jobs.language import Analyser, clean
from jobs.search.inflection import forms_of
from jobs.search.names import NameTable, known_names, spans
from jobs.search.query import Query
from jobs.search.tokens import normal, split, stem, tokens_of

_WORD = re.compile(r"[^\W_ㄱ-ㆎ가-힣㐀-鿿]+(?:['’][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"[.!?。…]\s+|[다요]\.\s*")
_ODD = re.compile(r"[^\x00-\x7f가-힣㐀-鿿]")  # all other characters stand for themselves in NFKC
_TAKEN_APART = 300  # characters in which inflected words are looked for where nothing stands as it is
_LEAST = 20
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text on one line; `marks` are (start, end) offsets into `text`, in order, not touching."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class _Found(NamedTuple):
    start: int
    end: int
    needle: str


@dataclass(frozen=True, slots=True)
class _Needles:
    """What to look for, in folded form: `verbatim` as it stands, `latin` by the stems of words.

    `inflected` are stems that rarely stand in a text as they are, `forms` finds the words that may be theirs.
    """

    verbatim: tuple[str, ...]
    latin: Mapping[str, str]
    inflected: frozenset[str]
    forms: re.Pattern[str]


def passage(
    text: str,
    query: Query | Sequence[str],
    analyser: Analyser,
    *,
    limit: int = 160,
    names: NameTable | None = None,
) -> Passage:
    """Give the piece of at most `limit` code points where the query's words stand closest together.

    Without a match it is the beginning of the text. Other names of what was asked for are marked too.
    """
    line = text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())
    if not line.isprintable() or not unicodedata.is_normalized("NFC", line):
        line = " ".join(clean(text).split())
    limit = max(limit, _LEAST)
    texts = (query.plain,) if isinstance(query, Query) else tuple(query)
    needles = _needles(texts, analyser, names or known_names())  # type: ignore[arg-type]  # each is one of a kind
    found = _occurrences(line, needles)
    if not found:
        found = _inflected(line[:_TAKEN_APART], needles, analyser)
    first, last = (0, len(line)) if len(line) <= limit else _window(line, found, limit - 2)
    missing = needles.inflected - {each.needle for each in found}
    if found and missing:
        shown = _inflected(line[first:last], needles, analyser)
        found = sorted({*found, *(_Found(each.start + first, each.end + first, each.needle) for each in shown)})
    before = ELLIPSIS if first else ""
    after = ELLIPSIS if last < len(line) else ""
    shift = len(before) - first
    inside = (each for each in found if each.start >= first and each.end <= last)
    marks = _merged((each.start + shift, each.end + shift) for each in inside)
    return Passage(f"{before}{line[first:last]}{after}", marks)


@lru_cache(maxsize=256)
def _needles(texts: tuple[str, ...], analyser: Analyser, names: NameTable) -> _Needles:
    """Give what to look for: the words themselves, their morphemes, their other names."""
    written = [word for text in texts for word in text.split()]
    others = [name for _, _, found in spans(written, names) for name in found]
    tokens = tokens_of(" ".join(written), analyser)
    others += [name for morpheme in tokens.morphemes for name in names.alternatives(morpheme)]
    words = [word for word in normal(" ".join(written)).split() if word.isalnum()]
    parts = [*words, *tokens.morphemes]
    for name in dict.fromkeys(others):
        parts += [*normal(name).split(), *tokens_of(name, analyser).morphemes]
    verbs = {token.form for token in split(normal(" ".join(written)), analyser) if token.tag.startswith(("VV", "VA"))}
    looked_for = [part for part in dict.fromkeys(parts) if len(part) > 1]
    inflected = frozenset(verbs.intersection(tokens.morphemes))
    return _Needles(
        tuple(part for part in looked_for if _hangul(part)),
        {stem(part): part for part in looked_for if not _hangul(part)},
        inflected,
        forms_of(inflected),
    )


def _occurrences(line: str, needles: _Needles) -> list[_Found]:
    """Give every place where something looked for stands as it is, in order."""
    folded, origin = _folded(line)
    found = [*_latin(folded, origin, needles.latin), *_verbatim(folded, origin, needles.verbatim)]
    found.sort(key=lambda each: (each.start, -each.end))
    return found


def _inflected(piece: str, needles: _Needles, analyser: Analyser) -> list[_Found]:
    """Give the places of inflected words. To take a text apart costs a hundred times as much as to look for a word, so
    only words that may be forms of what is looked for are."""
    if not needles.inflected:
        return []
    return [
        _Found(word.start() + token.start, word.start() + token.end, token.form)
        for word in needles.forms.finditer(piece)
        for token in split(word.group(), analyser)
        if token.form in needles.inflected and token.end > token.start
    ]


def _folded(line: str) -> tuple[str, Sequence[int]]:
    """Fold character by character, so that each folded one knows where it came from."""
    lower = line.lower()
    if len(lower) == len(line) and unicodedata.is_normalized("NFKC", line):
        return lower, range(len(line))
    changed = {one: folded for one in set(_ODD.findall(line)) if (folded := _folded_character(one)) != one}
    longer = "".join(one for one, folded in changed.items() if len(folded) != 1)
    if longer:
        whole = line.translate({ord(one): folded for one, folded in changed.items()}).lower()
        return whole, _origins(line, changed, longer)
    for one, folded in changed.items():
        line = line.replace(one, folded)
    return line.lower(), range(len(line))


def _origins(line: str, changed: Mapping[str, str], longer: str) -> Sequence[int]:
    """Give the place in the line that each folded character came from; `longer` became more than one, or none."""
    origin: list[int] = []
    start = 0
    for odd in re.finditer(f"[{re.escape(longer)}]", line):
        origin += range(start, odd.start())
        origin += [odd.start()] * len(changed[odd.group()])
        start = odd.end()
    origin += range(start, len(line))
    return origin


@lru_cache(maxsize=4_096)
def _folded_character(character: str) -> str:
    return unicodedata.normalize("NFKC", character).lower()


def _latin(folded: str, origin: Sequence[int], stems: Mapping[str, str]) -> Iterable[_Found]:
    """Whole words with the same stem."""
    if not stems:
        return
    for word in _WORD.finditer(folded):
        needle = stems.get(stem(word.group()))
        if needle is not None:
            yield _Found(origin[word.start()], origin[word.end() - 1] + 1, needle)


def _verbatim(folded: str, origin: Sequence[int], needles: Sequence[str]) -> Iterable[_Found]:
    for needle in needles:
        at = folded.find(needle)
        while at >= 0:
            yield _Found(origin[at], origin[at + len(needle) - 1] + 1, needle)
            at = folded.find(needle, at + len(needle))


def _hangul(needle: str) -> bool:
    return any("㐀" <= character <= "鿿" or "가" <= character <= "힣" for character in needle)


def _window(line: str, found: Sequence[_Found], room: int) -> tuple[int, int]:
    """Give the first and past-last offset of the piece to show: the most different words, then the most words."""
    if not found:
        return 0, _word_end(line, 0, room)
    inside: dict[str, int] = {}
    best = weight = most = many = tail = 0
    for at, (start, _, head) in enumerate(found):
        while tail < len(found) and (tail <= at or found[tail].end - start <= room):
            needle = found[tail].needle
            held = inside.get(needle, 0)
            weight += 0 if held else len(needle)
            inside[needle] = held + 1
            tail += 1
        if weight > most or (weight == most and tail - at > many):
            best, most, many = at, weight, tail - at
        inside[head] -= 1
        weight -= 0 if inside[head] else len(head)
    start = found[best].start
    end = min(max(each.end for each in found[best : best + many]), start + room)
    first = _beginning(line, start, max(0, end - room))
    return first, _word_end(line, first, room, at_least=end)


def _beginning(line: str, start: int, earliest: int) -> int:
    """Go back to the beginning of the sentence where there is room, else of a word, a little before the match."""
    ends = [m.end() for m in _SENTENCE_END.finditer(line, max(0, earliest - 3), start) if m.end() >= earliest]
    if ends or not earliest:
        return ends[-1] if ends else 0
    space = line.find(" ", max(earliest, start - 30), start)
    return space + 1 if space >= 0 else max(earliest, start - 10)


def _word_end(line: str, first: int, room: int, *, at_least: int = 0) -> int:
    if first + room >= len(line):
        return len(line)
    space = line.rfind(" ", max(at_least, first + room - 20), first + room + 1)
    return space if space > first else first + room


def _merged(marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join marks that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
