"""The eighteen topics: their names, what people write for them, and the words that speak for them in a text.

Ids come from `tagging/topics.toml` and are for ever; 0 is any topic. The file is read once, on first use.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from jobs.language import fold, has_hangul
from jobs.model import ANY_TOPIC, Language, TopicId
from jobs.spelling import begun_so, closest

_ANYTHING = ("모든 주제", "전체", "전부", "all topics", "everything", "anything")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic."""

    id: TopicId
    code: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    topic: Topic
    aliases: tuple[str, ...]
    korean: Mapping[str, float]
    english: Mapping[str, float]
    emphasis: float


def by_id(topic: TopicId) -> Topic | None:
    """Give the topic of that id, or None."""
    row = _rows().get(topic)
    return row.topic if row else None


def by_code(code: str) -> Topic | None:
    """Give the topic of that code (`energy`), or None."""
    return next((topic for topic in every() if topic.code == code), None)


def every() -> tuple[Topic, ...]:
    """Give all topics by id."""
    return tuple(row.topic for row in _rows().values())


def label(topic: TopicId, language: Language) -> str:
    """Give the topic's name; `모든 주제` / `all topics` for 0, "" for an id nobody knows."""
    if topic == ANY_TOPIC:
        return "모든 주제" if language is Language.KO else "all topics"
    found = by_id(topic)
    if found is None:
        return ""
    return found.ko if language is Language.KO else found.en


def weights(language: Language) -> Mapping[TopicId, Mapping[str, float]]:
    """Give, for each topic, the words of a language that speak for it and how strongly (0.5 to 3; 0: not)."""
    return {topic: row.korean if language is Language.KO else row.english for topic, row in _rows().items()}


def emphasis(topic: TopicId) -> float:
    """Give by how much a narrow topic's words say more than a wide one's (1 for most)."""
    return _rows()[topic].emphasis


@lru_cache(maxsize=4_096)
def find(text: str) -> tuple[TopicId, ...]:
    """Give the topics a person means by `text`, best first; () when it is no topic.

    A name, a part of a name or an alias written in full wins, with or without spaces; then the beginning of one (two
    syllables or four letters at least).
    """
    wanted = _squeeze(text)
    if not wanted:
        return ()
    names = _names()
    if exact := names.get(wanted):
        return exact
    if len(wanted) < (2 if has_hangul(wanted) else 4):
        return ()
    return tuple(sorted({topic for name in begun_so(wanted, _ordered_names()) for topic in names[name]}))


def nearest(text: str, limit: int = 3) -> tuple[Topic, ...]:
    """Give the topics whose names differ from `text` by a slip (a jamo, a letter), nearest first."""
    names = _names()
    found: dict[TopicId, None] = {}
    for name in closest(_squeeze(text), names):
        found.update(dict.fromkeys(names[name]))
    return tuple(_rows()[topic].topic for topic in list(found)[:limit] if topic != ANY_TOPIC)


def _squeeze(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


@lru_cache(maxsize=1)
def _ordered_names() -> tuple[str, ...]:
    return tuple(sorted(_names()))


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[TopicId, ...]]:
    names: dict[str, tuple[TopicId, ...]] = {_squeeze(word): (ANY_TOPIC,) for word in _ANYTHING}
    for row in _rows().values():
        topic = row.topic
        parts = [*topic.ko.split("·"), *topic.en.replace(" & ", ", ").split(", ")]
        for name in (topic.ko, topic.en, topic.code, *parts, *row.aliases):
            key = _squeeze(name)
            names[key] = tuple(dict.fromkeys((*names.get(key, ()), topic.id)))
    return MappingProxyType(names)


@lru_cache(maxsize=1)
def _rows() -> Mapping[TopicId, _Row]:
    file = files("jobs") / "tagging" / "topics.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    read = {}
    for code, row in rows.items():
        topic = Topic(id=TopicId(row["id"]), code=code, ko=row["ko"], en=row["en"])
        read[topic.id] = _Row(
            topic=topic,
            aliases=tuple(row["alias"]),
            korean=_weighed(row["words"]["ko"]),
            english=_weighed(row["words"]["en"]),
            emphasis=row.get("emphasis", 1.0),
        )
    return MappingProxyType(read)


def _weighed(words: Mapping[str, list[str]]) -> Mapping[str, float]:
    return MappingProxyType({word: float(weight) for weight, mine in words.items() for word in mine})
