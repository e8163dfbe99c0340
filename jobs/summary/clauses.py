"""A sentence in morphemes: where its clauses lie, and how what happens in one is put.

Only what is modelled has a form; everything else (negation, questions, conditions, hearsay, attempts, relative clauses)
is `None`, and then nothing is said of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jobs.language import Token

_JOINING = frozenset(
    "고 며 으며 면서 으면서 지만 으나 나 는데 ᆫ데 은데 어서 아서 자 거나 다가 므로 으므로 니 으니 어 아 여".split()  # noqa: SIM905 — Korean is wide
)
_AS_PARTICLE = frozenset("위하 통하 대하 따르 의하 관하 비하 인하 걸치 향하 더불".split())  # noqa: SIM905
_HEADS = frozenset(
    "상황 가운데 후 뒤 이후 직후 때 동안 중 반면 데 만큼 경우 대신 한편 직전 당시".split()  # noqa: SIM905
)
_PLANNED = frozenset({"예정", "계획", "방침"})
_DECIDED = frozenset({"하", "합의", "결정", "약속"})
_SAID = frozenset({"밝히", "발표", "전하"})
_NOT_SAID = frozenset(
    "주장 알려지 전해지 보도 추정 예상 전망 관측 보이 않 못하 못 없 우려 경고 의심 부인".split()  # noqa: SIM905
)
_IF = ("면", "도록", "려고", "고자", "더라도", "거든", "라도")
_CLOSING = frozenset({"SF", "SP", "SSC", "SSO", "SE", "SS", "SW", "SO"})


class Form(StrEnum):
    """How an act is put: it was done, or it is planned."""

    DONE = "done"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Predicate:
    """The form of an act; `said` when its own subject says so."""

    form: Form
    said: bool = False


def clause_starts(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Give the places (token indexes) where a clause of the sentence begins, the first one included."""
    ends = (place for place in range(len(tokens) - 1) if _joins(tokens, place) or _heads(tokens, place))
    return (0, *(place + 1 for place in ends))


def verbal(token: Token) -> bool:
    """Tell whether the token is part of a predicate: a verb's stem or ending."""
    return token.tag[:2] in ("VV", "VA", "XS", "EP", "EF", "EC", "ET", "VC", "VX") and token.tag != "XSN"


def relative(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a relative clause ends between two places: 에 대한 and its like are none."""
    return any(
        tokens[place].tag == "ETM" and tokens[max(0, place - 1)].form not in _AS_PARTICLE
        for place in range(first, last)
    )


def conditional(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether anything between two places is put as a condition, a purpose or a concession."""
    return any(tokens[place].tag == "EC" and tokens[place].form.endswith(_IF) for place in range(first, last))


def predicate(tokens: Sequence[Token], verb: int) -> Predicate | None:
    """Read how the act whose verb is `tokens[verb]` is put; None for everything that is not modelled."""
    rest = [token for token in tokens[verb + 1 :] if token.tag not in ("SP", "SSC", "SSO", "SE", "SS", "SO")]
    if not rest:
        return None
    tail = rest[1:]
    match rest[0].tag:
        case "EP" if rest[0].form in ("었", "았", "였") and tail:
            return _past(tail)
        case "EC" if rest[0].form in _JOINING and not (tail and tail[0].tag == "VX"):
            return Predicate(Form.DONE) if _closes_in_the_past(tail) else None
        case "ETM" if rest[0].form in ("ᆯ", "을"):
            return _planned(tail)
        case "ETN" if rest[0].form == "기" and len(tail) > 2 and tail[0].form == "로" and tail[1].form in _DECIDED:
            return Predicate(Form.PLANNED) if _ends_in_the_past(tail[2:]) else None
    return None


def _joins(tokens: Sequence[Token], place: int) -> bool:
    token, following = tokens[place], tokens[place + 1]
    if token.tag != "EC" or token.form not in _JOINING or following.tag == "VX":
        return False
    return not (token.form in ("어", "아", "여") and tokens[place - 1].form in _AS_PARTICLE)


def _heads(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a clause ends here in a noun of time or circumstance (… 하는 상황에서, … 한 뒤)."""
    if tokens[place].tag[:1] == "J":
        return place > 1 and tokens[place - 1].form in _HEADS and tokens[place - 2].tag == "ETM"
    return tokens[place].form in _HEADS and tokens[place - 1].tag == "ETM" and tokens[place + 1].tag[:1] != "J"


def _past(tail: Sequence[Token]) -> Predicate | None:
    first = tail[0]
    if first.tag == "EF":
        return Predicate(Form.DONE) if first.form == "다" else None
    if first.tag == "EC" and first.form == "다고":
        return Predicate(Form.DONE, said=True) if _says(tail[1:]) else None
    if first.tag == "EC" and first.form in ("으며", "고", "지만", "으나", "는데"):
        return Predicate(Form.DONE) if _closes_in_the_past(tail[1:]) else None
    return None


def _planned(tail: Sequence[Token]) -> Predicate | None:
    """Read what follows -ㄹ: 예정이다, 계획이다, 것이라고 밝혔다."""
    if len(tail) < 3 or tail[1].tag != "VCP":
        return None
    if tail[0].form in _PLANNED and tail[2].tag == "EF" and tail[2].form == "다":
        return Predicate(Form.PLANNED)
    if tail[0].form in _PLANNED | {"것"} and tail[2].form in ("라고", "이라고") and _says(tail[3:]):
        return Predicate(Form.PLANNED, said=True)
    return None


def _says(tail: Sequence[Token]) -> bool:
    return (
        bool(tail) and tail[0].form in _SAID and _ends_in_the_past([token for token in tail[1:] if token.tag != "XSV"])
    )


def _ends_in_the_past(tail: Sequence[Token]) -> bool:
    """Tell whether these are nothing but -했다 and the full stop."""
    bare = [token for token in tail if token.tag not in _CLOSING and token.tag != "XSV" and token.form != "하"]
    return [token.tag for token in bare] == ["EP", "EF"] and bare[1].form == "다"


def _closes_in_the_past(tail: Sequence[Token]) -> bool:
    """Tell whether the sentence ends in a plain past: what it joins is then as sure as its end."""
    bare = [token for token in tail if token.tag not in _CLOSING]
    if len(bare) < 3 or bare[-1].tag != "EF" or bare[-1].form != "다" or bare[-2].tag != "EP":
        return False
    return not {token.form for token in bare[-6:]} & _NOT_SAID
