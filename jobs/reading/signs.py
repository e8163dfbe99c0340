"""What a single line is by itself: a line that opens the metadata, or part of it, or a sentence, or none of these."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from jobs.reading.furniture import BUTTON_OPENERS, FURNITURE_ENDS, FURNITURE_HINTS, is_aside, is_furniture, is_notice


class Sign(StrEnum):
    """Lines that are recognised by their own words."""

    REVIEWER = "reviewer"  # < 감수 : … >
    REFERENCES = "references"  # * 참고자료
    SOURCE = "source"  # 출처: …  (below a table it is a note, at the end the references)
    RELATED = "related"  # [관련정보]
    INSET = "inset"  # READ MORE: …, a related post named between two paragraphs
    ASIDE = "aside"  # 많이 본 뉴스
    REMARKS = "remarks"  # [비고]
    CREDIT = "credit"  # 사진 출처: …
    DISCLAIMER = "disclaimer"
    PREVIOUS = "previous"  # 이전글 | …
    NEXT = "next"
    NOTICE = "notice"  # 저작권자 ⓒ …, 무단 전재 금지
    FURNITURE = "furniture"  # 본문 바로가기, 목록

    __hash__ = str.__hash__  # an Enum's own is a call of Python for each line that is looked up


CLOSING = frozenset((Sign.REVIEWER, Sign.REFERENCES, Sign.RELATED, Sign.ASIDE, Sign.REMARKS))
"""The body ends at the first of these, wherever it stands."""
STANDALONE = frozenset((
    Sign.INSET, Sign.CREDIT, Sign.DISCLAIMER, Sign.PREVIOUS, Sign.NEXT, Sign.NOTICE, Sign.FURNITURE,
))  # fmt: skip
"""These say what they are anywhere in the document."""


class Signed(NamedTuple):
    """A recognised line: what it is, and its words without the ones that said so."""

    sign: Sign
    rest: str


_LONGEST = 600
_SHORT = 30
_OFFICIAL = "공식"  # 공식 입장이 아님
_BEFORE = " \t<〈＜《【[(（*※☐□■❏○◦●▪▶•ㅇ-–·#"
_AROUND = f"[{re.escape(_BEFORE)}]*"
_DISOWNING = frozenset((
    "본 ", "본고", "동 ", "이 ", "위 ", "상기", "해당", "게재", "게시", "수록", "여기", "thi", "the",
))  # fmt: skip
"""How lines begin that are disclaimers or nothing."""
_OPENERS = _DISOWNING | {
    "감수", "감 ", "주요", "참고", "자료", "출처", "원문", "관련", "비고", "사진", "이미", "그림", "대표", "표지",
    "이전", "다음", "ref", "sou", "bib", "pho", "ima", "nex", "pre",
    "함께", "연관", "추천", "end", "wor", "rel", "rea", "see", "als", "mor", "you", "rec", "fur",
}  # fmt: skip
"""How every line begins that `_LINE` knows, in two letters or three small Latin ones; looked up first."""


def _heads(openers: Iterable[str]) -> frozenset[str]:
    """Give the first two letters of each, large or small."""
    cut = [opener[:2] for opener in openers]
    return frozenset(head for one in cut for head in (one, one.upper(), one.title(), one[:1] + one[1:].upper()))


SIGN_HEADS: Final = frozenset(_BEFORE) | _heads(_OPENERS)
"""How a line begins that may be one of these, in one letter or two."""
BUTTON_HEADS: Final = _heads(BUTTON_OPENERS)
"""How, besides, a short one begins."""
SIGN_TAILS: Final = frozenset(end[-1] for end in FURNITURE_ENDS)
"""The last letters of those known by their end."""
SIGN_HINTS: Final = (_OFFICIAL, *FURNITURE_HINTS)
"""What all others hold."""
_TOLD = r"(?:[:：]\s*|$|(?<=[\]>】〉》＞])|(?<=[\]>】〉》＞]\s))"  # 출처: …, <출처> …
_SHUT = r"[\s\]>】〉》＞)）]*"
_SEE_ALSO = (
    r"related (?:articles?|stor(?:y|ies)|posts?|news|content|coverage|links?|topics?|reading|publications?|reports?)"
    r"|read (?:more|next|also)|(?:also|see) (?:read|also)|more on this(?: (?:story|topic))?|further reading"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: (?:for you|reading|articles|stories))?"
)
_LINE = re.compile(
    rf"{_AROUND}(?:"
    rf"(?P<reviewer>감\s?수(?:자|위원)?)(?:\s*[\]>】〉]?\s*[:：|｜]\s*|[\]>】〉]\s*|(?<=[<〈＜《【\[(（]감수)\s+|(?<=[<〈＜《【\[(（]\s감수)\s+)(?=\S)"
    rf"|(?P<references>(?:주요\s?)?참고\s?(?:자료|문헌|기사)(?:\s?목록)?|References?|Sources|Bibliography"
    rf"|Endnotes|Works Cited){_SHUT}{_TOLD}"
    rf"|(?P<source>(?:(?:자료\s?)?출처|원문\s?(?:출처|기사|링크)){_SHUT}{_TOLD}|(?:자료|원문|Source){_SHUT}[:：]\s*)"
    rf"|(?P<related>관련\s?(?:정보|기사|글|자료|콘텐츠|게시물|보고서|뉴스)){_SHUT}(?:[:：]\s*|$)"
    rf"|(?P<related_alone>(?:연관|추천)\s?(?:기사|뉴스|글)|함께 (?:보면|읽으면|볼) (?:좋은|만한) (?:기사|뉴스|글|자료)"
    rf"|{_SEE_ALSO}){_SHUT}[:：]?{_SHUT}$"
    r"|(?P<inset>(?:read (?:more|also|next)|(?:also|see) (?:read|also)|related(?: (?:article|story|news))?)"
    r"\s*[:：|»]\s*(?=\S))"
    rf"|(?P<remarks>비고){_SHUT}$"
    r"|(?P<credit>(?:(?:대표|표지)\s?)?(?:사진|이미지|그림)\s?(?:출처|제공|자료|[:：=])|Photo(?:\s?credits?)?\s?:|Image(?:\s?credits?)?\s?:)"
    r"|(?P<disclaimer>(?:본|동|이|상기|위|해당|게재된|게시된|수록된|여기)\s|본고|[Tt]h(?:is|e) )"
    r"|(?P<next>다음\s?글|NEXT(?=\s*[|:：]))|(?P<previous>이전\s?글|PREV(?:IOUS)?(?=\s*[|:：]))"
    r")",
    re.IGNORECASE,
)
_SIGNS = {sign.value: sign for sign in Sign} | {"related_alone": Sign.RELATED}
_DENIALS = (
    "대변",
    "무관",
    "다를 수",
    "일치하지 않",
    "책임을 지지",
    "책임지지",
    "책임이 없",
    "무단",
    "저작권",
    "견본",
)
_DENIALS_EN = ("not necessarily", "not represent", "do not reflect", "does not reflect", "sample")
_DISOWNS = re.compile(  # whoever it begins with: EMERiCs에 실린 글은 …의 공식 입장이 아닙니다.
    r"(?:글|자료|내용|기고|원고|견해|의견)\S{0,3} .{0,60}공식\S{0,3} ?(?:입장|견해|의견)\S{0,2}"
    r" ?(?:아니|아닙|아님|무관|관계\S? ?없|다를 수|대변하)"
)
_SUBJECTS = (
    "자료",
    "내용",
    "글",
    "페이지",
    "콘텐츠",
    "게시물",
    "의견",
    "견해",
    "보고서",
    "기사",
    "브리핑",
    "문서",
)
_SUBJECTS_EN = ("view", "opinion", "page", "article", "briefing", "text", "document", "content", "position")
_AFTER_STEERING = re.compile(r"\s*[|:：>\]·▲▼]*\s*")
_NOWHERE = "글"
_SHUT_END = " >〉》＞】])）"
_FULL_STOPS = frozenset(".!。")
_SHUTTERS = " \"'”’」』)]）>"
_SHUTTING = frozenset(_SHUTTERS)
_COMPARING = frozenset(("보다", "마다"))  # 지난해보다, 해마다
_FINISHED = frozenset(".!?。…:다함음임됨짐름킴")


def sign_of(line: str) -> Signed | None:
    """Give what a line is by its own words; None for a line of the body, the byline or a list."""
    size = len(line)
    if size > _LONGEST:
        return None
    opener = line.lstrip(_BEFORE)[:3].lower()
    opener = opener if opener.isascii() else opener[:2]
    official = _OFFICIAL in line
    if opener in _DISOWNING and size > _SHORT and not official and not _disclaims(line):
        return None
    found = _LINE.match(line) if opener in _OPENERS else None
    if found is not None and found.lastgroup is not None:
        signed = _signed(_SIGNS[found.lastgroup], line, line[found.end() :])
        if signed is not None or found.lastgroup != Sign.DISCLAIMER:
            return signed
    if official and _DISOWNS.search(line):
        return Signed(Sign.DISCLAIMER, line)
    return _of_the_page(line, opens=opener in BUTTON_OPENERS)


def _of_the_page(line: str, *, opens: bool) -> Signed | None:
    """Give what a line is that belongs to the page; `opens`: it begins like a button."""
    if is_notice(line):
        return Signed(Sign.NOTICE, line)
    if opens and is_aside(line):
        return Signed(Sign.ASIDE, line)
    return Signed(Sign.FURNITURE, line) if is_furniture(line, opens=opens) else None


def _signed(sign: Sign, line: str, rest: str) -> Signed | None:
    match sign:
        case Sign.INSET:
            return Signed(sign, rest.strip()) if not is_sentence(line) else None
        case Sign.REVIEWER:
            return Signed(sign, rest.strip(_SHUT_END + " <")) if len(line) <= 150 else None
        case Sign.CREDIT:
            return Signed(sign, line) if len(line) <= 200 and not is_sentence(line) else None
        case Sign.DISCLAIMER:
            return Signed(sign, line) if _disclaims(line) else None
        case Sign.PREVIOUS | Sign.NEXT:
            return _steering(sign, rest)
        case _:
            return Signed(sign, rest.strip())


def _disclaims(line: str) -> bool:
    lower = line.lower()
    denies = "not " in lower or "sample" in lower  # asked of each line that begins with The
    denied = (denies and _holds(lower, _DENIALS_EN)) or (not lower.isascii() and _holds(lower, _DENIALS))
    return denied and (_holds(line[:60], _SUBJECTS) or _holds(lower[:80], _SUBJECTS_EN))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, words))  # a text of The … is asked line by line


def _steering(sign: Sign, rest: str) -> Signed | None:
    """Read `이전글 | …` and its kin; 이전글에서 begins a sentence."""
    if rest.startswith("이 없"):
        return Signed(sign, f"{_NOWHERE}{rest}")
    if rest and (rest[0].isalpha() or rest[0].isdigit()):
        return None
    return Signed(sign, rest[_AFTER_STEERING.match(rest).end() :].strip())  # type: ignore[union-attr]


def is_sentence(text: str) -> bool:
    """Tell whether a line ends as a whole sentence does (an ellipsis does not)."""
    bare = text.rstrip(" \"'”’」』)]）")
    return bare[-1:] in _FULL_STOPS and not bare.endswith("..")


def is_finished(text: str) -> bool:
    """Tell whether a paragraph may end here: a sentence's end, or the noun ending (-함, -음) of brief style."""
    last = text[-1:]
    if last == "다":
        return text[-2:] not in _COMPARING
    if last not in _SHUTTING:
        return last in _FINISHED
    bare = text.rstrip(_SHUTTERS)
    if text.endswith("]"):
        bare = text.rstrip(" []0123456789")  # a footnote's number
    return bare[-1:] in _FINISHED
