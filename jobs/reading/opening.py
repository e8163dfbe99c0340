"""The first lines of a briefing: category, `[series] title`, byline; whatever they are not is given back."""

import re
from dataclasses import dataclass, field

from jobs.language import fold
from jobs.reading.bylines import LABELS, OUTLET_END, Byline, below_title, has_columns, is_of_board, read_byline
from jobs.reading.datelines import is_placed, names_writer, split_dateline
from jobs.reading.fields import FIELD, KIND, LABEL_ALONE, is_dated
from jobs.reading.lines import Line
from jobs.reading.markers import Family
from jobs.reading.moments import is_moment
from jobs.reading.signs import is_sentence

_MOST_LINES = 15
_TITLE_LONGEST = 160
_SOURCE_LONGEST = 14
_SERIES = re.compile(r"[\[【［]([^\[\]【】［］]{1,30})[\]】］]\s*(\S.*)")
_FURNITURE = re.compile(
    r"(?:조회|작성자|담당|배포|첨부|파일|부서|출력|인쇄|공유|목록|글자\s?크기|스크랩|다운로드|(?:본문|메뉴)\s?바로\s?가기)"
)
_CRUMBS = re.compile(r"(?:home|홈|메인)\s*[>›»·|/]|[^.<>]{1,40} [>›»] \S", re.IGNORECASE)


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
    if found is None or is_moment(found[2]) or split_dateline(text)[0]:
        return None, text
    return found[1].strip(), found[2].strip()


def read_opening(lines: list[Line], end: int, known_title: str | None, *, outlined: bool) -> Opening:
    """Read the lines before the body; `end` is the index of the first line that surely is no opening.

    `known_title` is what the list, the feed or the markup calls the document; `outlined` says that markers follow.
    """
    opening = Opening()
    head = lines[: min(end, _MOST_LINES)]
    titled = next((at for at, line in enumerate(head) if _carries_series(line.whole)), None)
    bylines = [None if FIELD.fullmatch(line.whole) else read_byline(line.whole) for line in head]
    if known_title is not None and titled is None:
        titled = _position(head, known_title)
    if titled is not None and titled + 1 < len(head) and bylines[titled + 1] is None:
        bylines[titled + 1] = below_title(head[titled + 1].whole)
    if titled is None:
        titled = _untitled(head, bylines, known=known_title is not None, outlined=outlined, more=len(lines) > 1)
    if titled is not None:
        opening.series, opening.title = split_series(_out_of_brackets(head[titled].whole))
        bylines[titled] = None
    _sort_out(opening, head, bylines, titled)
    return opening


def _out_of_brackets(title: str) -> str:
    return title[1:-1].strip() or title if title[:1] + title[-1:] in ("<>", "〈〉", "＜＞") else title


def _carries_series(line: str) -> bool:
    return line[:1] in "[【［" and not is_sentence(line) and split_series(line)[0] is not None


def _position(head: list[Line], title: str) -> int | None:
    wanted = {fold(title), fold(split_series(title)[1])}
    return next((at for at, line in enumerate(head) if fold(line.whole) in wanted), None)


def _untitled(head: list[Line], bylines: list[Byline | None], *, known: bool, outlined: bool, more: bool) -> int | None:
    """Give the line that is the title where none carries a series: before the byline, or the first short one."""
    first_byline = next((at for at, byline in enumerate(bylines) if byline and at > 0), None)
    if first_byline is not None and (_columned(head[first_byline]) or is_of_board(head[first_byline].whole)):
        above = (at for at in range(first_byline) if bylines[at] is None or (at == 0 and not _columned(head[at])))
        before = [at for at in above if _title_like(head[at])]
        named = [at for at in before if not _names_source(head[at].whole)]
        if named and all(KIND.fullmatch(head[at].whole) for at in named):
            return next(
                (at for at in range(first_byline, len(head)) if bylines[at] is None and _title_like(head[at])),
                named[-1],
            )
        return (named or before)[-1] if before else None
    free = [at for at, line in enumerate(head) if bylines[at] is None or (at == 0 and not _columned(line))]
    free = [at for at in free if not is_moment(head[at].whole) and not LABEL_ALONE.fullmatch(head[at].whole)]
    free = [at for at in free if not KIND.fullmatch(head[at].whole)] or free
    if known or not free or not _title_like(head[free[0]]):
        return None
    first, follows = free[0], free[1] if len(free) > 1 else None
    second = follows is not None and _title_like(head[follows]) and not _wrapped_onto(head, first)
    if follows is not None and second and len(head[first].whole) <= 15 < len(head[follows].whole):
        return follows
    return first if outlined or more else None


def _wrapped_onto(head: list[Line], at: int) -> bool:
    return len(head[at].whole) > 30 and not head[at + 1].gap


def _names_source(line: str) -> bool:
    """Tell whether a line is who wrote or published the text, not what it is called."""
    return names_writer(line) or (len(line) <= _SOURCE_LONGEST and line.endswith(OUTLET_END))


def _columned(line: Line) -> bool:
    return has_columns(line.whole) or LABELS.match(line.whole) is not None or is_dated(line.whole)


def _title_like(line: Line) -> bool:
    plain = line.family is None and len(line.whole) <= _TITLE_LONGEST and not is_sentence(line.whole)
    furniture = any(one.match(line.whole) for one in (FIELD, _FURNITURE, _CRUMBS)) or LABEL_ALONE.fullmatch(line.whole)
    return plain and not is_moment(line.whole) and not furniture


def _sort_out(opening: Opening, head: list[Line], bylines: list[Byline | None], titled: int | None) -> None:
    """Give every other line of the head its place: category, byline, a repeat, a note or the body's first lines."""
    seen: set[str] = set()
    title = fold(head[titled].whole) if titled is not None else None
    last = max([titled if titled is not None else -1, *(at for at, byline in enumerate(bylines) if byline)])
    for at, line in enumerate(head):
        repeat = line.whole in seen
        seen.add(line.whole)
        if at == titled or (repeat and at <= last) or (line.family is None and fold(line.whole) == title):
            continue
        if (field := FIELD.fullmatch(line.whole)) and (at < last or titled is not None):
            _take_field(opening, field, line)
        elif (at > last and _FURNITURE.match(line.whole) and len(line.whole) <= 60) or _no_more_than_when(
            line, bylines[at]
        ):
            opening.notes.append(line.whole)
        elif at > last or (titled is None and bylines[at] is None) or line.family is Family.DIAMOND:
            opening.lead.append(line)
        elif byline := bylines[at]:
            _take_byline(opening, byline, line)
        elif opening.category is None and titled is not None and at < titled and _names_category(line):
            opening.category = line.whole
        else:
            opening.notes.append(line.whole)
    _give_way(opening)
    opening.length = len(head)


def _no_more_than_when(line: Line, byline: Byline | None) -> bool:
    """Tell whether a line says only when, where or by whom the text was written."""
    if is_placed(line.whole):
        return True
    plain = byline is None and line.family is None
    return plain and (is_moment(line.whole) or names_writer(line.whole))


def _names_category(line: Line) -> bool:
    furniture = any(one.match(line.whole) for one in (_FURNITURE, _CRUMBS)) or LABEL_ALONE.fullmatch(line.whole)
    return len(line.whole) <= 40 and not furniture


def _take_field(opening: Opening, field: re.Match[str], line: Line) -> None:
    """Take a line that names what it holds; whatever is known already stays, and the line is a note."""
    value = field["value"].strip()
    if field["region"] and opening.region_label is None and len(value) <= 40 and not value[0].isdigit():
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
