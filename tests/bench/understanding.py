"""How well a briefing is understood and a written summary checked, on labels and texts of our own and on SOSIK_DATA.

Labels: tests/labels (ids and labels only, made by reading the texts). `regions.tsv` is the set rules were tuned on;
`headlines_test.tsv` and `articles.tsv` were labelled after the rules stood. What was changed since stands in the files.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, TokenPass, open_analyser
from jobs.model import Briefing, Document, Section, Subsection, Tags
from jobs.reading import read_briefing
from jobs.summary import summarise
from jobs.summary.checking import check
from jobs.tagging import tag
from tests.bench import Options, Row, at_least, at_most, shown
from tests.bench._corruptions import clean, spoiled

_LABELS = Path(__file__).parents[1] / "labels"
_DOCUMENTS = 260


def rows(options: Options) -> Iterator[Row]:
    """Measure tags on labelled texts, the checker on spoiled summaries, and how fast a briefing is summarised."""
    analyser = open_analyser("kiwi", regions.analyser_words())
    folder = Path(os.environ.get("SOSIK_DATA", ""))
    if not (folder / "seed").is_dir():
        yield shown("SOSIK_DATA names no real texts", None)
        return
    yield from _headlines(analyser, folder, options)
    yield from _articles(analyser, folder, options)
    yield from _checker(analyser, folder, options)
    yield from _speed(analyser, folder)


def labelled(name: str) -> list[list[str]]:
    """Give the rows of a label file, without its remarks."""
    lines = (_LABELS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def articles(folder: Path) -> list[Briefing]:
    """Give the long articles and news passages as briefings."""
    found = [_briefing(row["title"], row["body"]) for row in _json_lines(folder / "wikinews" / "articles.jsonl")]
    passages = folder / "search_dev" / "klue_mrc_dev_1350.jsonl"
    known: set[str] = set()
    for row in _json_lines(passages) if passages.is_file() else ():
        if row["context"] not in known:
            known.add(row["context"])
            found.append(_briefing(row["title"], row["context"]))
    return found


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _briefing(title: str, body: str) -> Briefing:
    paragraphs = tuple(text for text in body.split("\n") if text.strip())
    return Briefing(title=title, sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))


def _headlines(analyser: Analyser, folder: Path, options: Options) -> Iterator[Row]:
    given = (line.split("\t") for line in _lines(folder / "headlines_dev" / "ynat_dev_part.tsv"))
    texts = {row[0]: row[2] for row in given}
    gold = labelled("headlines_test.tsv")
    pairs = []
    for name, wanted, *_ in gold:
        tags = tag(Briefing(title=texts[name]), TokenPass(analyser))
        found = {one.code for one in tags.regions if regions.is_country(one.region)}
        pairs.append((set(wanted.split()), found))
        if set(wanted.split()) != found:
            options.say(f"  {name}: labelled {wanted or '-'}, found {' '.join(sorted(found)) or '-'}")
    yield shown("headlines labelled", len(gold))
    yield at_least("countries on headlines, F1", _f1(pairs), 0.985)
    topics = [(set(row[2].split()), row[0]) for row in gold if len(row) > 2 and row[2]]
    said = [(wanted, _topics(tag(Briefing(title=texts[name]), TokenPass(analyser)))) for wanted, name in topics]
    yield shown("headlines labelled with topics", len(said))
    yield at_least("topics on headlines, macro-F1", _macro([(wanted, set(found)) for wanted, found in said]), 0.78)
    first = [found[0] in wanted for wanted, found in said if found]
    yield at_least("topics on headlines, first one right", sum(first) / max(1, len(first)), 0.93)
    yield shown("headlines given any topic", len(first) / max(1, len(said)))


def _articles(analyser: Analyser, folder: Path, options: Options) -> Iterator[Row]:
    given = list(_json_lines(folder / "wikinews" / "articles.jsonl"))
    pairs = []
    for number, wanted in labelled("articles.tsv"):
        row = given[int(number)]
        tags = tag(_briefing(row["title"], row["body"]), TokenPass(analyser))
        found = {one.code for one in tags.regions if one.primary and regions.is_country(one.region)}
        pairs.append((set(wanted.split()), found))
        if set(wanted.split()) != found:
            options.say(f"  article {number}: labelled {wanted or '-'}, found {' '.join(sorted(found)) or '-'}")
    yield shown("articles labelled", len(pairs))
    yield at_least("primary countries of articles, F1", _f1(pairs), 0.98)


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


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines() if path.is_file() else ()


def _topics(tags: Tags) -> list[str]:
    return [one.code for one in tags.topics]


def _f1(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    hit = sum(len(wanted & found) for wanted, found in pairs)
    wrong = sum(len(found - wanted) for wanted, found in pairs)
    missed = sum(len(wanted - found) for wanted, found in pairs)
    return 2 * hit / max(1, 2 * hit + wrong + missed)


def _macro(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    """Give the mean F1 over the topics labelled three times at least."""
    counts = Counter(topic for wanted, _ in pairs for topic in wanted)
    each = [
        _f1([(wanted & {topic}, found & {topic}) for wanted, found in pairs])
        for topic, count in counts.items()
        if count >= 3
    ]
    return sum(each) / max(1, len(each))
