"""What is said when a briefing was revised or taken back: old and new side by side, or that it is gone."""

from collections.abc import Iterator

from bot.message import Message
from bot.replies.dates import day
from bot.replies.facts import briefing_link, phrase, source_name, title_of
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
    struck,
    words,
)
from jobs.model import Changed, Changes, Chat, Edition, Language, ReaderLanguage

_LONGEST = 120  # units of a figure, a date, a name
_LONGEST_REASON = 300


def note(changes: Changes, edition: Edition, chat: Chat, *, bot_username: str) -> Message | None:
    """Give the reply that says what changed: only figures, dates and names; None where none of them did."""
    language = chat.interface
    ranked = list(_ranked(changes, language))
    if not ranked:
        return None
    title = linked(one_line(title_of(edition), 200), briefing_link(bot_username, edition.id))
    head = phrase(language, "corrected.title") + title
    return message(fitted(head, ranked, EMPTY, lambda n: phrase(language, "latest.more", n=n)))


def _ranked(changes: Changes, language: Language) -> Iterator[Ranked]:
    groups = (
        ("corrected.figures", changes.figures),
        ("corrected.dates", changes.dates),
        ("corrected.names", changes.names),
    )
    for rank, (key, found) in enumerate(groups, 1):
        for one in found:
            yield Ranked(text=words("• ") + phrase(language, key) + words(": ") + _pair(one), rank=rank)


def _pair(one: Changed) -> Text:
    """Give old and new: the old struck through, the new bold; what only came or only went stands alone."""
    old = struck(words(clipped(one.old or "", _LONGEST)))
    new = bold(words(clipped(one.new or "", _LONGEST)))
    return joined(" → ", (old, new))


def recalled(edition: Edition, chat: Chat, reason: str) -> Message:
    """Give the notice that a recalled alert is edited to, in each language the chat reads."""
    first = chat.interface
    spoken = (first, first.other) if chat.language is ReaderLanguage.BOTH else (first,)
    published = edition.briefing.published
    facts = joined(
        " · ",
        (
            words(source_name(edition, first)),
            phrase(first, "alert.published", day=day(published, first)) if published else EMPTY,
        ),
    )
    return message(lines(*(_notice(reason, language) for language in spoken), italic(facts)))


def _notice(reason: str, language: Language) -> Text:
    said = clipped(reason, _LONGEST_REASON)
    why = words(said) if said else phrase(language, "recalled.no_reason")
    return phrase(language, "recalled.notice", reason=why.shown)
