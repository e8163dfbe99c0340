"""The types of events and the closed lists of `events.toml`, ready for use.

A pattern's `act` is Korean as it is said: words, alternatives in brackets, the verb in its dictionary form last
(`가입을 (거절|거부)하다`). Its other keys are slots, each with the particles that fill it and the kinds it takes
(`to = "를|에:country"`); a `?` at the end makes it optional. `of = "앞"` is the name directly before the act.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_SLOTS = ("who", "to", "on", "with", "of", "goods", "figure")
_OBJECT = re.compile(r"\[[을를은는]+\]$|[을를]$")
_PARTICLE = re.compile(r"(\[[가-힣]+\]|에)$")
_GLOSS = r"(?:\([^()]{1,60}\))?"  # 자유무역협정(FTA)을
_VERBAL = ("하", "되", "시키")
_SPACE = re.compile(r" (?!\?)(?![^()]*\))")  # between words, not within brackets nor optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What fills a slot: particles, kinds of actors (none: any), and whether it may stay empty."""

    name: str
    particles: tuple[str, ...]
    kinds: frozenset[str]
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way of saying that an event happened."""

    words: tuple[re.Pattern[str], ...]  # before the verb, in order
    noun: re.Pattern[str] | None  # of a verb made from a noun (체결하다), None for a plain verb
    last: frozenset[str]  # the letters with which that noun may end, () for any
    stem: str
    passive: bool
    slots: tuple[Slot, ...]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A form of heading that states an event by itself; `needs` must occur in the section below it."""

    pattern: re.Pattern[str]
    outcome: str
    says: str
    needs: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A type of event: its name, what it says (segments without their slots are left out), its forms."""

    code: str
    label: str
    ko: str
    family: str  # the types that are judged together
    on: bool
    says: str
    planned: Mapping[str, str]  # how an outcome is put while it is only planned, where `to_be` is no good wording
    to_be: str = "to be {}"
    said_by: str = "says {}"
    many: bool  # its subjects act together (talks, agreements): at least two parties
    patterns: tuple[Pattern, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedLists:
    """The lists every type shares."""

    government: Mapping[str, str]
    offices: Mapping[str, str]
    before: frozenset[str]  # nouns of time before a subject: 이날 푸틴 대통령은
    silent: tuple[str, ...]  # words of hearsay, supposition and the past
    tables: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def event_types() -> tuple[EventType, ...]:
    """Give every type of the file, also those that are off."""
    return tuple(_type(code, row) for code, row in _rows()["event"].items())


def patterns_of(form: str) -> tuple[tuple[EventType, Pattern], ...]:
    """Give the patterns whose verb has that form, in the order of the file."""
    return _by_verb().get(form, ())


@lru_cache(maxsize=1)
def _by_verb() -> Mapping[str, tuple[tuple[EventType, Pattern], ...]]:
    found: dict[str, list[tuple[EventType, Pattern]]] = {}
    for kind in event_types():
        for pattern in kind.patterns:
            for form in pattern.stem.strip("()").split("|"):
                found.setdefault(form, []).append((kind, pattern))
    return {form: tuple(patterns) for form, patterns in found.items()}


@lru_cache(maxsize=1)
def closed_lists() -> ClosedLists:
    """Give the closed lists."""
    rows = _rows()
    return ClosedLists(
        government=rows["government"],
        offices=rows["offices"],
        before=frozenset(rows["before"]),
        silent=tuple(rows["silent"]),
        tables=rows["table"],
    )


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, Any]:
    return tomllib.loads((files("jobs") / "summary" / "events.toml").read_text(encoding="utf-8"))


def _type(code: str, row: Mapping[str, Any]) -> EventType:
    patterns = [pattern for given in row.get("pattern", ()) for pattern in _patterns(given)]
    return EventType(
        code=code,
        label=row["en"],
        ko=row["ko"],
        family=row["family"],
        on=row["on"],
        says=row.get("says", "{outcome} · {date} · {who}"),
        planned=row.get("planned", {}),
        many=row.get("many", False),
        patterns=tuple(patterns),
        headings=tuple(_heading(given) for given in row.get("heading", ())),
    )


def _patterns(row: Mapping[str, str]) -> list[Pattern]:
    """Compile a pattern, and its passive where it has an object of its own."""
    slots = tuple(_slot(name, row[name]) for name in _SLOTS if name in row)
    *words, verb = _SPACE.split(row["act"])
    words = [_PARTICLE.sub(lambda found: _GLOSS + found[1], word) for word in words]
    stem = verb.removesuffix("다")
    suffix = next((suffix for suffix in _VERBAL if stem.endswith(suffix) and stem != suffix), stem)
    noun = re.compile(stem.removesuffix(suffix)) if suffix != stem else None
    given = [(words, False)]
    if noun is not None and suffix == "하" and any(_OBJECT.search(word) for word in words):
        given.append(([_OBJECT.sub("[이가은는]", word) for word in words], True))
    return [
        Pattern(
            words=tuple(re.compile(word) for word in chosen),
            noun=noun,
            last=_last(noun.pattern) if noun else frozenset(),
            stem="되" if passive else suffix,
            passive=passive,
            slots=slots,
            outcome=row["outcome"],
        )
        for chosen, passive in given
    ]


def _last(noun: str) -> frozenset[str]:
    """Give the letters a noun may end with: 절 and 부 for (거절|거부); none where that is not plain."""
    ways = noun.rpartition("(")[2].removesuffix(")").split("|") if noun.endswith(")") else [noun]
    letters = frozenset(way[-1:] for way in ways)
    return letters if all("가" <= letter <= "힣" for letter in letters) else frozenset()


def _slot(name: str, given: str) -> Slot:
    optional = given.endswith("?")
    particles, _, kinds = given.removesuffix("?").partition(":")
    return Slot(
        name=name,
        particles=tuple(particles.split("|")),
        kinds=frozenset(filter(None, kinds.split("|"))),
        optional=optional,
    )


def _heading(row: Mapping[str, str]) -> Heading:
    """Compile a heading: {table} stands for any word of that table."""
    tables = _rows()["table"]

    def alternatives(match: re.Match[str]) -> str:
        words = sorted(tables[match[1]], key=len, reverse=True)
        return f"(?P<{match[1]}>{'|'.join(map(re.escape, words))})"

    form = row["form"].replace("{country}", "(?P<country>[가-힣A-Za-z]+)")
    return Heading(
        pattern=re.compile(re.sub(r"\{(\w+)\}", alternatives, form)),
        outcome=row.get("outcome", ""),
        says=row.get("says", "{outcome}"),
        needs=re.compile(row["needs"]) if "needs" in row else None,
    )
