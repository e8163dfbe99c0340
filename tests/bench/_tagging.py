"""How well tags are found: countries and topics of headlines, primary countries of articles, the pinned traps.

Each set was split in two before a rule was touched: rules are tuned on `dev`, goals hold on `test`. What an older
measurement had shown already is dev. How each set was labelled stands in the head of its file.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, TokenPass, open_analyser
from jobs.model import Briefing, Language, Section, Subsection
from jobs.tagging import tag
from tests.bench import Row, at_least, shown
from tests.labels import labelled

_FEWEST = 3  # labels of a topic, for its F1 to count
_SEEN = ("regions.tsv", "headlines_test.tsv")

Labels = dict[str, set[str]]
Pairs = Sequence[tuple[set[str], list[str]]]
"""What was labelled and what was found, best first."""
Named = Callable[[Briefing], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """One half of each set: headlines with their countries, with their topics, articles with their countries."""

    countries: Labels
    topics: Labels
    articles: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tagger:
    """Tags with one analyser."""

    analyser: Analyser

    def countries(self, briefing: Briefing) -> list[str]:
        """Give the countries a text names."""
        found = tag(briefing, TokenPass(self.analyser)).regions
        return [one.code for one in found if regions.is_country(one.region)]

    def primary(self, briefing: Briefing) -> list[str]:
        """Give the countries a text is mainly about."""
        found = tag(briefing, TokenPass(self.analyser)).regions
        return [one.code for one in found if one.primary and regions.is_country(one.region)]

    def topics(self, briefing: Briefing) -> list[str]:
        """Give the topics of a text, strongest first."""
        return [one.code for one in tag(briefing, TokenPass(self.analyser)).topics]


def rows(kiwi: Analyser, folder: Path, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure the test halves against the goals, then the dev halves and the test halves without Kiwi."""
    texts = _headlines(folder) | _articles(folder)
    test, dev = _split("test"), _split("dev")
    tagger, plain = _Tagger(analyser=kiwi), _Tagger(analyser=open_analyser("none"))
    yield from _goals(test, texts, tagger)
    yield at_least("pinned traps right", _pinned(kiwi, plain.analyser, say), 1.0)
    yield from _others("on dev", dev, texts, tagger)
    yield from _others("without Kiwi", test, texts, plain)
    yield from _english(plain)
    yield from _blind(tagger, plain)


def briefing_of(title: str, body: str = "") -> Briefing:
    """Give an article as a briefing without headings."""
    paragraphs = tuple(text for text in body.split("\n") if text.strip())
    return Briefing(title=title, sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))


def _goals(split: _Split, texts: dict[str, Briefing], tagger: _Tagger) -> Iterator[Row]:
    yield shown("regions: unseen headlines", len(split.countries))
    yield at_least("regions on unseen headlines, F1", _f1(_pairs(split.countries, texts, tagger.countries)), 0.985)
    yield shown("primary region: unseen articles", len(split.articles))
    yield from _mainly("", _pairs(split.articles, texts, tagger.primary))
    pairs = _pairs(split.topics, texts, tagger.topics)
    yield shown("topics: unseen headlines", len(pairs))
    yield at_least("topics on headlines, macro-F1", macro(pairs), 0.78)
    yield at_least("topics on headlines, top-1", first(pairs), 0.93)
    yield shown("topics on headlines, share given any", sum(bool(found) for _, found in pairs) / max(1, len(pairs)))


def _others(where: str, split: _Split, texts: dict[str, Briefing], tagger: _Tagger) -> Iterator[Row]:
    pairs = _pairs(split.topics, texts, tagger.topics)
    for name, value in (
        ("regions on headlines, F1", _f1(_pairs(split.countries, texts, tagger.countries))),
        ("primary countries, F1", _f1(_pairs(split.articles, texts, tagger.primary))),
        ("topics, macro-F1", macro(pairs)),
        ("topics, top-1", first(pairs)),
    ):
        yield shown(f"{where}: {name}", value)


def _english(tagger: _Tagger) -> Iterator[Row]:
    """Measure the headlines of our own, which words and rules have seen."""
    rows = labelled("headlines_english.tsv")
    texts = {title: Briefing(title=title, language=Language.EN) for *_, title in rows}
    pairs = _pairs({title: set(topics.split()) for _, topics, title in rows}, texts, tagger.topics)
    countries = _pairs({title: set(codes.split()) for codes, _, title in rows}, texts, tagger.countries)
    yield shown("English headlines of our own: regions, F1", _f1(countries))
    yield shown("English headlines of our own: topics, macro-F1", macro(pairs))
    yield shown("English headlines of our own: topics, top-1", first(pairs))


def _blind(tagger: _Tagger, plain: _Tagger) -> Iterator[Row]:
    """Measure the sets that nobody who worked on the tagger had read at first, where SOSIK_BLIND names their texts."""
    folder = Path(os.environ.get("SOSIK_BLIND", ""))
    if not (folder / "articles.jsonl").is_file():
        yield shown("SOSIK_BLIND names no blind texts", None)
        return
    korean, english = _titles(folder / "headlines.tsv", Language.KO), _titles(folder / "english.tsv", Language.EN)
    yield from _unread("blind", "headlines_blind.tsv", korean, tagger)
    yield from _unread("blind, without Kiwi", "headlines_blind.tsv", korean, plain)
    yield from _unread("blind, English", "english_blind.tsv", english, plain)
    articles = {key: set(codes.split()) for key, codes in labelled("articles_blind.tsv")}
    texts = _texts(folder / "articles.jsonl")
    yield shown("blind: articles", len(articles))
    for name, one in (("blind: ", tagger), ("blind, without Kiwi: ", plain)):
        yield from _mainly(name, _pairs(articles, texts, one.primary))


def _mainly(name: str, pairs: Pairs) -> Iterator[Row]:
    """Judge what articles are mainly about: by the parts of the world (Central Asia, the Gulf) and by countries."""
    parts = [(_parts(wanted), sorted(_parts(found))) for wanted, found in pairs]
    yield at_least(f"{name}primary region of a briefing, F1", _f1(parts), 0.98)
    yield at_least(f"{name}primary countries of a briefing, F1", _f1(pairs), 0.98)


def _parts(codes: Iterable[str]) -> set[str]:
    found = filter(None, map(regions.by_code, codes))
    above = (
        next((regions.by_id(wider) for wider in regions.ancestors(one.id) if wider != one.id), one) for one in found
    )
    return {region.code for region in above if region}


def _unread(name: str, file: str, texts: dict[str, Briefing], tagger: _Tagger) -> Iterator[Row]:
    rows = labelled(file)
    said = {key: topics for key, _, topics in rows if topics != "-"}
    pairs = _pairs({key: set(topics.replace("/", " ").split()) for key, topics in said.items()}, texts, tagger.topics)
    leading = [
        (set(topics.split()[0].split("/")), found) for topics, (_, found) in zip(said.values(), pairs, strict=True)
    ]
    countries = _pairs({key: set(codes.split()) for key, codes, _ in rows}, texts, tagger.countries)
    yield shown(f"{name}: headlines", len(rows))
    yield at_least(f"{name}: regions on headlines, F1", _f1(countries), 0.985)
    yield at_least(f"{name}: topics, macro-F1", macro(pairs), 0.78)
    yield at_least(f"{name}: topics, top-1", first(pairs), 0.93)
    yield shown(f"{name}: topics, top-1 is what was labelled first", first(leading))
    yield shown(f"{name}: topics, share given any", sum(bool(found) for _, found in pairs) / len(pairs))


def _titles(file: Path, language: Language) -> dict[str, Briefing]:
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {key: Briefing(title=title, language=language) for key, title in lines}


def _texts(file: Path) -> dict[str, Briefing]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {row["id"]: briefing_of(row["title"], row["body"]) for row in rows}


def _split(name: str) -> _Split:
    fresh = [row for row in labelled("headlines_fresh.tsv") if row[1] == name]
    countries = {row[0]: set(row[2].split()) for row in fresh}
    topics = {row[0]: set(row[3].split()) for row in fresh if row[3]}
    topics |= {row[0]: set(row[2].split()) for row in labelled("headlines_topics.tsv") if row[1] == name}
    articles = {row[0]: set(row[2].split()) for row in labelled("articles_fresh.tsv") if row[1] == name}
    if name == "dev":
        seen = [row for file in _SEEN for row in labelled(file)]
        countries |= {row[0]: {code for code in row[1].split() if len(code) == 2} for row in seen}
        topics |= {row[0]: set(row[2].split()) for row in labelled("headlines_test.tsv") if "".join(row[2:])}
        articles |= {f"wikinews {row[0]}": set(row[1].split()) for row in labelled("articles.tsv")}
    return _Split(countries=countries, topics=topics, articles=articles)


def _headlines(folder: Path) -> dict[str, Briefing]:
    lines = (folder / "headlines_dev" / "ynat_dev_part.tsv").read_text(encoding="utf-8").splitlines()
    return {row[0]: Briefing(title=row[2]) for row in (line.split("\t") for line in lines)}


def _articles(folder: Path) -> dict[str, Briefing]:
    wikinews = (folder / "wikinews" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    passages = (folder / "search_dev" / "klue_mrc_dev_1350.jsonl").read_text(encoding="utf-8").splitlines()
    found = {
        f"wikinews {at}": briefing_of(row["title"], row["body"]) for at, row in enumerate(map(json.loads, wikinews))
    }
    return found | {row["guid"]: briefing_of(row["title"], row["context"]) for row in map(json.loads, passages)}


def _pairs(labels: Labels, texts: dict[str, Briefing], named: Named) -> Pairs:
    return [(wanted, named(texts[key])) for key, wanted in labels.items()]


def _pinned(kiwi: Analyser, plain: Analyser, say: Callable[[str], None]) -> float:
    right = []
    for text, codes, language, analysers in labelled("pins.tsv"):
        for name in analysers.split():
            tokens = TokenPass(kiwi if name == "kiwi" else plain)
            found = {one.code for one in tag(Briefing(title=text, language=Language(language)), tokens).regions}
            right.append(found == set(codes.split()))
            if not right[-1]:
                say(f"  {name}: {text}: {' '.join(sorted(found)) or '-'} for {codes or '-'}")
    return sum(right) / len(right)


def _f1(pairs: Pairs) -> float:
    hit = sum(len(wanted & set(found)) for wanted, found in pairs)
    wrong = sum(len(set(found) - wanted) for wanted, found in pairs)
    missed = sum(len(wanted - set(found)) for wanted, found in pairs)
    return 2 * hit / max(1, 2 * hit + wrong + missed)


def macro(pairs: Pairs) -> float:
    """Give the mean F1 over the topics labelled three times at least."""
    counts = Counter(topic for wanted, _ in pairs for topic in wanted)
    each = [
        _f1([(wanted & {topic}, [one for one in found if one == topic]) for wanted, found in pairs])
        for topic, count in counts.items()
        if count >= _FEWEST
    ]
    return sum(each) / max(1, len(each))


def first(pairs: Pairs) -> float:
    """Give how often the strongest topic is a right one, where any was given."""
    given = [found[0] in wanted for wanted, found in pairs if found]
    return sum(given) / max(1, len(given))
