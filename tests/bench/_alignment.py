"""Cited headlines under their sections, against what a person said (tests/labels/alignment.toml)."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Document, Language, Line, LineKind, Reference, Section, Subsection
from jobs.reading import read_briefing
from jobs.summary.sections import placed
from jobs.tagging import tag

_ROOT = Path(__file__).parents[2]
_FILE = _ROOT / "tests" / "labels" / "alignment.toml"


def judged(analyser: Analyser, folder: Path) -> Iterator[tuple[str, int, int | None]]:
    """Give each labelled headline whose text is at hand: its title, where it belongs and was put (-1: nowhere)."""
    for row in tomllib.loads(_FILE.read_text(encoding="utf-8"))["briefing"]:
        briefing = _briefing(row, folder)
        if briefing is None:
            continue
        tokens = TokenPass(analyser)
        cited = [Line(kind=LineKind.CITED, text=one["title"], evidence=(one["title"],)) for one in row["headlines"]]
        for one, line in zip(row["headlines"], placed(cited, briefing, tag(briefing, tokens), tokens), strict=True):
            yield one["title"], one["section"], -1 if line.section is None else line.section


def _briefing(row: Mapping[str, Any], folder: Path) -> Briefing | None:
    if "file" in row:
        places = [folder / "seed" / row["file"], _ROOT / "bot" / "demo" / "briefings" / row["file"]]
        found = next((place for place in places if place.is_file()), None)
        return None if found is None else read_briefing(Document(content=found.read_text(encoding="utf-8")))
    sections = tuple(
        Section(heading=one["heading"], subsections=(Subsection(paragraphs=(one["text"],)),)) for one in row["sections"]
    )
    references = tuple(Reference(title=one["title"], outlet="Example Times") for one in row["headlines"])
    return Briefing(title=row["title"], language=Language.KO, sections=sections, references=references)
