"""Which topics a briefing is about: weighted words, title before headings before body, and what they are worth.

A word counts its weight times the place it stands in (title 2, heading 1.5, body 1), repeats damped by the logarithm;
each further word of a topic adds less. From these scores and the title's own words `learned` says how likely a reader
would name each topic. The best topic of a ☐ heading that says one clearly is among them, however small its share of the
whole. Where a text names a region and no topic is clear, the likeliest one is given: news of a country is nearly always
about something.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from operator import mul

from jobs import topics
from jobs.model import Evidence, Language, Place, TopicId, TopicTag
from jobs.tagging import learned
from jobs.tagging.fields import WHOLE, Field
from jobs.tagging.keywords import is_korean, keywords
from jobs.tagging.learned import Guess, Signs
from jobs.tagging.lexicon import Passage
from jobs.tagging.traps import traps

_PLACES = {Place.TITLE: 2.0, Place.BYLINE: 0.0, Place.HEADING: 1.5, Place.BODY: 1.0}
_LEAST = 3.6  # one strong word in a title; two in a body
_SHARE = 0.5  # of the best topic's score
_UNLISTED = 0.5  # likelihood from which a topic is given where no region is named and no list gives it
_INSISTED = 16.0  # score from which a topic is given, however unlikely for the title
_FAINT = 0.15  # enough where nothing is likely in news of a region
_MOST = 5
_FADING = (1.0, 0.8, 0.6, 0.4)  # how much the strongest words of a topic count, first to last; more do not
_EVIDENCE = 6
_TELLING = 2.5  # weight from which a word says what happens
_SETTING = 0.7  # how much a place or a means counts beside what happens, of another topic
_BETWEEN = 0.75  # weight of each of two countries in a title
_LEADER = 1.0  # weight of a leader's name in a title
_DIPLOMACY = TopicId(1)
_POLITICS = TopicId(15)

Counts = Counter[tuple[TopicId, str, float, Place]]
Spans = dict[tuple[str, Place], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The topic words of a document: how often each stands where, as what, and the topics its headings say.

    `countries`: how many its title names.
    """

    counts: Counts
    spans: Spans
    said: frozenset[TopicId]
    countries: int


def heard(fields: Iterable[tuple[Field, Passage]], *, countries: Sequence[str] = (), leader: str = "") -> Heard:
    """Look the topic words of a document up.

    `countries` are the words by which the title names countries, one each: what happens between two is likely
    diplomacy, and one more hint makes it so. `leader` is the first leader the title names: what one does at home is
    politics, where nothing says more.
    """
    counts: Counts = Counter()
    spans: Spans = {}
    between = countries[:2] if len(countries) > 1 else ()
    hints = [(_DIPLOMACY, word, _BETWEEN) for word in between]
    if leader and not between:
        hints.append((_POLITICS, leader, _LEADER))
    for topic, word, weight in hints:
        counts[topic, word, weight, Place.TITLE] = 1
        spans[word, Place.TITLE] = word
    said: set[TopicId] = set()
    previous = WHOLE
    for field, passage in fields:
        if not _PLACES[field.place]:
            continue
        hits = keywords(passage)
        mine = [(hit.topic, hit.word, hit.weight, field.place) for hit in hits]
        counts.update(mine)
        for hit in hits:
            spans.setdefault((hit.word, field.place), hit.span)
        if field.section != previous and field.place is Place.HEADING:
            said |= _said(Counter(mine))
        previous = field.section
    return Heard(counts=counts, spans=spans, said=frozenset(said), countries=len(countries))


def signs(words: Heard) -> Signs:
    """Weigh the words of a document against each other."""
    scores = _scores(words.counts)
    return Signs(scores=scores, chosen=tuple(_chosen(scores, words.said)), countries=words.countries)


def topic_tags(title: str, words: Heard, *, region: bool) -> tuple[TopicTag, ...]:
    """Give the topics of a document, likeliest first, with the words each rests on; `region`: it names one.

    After the likely ones come those that a heading says by itself or that the text speaks of at length: what they are
    worth was learned from headlines, which say one thing or two.
    """
    language = Language.KO if is_korean(title) else Language.EN
    listed = signs(words)
    guesses = learned.guesses(title, listed, language)
    spoken = {topic for topic, *_ in words.counts}
    likely = {topic: guess.likely for topic, guess in guesses.items() if topic in spoken or guess.told}
    ranked = sorted(likely, key=lambda topic: (-likely[topic], topic))
    least = {topic: learned.LIKELY if region or topic in listed.chosen else _UNLISTED for topic in ranked}
    chosen = [topic for topic in ranked if likely[topic] >= least[topic]]
    if not chosen and region:
        chosen = [topic for topic in ranked[:1] if likely[topic] >= _FAINT]
    chosen += [topic for topic in _insisted(listed, words.said) if topic not in chosen]
    return tuple(_tag(topic, guesses[topic], words) for topic in chosen[:_MOST])


def _insisted(listed: Signs, said: Collection[TopicId]) -> list[TopicId]:
    """Give the topics that headings and paragraphs speak of at length, whatever the title says; strongest first."""
    return [topic for topic in listed.chosen if topic in said or listed.scores[topic] >= _INSISTED]


def _said(heading: Counts) -> set[TopicId]:
    """Give the topic that a heading says by itself, if it says one clearly."""
    scores = _scores(heading)
    best = max(scores, key=lambda topic: scores[topic], default=None)
    return {best} if best is not None and scores[best] >= _LEAST else set()


def _chosen(scores: Mapping[TopicId, float], said: Collection[TopicId]) -> list[TopicId]:
    ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
    share = _SHARE * scores[ranked[0]] if ranked else 0.0
    clear = {topic for topic in ranked if scores[topic] >= max(_LEAST * topics.emphasis(topic), share)}
    return [topic for topic in ranked if topic in clear or topic in said][:_MOST]


def _evidence(topic: TopicId, words: Heard, told: Iterable[str]) -> tuple[Evidence, ...]:
    mine = [(key, count) for key, count in words.counts.items() if key[0] == topic]
    mine.sort(key=lambda item: -_worth(item[0][2], item[0][3], item[1]))
    listed = [Evidence(surface=words.spans[word, place], place=place) for (_, word, _, place), _ in mine]
    learned_ones = (Evidence(surface=span, place=Place.TITLE) for span in told)
    return tuple(dict.fromkeys((*listed, *learned_ones)))[:_EVIDENCE]


def _tag(topic: TopicId, guess: Guess, words: Heard) -> TopicTag:
    found = topics.by_id(topic)
    return TopicTag(
        topic=topic,
        code=found.code if found else "",
        score=round(guess.likely, 2),
        evidence=_evidence(topic, words, guess.told),
    )


def _scores(counts: Counts) -> dict[TopicId, float]:
    """Add up each topic's strongest words: a topic with many words in the list must not win by their number.

    Where something happens and by what means (`setting` in traps.toml) says less than what happens.
    """
    settings = _settings()
    telling = {topic for topic, word, weight, _ in counts if weight >= _TELLING and word not in settings}
    words: dict[TopicId, dict[str, float]] = {}
    for (topic, word, weight, place), count in counts.items():
        mine = words.setdefault(topic, {})
        beside = word in settings and bool(telling - {topic})
        mine[word] = mine.get(word, 0.0) + _worth(weight, place, count) * (_SETTING if beside else 1.0)
    return {
        topic: topics.emphasis(topic) * sum(map(mul, sorted(mine.values(), reverse=True), _FADING))
        for topic, mine in words.items()
    }


@lru_cache(maxsize=1)
def _settings() -> frozenset[str]:
    return frozenset(word for words in traps()["setting"].values() for word in words)


def _worth(weight: float, place: Place, count: int) -> float:
    return weight * _PLACES[place] * log2(1 + count)
