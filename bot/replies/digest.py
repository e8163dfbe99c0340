"""A briefing in the other language: what rules can read from it. Never a translation, and it says so."""

from collections.abc import Iterator, Mapping, Sequence

from bot.phrases import say
from bot.replies.dates import day, short_day
from bot.replies.facts import (
    cited_link,
    flags,
    listed,
    machine_translation,
    mention,
    phrase,
    region_names,
    source_link,
    source_name,
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
    words,
)
from bot.replies.side import Side
from jobs.model import Edition, Language, Line, LineKind, Method

_MOST_LISTED = {LineKind.NAME: 10, LineKind.ORGANISATION: 8, LineKind.FIGURE: 8}
_CAPTIONS = {
    LineKind.NAME: "digest.names",
    LineKind.ORGANISATION: "digest.organisations",
    LineKind.FIGURE: "digest.figures",
}
_LONGEST_ITEM = 80
_LONGEST_EVENT = 200


def side(edition: Edition, language: Language, bot_username: str, *, opened: bool = True) -> Side:
    """Give the side in a language the briefing is not written in; folded, it leaves out flags and the plain link."""
    body = tuple(_body(edition, language, bot_username))
    head = lines(
        joined(" ", (words(flags(edition)) if opened else EMPTY, subject(edition, language))),
        italic(facts(edition, language)),
    )
    return Side(language=language, head=head, body=body, foot=_foot(edition, language, opened=opened, said=bool(body)))


def subject(edition: Edition, language: Language) -> Text:
    """Give what it is about: regions in bold, then topics."""
    places = region_names(edition, language) or say(language, "digest.no_region")
    return joined(" · ", (bold(words(places)), words(topic_names(edition, language))))


def facts(edition: Edition, language: Language) -> Text:
    """Give the line of facts: source, its language, day of publication, the day of the briefing it follows."""
    briefing = edition.briefing
    earlier = briefing.related[0].published if briefing.related else None
    return joined(
        " · ",
        (
            phrase(language, f"digest.source.{briefing.language.value}", source=source_name(edition, language)),
            phrase(language, "alert.published", day=day(briefing.published, language)) if briefing.published else EMPTY,
            phrase(language, "digest.follows", day=short_day(earlier, language, briefing.published))
            if earlier
            else EMPTY,
            mention(edition, language),
        ),
    )


def _body(edition: Edition, language: Language, bot_username: str) -> Iterator[Ranked]:
    said = edition.summaries.get(language)
    if said is None or said.method is not Method.RULES:
        return
    events = [line for line in said.lines if line.kind is LineKind.EVENT]
    placed = {line.section for line in events if line.section is not None}
    cited = [line for line in said.lines if line.kind is LineKind.CITED]
    shown = {line: _cited(line, edition, language, bot_username) for line in cited}
    yield from _events(events, {line: text for line, text in shown.items() if line.section in placed}, language)
    for rank, (kind, caption) in enumerate(_CAPTIONS.items(), 2):
        found = [line for line in said.lines if line.kind is kind]
        if found:
            yield Ranked(text=_listed(found, phrase(language, caption), language), rank=rank)
    if also := [line for line in cited if line.section not in placed]:
        heading = phrase(language, "digest.also_cited" if placed else "digest.cited")
        yield Ranked(text=heading, rank=5, group="cited", caption=True)
        for line in also:
            yield Ranked(text=words("• ") + shown[line], rank=5, group="cited")


def _events(events: Sequence[Line], cited: Mapping[Line, Text], language: Language) -> Iterator[Ranked]:
    """Give the typed events: a number for each of a section, its cited headlines below its first; then those of no
    section in one line.
    """
    under = {line.section: [text for one, text in cited.items() if one.section == line.section] for line in events}
    for number, line in enumerate((one for one in events if one.section is not None), 1):
        yield Ranked(text=words(f"{number} ") + _event(line), rank=1)
        for title in under.pop(line.section, ()):
            text = words("   ") + phrase(language, "digest.under") + words(" ") + title
            yield Ranked(text=text, rank=4)
    if loose := [_event(line) for line in events if line.section is None]:
        yield Ranked(text=joined(" ", (phrase(language, "digest.in_text"), joined(" | ", loose))), rank=1)


def _event(line: Line) -> Text:
    return joined(" · ", (bold(one_line(line.text)), words(clipped(line.note or "", _LONGEST_EVENT))))


def _listed(found: Sequence[Line], caption: Text, language: Language) -> Text:
    items = [_item(line) for line in found]
    kind = found[0].kind
    between = " · " if kind is LineKind.FIGURE else ", "
    return bold(caption) + words(" " + listed(items, _MOST_LISTED[kind], language, between=between))


def _item(line: Line) -> str:
    text = clipped(line.text, _LONGEST_ITEM)
    if not line.note:
        return text
    note = clipped(line.note, _LONGEST_ITEM)
    return f"{text} [{note}]" if line.kind is LineKind.FIGURE else f"{text} ({note})"


def _cited(line: Line, edition: Edition, language: Language, bot_username: str) -> Text:
    """Give a cited headline with its outlet and day; a link where the source or the archive has one."""
    titles = [one.title for one in edition.briefing.references]
    link = cited_link(edition, titles.index(line.text), bot_username) if line.text in titles else None
    on = short_day(line.on, language, edition.briefing.published) if line.on else ""
    where = ", ".join(filter(None, (clipped(line.note or "", 80), on)))
    return words("“") + linked(one_line(line.text), link) + words("”" + (f" — {where}" if where else ""))


def _foot(edition: Edition, language: Language, *, opened: bool, said: bool) -> Text:
    """Give the label that says what this is and is not, and the ways to the text."""
    briefing = edition.briefing
    written = briefing.language.value
    label = italic(phrase(language, f"digest.label.{written}" if said else f"digest.only.{written}"))
    links = []
    if opened:
        links.append(source_link(edition, language, f"digest.open.{written}"))
    translated = machine_translation(briefing.url, briefing.language, language) if briefing.url else None
    if translated:
        links.append(linked(phrase(language, "digest.translate"), translated))
    return joined(" ", (label, joined(" · ", links)))
