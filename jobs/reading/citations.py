"""One line of a list of references, of related posts, of the site's navigation, or a reviewer, as its parts."""

import re
from datetime import date

from jobs.dates import day_of, split_leading_day, split_trailing_day
from jobs.model import Neighbour, Reference, Related, Reviewer
from jobs.reading.markers import split_marker

_USUAL = re.compile(  # Outlet, Title, 2024-11-28: no marker, no quotation, no bracket at the title's end
    r"(?P<outlet>(?![가나다라마바사아자차카타파하][.)）])[A-Za-np-z가-힣][^,\s]*(?: [^,\s]+){0,7}), "
    r"(?P<title>(?![\s,“\"「『‘'《〈]).*[^\s.,;|·–—(\[<)）”\"]), "
    r"(?P<year>[0-9]{4})(?P<sign>[./-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})\.?"
)
_LONGEST = 500
_OUTLET_LONGEST = 60
_ADDRESS = re.compile(r"[<(\[]?(?P<url>https?://[^\s<>\"'\])|]+)[>)\]]?[.,;]?")
_INDEX = re.compile(r"\[[0-9]{1,3}\]\s*|[0-9]{1,3}[.)]\s+(?=\D)")
_INDEXED = frozenset("[0123456789")
_COUNTED = re.compile(r"^[0-9]{1,2}[.)]\s+")
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'", "《": "》", "〈": "〉"}
_CLOSERS = frozenset('”"」』》〉')
_QUOTED_LAST = re.compile(r"(?P<outlet>[^“”\"「『,]{2,60}?)\s*[.:,]\s*[“\"](?P<title>[^“”\"]+)[”\"][.,]?")
_SCHOLARLY = re.compile(r"\((?:19|20)[0-9]{2}[a-z]?\)|, (?:19|20)[0-9]{2}, ")  # author (2021). Title. Publisher.
_OUTLET_ENDS = re.compile(
    r"(?:뉴스|일보|신문|통신|방송|경제|타임스|저널|News|Times|Post|Agency|Journal|Daily|Press|Herald|Today|Tribune|Wire|TV"
    r"|Reuters|Bloomberg|Interfax|TASS|AFP|AP|BBC|CNN)"
)
_SERIES = re.compile(r"\[([^\[\]]{1,30})\]\s*(.*)")
_NOBODY = ("없음", "-", "–")
_NO_POST = re.compile(r"글이?\s?없습니다")
_ROLES = (
    "교수", "박사", "연구위원", "연구원", "위원", "센터장", "소장", "원장", "부원장", "실장", "팀장",
    "부장", "과장", "국장", "처장", "대사", "총영사", "변호사", "회계사", "강사", "대표", "이사장", "이사",
    "회장", "부회장", "사무총장", "사무관", "서기관", "학장", "총장", "기자", "편집장", "전문가",
    "컨설턴트", "펠로우", "고문", "차장", "본부장",
)  # fmt: skip
_ROLE_BEFORE = frozenset(
    (
        "명예",
        "초빙",
        "객원",
        "연구",
        "겸임",
        "석좌",
        "특임",
        "선임",
        "책임",
        "수석",
        "전문",
        "부",
        "조",
        "前",
        "전",
        "현",
        "비상임",
    )
)
_INSTITUTION = (
    "대학교", "대학", "대학원", "대", "연구원", "연구소", "센터", "학회", "재단", "협회", "공사", "공단",
    "은행", "진흥원", "학부", "학과", "대사관", "외교부", "위원회", "협력단", "포럼",
)  # fmt: skip
_NAME = re.compile(r"[가-힣]{2,4}")


def read_reference(line: str) -> Reference:
    """Give the reference a line is: outlet, title, day and address, whichever it has.

    Read are `Outlet, Title, date`, `Outlet, "Title", date`, `"Title", Outlet, date`, `Title (Outlet, date)` and any of
    them without outlet or date. A line that is only an address has it as its title.
    """
    return _usual(line) or _freely(line)


def _usual(line: str) -> Reference | None:
    """Give a reference of the form that most have, in a third of the time; None where more may be in it."""
    found = _USUAL.fullmatch(line)
    if found is None or "://" in line:
        return None
    outlet, title, year, _, month, day = found.groups()
    published = day_of(int(year), int(month), int(day))
    if published is None or len(outlet) > _OUTLET_LONGEST:
        return None
    return Reference(outlet=outlet, title=title, published=published)


def _freely(line: str) -> Reference:
    text = split_marker(line)[1] or line
    index = _INDEX.match(text) if text[:1] in _INDEXED else None
    text = text[index.end() :].strip() if index else text.strip()
    if text[:1] + text[-1:] in ("[]", "<>") and not index:
        text = text[1:-1].strip()
    text, url = _without_address(text)
    text, published = _without_day(text.rstrip(" ,;/|"))
    if not text:
        return Reference(title=url or line, published=published, url=url)
    outlet, title, inner = _outlet_and_title(text, dated=published is not None)
    return Reference(outlet=outlet, title=title, published=published or inner, url=url)


def _without_address(text: str) -> tuple[str, str | None]:
    found = _ADDRESS.search(text) if "://" in text else None
    if found is None:
        return text, None
    return f"{text[: found.start()].rstrip(' ,;|–—-:')} {text[found.end() :].lstrip(' ,;|')}".strip(), found["url"]


def address_of(line: str) -> str | None:
    """Give the address where a line is nothing else."""
    found = _ADDRESS.fullmatch(split_marker(line)[1].strip()) if "://" in line else None
    return found["url"] if found else None


def _without_day(text: str) -> tuple[str, date | None]:
    split = split_trailing_day(text)
    if split is None or not split[0].strip():
        return (text, None) if split is None else ("", split[1])
    before, day = split
    lacking = text.rstrip(" .")[-1:] == ")" and before.count("(") > before.count(")")
    return (before.rstrip(" ,") + ")" if lacking else before), day


def _outlet_and_title(text: str, *, dated: bool) -> tuple[str | None, str, date | None]:
    told_apart = _quoted_first(text) or _bracketed_outlet(text) or _quoted_last(text)
    if told_apart:
        return told_apart
    if not dated and _SCHOLARLY.search(text):
        return None, text, None
    outlet, comma, title = text.partition(",")
    outlet, title = outlet.strip(), title.strip()
    if not comma or not title or not outlet or len(outlet) > _OUTLET_LONGEST or len(outlet.split()) > 8:
        return None, _unquoted(text), None
    return outlet, _unquoted(title), None


def _quoted_first(text: str) -> tuple[str | None, str, date | None] | None:
    """Read `"Title", Outlet` and `「Title」 (Outlet)`."""
    closer = _QUOTES.get(text[:1])
    end = text.find(closer, 1) if closer else -1
    if end < 2:
        return None
    title, rest = text[1:end].strip(" ,"), text[end + 1 :].strip()
    if not rest:
        return None, title, None
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        return rest[1:-1].strip(" ,") or None, title, None
    if rest.startswith(",") and len(rest) <= _OUTLET_LONGEST + 2:
        return rest[1:].strip(" ,") or None, title, None
    return None


def _quoted_last(text: str) -> tuple[str | None, str, date | None] | None:
    """Read `Outlet, "Title"`."""
    quoted = _QUOTED_LAST.fullmatch(text) if text.rstrip(".,").endswith(("”", '"')) else None
    return (quoted["outlet"].strip(), quoted["title"].strip(" ,."), None) if quoted else None


def _bracketed_outlet(text: str) -> tuple[str | None, str, date | None] | None:
    """Read `Title (Outlet)`; the day may stand before or behind the outlet inside the brackets."""
    if not text.endswith((")", "）")):
        return None
    start = max(text.rfind("("), text.rfind("（"))
    title, inner = text[:start].strip(" ,"), text[start + 1 : -1].strip(" ,")
    if start < 1 or not title or not inner or len(inner) > _OUTLET_LONGEST or "," in title[:_OUTLET_LONGEST]:
        return None
    leading = split_leading_day(inner + " ")
    if leading:
        return leading[1].strip(" ,") or None, _unquoted(title), leading[0]
    return inner, _unquoted(title), None


def _unquoted(title: str) -> str:
    closer = _QUOTES.get(title[:1])
    inside = title[1:-1]
    plain = closer and title.endswith(closer) and closer not in inside and title[0] not in inside
    return inside.strip() if plain and inside.strip() else title


def are_outlets(names: list[str]) -> bool:
    """Tell whether parts between commas are names of outlets, not an outlet and its title."""
    short = all(len(name.split()) <= 4 and len(name) <= 40 and not any(map(str.isdigit, name)) for name in names)
    if not short or len(names) < 2 or any(mark in name for name in names for mark in "“”\"'‘’「」『』(["):
        return False
    return all(_OUTLET_ENDS.search(name) for name in names)


def is_cited_alone(line: str) -> bool:
    """Tell whether a whole line in brackets is a reference: `[Example Times, 2016.3.14.]`."""
    return line[:1] + line[-1:] in ("[]", "()", "<>") and looks_cited(line)


def looks_cited(line: str) -> bool:
    """Tell whether a line is a reference by its shape alone: short, with a comma or brackets and a day at its end."""
    return ("," in line or "(" in line) and len(line) <= _LONGEST and split_trailing_day(line) is not None


def read_related(line: str) -> Related:
    """Give the related post a line names: `title (2024.12.02)`."""
    text = split_marker(line)[1] or line
    text = (_COUNTED.sub("", text, count=1) if text[:1] in _INDEXED else text) or text
    split = split_trailing_day(text)
    if split is None or not split[0].strip():
        return Related(title=text)
    return Related(title=split[0].strip(), published=split[1])


def read_neighbour(text: str) -> Neighbour | None:
    """Give the post that `이전글 |` or `다음글 |` points to; None where it says that there is none."""
    line = text.strip(" |·")
    if not line or line in _NOBODY or ("없습니다" in line and _NO_POST.search(line)):
        return None
    split = split_trailing_day(line)
    published = split[1] if split else None
    line = split[0].strip(" |") if split else line
    found = _SERIES.match(line)
    series, title = (found[1].strip(), found[2].strip(" |")) if found and found[2].strip(" |") else (None, line)
    return Neighbour(series=series, title=title, published=published) if title else None


def read_reviewer(text: str) -> Reviewer | None:
    """Give name, affiliation and role of `홍길동 한국대학교 교수` in either order; else all is the name."""
    line = " ".join(re.sub(r"[,/()（）]", " ", text).split())
    if not line:
        return None
    words = line.split()
    role_at = _role_start(words)
    if role_at is None:
        split = len(words) > 1 and _NAME.fullmatch(words[0]) and words[-1].endswith(_INSTITUTION)
        return Reviewer(name=words[0], affiliation=" ".join(words[1:])) if split else Reviewer(name=line)
    role, before = " ".join(words[role_at:]), words[:role_at]
    if len(before) > 1 and _NAME.fullmatch(before[-1]) and _is_institution(before):
        return Reviewer(name=before[-1], affiliation=" ".join(before[:-1]), role=role)
    return Reviewer(name=before[0], affiliation=" ".join(before[1:]) or None, role=role)


def _is_institution(before: list[str]) -> bool:
    """Tell whether the words begin with an affiliation, so that the name comes last."""
    return not _NAME.fullmatch(before[0]) or (
        before[0].endswith(_INSTITUTION) and not before[-1].endswith(_INSTITUTION)
    )


def _role_start(words: list[str]) -> int | None:
    if len(words) < 2 or not words[-1].endswith(_ROLES):
        return None
    at = len(words) - 1
    while at > 1 and words[at - 1] in _ROLE_BEFORE:
        at -= 1
    return at
