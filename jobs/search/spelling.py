"""Corrects words of a query that occur nowhere to the one known spelling a slip away; what occurs is left alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from jobs.language import fold, is_hangul
from jobs.search.asking import ASKING
from jobs.search.english import is_english
from jobs.search.names import NameTable, beginnings
from jobs.search.plan import SIGNS, Analyse
from jobs.search.query import Query, Wanted
from jobs.search.romanised import hangul_of, latin_of, romanised
from jobs.search.slips import nearest_known
from jobs.search.tokens import bigrams_of, stem
from jobs.search.transcribed import hangul_spellings, latin_spellings

_SHORT = 2
"""Syllables: a shorter part of a compound is a slip away from some other word too often (구본성, 기본성)."""

_FAR_MORE = 5
"""So many times more documents must hold the word that is offered instead."""

Holding = Callable[[str, str], int]
_PARTICLES = """
은 는 이 가 을 를 의 에 로 와 과 도 만 서 란 랑 나 에서 으로 에게 까지 부터 보다 처럼 라는 이란 이나 하고 과의 와의
에는 에도 에서는 으로는 에게는 이라는 으로의 에서의 까지의 부터의 이었던 이다
"""
PARTICLES = frozenset(_PARTICLES.split())
"""What may stand after a Korean noun without being part of it."""

_KINDS_OF_PLACE = frozenset("항시주강댐섬산호만군도역족당측발")


def _without_particle(word: str) -> Iterator[str]:
    """Give the word, and what is left of it without each particle it may end in."""
    yield word
    yield from (word[:at] for at in range(len(word) - 1, 0, -1) if word[at:] in PARTICLES)


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows which words occur: `holding(field, token)` counts documents, `together(bigrams)` those that hold all.

    `begun(beginning)` tells whether any word that occurs begins so, `knows(word)` which words the language has, whether
    they occur or not.
    """

    holding: Holding
    begun: Callable[[str], bool]
    together: Callable[[tuple[str, ...]], int]
    analyse: Analyse
    names: NameTable
    knows: Callable[[str], bool]

    def correct(self, query: Query) -> tuple[Query, dict[str, str]]:
        """Give the query with its unknown words corrected, and what was changed. Phrases stay as they are."""
        changed: dict[str, str] = {}
        query = self._joined(query, changed)
        whole = self.analyse(" ".join(query.plain.split())).morphemes
        wanted = tuple(tuple(self._piece(piece, whole, changed) for piece in group) for group in query.wanted)
        return (replace(query, wanted=wanted), changed) if changed else (query, changed)

    def _joined(self, query: Query, changed: dict[str, str]) -> Query:
        """Give the query with two Latin words that are one Korean name as that: Vaca Muerta, 바카무에르타."""
        groups = list(query.wanted)
        for at in range(len(groups) - 1, 0, -1):
            pair = [fold(group[0].text) for group in groups[at - 1 : at + 1] if len(group) == 1 and not group[0].phrase]
            if len(pair) > 1 and self._may_be_a_name(pair):
                found = self._in_hangul("".join(pair))
                if found:
                    changed[" ".join(pair)] = found
                    groups[at - 1 : at + 1] = [(replace(groups[at][0], text=found),)]
        return replace(query, wanted=tuple(groups)) if changed else query

    def _may_be_a_name(self, pair: Sequence[str]) -> bool:
        """Tell whether Latin words may be one name that stands in Hangul: not both are English, and none occurs."""
        latin = all(word.isascii() and word.isalpha() for word in pair) and not all(map(is_english, pair))
        return latin and not any(len(word) > 3 and (self._known(word) or self.names.holds(word)) for word in pair)

    def nearest(self, word: str) -> str | None:
        """Give a word of the index a slip away that far more documents hold; None when there is none."""
        plain = fold(word)
        if plain.isascii() and is_english(plain):
            return None
        found = nearest_known(plain, self._held, self._begun)
        if not found or self._stem(found) == self._stem(plain):
            return None
        return found if self._held(found) >= _FAR_MORE * self._held(plain) else None

    def likelier(self, query: Query) -> Callable[[str], str | None]:
        """Give what tells the word likelier meant by one of a query that finds something.

        Doubted is what the query takes for a noun and no document does: its letters may meet by chance (러시야 in a
        text of 골드러시 and 시야). Far more documents must hold the other word than hold these letters.
        """
        whole = self.analyse(" ".join(query.plain.split())).morphemes

        def meant(word: str) -> str | None:
            plain = fold(word)
            noun = next((bare for bare in _without_particle(plain) if len(bare) > 1 and bare in whole), "")
            if not is_hangul(noun) or self._known(noun) or noun in self.names.others or self._is_a_word(noun):
                return None
            found = self._nearest(noun)
            sure = found and self._held(found) >= _FAR_MORE * self.together(tuple(bigrams_of(noun)))
            return f"{found}{plain.removeprefix(noun)}" if sure else None

        return meant

    def _piece(self, piece: Wanted, whole: tuple[str, ...], changed: dict[str, str]) -> Wanted:
        if piece.phrase:
            return piece
        word = fold(piece.text).strip(SIGNS)
        better = self._better(word, whole)
        if better is None or better == word:
            return piece
        changed[word] = better
        return replace(piece, text=better)

    def _better(self, word: str, whole: tuple[str, ...]) -> str | None:
        """Give the spelling meant; None for a word that occurs, for a name we know and for one too common to look for.

        A name, or a word of the language, that no briefing holds yet (인도, 금리) is no slip of one that some hold
        (온도, 금지).
        """
        if self.names.holds(word) or not ASKING.isdisjoint(_without_particle(word)):
            return None
        if word.isascii():
            word = word.replace("-", "")
            unknown = word.isalpha() and not self._known(word) and bool(self.analyse(word).morphemes)
            return self._latin(word) if unknown else None
        if all("Ѐ" <= character <= "ӿ" for character in word):
            return self._in_latin(word)
        if len(word) < 2 or not is_hangul(word) or self._known(word) or self._made_of(word, whole):
            return None
        return self._korean(word)

    def _made_of(self, word: str, whole: tuple[str, ...]) -> bool:
        """Tell whether the word is known morphemes of the query and a particle, which spares taking it apart alone."""
        rest = word
        for morpheme in whole:
            if len(morpheme) > 1 and rest.startswith(morpheme) and self._known(morpheme):
                rest = rest[len(morpheme) :]
        return rest != word and (not rest or rest in PARTICLES)

    def _korean(self, word: str) -> str | None:
        """Correct a Korean word that stands nowhere as it is, unless its parts do.

        To take it apart costs most, so the index is asked first.
        """
        if self.together(tuple(bigrams_of(word))):
            return None
        morphemes = self.analyse(word).morphemes
        if morphemes and all(len(m) > 1 and self._known(m) for m in morphemes):
            return None
        if self._is_a_word(word):
            return None
        return self._parted(word) or self._romanised(word) or self._whole(word) or self._inside(word, morphemes)

    def _parted(self, word: str) -> str | None:
        """Give the known words it is made of, or the name without what it is the name of: 아나클리아항, 네옴시티."""
        for at in range(len(word) - 1, 1, -1):
            head, rest = word[:at], word[at:]
            if self._held(head) and (self._held(rest) if len(rest) > 1 else at > 2 and rest in _KINDS_OF_PLACE):
                return f"{head} {rest}" if len(rest) > 1 else head
        return None

    def _is_a_word(self, word: str) -> bool:
        """Tell whether it is a word of the language, with or without a particle: no briefing holds it yet."""
        return any(len(bare) > 1 and self.knows(bare) for bare in _without_particle(word))

    def _latin(self, word: str) -> str | None:
        """Give the name that a Latin word is a slip of, the Hangul one it is, or any word it is a slip of.

        An English word is a slip of none, but may stand in Hangul: radio, 라디오.
        """
        near = None if is_english(word) else self._nearest(word)
        return near if near in self.names.others else self._in_hangul(word) or near

    def _in_hangul(self, word: str) -> str | None:
        """Give the Korean word of the index that is romanised so, or a foreign name it is: Busan, Kazatomprom."""
        made = chain(hangul_of(word), hangul_spellings(word))
        return next((found for found in made if self._held(found)), None)

    def _romanised(self, word: str) -> str | None:
        """Give the word of the index that a Hangul one is in Latin letters: 부산, 카자톰프롬."""
        made = chain((romanised(word),), latin_spellings(word))
        return next((spelt for spelt in made if len(spelt) > 4 and self._held(spelt)), None)

    def _in_latin(self, word: str) -> str | None:
        """Give the name of the index that a Cyrillic one, which occurs nowhere, is in Latin letters, nearly so, or in
        Hangul."""
        spelt = latin_of(word)
        if len(spelt) < 4 or self._held(word) or self.names.alternatives(word):
            return None
        return spelt if self._held(spelt) else self._latin(spelt)

    def _whole(self, word: str) -> str | None:
        """Correct the word, or its beginning where particles or another word may follow."""
        if any(self._known(word[:at]) and self._known(word[at:]) for at in range(2, len(word) - 1)):
            return None
        for cut in range(len(word) - 1):
            bare, rest = word[: len(word) - cut], word[len(word) - cut :]
            if rest in PARTICLES and (self._known(bare) or self.together(tuple(bigrams_of(bare)))):
                return None
            alone = not rest or rest in PARTICLES
            if (alone or self._joins(bare, rest)) and (found := self._nearest(bare)):
                whole = found + rest
                if alone or self.together(tuple(bigrams_of(whole))):
                    return whole
        return None

    def _inside(self, word: str, morphemes: tuple[str, ...]) -> str | None:
        """Correct one unknown morpheme of a compound, where some document may hold it then."""
        for morpheme in morphemes:
            if len(morpheme) > _SHORT and morpheme in word and not self._known(morpheme):
                found = self._nearest(morpheme)
                whole = word.replace(morpheme, found) if found else ""
                if whole and self.together(tuple(bigrams_of(whole))):
                    return whole
        return None

    def _joins(self, bare: str, rest: str) -> bool:
        """Tell whether a word may be two, the first long enough that not every other one is a slip away."""
        return len(bare) > _SHORT and bool(self._known(rest))

    def _held(self, word: str) -> int:
        return self.holding("words", self._stem(word))

    def _nearest(self, word: str) -> str | None:
        return nearest_known(word, self._spelt if word.isascii() else self._known, self._begun)

    def _begun(self, beginning: str) -> bool:
        """Tell whether any word we know begins so; of Latin ones the index has the stems, which end sooner."""
        return beginning.isascii() or self.begun(beginning) or beginning in beginnings(self.names)

    def _stem(self, word: str) -> str:
        return stem(word) if word.isascii() else word

    def _known(self, word: str) -> int:
        return self._held(word) or int(len(word) > 2 and word in self.names.others)

    def _spelt(self, word: str) -> int:
        """Tell how many documents hold a Latin word, which only the index's stem need not be: partis is none."""
        spelt = word == self._stem(word) or is_english(word) or self.names.holds(word)
        return self._known(word) if spelt else 0
