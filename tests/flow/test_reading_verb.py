"""`sosik read`, held against the gold records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flow.conftest import Ended

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "demo" / "briefings"
GOLD = ROOT / "tests" / "gold"

pytestmark = pytest.mark.usefixtures("kiwi")


def differing(record: dict[str, Any], gold: dict[str, Any]) -> dict[str, Any]:
    """Give the keys of the gold record that the record does not equal; countries compare as sets."""
    wrong = {
        key: record.get(key)
        for key, value in gold.items()
        if key not in {"countries", "countries_not"} and record.get(key) != value
    }
    if set(record["countries"]) != set(gold["countries"]) or set(record["countries"]) & set(gold["countries_not"]):
        wrong["countries"] = record["countries"]
    return wrong


def test_read_gives_the_gold_record_of_the_real_briefing(here: Callable[..., Ended], shared: Path) -> None:
    done = here("read", shared / "seed" / "emerics-issue-trend-2024-12-06.txt", "--json")
    gold = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert differing(json.loads(done.stdout), gold) == {}


def test_read_gives_the_gold_records_of_our_samples(here: Callable[..., Ended]) -> None:
    names = sorted(path.stem for path in GOLD.glob("*.json"))
    done = here("read", *(SAMPLES / f"{name}.txt" for name in names), "--json")
    golds = [json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8")) for name in names]
    records = json.loads(done.stdout)
    assert len(records) == len(golds) >= 8
    assert {name: differing(*pair) for name, pair in zip(names, zip(records, golds, strict=True), strict=True)} == {
        name: {} for name in names
    }
