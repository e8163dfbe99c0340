"""Which topics a briefing is about: weighted words, title before headings before body.

A word counts its weight times the place it stands in (title 2, heading 1.5, body 1), repeats damped by the logarithm;
each further word of a topic adds less. The best topic of a ☐ heading that says one clearly is among them, however small
its share of the whole. Where a text names a region and no topic is clear, the likeliest one is given: news of a
country is nearly always about something.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log2
from operator import mul

from jobs import topics
from jobs.language import TokenPass
from jobs.model import Evidence, Place, TopicId, TopicTag
from jobs.tagging.fields import WHOLE, Field
from jobs.tagging.keywords import keywords
from jobs.tagging.traps import traps

_PLACES = {Place.TITLE: 2.0, Place.BYLINE: 0.0, Place.HEADING: 1.5, Place.BODY: 1.0}
_LEAST = 3.6  # one strong word in a title; two in a body
_FAINT = 2.0  # one weak word in a title: enough where nothing is clear in news of a region
_SHARE = 0.5  # of the best topic's score
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


def topic_tags(
    fields: Iterable[Field], tokens: TokenPass, *, between: Sequence[str] = (), leader: str = "", region: bool = False
) -> tuple[TopicTag, ...]:
    """Give the topics of a document, strongest first, with the words each rests on.

    `between` are the words by which the title names two countries or more, if it does: what happens between countries
    is likely diplomacy, and one more hint makes it so. `leader` is the first leader the title names: what one does at
    home is politics, where nothing says more. `region`: the document names one.
    """
    whole: Counts = Counter()
    spans: Spans = {}
    hints = [(_DIPLOMACY, word, _BETWEEN) for word in between[:2]]
    if leader and not between:
        hints.append((_POLITICS, leader, _LEADER))
    for topic, word, weight in hints:
        whole[topic, word, weight, Place.TITLE] = 1
        spans[word, Place.TITLE] = word
    said: set[TopicId] = set()
    previous = WHOLE
    for field in fields:
        if not _PLACES[field.place]:
            continue
        hits = keywords(field.text, tokens)
        mine = Counter((hit.topic, hit.word, hit.weight, field.place) for hit in hits)
        whole += mine
        for hit in hits:
            spans.setdefault((hit.word, field.place), hit.span)
        if field.section != previous and field.place is Place.HEADING:
            said |= _said(mine)
        previous = field.section
    scores = _scores(whole)
    chosen = _chosen(scores, said) or (_likeliest(scores) if region else [])
    return tuple(_tag(topic, scores[topic], whole, spans) for topic in chosen)


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


def _likeliest(scores: Mapping[TopicId, float]) -> list[TopicId]:
    best = min(scores, key=lambda topic: (-scores[topic], topic), default=None)
    return [best] if best is not None and scores[best] >= _FAINT else []


def _tag(topic: TopicId, score: float, counts: Counts, spans: Spans) -> TopicTag:
    found = topics.by_id(topic)
    mine = [(key, count) for key, count in counts.items() if key[0] == topic]
    mine.sort(key=lambda item: -_worth(item[0][2], item[0][3], item[1]))
    evidence = tuple(Evidence(surface=spans[word, place], place=place) for (_, word, _, place), _ in mine[:_EVIDENCE])
    return TopicTag(topic=topic, code=found.code if found else "", score=round(score, 2), evidence=evidence)


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
