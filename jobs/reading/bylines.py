"""The byline of a briefing: region, outlet and day beside the title, in the shapes that boards and papers give it."""

import re
from datetime import date
from typing import NamedTuple

from jobs.dates import parse_day, split_leading_day, split_trailing_day
from jobs.language import has_hangul
from jobs.reading.datelines import names_writer
from jobs.reading.moments import without_clock
from jobs.reading.periods import is_period, period_end
from jobs.reading.signs import is_sentence

_BYLINE_LONGEST = 110
_DAY_OR_COLUMN = re.compile(r"[0-9-]")  # no byline is without either
_COLUMNS = re.compile(r"(?:^|(?<=\s))[-–—](?=\s|$)|\s*[|｜]\s*")
LABELS = re.compile(
    r"(?:(?:등록|작성|게시|게재|발행|(?:기사)?입력|(?:최종\s?)?수정|보도|배포|공개|송고|승인)(?:일자|일시|날짜|일|시간|시각|시점)?"
    r"|날짜|일자|(?<![A-Za-z])(?:published|posted|date)(?![A-Za-z]))\s*(?:on)?\s*[:：]?\s*",
    re.IGNORECASE,
)
"""What says that a day is one of publication."""
_WEEKDAY = re.compile(
    r"[(\[]?\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b[)\]]?,?|\([월화수목금토일]\)|[월화수목금토일]요일",
    re.IGNORECASE,
)
_DAY_SHUT = re.compile(r"(?<=\d)\.([)\]])$")  # (2024. 3. 5.)
_ISSUE = re.compile(r"제? ?\d[\d-]*호(?![가-힣])|\b(?:No|Vol|Issue)\.? ?\d+(?:[-, ]+No\. ?\d+)?", re.IGNORECASE)
_LATER_FIELD = re.compile(
    r"(?<=[0-9)일MCT])\s*[|·,/]?\s+(?=(?:조회|작성자|담당|부서|첨부|등록자|(?:최종\s?)?수정|업데이트)\S*\s|updated\b)",
    re.IGNORECASE,
)
_SAID_LAST = re.compile(r"(?<=\d) ?(?:송고|입력|게재|등록|수정|작성|승인)$")  # 2024-03-05 10:00 송고
_OF_BOARD = re.compile(r"[가-힣]{2,12}(?:[·, ]{1,2}[가-힣]{2,12}){0,4} [A-Z][^가-힣]{2,80}(?: 등)?")
_TRADE_OFFICE = re.compile(r"(?P<outlet>(?:\S+ )?\S*무역관) (?P<author>[가-힣]{2,4})")
_GENRE = re.compile(
    r"(?:policy |issue |working |research )?"
    r"(?:brief|paper|report|commentary|analysis|news|blog|op-?ed|explainer|insight)s?",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"[가-힣]{2,4} \S*(?:대학교?|대학원|연구원|연구소|센터|학회|재단|협회|공사|은행)(?: \S+)*")
OUTLET_END = (
    "뉴스",
    "일보",
    "신문",
    "통신",
    "방송",
    "연구원",
    "연구소",
    "센터",
    "저널",
    "타임스",
    "포스트",
    "매체",
    "소식",
    "뉴스룸",
    "외교부",
    "통상부",
    "자원부",
    "재정부",
    "교통부",
    "산업부",
    "식품부",
    "수산부",
    "국방부",
    "통일부",
    "통계청",
    "관세청",
    "위원회",
    "공사",
    "협회",
    "은행",
    "재단",
    "대사관",
    "진흥원",
)
"""How names of outlets and institutes end."""


class Byline(NamedTuple):
    """Region, outlet and day as the byline gives them; `rest` are its other columns, an author say."""

    region_label: str | None
    outlet: str | None
    published: date | None
    rest: tuple[str, ...] = ()


def read_byline(line: str) -> Byline | None:
    """Give the byline a line is: a day beside region and outlet, or columns of them drawn with `-` or `|`."""
    line = _bare(line) if len(line) <= _BYLINE_LONGEST and _DAY_OR_COLUMN.search(line) else ""
    if not line or is_sentence(line.rstrip(".")):
        return None
    if is_period(line):
        ended = period_end(f" {line}", None)
        return Byline(None, None, ended, (line,)) if ended else None
    later = _LATER_FIELD.search(line)
    if later:
        byline = read_byline(line[: later.start()])
        return byline and byline._replace(rest=(*byline.rest, line[later.start() :].strip(" |·,/")))
    trailing, leading = split_trailing_day(line), split_leading_day(line)
    if trailing:
        before, published = line[: len(trailing[0])], trailing[1]
        if line.endswith((")", "]")) and not has_columns(before):
            return _in_brackets(before, published)
    elif leading:
        published, before = leading
    elif alone := parse_day(line):
        published, before = alone, ""
    elif re.search(r"\s-\s+-\s*$", line):
        before, published = line, None
    else:
        return None
    return _from_columns(before, published, drawn=has_columns(line[len(before) :]))


def _bare(line: str) -> str:
    """Give a line without brackets around it, days of the week and the time of day."""
    line = _DAY_SHUT.sub(r"\1", _WEEKDAY.sub("", line)).strip()
    line = line.strip("<>〈〉[]") if line[:1] in ("<", "〈", "[") else line
    return without_clock(_SAID_LAST.sub("", line)).strip()


def _in_brackets(before: str, published: date) -> Byline | None:
    """Read `제12호 (2024.3.5)` and a day alone; beside other words a day in brackets belongs to the text."""
    issue = _ISSUE.fullmatch(before.strip(" (["))
    if before.strip() and not issue:
        return None
    return Byline(None, None, published, (issue.group(),) if issue else ())


def has_columns(text: str) -> bool:
    """Tell whether a text is drawn in columns, with `-` or `|` between them."""
    return _COLUMNS.search(text) is not None


def _from_columns(text: str, published: date | None, *, drawn: bool) -> Byline | None:
    issue = _ISSUE.search(text)
    if issue:
        byline = _from_columns(text[: issue.start()] + text[issue.end() :], published, drawn=drawn)
        return byline and byline._replace(rest=(*byline.rest, issue.group().strip()))
    label = LABELS.search(text)
    plain = LABELS.sub(" ", text).strip(" ,·:") if label else text.strip(" ,·:")
    if label and plain[:3].lower() == "by ":
        return Byline(None, None, published, (plain,))
    drawn = drawn or has_columns(plain)
    cells = [cell.strip(" ,·") for cell in _COLUMNS.split(plain)]
    given = [cell for cell in cells if cell]
    if not given:
        return Byline(None, None, published)
    if not drawn and not label and (len(plain.split()) > 4 or len(plain) > 40) and not _OF_BOARD.fullmatch(plain):
        return None
    if "|" in plain and len(cells) >= 2:
        return _from_cells(plain, published)
    region, outlet = _region_and_outlet(given[0])
    outlet, author = _without_author(outlet)
    return Byline(region, outlet, published, (*author, *given[1:]))


def _without_author(outlet: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Split `EMERiCs 홍길동 한국대학교`: who wrote it and where they are stand behind the outlet."""
    if found := _TRADE_OFFICE.fullmatch(outlet or ""):
        return found["outlet"], (found["author"],)
    latin, _, hangul = (outlet or "").partition(" ")
    while hangul and not has_hangul(hangul.split()[0]):
        word, _, hangul = hangul.partition(" ")
        latin += f" {word}"
    return (latin, (hangul,)) if not has_hangul(latin) and _AUTHOR.fullmatch(hangul) else (outlet, ())


def _from_cells(text: str, published: date | None) -> Byline:
    """Read `region | outlet | …`, where `-` holds an empty place."""
    cells = [cell.strip(" ,") for cell in re.split(r"[|｜]", text)]
    writers = tuple(cell for cell in cells if names_writer(cell) or _GENRE.fullmatch(cell))
    cells = ["" if cell in ("-", "–", "—") else cell for cell in cells if cell not in writers]
    if len(cells) == 1:
        return Byline(*_region_and_outlet(cells[0]), published, writers)
    region, outlet, *others = (*cells, "", "")
    return Byline(region or None, outlet or None, published, (*writers, *filter(None, others)))


def _region_and_outlet(text: str) -> tuple[str | None, str | None]:
    """Split `러시아 EMERiCs`: the region is the Hangul before the first Latin word, else the first word."""
    words = text.split()
    if not words:
        return None, None
    latin = next((at for at, word in enumerate(words) if not has_hangul(word)), None)
    if latin is not None:
        return " ".join(words[:latin]) or None, " ".join(words[latin:])
    if len(words) == 1:
        return (None, text) if text.endswith(OUTLET_END) else (text, None)
    return words[0], " ".join(words[1:])


def below_title(line: str) -> Byline | None:
    """Read `중동부유럽 EMERiCs 홍길동 한국대학교 교수 2023/04/11`, which only its place gives away."""
    line = _WEEKDAY.sub("", line).strip()
    split = split_trailing_day(line)
    if split is None or len(line) > _BYLINE_LONGEST or not split[0].strip() or line.endswith(")"):
        return None
    if has_hangul(split[0].partition(",")[2]):
        return None
    return _from_columns(split[0], split[1], drawn=True)


def is_of_board(line: str) -> bool:
    """Tell whether a line is a region, Latin outlets and a day: `견본국 Example Wire, The Sample Post 2024/01/02`."""
    day = split_trailing_day(line)
    return day is not None and _OF_BOARD.fullmatch(day[0].strip(" ,")) is not None
