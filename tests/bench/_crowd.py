"""Large indexes: documents of about 1,300 characters put together from real sentences, and from made-up tokens."""

import random
import re
import resource
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from jobs.language import Analyser
from jobs.search import SearchDocument, Tokens, analyse

_END = re.compile(r"(?<=다\.)\s+")
CHARACTERS = 1_300


def sentences(texts: Sequence[str], analyser: Analyser, limit: int) -> list[tuple[int, Tokens]]:
    """Give sentences of the texts as (length, tokens)."""
    found = [s for text in texts for s in _END.split(text) if 20 < len(s) < 400]
    random.Random(3).shuffle(found)
    return [(len(s), analyse(s, analyser)) for s in found[:limit]]


def stored(parts: Sequence[tuple[int, Tokens]], count: int) -> Iterator[tuple[str, bytes]]:
    """Give documents as the database would hold them: (id, stored tokens)."""
    rng = random.Random(4)
    for number in range(count):
        chosen: list[Tokens] = []
        length = 0
        while length < CHARACTERS:
            size, tokens = rng.choice(parts)
            chosen.append(tokens)
            length += size + 1
        yield f"crowd{number}", _joined(chosen[:1], chosen[1:]).dumps()


def documents(held: Sequence[tuple[str, bytes]]) -> Iterator[SearchDocument]:
    """Give the documents of what `stored` gave."""
    for id_, tokens in held:
        yield SearchDocument(id=id_, title="", body="", tokens=Tokens.loads(tokens))


def synthetic(count: int) -> Iterator[SearchDocument]:
    """Give documents of made-up tokens, as frequent as words are (Zipf): 250 morphemes of 200,000."""
    rng = random.Random(6)
    words = [f"{chr(0xAC00 + n // 100)}{chr(0xAC00 + n % 100 * 7)}" for n in range(200_000 // 20)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    for number in range(count):
        chosen = tuple(rng.choices(words, cum_weights=weights, k=250))
        pairs = tuple(f"{a}+{b}" for a, b in zip(chosen[::2], chosen[1::2], strict=True))
        tokens = Tokens(morphemes=chosen, pairs=pairs, bigrams=chosen, title=Tokens(morphemes=chosen[:6]))
        yield SearchDocument(id=f"made{number}", title="", body="", tokens=tokens)


def _joined(titles: Sequence[Tokens], bodies: Sequence[Tokens]) -> Tokens:
    head = titles[0]
    return Tokens(
        morphemes=tuple(m for part in bodies for m in part.morphemes),
        pairs=tuple(p for part in bodies for p in part.pairs),
        bigrams=tuple(b for part in bodies for b in part.bigrams),
        latin=tuple(word for part in bodies for word in part.latin),
        title=Tokens(morphemes=head.morphemes[:8], pairs=head.pairs[:4], bigrams=head.bigrams[:20]),
        version=head.version,
    )


def megabytes(directory: Path) -> float:
    """Give the size of a directory's files."""
    return sum(file.stat().st_size for file in directory.iterdir()) / 1e6


def peak_mb() -> float:
    """Give the most memory this process has had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def resident_mb() -> float:
    """Give the memory this process has resident without files mapped from disk."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1e3
    return peak_mb()
