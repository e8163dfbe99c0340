"""Fields of the page above a text: 작성자, 등록일, 조회수, each with its value on the same line or on the next."""

import re
from datetime import date
from itertools import islice
from typing import Final

from jobs.dates import parse_day
from jobs.reading.lines import Line
from jobs.reading.markers import Family
from jobs.reading.moments import without_clock
from jobs.reading.signs import Sign, Signed, is_finished, is_sentence

_MOST_LINES = 40
_LONGEST = 40
_TITLE_LONGEST = 80
_FORM_LONGEST = 100
_DIGIT = re.compile("[0-9]")
_BEYOND_A_GAP = 24
_OTHER = (
    r"작성자?|자료\s?제공|글쓴이|이름|필자|저자|담당\s?(?:자|과장|국장|실장|팀장|과)?|책임자|문의처?|전화(?:번호)?|연락처|부서|담당\s?부서|소관\s?부서|배포|조회\s?수?"
    r"|첨부(?:\s?파일)?|분류|구분|번호|추천\s?수?|댓글\s?수?|분량|이메일|E-?mail"
    r"|(?:Media |Press )?Contacts?|Tel|Phone|Fax"
)
_WHEN = r"날짜|일자|(?:등록|작성|게시|게재|발행|보도|배포|수정|최종\s?수정|공개)\s?(?:일자|일시|날짜|일|시간|시점)"
FIELD = re.compile(
    r"(?:(?P<region>지역|국가|대상\s?국가|권역)|(?P<outlet>매체|언론사|기관|발행\s?기관|게시\s?기관)"
    rf"|(?P<other>{_OTHER}))\s*(?:[:：|]\s*)(?P<value>\S.*)"
)
"""A label and its value."""
LABEL_ALONE = re.compile(rf"(?:{_WHEN}|{_OTHER}|국가|지역)\s*[:：]?", re.IGNORECASE)
"""A label without one."""


KIND: Final = re.compile(
    r"보\s?도\s?(?:참\s?고|설\s?명|해\s?명)?\s?자\s?료|(?:press|news|media) release|for immediate release",
    re.IGNORECASE,
)
"""What stands above a press release's form."""
_PRESS = re.compile(
    r"보도(?:하여|해) ?주시기|(?:이후|부터|즉시) ?보도 ?(?:가능|하여|해|바랍)|[조석]간(?:부터|용)? ?보도"
    r"|배포 ?(?:즉시|후)|엠바고|^총 ?\d+ ?쪽"
)
_LABELLED = re.compile(rf"(?:{_WHEN}|보도|배포|{_OTHER})(?=[\s:：|(])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def without_a_box(lines: list[Line]) -> tuple[int, list[Line]]:
    """Say where the text may begin behind the ◈ lines that a ministry's summary opens with, and give its lines.

    A single one that no sentence ends is the title; where a short plain line and a day stand below them, that line is.
    """
    end = next((at for at, line in enumerate(lines) if line.family is not Family.DIAMOND), 0)
    if not 0 < end < len(lines) - 1:
        return 0, lines
    first, below = lines[0], lines[end]
    if below.family is None and below.signed is None and len(below.whole) <= _TITLE_LONGEST:
        return (end if is_dated(lines[end + 1].whole) and not is_sentence(below.whole) else 0), lines
    alone = all(line.family is not Family.DIAMOND for line in lines[end:])
    if end > 1 or not alone or len(first.text) > _TITLE_LONGEST or is_finished(first.text):
        return 0, lines
    return 0, [first._replace(whole=first.text, family=None), *lines[1:]]


def with_values(lines: list[Line]) -> list[Line]:
    """Put each label of the first lines and the value below it on one line: `등록일`, `2024-10-25`.

    Not beyond a sentence; beyond a gap only a short value, because the title may stand there.
    """
    head = enumerate(islice(lines, _MOST_LINES))
    end = next((at for at, line in head if line.signed is None and is_sentence(line.whole)), _MOST_LINES)
    if any(" | " in line.whole for line in lines[:end]):
        rows = [_cells(line) for line in lines[:end]]
        if any(len(row) > 1 for row in rows):
            return [one for row in rows for one in row] + lines[end:]
    put = list[Line]()
    for line in lines[:end]:
        label = put[-1].whole if put else ""
        if label and LABEL_ALONE.fullmatch(label) and _is_value(line):
            whole = f"{label.rstrip(' :：')}: {line.whole}"
            put[-1] = put[-1]._replace(whole=whole, family=None, text=whole, signed=None)
        else:
            put.append(line)
    return [*put, *lines[end:]] if len(put) < len(lines[:end]) else lines


def _cells(line: Line) -> list[Line]:
    """Give a row of labels and values one below the other: `배포일 | 2024.10.31 | 담당부서 | 견본과`."""
    cells = line.whole.strip(" |").split(" | ") if " | " in line.whole and line.family is None else []
    if len(cells) < 4 or len(cells) % 2 or not all(map(LABEL_ALONE.fullmatch, cells[::2])):
        return [line]
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return [line._replace(whole=whole, text=whole, signed=None) for whole in (f"{a}: {b}" for a, b in pairs)]


def plain_fields(lines: list[Line]) -> tuple[int, list[Line]]:
    """Take the bullets off the page's fields (`• 등록일 2024.10.25`, `• 출처: …`); say where the last of them ends.

    Nothing but short lines may stand above them: further down a bullet is the outline's.
    """
    last = 0
    for at, line in enumerate(islice(lines, _MOST_LINES)):
        if is_sentence(line.whole) or line.family not in (None, Family.SMALL):
            break
        last = at + 1 if _is_field(line, last == at) else last
    bare = (line._replace(whole=line.text, family=None) if _is_field(line, True) else line for line in lines[:last])
    return last, [*bare, *lines[last:]] if last else lines


def without_the_form(lines: list[Line]) -> list[Line]:
    """Set the remarks of a press release's form apart: when it may be printed, who to ask, the ministry's address.

    So is a starred line where nothing but the form stands above it and a short plain line, the title, below.
    """
    end = next((at for at, line in enumerate(islice(lines, _MOST_LINES)) if not _is_of_form(line)), 0)
    while 0 < end < len(lines) - 1 and _is_remark(lines[end], lines[end + 1]):
        beyond = islice(enumerate(lines), end + 1, _MOST_LINES)
        end = next((at for at, line in beyond if not _is_of_form(line)), end + 1)
    if not end or not any(_PRESS.search(line.whole) or LABEL_ALONE.match(line.whole) for line in lines[:end]):
        return lines
    apart = (line if _keeps_its_place(line) else _furniture(line) for line in lines[:end])
    return [*apart, *lines[end:]]


def _is_of_form(line: Line) -> bool:
    whole = line.whole
    if len(whole) > _FORM_LONGEST:
        return False
    if KIND.fullmatch(whole) or _PRESS.search(whole) or _ADDRESS.fullmatch(whole):
        return True
    if line.family is None and (line.signed is not None or _LABELLED.match(whole)):
        return True
    return _DIGIT.search(whole) is not None and is_dated(whole)


def _is_remark(line: Line, below: Line) -> bool:
    plain = below.family is None and below.signed is None and len(below.whole) <= 100 and not is_sentence(below.whole)
    return line.family is Family.NOTE and line.signed is None and (plain or _is_of_form(below) or _is_note(below))


def _is_note(line: Line) -> bool:
    return line.family is Family.NOTE


def _keeps_its_place(line: Line) -> bool:
    """Tell whether a line of the form is read by its own rule: its kind, a day, a label with its value."""
    whole = line.whole
    dated = _LABELLED.match(whole) and not _PRESS.search(whole)
    return line.family is None and bool(is_dated(whole) or KIND.fullmatch(whole) or dated or line.signed)


def _furniture(line: Line) -> Line:
    return line._replace(family=None, signed=Signed(Sign.FURNITURE, line.whole))


def is_dated(text: str) -> bool:
    """Tell whether a line is a day, with its label or a time of day."""
    return day_told(text) is not None


def day_told(text: str) -> date | None:
    """Give the day where a line is nothing else, its label and a time of day aside."""
    return parse_day(without_clock(text))


def _is_value(line: Line) -> bool:
    longest = _BEYOND_A_GAP if line.gap else _LONGEST
    unsigned = line.signed is None or "@" in line.whole
    plain = line.family is None and unsigned and len(line.whole) <= longest
    return plain and LABEL_ALONE.fullmatch(line.whole) is None and FIELD.fullmatch(line.whole) is None


def _is_field(line: Line, follows: bool) -> bool:
    if not line.family or len(line.text) > _LONGEST:
        return False
    return is_dated(line.text) or (follows and line.signed is not None and line.signed.sign is Sign.SOURCE)
