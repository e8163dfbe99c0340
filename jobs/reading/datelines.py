"""The dateline of a news text: where it was written, for whom and by whom, before its first sentence.

`(알마티=견본통신) 홍길동 특파원 = `, `[서울=견본뉴스] 홍길동 기자 = `, `견본뉴스 홍길동 기자 | `. The place in it is
the writer's, not what the text is about.
"""

import re
from collections.abc import Sequence

from jobs.dates import ENGLISH_MONTH
from jobs.reading.lines import Line

_WRITERS = ("기자", "특파원", "통신원", "앵커", "리포터")
_REPORTER = rf"[가-힣A-Za-z·. ]{{1,24}}?(?:{'|'.join(_WRITERS)})"
_OUTLET = (
    r"(?:뉴스|뉴스핌|뉴시스|일보|신문|통신|방송|경제|투데이|타임스|저널|미디어|데일리|포스트|포인트|이코노믹|로이터"
    r"|TV|AP|AFP|News|NEWS)"
)
_PUT = r"\s*[=＝|]\s*"
_DATELINE = re.compile(
    rf"(?:[(\[【][^()\[\]【】=＝]{{1,20}}[=＝][^()\[\]【】]{{1,24}}"
    rf"(?:{_OUTLET}[)\]】](?:\s*{_REPORTER}{_PUT})?|[)\]】]\s*{_REPORTER}{_PUT}|(?:{'|'.join(_WRITERS)})[)\]】])"
    rf"|\[[^()\[\]]{{1,24}}(?:{_OUTLET}|{'|'.join(_WRITERS)})\](?:\s*{_REPORTER}{_PUT})?"
    rf"|{_REPORTER}{_PUT})\s*(?=\S)"
)
_DAY = rf"(?:{ENGLISH_MONTH} \d{{1,2}}|\d{{1,2}} {ENGLISH_MONTH})(?:,? \d{{4}})?"
_WIRE = re.compile(  # BAKU, Azerbaijan, May 2. and SEOUL, July 7 (Agency) --
    rf"(?:[A-Z][A-Z .'-]{{2,24}}(?:, [A-Z][A-Za-z ]{{2,24}})?,? \(?{_DAY}\)?(?: ?\([A-Z][A-Za-z./ -]{{1,24}}\))?"
    r"\s*(?:\.|:|[-–—]{1,2})|(?:[A-Z][A-Z .'-]{2,24} )?\([A-Z][A-Za-z ]{2,24}\) ?[-–—]{1,2})\s+(?=[“\"A-Z'])"
)
_PLACED = re.compile(rf"[A-Z][A-Za-z .'-]{{2,24}}(?:, [A-Z][A-Za-z ]{{2,24}})?, {_DAY}\.?")  # a line of its own
_NAMED = re.compile(
    rf"(?:[(\[【][^()\[\]【】]{{1,24}}[)\]】] ?)?(?:[\w.]{{1,12}} )?[가-힣]{{2,4}} ?(?:{'|'.join(_WRITERS)})"
    r"|(?:By|BY|by) {1,2}[A-Z][\w.-]+(?: [A-Z][\w.-]+){1,3}(?: ?[-–—/|,] ?[A-Z][\w.]+(?: [A-Z][\w.]+){0,2})?:?"
)
_DAY_ENDS = frozenset("0123456789.")
_BEGINS = frozenset("([【")
_LONGEST = 60
_LONGEST_WIRE = 100
_FIRST = 4


def split_dateline(line: str) -> tuple[str, str]:
    """Give the dateline a text begins with ("" for none) and what follows it."""
    head = line[:_LONGEST]
    if head[:3].isascii() and (wired := _WIRE.match(line, 0, _LONGEST_WIRE)):
        return line[: wired.end()].rstrip(), line[wired.end() :]
    if line[:1] not in _BEGINS and not any(map(head.__contains__, _WRITERS)):
        return "", line
    found = _DATELINE.match(head)
    return (line[: found.end()].rstrip(), line[found.end() :]) if found else ("", line)


def split_off(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """Give the dateline of the first lines of a body ("" for none) and the lines without it."""
    for at, line in enumerate(lines[:_FIRST]):
        dateline, text = split_dateline(line.text) if line.family is None else ("", "")
        if dateline:
            return dateline, [*lines[:at], line._replace(whole=text, text=text), *lines[at + 1 :]]
    return "", list(lines)


def is_placed(line: str) -> bool:
    """Tell whether a line is nothing but an English dateline: `Sampleville, Example, July 13`."""
    return len(line) <= _LONGEST and line[-1:] in _DAY_ENDS and _PLACED.fullmatch(line) is not None


def names_writer(line: str) -> bool:
    """Tell whether a line may be the name of who wrote the text: `홍길동 기자`, `By Jane Example`."""
    return len(line) <= _LONGEST and _NAMED.fullmatch(line) is not None
