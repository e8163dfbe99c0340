"""What somebody asks for, after parsing: words wanted and unwanted, filters, days, and hints about what was odd."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FilterField(StrEnum):
    """What a filter looks at."""

    REGION = "region"
    TOPIC = "topic"
    SOURCE = "source"
    SERIES = "series"
    LANGUAGE = "language"


class HintKind(StrEnum):
    """What was odd about a query; the caller words it."""

    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_DATE = "unknown_date"
    UNKNOWN_OPERATOR = "unknown_operator"
    EMPTY_OPERATOR = "empty_operator"
    OPEN_QUOTE = "open_quote"
    DAYS_REVERSED = "days_reversed"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One odd thing: `text` is the piece of the query it is about, `near` what may have been meant."""

    kind: HintKind
    text: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A word, or an exact phrase."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Documents whose field holds one of `values`; with `negated`, those whose field holds none of them."""

    field: FilterField
    values: tuple[str, ...]
    negated: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query.

    `wanted` is a conjunction of alternatives: each member holds the pieces one of which will do (`a OR b`).
    `since` and `until` are inclusive.
    """

    text: str = ""
    wanted: tuple[tuple[Wanted, ...], ...] = ()
    unwanted: tuple[Wanted, ...] = ()
    filters: tuple[Filter, ...] = ()
    since: date | None = None
    until: date | None = None
    hints: tuple[Hint, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether it asks for nothing at all."""
        return not (self.wanted or self.unwanted or self.filters or self.since or self.until)

    @property
    def plain(self) -> str:
        """Give the wanted words and phrases as one text."""
        return " ".join(piece.text for alternatives in self.wanted for piece in alternatives)
