"""Markup that would keep a parser busy for minutes is known before it is parsed, and its text is had without one.

Parsers look through all open elements at many a tag, and through all attributes at each new one: time grows with the
square of how deep a stranger nests, or of how many attributes he gives one tag.
"""

import re
from collections import defaultdict
from html import unescape

DEEPEST = 2_000
"""Elements open at a time: no page of a person's comes near it, and parsing that many takes some milliseconds."""

_MOST_ATTRIBUTES = 2_000
_LONGEST_TAG = 20_000  # without its attributes' values
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONGEST_TAG},}}")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_SHORT_LIVED = frozenset((  # closed by their like, or never open
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "img", "hr", "input", "meta", "link", "col",
    "wbr", "source", "area", "a", "nobr", "button",
))  # fmt: skip
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))"
_UNSEEN = re.compile(_COMMENT, re.DOTALL)
_NO_TEXT = re.compile(rf"{_COMMENT}|<(script|style)\b.*?(?:</\1[^>]*>?|\Z)", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]*>")


def taxing(markup: str) -> bool:
    """Tell whether parsing takes far longer than reading: elements nest too deeply, or a tag has too many attributes.

    An end tag closes what bears its name; one too many closes nothing.
    """
    if len(markup) > _LONGEST_TAG and any(map(_overlong, _LONG_TAG.findall(markup))):
        return True
    if markup.count("<") < DEEPEST:
        return False
    depth, opened = 0, defaultdict[str, int](int)
    for closing, name in _TAG.findall(_UNSEEN.sub("", markup)):
        if name.lower() in _SHORT_LIVED:
            continue
        if not closing:
            opened[name.lower()] += 1
            depth += 1
        elif opened[name.lower()]:
            opened[name.lower()] -= 1
            depth -= 1
        if depth >= DEEPEST:
            return True
    return False


def crowded(markup: str) -> bool:
    """Tell whether a tag has so many attributes that looking through them for each would take long."""
    if max(map(len, markup.split(">"))) <= _LONGEST_TAG:
        return False
    return any(_overlong(tag) and tag.count("=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.findall(markup))


def _overlong(tag: str) -> bool:
    return len(_VALUE.sub("", tag)) > _LONGEST_TAG


def bare_lines(markup: str) -> str:
    """Give the text of markup that is not to be parsed: each tag ends a line."""
    return unescape(_ANY_TAG.sub("\n", _NO_TEXT.sub("\n", markup)))
