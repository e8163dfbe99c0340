"""Reads a query. Pure, and never refuses: what is no proper syntax is read as plain words, with a hint.

Words; "exact phrase"; -not; a OR b; region: topic: country: source: series: lang: from: to: on: with values in
either language (`region:중앙아시아`, `지역:central asia`, `from:2024-11`, `on:지난달`). A value may be quoted; unquoted
it takes the following words too where they belong to it (`region:central asia energy`); several stand between commas
(`region:러시아,카자흐스탄`) or are joined (`region:러시아 OR region:카자흐스탄`). Full-width signs are the usual ones.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from jobs.language import clean, fold
from jobs.search.days import Days, days_of
from jobs.search.names import NameTable
from jobs.search.query import Filter, FilterField, Hint, HintKind, Query, Wanted

LONGEST = 400
"""Characters of a query that are read; the rest is left out with a hint."""

_CLOSING = {
    '"': '"”', "“": '”"', "”": '"”', "„": "”“", "‘": "’", "«": "»", "»": "«", "「": "」", "『": "』", "《": "》",
    "〈": "〉",
}  # fmt: skip
_QUOTES = "".join(_CLOSING) + "」』》〉"
_DASHES = "-−–"
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_KEYS = {
    "region": "region", "country": "region", "지역": "region", "국가": "region", "나라": "region",
    "topic": "topic", "주제": "topic", "분야": "topic",
    "source": "source", "출처": "source",
    "series": "series", "시리즈": "series",
    "lang": "lang", "language": "lang", "언어": "lang",
    "from": "from", "since": "from", "부터": "from",
    "to": "to", "until": "to", "까지": "to",
    "on": "on", "날짜": "on", "기간": "on",
}  # fmt: skip
_OPERATOR = re.compile(r"([^\W\d_]{2,12}):(.*)", re.DOTALL)
_SPACED_COLON = re.compile(rf"(?<!\S)([{_DASHES}]?(?:{'|'.join(_KEYS)})) :(?=.)", re.IGNORECASE)
_LANGUAGES = {
    "ko": "ko", "kr": "ko", "kor": "ko", "korean": "ko", "한국어": "ko", "국문": "ko", "한글": "ko",
    "en": "en", "eng": "en", "english": "en", "영어": "en", "영문": "en",
}  # fmt: skip
_NAMED = ("source", "series")  # any word is one; several only where one is called so
_OR = frozenset({"OR", "|", "또는", "혹은"})
_AND = frozenset({"AND", "&", "&&"})
_NOT = "NOT"
_BUT = frozenset({"말고", "빼고", "제외하고"})  # behind the word that is unwanted


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of the query as written: a word or a quoted text, with the operator or minus before it."""

    text: str
    quoted: bool = False
    negated: bool = False
    key: str | None = None


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    today: date
    names: NameTable
    wanted: list[list[Wanted]] = field(default_factory=list)
    unwanted: list[Wanted] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    hints: list[Hint] = field(default_factory=list)
    joining: bool = False
    last: list[Wanted] | Filter | None = None


def parse(text: str, *, today: date, names: NameTable) -> Query:
    """Give the query that a text means, seen from `today`."""
    whole = " ".join(clean(text).translate(_HALF_WIDTH).split())
    reading = _Reading(today, names)
    if len(whole) > LONGEST:
        whole = whole[:LONGEST]
        reading.hints.append(Hint(kind=HintKind.TOO_LONG))
    pieces = _pieces(_SPACED_COLON.sub(r"\1:", whole), reading.hints)
    at = 0
    while at < len(pieces):
        at += _read(pieces[at:], reading)
    if reading.since and reading.until and reading.since > reading.until:
        reading.since, reading.until = reading.until, reading.since
        reading.hints.append(Hint(kind=HintKind.DAYS_REVERSED))
    return Query(
        text=whole,
        wanted=tuple(tuple(alternatives) for alternatives in reading.wanted),
        unwanted=tuple(reading.unwanted),
        filters=tuple(reading.filters),
        since=reading.since,
        until=reading.until,
        hints=tuple(dict.fromkeys(reading.hints)),
    )


def _pieces(text: str, hints: list[Hint]) -> list[_Piece]:
    """Cut the text at spaces, quotes and bars."""
    pieces: list[_Piece] = []
    rest = text
    while rest := rest.lstrip():
        if rest[0] == "|":
            pieces.append(_Piece("|"))
            rest = rest.lstrip("|")
            continue
        negated = rest[0] in _DASHES and len(rest) > 1 and rest[1] not in _DASHES + " "
        body = rest[1:] if negated else rest
        key, body = _key(body)
        if body[:1] and body[0] in _QUOTES:
            inner, rest = _quoted(body, hints)
            if inner or key:
                pieces.append(_Piece(inner, quoted=True, negated=negated, key=key))
            continue
        word = re.split(rf"[\s|{_QUOTES}]", body, maxsplit=1)[0]
        rest = body[len(word) :]
        if word or key:
            pieces.append(_Piece(word, negated=negated, key=key))
    return pieces


def _key(body: str) -> tuple[str | None, str]:
    """Split a known operator off; an address (https://…) and a clock time are none."""
    found = _OPERATOR.match(body)
    if not found or found[2].startswith("//"):
        return None, body
    key = fold(found[1])
    return (key, found[2]) if key in _KEYS else (None, body)


def _quoted(body: str, hints: list[Hint]) -> tuple[str, str]:
    """Give what stands between the quotes and the rest; a quote never closed is read to the end as plain words."""
    closing = _CLOSING.get(body[0], body[0])
    at = next((i for i in range(1, len(body)) if body[i] in closing), -1)
    if at < 0:
        hints.append(Hint(kind=HintKind.OPEN_QUOTE, text=body[:40]))
        return "", body.lstrip(_QUOTES)
    return body[1:at].strip(), body[at + 1 :]


def _read(pieces: list[_Piece], reading: _Reading) -> int:
    """Take the first piece, and the following ones that belong to it; give how many were taken."""
    first = pieces[0]
    if first.key is not None:
        return _operator(pieces, reading)
    if first.text.upper() in _OR and not first.quoted:
        reading.joining = True
        return 1
    if first.text in _AND and not first.quoted:
        return 1
    if first.text in _BUT and isinstance(reading.last, list) and len(reading.wanted) == 1 == len(reading.last):
        reading.unwanted += reading.wanted.pop()
        return 1
    if first.text == _NOT and not first.quoted and len(pieces) > 1:
        return 1 + _read([replace(pieces[1], negated=True), *pieces[2:]], reading)
    unknown = _OPERATOR.match(first.text)
    if unknown and not first.quoted and not unknown[2].startswith("//"):
        reading.hints.append(Hint(kind=HintKind.UNKNOWN_OPERATOR, text=unknown[1]))
    _add(Wanted(text=first.text, phrase=first.quoted), reading, negated=first.negated)
    return 1


def _add(piece: Wanted, reading: _Reading, *, negated: bool = False) -> None:
    if not any(character.isalnum() for character in piece.text):
        return
    if negated:
        reading.unwanted.append(piece)
    elif reading.joining and isinstance(reading.last, list):
        reading.last.append(piece)
    else:
        reading.last = [piece]
        reading.wanted.append(reading.last)
    reading.joining = False


def _operator(pieces: list[_Piece], reading: _Reading) -> int:
    """Read an operator with the longest value that means something; else its value is read as plain words."""
    first = pieces[0]
    if not (first.text or first.quoted) and len(pieces) > 1 and _may_belong(pieces[1]):
        return 1 + _operator([replace(pieces[1], key=first.key, negated=first.negated), *pieces[2:]], reading)
    key = _KEYS[first.key or ""]
    taken = [first.text]
    best = (1, first.text) if _apply(key, first, first.text, reading, trial=True) else None
    if not first.quoted and first.text:
        for piece in pieces[1:3]:
            if piece.quoted or not _may_belong(piece):
                break
            taken.append(piece.text)
            more = " ".join(taken)
            if key in _NAMED and not reading.names.calls(key, more):
                break
            if _apply(key, first, more, reading, trial=True):
                best = (len(taken), more)
            elif key == "lang":
                break
    if best is not None:
        _apply(key, first, best[1], reading)
        reading.joining = False
        return best[0]
    reading.joining = False
    _hint_about(key, first.text, reading)
    if first.text:
        _add(Wanted(text=first.text, phrase=first.quoted), reading, negated=first.negated)
    return 1


def _may_belong(piece: _Piece) -> bool:
    """Tell whether it may be the value of an operator before it, or go on with it."""
    return not (piece.negated or piece.key) and (piece.quoted or piece.text.upper() not in _OR | _AND)


def _apply(key: str, piece: _Piece, value: str, reading: _Reading, *, trial: bool = False) -> bool:
    """Add what the operator means and tell whether it means anything; a trial only tells."""
    if not value:
        return False
    if key in ("from", "to", "on"):
        days = days_of(value, reading.today)
        if days and not piece.negated and not trial:
            _narrow(key, days, reading)
        return days is not None and not piece.negated
    if key == "region" and not piece.negated and reading.names.anywhere(value):
        return True
    kept = _filters(key, value, reading.names)
    if kept is None:
        return False
    if not trial:
        _keep(Filter(field=kept[0], values=kept[1], negated=piece.negated, written=value), reading)
    return True


def _keep(new: Filter, reading: _Reading) -> None:
    """Add a filter; joined to one of its kind it widens that."""
    last = reading.last
    if reading.joining and isinstance(last, Filter) and last.field is new.field and not (last.negated or new.negated):
        reading.filters.remove(last)
        values = tuple(dict.fromkeys([*last.values, *new.values]))
        new = replace(last, values=values, written=f"{last.written}, {new.written}")
    reading.filters.append(new)
    reading.last = new


def _filters(key: str, value: str, names: NameTable) -> tuple[FilterField, tuple[str, ...]] | None:
    """Give what a value means, or all values between its commas, where each means something."""
    parts = [part for part in value.split(",") if part.strip()]
    whole = _filter(key, value, names) if len(parts) == 1 or key not in _NAMED or names.calls(key, value) else None
    found = [whole] if whole else [_filter(key, part.strip(), names) for part in parts]
    known = [one for one in found if one]
    if not known or len(known) < len(found):
        return None
    return known[0][0], tuple(dict.fromkeys(value for _, values in known for value in values))


def _filter(key: str, value: str, names: NameTable) -> tuple[FilterField, tuple[str, ...]] | None:
    match key:
        case "region":
            field_, values = FilterField.REGION, names.regions(value)
        case "topic":
            field_, values = FilterField.TOPIC, names.topics(value)
        case "source":
            field_, values = FilterField.SOURCE, names.sources(value)
        case "series":
            field_, values = FilterField.SERIES, names.series(value)
        case _:
            language = _LANGUAGES.get(fold(value))
            field_, values = FilterField.LANGUAGE, (language,) if language else ()
    return (field_, values) if values else None


def _narrow(key: str, days: Days, reading: _Reading) -> None:
    first, last = days
    if key in ("from", "on"):
        reading.since = first
    if key in ("to", "on"):
        reading.until = last


def _hint_about(key: str, value: str, reading: _Reading) -> None:
    if not value:
        reading.hints.append(Hint(kind=HintKind.EMPTY_OPERATOR, text=key))
    elif key == "region":
        reading.hints.append(Hint(kind=HintKind.UNKNOWN_REGION, text=value, near=reading.names.regions_near(value)))
    elif key == "topic":
        reading.hints.append(Hint(kind=HintKind.UNKNOWN_TOPIC, text=value, near=reading.names.topics_near(value)))
    elif key in ("from", "to", "on"):
        reading.hints.append(Hint(kind=HintKind.UNKNOWN_DATE, text=value))
    else:
        reading.hints.append(Hint(kind=HintKind.UNKNOWN_OPERATOR, text=f"{key}:{value}"))
