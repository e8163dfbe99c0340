"""Related posts that a page names between two paragraphs: 관련기사 with titles below, and the text goes on."""

from collections.abc import Iterator, Sequence

from jobs.language import has_hangul
from jobs.reading.lines import Line
from jobs.reading.signs import CLOSING, Sign, Signed, is_sentence

_PROSE = 40  # characters of a sentence that goes on
_ENGLISH_PROSE = 80
_TITLE_LONGEST = 120
_MOST = 8
_BRACKETS = frozenset("[<〈《【＜(※*☐□■◦○●-–·▶")


def without_insets(lines: list[Line], signs: Sequence[int]) -> list[Line]:
    """Give the lines with related titles that prose goes on below marked as such; else they end the text.

    `signs` are the places of the lines that say what they are. What stands in brackets or has a marker ends it always;
    above the first prose only the line that opens the list is the page's: the title may stand below it.
    """
    found, end = _before_the_end(lines, signs)
    prose = [at for at in range(end) if _is_prose(lines[at])] if found else []
    opening = [at for at in found if prose and at < prose[-1] and _is_plain(lines[at])]
    if not opening:
        return lines
    marked = list(lines)
    for at in opening:
        inset = lines[at].signed
        sign = Sign.INSET if inset is not None and inset.sign is Sign.RELATED else Sign.FURNITURE
        marked[at] = lines[at]._replace(signed=Signed(Sign.FURNITURE, lines[at].whole))
        for below in _titles(lines, at) if at > prose[0] else ():
            marked[below] = lines[below]._replace(family=None, signed=Signed(sign, lines[below].whole))
    return marked


def _titles(lines: list[Line], at: int) -> Iterator[int]:
    """Give the places of the titles below the line that opens their list."""
    for below in range(at + 1, min(at + 1 + _MOST, len(lines))):
        line = lines[below]
        if line.signed or is_sentence(line.whole) or len(line.whole) > _TITLE_LONGEST:
            return
        yield below


def _before_the_end(lines: list[Line], signs: Sequence[int]) -> tuple[list[int], int]:
    """Give the places of 관련기사 and its kin before anything else ends the text, and where that is."""
    found = []
    for at in signs:
        signed = lines[at].signed
        if signed is not None and signed.sign in (Sign.RELATED, Sign.ASIDE):
            found.append(at)
        elif signed is not None and signed.sign in CLOSING:
            return found, at
    return found, len(lines)


def _is_prose(line: Line) -> bool:
    least = _PROSE if has_hangul(line.whole[:_PROSE]) else _ENGLISH_PROSE
    return line.signed is None and len(line.whole) >= least and is_sentence(line.whole)


def _is_plain(line: Line) -> bool:
    bare = line.signed is not None and line.signed.rest in ("", line.whole)
    return bare and line.family is None and line.whole[0] not in _BRACKETS
