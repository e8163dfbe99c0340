"""Measurements, by name: `python -m tests.bench NAME`. A bench measures and says whether its goal holds.

Each module here but `__main__` is a bench: its `rows(options)` yields a row as soon as it is measured.
"""

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much to measure: `full` takes the time it takes, else everything within four minutes."""

    full: bool = False
    docs: int | None = None

    def say(self, text: str) -> None:
        """Tell on standard error how far it has come."""
        print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `value` None means that it was not measured, and then the goal does not hold."""

    name: str
    value: float | None
    unit: str = ""
    goal: str = ""
    holds: bool = field(default=False)


def at_least(name: str, value: float | None, goal: float, unit: str = "") -> Row:
    """Give the row of a figure that must not be smaller than its goal."""
    return Row(name=name, value=value, unit=unit, goal=f">= {goal:g}", holds=value is not None and value >= goal)


def at_most(name: str, value: float | None, goal: float, unit: str = "") -> Row:
    """Give the row of a figure that must not be larger than its goal."""
    return Row(name=name, value=value, unit=unit, goal=f"<= {goal:g}", holds=value is not None and value <= goal)


def shown(name: str, value: float | None, unit: str = "") -> Row:
    """Give the row of a figure without a goal, for comparison."""
    return Row(name=name, value=value, unit=unit, holds=value is not None)
