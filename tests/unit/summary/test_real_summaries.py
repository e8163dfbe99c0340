"""Summaries of the demo's samples and, where SOSIK_DATA names it, of the seed."""

from pathlib import Path

import pytest

import bot
from jobs.language import Analyser, TokenPass
from jobs.model import Document, Language, LineKind, Method
from jobs.reading import read_briefing
from jobs.summary import summarise
from jobs.tagging import tag

_SAMPLES = sorted((Path(bot.__file__).parent / "demo" / "briefings").glob("*.txt"))


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda path: path.stem)
def test_every_sample_says_only_what_stands_in_it(sample: Path, kiwi: Analyser) -> None:
    briefing = read_briefing(Document(content=sample.read_text(encoding="utf-8")))
    tokens = TokenPass(kiwi)
    said = summarise(briefing, tag(briefing, tokens), tokens)
    titles = [reference.title for reference in briefing.references]
    source = [
        briefing.title,
        briefing.region_label or "",
        *briefing.headings(),
        *briefing.paragraphs(),
        *titles,
    ]
    for summary in said.values():
        assert summary.lines
        for line in summary.lines:
            assert all(any(words in text for text in source) for words in line.evidence), line


def test_the_seed_reads_as_the_messages_show(shared: Path, kiwi: Analyser, plain: Analyser) -> None:
    text = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    briefing = read_briefing(Document(content=text))
    for analyser in (kiwi, plain):
        tokens = TokenPass(analyser)
        said = summarise(briefing, tag(briefing, tokens), tokens)
        korean, english = said[Language.KO], said[Language.EN]
        assert korean.method is Method.OUTLINE
        headings = list(briefing.headings())
        outline = [line.text for line in korean.lines if line.kind is not LineKind.MEASURE]
        assert outline == headings[1:]  # the first repeats the title
        measures = [line.text for line in korean.lines if line.kind is LineKind.MEASURE]
        assert len(measures) == 2
        assert "금지" in measures[0]
        assert "80%" in measures[1]
        assert english.headline == "Russia, Kazakhstan"
        kinds = [line.kind for line in english.lines]
        assert kinds.count(LineKind.CITED) == 6
        figures = [line.text for line in english.lines if line.kind is LineKind.FIGURE]
        assert figures == ["7,500 km", "80 %", "2024–2028"]
        offices = {line.text: line.note for line in english.lines if line.kind is LineKind.NAME}
        assert offices["Vladimir Putin"] == offices["Kassym-Jomart Tokayev"] == "President"
