"""Typed events: edits whose effect is known, own sentences, and records in real news (SOSIK_DATA).

A severe error is a record with its actors swapped, a negation lost, a status raised or a date on the wrong event.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, TokenPass, open_analyser
from jobs.model import Briefing, Language, Section, Subsection
from jobs.summary.clauses import Form
from jobs.summary.events import Event, events
from jobs.summary.sentences import sentences
from jobs.tagging import tag
from tests.bench import Options, Row, at_least, at_most, shown
from tests.bench._event_edits import PAIRS, Edit, edits, written


def rows(options: Options) -> Iterator[Row]:
    """Measure the edits, then what fires in real text."""
    analyser = open_analyser("kiwi", regions.analyser_words())
    severe = total = 0
    for edit in edits():
        total += 1
        problem = severe_error(edit, analyser)
        if problem:
            severe += 1
            options.say(f"  severe: {edit.kind}: {edit.after}: {problem}")
    yield at_least("metamorphic edits", total, 1000)
    yield at_most("severe errors", severe, 0)
    given = [(one, pair) for one in written() for pair in PAIRS]
    read = sum(is_read(one.type, one.outcome, one.text(pair), analyser) for one, pair in given)
    yield shown("own sentences read (coverage, no target)", read / len(given))
    yield from _real(analyser, options)


def read_events(text: str, analyser: Analyser) -> tuple[Event, ...]:
    """Give the events of one paragraph, those of types that are off included."""
    briefing = Briefing(title="", sections=(Section(subsections=(Subsection(paragraphs=(text,)),)),))
    tokens = TokenPass(analyser)
    return events(briefing, tag(briefing, tokens), tokens, every=True)


def is_read(kind: str, outcome: str, text: str, analyser: Analyser) -> bool:
    """Tell whether the sentence gives exactly the record it must."""
    found = read_events(text, analyser)
    return [(event.type.code, event.outcome, event.form) for event in found] == [(kind, outcome, Form.DONE)]


def severe_error(edit: Edit, analyser: Analyser) -> str:
    """Say what is badly wrong with the records of an edited sentence, "" for nothing."""
    before = {event.type.code: event for event in read_events(edit.before, analyser)}
    after = read_events(edit.after, analyser)
    match edit.kind:
        case "swap":
            wanted = {code: _exchanged(event.note, edit.pair) for code, event in before.items()}
            return "".join(f"{event.note}; " for event in after if event.note != wanted.get(event.type.code))
        case "deny" | "claim":
            return "".join(f"{event.note}; " for event in after)
        case "plan":
            return "".join(f"{event.note}; " for event in after if event.form is not Form.PLANNED)
        case "digit":
            return "".join(f"{e.note}; " for e in after if _figured(e) and e.note == before[e.type.code].note)
    return "".join(f"{event.note}; " for event in after if event.note != before[event.type.code].note)


def _figured(event: Event) -> bool:
    return bool(event.date and "{date}" in event.type.says) or bool(event.slots.get("figure"))


def _exchanged(note: str, pair: tuple[str, str, str, str]) -> str:
    """Exchange the countries and leaders of a note."""
    names = regions.leader_names()
    places = [regions.label(regions.find(word)[0], Language.EN) for word in pair[:2]]
    for mine, theirs in ((places[0], places[1]), (names[pair[2]], names[pair[3]])):
        note = note.replace(mine, "\0").replace(theirs, mine).replace("\0", theirs)
    return note


def _real(analyser: Analyser, options: Options) -> Iterator[Row]:
    folder = Path(os.environ.get("SOSIK_DATA", ""))
    if not (folder / "wikinews" / "articles.jsonl").is_file():
        yield shown("records in real news", None)
        return
    seen = records = 0
    for title, body in _texts(folder):
        paragraphs = tuple(text for text in body.split("\n") if text.strip())
        briefing = Briefing(title=title, sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))
        tokens = TokenPass(analyser)
        seen += sum(len(sentences(text)) for text in paragraphs)
        for event in events(briefing, tag(briefing, tokens), tokens, every=True):
            records += 1
            options.say(f"  {event.type.code}: {event.note}: {event.span}")
    yield at_least("real sentences read", seen, 300)
    yield shown("records in them", records)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / "wikinews" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["title"], row["body"]
    passages = folder / "search_dev" / "klue_mrc_dev_1350.jsonl"
    known: set[str] = set()
    for line in passages.read_text(encoding="utf-8").splitlines() if passages.is_file() else ():
        row = json.loads(line)
        if row["context"] not in known:
            known.add(row["context"])
            yield row["title"], row["context"]
