"""Typed events of English sources: our own sentences, edits of them, and what real text has earned each type.

A severe error is a record with its actors swapped, a negation lost, a status raised or a date on the wrong event.
"""

from collections.abc import Iterator
from pathlib import Path

from jobs import regions
from jobs.language import PlainAnalyser, TokenPass
from jobs.model import Briefing, Language, Section, Subsection
from jobs.summary.clauses import Form
from jobs.summary.english_types import english_types
from jobs.summary.event_record import Event
from jobs.summary.events import events
from jobs.tagging import tag
from tests.bench import Options, Row, at_least, at_most, shown
from tests.bench._english_edits import PAIRS, Edit, Names, Sentence, edits, sentences
from tests.bench._verdicts import reported, verdicts

VERDICTS = Path(__file__).parents[1] / "labels" / "english_verdicts.tsv"


def rows(options: Options) -> Iterator[Row]:
    """Measure the edits, what of our own sentences is read, and what each type has earned."""
    severe = total = 0
    for edit in edits():
        total += 1
        if problem := severe_error(edit):
            severe += 1
            options.say(f"  severe: {edit.kind}: {edit.after}: {problem}")
    yield at_least("English: metamorphic edits", total, 1000)
    yield at_most("English: severe errors", severe, 0)
    given = [(one, names) for one in sentences() for names in PAIRS]
    read = sum(is_read(one, names) for one, names in given)
    yield shown("English: own sentences read (coverage, no target)", read / len(given))
    yield from reported("English: ", english_types(), verdicts(VERDICTS), options)


def read_events(text: str, *, title: str = "") -> tuple[Event, ...]:
    """Give the events of one English paragraph, those of types that are off included."""
    body = Subsection(paragraphs=(text,) if text else ())
    briefing = Briefing(title=title, language=Language.EN, sections=(Section(subsections=(body,)),))
    tokens = TokenPass(PlainAnalyser())
    return events(briefing, tag(briefing, tokens), tokens, every=True)


def is_read(sentence: Sentence, names: Names) -> bool:
    """Tell whether the sentence gives exactly the record it must."""
    found = read_events(sentence.text(names))
    return [(event.type.code, event.outcome, event.form) for event in found] == [
        (sentence.type, sentence.outcome, Form.DONE)
    ]


def severe_error(edit: Edit) -> str:
    """Say what is badly wrong with the records of an edited sentence, "" for nothing."""
    before = {event.type.code: event.note for event in read_events(edit.before)}
    after = read_events(edit.after)
    match edit.kind:
        case "swap":
            wrong = [event for event in after if event.note != _exchanged(before.get(event.type.code, ""), edit.names)]
        case "deny" | "claim" | "other":
            wrong = list(after)
        case "plan":
            wrong = [event for event in after if event.form is not Form.PLANNED]
        case "date":
            wrong = [event for event in after if "2019" in event.date]
        case "digit":
            wrong = [event for event in after if event.note == before.get(event.type.code)]
        case _:
            wrong = [event for event in after if event.note != before.get(event.type.code)]
    return "".join(f"{event.note}; " for event in wrong)


def _exchanged(note: str, names: Names) -> str:
    """Exchange the countries and leaders of a Korean note."""
    leaders = regions.leaders()
    places = [regions.label(regions.find(word)[0], Language.KO) for word in names[:2]]
    for mine, theirs in ((places[0], places[1]), (leaders[names[4]], leaders[names[5]])):
        note = note.replace(mine, "\0").replace(theirs, mine).replace("\0", theirs)
    return note
