"""The answer to a search: how many were found, and a page of them with the words that were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.message import Buttons, Message
from bot.replies.facts import phrase
from bot.replies.lists import entry
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    clipped,
    fitted,
    italic,
    lines,
    message,
    one_line,
    quoted,
    underlined,
    words,
)
from jobs.model import Edition, Language
from jobs.search.query import Hint, HintKind

PAGE = 5
_MOST_MARKS = 8
_LONGEST_QUERY = 120
_HINTS = {
    HintKind.UNKNOWN_REGION: "hint.unknown_region",
    HintKind.UNKNOWN_TOPIC: "hint.unknown_topic",
    HintKind.UNKNOWN_DATE: "hint.unknown_date",
    HintKind.UNKNOWN_OPERATOR: "hint.unknown_operator",
    HintKind.EMPTY_OPERATOR: "hint.empty_operator",
    HintKind.OPEN_QUOTE: "hint.open_quote",
    HintKind.DAYS_REVERSED: "hint.days_reversed",
    HintKind.TOO_LONG: "hint.too_long",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hit as it is shown: the briefing and the passage around the match, its marks in code points; `folded` more
    are nearly the same."""

    edition: Edition
    passage: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what a search found; `first` counts from 1."""

    query: str
    total: int
    first: int = 1
    hits: Sequence[Shown] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    hint: Hint | None = None
    relaxed: bool = False


def answer(results: Results, *, language: Language, bot_username: str, buttons: Buttons = ()) -> Message:
    """Give the page of results."""
    last = results.first + len(results.hits) - 1
    counted = phrase(language, "search.title", n=results.total, first=results.first, last=last)
    head = lines(
        words("🔎 ") + bold(one_line(results.query, _LONGEST_QUERY)) + words(" — ") + counted,
        italic(remarks(results, language)),
    )
    ranked = [
        Ranked(text=_hit(hit, number, language, bot_username), rank=number)
        for number, hit in enumerate(results.hits, results.first)
    ]
    return message(fitted(head, ranked, EMPTY, lambda n: phrase(language, "search.no_more", n=n)), buttons)


def nothing(results: Results, *, language: Language, buttons: Buttons = ()) -> Message:
    """Give the answer where nothing was found; the buttons offer the nearest spelling."""
    missing = phrase(language, "search.nothing", text=clipped(results.query, _LONGEST_QUERY))
    return message(lines(words("🔎 ") + missing, italic(remarks(results, language))), buttons)


def remarks(results: Results, language: Language) -> Text:
    """Say what was done to the query: words corrected, conditions not understood."""
    corrected = [
        phrase(language, "search.corrected", text=clipped(written, 60), used=clipped(used, 60))
        for written, used in list(results.corrected.items())[:3]
    ]
    hint = results.hint
    odd = phrase(language, _HINTS[hint.kind], text=clipped(hint.text, 60)) if hint else EMPTY
    partial = phrase(language, "search.relaxed") if results.relaxed and results.hits else EMPTY
    return lines(*corrected, odd, partial)


def marked(passage: str, marks: Sequence[tuple[int, int]]) -> Text:
    """Give the passage with its marks underlined; marks that overlap or lie outside are passed over."""
    text, at = EMPTY, 0
    for start, end in sorted(marks)[:_MOST_MARKS]:
        if at <= start < end <= len(passage):
            text = text + words(passage[at:start]) + underlined(words(passage[start:end]))
            at = end
    return text + words(passage[at:])


def _hit(hit: Shown, number: int, language: Language, bot_username: str) -> Text:
    similar = italic(phrase(language, "search.folded", n=hit.folded)) if hit.folded else EMPTY
    passage = quoted(marked(hit.passage, hit.marks))
    return lines(entry(hit.edition, number, language, bot_username), passage, similar)
