"""Chats and what they asked for."""

from dataclasses import dataclass
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
    """Whether a chat can be reached: `resting` keeps its preferences and gets nothing."""

    ACTIVE = "active"
    RESTING = "resting"


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

    @property
    def interface(self) -> Language:
        """Give the language in which the bot talks to this chat."""
        return self.first if self.language is ReaderLanguage.BOTH else Language(self.language.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What a person asked for: a region and a topic (0 means any), minus the excluded regions."""

    id: int = 0
    region: RegionId = ANY_REGION
    topic: TopicId = ANY_TOPIC
    excludes: tuple[RegionId, ...] = ()


def subscription_key(region: RegionId, topic: TopicId) -> int:
    """Give the match key of a region and a topic; topics stay below 64 for ever."""
    return int(region) * 64 + int(topic)
