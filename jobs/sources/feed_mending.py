"""Slips of the pen in a feed's XML, put right before the strict parser sees them, which refuses a feed for any of them.

The lenient one that would follow takes the `&lang=ko` of an address for the sign ⟨.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from html.entities import html5

_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PAIR = re.compile(
    r"&#(?:x(d[89ab][0-9a-f]{2});&#x(d[c-f][0-9a-f]{2})|(5[56][0-9]{3});&#(5[67][0-9]{3}));", re.IGNORECASE
)
_SLIP = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)")
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?:#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,6};|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_EMPTY_LINK = re.compile(r"<link\s*(?:/>|>\s*</link\s*>)")


def mended(text: str) -> str:
    """Give the text of a feed in which every `&` begins a reference that XML knows, and each of them is a character's.

    What stands in CDATA sections is HTML's affair, but for characters that there are none and sections inside them.
    Links that say nothing are left out: with one, nobody could tell whether the guid is the address.
    """
    if "&#" in text:
        text = _CHARACTER.sub(_possible, _PAIR.sub(_joined, text))
    before, *sections = text.split(_OPEN)
    text = before + "".join(_unnested(sections))
    if _SLIP.search(before + "".join(section.partition(_CLOSE)[2] for section in sections)):
        text = _REFERENCE.sub(_known, text)
    return _EMPTY_LINK.sub("", text)


def _unnested(sections: Iterable[str]) -> Iterator[str]:
    """Give CDATA sections, each from its opening on; one inside another (a script brings its own) loses its signs.

    It is inside where the one before is still open and closed once more behind it.
    """
    is_open = False
    for section in sections:
        if is_open and section.count(_CLOSE) > 1:
            yield section.replace(_CLOSE, "", 1)
        else:
            yield _OPEN + section
        is_open = _CLOSE not in section


def _joined(pair: re.Match[str]) -> str:
    """Give the one character that two halves of it stand for, as JavaScript and Java count them."""
    base = 16 if pair[1] else 10
    high, low = (int(half, base) for half in pair.groups() if half)
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return pair[0]
    return f"&#{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00};"


def _possible(reference: re.Match[str]) -> str:
    digits = (reference[1] or reference[2]).lstrip("0")
    code = int(digits or "0", 16 if reference[1] else 10) if len(digits) < 9 else 0
    possible = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return reference[0] if possible else ""


def _known(found: re.Match[str]) -> str:
    name = found["name"]
    if name is None:
        return "&amp;" if found[0] == "&" else found[0]
    if name in _OF_XML:
        return found[0]
    meant = html5.get(f"{name};")
    return escape(meant) if meant else f"&amp;{name};"
