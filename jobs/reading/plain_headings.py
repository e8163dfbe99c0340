"""Headings that bear no marker of their own: short lines above bullets or prose, whole lines in angle brackets."""

from collections.abc import Sequence
from typing import Final

from jobs.language import has_hangul
from jobs.reading.lines import Line
from jobs.reading.markers import LEAVES, Family
from jobs.reading.signs import is_finished

_LONGEST = 60
_SHORTEST = 2
_PROSE = 30  # characters of a line that a bracketed heading may stand above
_PHRASE = 40
_LONG_PROSE = 60
WRAP_WIDEST: Final = 100
"""Characters of the longest line of a text that is set to a width: its lines may break anywhere."""
_BRACKETS = {"<": ">", "〈": "〉", "《": "》", "【": "】", "＜": "＞"}
_NOT_CALLED = ("=", "＝", "참조", "자료", "출처", "ⓒ", "©", "@")
_ASIDE = frozenset((*LEAVES, Family.SMALL))
_ABOVE_PROSE = frozenset((Family.BOX, Family.FILLED_BOX, Family.NOTE))


def titled(lines: list[Line]) -> list[Line]:
    """Give the lines of a body with its plain headings marked, where no other marker makes headings."""
    families = {line.family for line in lines if line.family}
    if len(families - _ASIDE) > 1:
        return lines
    if families <= _ABOVE_PROSE:
        behind_gaps = (at for at, line in enumerate(lines[:-1]) if line.gap)
        over = [at for at in behind_gaps if _above_prose(lines[at], lines[at + 1])]
        if len(over) > 1:
            return _marked(lines, over, Family.MINOR)
    if families:
        set_to_width = max(len(line.whole) for line in lines) <= WRAP_WIDEST
        plain = (at for at, line in enumerate(lines[:-1]) if line.family is None)
        found = [at for at in plain if _above_bullets(lines, at, set_to_width=set_to_width)]
    else:
        opened = (at for at, line in enumerate(lines[:-1]) if line.text[:1] in _BRACKETS)
        found = [at for at in opened if _in_brackets(lines[at]) and _is_prose(lines[at + 1])]
        found = found if len(found) > 1 else []
    return _marked(lines, found, Family.PLAIN) if found else lines


def _marked(lines: list[Line], found: Sequence[int], family: Family) -> list[Line]:
    marked = list(lines)
    for at in found:
        text = lines[at].text
        heading = text[1:-1].strip() if _in_brackets(lines[at]) else text
        marked[at] = lines[at]._replace(family=family, text=heading)
    return marked


def _above_prose(line: Line, below: Line) -> bool:
    """Tell whether a line behind a gap stands alone, is short, and long prose follows it."""
    if line.family or line.signed or below.family or len(below.text) < _LONG_PROSE:
        return False
    said = 2 < len(line.text) <= _PHRASE and not is_finished(line.text) and not line.text.endswith(",")
    return said and has_hangul(line.text) and not _in_brackets(line)


def _above_bullets(lines: Sequence[Line], at: int, *, set_to_width: bool) -> bool:
    """Tell whether a line is short and plain, has bullets below it, and neither goes on nor is gone on with."""
    line = lines[at]
    if line.signed or lines[at + 1].family is None or not _SHORTEST <= len(line.text) <= _LONGEST:
        return False
    before = lines[at - 1] if at else None
    apart = before is None or line.gap or is_finished(before.whole) or (before.family is not None and not set_to_width)
    return apart and not is_finished(line.text) and not line.text.endswith(",")


def _in_brackets(line: Line) -> bool:
    """Tell whether a line stands in brackets as a whole and names no source."""
    text = line.text
    whole = len(text) <= _LONGEST + 20 and _BRACKETS.get(text[:1]) == text[-1:]
    return whole and line.family is None and not any(map(text.__contains__, _NOT_CALLED))


def _is_prose(line: Line) -> bool:
    return len(line.text) > _PROSE and not _in_brackets(line)
