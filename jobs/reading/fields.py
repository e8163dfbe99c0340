"""Fields of the page above a text: 작성자, 등록일, 조회수, each with its value on the same line or on the next."""

import re
from itertools import islice

from jobs.dates import parse_day
from jobs.reading.lines import Line
from jobs.reading.markers import Family
from jobs.reading.moments import without_clock
from jobs.reading.signs import Sign, is_sentence

_MOST_LINES = 40
_LONGEST = 40
_BEYOND_A_GAP = 24
_OTHER = (
    r"작성자|글쓴이|이름|필자|저자|담당자?|책임자|문의처?|전화(?:번호)?|연락처|부서|담당\s?부서|소관\s?부서|배포|조회\s?수?"
    r"|첨부(?:\s?파일)?|분류|구분|번호|추천\s?수?|댓글\s?수?|분량|이메일|E-?mail"
)
_WHEN = r"날짜|일자|(?:등록|작성|게시|게재|발행|보도|배포|수정|최종\s?수정|공개)\s?(?:일자|일시|날짜|일|시간|시점)"
FIELD = re.compile(
    r"(?:(?P<region>지역|국가|대상\s?국가|권역)|(?P<outlet>매체|언론사|기관|발행\s?기관|게시\s?기관)"
    rf"|(?P<other>{_OTHER}))\s*(?:[:：|]\s*)(?P<value>\S.*)"
)
"""A label and its value."""
LABEL_ALONE = re.compile(rf"(?:{_WHEN}|{_OTHER}|국가|지역)\s*[:：]?", re.IGNORECASE)
"""A label without one."""


def with_values(lines: list[Line]) -> list[Line]:
    """Put each label of the first lines and the value below it on one line: `등록일`, `2024-10-25`.

    Not beyond a sentence; beyond a gap only a short value, because the title may stand there.
    """
    end = next((at for at, line in enumerate(islice(lines, _MOST_LINES)) if is_sentence(line.whole)), _MOST_LINES)
    head, put = lines[:end], list[Line]()
    for line in head:
        label = put[-1].whole if put else ""
        if label and LABEL_ALONE.fullmatch(label) and _is_value(line):
            whole = f"{label.rstrip(' :：')}: {line.whole}"
            put[-1] = put[-1]._replace(whole=whole, family=None, text=whole, signed=None)
        else:
            put.append(line)
    return [*put, *lines[end:]] if len(put) < len(head) else lines


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


def is_dated(text: str) -> bool:
    """Tell whether a line is a day, with its label or a time of day."""
    return parse_day(without_clock(text)) is not None


def _is_value(line: Line) -> bool:
    longest = _BEYOND_A_GAP if line.gap else _LONGEST
    unsigned = line.signed is None or "@" in line.whole
    plain = line.family is None and unsigned and len(line.whole) <= longest
    return plain and LABEL_ALONE.fullmatch(line.whole) is None and FIELD.fullmatch(line.whole) is None


def _is_field(line: Line, follows: bool) -> bool:
    if not line.family or len(line.text) > _LONGEST:
        return False
    return is_dated(line.text) or (follows and line.signed is not None and line.signed.sign is Sign.SOURCE)
