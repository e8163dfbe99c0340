"""The glossary that grows across documents: names as the sources gloss them, with counts and variants, in a CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jobs.errors import DocumentUnreadable
from jobs.language import clean
from jobs.model import Gloss

_FIELDS = ("korean", "english", "abbreviation", "seen", "variants")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A Korean name with what most documents call it in English, how many did, and what others did."""

    korean: str
    english: str
    abbreviation: str
    seen: int
    variants: Mapping[str, int]

    def said(self) -> Mapping[str, int]:
        """Give every English form with its count, the chosen one included."""
        return {self.english: self.seen - sum(self.variants.values()), **self.variants}


Glossary = Mapping[str, Entry]


def grown(known: Glossary, glosses: Iterable[Gloss]) -> Glossary:
    """Give the glossary with the glosses of one more document; the form most documents use comes first."""
    entries = dict(known)
    for gloss in glosses:
        english = gloss.english or ""
        before = entries.get(gloss.korean)
        counts = dict(before.said()) if before else {}
        counts[english] = counts.get(english, 0) + 1
        best = max(counts, key=lambda form: (bool(form), counts[form]))
        entries[gloss.korean] = Entry(
            korean=gloss.korean,
            english=best,
            abbreviation=gloss.abbreviation or (before.abbreviation if before else ""),
            seen=sum(counts.values()),
            variants={form: count for form, count in counts.items() if form != best},
        )
    return entries


def merged(known: Glossary, brought: Glossary) -> Glossary:
    """Give both together; what is brought by a person wins the English form, counts add up."""
    entries = dict(known)
    for korean, entry in brought.items():
        before = entries.get(korean)
        if before is None:
            entries[korean] = entry
            continue
        counts = dict(before.said())
        for form, count in entry.said().items():
            counts[form] = counts.get(form, 0) + count
        variants = {form: count for form, count in counts.items() if form != entry.english and count}
        entries[korean] = replace(
            entry,
            abbreviation=entry.abbreviation or before.abbreviation,
            seen=sum(counts.values()),
            variants=variants,
        )
    return entries


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
    """Read a glossary; raises DocumentUnreadable naming the line that cannot be read."""
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
        )
    return entries


def load(path: Path) -> Glossary:
    """Read the glossary of a file; an empty one where there is no file yet."""
    try:
        return from_csv(path.read_text(encoding="utf-8-sig"), name=str(path))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentUnreadable(str(path), "cannot be read as UTF-8 text") from error


def save(path: Path, glossary: Glossary) -> None:
    """Write the glossary whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(as_csv(glossary), encoding="utf-8")
    part.replace(path)


def _variants(text: str) -> dict[str, int]:
    pairs = (part.rpartition("=") for part in text.split("|") if part)
    return {form: int(count) for form, _, count in pairs}
