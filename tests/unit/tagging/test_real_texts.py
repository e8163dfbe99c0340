"""Tags on real texts, which stay outside the project (SOSIK_DATA)."""

import json
from pathlib import Path

import pytest

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Document
from jobs.reading import read_briefing
from jobs.tagging import tag

_LABELS = Path(__file__).parents[2] / "labels" / "regions.tsv"
_BLOCS = {"나토", "EU", "탈레반"}  # their home groups are not labelled


def test_the_seed_names_the_countries_of_the_gold_record(shared: Path, kiwi: Analyser, plain: Analyser) -> None:
    text = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    gold = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    briefing = read_briefing(Document(content=text))
    for analyser in (kiwi, plain):
        tags = tag(briefing, TokenPass(analyser))
        countries = [region.code for region in tags.regions if len(region.code) == 2]
        assert countries == gold["countries"]
        assert not {region.code for region in tags.regions} & set(gold["countries_not"])
        assert [region.code for region in tags.regions if region.primary] == ["RU", "KZ", "central_asia"]
        assert [topic.code for topic in tags.topics] == ["diplomacy", "energy", "nuclear", "security"]


def test_regions_of_labelled_headlines_stay_above_the_floor(shared: Path, kiwi: Analyser) -> None:
    file = shared / "headlines_dev" / "ynat_dev_part.tsv"
    if not file.is_file():
        pytest.skip("SOSIK_DATA holds no headlines_dev/")
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    headlines = {row[0]: row[2] for row in rows}
    hit = missed = wrong = 0
    for line in _LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, codes = line.partition("\t")
        tags = tag(Briefing(title=headlines[name]), TokenPass(kiwi))
        found = {r.code for r in tags.regions if any(seen.surface not in _BLOCS for seen in r.evidence)}
        gold = set(codes.split())
        hit, missed, wrong = hit + len(gold & found), missed + len(gold - found), wrong + len(found - gold)
    assert 2 * hit / (2 * hit + missed + wrong) >= 0.985
