"""What a person wishes to get, in names of regions and topics: `중앙아시아 코카서스 에너지 -카자흐스탄`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jobs import regions, topics
from jobs.language import fold
from jobs.model import ANY_REGION, ANY_TOPIC, Interest, Language, RegionId, TopicId

MOST_INTERESTS = 12
"""So many region × topic pairs can be asked for at once."""
_LONGEST_NAME = 5  # words
_SEPARATORS = re.compile(r"[\s,;/+·、]+")
_PARTICLES = (
    "이랑", "으로", "에서", "하고", "만요", "만", "은", "는", "을", "를", "도", "의", "와", "과", "랑",
    "이", "가", "로", "에", "요",
)  # fmt: skip
_EXCLUDING_AFTER = {"빼고", "빼", "제외", "제외하고", "말고", "없이"}
_EXCLUDING_BEFORE = {"except", "without", "excluding", "not", "minus"}
_FILLERS = {
    *("소식", "뉴스", "관련", "쪽", "지역", "주제", "정보", "브리핑", "이슈", "동향"),
    *("좀", "다", "및", "그리고", "것", "거", "중"),
    *("news", "about", "on", "the", "briefings", "alerts", "alert", "updates"),
    *("for", "in", "of", "from", "to", "and", "with"),
    *("please", "me", "my", "region", "topic", "but", "&", "any", "all", "a", "an"),
}  # fmt: skip
_ONLY = {"만", "only", "just"}
_FOR_ALERTS = re.compile(
    r"^(?:구독|알림)\s+|\s+(?:구독|알림|(?:구독|받고|받아|받게|알려|보내)\S*(?:\s+\S+)?)$|"
    r"^(?:subscribe(?: me)?(?: to)?|send me|(?:alert|notify) me(?: about| of| on| to)?|sign me up for)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """A word that could be several regions."""

    word: str
    regions: tuple[RegionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was read of a wish, and what was not.

    `plainly`: every region and topic was called by its own name, so that nobody could mean a search for that word
    (Rosatom, for Russia).
    """

    regions: tuple[RegionId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    excludes: tuple[RegionId, ...] = ()
    only: bool = False
    plainly: bool = True
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()

    @property
    def understood(self) -> bool:
        """Tell whether something was named and every word of it is known."""
        return bool(self.regions or self.topics or self.excludes) and not self.unknown and not self.ambiguous

    def interests(self) -> tuple[Interest, ...]:
        """Give every region × topic pair, each without the excluded regions; none is left out of itself."""
        if not (self.regions or self.topics):
            return ()
        return tuple(
            Interest(
                region=region,
                topic=topic,
                excludes=tuple(one for one in self.excludes if not regions.covers(one, region)),
            )
            for region in self.regions or (ANY_REGION,)
            for topic in self.topics or (ANY_TOPIC,)
        )


@dataclass(slots=True)
class _Reading:
    """A wish on its way."""

    regions: list[RegionId] = field(default_factory=list)
    topics: list[TopicId] = field(default_factory=list)
    excludes: list[RegionId] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[Ambiguous] = field(default_factory=list)
    only: bool = False
    plainly: bool = True
    excluding: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """The name at the beginning of some words: how many of them, what it means, and whether 만 stood after it."""

    length: int
    word: str
    regions: tuple[RegionId, ...] = ()
    topic: TopicId | None = None
    only: bool = False


@lru_cache(maxsize=1_024)
def read_wish(text: str) -> Wish:
    """Read names of regions and topics, longest first; what is no name is kept as unknown."""
    reading = _Reading()
    waiting = [token for token in _SEPARATORS.split(fold(text)) if token.strip(".!?~\"'‘’“”()")]
    while waiting:
        token = waiting[0]
        if token in _EXCLUDING_AFTER and reading.regions and not reading.excluding:
            reading.excludes.append(reading.regions.pop())
            del waiting[0]
        elif token in _EXCLUDING_BEFORE:
            reading.excluding = True
            del waiting[0]
        elif token in _ONLY:
            reading.only = True
            del waiting[0]
        else:
            del waiting[: _read_name(waiting, reading)]
    return Wish(
        regions=tuple(dict.fromkeys(reading.regions)),
        topics=tuple(dict.fromkeys(reading.topics)),
        excludes=tuple(dict.fromkeys(reading.excludes)),
        only=reading.only,
        plainly=reading.plainly,
        unknown=tuple(reading.unknown),
        ambiguous=tuple(reading.ambiguous),
    )


def unasked(text: str) -> str:
    """Give what a wish for alerts is about, without its verb; what may belong to the matter stays (추가 조치)."""
    return _FOR_ALERTS.sub(" ", text).strip() or text


def nearest_interests(unknown: Sequence[str], limit: int = 3) -> tuple[Interest, ...]:
    """Give what misspelt names may have meant, nearest first."""
    found: dict[Interest, None] = {}
    for word in unknown:
        bare = _without_particle(word) or word
        for spelling in dict.fromkeys((word, bare)):
            found.update((Interest(region=one.id), None) for one in regions.nearest(spelling, limit))
            found.update((Interest(topic=one.id), None) for one in topics.nearest(spelling, limit))
    return tuple(found)[:limit]


def _read_name(waiting: Sequence[str], reading: _Reading) -> int:
    """Take the name at the beginning into the reading; give how many words it took."""
    minus = len(waiting[0]) > 1 and waiting[0][0] in "-−–"
    first = waiting[0][1:] if minus else waiting[0]
    name = _name([first, *waiting[1:]])
    if name is None:
        if waiting[0] not in _FILLERS:
            reading.unknown.append(first)
        return 1
    reading.only = reading.only or name.only
    if name.topic is not None:
        reading.topics.append(name.topic)
        plain = name.topic == ANY_TOPIC or _called_by_label(name.word, name.topic)
        reading.plainly = reading.plainly and plain
    elif len(name.regions) > 1:
        reading.ambiguous.append(Ambiguous(word=name.word, regions=name.regions))
    else:
        reading.plainly = reading.plainly and not regions.is_within(name.word)
        (reading.excludes if minus or reading.excluding else reading.regions).append(name.regions[0])
    return name.length


def _name(words: Sequence[str]) -> _Name | None:
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        written = " ".join(words[:length]).strip(".!?~\"'‘’“”()")
        if length == 1 and written in _FILLERS:
            return None
        bare = _without_particle(written)
        for spelling in (written, bare):
            meant = _meaning(spelling) if spelling else None
            if spelling and meant:
                only = spelling != written and written.removeprefix(spelling).startswith("만")
                return _Name(length, spelling, meant[0], meant[1], only)
    return None


def _meaning(written: str) -> tuple[tuple[RegionId, ...], TopicId | None] | None:
    found = regions.find(written)
    if found:
        outer = [one for one in found if all(regions.covers(one, other) for other in found)]
        return (tuple(outer[:1]) or found, None)
    meant = topics.find(written)
    return ((), meant[0]) if meant else None


def _without_particle(word: str) -> str:
    """Give a Korean word without the particle at its end, "" where it has none."""
    if not word or not "가" <= word[-1] <= "힣":
        return ""
    return next((word.removesuffix(one) for one in _PARTICLES if word.endswith(one) and len(word) > len(one) + 1), "")


def _called_by_label(word: str, topic: TopicId) -> bool:
    """Tell whether the word is the topic's own name or a part of it, not one of the things it is about."""
    wanted = regions.squeeze(word)
    labels = [topics.label(topic, language) for language in Language]
    parts = [part for name in labels for part in (name, *re.split(r"[·,&]", name))]
    return any(regions.squeeze(part) == wanted for part in parts)
