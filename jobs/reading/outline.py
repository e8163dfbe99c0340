"""The body as sections: marker families ranked for this document, wrapped lines joined, paragraphs under headings."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice, pairwise
from operator import attrgetter

from jobs.model import Section, Subsection
from jobs.reading.lines import Line
from jobs.reading.markers import COARSENESS, LEAVES, NUMBERED, Family
from jobs.reading.plain_headings import WRAP_WIDEST, titled
from jobs.reading.signs import is_finished, is_sentence

_TABLE = " | "
_SENTENCE_HEADING = 100  # characters: boxes of briefs are sentences, paragraphs with a marker are longer
_FULL = 0.8  # of the longest line
_LONGEST_HEADING = 120
_SHORT_SENTENCE = 40
_LONGEST_SUMMARY = 12  # lines
_PHRASE = 80  # characters of a heading that has nothing below it
_HANGING = re.compile(r"(?:[가-힣0-9%](?:은|는|을|를|에|로|며|고|와|과|까지|부터|에서|으로|하여|해|도록)|,)$")
_BEFORE_A_VERB = frozenset("로고게지록야자을를은는만도")
_BELOW_A_SUMMARY = frozenset((Family.BOX, Family.FILLED_BOX, Family.ROMAN, *NUMBERED))
_VERBS = frozenset("했한된됐")
_ENDING = re.compile(
    r"(?:다|며|고|는|을|를|의|에)(?=[\s.,])|(?:다고|다며|다는|했다|였다|한다|된다|됐다|이다|습니다|니다)(?=[\s.,]|$)"
)


def sections_of(items: list[Line]) -> tuple[Section, ...]:
    """Give the sections of headings and paragraphs; without headings all stand in one section without a heading."""
    levels = _levels(items)
    outline = _Outline()
    for item in items:
        level = levels.get(item.family)
        if level is None:
            outline.paragraphs.append(item.text)
        elif level == 1:
            outline.begin_section(item.text)
        else:
            outline.begin_subsection(item.text)
    outline.begin_section(None)
    return tuple(outline.sections)


class _Outline:
    """Sections being built: those that are whole, and of the last one what there is so far."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.paragraphs: list[str] = []
        self._subsections: list[Subsection] = []
        self._heading: str | None = None
        self._below: str | None = None

    def begin_section(self, heading: str | None) -> None:
        """End the section before this heading."""
        self.begin_subsection(None)
        if self._heading is not None or self._subsections:
            self.sections.append(Section(heading=self._heading, subsections=tuple(self._subsections)))
            self._subsections = []
        self._heading = heading

    def begin_subsection(self, heading: str | None) -> None:
        """End the subsection before this heading."""
        if self._below is not None or self.paragraphs:
            self._subsections.append(Subsection(heading=self._below, paragraphs=tuple(self.paragraphs)))
            self.paragraphs = []
        self._below = heading


def joined(lines: list[Line]) -> list[Line]:
    """Give the body's headings and paragraphs: its lines, the hard-wrapped ones joined to what they continue."""
    lines = titled(lines)
    if all(line.family for line in lines):
        return lines
    longest = max((len(line.whole) for line in lines), default=0)
    wrapped = longest <= WRAP_WIDEST
    width = longest * 0.6 if wrapped else 0.0
    full = longest * _FULL
    together = wrapped and _breaks_mid_sentence(lines)
    items: list[Line] = []
    parts: list[str] = []  # of the last item where it has more than one; joined once, so that all stays linear
    last = ""
    last_width = 0
    for line in lines:
        if (
            line.family is None
            and items
            and (together or not is_finished(last))
            and _continues(items[-1], last, line, together=together, wide=last_width >= width, full=last_width >= full)
        ):
            parts = parts or [items[-1].text]
            parts += [line.text] if _torn(last, line.text) else [" ", line.text]
        else:
            if parts:
                items[-1] = items[-1]._replace(text="".join(parts))
                parts = []
            items.append(line)
        last, last_width = line.text, len(line.whole)
    if parts:
        items[-1] = items[-1]._replace(text="".join(parts))
    return items


def _continues(item: Line, last: str, line: Line, *, together: bool, wide: bool, full: bool) -> bool:
    """Tell whether a plain line goes on with the item above it: no gap, no table, nothing finished before it.

    A heading goes on where it fills its line, or ends in a particle.
    """
    if line.gap or _TABLE in line.text or _TABLE in last:
        return False
    if together and wide and _holds_text(item):
        return True
    if is_finished(last):
        return False
    if _holds_text(item):
        return wide or (item.family is not None and _HANGING.search(last) is not None)
    return together and wide and (full or _HANGING.search(last) is not None)


def _holds_text(item: Line) -> bool:
    """Tell whether a line is no heading by its marker."""
    return item.family is None or item.family in LEAVES


def _torn(before: str, after: str) -> bool:
    """Tell whether a line was broken inside a word: what follows is an ending, which no word begins with.

    Behind a particle 했다 and 한다 are words: 하기로 했다, 해야 한다.
    """
    if not "가" <= before[-1:] <= "힣" or _ENDING.match(after) is None:
        return False
    return before[-1] not in _BEFORE_A_VERB or after[0] not in _VERBS


def _breaks_mid_sentence(lines: list[Line]) -> bool:
    """Tell whether the text is set to a width: most lines that are followed by a plain one end unfinished."""
    followed = [
        before for before, after in pairwise(lines) if after.family is None and not after.gap and _holds_text(before)
    ]
    broken = sum(not is_finished(line.whole) for line in followed)
    return len(followed) > 0 and broken * 2 >= len(followed)


def _ranked(families: list[Family | None]) -> list[Family]:
    """Give the families of a document's markers, coarse first: glyphs by their usual order, numbers by first use."""
    order: list[Family] = []
    for family in dict.fromkeys(filter(None, families)):
        at = families.index(family) + 1
        order.insert(_place(order, family, families[at] if at < len(families) else None), family)
    return order


def _place(order: list[Family], family: Family, following: Family | None) -> int:
    rank = COARSENESS.get(family)
    if rank is not None:
        finer = (at for at, other in enumerate(order) if COARSENESS.get(other, -1) > rank)
        return next(finer, len(order))
    if following in order and following != family:
        return order.index(following)
    return len(order)


def _levels(items: list[Line]) -> dict[Family | None, int]:
    """Give 1 and 2 to the two coarsest heading families: most of their lines have text below and are short.

    A family whose lines are sentences, and long ones, holds paragraphs.
    """
    items = items[end:] if (end := _summary_end(items)) else items
    families = list(map(attrgetter("family"), items))
    marked = list(filter(None, families))
    depth = {family: at for at, family in enumerate(_ranked(families))}
    parents: Counter[Family] = Counter()
    for (family, below), count in Counter(pairwise(families)).items():
        if family and (below is None or depth[below] > depth[family]):
            parents[family] += count
    sentences = Counter(
        item.family
        for item in items
        if item.family
        and len(item.text) > _SENTENCE_HEADING
        and (len(item.text) > _LONGEST_HEADING or is_sentence(item.text))
    )
    counts = Counter(marked)
    headings = [
        family
        for family in depth
        if family not in LEAVES and 2 * parents[family] >= counts[family] and 2 * sentences[family] <= counts[family]
    ]
    under = {after for before, after in pairwise(marked) if headings and before is headings[0]}
    headings = [  # a family of sentences that never stands right under the first one remarks on what is above
        family for family in headings if family is headings[0] or family in under or _are_phrases(items, family)
    ]
    headings = [family for family in headings if family is headings[0] or not _are_sentences(items, family)]
    if len(headings) == 1 and (phrases := _short_ones(items, depth, headings[0])):
        headings.append(phrases)
    return {family: level for level, family in enumerate(headings[:2], start=1)}


def _summary_end(items: list[Line]) -> int:
    """Give where the box of ◈ lines that a document opens with ends: they sum it up and head nothing."""
    opening = enumerate(islice(items, _LONGEST_SUMMARY))
    end = next((at for at, item in opening if item.family and item.family is not Family.DIAMOND), 0)
    if not end or items[end].family not in _BELOW_A_SUMMARY:
        return 0
    return 0 if any(item.family is Family.DIAMOND for item in items[end:]) else end


def _short_ones(items: list[Line], depth: Mapping[Family, int], above: Family) -> Family | None:
    """Give the circles right under the headings where they hold short phrases: an outline that goes no deeper.

    So are dashes each of which has dots below it.
    """
    family = next((one for one in depth if depth[one] == depth[above] + 1), None)
    if family not in (Family.CIRCLE, Family.FILLED_CIRCLE) and not (family is Family.DASH and _over_dots(items)):
        return None
    return family if _are_phrases(items, family) else None


def _are_sentences(items: list[Line], family: Family) -> bool:
    """Tell whether most lines of a family are sentences too long for what stands below a heading to be theirs."""
    texts = [item.text for item in items if item.family is family]
    return 2 * sum(len(text) > _SHORT_SENTENCE and is_sentence(text) for text in texts) > len(texts)


def _are_phrases(items: list[Line], family: Family) -> bool:
    """Tell whether all lines of a family are short and none is finished."""
    texts = (item.text for item in items if item.family is family)
    return all(len(text) <= _PHRASE and not is_finished(text) for text in texts)


def _over_dots(items: list[Line]) -> bool:
    """Tell whether each dash has a dot right below it, and there are two of them."""
    below = [after.family is Family.DOT for before, after in pairwise(items) if before.family is Family.DASH]
    last_is_heading = items[-1].family is Family.DASH
    return len(below) > 1 and all(below) and not last_is_heading
