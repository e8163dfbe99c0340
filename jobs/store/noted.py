"""Polls that brought nothing, on their way to disk: the store tells of them as if they were there."""

import sys
import threading
from collections.abc import Collection, Mapping

from jobs.model import PollRecord, SourceState

Settled = tuple[SourceState, PollRecord]
"""What a poll came to: the source's next state, and the line of the diary."""


class Noted:
    """Their states and lines, each source's in their order; added to by the loop, taken away by the writer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, list[Settled]] = {}

    def add(self, poll: Settled) -> None:
        """Tell of this poll from now on."""
        with self._lock:
            self._of.setdefault(poll[0].source_id, []).append(poll)

    def some(self, most: int = sys.maxsize) -> list[Settled]:
        """Give `most` of them or a few more, all of a source or none."""
        chosen: list[Settled] = []
        with self._lock:
            for polls in self._of.values():
                if len(chosen) >= most:
                    break
                chosen += polls
        return chosen

    def drop(self, states: Collection[SourceState]) -> None:
        """Forget those polls that came to these states: they are on disk."""
        with self._lock:
            for state in states:
                left = [poll for poll in self._of.pop(state.source_id, []) if poll[0] is not state]
                if left:
                    self._of[state.source_id] = left

    def drop_all_of(self, source_id: str) -> None:
        """Forget the polls of a source."""
        with self._lock:
            self._of.pop(source_id, None)

    def states(self) -> Mapping[str, SourceState]:
        """Give the newest state of each source there is one of."""
        with self._lock:
            return {source_id: polls[-1][0] for source_id, polls in self._of.items()}

    def diary(self, source_id: str) -> list[PollRecord]:
        """Give the lines of a source, the latest first."""
        with self._lock:
            return [record for _, record in reversed(self._of.get(source_id, []))]
