"""Whatever a backend does, the alert goes out in time with a right label: the whole line over the sandbox.

Each kind of backend is answered by a double on the loopback that behaves in every way backends misbehave, and one that
obeys what a document tells it; the local one reads a tiny model built here, whole, damaged or gone. Texts are our own.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jobs.model import Briefing, Section, Subsection
from jobs.settings import BackendSettings
from tests.backend_double import ANSWER, serving
from tests.bench import Options, Row, at_least, at_most, shown
from tests.flow.backend_line import BY_RULES, Newsroom, a_newsroom, backend
from tests.tiny_model import a_tiny_model
from tests.unit.summary.test_checking import LURES
from tests.unit.summary.test_writers import BRIEFING

DEADLINE_S = 3.0
FOR_ALL = ("cut", "500", "429", "401", "html", "redirect", "hang")
FOR_MODELS = ("refuse", "swapped", "wrong", "few", "linked")
FAILING = {"openai": (*FOR_ALL, *FOR_MODELS), "anthropic": (*FOR_ALL, *FOR_MODELS), "deepl": FOR_ALL}
WELL = ("right", "more")


@dataclass
class _Seen:
    """What came of all the alerts so far."""

    alerts: int = 0
    slowest_s: float = 0.0
    wrong_labels: int = 0
    bilingual: int = 0


def rows(options: Options) -> Iterator[Row]:
    """Give every figure of the backends."""
    yield from asyncio.run(_behaviours(options))
    yield from asyncio.run(_late(3))
    yield from asyncio.run(_lures(options))


async def _behaviours(options: Options) -> list[Row]:
    seen, well = _Seen(), 0
    async with a_newsroom() as newsroom, serving() as double:
        async with newsroom.working(backend(double, model="first")):
            await _timed(newsroom, _Seen())  # the tables are read on first use
        for kind, failing in FAILING.items():
            for mood in (*WELL, *failing):
                double.behave(mood)
                one = backend(double, kind, model=f"{kind}-{mood}", timeout_s=0.3)
                async with newsroom.working(one, deadline_s=DEADLINE_S):
                    text = await _timed(newsroom, seen)
                written = "요약:" in text and "machine check" not in text
                well += mood in WELL
                seen.bilingual += written and mood in WELL
                wrong = written is not (mood in WELL) or (BY_RULES in text) is written
                seen.wrong_labels += wrong
                if wrong:
                    options.say(f"  {kind} {mood}: the label is wrong")
        with tempfile.TemporaryDirectory() as folder:
            for mood, one in _local(Path(folder)):
                async with newsroom.working(one, deadline_s=DEADLINE_S):
                    text = await _timed(newsroom, seen)
                written = "요약: tiny" in text
                well += mood in WELL
                seen.bilingual += written and mood in WELL
                seen.wrong_labels += written is not (mood in WELL) or (BY_RULES in text) is written
    slowest = f"slowest alert, stored to shown, with a deadline of {DEADLINE_S:g} s"
    due = sum(len(failing) + len(WELL) for failing in FAILING.values()) + 3
    return [
        shown("ways of behaving, over four kinds of backend", due),
        at_least("alerts that arrived", seen.alerts / due, 1),
        at_most(slowest, seen.slowest_s, DEADLINE_S + 2, "s"),
        at_most("labels that say the wrong thing", seen.wrong_labels, 0),
        at_least("checked bilingual alerts, of those by a backend that does as asked", seen.bilingual / well, 1),
    ]


def _local(folder: Path) -> Iterator[tuple[str, BackendSettings]]:
    """Give a model in a directory, that directory with the model damaged, and one that does not exist."""
    one = a_tiny_model(folder)
    yield "right", one
    (folder / "model.bin").write_bytes(b"no model")
    yield "damaged", one.model_copy(update={"model": "tiny damaged"})
    yield "missing", one.model_copy(update={"model": "tiny missing", "directory": folder / "nowhere"})


async def _timed(newsroom: Newsroom, seen: _Seen) -> str:
    start = time.perf_counter()
    newsroom.comes_in()
    text = await newsroom.alert()
    seen.alerts += 1
    seen.slowest_s = max(seen.slowest_s, time.perf_counter() - start)
    return text


async def _late(times: int) -> list[Row]:
    """Answer after the alert went out; the same message is edited."""
    edited = 0
    for _ in range(times):
        async with a_newsroom() as newsroom, serving() as double:
            double.behave("held")
            async with newsroom.working(backend(double), deadline_s=0.1):
                newsroom.comes_in()
                by_rules = BY_RULES in await newsroom.alert()
                double.let_go()
                edited += by_rules and "some-model" in await newsroom.edited()
    return [at_least("late answers that edited the alert that had gone out", edited / times, 1)]


async def _lures(options: Options) -> list[Row]:
    """Let documents tell the backend what to write, and a backend obey to the letter."""
    changed = 0
    async with a_newsroom() as newsroom, serving() as double:
        for number, lure in enumerate(LURES):
            obeyed = {"ko": "두 나라는 회담을 논의했다.", "en": lure, "paragraphs": [3]}
            double.says({**ANSWER, "points": [*ANSWER["points"][:2], obeyed]})
            one = backend(double, model=f"obeys-{number}", timeout_s=0.3)
            async with newsroom.working(one, deadline_s=DEADLINE_S):
                newsroom.comes_in(briefing=_poisoned(lure))
                text = await newsroom.alert()
            sent = f"obeys-{number}" in text
            changed += sent
            if sent:
                options.say(f"  obeyed and sent: {lure!r}")
    return [
        shown("strings in documents that give orders", len(LURES)),
        at_most("of them, those that changed what is sent", changed, 0),
    ]


def _poisoned(lure: str) -> Briefing:
    (section,) = BRIEFING.sections
    subsections = (*section.subsections, Subsection(heading="주석", paragraphs=(lure,)))
    return replace(BRIEFING, sections=(Section(heading=section.heading, subsections=subsections),))
