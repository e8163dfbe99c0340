"""The body as sections: marker families ranked for this document, wrapped lines joined, paragraphs under headings."""

from itertools import pairwise

from jobs.model import Section, Subsection
from jobs.reading.lines import Line
from jobs.reading.markers import COARSENESS, LEAVES, Family
from jobs.reading.signs import is_finished, is_sentence

_WRAP_WIDEST = 100
_TABLE = " | "


def read_body(lines: list[Line]) -> tuple[Section, ...]:
    """Give the sections of the body's lines; without headings all paragraphs stand in one section without a heading."""
    items = _joined(lines)
    levels = _levels(items)
    outline = _Outline()
    for item in items:
        outline.add(levels.get(item.family, 3) if item.family else 3, item.text)
    return outline.sections()


class _Outline:
    """Sections being built."""

    def __init__(self) -> None:
        self._sections: list[tuple[str | None, list[tuple[str | None, list[str]]]]] = []

    def add(self, level: int, text: str) -> None:
        """Add a section heading (1), a subsection heading (2) or a paragraph (3) at the end."""
        if level == 1:
            self._sections.append((text, []))
            return
        if not self._sections:
            self._sections.append((None, []))
        subsections = self._sections[-1][1]
        if level == 2:
            subsections.append((text, []))
            return
        if not subsections:
            subsections.append((None, []))
        subsections[-1][1].append(text)

    def sections(self) -> tuple[Section, ...]:
        """Give what was built."""
        return tuple(
            Section(
                heading=heading,
                subsections=tuple(Subsection(heading=below, paragraphs=tuple(texts)) for below, texts in subsections),
            )
            for heading, subsections in self._sections
        )


def _joined(lines: list[Line]) -> list[Line]:
    """Give the lines with the hard-wrapped ones joined to what they continue."""
    longest = max((len(line.whole) for line in lines), default=0)
    wrapped = longest <= _WRAP_WIDEST
    width = longest * 0.6 if wrapped else 0.0
    together = wrapped and _breaks_mid_sentence(lines)
    items: list[Line] = []
    parts: list[str] = []  # of the last item; joined once, so that a thousand wrapped lines stay linear
    last_width = 0
    for line in lines:
        if items and _continues(items[-1], parts[-1], line, together=together, wide=last_width >= width):
            parts.append(line.text)
        else:
            _close(items, parts)
            items.append(line)
            parts = [line.text]
        last_width = len(line.whole)
    _close(items, parts)
    return items


def _close(items: list[Line], parts: list[str]) -> None:
    if len(parts) > 1:
        items[-1] = items[-1]._replace(text=" ".join(parts))


def _continues(item: Line, last: str, line: Line, *, together: bool, wide: bool) -> bool:
    """Tell whether a line goes on with the item above it: no marker, no gap, no table, nothing finished before it."""
    if line.family is not None or line.gap or _TABLE in line.text or _TABLE in last:
        return False
    if together and wide:
        return True
    if is_finished(last):
        return False
    return (item.family in LEAVES or item.family is None or together) and wide


def _breaks_mid_sentence(lines: list[Line]) -> bool:
    """Tell whether the text is set to a width: most lines that are followed by a plain one end unfinished."""
    followed = [before for before, after in pairwise(lines) if after.family is None and not after.gap]
    broken = sum(not is_finished(line.whole) for line in followed)
    return len(followed) > 0 and broken * 2 >= len(followed)


def _ranked(items: list[Line]) -> list[Family]:
    """Give the document's families, coarse first: glyphs by their usual order, numbers where they are first used."""
    order: list[Family] = []
    marked = [item.family for item in items if item.family]
    for at, family in enumerate(marked):
        if family not in order:
            order.insert(_place(order, family, marked[at + 1] if at + 1 < len(marked) else None), family)
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
    """Give 1 and 2 to the two coarsest heading families: most of their lines have text below and are no sentences."""
    order = _ranked(items)
    depth = {family: at for at, family in enumerate(order)}
    parents: dict[Family, int] = {}
    sentences: dict[Family, int] = {}
    counts: dict[Family, int] = {}
    for at, item in enumerate(items):
        family = item.family
        if family is None or family in LEAVES:
            continue
        below = items[at + 1] if at + 1 < len(items) else None
        if below and (below.family is None or depth[below.family] > depth[family]):
            parents[family] = parents.get(family, 0) + 1
        counts[family] = counts.get(family, 0) + 1
        sentences[family] = sentences.get(family, 0) + is_sentence(item.text)
    headings = [
        family
        for family in order
        if 2 * parents.get(family, 0) >= counts.get(family, 1) and 2 * sentences[family] <= counts[family]
    ]
    return {family: level for level, family in enumerate(headings[:2], start=1)}
