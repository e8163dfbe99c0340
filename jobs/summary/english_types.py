"""The types of events and closed lists of `events_en.toml`, ready for use: how English says what is printed in Korean.

A pattern is a verb and what must follow it piece by piece: words to the letter, and slots. `{a}` stands for an article,
a number or adjectives that change nothing; `{to:country}` is a slot with the kinds of actors it takes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jobs.summary.event_types import EventType

_SLOT = re.compile(r"\{(to|on|with|of|goods|figure)(?::([a-z|]+))?\}")
_VERBS = re.compile(r"\(([^()]+)\)|(\S+)")
PLANNED = "{} 예정"
SAID = "{}의 발표"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words to the letter, or (without words) a slot and the kinds it takes."""

    words: re.Pattern[str] | None = None
    slot: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishPattern:
    """One way of saying that an event happened."""

    type: EventType
    verb: re.Pattern[str]  # its named groups tell how it is put
    pieces: tuple[Piece, ...]
    passive: tuple[Piece, ...]  # the object as a subject; () where that is not read
    participle: re.Pattern[str]
    who: frozenset[str]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishLists:
    """The closed lists every type shares; `verbs` are all their forms, also as a headline has them."""

    silent: re.Pattern[str]
    verbs: str
    between: str
    after: re.Pattern[str]
    government: Mapping[str, str]
    offices: Mapping[str, str]
    banks: Mapping[str, str]


@lru_cache(maxsize=1)
def english_types() -> tuple[EventType, ...]:
    """Give every type of the file, also those that are off."""
    return tuple(_type(code, row) for code, row in _rows()["event"].items())


@lru_cache(maxsize=1)
def english_patterns() -> tuple[EnglishPattern, ...]:
    """Give every way of saying them, in the order of the file: the fullest of a type first."""
    rows = _rows()["event"]
    return tuple(_pattern(kind, row) for kind in english_types() for row in rows[kind.code]["pattern"])


@lru_cache(maxsize=1)
def english_lists() -> EnglishLists:
    """Give the closed lists."""
    rows = _rows()
    pasts = "|".join(forms.split()[0] for forms in rows["verbs"].values())
    return EnglishLists(
        silent=re.compile(rf"\b(?:{'|'.join(rows['silent'])})\b|\w(?:n't|n’t)\b|\?", re.IGNORECASE),
        verbs="|".join(sorted({form for base, forms in rows["verbs"].items() for form in (base, *forms.split())})),
        between="|".join(rows["between"]),
        after=re.compile(
            rf"[.;!]?$|[.;] | [-–—]{{1,2}} | (?:{'|'.join(rows['after'])})\b|"
            rf",? and (?:{pasts}|discussed)\b|, (?:{'|'.join(rows['after_comma'])})\b",
            re.IGNORECASE,
        ),
        government=rows["government"],
        offices=rows["offices"],
        banks=rows["banks"],
    )


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, Any]:
    return tomllib.loads((files("jobs") / "summary" / "events_en.toml").read_text(encoding="utf-8"))


def _type(code: str, row: Mapping[str, Any]) -> EventType:
    planned = {given["outcome"]: given["planned"] for given in row["pattern"] if "planned" in given}
    return EventType(
        code=code,
        label=row["ko"],
        ko=row["ko"],
        family=row["family"],
        on=row["on"],
        says=row["says"],
        planned=planned,
        to_be=PLANNED,
        said_by=SAID,
        many=row.get("many", False),
        patterns=(),
        headings=(),
    )


def _pattern(kind: EventType, row: Mapping[str, str]) -> EnglishPattern:
    first = _VERBS.match(row["act"])
    if first is None:
        raise ValueError(f"{kind.code}: an act begins with its verb")
    verbs = [[*_rows()["verbs"][verb].split(), verb] for verb in (first[1] or first[2]).split("|")]
    return EnglishPattern(
        type=kind,
        verb=_verb(verbs),
        pieces=_pieces(row["act"][first.end() :]),
        passive=_pieces(row["passive"]) if "passive" in row else (),
        participle=re.compile(rf" (?:was|were|has been|have been) (?:{'|'.join(forms[1] for forms in verbs)}) by "),
        who=frozenset(filter(None, row.get("who", "").split("|"))),
        outcome=row["outcome"],
    )


def _verb(verbs: list[list[str]]) -> re.Pattern[str]:
    """Give the forms of a verb: done, planned, as the subject says it itself, and as a headline has them."""
    past, participle, third, base = ("|".join(forms[place] for forms in verbs) for place in range(4))
    planned = "|".join(_rows()["planned"])
    said = r"(?:has |have )?(?:said|announced|confirmed) (?:that )?(?:it|he|she|they)"
    with_ = f"(?:(?:{'|'.join(_rows()['between'])}) )?"
    return re.compile(
        rf"(?:(?P<done>{past}|(?:has|have) {with_}(?:{participle}))|(?P<planned>(?:{planned}) (?:{base}))"
        rf"|(?P<said>{said} (?:had |has |have )(?:{participle}))|(?P<said_planned>{said} (?:will|would) (?:{base}))"
        rf"|(?P<headline>{third}|{base})|(?P<headline_planned>(?:to|set to) (?:{base})))(?![\w’'-])",
        re.IGNORECASE,
    )


def _pieces(act: str) -> tuple[Piece, ...]:
    found, start = [], 0
    for match in _SLOT.finditer(act):
        if match.start() > start:
            found.append(Piece(words=_words(act[start : match.start()])))
        found.append(Piece(slot=match[1], kinds=frozenset(filter(None, (match[2] or "").split("|")))))
        start = match.end()
    if act[start:]:
        found.append(Piece(words=_words(act[start:])))
    return tuple(found)


def _words(text: str) -> re.Pattern[str]:
    adjectives = "|".join(sorted(_rows()["adjectives"], key=len, reverse=True))
    article = rf"(?:(?:an?|the|[0-9]{{1,3}}|{adjectives}) )*"
    return re.compile(text.replace("(", "(?:").replace(r"\(?:", r"\(").replace("{a}", article), re.IGNORECASE)
