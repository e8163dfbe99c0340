"""From a query to what is looked for: concepts with their other names, pairs, bigrams, and what must or must not be.

A concept is one idea of the query. It is met by its own morphemes or by those of another name for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jobs.language import Analyser, PlainAnalyser, has_hangul, is_hangul
from jobs.search.asking import ASKING
from jobs.search.names import NameTable, known_names, spans
from jobs.search.query import Query, Wanted
from jobs.search.tokens import Tokens, bigrams_of, normal, split, tokens_of

Analyse = Callable[[str], Tokens]
OTHER_NAME = 0.85
"""What another name counts beside the one written."""

_SCRAP = 2.5
"""Mean length of words below which a query may have been cut into scraps."""

SIGNS = "?!.,;:…·'‘’()[]"
"""What may stand around a word and is none of it."""

_FEW = 12
"""Other names of one concept that are looked for."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to say a concept: all its morphemes together; `weight` is below 1 for another name."""

    morphemes: tuple[str, ...]
    bigrams: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of the query: the way it was written first. `required` ones count when hits are counted."""

    spellings: tuple[Spelling, ...]
    times: int = 1
    required: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything looked for. `musts` and `mustnots` are texts taken apart: all their tokens in one document."""

    concepts: tuple[Concept, ...] = ()
    pairs: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    musts: tuple[tuple[Tokens, ...], ...] = ()
    mustnots: tuple[Tokens, ...] = ()
    title: str = field(default="")

    @property
    def silent(self) -> bool:
        """Tell whether no token is looked for: the conditions alone decide."""
        return not (self.concepts or self.pairs or self.bigrams)

    @property
    def needed(self) -> int:
        """Give how many of the required concepts a hit must hold: all of three, two thirds of more."""
        count = sum(concept.required for concept in self.concepts)
        return count if count <= 3 else max(3, round(count * 0.6))


@lru_cache(maxsize=2)
def prepare(analyser: Analyser) -> None:
    """Have every name that stands for another taken apart, once a process, so that no question waits for it."""
    for name in {name for others in known_names().others.values() for name in others}:
        split(normal(name), analyser)


def analysing(analyser: Analyser) -> Analyse:
    """Give the function that takes a text apart with this analyser."""
    return lambda text: tokens_of(text, analyser)


def plan(query: Query, analyse: Analyse, names: NameTable) -> Plan:
    """Give what to look for."""
    lone = [group[0] for group in query.wanted if len(group) == 1]
    choices = [group for group in query.wanted if len(group) > 1]
    words = [word for piece in lone for word in piece.text.split()]
    words, tokens = _respaced(words, analyse)
    concepts = [
        *_concepts(words, tokens, analyse, names),
        *(_choice(group, analyse, names) for group in choices),
    ]
    if not any(concept.required for concept in concepts):
        concepts += [_whole(word) for word in words if _unread(word, analyse)]
    musts = [tuple(analyse(piece.text) for piece in group) for group in query.wanted if _exact(group)]
    return Plan(
        concepts=tuple(concept for concept in concepts if concept.spellings),
        pairs=tuple(dict.fromkeys(tokens.pairs)),
        bigrams=tuple(dict.fromkeys([*tokens.bigrams, *_of_other_names(concepts)])),
        musts=tuple(musts),
        mustnots=tuple(analyse(piece.text) for piece in query.unwanted),
        title="".join(normal(query.plain).split()),
    )


def _respaced(words: list[str], analyse: Analyse) -> tuple[list[str], Tokens]:
    """Take the words apart; of a query cut into scraps, without the spaces if longer words come out."""
    tokens = analyse(" ".join(words))
    scraps = len(words) > 1 and any(len(word) == 1 for word in words) and sum(map(len, words)) < _SCRAP * len(words)
    if not scraps or _unsplit(tokens) or not all(has_hangul(word) for word in words):
        return words, tokens
    closed = analyse("".join(words))
    if _solidity(closed) > _solidity(tokens) * 1.1:
        return ["".join(words)], closed
    return words, tokens


def _unsplit(tokens: Tokens) -> bool:
    """Tell whether they were made without morphemes: words still carry their endings."""
    return tokens.version.endswith(PlainAnalyser.version)


def _solidity(tokens: Tokens) -> int:
    """Long morphemes count more than their sum: 원자력 9, 원+자력 5."""
    return sum(len(morpheme) ** 2 for morpheme in tokens.morphemes)


def _exact(group: Sequence[Wanted]) -> bool:
    return all(piece.phrase for piece in group)


def _concepts(words: list[str], tokens: Tokens, analyse: Analyse, names: NameTable) -> list[Concept]:
    """Give a concept for each named thing among the words and for each morpheme outside of them."""
    named: list[Concept] = []
    covered: set[str] = set()
    for start, end, others in spans(words, names):
        text = normal(" ".join(words[start:end]))
        *parts, own = _ways_to_split(text, analyse)
        if own:
            bigrams = _bigrams(words[start:end])
            ways = (Spelling(own, bigrams), *(Spelling(each, bigrams) for each in parts))
            named.append(Concept((*ways, *_others(others, own, analyse)), required=len(text) > 1))
            covered.update(own, analyse(text).morphemes)
    counts: dict[str, int] = {}
    for morpheme in tokens.morphemes:
        counts[morpheme] = counts.get(morpheme, 0) + 1
    endings = _unsplit(tokens)
    single = [_single(m, n, analyse, names, endings=endings) for m, n in counts.items() if m not in covered]
    return named + single


def _single(morpheme: str, times: int, analyse: Analyse, names: NameTable, *, endings: bool) -> Concept:
    others = _others(names.alternatives(morpheme), (morpheme,), analyse)
    required = len(morpheme) > 1 and not morpheme.isdigit() and morpheme not in ASKING
    return Concept((Spelling((morpheme,), _bigrams([morpheme], endings=endings)), *others), times, required)


def _unread(word: str, analyse: Analyse) -> bool:
    """Tell whether the analyser made of a Hangul word only syllables from its middle: 뎅기 is no 뎅 + 기."""
    plain = _bare(word)
    return len(plain) > 1 and is_hangul(plain) and not plain.startswith("".join(analyse(plain).morphemes) or plain)


def _bare(word: str) -> str:
    return normal(word).strip(SIGNS)


def _whole(word: str) -> Concept:
    plain = _bare(word)
    return Concept((Spelling((plain,), _bigrams([plain])),))


def _choice(group: Sequence[Wanted], analyse: Analyse, names: NameTable) -> Concept:
    """Give the concept of `a OR b`: each is as good as the other."""
    spellings: list[Spelling] = []
    for piece in group:
        own = analyse(piece.text).morphemes
        if own:
            spellings.append(Spelling(own, _bigrams(piece.text.split())))
            spellings += _others(names.alternatives(piece.text), own, analyse)
    return Concept(tuple(spellings))


def _others(texts: Sequence[str], own: tuple[str, ...], analyse: Analyse) -> list[Spelling]:
    """Give the ways to say the other names. A Korean one asked for in another script is met by its bigrams too, where
    it has several: compounds are split otherwise in a text (액화천연가스, 해저 케이블)."""
    foreign = not any(map(has_hangul, own))
    found: dict[tuple[str, ...], Spelling] = {}
    for text in texts[:_FEW]:
        bigrams = tuple(dict.fromkeys(bigrams_of(normal(text)))) if foreign else ()
        for morphemes in _ways_to_split(text, analyse):
            found.setdefault(morphemes, Spelling(morphemes, bigrams if len(bigrams) > 1 else (), OTHER_NAME))
    return [spelling for morphemes, spelling in found.items() if morphemes and morphemes != own]


def _ways_to_split(text: str, analyse: Analyse) -> Iterator[tuple[str, ...]]:
    """Give a name's morphemes, and the name whole where some of it went for an ending: 가나 is no 가 + 나, 댐 no 대."""
    morphemes = analyse(text).morphemes
    left = "".join(morphemes)
    cut = has_hangul(text) and text.isalpha() and left != text
    if not cut or len(left) > 1:
        yield morphemes
    if cut:
        yield (text,)


def _of_other_names(concepts: Sequence[Concept]) -> Iterator[str]:
    """Give the bigrams of the first Korean name of what was asked for in another script, if it has several: those of
    further ones would bring other things, as 공화국 does republics and 원자력 발전소 hydropower beside 원전."""
    for concept in concepts:
        others = (
            each for each in concept.spellings if each.weight == OTHER_NAME and any(map(has_hangul, each.morphemes))
        )
        yield from next((each.bigrams for each in others), ())


def _bigrams(words: Sequence[str], *, endings: bool = False) -> tuple[str, ...]:
    """Give the bigrams of the words; with `endings` still on them, those of what is surely no ending."""
    bare = [word[: -2 if len(word) > 4 else -1] if endings and len(word) > 2 else word for word in words]
    return tuple(dict.fromkeys(bigrams_of(normal(" ".join(bare)))))
