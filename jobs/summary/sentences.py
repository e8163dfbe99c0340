"""Sentences of a paragraph, each a verbatim span: quotes, brackets, decimals, dates and initials do not end one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from jobs.model import TAGGED_CHARACTERS, Briefing

_END = re.compile(
    r"[.!?。…]+[\"'”’」』)\]]*(?:\[\d{1,3}\])*(?=\s|$)"  # the mark of a note belongs to what it is a note on
    r"|(?<=다)\.(?=[가-힣○△▲“‘\d])(?!라[고는며]|\d{1,2}[.%])"  # set without a space: …했다.이날
)
_OPEN = {"“": "”", "‘": "’", "「": "」", "『": "』", "(": ")", "[": "]", "《": "》"}
_MARK = re.compile('[\n"' + re.escape("".join({*_OPEN, *_OPEN.values()})) + "]")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sen|Rep|Gov|St|No|vs|etc|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|approx))\.$"
)
_DATE = re.compile(r"\d{4}\. ?\d{1,2}\. ?(?:\d{1,2}\.)?$")
_SAID = re.compile(r"\s*(?:이?라고|이?라며|이?라는|하고|하며|면서|고\s|며\s)")  # “…다.” 라고: the sentence goes on
_LONGEST_QUOTE = 400


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    """Give the sentences of a text in order; each occurs in it as it stands.

    The paragraphs of a document are asked for by everything that reads it, so the last ones are kept.
    """
    found = []
    start = 0
    for end in _ends(text):
        sentence = text[start:end].strip()
        if sentence:
            found.append(sentence)
        start = end
    rest = text[start:].strip()
    return (*found, rest) if rest else tuple(found)


def looked_at(briefing: Briefing) -> Briefing:
    """Give the briefing with no more of its body than summaries look at."""
    room = TAGGED_CHARACTERS - len(briefing.title)
    if sum(map(len, briefing.headings())) + sum(map(len, briefing.paragraphs())) <= room:
        return briefing
    return _cut(briefing, room)


def _cut(briefing: Briefing, room: int) -> Briefing:
    sections = []
    for section in briefing.sections:
        room -= len(section.heading or "")
        if room <= 0:
            break
        subsections = []
        for subsection in section.subsections:
            room -= len(subsection.heading or "")
            paragraphs = []
            for paragraph in subsection.paragraphs:
                if room > 0:
                    paragraphs.append(paragraph[:room])
                room -= len(paragraph)
            subsections.append(replace(subsection, paragraphs=tuple(paragraphs)))
            if room <= 0:
                break
        sections.append(replace(section, subsections=tuple(subsections)))
    return replace(briefing, sections=tuple(sections))


def _ends(text: str) -> Iterator[int]:
    open_quotes = _Quotes()
    reached = 0
    for match in _END.finditer(text):
        end = match.end()
        for mark in _MARK.finditer(text, reached, end):
            open_quotes.read(mark.group(), mark.start())
        reached = end
        number = text[match.start() - 1 : match.start()].isdigit() and re.match(r"\.\s?\d", text[match.start() :])
        before = text[max(0, end - 14) : end]
        goes_on = number or _ABBREVIATION.search(before) or _DATE.search(before) or _SAID.match(text, end)
        if not goes_on and not open_quotes.inside(end):
            yield end


class _Quotes:
    """Which quotes and brackets are open; one open for too long was a slip of the source."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []

    def read(self, character: str, place: int) -> None:
        """Take the next character into account."""
        if character == "\n":
            self._open.clear()
        elif character == '"':
            if self._open and self._open[-1][0] == '"':
                self._open.pop()
            else:
                self._open.append(('"', place))
        elif character in _OPEN:
            self._open.append((_OPEN[character], place))
        elif self._open and self._open[-1][0] == character:
            self._open.pop()

    def inside(self, place: int) -> bool:
        """Tell whether `place` lies within a quote or bracket."""
        return bool(self._open) and place - self._open[0][1] < _LONGEST_QUOTE
