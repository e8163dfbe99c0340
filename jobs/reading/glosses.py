"""Names that the text itself glosses: 한글(English), 기관(ABBR: English), 한글(漢字, English).

The Korean name is the noun phrase left of the bracket. Its length is decided in this order:
1. a quotation mark before the bracket: the name is what stands in quotes;
2. sound: the leftmost word, no further away than the English has words, that sounds like one of the English words
   (알마티 … Almaty) begins the name; a single English word that sounds like the last Korean one is that word;
3. length: words are added leftwards while the name has fewer syllables than the English words or the letters of the
   abbreviation call for, and never past a particle, a verb ending or punctuation.
Not a gloss: years and figures, units, dates, roman numerals, single letters, 이하 …, sentences, sources of a quotation.
"""

import re
from collections.abc import Iterable
from itertools import islice

from jobs.dates import parse_day
from jobs.model import Gloss
from jobs.reading.sound import sounds_like

_BRACKET = re.compile(r"[(（]([A-Za-z\u00c0-\u024f\u4e00-\u9fff영][^()（）\n]{0,140})[)）]")
_LOOK_BACK = 60
_MOST_BRACKETS = 1_000  # of one document: no briefing has a twentieth of it, and each costs as much as ten lines
_MOST_WORDS = 6
_ABBREVIATION = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Za-z0-9&.+/-]{1,11}")
_ENGLISH = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9 '’`.&,/+-]*")
_HANJA = re.compile(r"[\u4e00-\u9fff·\s]+")
_SPOKEN = re.compile(r"[가-힣]{2,8}")  # the abbreviation as it is said: (NATO·나토)
_LABEL = re.compile(r"(?:영문명?|영어명?|영)\s*[:：]\s*|(?:이하|약칭|약어)\s*")
_SEPARATORS = re.compile(r"[:;：,/·]")
_SPLIT = re.compile(r"\s*[:;：]\s*|,\s*|\s+/\s+|·")
_ROMAN = re.compile(r"[IVXLCivx]+")
_UNITS = frozenset((
    "km", "m", "cm", "mm", "㎞", "kg", "g", "t", "ton", "tons", "ha", "km2", "m2", "m3", "bbl", "bpd",
    "b/d", "boe", "toe", "mmbtu", "btu", "kw", "mw", "gw", "tw", "kwh", "mwh", "gwh", "twh", "ppm", "pp",
    "bp", "bps", "p", "l", "ml", "mb", "gb", "tb", "hz", "usd", "eur", "krw", "jpy", "cny", "rmb", "rub",
    "gbp", "yoy", "qoq", "mom", "y/y", "q/q", "m/m", "ytd", "est", "gmt", "utc", "kst", "am", "pm", "fob",
    "cif", "vs", "etc", "ie", "eg", "tcf", "bcm", "mcm", "mt", "dwt", "teu",
))  # fmt: skip
_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? ?[0-9]", re.IGNORECASE)
_REFUSED_START = re.compile(
    r"(?:UTC|GMT|vs|e\.g|i\.e|source|photo|see|cf|figure|fig|table|www|https?|a\.k\.a|about|approx)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset((
    "of", "the", "and", "for", "in", "on", "to", "a", "an", "at", "by", "de", "la", "du", "des", "el", "al",
    "von", "van", "und", "et",
))  # fmt: skip
_VERB_END = re.compile(
    r"(?:[했였됐었았한된있없졌렸왔갔냈겼혔췄이인는하되]다|라며|하며|이며|되며|으며|다며|라고|다고|하고|되고|지만|면서"
    r"|하여|해서|따라|위해|통해|대해|관해)$"
)
_PARTICLE = re.compile(
    r"(?:은|는|이|가|을|를|의|에|에서|에게|께서|와|과|로|도|만|부터|까지|보다|처럼|이나|며|고|된|되는|하는|할|될|한|인|적인)$"
)
_CLOSERS = frozenset(")）’”'\"」』》〉")
_KINDS = frozenset(
    ("통신", "신문", "일보", "뉴스", "방송", "은행", "그룹", "대학교", "공항", "재단")
)  # 블룸버그 통신(Bloomberg)
_TOPIC = re.compile(r"[가-힣](?:는|를|을|에서|에게|께서)$")  # no name goes on behind one of these
_PARTS_OF_NAMES = re.compile(  # words that end like a particle and are none
    r"(?:회의|협의|합의|주의|논의|심의|정의|결의|국가|전문가|평가|증가|상하이|하와이|우루과이|파라과이|두바이|북한|남한|인도|한반도|철도"
    r"|속도|제도|정도|제주도|오만|대만|도로|철로|항로|운송로|수송로|몬테네그로|성과|효과|결과|경과|광고|창고|최고|보고|권고|개인|외국인"
    r"|승인|확인|요인|체인|출현|실현|표현|학교|외교|통과|학과)$"
)
_APART = frozenset((
    "및", "등", "중", "내", "또는", "그리고", "또", "즉", "전", "현", "후", "간", "측", "위한", "통한",
    "대한", "관한", "따른", "직속", "산하", "소속", "신임", "전임", "소재", "기반", "주도", "출신", "계열",
    "인근", "일대", "당시", "이른바", "일명", "최근", "현재", "지난해", "올해", "이번", "또한", "특히", "한편",
    "앞서", "오는", "지난", "이에", "지난달", "이달", "내달", "지난주", "올해", "작년", "금년", "내년", "오늘", "어제",
    "이날", "당일", "연내", "상반기", "하반기",
))  # fmt: skip
_DIRECTIONS = frozenset((
    "북부", "남부", "동부", "서부", "중부", "북동부", "북서부", "남동부", "남서부", "중북부", "중남부", "수도", "도시",
))  # fmt: skip
_DIRECTED = ("north", "south", "east", "west", "central", "capital", "city")
_LOANS = frozenset((  # nouns that sound like English wherever they stand in a name
    "프로그램", "프로젝트", "포럼", "센터", "그룹", "펀드", "시스템", "플랫폼", "파트너십", "네트워크", "컨소시엄",
    "서비스", "이니셔티브",
))  # fmt: skip
_SAID = frozenset((  # what a sentence ends with before its source in brackets: … 전망(Citi)
    "전망", "기대", "예상", "분석", "평가", "예정", "판단", "관측", "방침", "가능성", "필요", "우려", "강조", "발표",
    "보도", "방문", "회담", "상회", "하회", "지속", "증가", "감소", "상승", "하락",
))  # fmt: skip
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,6}(?:/\S*)?")
_CITED = re.compile(
    r".{2,60}, ?\d{1,2}[./] ?\d{1,2}\.?(?:[\s,]+\d{4})?"
)  # (Example Daily, 3.14.): a source and its day
_FIGURE = re.compile(r"제?[0-9][0-9.,]*[가-힣%]{1,4}")
_DATED = re.compile(r"[0-9]{1,4}(?:일|월|년|시|분|분기)[가-힣]{0,2}")
_QUARTER = re.compile(r"[QH][1-4]|[1-4][QH](?:['’ ]?[0-9]{2,4})?|FY ?['’]?[0-9]{2,4}")
_OPEN_QUOTES = {"’": "‘", "”": "“", "'": "'", '"': '"', "」": "「", "』": "『", "》": "《", "〉": "〈"}
_HANGUL = re.compile(r"[가-힣]")
_CAPITAL, _SMALL = re.compile(r"[A-Z]"), re.compile(r"[a-z]")
_DIGIT = re.compile(r"[0-9]")
_LAST_STOP = re.compile(r".*[,.!?:;△▲▴▵“”‘’\"'「」『』《》〈〉\[\]()（）…/|]")


def find_glosses(texts: Iterable[str]) -> tuple[Gloss, ...]:
    """Give the glossed names of headings and paragraphs in reading order, each in the first form it has."""
    found: dict[str, Gloss] = {}
    brackets = (one for text in texts if "(" in text or "（" in text for one in _BRACKET.finditer(text))
    for bracket in islice(brackets, _MOST_BRACKETS):
        gloss = _gloss(bracket.string[max(0, bracket.start() - _LOOK_BACK) : bracket.start()], bracket[1])
        if gloss is not None:
            found.setdefault(gloss.korean, gloss)
    return tuple(found.values())


def _gloss(before: str, inside: str) -> Gloss | None:
    english, abbreviation = _sides(inside)
    if english is None and abbreviation is None:
        return None
    korean = _name_before(before, english, abbreviation)
    return Gloss(korean=korean, english=english, abbreviation=abbreviation) if korean else None


def _sides(inside: str) -> tuple[str | None, str | None]:
    """Give the English and the abbreviation inside the brackets; both None where it is no gloss."""
    content = " ".join(inside.split())
    whole = content if content.isascii() else _LABEL.sub("", content, count=1)
    if _refused(whole):
        return None, None
    english: str | None = None
    abbreviation: str | None = None
    for part in _parts(whole):
        plain = (part if part.isascii() else _LABEL.sub("", part)).strip(" '‘’\"“”")
        if not plain or _HANJA.fullmatch(plain) or (len(plain) < len(whole) and _SPOKEN.fullmatch(plain)):
            continue
        if abbreviation is None and _is_abbreviation(plain):
            abbreviation = plain
        elif english is None and _is_english(plain):
            english = plain
        else:
            return None, None
    return english, abbreviation


def _parts(content: str) -> list[str]:
    """Split `English, ABBR` and `漢字, English`; commas inside an English name leave it whole."""
    if not _SEPARATORS.search(content):
        return [content]
    parts = [part for part in _SPLIT.split(content) if part]
    if len(parts) <= 1 or any(_HANJA.fullmatch(part) for part in parts):
        return parts
    last, first = _LABEL.sub("", parts[-1]), parts[0]
    if _is_abbreviation(last):
        return [content[: content.rfind(parts[-1])].rstrip(" ,:;/·"), last]
    if _is_abbreviation(first):
        return [first, content[len(first) :].lstrip(" ,:;/·")]
    return parts if any(_SPOKEN.fullmatch(part) for part in parts) else [content]


def _refused(content: str) -> bool:
    if content.lower().rstrip(".") in _UNITS or _ROMAN.fullmatch(content) or len(content) < 2:
        return True
    if _QUARTER.fullmatch(content):
        return True
    if _REFUSED_START.match(content) or _MONTHS.match(content) or "://" in content or _HOST.fullmatch(content):
        return True
    if _DIGIT.search(content) is None:
        return False
    return _CITED.fullmatch(content) is not None or parse_day(content) is not None


def _is_abbreviation(text: str) -> bool:
    """Tell whether a word is written mostly in capitals: CSTO, G7, MoU, COP29, but not Rosatom."""
    if not _ABBREVIATION.fullmatch(text) or _ROMAN.fullmatch(text):
        return False
    capitals, small = len(_CAPITAL.findall(text)), len(_SMALL.findall(text))
    return capitals > small and capitals + len(_DIGIT.findall(text)) >= 2


def _is_english(text: str) -> bool:
    """Tell whether a text is a name or a term in Latin letters, and no sentence."""
    if not _ENGLISH.fullmatch(text):
        return False
    words = text.split()
    if text.endswith((".", "?", "!")) and len(words) > 3:
        return False
    capitals = sum(word[0].isupper() for word in words)
    content = sum(word.lower() not in _SMALL_WORDS for word in words)
    return len(words) <= 14 and (capitals * 2 >= content or (capitals <= 1 and len(words) <= 4))


def _name_before(before: str, english: str | None, abbreviation: str | None) -> str | None:
    text = before.rstrip()
    if len(before) - len(text) > 1 or not text:
        return None
    opening = _OPEN_QUOTES.get(text[-1])
    if opening:
        inner = text[:-1].rpartition(opening)[2]
        short = len(inner.split()) <= (2 if (english or "").islower() else 7)
        return inner.strip() if _hangul(inner) and len(inner) < len(text) - 1 and short else None
    words = _phrase(text, english)
    if not words or not _hangul(words[-1]) or _VERB_END.search(words[-1]) or words[-1] in _SAID:
        return None
    if _FIGURE.fullmatch(words[-1]) and (abbreviation is None or not any(map(str.isdigit, abbreviation))):
        return None
    if english is not None and english.islower() and re.search(r"(?:적인|하는|되는|된|한|다)$", words[-1]):
        return None
    size = _by_sound(words, english or abbreviation or "") or _by_length(words, english, abbreviation)
    name = words[len(words) - size :]
    directed = name[0] in _DIRECTIONS and not any(word in (english or "").lower() for word in _DIRECTED)
    return " ".join(name[1:] if directed and len(name) > 1 else name)


def _hangul(text: str) -> bool:
    return _HANGUL.search(text) is not None


def _phrase(text: str, english: str | None) -> list[str]:
    """Give the words that may belong to the name: back to the nearest punctuation; the first may be cut, so it goes."""
    found = _LAST_STOP.match(text)
    stop = found.end() if found else 0
    words = text[stop:].split()
    if (
        stop
        and len(words) > 1
        and text[stop - 1] in _CLOSERS
        and text[stop] != " "
        and not _opens_quote(text, stop - 1)
    ):
        words = words[1:]  # 유엔(UN)과 …: what hangs on a bracket is its particle
    if stop == 0 and len(text) >= _LOOK_BACK - 1 and len(words) > 1:
        words = words[1:]
    most = _MOST_WORDS if english is None else max(2, min(_MOST_WORDS + 2, len(english.split()) + 1))
    return words[-most:]


def _opens_quote(text: str, at: int) -> bool:
    """Tell whether a straight quotation mark stands where one is opened: behind a space."""
    return text[at] in "'\"" and text[at - 1 : at] in ("", " ")


def _english_words(english: str) -> list[str]:
    words = english.replace(",", " ").replace("/", " ").split()
    return [word for word in words if word.lower() not in _SMALL_WORDS]


def _by_sound(words: list[str], latin: str) -> int | None:
    """Give the length of the name in words where its leftmost word sounds like one of the Latin ones."""
    spoken = _english_words(latin)
    if not spoken:
        return None
    if len(spoken) == 1 and sounds_like(words[-1], spoken[0]):
        return 1
    reach = min(len(words), len(latin.split()) + 1)
    for size in range(reach, 0, -1):
        word = words[-size]
        if size > 1 and (_TOPIC.search(word) or (len(spoken) == 1 and not (size == 2 and words[-1] in _KINDS))):
            continue
        if word not in _LOANS and _heard(word, spoken):
            return size if _unbroken(words[-size:]) else None
    return None


def _heard(word: str, spoken: list[str]) -> bool:
    """Tell whether a word sounds like one of the Latin ones or like a long part of one with a hyphen."""
    for name in spoken:
        if sounds_like(word, name):
            return True
        if "-" in name and any(len(part) > 3 and sounds_like(word, part) for part in name.split("-")):
            return True
    return False


def _unbroken(name: list[str]) -> bool:
    """Tell whether no word inside a name, its first one aside, ends the phrase."""
    return not any(_ends_phrase(word) or _FIGURE.fullmatch(word) for word in name[1:-1])


def _by_length(words: list[str], english: str | None, abbreviation: str | None) -> int:
    """Give the length in words that the English words or the abbreviation's letters call for."""
    if english is not None:
        spoken = _english_words(english)
        wanted, most = 1.5 * len(spoken), max(1, len(spoken))
    else:
        letters = sum(letter.isalpha() for letter in abbreviation or "")
        wanted, most = min(6.0, max(3.0, 1.5 * letters)), max(2, letters)
    size, syllables = 1, _syllables(words[-1])
    while size < min(most, len(words)) and syllables < wanted:
        word = words[-size - 1]
        if _ends_phrase(word):
            break
        size += 1
        syllables += _syllables(word)
    return size


def _syllables(word: str) -> int:
    return len(_HANGUL.findall(word))


def _ends_phrase(word: str) -> bool:
    """Tell whether a word cannot stand inside a name: it carries a particle or an ending, or is no Hangul."""
    if not _hangul(word) or word in _APART or _VERB_END.search(word) or _DATED.fullmatch(word):
        return True
    return _PARTICLE.search(word) is not None and _PARTS_OF_NAMES.search(word) is None
