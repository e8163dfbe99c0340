"""Ids, languages and rights: the words every other module of the model uses."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NewType

BriefingId = NewType("BriefingId", int)

ChatId = NewType("ChatId", int)

DispatchId = NewType("DispatchId", int)

RegionId = NewType("RegionId", int)

TopicId = NewType("TopicId", int)

ANY_REGION = RegionId(0)

ANY_TOPIC = TopicId(0)

Clock = Callable[[], datetime]
"""Gives the time, aware and UTC: whoever decides by it is handed one."""

TAGGED_CHARACTERS = 20_000

"""Tags and summaries look at this many first characters of a document; the record keeps all."""


class Language(StrEnum):
    """A language Sosik speaks and reads."""

    KO = "ko"
    EN = "en"

    @property
    def other(self) -> "Language":
        """Give the other one: the side that is folded, or put beside."""
        return Language.EN if self is Language.KO else Language.KO


class Rights(StrEnum):
    """What of a source's text may be pushed; each includes the ones before it."""

    LINK = "link"  # title, facts, link
    HEADINGS = "headings"  # and its headings
    QUOTES = "quotes"  # and up to 300 characters of quoted sentences
    FULL = "full"
