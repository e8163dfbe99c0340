"""What people said of the typed events read in real text, and what a type has earned by it.

The texts stay where they are; a verdict names the record by a digest of its type, its English and its span.

A type is on when the lower Wilson bound of its family (the types that share a grammar of slots) is .90 or more, and
when it has itself been seen in real text, right every time. What is matched whole against closed tables (`headings`) is
a label of a table, not a reading: it is on, and its verdicts are shown.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobs.summary.event_record import Event
from jobs.summary.event_types import EventType, event_types
from tests.bench import Options, Row, shown

FILE = Path(__file__).parents[1] / "labels" / "event_verdicts.tsv"
BOUND = 0.90
WORDS = ("right", "misleading", "wrong")
LOOKED_UP = "headings"
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Verdict:
    """A record of real text, read twice by a person: its type, where the text is, what was said of it."""

    id: str
    type: str
    where: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Family:
    """What has been read of a family: how many, how many right, and the lower bound of its precision."""

    name: str
    read: int
    right: int

    @property
    def lower(self) -> float:
        """Give the lower Wilson bound (95 %)."""
        return wilson(self.right, self.read)


def verdicts(file: Path = FILE) -> tuple[Verdict, ...]:
    """Give the verdicts of the file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(Verdict(*line.split("\t")) for line in lines if not line.startswith("#"))


def digest_of(event: Event) -> str:
    """Give the name of a record: the same words read the same way have the same."""
    return hashlib.sha256(f"{event.type.code}|{event.note}|{event.span}".encode()).hexdigest()[:12]


def wilson(right: int, read: int) -> float:
    """Give the lower Wilson bound of a share, 0 where nothing was read."""
    if not read:
        return 0.0
    share, square = right / read, _Z * _Z
    middle = share + square / (2 * read)
    reach = _Z * math.sqrt(share * (1 - share) / read + square / (4 * read * read))
    return (middle - reach) / (1 + square / read)


def families(given: Iterable[Verdict], types: Sequence[EventType]) -> Mapping[str, Family]:
    """Give every family with what was read of its types."""
    of = {kind.code: kind.family for kind in types}
    found: dict[str, list[Verdict]] = {family: [] for family in of.values()}
    for one in given:
        found[of[one.type]].append(one)
    return {name: Family(name, len(read), sum(one.verdict == "right" for one in read)) for name, read in found.items()}


def earned(given: Sequence[Verdict], types: Sequence[EventType] | None = None) -> frozenset[str]:
    """Give the types that are on by the rule; those of Korean sources where none are given."""
    types = event_types() if types is None else types
    read = families(given, types)
    seen = {one.type for one in given}
    doubtful = {one.type for one in given if one.verdict != "right"}
    return frozenset(
        kind.code
        for kind in types
        if kind.family == LOOKED_UP
        or (read[kind.family].lower >= BOUND and kind.code in seen and kind.code not in doubtful)
    )


def reported(prefix: str, types: Sequence[EventType], given: Sequence[Verdict], options: Options) -> Iterator[Row]:
    """Report each family and each type: records read, how many right, the lower bound, whether it is on.

    The strictest reading of the rule, a bound of its own for each type, is counted beside it.
    """
    on, read = earned(given, types), families(given, types)
    for family in read.values():
        yield shown(f"{prefix}{family.name}: {family.right} of {family.read} records right; lower bound", family.lower)
    fired = Counter(one.type for one in given)
    right = Counter(one.type for one in given if one.verdict == "right")
    for kind in sorted(types, key=lambda kind: (-fired[kind.code], kind.code)):
        told = f"{right[kind.code]} of {fired[kind.code]} right, {'on' if kind.code in on else 'off'}"
        options.say(f"  {prefix}{kind.family}/{kind.code}: {told}")
        yield shown(f"{prefix}{kind.code}: {told}; its own lower bound", wilson(right[kind.code], fired[kind.code]))
    alone = [kind for kind in types if wilson(right[kind.code], fired[kind.code]) >= BOUND]
    yield shown(f"{prefix}types that are on", len(on))
    yield shown(f"{prefix}types that are off", len(types) - len(on))
    yield shown(f"{prefix}types that would be on if each needed a lower bound of its own", len(alone))
