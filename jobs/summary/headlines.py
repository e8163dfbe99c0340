"""Typed events that a heading states by itself: "EU, 러시아에 새로운 제재 부과".

A heading leaves particles and endings out, so it is held to more than a sentence: who acts stands before its one comma,
the act ends it, and between the two nothing stands but names, dates, figures and goods that have been read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from jobs.language import Token
from jobs.summary.actors import Cast
from jobs.summary.clauses import Form
from jobs.summary.event_slots import Clause, date_of, fill
from jobs.summary.event_types import EventType, Pattern, Slot, closed_lists
from jobs.summary.figures import korean_figures

_BREAK = re.compile(r"…|\.{2,3}")
_NOT_PLAIN = re.compile(r"[“”‘’\"'「」?!]")
_PARTICLE = re.compile(r"\[[가-힣]+\]$|에$")
_BETWEEN = (
    r" ?(?:(?:전격|전면|공식|추가|또|일시|연) |\d+(?:\.\d+)? ?%(?:에서|로)? ?|\d+(?:\.\d+)? ?(?:%p|%포인트|bp) )*"
)
_PLANNED = r"(?P<planned> ?(?:예정|방침|계획)|키로|하기로(?: 합의| 결정)?|할 예정)?$"
_SLOTS_BARE = frozenset({"를", "에", "대한"})  # what a heading may leave out
_CONTENT = ("N", "V", "M", "SL", "SH", "XR")
_PLAIN_WORDS = frozenset(
    {"첫", "또", "다시", "전격", "공식", "최초", "이틀", "연속", "올해", "일", "월", "년", "포인트"}
)


def stated(
    text: str, tokens: Sequence[Token], cast: Cast, types: Sequence[EventType]
) -> Iterator[tuple[Clause, EventType, Pattern, Form, int]]:
    """Give each act the heading states: its clause, type, pattern, form, and where its words begin."""
    end = next((match.start() for match in _BREAK.finditer(text)), len(text))
    comma = text.find(",")
    first = next((place for place, token in enumerate(tokens) if token.start > comma), 0)
    if not 0 < comma < end or "," in text[comma + 1 : end] or _NOT_PLAIN.search(text) or first == 0:
        return
    for kind in types:
        for pattern in kind.patterns:
            match = None if pattern.passive or pattern.noun is None else _act(pattern).search(text, comma + 1, end)
            act = next((place for place, one in enumerate(tokens) if match and one.start >= match.start()), None)
            if match is None or act is None or tokens[act].start != match.start():
                continue
            clause = Clause(text, tokens, first, act, cast)
            if _all_read(clause, match.start()):
                yield clause, kind, pattern, Form.PLANNED if match["planned"] else Form.DONE, match.start()
                return


def slots_of(pattern: Pattern) -> tuple[Slot, ...]:
    """Give the pattern's slots as a heading fills them: a name directly before the act needs no particle."""
    return tuple(
        replace(slot, particles=(*slot.particles, "앞"))
        if slot.name not in ("who", "goods", "figure") and _SLOTS_BARE & {*slot.particles}
        else slot
        for slot in pattern.slots
    )


def filled(clause: Clause, pattern: Pattern, start: int) -> tuple[dict[str, tuple[str, ...]], str] | None:
    """Give the slots of a heading's act and its date; None when one that is needed stays empty."""
    found = fill(slots_of(pattern), clause, start)
    return None if found is None else (dict(found), date_of(clause) if clause.act > clause.first else "")


@lru_cache(maxsize=512)
def _act(pattern: Pattern) -> re.Pattern[str]:
    """Give the act as it ends a heading: without its object's particle and without 하다."""
    words = [_PARTICLE.sub(lambda found: found[0] + "?", word.pattern) for word in pattern.words]
    noun = pattern.noun.pattern if pattern.noun else ""
    return re.compile(r"(?<![가-힣A-Za-z])" + _BETWEEN.join((*words, f"(?:{noun})")) + _PLANNED)


def _all_read(clause: Clause, start: int) -> bool:
    """Tell whether every word between the comma and the act is a name, a figure, a date, goods or a plain word."""
    begin = clause.tokens[clause.first].start
    text = clause.text[begin:start]
    spans = [(begin + one, begin + two) for one, two, _ in clause.cast.called(text)]
    spans += [(begin + figure.start, begin + figure.start + len(figure.span)) for figure in korean_figures(text)]
    known = {*closed_lists().tables["goods"], *closed_lists().government, *closed_lists().offices, *_PLAIN_WORDS}
    known |= {"대통령", "총리", "주석", "국왕", "외교", "장관"}  # offices, and the parts Kiwi makes of them
    return all(
        any(one <= token.start and token.end <= two for one, two in spans) or token.form in known
        for token in clause.tokens[clause.first : clause.act]
        if token.tag.startswith(_CONTENT) and token.tag != "NR"
    )
