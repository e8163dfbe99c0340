"""Who gets the free places of a tick: shares by weight, carried over from tick to tick (smooth weighted round robin).

A dispatch of a higher priority gets more places, none gets them all: a broadcast to a million cannot keep an alert to a
hundred waiting, nor the other way round.
"""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

PORTIONS = 8  # so many dispatches at most take part in one tick


class Shares(Generic[K]):
    """Remembers what each taker is owed."""

    def __init__(self) -> None:
        self._owed: dict[K, float] = {}

    def split(self, places: int, weights: Mapping[K, float]) -> dict[K, int]:
        """Divide the places among the takers; who is left out now is owed the more later."""
        self._owed = {taker: self._owed.get(taker, 0.0) for taker in weights}
        total = sum(weights.values())
        portion = max(1, places // PORTIONS)
        given: dict[K, int] = {}
        while places > 0 and weights:
            taken = min(portion, places)
            for taker, weight in weights.items():
                self._owed[taker] += weight * taken
            chosen = max(weights, key=self._owed.__getitem__)
            self._owed[chosen] -= total * taken
            given[chosen] = given.get(chosen, 0) + taken
            places -= taken
        return given
