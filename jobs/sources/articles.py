"""Whether two records are the same article: seen at two sources, or cut short by its own. Pure."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TypeVar

from jobs.language import fold
from jobs.model import Briefing

_T = TypeVar("_T")
_WORD = re.compile(r"\w+")
_SHORT = 20  # words: fewer say too little to compare
_TELLING_TITLE = 15  # characters
_ENOUGH = 0.5
_TAIL = 3  # words


def same_article(one: Briefing, other: Briefing) -> bool:
    """Tell whether two records that share an address or title and day are one article.

    Half of the shorter one's words stand in the longer one; where one of them is only a line or two, their titles are
    the same and say enough to be no coincidence.
    """
    ours, theirs = _words(one), _words(other)
    if min(len(ours), len(theirs)) < _SHORT:
        title = fold(one.title)
        return title == fold(other.title) and len(title) >= _TELLING_TITLE
    return _alike(set(ours), set(theirs))


def another_article(known: Briefing, shown: Briefing, *, titled: bool) -> bool:
    """Tell whether what a guid means now, or (`titled`) what bears the title of that day, is another article.

    Its text is another one and its title differs; where there is hardly any text, the title decides: other words, or
    other figures (제7호, 제8호).
    """
    before, now = _words(known), _words(shown)
    one, other = _title(known), _title(shown)
    if min(len(before), len(now)) < _SHORT:
        return not titled and not (_alike(set(one), set(other)) and _figures(one) == _figures(other))
    # pairs of words: reports of one series share most of the words themselves
    return (titled or one != other) and not _alike(set(pairwise(before)), set(pairwise(now)))


def _figures(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(map(str.isdigit, word))]


def _title(briefing: Briefing) -> list[str]:
    return _WORD.findall(fold(briefing.title))


def _alike(one: AbstractSet[_T], other: AbstractSet[_T]) -> bool:
    """Tell whether half of the smaller set is in the other."""
    return len(one & other) >= _ENOUGH * min(len(one), len(other))


def cut_short(known: Briefing, shown: Briefing) -> bool:
    """Tell whether what is shown now is only the beginning of what is known: no correction, less of the same."""
    before, now = _words(known), _words(shown)
    alike = next((at for at, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    # the last word may be cut in two, and a `read more` follow it
    only_less = len(now) < len(before) and alike >= max(min(1, len(now)), len(now) - _TAIL)
    return only_less and fold(known.title) == fold(shown.title)


def _words(briefing: Briefing) -> list[str]:
    return _WORD.findall(fold(" ".join((*briefing.headings(), *briefing.paragraphs()))))
