"""The real briefing and the samples of the newsroom: each equals its gold record."""

import json
from pathlib import Path

from jobs.reading import as_record, document_of, read_briefing
from tests.rows import every

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "bot" / "demo" / "briefings").glob("*.txt"))
NOT_OURS = {"countries", "countries_not"}  # the command line adds them from the tags


def test_the_real_briefing_equals_its_gold_record(shared: Path) -> None:
    body = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_bytes()
    gold = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    record = as_record(read_briefing(document_of(body, name="seed.txt")))
    for key in gold.keys() - NOT_OURS:
        assert record[key] == gold[key], key


@every("path", SAMPLES)
def test_each_sample_of_the_newsroom_equals_its_gold_record(path: Path) -> None:
    gold = json.loads((ROOT / "tests" / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    record = as_record(read_briefing(document_of(path.read_bytes(), name=path.name)))
    for key in gold.keys() - NOT_OURS:
        assert record[key] == gold[key], key


def test_there_are_samples_to_compare() -> None:
    assert SAMPLES
