"""The first lines of a briefing: category, `[series] title`, byline; whatever they are not is given back."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from jobs.dates import parse_day, split_leading_day, split_trailing_day
from jobs.language import fold, has_hangul
from jobs.reading.lines import Line
from jobs.reading.signs import is_sentence

_MOST_LINES = 15
_TITLE_LONGEST = 160
_BYLINE_LONGEST = 110
_SERIES = re.compile(r"[\[【［]([^\[\]【】［］]{1,30})[\]】］]\s*(\S.*)")
_COLUMNS = re.compile(r"(?:^|(?<=\s))[-–—](?=\s|$)|\s*[|｜]\s*")
_LABELS = re.compile(
    r"(?:(?:등록|작성|게시|게재|발행|입력|수정|보도|공개)(?:일자|일시|날짜|일)?|날짜|일자|published|posted|date)\s*(?:on)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:조회|작성자|담당|첨부|파일|부서|출력|인쇄|공유|목록|글자\s?크기|스크랩|다운로드|(?:본문|메뉴)\s?바로\s?가기)"
)
_FIELD = re.compile(
    r"(?:(?P<region>지역|국가|대상\s?국가|권역)|(?P<outlet>매체|언론사|기관|발행\s?기관|게시\s?기관)"
    r"|(?P<other>작성자|필자|저자|담당자?|부서|담당\s?부서|조회수?|첨부(?:\s?파일)?|분류|구분|번호))"
    r"\s*(?:[:：|]\s*)(?P<value>\S.*)"
)
_LATER_FIELD = re.compile(r"(?<=[0-9)일])\s*[|·]?\s+(?=(?:조회|작성자|담당|부서|첨부|등록자)\S*\s)")
_CRUMBS = re.compile(r"(?:home|홈|메인)\s*[>›»·|/]", re.IGNORECASE)
_AUTHOR = re.compile(r"[가-힣]{2,4} \S*(?:대학교?|대학원|연구원|연구소|센터|학회|재단|협회|공사|은행)(?: \S+)*")
_OUTLET_END = (
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
)


class Byline(NamedTuple):
    """Region, outlet and day as the byline gives them; `rest` are its other columns, an author say."""

    region_label: str | None
    outlet: str | None
    published: date | None
    rest: tuple[str, ...] = ()


@dataclass(slots=True)
class Opening:
    """What the first lines say, and how many of them were read as such."""

    category: str | None = None
    series: str | None = None
    title: str | None = None
    byline: Byline | None = None
    region_label: str | None = None  # 지역: …
    outlet: str | None = None  # 매체: …
    notes: list[str] = field(default_factory=list)
    lead: list[Line] = field(default_factory=list)  # first lines that belong to the body
    length: int = 0


def split_series(text: str) -> tuple[str | None, str]:
    """Give the series in square brackets that a title begins with, and the title without it."""
    found = _SERIES.fullmatch(text)
    return (found[1].strip(), found[2].strip()) if found else (None, text)


def read_byline(line: str) -> Byline | None:
    """Give the byline a line is: a day beside region and outlet, or columns of them drawn with `-` or `|`."""
    if len(line) > _BYLINE_LONGEST or is_sentence(line.rstrip(".")):
        return None
    later = _LATER_FIELD.search(line)
    if later:
        byline = read_byline(line[: later.start()])
        return byline and byline._replace(rest=(*byline.rest, line[later.start() :].strip(" |·")))
    trailing, leading = split_trailing_day(line), split_leading_day(line)
    if trailing:
        before, published = line[: len(trailing[0])], trailing[1]
        if line.rstrip().endswith((")", "]")) and not _columns(before):
            return None if before.strip() else Byline(None, None, published)
    elif leading:
        published, before = leading
    elif parse_day(line):
        return Byline(None, None, parse_day(line))
    elif re.search(r"\s-\s+-\s*$", line):
        before, published = line, None
    else:
        return None
    return _from_columns(before, published, drawn=_columns(line[len(before) :]))


def _columns(text: str) -> bool:
    return _COLUMNS.search(text) is not None


def _from_columns(text: str, published: date | None, *, drawn: bool) -> Byline | None:
    label = _LABELS.search(text)
    plain = _LABELS.sub(" ", text).strip(" ,·:") if label else text.strip(" ,·:")
    drawn = drawn or _columns(plain)
    cells = [cell.strip(" ,·") for cell in _COLUMNS.split(plain)]
    given = [cell for cell in cells if cell]
    if not given:
        return Byline(None, None, published)
    if not drawn and not label and (len(plain.split()) > 4 or len(plain) > 40):
        return None
    if "|" in plain and len(cells) >= 2:
        return _from_cells(plain, published)
    region, outlet = _region_and_outlet(given[0])
    outlet, author = _without_author(outlet)
    return Byline(region, outlet, published, (*author, *given[1:]))


def _without_author(outlet: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Split `EMERiCs 홍길동 한국대학교`: who wrote it and where they are stand behind the outlet."""
    latin, _, hangul = (outlet or "").partition(" ")
    while hangul and not has_hangul(hangul.split()[0]):
        word, _, hangul = hangul.partition(" ")
        latin += f" {word}"
    return (latin, (hangul,)) if not has_hangul(latin) and _AUTHOR.fullmatch(hangul) else (outlet, ())


def _from_cells(text: str, published: date | None) -> Byline:
    """Read `region | outlet | …`, where `-` holds an empty place."""
    cells = [cell.strip(" ,") for cell in re.split(r"[|｜]", text)]
    cells = ["" if cell in ("-", "–", "—") else cell for cell in cells]
    if len(cells) == 1:
        region, outlet = _region_and_outlet(cells[0])
        return Byline(region, outlet, published)
    return Byline(cells[0] or None, cells[1] or None, published, tuple(cell for cell in cells[2:] if cell))


def _region_and_outlet(text: str) -> tuple[str | None, str | None]:
    """Split `러시아 EMERiCs`: the region is the Hangul before the first Latin word, else the first word."""
    words = text.split()
    if not words:
        return None, None
    latin = next((at for at, word in enumerate(words) if not has_hangul(word)), None)
    if latin is not None:
        return " ".join(words[:latin]) or None, " ".join(words[latin:])
    if len(words) == 1:
        return (None, text) if text.endswith(_OUTLET_END) else (text, None)
    return words[0], " ".join(words[1:])


def read_opening(lines: list[Line], end: int, known_title: str | None, *, outlined: bool) -> Opening:
    """Read the lines before the body; `end` is the index of the first line that surely is no opening.

    `known_title` is what the list, the feed or the markup calls the document; `outlined` says that markers follow.
    """
    opening = Opening()
    head = lines[: min(end, _MOST_LINES)]
    titled = next((at for at, line in enumerate(head) if _SERIES.fullmatch(line.whole)), None)
    bylines = [None if _FIELD.fullmatch(line.whole) else read_byline(line.whole) for line in head]
    if known_title is not None and titled is None:
        titled = _position(head, known_title)
    if titled is not None and titled + 1 < len(head) and bylines[titled + 1] is None:
        bylines[titled + 1] = _below_title(head[titled + 1].whole)
    if titled is None:
        titled = _untitled(head, bylines, known=known_title is not None, outlined=outlined, more=len(lines) > 1)
    if titled is not None:
        opening.series, opening.title = split_series(head[titled].whole)
        bylines[titled] = None
    _sort_out(opening, head, bylines, titled)
    return opening


def _below_title(line: str) -> Byline | None:
    """Read `중동부유럽 EMERiCs 홍길동 한국대학교 교수 2023/04/11`, which only its place gives away."""
    split = split_trailing_day(line)
    if split is None or len(line) > _BYLINE_LONGEST or not split[0].strip() or line.endswith(")"):
        return None
    if has_hangul(split[0].partition(",")[2]):
        return None
    return _from_columns(split[0], split[1], drawn=True)


def _position(head: list[Line], title: str) -> int | None:
    wanted = {fold(title), fold(split_series(title)[1])}
    return next((at for at, line in enumerate(head) if fold(line.whole) in wanted), None)


def _untitled(head: list[Line], bylines: list[Byline | None], *, known: bool, outlined: bool, more: bool) -> int | None:
    """Give the line that is the title where none carries a series: before the byline, or the first short one."""
    first_byline = next((at for at, byline in enumerate(bylines) if byline and at > 0), None)
    if first_byline is not None and _columned(head[first_byline]):
        before = [at for at in range(first_byline) if _title_like(head[at]) and bylines[at] is None]
        return before[-1] if before else None
    free = [at for at, line in enumerate(head) if bylines[at] is None or (at == 0 and not _columned(line))]
    if known or not free or not _title_like(head[free[0]]):
        return None
    first, follows = free[0], free[1] if len(free) > 1 else None
    second = follows is not None and _title_like(head[follows]) and not _wrapped_onto(head, first)
    if follows is not None and second and len(head[first].whole) <= 15 < len(head[follows].whole):
        return follows
    return first if outlined or more else None


def _wrapped_onto(head: list[Line], at: int) -> bool:
    return len(head[at].whole) > 30 and not head[at + 1].gap


def _columned(line: Line) -> bool:
    return _columns(line.whole) or _LABELS.match(line.whole) is not None or parse_day(line.whole) is not None


def _title_like(line: Line) -> bool:
    plain = line.family is None and len(line.whole) <= _TITLE_LONGEST and not is_sentence(line.whole)
    return plain and not any(one.match(line.whole) for one in (_FIELD, _FURNITURE, _CRUMBS))


def _sort_out(opening: Opening, head: list[Line], bylines: list[Byline | None], titled: int | None) -> None:
    """Give every other line of the head its place: category, byline, a repeat, a note or the body's first lines."""
    seen: set[str] = set()
    last = max([titled if titled is not None else -1, *(at for at, byline in enumerate(bylines) if byline)])
    for at, line in enumerate(head):
        repeat = line.whole in seen
        seen.add(line.whole)
        if at == titled or (repeat and at <= last):
            continue
        if (field := _FIELD.fullmatch(line.whole)) and (at < last or titled is not None):
            _take_field(opening, field, line)
        elif at > last and _FURNITURE.match(line.whole) and len(line.whole) <= 60:
            opening.notes.append(line.whole)
        elif at > last or (titled is None and bylines[at] is None):
            opening.lead.append(line)
        elif byline := bylines[at]:
            _take_byline(opening, byline, line)
        elif opening.category is None and titled is not None and at < titled and _names_category(line):
            opening.category = line.whole
        else:
            opening.notes.append(line.whole)
    _give_way(opening)
    opening.length = len(head)


def _names_category(line: Line) -> bool:
    return len(line.whole) <= 40 and not any(one.match(line.whole) for one in (_FURNITURE, _CRUMBS))


def _take_field(opening: Opening, field: re.Match[str], line: Line) -> None:
    """Take a line that names what it holds; whatever is known already stays, and the line is a note."""
    value = field["value"].strip()
    if field["region"] and opening.region_label is None and len(value) <= 40:
        opening.region_label = value
    elif field["outlet"] and opening.outlet is None and len(value) <= 60:
        opening.outlet = value
    else:
        opening.notes.append(line.whole)


def _give_way(opening: Opening) -> None:
    """Make a named field a note where the byline says something else in its place."""
    byline = opening.byline
    if byline and byline.region_label and opening.region_label not in (None, byline.region_label):
        opening.notes.append(f"지역: {opening.region_label}")
    if byline and byline.outlet and opening.outlet not in (None, byline.outlet):
        opening.notes.append(f"매체: {opening.outlet}")


def _take_byline(opening: Opening, byline: Byline, line: Line) -> None:
    if opening.byline is not None:
        if byline != opening.byline:
            opening.notes.append(line.whole)
        return
    opening.byline = byline
    opening.notes.extend(byline.rest)
