"""The glossary that grows across documents: names as the sources gloss them, with counts and variants. Pure.

It gives a name its English where a text has only the Korean: in the digest, in search and in prompts.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jobs.errors import DocumentUnreadable
from jobs.language import clean
from jobs.model import Briefing, Gloss, GlossCount, Line, LineKind
from jobs.summary.named import stands

_FIELDS = ("korean", "english", "abbreviation", "seen", "variants")
_SHORTEST, _LEAST_SEEN = 3, 2
_MOST_KNOWN = 4  # names in a digest that its own text does not gloss


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A Korean name with the English form to use, how many documents gloss it, and what others of them say.

    `chosen`: a person chose the form; else it is that of most documents.
    """

    korean: str
    english: str
    abbreviation: str = ""
    seen: int = 1
    variants: Mapping[str, int] = field(default_factory=dict)
    chosen: bool = False

    def said(self) -> Mapping[str, int]:
        """Give every English form with its count, the one to use included."""
        return {self.english: self.seen - sum(self.variants.values()), **self.variants}


Glossary = Mapping[str, Entry]


def of(counts: Iterable[GlossCount]) -> Glossary:
    """Give the glossary of what was counted and brought in."""
    entries: dict[str, Entry] = {}
    for one in counts:
        _add(entries, one)
    return entries


def grown(known: Glossary, glosses: Iterable[Gloss]) -> Glossary:
    """Give the glossary with the glosses of one more document."""
    entries = dict(known)
    for gloss in glosses:
        one = GlossCount(korean=gloss.korean, english=gloss.english or "", abbreviation=gloss.abbreviation or "")
        _add(entries, one)
    return entries


def _add(entries: dict[str, Entry], one: GlossCount) -> None:
    before = entries.get(one.korean)
    counts = dict(before.said()) if before else {}
    counts[one.english] = counts.get(one.english, 0) + one.seen
    chosen = one.english if one.chosen else before.english if before and before.chosen else None
    best = chosen if chosen is not None else max(counts, key=lambda form: (bool(form), counts[form]))
    entries[one.korean] = Entry(
        korean=one.korean,
        english=best,
        abbreviation=one.abbreviation or (before.abbreviation if before else ""),
        seen=sum(counts.values()),
        variants={form: count for form, count in counts.items() if form != best and count},
        chosen=chosen is not None,
    )


def brought(csv_of_a_person: Glossary, in_briefings: Iterable[GlossCount]) -> tuple[GlossCount, ...]:
    """Give what a person's glossary says beyond what briefings do; its English forms are chosen.

    An export that is brought in again changes no count.
    """
    counted = {(one.korean, one.english): one.seen for one in in_briefings}
    return tuple(
        GlossCount(
            korean=entry.korean,
            english=form,
            abbreviation=entry.abbreviation,
            seen=max(0, seen - counted.get((entry.korean, form), 0)),
            chosen=form == entry.english,
        )
        for entry in csv_of_a_person.values()
        for form, seen in entry.said().items()
    )


def known_in(glossary: Glossary, briefing: Briefing) -> tuple[Gloss, ...]:
    """Give the names in a briefing that it does not gloss and the glossary does: chosen, or seen twice at least.

    A name of two syllables is left out: too many of those are words too.
    """
    text = "\n".join((briefing.title, *briefing.headings(), *briefing.paragraphs()))
    own = {gloss.korean for gloss in briefing.glosses}
    return tuple(
        Gloss(korean=entry.korean, english=entry.english, abbreviation=entry.abbreviation or None)
        for entry in glossary.values()
        if entry.english and len(entry.korean) >= _SHORTEST and (entry.chosen or entry.seen >= _LEAST_SEEN)
        if entry.korean not in own and (start := text.find(entry.korean)) >= 0
        if stands(text, start, start + len(entry.korean))
    )


def name_lines(known: Sequence[Gloss], said: Iterable[Line]) -> tuple[Line, ...]:
    """Give the digest's lines for names known from other briefings, without what it says already."""
    already = {line.text for line in said}
    fresh = [gloss for gloss in known if gloss.english and gloss.english not in already]
    return tuple(
        Line(kind=LineKind.NAME, text=gloss.english or "", evidence=(gloss.korean,)) for gloss in fresh[:_MOST_KNOWN]
    )


def as_csv(glossary: Glossary) -> str:
    """Write the glossary, most seen first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for entry in sorted(glossary.values(), key=lambda entry: (-entry.seen, entry.korean)):
        variants = "|".join(f"{form}={count}" for form, count in entry.variants.items())
        writer.writerow((entry.korean, entry.english, entry.abbreviation, entry.seen, variants))
    return out.getvalue()


def from_csv(text: str, *, name: str = "glossary") -> Glossary:
    """Read a person's glossary; raises DocumentUnreadable naming the line that cannot be read."""
    rows = list(csv.DictReader(io.StringIO(clean(text))))
    if rows and not {"korean", "english"} <= set(rows[0]):
        raise DocumentUnreadable(name, "the columns korean and english are needed")
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows, 2):
        korean = (row["korean"] or "").strip()
        try:
            seen, variants = int(row.get("seen") or 1), _variants(row.get("variants") or "")
        except ValueError as error:
            raise DocumentUnreadable(name, f"line {number}: a count is no number") from error
        if not korean or seen < 1:
            raise DocumentUnreadable(name, f"line {number}: no Korean name, or a count below 1")
        entries[korean] = Entry(
            korean=korean,
            english=(row["english"] or "").strip(),
            abbreviation=(row.get("abbreviation") or "").strip(),
            seen=max(seen, sum(variants.values()) + 1),
            variants=variants,
            chosen=True,
        )
    return entries


def _variants(text: str) -> dict[str, int]:
    pairs = (part.rpartition("=") for part in text.split("|") if part)
    return {form: int(count) for form, _, count in pairs}
