"""One typed event as it was read, how it is put in English, and which of several that say the same is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.summary.actors import Actor
from jobs.summary.clauses import Form
from jobs.summary.event_types import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record: its type, how it is put, its slots in the other language, and the span it was read from.

    `act` are the words for it in Korean: those of a Korean source, else the type's name.
    """

    type: EventType
    outcome: str
    form: Form
    said: bool
    who: tuple[Actor, ...]
    slots: Mapping[str, tuple[str, ...]]
    date: str
    span: str
    act: str
    section: int | None  # None: only the title says it
    heading: bool = False

    @property
    def note(self) -> str:
        """Give what is said after the type's name; a segment without its slots is left out."""
        to_be = self.type.planned.get(self.outcome, self.type.to_be.format(self.outcome))
        outcome = self.outcome if self.form is Form.DONE else to_be
        who = ", ".join(actor.label for actor in self.who)
        values = {name: ", ".join(found) for name, found in self.slots.items()}
        values |= {"outcome": outcome, "who": who, "date": self.date}
        says = self.type.says if values.get("with") else self.type.says.replace(" – {with}", "")
        segments = [
            segment.format(**values)
            for segment in says.split(" · ")
            if all(values.get(name) for name in re.findall(r"\{(\w+)\}", segment))
        ]
        return " · ".join([*segments, self.type.said_by.format(who)] if self.said else segments)


def once(found: Sequence[Event]) -> tuple[Event, ...]:
    """Leave out what is said again: undated where it is dated elsewhere, by the title where a section says it too.

    A heading leaves 예정 out: where its text only plans the act, the heading's record goes.
    """
    planned = {(event.type.code, event.who) for event in found if event.form is Form.PLANNED}
    dated = {_claim(event) for event in found if event.date}
    kept: dict[tuple[tuple[str, ...], str], Event] = {}
    for event in found:
        if event.heading and event.form is Form.DONE and (event.type.code, event.who) in planned:
            continue
        key = (_claim(event), event.date)
        if (event.date or key[0] not in dated) and (key not in kept or kept[key].section is None):
            kept[key] = event
    return tuple(kept.values())


def _claim(event: Event) -> tuple[str, ...]:
    """Give what an event says but its date."""
    slots = (value for name in sorted(event.slots) for value in event.slots[name])
    return (event.type.code, event.outcome, event.form, *(actor.code for actor in event.who), *slots)
