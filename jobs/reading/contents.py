"""Tables of contents: lines that name a page of the document, or its headings before they come."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jobs.reading.lines import Line
from jobs.reading.signs import Sign, Signed, is_sentence

_SOUGHT = 400  # lines: a table of contents stands before the text
_CALLED: Final = frozenset((
    "목차", "차례", "순서", "표목차", "표차례", "그림목차", "그림차례", "contents", "tableofcontents", "listoftables",
    "listoffigures",
))  # fmt: skip
_AROUND = " []<>〈〉《》【】()-–:□■◇◆"
_PAGE = " |0123456789ivxlIVXL"
_DOTS = frozenset(".·․‧∙ㆍ・")
_LONG_DOTS = frozenset("…‥⋯")
_LINES = frozenset("-–─_=")
_LEADERS = _DOTS | _LONG_DOTS | _LINES
_LEADER = "".join(_LEADERS) + " "
_ENDS = frozenset((*_AROUND, *(name[-1] for name in _CALLED), "S"))
_CALLED_LONGEST = 24
_LONGEST = 120
_PAGES = 1_500
_APART = 12  # lines at most between two that name a page


def without_contents(lines: list[Line]) -> list[Line]:
    """Set each line of a table of contents apart from the text as one of the page's own."""
    sought = lines[:_SOUGHT]
    found = [at for at, line in enumerate(sought) if line.whole[-1] in _PAGE and _names_page(line.whole)]
    called = [at for at, line in enumerate(sought) if len(line.whole) < _CALLED_LONGEST and _is_called(line.whole)]
    if len(found) < 2 and not called:
        return lines
    inside = {one for at in called for one in _below(lines, at)}
    for first, second in pairwise(found):
        inside |= {one for one in range(first, second + 1) if second - first <= _APART and _joins(lines, one)}
    if not inside:
        return lines
    inside |= {at for at in called if at + 1 in inside}
    marked = list(lines)
    for at in inside:
        marked[at] = lines[at]._replace(family=None, signed=Signed(Sign.FURNITURE, lines[at].whole))
    return marked


def _is_called(line: str) -> bool:
    return line[-1] in _ENDS and line.strip(_AROUND).replace(" ", "").lower() in _CALLED


def _names_page(line: str) -> bool:
    """Tell whether a line ends in leaders and a page: `1. 개요 ········ 3`."""
    stem = line.rstrip(_PAGE) if len(line) <= _LONGEST else ""
    if not stem or len(stem) == len(line.rstrip()) or stem[-1] not in _LEADERS:
        return False
    run = stem[len(stem.rstrip(_LEADER)) :]
    if len(run) == 1:
        return False
    dots, long = sum(map(_DOTS.__contains__, run)), sum(map(_LONG_DOTS.__contains__, run))
    return dots >= 4 or long >= 2 or sum(map(_LINES.__contains__, run)) >= 6


def _joins(lines: list[Line], at: int) -> bool:
    """Tell whether a line amid those that name a page belongs to them: it ends in one, or both beside it do."""
    if _names_page(lines[at].whole) or _page_of(lines[at].whole) is not None:
        return True
    around = _names_page(lines[at - 1].whole) and _names_page(lines[at + 1].whole)
    return around and len(lines[at].whole) <= _LONGEST and not is_sentence(lines[at].whole)


def _below(lines: list[Line], called: int) -> Iterator[int]:
    """Give the entries below a heading of contents: lines that end in rising pages, else two that come again later."""
    ends, page = called + 1, 0
    while ends < len(lines) and (here := _page_of(lines[ends].whole)) is not None and here >= page:
        ends, page = ends + 1, here
    if ends - called <= 2:
        later: dict[str, int] = {line.text: at for at, line in enumerate(lines[:_SOUGHT])}
        ends = called + 1
        while ends < len(lines) and later.get(lines[ends].text, 0) > ends and not is_sentence(lines[ends].whole):
            ends += 1
    if ends - called > 2:
        yield from range(called + 1, ends)


def _page_of(line: str) -> int | None:
    """Give the page a short line ends in; a year is none."""
    stem = line.rstrip("0123456789")
    digits = line[len(stem) :]
    apart = stem[-1:] == " " or stem[-1:] in _LEADERS
    if not digits or not stem.strip() or not apart or len(line) > _LONGEST or len(digits) > 4:
        return None
    return int(digits) if int(digits) < _PAGES else None
