"""One line of a list of references, of related posts or of the site's navigation, as its parts."""

import re
from datetime import date

from jobs.dates import day_of, parse_day, split_leading_day, split_trailing_day
from jobs.language import has_hangul
from jobs.model import Neighbour, Reference, Related
from jobs.reading.markers import split_marker
from jobs.reading.moments import without_clock
from jobs.reading.periods import period_end, split_short_day

_USUAL = re.compile(  # Outlet, Title, 2024-11-28: no marker, no quotation, no bracket at the title's end
    r"(?P<outlet>(?![가나다라마바사아자차카타파하][.)）])[A-Za-np-z가-힣][^,\s]*(?: [^,\s]+){0,7}), "
    r"(?P<title>(?![\s,“\"「『‘'《〈«]).*[^\s.,;|·–—(\[<)）”\"]), "
    r"(?P<year>[0-9]{4})(?P<sign>[./-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})\.?"
)
_LONGEST = 500
_OUTLET_LONGEST = 60
_ADDRESS = re.compile(r"[<(\[]?(?P<url>https?://[^\s<>\"'\])|]*[^\s<>\"'\])|,;.])[>)\]]?[.,;]*")
_INDEX = re.compile(r"\[[0-9]{1,3}\]\s*|[0-9]{1,3}[.)]\s+(?![0-9]{1,2}\.\s?[0-9])")
_INDEXED = frozenset("[0123456789")
_COUNTED = re.compile(r"^[0-9]{1,2}[.)]\s+")
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'", "《": "》", "〈": "〉", "«": "»"}
_CLOSERS = frozenset('”"」』》〉')
_QUOTED_LAST = re.compile(r"(?P<outlet>[^“”\"「『,]{2,60}?)\s*[.:,]\s*[“\"](?P<title>[^“”\"]+)[”\"][.,]?")
_SCHOLARLY = re.compile(r"\((?:19|20)[0-9]{2}[a-z]?\)|, (?:19|20)[0-9]{2}, ")  # author (2021). Title. Publisher.
_DATED_OUTLET = re.compile(r"(?P<outlet>[^(,“\"「『]{2,60}?)\s?\((?P<day>[^()]{3,20})\)[,.:]?\s+(?P<title>\S.*)")
_ACCESSED = re.compile(
    r"[\s,;]*[(（\[]?(?P<said>(?:최종\s?)?(?:검색|접속|접근|열람|조회|방문)\s?일자?\s*[:：]?\s*(?=[0-9'’‘])"
    r"|(?:last |date )?(?:accessed|retrieved|viewed)(?: on)?:? (?=[0-9A-Z]))(?P<day>[^()\[\]]{6,24})[)）\]]?[.;]?$",
    re.IGNORECASE,
)
_LOOKED_UP = ("검색", "접속", "접근", "열람", "조회", "방문", "ccessed", "etrieved", "iewed")
_SAID_LAST = 60  # characters
_WEEKDAY = re.compile(r"\s?[(（][월화수목금토일][)）](?=[)）\]]?\.?$)")
_NAMED_APART = re.compile(r": | [-–—|] |\. ")
_NAMED_FIRST = re.compile(
    r"\[(?P<outlet>[^\[\]]{2,40})\]\s*(?P<title>\S.*)|(?P<before>[^“\"]{2,40}?) [“\"](?P<quoted>[^“”\"]+)[”\"]"
)
_PAPERS = (
    "뉴스", "일보", "신문", "통신", "방송", "경제", "타임스", "저널", "News", "Times", "Post", "Agency", "Journal",
    "Daily", "Press", "Herald", "Today", "Tribune", "Wire", "TV",
)  # fmt: skip
_IN_A_TITLE = re.compile(r"(?:^|\s)[a-z]|[?!…]|[가-힣](?:을|를|에서|으로)(?:\s|$)")
_DAY_BESIDE = re.compile(r"\s?\([0-9]{1,2}[./] ?[0-9]{1,2}\.?\)$")
_AGENCIES = ("Reuters", "Bloomberg", "Interfax", "TASS", "AFP", "AP", "BBC", "CNN")
_OUTLET_ENDS = re.compile("|".join((*_PAPERS, *_AGENCIES)))
_SERIES = re.compile(r"\[([^\[\]]{1,30})\]\s*(.*)")
_NOBODY = ("없음", "-", "–")
_NO_POST = re.compile(r"글이?\s?없습니다")


def read_reference(line: str, near: date | None = None) -> Reference:
    """Give the reference a line is: outlet, title, day and address, whichever it has.

    Read are `Outlet, Title, date`, `Outlet, "Title", date`, `"Title", Outlet, date`, `Title (Outlet, date)` and any of
    them without outlet or date; the day may stand before the title. A line that is only an address has it as its title.
    A day without its year is one beside `near`, the document's.
    """
    return usual_reference(line) or _freely(line, near)


def split_accessed(line: str) -> tuple[str, str | None]:
    """Split off when an address was looked up (`(검색일: 2024. 11. 28.)`): that is no day of publication."""
    tail = line[-_SAID_LAST:]
    found = _ACCESSED.search(tail) if any(map(tail.__contains__, _LOOKED_UP)) else None
    if found is None or parse_day(found["day"].strip(" .")) is None:
        return line, None
    return line[: len(line) - len(tail) + found.start()], f"{found['said']}{found['day']}".strip()


def usual_reference(line: str) -> Reference | None:
    """Give a reference of the form that most have, in a third of the time; None where more may be in it."""
    found = _USUAL.fullmatch(line)
    if found is None or "://" in line:
        return None
    outlet, title, year, _, month, day = found.groups()
    published = day_of(int(year), int(month), int(day))
    if published is None or len(outlet) > _OUTLET_LONGEST:
        return None
    return Reference(outlet=outlet, title=title, published=published)


def _freely(line: str, near: date | None) -> Reference:
    text = split_marker(line)[1] or line
    index = _INDEX.match(text) if text[:1] in _INDEXED else None
    text = text[index.end() :].strip() if index else text.strip()
    if text[:1] + text[-1:] in ("[]", "<>") and not index:
        text = text[1:-1].strip()
    text, url = _without_address(text)
    text, published, within = _without_day(without_clock(text.rstrip(" ,;/|")), near)
    if not text:
        return Reference(title=url or line, published=published, url=url)
    outlet, title, inner = _outlet_and_title(text, dated=published is not None, within=within, near=near)
    return Reference(outlet=outlet, title=title, published=published or inner or period_end(title, near), url=url)


def _without_address(text: str) -> tuple[str, str | None]:
    found = _ADDRESS.search(text) if "://" in text else None
    if found is None:
        return text, None
    return f"{text[: found.start()].rstrip(' ,;|–—-:')} {text[found.end() :].lstrip(' ,;|')}".strip(), found["url"]


def address_of(line: str) -> str | None:
    """Give the address where a line is nothing else."""
    found = _ADDRESS.fullmatch(split_marker(line)[1].strip()) if "://" in line else None
    return found["url"] if found else None


def _without_day(text: str, near: date | None) -> tuple[str, date | None, bool]:
    """Split off the last day, and tell whether it stood in brackets behind a comma: `Title (Outlet, date)`."""
    text = _WEEKDAY.sub("", text)
    split = split_trailing_day(text) or (None if period_end(text, near) else split_short_day(text, near))
    if split is None or not split[0].strip():
        return (text, None, False) if split is None else ("", split[1], False)
    before, day = split
    lacking = text.rstrip(" .")[-1:] in (")", "）") and before.count("(") > before.count(")")
    within = lacking and text[len(before) :].lstrip()[:1] == ","
    return (before.rstrip(" ,") + ")" if lacking else before), day, within


def _outlet_and_title(
    text: str, *, dated: bool, within: bool, near: date | None
) -> tuple[str | None, str, date | None]:
    told_apart = _quoted_first(text) or _bracketed_outlet(text, within=within)
    told_apart = told_apart or (None if dated else _day_first(text, near)) or _quoted_last(text)
    if told_apart:
        return told_apart
    if not dated and _SCHOLARLY.search(text):
        return None, text, None
    if named := _named(text):
        return named
    outlet, comma, title = text.partition(",")
    outlet, title = outlet.strip(), title.strip()
    if not comma or not title or not outlet or len(outlet) > _OUTLET_LONGEST or len(outlet.split()) > 8:
        return None, _unquoted(text), None
    return outlet, _unquoted(title), None


def _day_first(text: str, near: date | None) -> tuple[str | None, str, date | None] | None:
    """Read `date, Outlet, Title` and `Outlet (date), Title`."""
    leading = split_leading_day(text)
    if leading and leading[1] and text[: -len(leading[1])].rstrip()[-1:] in (",", "|", ";", ":"):
        outlet, title, _ = _outlet_and_title(leading[1], dated=True, within=False, near=near)
        return outlet, title, leading[0]
    found = _DATED_OUTLET.fullmatch(text)
    if found is None:
        return None
    short = split_short_day(f"({found['day']})", near)
    day = parse_day(found["day"]) or (short[1] if short else None)
    return (found["outlet"].strip(), _unquoted(found["title"].strip()), day) if day else None


def _named(text: str) -> tuple[str | None, str, date | None] | None:
    """Read an outlet that its name gives away beside a title: `Title - Outlet`, `Outlet: Title`, `[Outlet] Title`."""
    first = _NAMED_FIRST.fullmatch(text)
    if first and _is_outlet(first["outlet"] or first["before"]):
        return first["outlet"] or first["before"], first["title"] or first["quoted"], None
    cuts = list(_NAMED_APART.finditer(text[:_LONGEST]))
    if not cuts:
        return None
    head, tail = text[: cuts[0].start()], text[cuts[-1].end() :]
    if _is_outlet(head):
        return head, _unquoted(text[cuts[0].end() :].strip().removesuffix(".")), None
    if _is_outlet(tail) and cuts[-1].group() != ": ":
        return tail, _unquoted(text[: cuts[-1].start()].strip()), None
    return None


def _is_outlet(name: str) -> bool:
    """Tell whether a name is surely an outlet's: an agency, or it ends as papers do, in Hangul as one word."""
    words = name.split()
    if name in _AGENCIES or not words or len(words) > 6 or (len(words) > 1 and has_hangul(name)):
        return name in _AGENCIES
    return name not in _PAPERS and words[-1].endswith(_PAPERS)


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
    if not rest.startswith(",") or len(rest) > _OUTLET_LONGEST + 2:
        return None
    outlet = rest[1:].strip(" ,")
    leading = split_leading_day(outlet)
    return (leading[1].strip(" ,") or None, title, leading[0]) if leading else (outlet or None, title, None)


def _quoted_last(text: str) -> tuple[str | None, str, date | None] | None:
    """Read `Outlet, "Title"`."""
    quoted = _QUOTED_LAST.fullmatch(text) if text.rstrip(".,").endswith(("”", '"')) else None
    return (quoted["outlet"].strip(), quoted["title"].strip(" ,."), None) if quoted else None


def _bracketed_outlet(text: str, *, within: bool) -> tuple[str | None, str, date | None] | None:
    """Read `Title (Outlet)`; the day may stand before or behind the outlet inside the brackets.

    `within`: one stood behind it, so that commas before the brackets are the title's.
    """
    if not text.endswith((")", "）")):
        return None
    start = max(text.rfind("("), text.rfind("（"))
    title, inner = text[:start].strip(" ,"), text[start + 1 : -1].strip(" ,")
    if start < 1 or not title or not inner or len(inner) > _OUTLET_LONGEST:
        return None
    leading = split_leading_day(inner + " ")
    if leading and (leading[1] or "," not in title[:_OUTLET_LONGEST]):
        return leading[1].strip(" ,") or None, _unquoted(title), leading[0]
    if not within and ("," in title[:_OUTLET_LONGEST] or inner[:1].isdigit()):
        return None
    return inner, _unquoted(title), None


def _unquoted(title: str) -> str:
    closer = _QUOTES.get(title[:1])
    inside = title[1:-1]
    plain = closer and title.endswith(closer) and closer not in inside and title[0] not in inside
    return inside.strip(" ,") if plain and inside.strip(" ,") else title


def are_outlets(names: list[str]) -> bool:
    """Tell whether parts between commas are names of outlets, days beside them or not, not an outlet and its title."""
    names = [_DAY_BESIDE.sub("", name) if name.endswith(")") else name for name in names]
    short = all(len(name.split()) <= 4 and len(name) <= 40 and not any(map(str.isdigit, name)) for name in names)
    if not short or len(names) < 2 or any(mark in name for name in names for mark in "“”\"'‘’「」『』(["):
        return False
    return all(map(_OUTLET_ENDS.search, names)) or (len(names) > 2 and not any(map(_IN_A_TITLE.search, names)))


def is_cited_alone(line: str) -> bool:
    """Tell whether a whole line in brackets is a reference: `[Example Times, 2016.3.14.]`."""
    alone = line[:1] + line[-1:] in ("[]", "()", "<>") and looks_cited(line)
    return alone and parse_day(line) is None


def looks_cited(line: str) -> bool:
    """Tell whether a line is a reference by its shape alone: short, and a day at its end.

    A comma, a bracket or a quotation mark parts outlet and title. An address may stand behind the day.
    """
    if len(line) > _LONGEST or not ("," in line or "(" in line or "“" in line or "「" in line):
        return False
    text = _without_address(line)[0].rstrip(" ,;/|") if "://" in line else line
    return split_trailing_day(text) is not None


def read_related(line: str, near: date | None = None) -> Related:
    """Give the related post a line names: `title (2024.12.02)`; a day without its year is one beside `near`."""
    text = split_marker(line)[1] or line
    text = (_COUNTED.sub("", text, count=1) if text[:1] in _INDEXED else text) or text
    split = split_trailing_day(text)
    ended = period_end(text, near) if split is None else None
    split = split or (None if ended else split_short_day(text, near))
    if split is None or not split[0].strip():
        return Related(title=text, published=ended)
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
