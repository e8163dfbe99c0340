"""What a backend wrote of a briefing, in the alert's frame: its points, and a foot that says who wrote and what was
checked. Shown only as far as the source's rights still reach what it was written from.
"""

from collections.abc import Iterator

from bot.replies import outline
from bot.replies.digest import facts as digest_facts
from bot.replies.facts import flags, machine_translation, phrase, source_link, title_of
from bot.replies.markup import Ranked, Text, bold, clipped, italic, joined, lines, linked, one_line, words
from bot.replies.side import Side
from jobs.model import Edition, Language, Line, LineKind, Method, Rights, Summary

_REACH = (Rights.LINK, Rights.HEADINGS, Rights.QUOTES, Rights.FULL)  # each includes the ones before it


def summary(edition: Edition, language: Language) -> Summary | None:
    """Give what a backend wrote in a language; None where none did, or the rights reach less far than they did."""
    said = edition.summaries.get(language)
    writer = _writer(said) if said is not None and said.method is Method.WRITTEN else None
    if writer is None or edition.rights is Rights.LINK or writer.note not in _REACH:
        return None
    return said if _REACH.index(edition.rights) >= _REACH.index(Rights(writer.note)) else None


def points(edition: Edition, language: Language) -> Iterator[Line]:
    """Give the points a backend wrote in a language, none where nothing may be shown."""
    said = summary(edition, language)
    yield from (line for line in said.lines if line.kind is LineKind.POINT) if said else ()


def side(edition: Edition, language: Language, bot_username: str, *, opened: bool = True) -> Side | None:
    """Give an alert's side in a language as a backend wrote it; None where none did.

    In the briefing's own language it keeps the source's title. Folded, it leaves out flags and the plain link.
    """
    said = summary(edition, language)
    if said is None:
        return None
    native = edition.briefing.language is language
    title = bold(one_line(title_of(edition) if native else said.headline))
    about = outline.facts(edition, language) if native else digest_facts(edition, language)
    head = lines(
        joined(" ", (words(flags(edition)), title)) if native or opened else title,
        italic(about),
        italic(outline.follows(edition, language, bot_username)) if native else words(""),
    )
    body = tuple(Ranked(text=words("• ") + outline.one_line_of(line), rank=2) for line in points(edition, language))
    return Side(language=language, head=head, body=body, foot=_foot(edition, said, opened=opened or native))


def label(said: Summary) -> Text:
    """Give who wrote it and what the machine checked, and what not."""
    writer = _writer(said)
    return phrase(said.language, "written.label", backend=clipped(writer.text if writer else "", 60))


def _foot(edition: Edition, said: Summary, *, opened: bool) -> Text:
    language, briefing = said.language, edition.briefing
    if briefing.language is language:
        return joined(" · ", (label(said), outline.reviewer(edition), source_link(edition, language)))
    links = [source_link(edition, language, f"digest.open.{briefing.language.value}")] if opened else []
    translated = machine_translation(briefing.url, briefing.language, language) if briefing.url else None
    if translated:
        links.append(linked(phrase(language, "digest.translate"), translated))
    return joined(" ", (italic(label(said)), joined(" · ", links)))


def _writer(said: Summary) -> Line | None:
    return next((line for line in said.lines if line.kind is LineKind.WRITER), None)
