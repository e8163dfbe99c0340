"""How well a briefing is understood and a written summary checked, on labels of our own and on texts of SOSIK_DATA."""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, TokenPass, open_analyser
from jobs.model import Briefing, Document
from jobs.reading import read_briefing
from jobs.summary import summarise
from jobs.summary.checking import check
from jobs.tagging import tag
from tests.bench import Options, Row, _tagging, at_least, at_most, shown
from tests.bench._corruptions import clean, spoiled
from tests.bench._tagging import briefing_of

_DOCUMENTS = 260


def rows(options: Options) -> Iterator[Row]:
    """Measure tags on labelled texts, the checker on spoiled summaries, and how fast a briefing is summarised."""
    analyser = open_analyser("kiwi", regions.analyser_words())
    folder = Path(os.environ.get("SOSIK_DATA", ""))
    if not (folder / "seed").is_dir():
        yield shown("SOSIK_DATA names no real texts", None)
        return
    yield from _tagging.rows(analyser, folder, options.say)
    yield from _checker(analyser, folder, options)
    yield from _speed(analyser, folder)


def articles(folder: Path) -> list[Briefing]:
    """Give the long articles and news passages as briefings."""
    found = [briefing_of(row["title"], row["body"]) for row in _json_lines(folder / "wikinews" / "articles.jsonl")]
    passages = folder / "search_dev" / "klue_mrc_dev_1350.jsonl"
    known: set[str] = set()
    for row in _json_lines(passages) if passages.is_file() else ():
        if row["context"] not in known:
            known.add(row["context"])
            found.append(briefing_of(row["title"], row["context"]))
    return found


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _checker(analyser: Analyser, folder: Path, options: Options) -> Iterator[Row]:
    chance = random.Random(11)
    all_of, caught = Counter[str](), Counter[str]()
    documents = alarms = 0
    for briefing in articles(folder):
        written = clean(briefing, chance) if documents < _DOCUMENTS else None
        if written is None:
            continue
        documents += 1
        tokens = TokenPass(analyser)
        tags = tag(briefing, tokens)
        before = {issue for issue in check(briefing, tags, tokens, written) if issue.blocking}
        alarms += bool(before)
        for issue in before:
            options.say(f"  false alarm: {issue.problem.value}: {issue.words}")
        for kind, copy in spoiled(written, briefing):
            all_of[kind] += 1
            new = {issue for issue in check(briefing, tags, tokens, copy) if issue.blocking} - before
            caught[kind] += bool(new)
    yield at_least("documents checked", documents, 250)
    yield at_least("corruptions caught, of all", sum(caught.values()) / max(1, sum(all_of.values())), 0.99)
    for kind, count in all_of.items():
        options.say(f"  {kind}: {caught[kind]} of {count}")
        yield shown(f"corruptions caught: {kind}", caught[kind] / count)
    yield at_most("blocking false alarms on clean summaries", alarms, 0)


def _speed(analyser: Analyser, folder: Path) -> Iterator[Row]:
    text = (folder / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8")
    briefing = read_briefing(Document(content=text))
    taken = []
    for _ in range(9):
        start = time.perf_counter()
        tokens = TokenPass(analyser)
        summarise(briefing, tag(briefing, tokens), tokens)
        taken.append(time.perf_counter() - start)
    middle = sorted(taken)[len(taken) // 2]
    yield at_most("tag and summarise a seed-sized document", middle * 1000, 60, "ms")
    yield at_least("documents a minute a core", 60 / middle, 1000)
