"""Which topics a briefing is about: weighted words, title before headings before body.

A word counts its weight times the place it stands in (title 2, heading 1.5, body 1), repeats damped by the logarithm.
The best topic of a ☐ heading that says one clearly is among them, however small its share of the whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log2

from jobs import topics
from jobs.language import TokenPass
from jobs.model import Evidence, Place, TopicId, TopicTag
from jobs.tagging.fields import WHOLE, Field
from jobs.tagging.keywords import keywords

_PLACES = {Place.TITLE: 2.0, Place.BYLINE: 0.0, Place.HEADING: 1.5, Place.BODY: 1.0}
_LEAST = 3.6  # one strong word in a title; two in a body
_SHARE = 0.5  # of the best topic's score
_MOST = 5
_STRONGEST = 4  # words of a topic that count
_EVIDENCE = 6
_BETWEEN = 0.75  # weight of each of two countries in a title
_DIPLOMACY = TopicId(1)

Counts = Counter[tuple[TopicId, str, float, Place]]
Spans = dict[tuple[str, Place], str]


def topic_tags(fields: Iterable[Field], tokens: TokenPass, *, between: Sequence[str] = ()) -> tuple[TopicTag, ...]:
    """Give the topics of a document, strongest first, with the words each rests on.

    `between` are the words by which the title names two countries or more, if it does: what happens between countries
    is likely diplomacy, and one more hint makes it so.
    """
    whole: Counts = Counter()
    spans: Spans = {}
    for word in between[:2]:
        whole[_DIPLOMACY, word, _BETWEEN, Place.TITLE] = 1
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
    return tuple(_tag(topic, scores[topic], whole, spans) for topic in _chosen(scores, said))


def _said(heading: Counts) -> set[TopicId]:
    """Give the topic that a heading says by itself, if it says one clearly."""
    scores = _scores(heading)
    best = max(scores, key=lambda topic: scores[topic], default=None)
    return {best} if best is not None and scores[best] >= _LEAST else set()


def _chosen(scores: Mapping[TopicId, float], said: Collection[TopicId]) -> list[TopicId]:
    ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
    share = _SHARE * scores[ranked[0]] if ranked else 0.0
    clear = [topic for topic in ranked if scores[topic] >= max(_LEAST * topics.emphasis(topic), share)]
    return [topic for topic in ranked if topic in clear or topic in said][:_MOST]


def _tag(topic: TopicId, score: float, counts: Counts, spans: Spans) -> TopicTag:
    found = topics.by_id(topic)
    mine = [(key, count) for key, count in counts.items() if key[0] == topic]
    mine.sort(key=lambda item: -_worth(item[0][2], item[0][3], item[1]))
    evidence = tuple(Evidence(surface=spans[word, place], place=place) for (_, word, _, place), _ in mine[:_EVIDENCE])
    return TopicTag(topic=topic, code=found.code if found else "", score=round(score, 2), evidence=evidence)


def _scores(counts: Counts) -> dict[TopicId, float]:
    """Add up each topic's strongest words: a topic with many words in the list must not win by their number."""
    words: dict[TopicId, dict[str, float]] = {}
    for (topic, word, weight, place), count in counts.items():
        mine = words.setdefault(topic, {})
        mine[word] = mine.get(word, 0.0) + _worth(weight, place, count)
    return {
        topic: topics.emphasis(topic) * sum(sorted(mine.values(), reverse=True)[:_STRONGEST])
        for topic, mine in words.items()
    }


def _worth(weight: float, place: Place, count: int) -> float:
    return weight * _PLACES[place] * log2(1 + count)
