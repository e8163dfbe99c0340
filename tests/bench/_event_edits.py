"""Sentences of our own with their typed events, and edits of them whose effect is known without labels.

Swap two countries and the slots swap; deny, plan or claim it and the record changes or goes; change a digit and it
changes; make it passive and nothing changes; the day of another act before it is not its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "labels" / "events.tsv"
PAIRS = (
    ("러시아", "카자흐스탄", "푸틴", "토카예프"),
    ("중국", "브라질", "시진핑", "룰라"),
    ("튀르키예", "우크라이나", "에르도안", "젤렌스키"),
    ("프랑스", "아르헨티나", "마크롱", "밀레이"),
    ("우즈베키스탄", "벨라루스", "미르지요예프", "루카셴코"),
    ("인도네시아", "이집트", "프라보워", "시시"),
)
OTHER_DAY = "2019년 3월 2일"
_PARTICLES = {"은": "은는", "이": "이가", "을": "을를", "와": "과와"}
_PAST = re.compile(r"(하|가지|맺|열|치르)?(했|졌|맺었|열었|치렀)(?:다\.|으며,.*)$")
_ACTIVE = re.compile(
    r"(.+?)(?:은|는|이|가) (.+[가-힣p0-9명] ?)(을|를)"
    r"( (?:전면|[0-9.]+%p|[0-9.]+%로))? ([가-힣]+)했다\."
)
_STEMS = {"했": "하", "졌": "지", "맺었": "맺", "열었": "열", "치렀": "치르"}


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of ours: the type and outcome of its record, its form, the places of its countries."""

    type: str
    outcome: str
    form: str

    def text(self, pair: tuple[str, str, str, str]) -> str:
        """Give the sentence for a pair of countries and their leaders."""
        filled = self.form
        for sign, word in zip("ABPQ", pair, strict=True):
            filled = filled.replace("{" + sign + "}", word)
        return re.sub(r"(.)\[(.)\]", _fit, filled)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited sentence: what was done to it, the sentence before, and after."""

    kind: str
    written: Written
    pair: tuple[str, str, str, str]
    before: str
    after: str


def written() -> tuple[Written, ...]:
    """Give the sentences of the file."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(Written(*row) for row in rows)


def edits() -> Iterator[Edit]:
    """Give every edit of every sentence for every pair."""
    for sentence in written():
        for pair in PAIRS:
            before = sentence.text(pair)
            swapped = (pair[1], pair[0], pair[3], pair[2])
            yield Edit("swap", sentence, pair, before, sentence.text(swapped))
            for kind, after in _edited(before):
                yield Edit(kind, sentence, pair, before, after)


def _fit(match: re.Match[str]) -> str:
    """Choose the form of a particle by the syllable before it."""
    closed = (ord(match[1]) - 0xAC00) % 28 > 0
    return match[1] + _PARTICLES[match[2]][0 if closed else 1]


def _edited(text: str) -> Iterator[tuple[str, str]]:
    found = _PAST.search(text)
    if found is None:
        return
    head, stem = text[: found.start(2)], _STEMS[found[2]]
    done = head + found[2]
    will = head + {"하": "할", "지": "질", "맺": "맺을", "열": "열", "치르": "치를"}[stem]
    yield from (
        ("deny", head + stem + "지 않았다."),
        ("deny", head + stem + "지 못했다."),
        ("deny", head + stem + "지는 않았다."),
        ("plan", will + " 예정이다."),
        ("plan", will + " 계획이다."),
        ("plan", head + stem + "기로 했다."),
        ("claim", done + "다고 주장했다."),
        ("claim", done + "다는 보도가 나왔다."),
        ("claim", will + " 것으로 보인다."),
        ("claim", will + " 수 있다."),
        ("claim", will + " 가능성이 있다."),
        ("claim", head + stem + "려 했다."),
        ("claim", head + stem + "고자 했다."),
        ("claim", done + "는지는 확인되지 않았다."),
        ("claim", done + "더라면 달라졌을 것이다."),
    )
    digits = re.search(r"(\d)(?=[일%명억만]|%p|\.5%)", text)
    if digits:
        other = "5" if digits[1] in "12346789" else "4"
        yield "digit", text[: digits.start()] + other + text[digits.end() :]
    yield "date", f"{OTHER_DAY} 열린 회의에 이어 {text}"
    yield "date", f"{OTHER_DAY} 발표된 방침에 따라 {text}"
    passive = _passive(text)
    if passive:
        yield "passive", passive


def _passive(text: str) -> str | None:
    """Turn A는 … X를 (체결)했다 into A에 의해 … X가 (체결)됐다."""
    match = _ACTIVE.fullmatch(text)
    if match is None or " " in match[1].replace(" 정부", "").replace(" 중앙은행", ""):
        return None
    closed = (ord(match[2].strip()[-1]) - 0xAC00) % 28 > 0 if "가" <= match[2].strip()[-1] <= "힣" else False
    return f"{match[1]}에 의해 {match[2]}{'이' if closed else '가'}{match[4] or ''} {match[5]}됐다."
