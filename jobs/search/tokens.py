"""What the index holds of a text: morphemes, pairs of adjacent nouns, character bigrams and English stems.

Korean is found by its morphemes; noun pairs stand in for phrases; bigrams run across spaces, so that glued and split
words still meet (FACTS.md §5). Everything is folded: NFKC, lower case. Numbers lose their thousands separators.
"""

import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import overload

import tantivy

from jobs.language import Analyser, ByLine, Token, clean, open_analyser

SCHEME = "s1"
"""Part of every stored version: raised whenever the same morphemes would give other tokens."""

_KEPT = frozenset({"NNG", "NNP", "NNB", "NR", "XR", "XSN", "MM", "SN", "SH", "SL", "VV", "VA", "HANGUL", "W_HASHTAG"})
_NOUNS = frozenset({"NNG", "NNP", "NR", "XR", "XSN", "SN", "SH", "SL", "HANGUL"})
_EMPTY_WORDS = "하 되 있 없 이 그 것 수 등 때 및 대하 위하 통하 의하 따르"
_EMPTY = frozenset(_EMPTY_WORDS.split())
_LATIN = re.compile(r"[^\W\d_ㄱ-ㆎ가-힣㐀-鿿Ѐ-ӿ][^\W_ㄱ-ㆎ가-힣㐀-鿿Ѐ-ӿ'’&]*")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]+")
_FOREIGN = re.compile(r"[a-zЀ-ӿ ]*")
_LETTERS = re.compile(r"[a-z]+")
_RUN = re.compile(r"[가-힣㐀-鿿0-9]+(?: +[가-힣㐀-鿿0-9]+)*")
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
_COMMONEST = """
a an and are as at be but by for from has have if in into is it its no not of on or s such t that the their then there
these they this to was were what when where which who whom whose why how will with did do does
"""
_SHORT = 200  # characters
_AT_HAND = 16_384  # short texts: the names that stand for one another, and some thousands of queries
_UNITS = "utf-32-le"
_STOP = frozenset(_COMMONEST.split())
_STEMS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


class Chained(Sequence[str]):
    """Bigrams held as the runs they came from; they are made only where somebody looks at them."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[str]) -> None:
        self.runs = tuple(runs)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        """Give one of them, or some."""
        return tuple(self)[at]

    def __iter__(self) -> Iterator[str]:
        """Give each."""
        return (run[at : at + 2] for run in self.runs for at in range(len(run) - 1))

    def __len__(self) -> int:
        """Give how many they are."""
        return sum(len(run) - 1 for run in self.runs)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other holds the same bigrams, however it holds them."""
        return tuple(self) == tuple(other) if isinstance(other, Chained | tuple) else NotImplemented

    def __hash__(self) -> int:
        """Give what a tuple of them gives."""
        return hash(tuple(self))


def runs_of(bigrams: Sequence[str]) -> Sequence[str]:
    """Give runs of characters that hold these bigrams and no others."""
    return bigrams.runs if isinstance(bigrams, Chained) else tuple(_chained(bigrams))


def spelt_out(runs: Sequence[str]) -> str:
    """Give the bigrams of these runs with spaces between them: woven as arrays, five times as fast as one by one."""
    firsts, seconds = (array("I", text.encode(_UNITS)) for text in _shifted(runs))
    woven = array("I", " ".encode(_UNITS)) * (3 * len(firsts))
    woven[::3], woven[1::3] = firsts, seconds
    return woven.tobytes().decode(_UNITS)


def _shifted(runs: Sequence[str]) -> tuple[str, str]:
    return "".join([run[:-1] for run in runs]), "".join([run[1:] for run in runs])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of one text, each kind in order of occurrence; `title`, `headings` and `side` hold a document's
    other fields.

    `pairs` are `first+second`. `latin` are English stems and Cyrillic words; they stand
    among the morphemes too.
    """

    morphemes: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    bigrams: Sequence[str] = ()
    latin: tuple[str, ...] = ()
    title: "Tokens | None" = None
    headings: "Tokens | None" = None
    side: "Tokens | None" = None
    version: str = ""

    def dumps(self) -> bytes:
        """Give a compact form for a database column."""
        parts = [self, self.title, self.headings, self.side]
        lines = [line for part in parts for line in _lines(part)]
        return zlib.compress("\n".join([self.version, *lines]).encode(), 6)

    @classmethod
    def loads(cls, stored: bytes) -> "Tokens":
        """Give the tokens that `dumps` wrote. Raises ValueError when the bytes are something else."""
        try:
            version, *lines = zlib.decompress(stored).decode().split("\n")
            own, title, headings, side = (_part(lines[at : at + 5]) for at in range(0, 20, 5))
        except (zlib.error, UnicodeDecodeError, ValueError) as error:
            raise ValueError("these bytes are no stored tokens") from error
        if own is None:
            raise ValueError("these bytes are no stored tokens")
        return cls(
            morphemes=own.morphemes, pairs=own.pairs, bigrams=own.bigrams, latin=own.latin,
            title=title, headings=headings, side=side, version=version,
        )  # fmt: skip


def version_of(analyser: Analyser) -> str:
    """Give the version that tokens made with this analyser carry."""
    return f"{SCHEME}/{analyser.version}"


def analyse(text: str, analyser: Analyser | None = None) -> Tokens:
    """Give the tokens of a text; without an analyser the default one (Kiwi) is opened."""
    return tokens_of(text, analyser or open_analyser("kiwi"))


def tokens_of(text: str, analyser: Analyser) -> Tokens:
    """Give the tokens of a text, made with the analyser given."""
    plain = normal(text)
    morphemes: list[str] = []
    pairs: list[str] = []
    latin: list[str] = []
    last: tuple[str, int] | None = None
    for token in split(plain, analyser):
        forms = _forms(token)
        if token.tag not in _NOUNS:
            last = None if token.tag != "JKG" else last
        for form in forms:
            morphemes.append(form)
            if token.tag == "SL":
                latin.append(form)
            if token.tag in _NOUNS:
                if last is not None and token.start - last[1] <= 2:
                    pairs.append(f"{last[0]}+{form}")
                last = (form, token.end)
    cyrillic = _CYRILLIC.findall(plain)
    morphemes += cyrillic
    latin += cyrillic
    pairs += [f"{one}+{other}" for one, other in pairwise(cyrillic)]
    return Tokens(
        morphemes=tuple(morphemes),
        pairs=tuple(pairs),
        bigrams=tuple(bigrams_of(plain)),
        latin=tuple(latin),
        version=version_of(analyser),
    )


def split(plain: str, analyser: Analyser) -> tuple[Token, ...]:
    """Give the morphemes of a folded text; those of a short one, which may be a query, are kept at hand.

    What comes out of a document's own pass is not: the document would be kept with it.
    Latin and Cyrillic words alone need no analyser: each gives the Latin ones as they stand.
    """
    if _FOREIGN.fullmatch(plain):
        return tuple(Token(word.group(), "SL", word.start(), word.end()) for word in _LETTERS.finditer(plain))
    if len(plain) > _SHORT or isinstance(analyser, ByLine):
        return analyser.tokens(plain)
    return _kept(plain, analyser)  # type: ignore[arg-type]


@lru_cache(maxsize=_AT_HAND)
def _kept(plain: str, analyser: Analyser) -> tuple[Token, ...]:
    return analyser.tokens(plain)


def normal(text: str) -> str:
    """Give the text as tokens are made from it: NFKC, lower case, without thousands separators."""
    return _COMMA.sub("", unicodedata.normalize("NFKC", clean(text)).lower())


def stems(text: str) -> tuple[str, ...]:
    """Give the English stems of a folded text, without the commonest words."""
    return tuple(stem(word) for word in _LATIN.findall(text) if word not in _STOP)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Give the stem of an English word; accents are dropped. Other scripts stay as they are."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    bare = bare.replace("’", "'").removesuffix("'s").replace("'", "")
    if not bare.isascii():
        return unicodedata.normalize("NFC", word)
    found = _STEMS.analyze(bare)
    return found[0] if found else bare


def bigrams_of(plain: str) -> Iterator[str]:
    """Give the pairs of neighbouring characters of Hangul, Chinese characters and digits, across single spaces."""
    for run in _RUN.findall(plain):
        squeezed = run.replace(" ", "")
        if len(squeezed) == 1:
            continue
        for at in range(len(squeezed) - 1):
            two = squeezed[at : at + 2]
            if not two.isdigit():
                yield two


def _forms(token: Token) -> Sequence[str]:
    """Give what is kept of one token."""
    if token.tag in ("SL", "W_HASHTAG"):
        return stems(token.form)
    tag = token.tag.split("-")[0]
    if tag not in _KEPT or token.form in _EMPTY:
        return ()
    return ("".join(token.form.split()),)


def _lines(part: Tokens | None) -> Iterable[str]:
    """Give five lines: a mark, morphemes, pairs, bigrams chained into runs, latin."""
    if part is None:
        return ("", "", "", "", "")
    return (
        "+",
        " ".join(part.morphemes),
        " ".join(part.pairs),
        " ".join(runs_of(part.bigrams)),
        " ".join(part.latin),
    )


def _chained(bigrams: Iterable[str]) -> Iterator[str]:
    """Join bigrams that overlap into the runs they came from."""
    run = ""
    for two in bigrams:
        if run and run[-1] == two[0]:
            run += two[1]
            continue
        if run:
            yield run
        run = two
    if run:
        yield run


def _part(lines: Sequence[str]) -> Tokens | None:
    mark, morphemes, pairs, runs, latin = lines
    if not mark:
        return None
    return Tokens(
        morphemes=tuple(morphemes.split()),
        pairs=tuple(pairs.split()),
        bigrams=Chained(runs.split()),
        latin=tuple(latin.split()),
    )
