"""A sentence in morphemes: where its clauses lie, and how what happens in one is put.

Only what is modelled has a form; everything else (negation, questions, conditions, hearsay, attempts, relative clauses)
is `None`, and then nothing is said of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from jobs.language import Token

_JOINING = frozenset(
    "고 며 으며 면서 으면서 지만 으나 나 는데 ᆫ데 은데 어서 아서 자 거나 다가 므로 으므로 니 으니 어 아 여".split()  # noqa: SIM905 — Korean is wide
)
_GOES_ON = frozenset({"고", "며", "으며", "면서", "으면서", "어", "아", "여", "어서", "아서"})
_AS_PARTICLE = frozenset("위하 통하 대하 따르 의하 관하 비하 인하 걸치 향하 더불 새롭 지나 잇".split())  # noqa: SIM905
_HEADS = frozenset(
    "상황 가운데 후 뒤 이후 직후 때 동안 중 반면 데 만큼 경우 대신 한편 직전 당시".split()  # noqa: SIM905
)
_PLANNED = frozenset({"예정", "계획", "방침"})
_DECIDED = frozenset({"하", "합의", "결정", "약속"})
_SAID = frozenset({"밝히", "발표", "전하"})
_NOT_SAID = frozenset(
    "주장 알려지 전해지 보도 추정 예상 전망 관측 보이 않 못하 못 없 우려 경고 의심 부인".split()  # noqa: SIM905
)
_NOMINAL = frozenset({"ᆷ", "음"})
_PLAIN = _NOMINAL | {"다", "습니다"}  # a plain statement: 체결했다, 체결했습니다, 체결했음
_DAY = frozenset({"현지", "시간", "이날"})
_IF = ("면", "더라도", "거든", "라도")
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


def interrupted(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether another predicate, or a word that denies, stands between: 새로운 and its like are none."""
    for place in range(first, last):
        token = tokens[place]
        like_particle = token.form in _AS_PARTICLE or tokens[max(0, place - 1)].form in _AS_PARTICLE
        if token.form in ("안", "못") or (verbal(token) and token.tag[:2] != "XS" and not like_particle):
            return True
    return False


def relative(tokens: Sequence[Token], first: int, last: int, *, copula: bool = True) -> bool:
    """Tell whether a relative clause ends between two places: 에 대한 and its like are none, 수도인 if `copula`."""
    return any(
        tokens[place].tag == "ETM"
        and tokens[max(0, place - 1)].form not in _AS_PARTICLE
        and (copula or tokens[max(0, place - 1)].tag != "VCP")
        for place in range(first, last)
    )


def conditional(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether anything between two places is put as a condition or a concession."""
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
        case "ETN" | "EF":
            return _nominal(rest[0], tail)
        case "EC":
            return _joined(rest[0], tail)
        case "ETM" if rest[0].form in ("ᆯ", "을"):
            return _planned(tail)
    return None


def _nominal(ending: Token, tail: Sequence[Token]) -> Predicate | None:
    """Read 체결함 (the style of news briefs), 체결하기도 했다, 체결하기로 했다."""
    if ending.form in _NOMINAL and _ends(tail):
        return Predicate(Form.DONE)
    if ending.form != "기" or len(tail) < 3:
        return None
    if tail[0].form == "로" and tail[1].form in _DECIDED:
        return Predicate(Form.PLANNED) if _ends_in_the_past(tail[2:]) else None
    also = tail[0].form == "도" and tail[1].form == "하" and tail[2].tag == "EP"
    return _past(tail[3:]) if also and len(tail) > 3 else None


def _joined(ending: Token, tail: Sequence[Token]) -> Predicate | None:
    """Read -하고, -하며, -하여 by how the sentence ends; -한다고 밝혔다 as planned."""
    if ending.form in ("ᆫ다고", "는다고"):
        return Predicate(Form.PLANNED, said=True) if _says(tail) else None
    if ending.form not in _JOINING or (tail and tail[0].tag == "VX"):
        return None
    beside = ending.form.endswith(("며", "면서"))
    return Predicate(Form.DONE) if _closes_in_the_past(tail) and (beside or not _shared(tail)) else None


def continued(token: Token) -> bool:
    """Tell whether a clause that ends with this token is one whose subject the next goes on with."""
    return token.tag == "EC" and token.form in _GOES_ON


def doubted(tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether an act is denied, reported or put in somebody's mouth: what follows its verb says so."""
    return any(
        token.form in _NOT_SAID or (token.tag == "EC" and token.form.endswith(("다고", "라고")))
        for token in tokens[verb + 1 : verb + 12]
    )


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
    if first.tag in ("EF", "ETN"):
        return Predicate(Form.DONE) if first.form in _PLAIN and _ends(tail[1:]) else None
    if first.tag == "EC" and first.form == "다고":
        return Predicate(Form.DONE, said=True) if _says(tail[1:]) else None
    if first.tag == "EC" and first.form in ("으며", "고", "지만", "으나", "는데"):
        return Predicate(Form.DONE) if _closes_in_the_past(tail[1:]) else None
    return None


def _planned(tail: Sequence[Token]) -> Predicate | None:
    """Read what follows -ㄹ: 예정이다, 계획이다, 것이라고 밝혔다."""
    if len(tail) < 3 or tail[1].tag != "VCP":
        return None
    if tail[0].form in _PLANNED and tail[2].form in _PLAIN and _ends(tail[3:]):
        return Predicate(Form.PLANNED)
    if tail[0].form in _PLANNED | {"것"} and tail[2].form in ("라고", "이라고") and _says(tail[3:]):
        return Predicate(Form.PLANNED, said=True)
    return None


def _ends(tail: Sequence[Token]) -> bool:
    """Tell whether nothing but the full stop follows."""
    return all(token.tag in _CLOSING for token in tail)


def _says(tail: Sequence[Token]) -> bool:
    """Tell whether nothing but 밝혔다 follows, perhaps with its day (-다고 7일(현지시간) 밝혔다)."""
    rest = [token for token in tail if token.tag not in ("SN", "NNB", "SSO", "SSC") and token.form not in _DAY]
    return (
        bool(rest) and rest[0].form in _SAID and _ends_in_the_past([token for token in rest[1:] if token.tag != "XSV"])
    )


def _ends_in_the_past(tail: Sequence[Token]) -> bool:
    """Tell whether these are nothing but -했다 and the full stop."""
    bare = [token for token in tail if token.tag not in _CLOSING and token.tag != "XSV" and token.form != "하"]
    if len(bare) == 1:
        return bare[0].form in _NOMINAL
    return [token.tag[:1] for token in bare] == ["E", "E"] and bare[0].tag == "EP" and bare[1].form in _PLAIN


def _shared(tail: Sequence[Token]) -> bool:
    """Tell whether a later clause is said or decided: -하고 -하겠다고 밝혔다 may put both so."""
    return any(
        (token.tag == "EC" and token.form.endswith(("다고", "라고", "자고")))
        or (token.tag == "ETN" and token.form == "기" and following.form == "로")
        or (token.tag == "EP" and token.form == "겠")
        for token, following in pairwise(tail)
    )


def _closes_in_the_past(tail: Sequence[Token]) -> bool:
    """Tell whether the sentence ends in a plain past: what it joins is then as sure as its end."""
    bare = [token for token in tail if token.tag not in _CLOSING]
    if len(bare) < 3 or bare[-1].form not in _PLAIN or bare[-2].tag != "EP":
        return False
    return not {token.form for token in bare[-6:]} & _NOT_SAID
