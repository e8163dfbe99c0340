"""Typed events of an English text, in Korean: who did what to whom, where a row of `events_en.toml` says so.

A sentence is read from its beginning to behind the last slot of an act: a day perhaps, who acts, the verb, what it is
done to. Nothing may be left over in between. A sentence that begins otherwise, that has another verb, a second actor
by another door, or a word of the list of what is not modelled (negation, hearsay, supposition), says nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jobs.dates import ENGLISH_MONTH
from jobs.model import Briefing, Tags
from jobs.summary.actors import Actor
from jobs.summary.clauses import Form
from jobs.summary.english_cast import EnglishCast, Named
from jobs.summary.english_types import EnglishPattern, Piece, english_lists, english_patterns
from jobs.summary.event_record import Event
from jobs.summary.event_types import closed_lists
from jobs.summary.figures import english_figures
from jobs.summary.quantities import days
from jobs.summary.sentences import sentences

_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {ENGLISH_MONTH}|{ENGLISH_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? (?:19|20)\d\d)?"
_DATE = (
    rf"(?:on |in )?(?:(?:{_WEEKDAY},? )?\(?(?:{_DAY}|{ENGLISH_MONTH} (?:19|20)\d\d|(?:19|20)\d\d)\)?|{_WEEKDAY})"
    r"(?![\w%])"
)
_DATELINE = (
    r"(?:[A-Z][A-Z/ ,.]{2,40}(?:[A-Z][a-z]{2,8}\.? \d{1,2} )?(?:\([\w /]{2,24}\) ?)?[-–—]{1,2} ?"
    r"|[A-Z][\w ,.]{2,40} \([\w /]{2,24}\) ?[-–—]{1,2} ?|[A-Z]{4,20}: )?"
)
_LEAD = re.compile(
    rf"{_DATELINE}(?:(?:(?:On |In )(?P<date>{_DATE})|In {ENGLISH_MONTH}|Today|Yesterday|Meanwhile|Separately|Also|"
    r"Earlier(?: (?:today|this week|this month|this year|in the week|in the day))?|In response|In retaliation),? )?"
)
_WHEN = re.compile(rf" (?P<date>{_DATE})")
_PLACE = re.compile(r" in [A-Z][\w-]+(?= on )")


def english_events(briefing: Briefing, tags: Tags, *, every: bool = False) -> Iterator[Event]:
    """Give the events in reading order; with `every` also those of types that have not earned it."""
    reader = _Reader(EnglishCast(tags), tuple(one for one in english_patterns() if every or one.type.on))
    yield from reader.read(briefing.title, None, heading=True)
    for number, section in enumerate(briefing.sections):
        for heading in (section.heading, *(below.heading for below in section.subsections)):
            yield from reader.read(heading or "", number, heading=True)
        for subsection in section.subsections:
            for paragraph in subsection.paragraphs:
                for sentence in sentences(paragraph):
                    yield from reader.read(sentence, number, heading=False)


@dataclass(frozen=True, slots=True)
class _Act:
    """What was read of an act behind its verb: its slots, where it ends, and the day beside it."""

    slots: Mapping[str, tuple[Actor | str, ...]]
    end: int
    date: str


@dataclass(frozen=True, slots=True)
class _Reader:
    cast: EnglishCast
    patterns: Sequence[EnglishPattern]

    def read(self, text: str, section: int | None, *, heading: bool) -> Iterator[Event]:
        """Give the one event a sentence or a heading states, or nothing."""
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        day = (lead["date"] or "") if lead else ""
        if " by " not in text and self.cast.read(text, start) is None:
            return  # most sentences end here
        if english_lists().silent.search(text):
            return
        found = self._active(text, start, heading=heading) or self._passive(text, start)
        if found is None:
            return
        pattern, who, act, form, said = found
        yield Event(
            type=pattern.type,
            outcome=pattern.outcome,
            form=form,
            said=said,
            who=who.actors,
            slots={name: tuple(_label(one) for one in values) for name, values in act.slots.items()},
            date=_korean_date(day or act.date),
            span=text[start : act.end],
            act=pattern.type.ko,
            section=section,
            heading=heading,
        )

    def _active(self, text: str, start: int, *, heading: bool) -> tuple[EnglishPattern, Named, _Act, Form, bool] | None:
        who = self.cast.read(text, start)
        if who is None:
            return None
        day, begin = _between(text, who.end)
        for pattern in self.patterns:
            verb = pattern.verb.match(text, begin) if begin else None
            if verb is None or not _of_kind(who.actors, pattern.who):
                continue
            put = verb.lastgroup or ""
            if put.startswith("headline") and not heading:
                continue
            act = self._act(text, verb.end(), pattern.pieces, day)
            if act is not None and _stands(pattern, who, act, text):
                return pattern, who, act, Form.PLANNED if "planned" in put else Form.DONE, put.startswith("said")
        return None

    def _passive(self, text: str, start: int) -> tuple[EnglishPattern, Named, _Act, Form, bool] | None:
        for pattern in self.patterns:
            object_ = self._walk(text, start, pattern.passive) if pattern.passive else None
            by = pattern.participle.match(text, object_[1]) if object_ else None
            who = self.cast.read(text, by.end()) if by else None
            if object_ is None or who is None or not _of_kind(who.actors, pattern.who):
                continue
            date, end = _beside(text, who.end)
            act = _Act(object_[0], end, date)
            if english_lists().after.match(text, end) and _stands(pattern, who, act, text):
                return pattern, who, act, Form.DONE, False
        return None

    def _act(self, text: str, start: int, pieces: Sequence[Piece], day: str) -> _Act | None:
        walked = self._walk(text, start, pieces)
        if walked is None:
            return None
        slots, end = walked
        date, end = _beside(text, end)
        return _Act(slots, end, day or date) if english_lists().after.match(text, end) else None

    def _walk(
        self, text: str, start: int, pieces: Sequence[Piece]
    ) -> tuple[dict[str, tuple[Actor | str, ...]], int] | None:
        """Follow the pieces one after another; None where one does not fit."""
        slots: dict[str, tuple[Actor | str, ...]] = {}
        place = start
        for number, piece in enumerate(pieces):
            if piece.words is not None:
                match = piece.words.match(text, place)
                if match is None:
                    return None
                place = match.end()
                continue
            found = self._slot(text, place, piece, last=number == len(pieces) - 1)
            if found is None:
                return None
            slots[piece.slot], place = found
        return slots, place

    def _slot(self, text: str, place: int, piece: Piece, *, last: bool) -> tuple[tuple[Actor | str, ...], int] | None:
        if piece.slot == "goods":
            return _goods(text, place)
        if piece.slot == "figure":
            return _figure(text, place, moved="move" in piece.kinds)
        named = self.cast.place(text, place) if "place" in piece.kinds else None
        named = named or (self.cast.read(text, place) if last else self.cast.country(text, place))
        if named is None or not _of_kind(named.actors, piece.kinds):
            return None
        return named.actors, named.end


def _between(text: str, start: int) -> tuple[str, int | None]:
    """Read the words of time and manner before a verb; gives the day among them and where the verb begins."""
    words = re.compile(rf"(?: (?:{english_lists().between}|(?P<date>{_DATE})))* ", re.IGNORECASE).match(text, start)
    return ((words["date"] or ""), words.end()) if words else ("", None)


def _beside(text: str, end: int) -> tuple[str, int]:
    """Read a day that follows directly, perhaps behind a place."""
    place = _PLACE.match(text, end)
    found = _WHEN.match(text, place.end() if place else end)
    return (found["date"], found.end()) if found else ("", end)


def _of_kind(actors: Sequence[Actor], kinds: frozenset[str]) -> bool:
    return not kinds or all(actor.kind in kinds for actor in actors)


def _stands(pattern: EnglishPattern, who: Named, act: _Act, text: str) -> bool:
    """Tell whether those who act are not those it is done to, and are two where it takes two."""
    others = [one for values in act.slots.values() for one in values if isinstance(one, Actor)]
    mine = {actor.code for actor in who.actors}
    home = {actor.region for actor in who.actors if actor.region}
    if mine & {actor.code for actor in others} or home & {actor.region for actor in others}:
        return False
    if not pattern.type.many:
        return True
    with_ = {one.code for one in act.slots.get("with", ()) if isinstance(one, Actor)}
    alone = not with_ and " with " in re.split(r"[,;]", text[act.end :])[0]
    return len(mine | with_) > 1 and not alone


def _label(one: Actor | str) -> str:
    return one if isinstance(one, str) else one.label


def _goods(text: str, start: int) -> tuple[tuple[str, ...], int] | None:
    """Read goods: words of the table, nothing else."""
    table = {english: korean for korean, english in reversed([*closed_lists().tables["goods"].items()])}
    found, place = [], start
    words = re.compile(rf"(?:{'|'.join(sorted(table, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)
    while match := words.match(text, place):
        found.append(table[match.group().casefold()])
        place = match.end()
        if not text.startswith(" ", place) or not words.match(text, place + 1):
            break
        place += 1
    return ((" ".join(found),), place) if found else None


def _figure(text: str, start: int, *, moved: bool) -> tuple[tuple[str, ...], int] | None:
    """Read the figure that begins here; one that something moved to says so."""
    first = next(iter(english_figures(text[start : start + 60])), None)
    if first is None or first.start != 0:
        return None
    reached = moved and text[:start].endswith("to ")
    return (f"{first.text}로" if reached else first.text,), start + len(first.span)


def _korean_date(text: str) -> str:
    """Give a date in Korean as far as the text gives it; "" for a mere weekday."""
    found = days(text, korean=False)
    if len(found) != 1:
        return ""
    (one,) = found
    return " ".join(f"{part}{sign}" for part, sign in ((one.year, "년"), (one.month, "월"), (one.day, "일")) if part)
