"""Near-duplicates: the same story told again with a few words changed.

A sketch is the smallest hashes of a text's neighbouring morphemes; the share two sketches have in common estimates the
share of their wording in common (bottom-k MinHash).
"""

SIZE = 24
"""Hashes a sketch holds: 96 bytes a document; the estimate is right within ±.1 two times in three."""

_MIX, _LOWEST = 2_654_435_761, 0xFFFF_FFFF
"""Multiplication by an odd number puts all numbers of 32 bits in another order, which is as good as a hash here."""

LEAST = 10
"""Pairs of neighbouring morphemes in a text short of which nothing can be said: two sentences have as many."""

NEAR = 0.6
"""Share of common wording from which one document is the other told again."""


def sketch(marks: str) -> tuple[int, ...]:
    """Give the sketch of a text by the marks of its morphemes, () for one too short to judge."""
    row = memoryview(marks.encode("utf-16-le"))
    even, odd = len(row) // 4 * 4, (len(row) - 2) // 4 * 4
    pairs = {*row[:even].cast("I"), *row[2 : 2 + odd].cast("I")} if odd > 0 else set[int]()
    return tuple(sorted([pair * _MIX & _LOWEST for pair in pairs])[:SIZE]) if len(pairs) >= LEAST else ()


def near(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether two documents are near-duplicates by their sketches."""
    if len(one & other) < NEAR * min(len(one), len(other)):
        return False
    smallest = sorted(one | other)[:SIZE]
    shared = sum(value in one and value in other for value in smallest)
    return shared >= NEAR * len(smallest)


class Heads:
    """The documents shown so far, to be asked which of them a further one repeats."""

    def __init__(self) -> None:
        self._sketches: list[frozenset[int]] = []
        self._seen: set[int] = set()

    def repeated_by(self, sketch_: frozenset[int]) -> int | None:
        """Give the place of the first document that this one repeats; when there is none it becomes one itself."""
        if sketch_ and len(self._seen & sketch_) >= NEAR * len(sketch_):
            for place, other in enumerate(self._sketches):
                if near(other, sketch_):
                    return place
        self._seen |= sketch_
        self._sketches.append(sketch_)
        return None
