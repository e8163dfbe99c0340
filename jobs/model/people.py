"""Chats and what they asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import ANY_REGION, ANY_TOPIC, ChatId, Language, RegionId, TopicId


class ReaderLanguage(StrEnum):
    """What a reader asked for: Korean, English, or both (their first language open, the other folded)."""

    KO = "ko"
    EN = "en"
    BOTH = "both"


class ChatKind(StrEnum):
    """What sort of chat it is; groups and channels get the group layout."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class ChatState(StrEnum):
    """Whether a chat is sent anything; whoever is not keeps every preference.

    `resting`: it cannot be reached, and is sent to again when it speaks; `stopped`: it asked for silence, and only its
    own word ends that.
    """

    ACTIVE = "active"
    RESTING = "resting"
    STOPPED = "stopped"


class Mode(StrEnum):
    """How a chat gets its briefings: each as it comes, or together in a digest."""

    NOW = "now"
    DIGEST = "digest"


EVERY_DAY = frozenset(range(7))

WORKDAYS = frozenset(range(5))

MORNING = 480
"""08:00, when a digest comes unless its reader says otherwise."""

_MENTIONED = 1 << 20  # above every match key of a region and a topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """When a chat gets its messages. Minutes are minutes of the local day, days are 0 (Monday) to 6.

    `quiet` runs from its first minute up to its second, over midnight where the second is smaller. `days` and
    `at_minute` say when the digest comes; they are kept while the mode is `now`.
    """

    tz: str = "Asia/Seoul"
    quiet: tuple[int, int] | None = None
    mode: Mode = Mode.NOW
    days: frozenset[int] = EVERY_DAY
    at_minute: int = MORNING

    def __post_init__(self) -> None:
        """Refuse what no clock can show."""
        minutes = (*(self.quiet or ()), self.at_minute)
        if not all(0 <= minute < 1440 for minute in minutes):
            raise ValueError("a minute of the day is 0 to 1439")
        if self.quiet and self.quiet[0] == self.quiet[1]:
            raise ValueError("quiet hours begin and end at different times")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("days are some of 0 (Monday) to 6 (Sunday)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat as the desk knows it. `first` is the language a reader of both has open; the other is folded."""

    id: ChatId
    telegram_id: int
    thread: int = 0
    kind: ChatKind = ChatKind.PRIVATE
    state: ChatState = ChatState.ACTIVE
    language: ReaderLanguage = ReaderLanguage.KO
    first: Language = Language.KO
    profile: Profile = Profile()
    muted_until: datetime | None = None  # until then it gets nothing new; what comes meanwhile is not made up for
    mentions: bool = False  # it also gets what only mentions its regions

    @property
    def interface(self) -> Language:
        """Give the language in which the bot talks to this chat."""
        return self.first if self.language is ReaderLanguage.BOTH else Language(self.language.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What a person asked for: a region and a topic (0 means any), or a saved search; minus the excluded regions.

    A saved search has its `query` and, once it is stored, its number `search`: the same for all who saved the same.
    """

    id: int = 0
    region: RegionId = ANY_REGION
    topic: TopicId = ANY_TOPIC
    excludes: tuple[RegionId, ...] = ()
    query: str = ""
    search: int = 0

    @property
    def key(self) -> int:
        """Give the match key: a briefing that has it is one this interest asks for."""
        return search_key(self.search) if self.query else subscription_key(self.region, self.topic)


def subscription_key(region: RegionId, topic: TopicId) -> int:
    """Give the match key of a region and a topic; topics stay below 64 for ever."""
    return int(region) * 64 + int(topic)


def mention_key(key: int) -> int:
    """Give, for the match key of a region and a topic, the one of briefings that only mention the region."""
    return key + _MENTIONED


def search_key(search: int) -> int:
    """Give the match key of a saved search: below 0, where no region and topic has one."""
    return -search
