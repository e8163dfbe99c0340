"""A briefing in its own language: title, facts, its headings and sentences verbatim, as far as rights allow."""

from collections.abc import Iterator

from bot.replies.dates import day, short_day
from bot.replies.facts import (
    briefing_link,
    flags,
    mention,
    phrase,
    region_names,
    source_link,
    source_name,
    title_of,
    topic_names,
)
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    clipped,
    italic,
    joined,
    lines,
    linked,
    one_line,
    utf16_length,
    words,
)
from bot.replies.side import Side
from jobs.model import Edition, Language, Line, LineKind, Method, Rights

QUOTED_CHARACTERS = 300
"""What rights `quotes` allow of a source's sentences in one message."""


def side(edition: Edition, bot_username: str) -> Side:
    """Give the side in the briefing's own language."""
    language = edition.briefing.language
    body = tuple(_body(edition))
    title = joined(" ", (words(flags(edition)), bold(one_line(title_of(edition)))))
    head = lines(title, italic(facts(edition, language)), italic(follows(edition, language, bot_username)))
    return Side(language=language, head=head, body=body, foot=_foot(edition, quoting=bool(body)))


def facts(edition: Edition, language: Language) -> Text:
    """Give the line of facts: source, day of publication, regions, topics."""
    published = edition.briefing.published
    return joined(
        " · ",
        (
            words(source_name(edition, language)),
            phrase(language, "alert.published", day=day(published, language)) if published else EMPTY,
            words(region_names(edition, language)),
            words(topic_names(edition, language)),
            mention(edition, language),
        ),
    )


def follows(edition: Edition, language: Language, bot_username: str) -> Text:
    """Give the line that names the earlier briefing this one points to; a link where the archive has it."""
    if not edition.briefing.related:
        return EMPTY
    earlier = edition.briefing.related[0]
    target = edition.related_targets[0] if edition.related_targets else None
    title = one_line(earlier.title, 200)
    if target is not None:
        title = linked(title, briefing_link(bot_username, target))
    if earlier.published is None:
        return phrase(language, "alert.follows") + title
    on = short_day(earlier.published, language, edition.briefing.published)
    return phrase(language, "alert.follows_dated", day=on) + title


def _body(edition: Edition) -> Iterator[Ranked]:
    shown = list(allowed(edition))
    for line in shown:
        text = one_line_of(line)
        if line.kind is LineKind.HEADING:
            yield Ranked(text=bold(text), rank=1)
        elif line.kind is LineKind.POINT:
            yield Ranked(text=words("• ") + text, rank=2)
    measures = [line for line in shown if line.kind is LineKind.MEASURE]
    if measures:
        caption = bold(phrase(edition.briefing.language, "alert.measures"))
        yield Ranked(text=caption, rank=3, group="measures", caption=True)
        for line in measures:
            yield Ranked(text=words("• ") + one_line_of(line), rank=3, group="measures")


def one_line_of(line: Line) -> Text:
    """Give a summary's line whole, on one line."""
    return words(" ".join(line.text.split()))


def allowed(edition: Edition) -> Iterator[Line]:
    """Give the lines of its own that a source's rights let us push: headings from `headings` on, sentences from
    `quotes` on.
    """
    summary = edition.summaries.get(edition.briefing.language)
    if edition.rights is Rights.LINK or summary is None or summary.method is Method.WRITTEN:
        return
    headings = set(edition.briefing.headings())
    quoted = 0
    for line in summary.lines:
        if line.kind is LineKind.HEADING or (line.kind is LineKind.POINT and line.text in headings):
            yield line
        elif line.kind in (LineKind.POINT, LineKind.MEASURE) and edition.rights in (
            Rights.QUOTES,
            Rights.FULL,
        ):
            quoted += utf16_length(line.text)
            if edition.rights is Rights.FULL or quoted <= QUOTED_CHARACTERS:
                yield line


def _foot(edition: Edition, *, quoting: bool) -> Text:
    """Give the last line: how the summary was made, who reviewed the source, the link."""
    language = edition.briefing.language
    made = phrase(language, "alert.verbatim" if quoting else "alert.title_only")
    return joined(" · ", (made, reviewer(edition), source_link(edition, language)))


def reviewer(edition: Edition) -> Text:
    """Give who reviewed the source, in its language; nothing where nobody is named."""
    briefing = edition.briefing
    if briefing.reviewer is None:
        return EMPTY
    named = " ".join(filter(None, (briefing.reviewer.name, briefing.reviewer.role)))
    return phrase(briefing.language, "alert.reviewer", name=clipped(named, 60))
