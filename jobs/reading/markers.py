"""Outline markers: which glyph or number a line begins with, and the family it belongs to.

Families say nothing about depth by themselves; `outline` ranks them document by document. Filled and hollow glyphs are
families of their own, because reports use ■ above □; where only one of the two occurs it makes no difference.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """Markers that stand for the same depth within a document."""

    PLAIN = "plain"  # no marker at all: a short line above bullets, a line in brackets
    MINOR = "minor"  # no marker at all: a short line above prose
    BOX = "box"
    FILLED_BOX = "filled-box"
    DIAMOND = "diamond"
    CIRCLE = "circle"
    FILLED_CIRCLE = "filled-circle"
    SMALL = "small"
    ARROW = "arrow"
    DASH = "dash"
    DOT = "dot"
    NOTE = "note"
    BOXED_NUMBER = "boxed-number"
    ROMAN = "roman"
    NUMBER = "number"
    NUMBER_PAREN = "number-paren"
    LETTER = "letter"
    LETTER_PAREN = "letter-paren"
    CIRCLED = "circled"
    PRIVATE = "private"

    __hash__ = str.__hash__  # an Enum's own is a call of Python for each line that is looked up


COARSENESS: Final = {
    Family.PLAIN: -1,
    Family.FILLED_BOX: 0,
    Family.BOX: 1,
    Family.DIAMOND: 2,
    Family.FILLED_CIRCLE: 3,
    Family.CIRCLE: 4,
    Family.ARROW: 5,
    Family.SMALL: 6,
    Family.MINOR: 7,
    Family.DASH: 8,
    Family.DOT: 9,
    Family.NOTE: 10,
}
"""The usual order of glyph families, coarse first; numbered families stand where a document first uses them."""

LEAVES: Final = frozenset({Family.DASH, Family.DOT, Family.NOTE})
"""Families whose lines are paragraphs; dashes are headings only where dots stand below each (see `outline`)."""

NUMBERED: Final = frozenset({Family.NUMBER, Family.NUMBER_PAREN, Family.CIRCLED, Family.BOXED_NUMBER})
"""Families that count."""
LETTERED: Final = frozenset({Family.LETTER, Family.LETTER_PAREN})

# A hard glyph is a marker whatever follows; a soft one only before a space or a Hangul syllable.
_HARD = {
    Family.BOX: "☐□❏❑❒❐▢◻⬜⃞▫",
    Family.FILLED_BOX: "■◼⬛▣▩☑☒",
    Family.DIAMOND: "◆◇❖◈",
    Family.CIRCLE: "○◦◯⚪❍◌◎",
    Family.FILLED_CIRCLE: "●⚫⬤⦿◉",
    Family.ARROW: "▶▷►▸➢➤➔⇒→☞",
    Family.SMALL: "▪◾◽•‣∎✓✔★☆",
    Family.NOTE: "※＊",
    Family.CIRCLED: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿㉠㉡㉢㉣㉤㉥㉮㉯㉰㉱㉲",
    Family.ROMAN: "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
}
_SOFT = {
    Family.BOX: "ㅁ",
    Family.CIRCLE: "ㅇo",
    Family.SMALL: "∙⋅",
    Family.DASH: "-–—−―‐‑－",
    Family.DOT: "·・ㆍ",
    Family.NOTE: "*",
}
# Symbol fonts as HWP and Word leave them: U+F0xx is the font's code xx (Wingdings, or Symbol for B7).
_SYMBOL_FONT = {
    Family.BOX: "\uf06f\uf071\uf072\uf0a8",
    Family.FILLED_BOX: "\uf06e",
    Family.DIAMOND: "\uf075\uf076",
    Family.CIRCLE: "\uf0a1\uf0a2",
    Family.FILLED_CIRCLE: "\uf06c",
    Family.SMALL: "\uf09e\uf09f\uf0a7\uf0b7\uf0fc",
    Family.ARROW: "\uf0d8\uf0e0\uf0e8\uf0f0",
    Family.CIRCLED: "\uf081\uf082\uf083\uf084\uf085\uf086\uf087\uf088\uf089\uf08c\uf08d\uf08e\uf08f\uf090",
}
_HARD_GLYPHS = {
    glyph: family for table in (_HARD, _SYMBOL_FONT) for family, glyphs in table.items() for glyph in glyphs
}
_SOFT_GLYPHS = {glyph: family for family, glyphs in _SOFT.items() for glyph in glyphs}
_STEMS = tuple("했였됐었았있없겠졌혔났왔갔렸켰섰")  # what a torn 다. belongs to
_ORDER = "가나다라마바사아자차카타파하"
_LETTERS = frozenset(_ORDER)
_DIGITS = frozenset("0123456789")
_COUNTING = frozenset(".)）")
_GOES_ON = re.compile(r"[0-9]{1,2}(?:[\s.,:/~(-]|일|$)")  # 12. 6. is a day, 1. 5대 과제 a heading
_PLANE_15 = "\U000f0000"
_BOXED_NUMBERS = frozenset(chr(code) for code in range(0xF02B1, 0xF02BB))
STARTS: Final = frozenset(_HARD_GLYPHS) | frozenset(_SOFT_GLYPHS) | _LETTERS | _DIGITS | {"(", "（"}
"""How a line with a marker begins, if not with a private character."""
PRIVATE_FROM: Final = "\ue000"

PLAIN_GLYPHS: Final[Mapping[str, Family]] = {
    f"{glyph} ": family
    for glyph, family in (_HARD_GLYPHS | _SOFT_GLYPHS).items()
    if family not in (Family.ROMAN, Family.CIRCLED)
}
"""What most marked lines begin with: a glyph and a space."""


class Letters:
    """The order in which 가. 나. 다. count: a line torn inside a word (했/다.) begins like one of them."""

    def __init__(self) -> None:
        self._last = ""

    def follows(self, line: str, before: str) -> bool:
        """Tell whether a line that begins with a letter counts; `before` is the unfinished line it stands below."""
        letter = line.lstrip("(（")[:1]
        expected = letter == _ORDER[0] or (self._last != "" and _ORDER.find(letter) == _ORDER.find(self._last) + 1)
        if not before or (expected and not (letter == "다" and before.endswith(_STEMS))):
            self._last = letter
            return True
        return False


Marked = tuple[Family | None, str]
"""The family a line's marker belongs to (None without one) and the line without it."""


def split_marker(line: str) -> Marked:
    """Give the marker family of a stripped line and what follows the marker."""
    first = line[:1]
    if first not in STARTS:
        return _private(line) if first >= PRIVATE_FROM else (None, line)
    family = _HARD_GLYPHS.get(first)
    if family is not None:
        rest = line[1:].lstrip(" .)") if family in (Family.ROMAN, Family.CIRCLED) else line[1:].lstrip()
        return family, rest
    family = _SOFT_GLYPHS.get(first)
    if family is not None:
        return _soft(line, family)
    return _numbered(line) or (None, line)


def _soft(line: str, family: Family) -> Marked:
    after = line[1:2]
    if line.startswith("**"):  # a second note
        rest = line.lstrip("*")
        return (family, rest.lstrip()) if rest[:1] == " " else (None, line)
    close = "가" <= after <= "힣" and line[0] not in "oㅇㅁ"
    if after in (" ", "") or close:
        return family, line[1:].lstrip()
    return None, line


def _private(line: str) -> Marked:
    """Read HWP's own glyphs (planes 15 and 16) and unknown symbol-font ones; boxed digits are numbers."""
    first = line[0]
    if first in _BOXED_NUMBERS:
        return Family.BOXED_NUMBER, line[1:].lstrip(" .")
    if first >= _PLANE_15 or first <= "\uf8ff":
        return Family.PRIVATE, line[1:].lstrip()
    return None, line


def _numbered(line: str) -> Marked | None:
    """Read `1. ` `1) ` `(1) ` `가. ` `가) ` `(가) `, but no dates, years or decimals."""
    opened = line[0] in "(（"
    head = line[1:4] if opened else line[:3]
    letter = head[:1] in _LETTERS
    size = 1 if letter else len(_leading_digits(head[:2]))
    if size == 0:
        return None
    at = size + opened
    sign = line[at : at + 1]
    if sign not in _COUNTING:
        return None
    rest = line[at + 1 :]
    if sign == "." and not opened:
        if rest[:1] != " " or (not letter and _GOES_ON.match(rest.lstrip())):
            return None
        return (Family.LETTER if letter else Family.NUMBER), rest.lstrip()
    if sign in (")", "）") and (rest[:1] == " " or (not letter and "가" <= rest[:1] <= "힣")):
        return (Family.LETTER_PAREN if letter else Family.NUMBER_PAREN), rest.lstrip()
    return None


def _leading_digits(head: str) -> str:
    return head if head.isascii() and head.isdigit() else head[:1] if head[:1] in _DIGITS else ""
