"""Typed events: edits whose effect is known, own sentences, records in real news (SOSIK_DATA), what they have earned.

A severe error is a record with its actors swapped, a negation lost, a status raised or a date on the wrong event.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, TokenPass, open_analyser
from jobs.model import Briefing, Document, Language, Section, Subsection
from jobs.reading import read_briefing
from jobs.summary.clauses import Form
from jobs.summary.event_record import Event
from jobs.summary.event_types import event_types
from jobs.summary.events import events
from jobs.summary.sentences import sentences
from jobs.tagging import tag
from tests.bench import Options, Row, _english_events, at_least, at_most, shown
from tests.bench._alignment import judged
from tests.bench._event_edits import PAIRS, Edit, edits, written
from tests.bench._verdicts import digest_of, reported, verdicts


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
    yield from _aligned(analyser, options)
    yield from _english_events.rows(options)


def _aligned(analyser: Analyser, options: Options) -> Iterator[Row]:
    """Measure how often a cited headline stands under a section that is its own."""
    given = list(judged(analyser, Path(os.environ.get("SOSIK_DATA", ""))))
    put = [(title, wanted, found) for title, wanted, found in given if found != -1]
    for title, wanted, found in put:
        if wanted != found:
            options.say(f"  misplaced: {title}: {found}, not {wanted}")
    yield shown("cited headlines labelled", len(given))
    yield shown("put under a section", len(put))
    yield at_least("of them rightly", sum(wanted == found for _, wanted, found in put) / max(1, len(put)), 0.95)
    belong = [found for _, wanted, found in given if wanted != -1]
    yield shown("of those that belong somewhere, put (no target)", sum(one != -1 for one in belong) / len(belong))


def read_events(text: str, analyser: Analyser) -> tuple[Event, ...]:
    """Give the events of one paragraph, those of types that are off included."""
    briefing = _plain("", text)
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
        case "date":
            return "".join(f"{event.note}; " for event in after if "2019" in event.date)
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
    """Read every real text at hand; say what fired, what of it was judged, and what each family has earned."""
    folder = Path(os.environ.get("SOSIK_DATA", ""))
    given = verdicts()
    if (folder / "wikinews" / "articles.jsonl").is_file():
        known = {one.id for one in given}
        seen = 0
        found: set[str] = set()
        for text in real_texts(folder):
            tokens = TokenPass(analyser)
            seen += sum(len(sentences(paragraph)) for paragraph in text.paragraphs()) + len(tuple(text.headings()))
            for event in events(text, tag(text, tokens), tokens, every=True):
                found.add(digest_of(event))
                if digest_of(event) not in known:
                    options.say(f"  unread: {digest_of(event)} {event.type.code} | {event.note} | {event.span}")
        yield at_least("real sentences read", seen, 300)
        yield shown("records in the texts at hand", len(found))
        yield at_most("records nobody has judged", len(found - known), 0)
        yield shown("judged records whose text is not at hand", len(known - found))
    else:
        yield shown("real sentences read", None)
    yield from reported("", event_types(), given, options)


def real_texts(folder: Path) -> Iterator[Briefing]:
    """Give the real texts of the folder: the seed, news articles, passages, single sentences and headings of news."""
    for path in sorted((folder / "seed").glob("*.txt")):
        document = Document(content=path.read_text(encoding="utf-8"))
        yield read_briefing(document)
    for title, body in _texts(folder):
        yield _plain(title, *(text for text in body.split("\n") if text.strip()))
    headlines = folder / "headlines_dev" / "ynat_dev_part.tsv"
    for line in headlines.read_text(encoding="utf-8").splitlines() if headlines.is_file() else ():
        yield _plain(line.split("\t")[2])
    for path in sorted((folder / "news_sentences").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.split("\t")[1]
            yield _plain("", text) if _SENTENCE.search(text) else _plain(text)


_SENTENCE = re.compile(r"(?:다|함|임|됨|짐|춤)[.]?$")


def _plain(title: str, *paragraphs: str) -> Briefing:
    return Briefing(title=title, sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))


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
