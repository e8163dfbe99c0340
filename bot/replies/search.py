"""The answer to a search: how many were found, and a page of them with the words that were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.message import Buttons, Message
from bot.replies.dates import day
from bot.replies.facts import briefing_link, phrase, title_of
from bot.replies.lists import entry
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    clipped,
    fitted,
    italic,
    joined,
    lines,
    linked,
    message,
    one_line,
    quoted,
    underlined,
    words,
)
from jobs import regions
from jobs.model import ANY_REGION, Edition, Language, RegionId
from jobs.search import Hint, HintKind

PAGE = 5
MOST_UNFOLDED = 4
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
    are nearly the same, `unfolded` are those of them that are listed.
    """

    edition: Edition
    passage: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    folded: int = 0
    unfolded: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the buttons have set: the last so many days (0: any), one region, the newest first."""

    days: int = 0
    region: RegionId = ANY_REGION
    newest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what a search found; `first` counts from 1. `side` is the language chosen for the passages."""

    query: str
    total: int
    first: int = 1
    hits: Sequence[Shown] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    hint: Hint | None = None
    relaxed: bool = False
    narrowed: Narrowed = Narrowed()
    conditioned: bool = False  # the query itself holds conditions
    side: Language | None = None


def answer(results: Results, *, language: Language, bot_username: str, buttons: Buttons = ()) -> Message:
    """Give the page of results."""
    last = results.first + len(results.hits) - 1
    key = "search.title" if results.total > len(results.hits) else "search.title_whole"
    counted = phrase(language, key, n=results.total, first=results.first, last=last)
    head = lines(
        words("🔎 ") + _asked(results, language) + words(" — ") + counted,
        italic(remarks(results, language)),
    )
    said_in = results.side or language
    ranked = [
        Ranked(text=_hit(hit, number, said_in, bot_username), rank=number)
        for number, hit in enumerate(results.hits, results.first)
    ]
    return message(fitted(head, ranked, EMPTY, lambda n: phrase(language, "search.no_more", n=n)), buttons)


def nothing(results: Results, *, language: Language, buttons: Buttons = ()) -> Message:
    """Give the answer where nothing was found; the buttons offer the nearest spelling and a wider query."""
    if results.narrowed != Narrowed(newest=results.narrowed.newest) or results.conditioned:
        missing = lines(
            words("🔎 ") + _asked(results, language),
            phrase(language, "search.nothing_so"),
        )
    else:
        missing = words("🔎 ") + phrase(language, "search.nothing", text=clipped(results.query, _LONGEST_QUERY))
    return message(lines(missing, italic(remarks(results, language))), buttons)


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


def _asked(results: Results, language: Language) -> Text:
    """Give the query and what narrows it beside its own words."""
    narrowed = results.narrowed
    parts = (
        bold(one_line(results.query, _LONGEST_QUERY)),
        phrase(language, "search.recent", n=narrowed.days) if narrowed.days else EMPTY,
        phrase(language, "search.only", region=regions.label(narrowed.region, language)) if narrowed.region else EMPTY,
        phrase(language, "search.newest") if narrowed.newest else EMPTY,
    )
    return joined(" · ", parts)


def _hit(hit: Shown, number: int, language: Language, bot_username: str) -> Text:
    passage = quoted(marked(hit.passage, hit.marks))
    return lines(entry(hit.edition, number, language, bot_username), passage, _similar(hit, language, bot_username))


def _similar(hit: Shown, language: Language, bot_username: str) -> Text:
    """Say how many more are nearly the same; unfolded, name them."""
    if not hit.folded:
        return EMPTY
    named = hit.unfolded[:MOST_UNFOLDED]
    left = hit.folded - len(named)
    rest = italic(phrase(language, "search.folded", n=left)) if left > 0 else EMPTY
    return lines(*(_beside(one, language, bot_username) for one in named), rest)


def _beside(edition: Edition, language: Language, bot_username: str) -> Text:
    published = edition.briefing.published
    title = linked(one_line(title_of(edition), 120), briefing_link(bot_username, edition.id))
    return words("↳ ") + joined(" · ", (title, words(day(published, language)) if published else EMPTY))
