"""What a revision changed that a reader of the earlier one has to be told: figures, dates, names. Pure.

Each kind is read from both revisions in order and the two sequences are aligned; what stands in the same place of both
is a pair. What was only moved is no change.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from jobs import organisations, regions
from jobs.atlas import SurfaceKind
from jobs.dates import ENGLISH_MONTH
from jobs.model import Briefing, Changed, Changes

_MOST = 12  # of each kind; a text that changed more is another text

_DATE = re.compile(
    r"\d{4}년(?: ?\d{1,2}월(?: ?\d{1,2}일)?)?"
    r"|\d{1,2}월 ?\d{1,2}일|\d{1,2}월(?![가-힣]*\d)|(?<![\d,.])\d{1,2}일(?=[ ,.(에의부까]|$)"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}/\d{1,2}"
    rf"|\d{{1,2}} {ENGLISH_MONTH}(?: \d{{4}})?|{ENGLISH_MONTH} \d{{1,2}}(?:, \d{{4}})?(?!\d)|{ENGLISH_MONTH} \d{{4}}"
    r"|\b(?:19|20)\d\d\b(?![\d,.%])"
)
_UNITS = (
    "%p|%|퍼센트포인트|퍼센트|포인트|배럴|달러|유로|위안|루블|텡게|원|엔|명|건|개국|개|톤|배|곳|대|척|호|위|세|"
    "년간|년|개월|주|시간|분|킬로미터|미터|헥타르|메가와트|기가와트|㎿|㎾|MW|GW|kWh|km|㎞|percent|per cent|people|"
    "tonnes|tons|barrels|dollars|euros|yuan|won|years|months|weeks|days|hours|times"
)
_FIGURE = re.compile(
    r"(?:US\$|[$€£¥₩])? ?[-−]?(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?: ?[조억만천백](?: ?\d+(?:,\d{3})*)?)*"
    rf"(?: ?(?:trillion|billion|million|thousand|bn|mn|tn))?(?: ?(?:{_UNITS}))?"
)
_PROPER = re.compile(
    r"(?<![A-Za-z])[A-Z][\w'’.-]*[\w](?: (?:(?:of|the|and|de|al|bin) )?[A-Z][\w'’-]*)+"
    r"|(?<=[a-z,;] )[A-Z][a-z]\w+"
)


def changes(old: Briefing, new: Briefing) -> Changes:
    """Give the figures, dates and names that differ between two revisions of a briefing."""
    before, after = _text(old), _text(new)
    glossed = _glossed(old) | _glossed(new)
    dates = _differing(_dates(before, old), _dates(after, new))
    return Changes(
        figures=_differing(_figures(before), _figures(after)),
        dates=dates,
        names=_differing(list(_names(before, glossed)), list(_names(after, glossed))),
    )


def _text(briefing: Briefing) -> str:
    return "\n".join((briefing.title, *briefing.headings(), *briefing.paragraphs()))


def _dates(text: str, briefing: Briefing) -> list[str]:
    head = [briefing.published.isoformat()] if briefing.published else []
    return head + [match.group().strip() for match in _DATE.finditer(text)]


def _figures(text: str) -> list[str]:
    without_dates = _DATE.sub(" ", text)
    return [match.group().strip() for match in _FIGURE.finditer(without_dates)]


def _names(text: str, glossed: frozenset[str]) -> Iterator[str]:
    """Give the names in order: of places, leaders and organisations that the tables know, glossed, and capitalised."""
    found: dict[int, str] = {match.start(): match.group() for match in _PROPER.finditer(text)}
    found |= {match.start(): match.group() for match in _known().finditer(text)}
    for name in sorted(glossed, key=len):
        found |= {match.start(): name for match in re.finditer(re.escape(name), text)}
    end = -1
    for start in sorted(found):
        if start >= end:
            end = start + len(found[start])
            yield found[start]


def _glossed(briefing: Briefing) -> frozenset[str]:
    return frozenset(gloss.korean for gloss in briefing.glosses if len(gloss.korean) > 1)


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    """Give the names that mean one thing wherever they stand, the longest first."""
    kinds = (SurfaceKind.NAME, SurfaceKind.PLACE, SurfaceKind.LEADER)
    names = {one.text for one in regions.surfaces() if not one.rule and one.kind in kinds}
    names |= {region.ko for region in regions.every() if len(region.ko) > 2}
    names |= {name for organisation in organisations.every() for name in organisation.names}
    hangul = sorted((re.escape(one) for one in names if len(one) > 1 and _is_hangul(one)), key=len, reverse=True)
    latin = sorted((re.escape(one) for one in names if len(one) > 1 and not _is_hangul(one)), key=len, reverse=True)
    return re.compile(rf"(?<![가-힣])(?:{'|'.join(hangul)})|(?<![A-Za-z])(?:{'|'.join(latin)})(?![A-Za-z])")


def _is_hangul(name: str) -> bool:
    return "가" <= name[0] <= "힣"


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[Changed, ...]:
    """Pair what changed: in one place of the aligned sequences, old with new."""
    before, after = [_plain(one) for one in old], [_plain(one) for one in new]
    gone, come = set(before) - set(after), set(after) - set(before)
    found: dict[Changed, None] = {}
    for kind, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        was, now = list(old[low:high]), list(new[start:end])
        if len(was) != len(now):  # which stands for which is not said: only what is gone and what is new counts
            was = [old[at] for at in range(low, high) if before[at] in gone]
            now = [new[at] for at in range(start, end) if after[at] in come]
        for at in range(max(len(was), len(now))):
            pair = Changed(old=was[at] if at < len(was) else None, new=now[at] if at < len(now) else None)
            if _plain(pair.old or "") in gone or _plain(pair.new or "") in come:
                found.setdefault(pair)
    return tuple(found)[:_MOST]


def _plain(value: str) -> str:
    """Give the form in which values are compared: without spaces and separators of thousands."""
    return re.sub(r"[\s,]", "", value).casefold()
