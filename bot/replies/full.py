"""A whole briefing, as far as its rights allow, in pages: a page per section or as many small ones as fit it well."""

import re
from collections.abc import Iterable, Iterator

from bot.actions import action
from bot.message import Message
from bot.replies import outline
from bot.replies.facts import flags, phrase, source_link, title_of
from bot.replies.lists import pager
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    fitted,
    italic,
    joined,
    lines,
    message,
    one_line,
    utf16_length,
    words,
)
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs.model import Edition, Language, LineKind, Method, Rights, Section

COMFORTABLE = 1_500
"""Small sections share a page up to this many units."""
FULLEST = 2_400
"""A page's text is never longer; head and foot take the rest of the message."""
_SENTENCE_END = re.compile(r"(?<=[.!?。…])\s+")


def answer(edition: Edition, *, language: Language, page: int = 0) -> Message:
    """Give one page of the briefing; a page that does not exist gives the nearest."""
    pages = _pages(edition)
    page = min(max(page, 0), len(pages) - 1)
    head = lines(
        joined(" ", (words(flags(edition)), bold(one_line(title_of(edition))))),
        italic(outline.facts(edition, language)),
    )
    body = pages[page]
    last = page + 1 == len(pages)
    text = lines(head + words("\n"), body, _limits(edition, language) if last else EMPTY, _foot(edition, language))
    name = short_id(edition.id)
    turn = pager(page, len(pages), language, lambda at: action("brief", name, at))
    more = [
        labelled(language, "button.related", action("related", name)),
        labelled(language, "button.copy", action("copy", name)),
    ]
    if cited := len(edition.briefing.references):
        more.insert(0, labelled(language, "button.references", action("refs", name), n=cited))
    return message(text, (turn, tuple(more)))


def alone(edition: Edition) -> Message:
    """Give the source's own words and nothing else, as far as its rights allow, in one message: Telegram's translation
    takes a message whole. What does not fit is left out at the end, by whole blocks.
    """
    blocks = [block for section in _sections(edition) for block in section]
    ranked = [Ranked(text=_block(block), rank=place) for place, block in enumerate(blocks)]
    return message(fitted(bold(one_line(title_of(edition))), ranked, EMPTY, lambda _: words("…")))


def _pages(edition: Edition) -> tuple[Text, ...]:
    """Give the pages, at least one."""
    pages: list[list[str]] = []
    room = 0
    for section in _sections(edition):
        length = sum(utf16_length(block) + 1 for block in section)
        if length <= room:
            pages[-1] += section
            room -= length
            continue
        split = list(_split(section))
        pages += split
        room = COMFORTABLE - sum(utf16_length(block) + 1 for block in split[-1]) if split else room
    return tuple(lines(*map(_block, page)) for page in pages) or (EMPTY,)


_HEADING = "☐ "
_POINT = "◦ "


def _block(block: str) -> Text:
    for mark in (_HEADING, _POINT):
        if block.startswith(mark):
            return bold(words(block))
    return words(block)


def _sections(edition: Edition) -> Iterator[list[str]]:
    """Give what may be shown, a list of blocks a section."""
    if edition.rights is Rights.LINK:
        return
    full = edition.rights is Rights.FULL
    for section in edition.briefing.sections:
        blocks = list(_blocks(section, paragraphs=full))
        if blocks:
            yield blocks
    if edition.rights is Rights.QUOTES:
        quotes = list(_quotes(edition))
        if quotes:
            yield quotes


def _blocks(section: Section, *, paragraphs: bool) -> Iterator[str]:
    if section.heading:
        yield _HEADING + section.heading
    for subsection in section.subsections:
        if subsection.heading:
            yield _POINT + subsection.heading
        if paragraphs:
            yield from subsection.paragraphs


def _quotes(edition: Edition) -> Iterator[str]:
    """Give sentences of the summary up to what a quotation may hold, whole."""
    said = edition.summaries.get(edition.briefing.language)
    if said is not None and said.method is Method.WRITTEN:  # not the source's own sentences
        return
    headings = set(edition.briefing.headings())
    taken = 0
    for line in said.lines if said else ():
        if line.kind in (LineKind.MEASURE, LineKind.POINT) and line.text not in headings:
            taken += utf16_length(line.text)
            if taken > outline.QUOTED_CHARACTERS:
                return
            yield f"“{line.text}”"


def _split(section: Iterable[str]) -> Iterator[list[str]]:
    """Give the section's blocks in pages, broken between blocks, else between sentences, else between words."""
    page: list[str] = []
    room = FULLEST
    for block in section:
        for part in _parts(block):
            length = utf16_length(part) + 1
            if length > room and page:
                yield page
                page, room = [], FULLEST
            page.append(part)
            room -= length
    if page:
        yield page


def _parts(block: str) -> Iterator[str]:
    if utf16_length(block) < FULLEST:
        yield block
        return
    part = ""
    for sentence in _SENTENCE_END.split(block):
        for piece in _pieces(sentence):
            if part and utf16_length(part) + utf16_length(piece) + 2 > FULLEST:
                yield part
                part = ""
            part = f"{part} {piece}" if part else piece
    yield part


def _pieces(sentence: str) -> Iterator[str]:
    """Give a sentence; one longer than a page, which no person wrote, in stretches of words."""
    rest = sentence
    while utf16_length(rest) >= FULLEST:
        cut = rest.rfind(" ", 1, FULLEST // 2)
        cut = cut if cut > 0 else FULLEST // 2
        yield rest[:cut]
        rest = rest[cut:].lstrip()
    yield rest


def _limits(edition: Edition, language: Language) -> Text:
    match edition.rights:
        case Rights.LINK:
            return italic(phrase(language, "full.link_only"))
        case Rights.HEADINGS:
            return italic(phrase(language, "full.headings_only"))
        case Rights.QUOTES:
            return italic(phrase(language, "full.quotes_only"))
        case Rights.FULL:
            return italic(one_line(edition.briefing.disclaimer or ""))


def _foot(edition: Edition, language: Language) -> Text:
    briefing = edition.briefing
    reviewer = EMPTY
    if briefing.reviewer:
        named = " ".join(filter(None, (briefing.reviewer.name, briefing.reviewer.role)))
        reviewer = phrase(language, "alert.reviewer", name=named)
    number = phrase(language, "full.number", id=short_id(edition.id))
    return joined(" · ", (reviewer, number, source_link(edition, language)))
