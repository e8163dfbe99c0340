"""Typed events of a Korean text: who did what to whom, where a row of `events.toml` and the grammar both say so.

Read within one clause over the morphemes. Nothing is read where the subject is missing or not understood, where two
could have acted, where a relative clause stands between a slot and the act, or where the predicate is not modelled.
Without morphemes (`analyser = "none"`) nothing is read at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jobs.language import Token, TokenPass
from jobs.model import Briefing, Tags
from jobs.summary.actors import Actor, Cast, Phrase, countries
from jobs.summary.clauses import Form, Predicate, clause_starts, conditional, predicate, relative, verbal
from jobs.summary.event_slots import Clause, date_of, fill
from jobs.summary.event_types import EventType, Pattern, closed_lists, event_types
from jobs.summary.sentences import sentences

_SUBJECT = frozenset({"이", "가", "은", "는", "께서", "도"})
_PAIR = re.compile(r"(?:양국|두 나라)(?: 간)?( (?:정상|대통령|총리|외교장관|외무장관))?")
_TOGETHER = re.compile(r"[와과] ?(?:함께|더불어|공동으로|나란히)")  # a second actor by another door
_FORMER = re.compile(r"(?:^|[^가-힣])(?:전|옛|구|반|친|각|모든|여러|어느|어떤) $")
_QUOTES = {"“": "”", "‘": "’", "「": "」", '"': '"', "'": "'"}
_GAP = 40  # characters between the words of an act


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record: its type, how it is put, its slots in English, and the span of the source it was read from."""

    type: EventType
    outcome: str
    form: Form
    said: bool
    who: tuple[Actor, ...]
    slots: Mapping[str, tuple[str, ...]]
    date: str
    span: str
    act: str
    section: int

    @property
    def note(self) -> str:
        """Give what is said after the type's name; a segment without its slots is left out."""
        outcome = self.outcome if self.form is Form.DONE else "planned"
        who = ", ".join(actor.label for actor in self.who)
        values = {name: ", ".join(found) for name, found in self.slots.items()}
        values |= {"outcome": outcome, "who": who, "date": self.date}
        segments = []
        says = self.type.says if values.get("with") else self.type.says.replace(" – {with}", "")
        for segment in says.split(" · "):
            if self.form is not Form.DONE and "by {who}" in segment:
                segment = segment.replace("by {who}", "({who})")  # noqa: PLW2901 — "planned by" would claim the plan is theirs
            if all(values.get(name) for name in re.findall(r"\{(\w+)\}", segment)):
                segments.append(segment.format(**values))
        return " · ".join([*segments, f"says {who}"] if self.said else segments)


def events(briefing: Briefing, tags: Tags, tokens: TokenPass, *, every: bool = False) -> tuple[Event, ...]:
    """Give the events of the body in reading order; with `every` also those of types that have not earned it."""
    cast = Cast(briefing, tags)
    types = [kind for kind in event_types() if every or kind.on]
    found: list[Event] = []
    for number, section in enumerate(briefing.sections):
        for subsection in section.subsections:
            for paragraph in subsection.paragraphs:
                found += _of_paragraph(paragraph, tokens.of(paragraph), cast, types, number)
    return tuple({(event.type.code, event.note): event for event in reversed(found)}.values())[::-1]


def _of_paragraph(
    text: str, tokens: Sequence[Token], cast: Cast, types: Sequence[EventType], section: int
) -> Iterator[Event]:
    if any(token.tag == "HANGUL" for token in tokens):
        return
    reached = 0
    for sentence in sentences(text):
        start = text.find(sentence, reached)
        end = reached = start + len(sentence)
        mine = [token for token in tokens if start <= token.start < end]
        if mine and "?" not in sentence and not any(word in sentence for word in closed_lists().silent):
            verbs = tuple(place for place, token in enumerate(mine) if token.tag.startswith(("VV", "XSV")))
            yield from _of_sentence(_Sentence(text, mine, cast, section, start, verbs), types)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    tokens: Sequence[Token]
    cast: Cast
    section: int
    start: int
    verbs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Act:
    """An act found: the first token of its words, its verb, and where its words begin."""

    pattern: Pattern
    type: EventType
    first: int
    verb: int
    start: int


def _of_sentence(sentence: _Sentence, types: Sequence[EventType]) -> Iterator[Event]:
    starts = clause_starts(sentence.tokens)
    acts = [act for kind in types for pattern in kind.patterns for act in _acts(sentence, kind, pattern)]
    acts.sort(key=lambda act: (act.verb, act.start, -len(act.pattern.slots)))
    done: set[int] = set()
    for act in acts:
        if act.verb in done:
            continue
        put = predicate(sentence.tokens, act.verb)
        first = max(place for place in starts if place <= act.first)
        begin = sentence.tokens[first].start
        if put is None or _quoted(sentence, act.start) or _TOGETHER.search(sentence.text, begin, act.start):
            continue
        event = _event(sentence, act, put, first)
        if event is not None:
            done.add(act.verb)
            yield event


def _acts(sentence: _Sentence, kind: EventType, pattern: Pattern) -> Iterator[_Act]:
    """Find the verb, then its words before it, nearest first."""
    for verb in sentence.verbs:
        token = sentence.tokens[verb]
        start = _verb_start(sentence, pattern, verb, token)
        if start is None:
            continue
        for word in reversed(pattern.words):
            start = _before(sentence.text, word, start, sentence.start)
            if start is None:
                break
        if start is None:
            continue
        first = next((place for place, one in enumerate(sentence.tokens) if one.start >= start), verb)
        between = sentence.tokens[first:verb]
        if sentence.tokens[first].start == start and not any(
            (verbal(one) and one.tag[:2] != "XS") or one.form in ("안", "못") for one in between
        ):
            yield _Act(pattern, kind, first, verb, start)


def _verb_start(sentence: _Sentence, pattern: Pattern, verb: int, token: Token) -> int | None:
    if pattern.noun is None:
        return token.start if token.tag.startswith("VV") and re.fullmatch(pattern.stem, token.form) else None
    if token.tag not in ("XSV", "VV") or token.form != pattern.stem:
        return None
    return _before(sentence.text, pattern.noun, token.start, sentence.start, gap=0)


def _before(text: str, word: re.Pattern[str], end: int, floor: int, *, gap: int = _GAP) -> int | None:
    """Find the word that ends before `end` and begins a word of its own; None when there is none near."""
    found = None
    for match in word.finditer(text, max(floor, end - gap - 30), end):
        alone = match.start() == floor or not _letter(text[match.start() - 1])
        reaches = text[match.end() : end].strip() == "" if gap == 0 else _ends_a_word(text, match.end(), end)
        if alone and reaches:
            found = match.start()
    return found


def _ends_a_word(text: str, place: int, end: int) -> bool:
    return end - place <= _GAP and (place == end or not _letter(text[place]))


def _letter(character: str) -> bool:
    return character.isalnum()


def _quoted(sentence: _Sentence, place: int) -> bool:
    """Tell whether the place lies within quotation marks."""
    before = sentence.text[sentence.start : place]
    return any(
        before.count(opening) % 2 == 1 if opening == closing else before.count(opening) > before.count(closing)
        for opening, closing in _QUOTES.items()
    )


def _event(sentence: _Sentence, act: _Act, put: Predicate, first: int) -> Event | None:
    clause = Clause(sentence.text, sentence.tokens, first, act.first, sentence.cast)
    subject = _subject(act, clause)
    who = (subject.actors or _both(sentence, subject)) if subject else ()
    if not who or (put.said and act.pattern.passive):
        return None
    slots = fill(act.pattern.slots, clause, act.start, subject)
    if slots is None or (act.type.many and len({actor.code for actor in who} | set(slots.get("with", ()))) < 2):
        return None
    begin, end = sentence.tokens[first].start, _clause_end(sentence.tokens, act.verb)
    if any(actor.label in found for found in slots.values() for actor in who):
        return None
    return Event(
        type=act.type,
        outcome=act.pattern.outcome,
        form=put.form,
        said=put.said,
        who=who,
        slots=slots,
        date=date_of(clause),
        span=sentence.text[begin:end].strip(),
        act=sentence.text[act.start : sentence.tokens[act.verb].start],
        section=sentence.section,
    )


def _clause_end(tokens: Sequence[Token], verb: int) -> int:
    for place in range(verb + 1, len(tokens)):
        if tokens[place].tag in ("SF", "SP", "EF", "EC"):
            return tokens[place].end
    return tokens[-1].end


def _subject(act: _Act, clause: Clause) -> Phrase | None:
    """Give the one subject of the clause, or its agent where the act is passive; None when not sure."""
    phrases = list(_marked(clause))
    if act.pattern.passive:
        agents = clause.by("에 의해")
        return agents[0] if len(agents) == 1 and not phrases else None
    if len(phrases) != 1 or conditional(clause.tokens, clause.first, clause.act):
        return None
    place = _place(clause, phrases[0].start)
    former = _FORMER.search(clause.text, 0, phrases[0].start)
    return None if former or relative(clause.tokens, clause.first, place) else phrases[0]


def _place(clause: Clause, start: int) -> int:
    return next(place for place in range(len(clause.tokens)) if clause.tokens[place].start >= start)


def _marked(clause: Clause) -> Iterator[Phrase]:
    """Give every noun phrase with a subject's particle before the act."""
    for place in range(clause.first, clause.act):
        token, before = clause.tokens[place], clause.tokens[place - 1]
        if place == clause.first or token.tag not in ("JKS", "JX") or token.form not in _SUBJECT:
            continue
        if before.tag[0] in "NS" or before.tag == "XSN":
            yield clause.phrase(place - 1)


def _both(sentence: _Sentence, phrase: Phrase) -> tuple[Actor, ...]:
    """Resolve 양국 and 양국 정상: the two countries of the paragraph so far, else those the briefing is about."""
    said = _PAIR.fullmatch(sentence.text[phrase.start : phrase.end])
    if said is None:
        return ()
    cast = sentence.cast
    before = countries(actor for _, _, actor in cast.called(sentence.text[: phrase.start]))
    pair = before or tuple(actor.code for actor in cast.primary)
    if len(pair) != 2 or (before and set(before) != {actor.code for actor in cast.primary}):
        return ()
    chosen = tuple(actor for actor in cast.primary if actor.code in pair)
    if not said[1]:
        return chosen
    people = [cast.person(actor.code) for actor in chosen]
    return tuple(person for person in people if person is not None) if all(people) else chosen
