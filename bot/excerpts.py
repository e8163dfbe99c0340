"""What of a briefing is shown below its title when a search found it, within its source's rights."""

from collections.abc import Iterable, Iterator

from bot.replies import written
from jobs.language import Analyser, has_hangul
from jobs.model import TAGGED_CHARACTERS, Edition, Language, LineKind, Rights
from jobs.search import Query
from jobs.search.passages import ELLIPSIS, Passage, passage

_SENTENCES = (LineKind.HEADING, LineKind.POINT, LineKind.MEASURE)
_QUOTABLE = (Rights.QUOTES, Rights.FULL)
_BETWEEN = " · "


def language_asked(query: Query, otherwise: Language) -> Language:
    """Give the language somebody asks in: Hangul is Korean, small Latin letters are English, CSTO is neither."""
    letters = query.plain
    if has_hangul(letters):
        return Language.KO
    if any("a" <= letter <= "z" for letter in letters):
        return Language.EN
    return otherwise


def excerpt(edition: Edition, query: Query, analyser: Analyser, *, side: Language, chosen: bool = False) -> Passage:
    """Give the passage around the densest match, from this side where it has one, else from the other.

    A side that somebody `chosen` is shown from its beginning where nothing in it was asked for; without that the
    passage is empty.
    """
    here = tuple(quotable(edition, side))
    found = _first_marked(here, query, analyser)
    if found is None and chosen and here:
        return _trimmed(passage(here[0], query, analyser))
    return _trimmed(found or _first_marked(quotable(edition, side.other), query, analyser) or Passage(""))


def has_side(edition: Edition, side: Language) -> bool:
    """Tell whether there is anything to quote in a language."""
    return any(True for _ in quotable(edition, side))


def quotable(edition: Edition, side: Language) -> Iterator[str]:
    """Give the texts of one language that a passage may be taken from, the best first."""
    said = _own(edition) if edition.briefing.language is side else (_digest(edition, side),)
    cited = _cited(edition) if side is Language.EN else ""
    return filter(None, (*said, cited))


def _own(edition: Edition) -> tuple[str, ...]:
    """Give its paragraphs and its headings, apart: a passage that runs from one into the other reads badly."""
    briefing = edition.briefing
    headings = _BETWEEN.join(briefing.headings())
    if edition.rights in _QUOTABLE:
        return "\n".join(briefing.paragraphs())[:TAGGED_CHARACTERS], headings
    return (headings,) if edition.rights is Rights.HEADINGS else ()


def _digest(edition: Edition, side: Language) -> str:
    """Give what was said of it in the other language; sentences only where they may be quoted."""
    by_backend = _BETWEEN.join(line.text for line in written.points(edition, side))
    if by_backend:
        return by_backend
    said = edition.summaries.get(side)
    lines = said.lines if said else ()
    return _BETWEEN.join(
        line.text
        for line in lines
        if line.kind is not LineKind.WRITER and (line.kind not in _SENTENCES or edition.rights in _QUOTABLE)
    )


def _cited(edition: Edition) -> str:
    """Give the headlines it cites: most are English, whatever the briefing is written in."""
    return _BETWEEN.join(one.title for one in edition.briefing.references)


def _first_marked(texts: Iterable[str], query: Query, analyser: Analyser) -> Passage | None:
    return next((found for text in texts if (found := passage(text, query, analyser)).marks), None)


def _trimmed(found: Passage) -> Passage:
    """Give the passage without a separator left over where it was cut."""
    text, marks = found.text, found.marks
    for head in (f"{ELLIPSIS}· ", f"{ELLIPSIS} · "):
        if text.startswith(head):
            away = len(head) - len(ELLIPSIS)
            text = ELLIPSIS + text[len(head) :]
            marks = tuple((start - away, end - away) for start, end in marks)
    return Passage(text.removesuffix(f" ·{ELLIPSIS}") + ELLIPSIS if text.endswith(f" ·{ELLIPSIS}") else text, marks)
