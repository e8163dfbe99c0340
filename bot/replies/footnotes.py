"""A briefing and what it cites as a report has them: Korean footnotes, English citations, copied at a tap."""

from bot.actions import action
from bot.message import Message
from bot.replies.citations import citation
from bot.replies.dates import day
from bot.replies.facts import phrase, source_name
from bot.replies.markup import (
    EMPTY,
    Text,
    bold,
    clipped,
    copyable,
    cost,
    lines,
    message,
    words,
)
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs.model import Edition, Language

_LONGEST_TITLE, _LONGEST_URL = 300, 400
_ROOM = 3_400  # units of the references; title, captions and the briefing's own line take the rest


def answer(edition: Edition, *, language: Language) -> Message:
    """Give the footnote of a briefing and those of its references; what does not fit is in the text file."""
    references = edition.briefing.references
    block, left_out = EMPTY, 0
    for number, one in enumerate(references, 1):
        entry = words(f"{number}. {citation(one, language)}")
        longer = lines(block, entry)
        if cost(longer).units > _ROOM:
            left_out = len(references) - number + 1
            break
        block = longer
    more = phrase(language, "footnotes.more", n=left_out) if left_out else EMPTY
    caption = words("\n") + bold(phrase(language, "references.title", n=len(references))) if block else EMPTY
    text = lines(
        words("📋 ") + bold(phrase(language, "footnotes.title")),
        copyable(words(footnote(edition, language))),
        _sections(caption, block),
        more,
    )
    files = (labelled(language, "button.text", action("cite", short_id(edition.id), "txt")),) if references else ()
    return message(text, (files,))


def footnote(edition: Edition, language: Language) -> str:
    """Give the briefing as a footnote: 「제목」, 매체, 날짜, 주소; Outlet, “Title” [in Korean], date, address."""
    briefing = edition.briefing
    title = clipped(briefing.title, _LONGEST_TITLE)
    source = source_name(edition, language)
    on = day(briefing.published, language) if briefing.published else ""
    url = briefing.url if briefing.url and len(briefing.url) <= _LONGEST_URL else ""
    if language is Language.KO:
        named = f"「{title}」" if briefing.language is Language.KO else f"“{title}”"
        return ", ".join(filter(None, (named, source, on, url)))
    written = " [in Korean]" if briefing.language is Language.KO else ""
    return ", ".join(filter(None, (source, f"“{title}”{written}", on, url)))


def _sections(caption: Text, block: Text) -> Text:
    return lines(caption, copyable(block)) if block else EMPTY
