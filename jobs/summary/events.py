"""Typed events of a Korean text: who did what to whom, where a row of `events.toml` and the grammar both say so.

Read within one clause over the morphemes. Nothing is read where the subject is missing or not understood, where two
could have acted, where a relative clause stands between a slot and the act, or where the predicate is not modelled.
Without morphemes (`analyser = "none"`) nothing is read at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobs.language import Token, TokenPass
from jobs.model import Briefing, Language, Tags
from jobs.summary.actors import Actor, Cast, Phrase, countries
from jobs.summary.clauses import Predicate, clause_starts, conditional, continued, doubted, interrupted, predicate
from jobs.summary.english_events import english_events
from jobs.summary.event_record import Event, once
from jobs.summary.event_slots import Clause, date_of, fill
from jobs.summary.event_types import EventType, Pattern, closed_lists, event_types, patterns_of
from jobs.summary.headlines import filled, stated
from jobs.summary.sentences import sentences

_SUBJECT = frozenset({"이", "가", "은", "는", "께서", "도"})
_PAIR = re.compile(r"(?:양국|두 나라)(?: 간)?( (?:정상|대통령|총리|외교장관|외무장관))?")
_TOGETHER = re.compile(r"[와과] ?(?:함께|더불어|공동으로|나란히)")  # a second actor by another door
_OTHERS = frozenset({"에서", "측"})  # 회의에서 …: who acts may be everybody there
_QUOTES = {"“": "”", "‘": "’", "「": "」", '"': '"', "'": "'"}
_GAP = 40  # characters between the words of an act


def events(briefing: Briefing, tags: Tags, tokens: TokenPass, *, every: bool = False) -> tuple[Event, ...]:
    """Give the events in reading order; with `every` also those of types that have not earned it."""
    if briefing.language is Language.EN:
        return once(list(english_events(briefing, tags, every=every)))
    cast = Cast(briefing, tags)
    types = [kind for kind in event_types() if every or kind.on]
    found: list[Event] = []
    for text, number, heading in _texts(briefing):
        read = tokens.of(text)
        if any(token.tag == "HANGUL" for token in read):
            continue
        found += _of_heading(text, read, cast, types, number) if heading else ()
        found += _of_paragraph(text, read, cast, number, every=every)
    return once([event for event in found if _stands(event, found, briefing, tokens, cast)])


def _texts(briefing: Briefing) -> Iterator[tuple[str, int | None, bool]]:
    """Give every text of the briefing with its section, and whether it is a heading."""
    yield briefing.title, None, True
    for number, section in enumerate(briefing.sections):
        if section.heading:
            yield section.heading, number, True
        for subsection in section.subsections:
            if subsection.heading:
                yield subsection.heading, number, True
            for paragraph in subsection.paragraphs:
                yield paragraph, number, False


def _of_heading(
    text: str, tokens: Sequence[Token], cast: Cast, types: Sequence[EventType], section: int | None
) -> Iterator[Event]:
    """Read a heading whose act ends it and whose subject stands before the comma."""
    if any(word in text for word in closed_lists().silent):
        return
    for clause, kind, pattern, form, start in stated(text, tokens, cast, types):
        subject = cast.phrase(text, tokens, clause.first - 2)
        slots = filled(clause, pattern, start)
        act = _Act(pattern, kind, clause.act, clause.act, start)
        if subject.start or not subject.actors or slots is None or not _fits(act, subject.actors):
            continue
        if kind.many and len({actor.code for actor in subject.actors} | set(slots[0].get("with", ()))) < 2:
            continue
        yield Event(
            type=kind,
            outcome=pattern.outcome,
            form=form,
            said=False,
            who=subject.actors,
            slots=slots[0],
            date=slots[1],
            span=text,
            act=text[start:],
            section=section,
            heading=True,
        )


def _of_paragraph(
    text: str, tokens: Sequence[Token], cast: Cast, section: int | None, *, every: bool
) -> Iterator[Event]:
    for sentence in _sentences(text, tokens, cast, section):
        words = sentence.words
        if "?" not in words and not any(word in words for word in closed_lists().silent):
            yield from _of_sentence(sentence, every=every)


def _sentences(text: str, tokens: Sequence[Token], cast: Cast, section: int | None) -> Iterator["_Sentence"]:
    reached = 0
    for words in sentences(text):
        start = text.find(words, reached)
        end = reached = start + len(words)
        mine = [token for token in tokens if start <= token.start < end]
        verbs = tuple(place for place, token in enumerate(mine) if token.tag.startswith(("VV", "XSV")))
        if verbs:
            yield _Sentence(text, mine, cast, section, start, verbs, words)


def _stands(event: Event, found: Sequence[Event], briefing: Briefing, tokens: TokenPass, cast: Cast) -> bool:
    """Tell whether no sentence denies or only reports what a heading states, unless another says it plainly."""
    if not event.heading or any(one.type is event.type and not one.heading for one in found):
        return True
    return not any(
        doubted(sentence.tokens, act.verb)
        for text in briefing.paragraphs()
        for sentence in _sentences(text, tokens.of(text), cast, None)
        for pattern in event.type.patterns
        for act in _acts(sentence, event.type, pattern)
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    tokens: Sequence[Token]
    cast: Cast
    section: int | None
    start: int
    verbs: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class _Act:
    """An act found: the first token of its words, its verb, and where its words begin."""

    pattern: Pattern
    type: EventType
    first: int
    verb: int
    start: int


def _of_sentence(sentence: _Sentence, *, every: bool) -> Iterator[Event]:
    acts = [
        act
        for verb in sentence.verbs
        for kind, pattern in _ending_so(sentence, verb, every=every)
        if (act := _act(sentence, kind, pattern, verb))
    ]
    if not acts:
        return
    starts = clause_starts(sentence.tokens)
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


def _ending_so(sentence: _Sentence, verb: int, *, every: bool) -> Iterator[tuple[EventType, Pattern]]:
    """Give the patterns whose verb this may be, in the order of the file."""
    token = sentence.tokens[verb]
    before = sentence.text[sentence.start : token.start].rstrip()[-1:]
    return (
        (kind, pattern)
        for kind, pattern in patterns_of(token.form)
        if (every or kind.on) and (not pattern.last or before in pattern.last)
    )


def _acts(sentence: _Sentence, kind: EventType, pattern: Pattern) -> Iterator[_Act]:
    return filter(None, (_act(sentence, kind, pattern, verb) for verb in sentence.verbs))


def _act(sentence: _Sentence, kind: EventType, pattern: Pattern, verb: int) -> _Act | None:
    """Find the words of an act before its verb, nearest first."""
    start = _verb_start(sentence, pattern, verb, sentence.tokens[verb])
    if start is None:
        return None
    for word in reversed(pattern.words):
        start = _before(sentence.text, word, start, sentence.start)
        if start is None:
            return None
    first = next((place for place, one in enumerate(sentence.tokens) if one.start >= start), verb)
    if sentence.tokens[first].start != start or interrupted(sentence.tokens, first, verb):
        return None
    return _Act(pattern, kind, first, verb, start)


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
    subject = _subject(act, clause) or _carried(sentence, act, first)
    who = (subject.actors or _both(sentence, subject)) if subject else ()
    if subject is None or not who or not _fits(act, who):
        return None
    if put.said and (act.pattern.passive or not _topical(sentence, subject)):
        return None
    slots = fill(act.pattern.slots, clause, act.start, subject)
    if slots is None or (act.type.many and len({actor.code for actor in who} | set(slots.get("with", ()))) < 2):
        return None
    begin = min(sentence.tokens[first].start, subject.start)
    end = _clause_end(sentence.tokens, act.verb)
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


def _fits(act: _Act, who: Sequence[Actor]) -> bool:
    """Tell whether everybody who acts is of a kind that the row allows."""
    kinds = next((slot.kinds for slot in act.pattern.slots if slot.name == "who"), frozenset())
    return all(actor.kind in kinds if kinds else actor.kind != "place" for actor in who)


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
    return phrases[0] if len(phrases) == 1 and not conditional(clause.tokens, clause.first, clause.act) else None


def _carried(sentence: _Sentence, act: _Act, first: int) -> Phrase | None:
    """Give the subject of the clause before, where this one goes on from it (-고, -며, -어) without one of its own."""
    if first == 0 or act.pattern.passive or not continued(sentence.tokens[first - 1]):
        return None
    if any(_marked(Clause(sentence.text, sentence.tokens, first, act.first, sentence.cast))):
        return None
    before = max(place for place in clause_starts(sentence.tokens) if place < first)
    earlier = Clause(sentence.text, sentence.tokens, before, first - 1, sentence.cast)
    if any(token.form in _OTHERS for token in sentence.tokens[first : act.first]):
        return None
    phrases = list(_marked(earlier))
    return phrases[0] if len(phrases) == 1 and not conditional(earlier.tokens, before, act.first) else None


def _topical(sentence: _Sentence, subject: Phrase) -> bool:
    """Tell whether the subject is set with 은/는: with 이/가 somebody else may be the one who says it."""
    return sentence.text[subject.end : subject.end + 1] in ("은", "는")


def _marked(clause: Clause) -> Iterator[Phrase]:
    """Give every noun phrase with a subject's particle before the act."""
    for place in range(clause.first, clause.act):
        token, before = clause.tokens[place], clause.tokens[place - 1]
        also = token.form == "역시" and token.tag == "MAG"
        if place == clause.first or not (also or (token.tag in ("JKS", "JX") and token.form in _SUBJECT)):
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
