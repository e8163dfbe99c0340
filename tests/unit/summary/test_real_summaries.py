"""Summaries of the demo's samples and, where SOSIK_DATA names it, of the seed."""

from pathlib import Path

import bot
from jobs.language import Analyser, TokenPass
from jobs.model import Document, Language, Line, LineKind, Method
from jobs.reading import read_briefing
from jobs.summary import summarise
from jobs.tagging import tag
from tests.rows import every

_SAMPLES = sorted((Path(bot.__file__).parent / "demo" / "briefings").glob("*.txt"))


@every("sample", _SAMPLES)
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


def test_the_english_side_of_the_seed_reads_as_the_messages_show(shared: Path, kiwi: Analyser) -> None:
    text = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    lines = _english_side(text, kiwi)
    events = [(line.section, line.text, line.note) for line in lines if line.kind is LineKind.EVENT]
    assert events == [
        (0, "State visit", "took place · 27 Nov 2024 · Vladimir Putin → Kazakhstan"),
        (
            1,
            "Energy cooperation",
            "discussed · first nuclear power plant of Kazakhstan: options sought · named: Rosatom",
        ),
        (2, "Joint statement", "adopted · Vladimir Putin, Kassym-Jomart Tokayev"),
        (None, "Accession", "refused · Kazakhstan – BRICS"),
        (None, "Import ban", "imposed by Russia · certain farm products of Kazakhstan"),
    ]
    cited = {line.note: line.section for line in lines if line.kind is LineKind.CITED}
    assert (cited["The Moscow Times"], cited["Reuters"], cited["News Central Asia"]) == (0, 1, 2)
    assert cited["Radio France Internationale"] is None


@every(
    ("old", "new", "gone"),
    [
        ("국빈 방문했다", "국빈 방문하지 않았다", "State visit"),
        ("국빈 방문했다", "국빈 방문했다고 미국이 주장했다", "State visit"),
        ("조치로 대응했다", "조치로 대응하지 못했다", "Import ban"),
        ("조치로 대응했다", "조치로 대응할 수 있다", "Import ban"),
        ("가입을 거절하며", "가입을 거절하지 않으며", "Accession"),
        ("가입을 거절하며", "가입을 거절한다는 소문 속에", "Accession"),
    ],
)
def test_a_denied_act_of_the_seed_is_gone(shared: Path, kiwi: Analyser, old: str, new: str, gone: str) -> None:
    text = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    assert old in text
    lines = _english_side(text.replace(old, new), kiwi)
    assert gone not in [line.text for line in lines if line.kind is LineKind.EVENT]


def test_swapped_countries_of_the_seed_swap_its_records(shared: Path, kiwi: Analyser) -> None:
    text = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    swapped = text.replace("러시아는 카자흐스탄산", "카자흐스탄은 러시아산")
    notes = [line.note for line in _english_side(swapped, kiwi) if line.text == "Import ban"]
    assert notes == ["imposed by Kazakhstan · certain farm products of Russia"]


def _english_side(text: str, kiwi: Analyser) -> tuple[Line, ...]:
    briefing = read_briefing(Document(content=text))
    tokens = TokenPass(kiwi)
    return summarise(briefing, tag(briefing, tokens), tokens)[Language.EN].lines
