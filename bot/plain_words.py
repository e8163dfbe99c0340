"""What a person means by plain words, in Korean or in English. Pure: a text in, an intent out.

A known first (or last) word whose rest is understood acts; where the rest is no known region or topic the text is
searched, and the other reading is offered. Nothing is ever changed by a text that is only half understood.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.intents import (
    Act,
    Exclude,
    Intent,
    Latest,
    Open,
    Period,
    Search,
    Show,
    Sight,
    Speak,
    Stop,
    Subscribe,
    Unsubscribe,
    Wake,
)
from bot.short_ids import parse_short_id
from bot.timing_words import read_timing
from bot.wishes import Wish, nearest_interests, read_wish, unasked
from jobs.language import fold
from jobs.model import ReaderLanguage

_URL = re.compile(r"https?://[^\s<>\"'“”]+", re.IGNORECASE)
_EDGE = " .,!?~…^;:\"'“”‘’ㅋㅎㅠㅜ"

_DONE: Mapping[Intent, str] = {
    Stop(): """
    그만 그만보내 그만보내줘 그만보내요 그만보내주세요 그만해 그만받을래 그만받을래요 멈춰
    멈춰줘 중지 정지 알림꺼줘 모두그만 전부그만 모두취소 전부취소 다취소 stop stopalerts pause
    unsubscribe stopall stopeverything unsubscribeall cancelall canceleverything
    """,
    Wake(): """
    다시보내줘 다시보내 다시받기 다시받을래 다시받을래요 다시켜줘 다시시작 다시시작해줘 resume
    startagain unstop alertson sendagain
    """,
    Latest(): """
    최근 최신 최근소식 최신소식 새소식 새로운소식 새소식있어 뭐나왔어 뭐나왔어요 뭐새로나왔어
    뭐있어 latest latestnews whatsnew news anynews newest
    """,
}
_SHOWN: Mapping[Sight, str] = {
    Sight.REFERENCES: """
    참고자료 참고문헌 출처 출처는 출처가어디야 출처가뭐야 자료 source sources references
    reference refs citation citations wherefrom
    """,
    Sight.WHY: """
    왜 왜왔어 왜왔어요 왜왔지 왜왔나요 왜보냈어 왜보냈어요 이거왜왔어 이거왜왔어요 why whythis
    whydidthiscome whydidigetthis whyamigettingthis
    """,
    Sight.RELATED: """
    관련 관련소식 관련정보 비슷한소식 related similar
    """,
    Sight.FULL: """
    전체보기 전문 전문보기 자세히 자세히보기 더읽기 본문 fulltext full readitall readmore
    readall
    """,
    Sight.MINE: """
    내구독 내알림 구독목록 구독목록보기 뭐받고있어 뭐받고있지 내가뭐받아 mine myalerts
    mysubscriptions mylist whatamigetting whatdoiget whatamisubscribedto
    """,
    Sight.HELP: """
    도움말 도움 도와줘 사용법 어떻게써 뭐야 뭐야이거 이게뭐야 이거뭐야 누구야 누구니 누구세요
    넌누구야 넌누구니 뭐하는봇이야 뭐할수있어 help howdoesthiswork whatisthis whatsthis
    whoareyou whatareyou whatcanyoudo
    """,
    Sight.SETTINGS: """
    설정 설정보기 설정바꾸기 설정변경 환경설정 settings preferences options 언급도받기
    언급도받을래 언급도보내줘 언급도알려줘 언급은그만 언급은빼줘 mentions mentionstoo nomentions
    """,
    Sight.WHEN: """
    주말엔보내지마 주말에는보내지마 주말에보내지마 주말빼고 주말빼고보내줘 주말은빼줘 noweekends
    notonweekends notattheweekend
    """,
    Sight.DATA: """
    내정보 내정보보여줘 내데이터 mydata showmydata whatdoyouknowaboutme
    """,
    Sight.FORGET: """
    탈퇴 탈퇴할래 탈퇴할래요 내정보지워줘 내정보삭제 내데이터지워줘 다지워줘 잊어줘 나를잊어줘
    forgetme deletemydata deletemyaccount deleteme erasemydata
    """,
    Sight.PRIVACY: """
    개인정보 개인정보처리방침 privacy privacypolicy
    """,
    Sight.THANKS: """
    고마워 고마워요 고맙습니다 감사 감사해요 감사합니다 땡큐 ㄱㅅ 좋아 좋아요 좋네 알겠어
    알겠어요 알았어 네 넵 응 ㅇㅋ ㅇㅇ 오케이 thanks thankyou thx ty great cool nice ok okay
    """,
    Sight.START: """
    시작 안녕 안녕하세요 안녕하십니까 하이 처음부터 hi hello hey start goodmorning goodevening
    goodafternoon
    """,
}
_SPOKEN: Mapping[ReaderLanguage, str] = {
    ReaderLanguage.EN: """
    영어로 영어 영어로보여줘 영어로보내줘 영어로바꿔줘 영어로해줘 영어로볼래 영어로받을래
    inenglish english englishplease
    """,
    ReaderLanguage.KO: """
    한국어로 한국어 한국말로 우리말로 한글로 한국어로보여줘 한국어로보내줘 한국어로바꿔줘
    한국어로해줘 한국어로볼래 inkorean korean koreanplease
    """,
    ReaderLanguage.BOTH: """
    둘다 두언어로 둘다보내줘 한국어영어둘다 both bothlanguages inboth
    """,
}
_WHOLE: Mapping[Intent, str] = {
    **_DONE,
    **{Show(sight=sight): keys for sight, keys in _SHOWN.items()},
    **{Speak(language=language): keys for language, keys in _SPOKEN.items()},
}
"""What whole texts mean, written as `_key` leaves them: without spaces and points."""
_PHRASES: Mapping[str, Intent] = MappingProxyType({key: act for act, keys in _WHOLE.items() for key in keys.split()})

_OF_ONE = ("전체", "전부", "다보여줘", "all", "everything", "more", "더")

_PERIODS = (
    (Period.TODAY, re.compile(r"오늘(?:은|의|자)?(?=\s|$)|\btoday(?:'s)?\b")),
    (Period.YESTERDAY, re.compile(r"어제(?:는|의|자)?(?=\s|$)|\byesterday(?:'s)?\b")),
    (Period.LAST_WEEK, re.compile(r"(?:지난|저번)\s?주(?:에|는|의|엔)?(?=\s|$)|\blast week(?:'s)?\b")),
    (Period.THIS_WEEK, re.compile(r"(?:이번|금)\s?주(?:에|는|의|엔)?(?=\s|$)|\bthis week(?:'s)?\b")),
)
_ASKING = re.compile(
    r"(?:뭐|무슨|어떤|새로(?:운)?|새|있(?:어|어요|나요|니|었어)|나왔(?:어|어요|나요|니|는지)|나온|"
    r"올라왔(?:어|어요)|보여\s?줘|알려\s?줘|보여\s?주세요|알려\s?주세요|궁금해요?|최근|최신)(?=\s|$)|"
    r"\b(?:what(?:'s| is| was| came| has come)?|new|out|latest|newest|recent|came|come|show|happened|anything|is|there|"
    r"did)\b"
)
_LATEST_FIRST = re.compile(
    r"^(?:최근|최신|latest|newest|recent)\s+|"
    r"^(?:(?:is there |have you )?any(?:thing)? (?:new|news)|what(?:'s| is) (?:new|happening|up))"
    r"(?:\s+(?:on|about|from|in|with))?\s+|"
    r"\s+(?:최근|최신)$|\s+뭐\s?나왔(?:어|어요|나요|니)$|"
    r"\s*(?:관련\s?)?(?:소식|뉴스|브리핑)(?:은|이)?\s?(?:있어|있어요|있나요?|있니|없어|없어요|없나요?|뭐\s?있어요?)$"
)
_SEARCH = re.compile(
    r"^(?:검색|찾기|찾아\s?줘|search(?: for)?|find|look for)\s*:?\s+|"
    r"\s+(?:검색|검색해\s?줘|찾아\s?줘|찾아\s?주세요|찾기)$"
)
_SCOPE = re.compile(r"^\S+에서\s+")


def _act_of(wish: Wish) -> Subscribe:
    return Subscribe(interests=wish.interests(), only=wish.only, plainly=wish.plainly)


def _removal_of(wish: Wish) -> Unsubscribe:
    return Unsubscribe(interests=wish.interests())


def _exclusion_of(wish: Wish) -> Exclude | Unsubscribe:
    """Read `러시아는 빼줘`: a region is left out; a topic can only be given up."""
    return _removal_of(wish) if wish.topics else Exclude(regions=(*wish.regions, *wish.excludes))


_VERBS: tuple[tuple[re.Pattern[str], Callable[[Wish], Act]], ...] = (
    (
        re.compile(
            r"\s*(?:빼|제외)(?:\s?줘|\s?주세요|\s?줄래|해\s?줘|해\s?주세요|하고\s?보내\s?줘|고\s?보내\s?줘|요|할래)?$|"
            r"^(?:without|except|exclude|no|not|leave out|skip|drop)\s+"
        ),
        _exclusion_of,
    ),
    (
        re.compile(
            r"^구독\s?취소\s+|^해지\s+|"
            r"\s*(?:구독\s?취소|구독\s?해지|해지|취소|그만|그만\s?받을래요?|그만\s?보내(?:\s?줘|\s?주세요)?|끊어\s?줘|안\s?받을래요?)"
            r"(?:해\s?줘|해\s?주세요|할래요?)?$|"
            r"^(?:unsubscribe(?: from)?|stop|cancel|no more|unfollow|remove)\s+"
        ),
        _removal_of,
    ),
    (
        re.compile(
            r"^(?:구독|알림|받기|추가)\s+|"
            r"\s*(?:구독|구독해\s?줘|구독해\s?주세요|구독할래요?|구독하고\s?싶어요?|받고\s?싶어요?|받을래요?|받을게요?|받아\s?볼래요?|"
            r"받게\s?해\s?줘|알려\s?줘|알려\s?주세요|보내\s?줘|보내\s?주세요|알림|받기|추가|추가해\s?줘|추가해\s?주세요)$|"
            r"^(?:also|add|plus|subscribe(?: me)?(?: to)?|follow|send me|alert me(?: about| on| to)?|"
            r"notify me(?: about| of| on)?|"
            r"i(?:'d| would)? (?:want|like)(?: to get| to receive| to follow)?|get|get me|watch|sign me up for)\s+"
        ),
        _act_of,
    ),
)


def understand(text: str, *, replying: bool = False) -> Intent:
    """Give what a text means. Total: whatever is not understood is a search.

    `replying`: it answers a message, so that `전체` means all of that one.
    """
    shown = " ".join(text.split())
    if address := _URL.search(shown):
        return Open(url=address.group().rstrip(".,;:!?)]}'\"…"))
    said = fold(shown).strip(_EDGE)
    if known := _PHRASES.get(_key(said)):
        return known
    if replying and _key(said) in _OF_ONE:
        return Show(sight=Sight.FULL)
    if timing := read_timing(said):
        return timing
    if shown_one := _shown_by_id(said):
        return shown_one
    return _of_a_period(said) or _by_verb(said, shown) or _latest(said) or _searched(said, shown)


def _key(said: str) -> str:
    return re.sub(r"[\s'’?!.,]+", "", said)


def _shown_by_id(said: str) -> Show | None:
    """Read `참고자료 3k7q`."""
    first, _, rest = said.rpartition(" ")
    known = _PHRASES.get(_key(first))
    if isinstance(known, Show) and any(letter.isdigit() for letter in rest) and parse_short_id(rest.lstrip("#")):
        return Show(sight=known.sight, which=rest.lstrip("#"))
    return None


def _of_a_period(said: str) -> Latest | None:
    for period, pattern in _PERIODS:
        if pattern.search(said):
            rest = _ASKING.sub(" ", pattern.sub(" ", said))
            wish = read_wish(rest)
            if wish.understood or not (wish.unknown or wish.ambiguous):
                return Latest(interests=wish.interests(), period=period)
    return None


def _by_verb(said: str, shown: str) -> Intent | None:
    for pattern, act in _VERBS:
        found = pattern.search(said)
        if found is None:
            continue
        rest = f"{said[: found.start()]} {said[found.end() :]}".strip()
        wish = read_wish(_SCOPE.sub("", rest) if act is _exclusion_of else rest)
        if wish.understood and not wish.interests() and act is not _exclusion_of:
            return Exclude(regions=wish.excludes)
        if wish.understood:
            return act(wish)
        nothing_known = act is _act_of and not (wish.regions or wish.topics)  # 구독 경제 전망 may be meant as it stands
        return Search(text=unasked(shown) if nothing_known else shown, other=_other_reading(wish, act))
    return None


def _other_reading(wish: Wish, act: Callable[[Wish], Act]) -> Act | None:
    """Give what a half understood text may ask for: its understood part, else the nearest name."""
    if wish.regions or wish.topics:
        return act(wish)
    near = nearest_interests(wish.unknown, 1)
    if near:
        regions = (near[0].region,) if near[0].region else ()
        return act(Wish(regions=regions, topics=(near[0].topic,) if near[0].topic else ()))
    return Stop() if act is _removal_of else None


def _latest(said: str) -> Latest | Search | None:
    """Read `anything new on Kazakhstan?`; where the rest is no name, that is searched."""
    if not _LATEST_FIRST.search(said):
        return None
    rest = _LATEST_FIRST.sub(" ", said).strip()
    wish = read_wish(rest)
    if wish.understood:
        return Latest(interests=wish.interests())
    return Search(text=rest) if rest else None


def _searched(said: str, shown: str) -> Intent:
    asked = _SEARCH.sub(" ", said).strip()
    if asked and asked != said:
        return Search(text=asked)
    wish = read_wish(said)
    if not wish.understood:
        return Search(text=shown)
    if not wish.interests():
        return Exclude(regions=wish.excludes)
    if wish.only:
        return _act_of(wish)
    return Search(text=shown, other=_act_of(wish), bare=wish.plainly)
