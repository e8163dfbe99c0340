"""One language's side of an alert, and how two of them share one message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.replies.facts import phrase
from bot.replies.markup import EMPTY, Cost, Ranked, Text, chosen, cost, folded, lines, words
from jobs.model import Language

_FOLD = Cost(units=2, sent=64, entities=1)  # the quotation itself and a blank line
_BELOW = 100  # ranks of the folded side: all of it goes before anything of the open side


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A briefing in one language: what always stays, what may be left out, what ends it."""

    language: Language
    head: Text = EMPTY
    body: tuple[Ranked, ...] = ()
    foot: Text = EMPTY


def stacked(opened: Side, beneath: Side | None = None) -> Text:
    """Give both sides as one message's text, the second folded; whole lines are left out until it fits."""
    below = beneath or Side(language=opened.language)
    fixed = _FOLD
    for side in (opened, below):
        fixed += cost(side.head) + cost(side.foot) + cost(_more(side, len(side.body)))
    lower = (replace(line, rank=line.rank + _BELOW, group=f"below {line.group}") for line in below.body)
    stays = chosen(fixed, [*opened.body, *lower])
    cut = len(opened.body)
    above = _body(opened, stays[:cut])
    fold = folded(lines(below.head, _body(below, stays[cut:]), below.foot))
    head = opened.head + words("\n") if above else opened.head
    return lines(head, above, fold, opened.foot)


def _body(side: Side, stays: Sequence[bool]) -> Text:
    kept = [line for line, stay in zip(side.body, stays, strict=True) if stay]
    left_out = sum(not line.caption for line in side.body) - sum(not line.caption for line in kept)
    return lines(*(line.text for line in kept), _more(side, left_out))


def _more(side: Side, left_out: int) -> Text:
    return phrase(side.language, "alert.more", n=left_out) if left_out else EMPTY
