"""What a person may want, as values: `plain_words` and `timing_words` read them out of a text, the commands do them."""

from dataclasses import dataclass
from enum import StrEnum

from jobs.model import Interest, ReaderLanguage, RegionId


class Period(StrEnum):
    """A stretch of days people ask about."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"


class Sight(StrEnum):
    """What a person wants to see."""

    REFERENCES = "references"
    WHY = "why"
    RELATED = "related"
    FULL = "full"
    MINE = "mine"
    HELP = "help"
    START = "start"
    SETTINGS = "settings"
    WHEN = "when"
    DATA = "data"
    FORGET = "forget"
    PRIVACY = "privacy"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """Get these; `only`: instead of wider ones that hold them; not `plainly`: the words may mean something narrower."""

    interests: tuple[Interest, ...]
    only: bool = False
    plainly: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """Do not get these any more."""

    interests: tuple[Interest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """Leave these regions out of what comes."""

    regions: tuple[RegionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Send nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Send again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show something of the briefing meant, or of the person's own; `which` is a short id, if one was written."""

    sight: Sight
    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """Use this language; as a reply to an alert: show that one in it."""

    language: ReaderLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """Show the newest, of these interests (none: their own), of this period (none: any)."""

    interests: tuple[Interest, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Show the briefing at this address."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Search this; `other` is the other reading, to be offered; `bare`: nothing but names of regions and topics."""

    text: str
    other: "Act | None" = None
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Send everything in one message on these days at this minute; None: as it is, else on weekdays, at 08:00."""

    days: frozenset[int] | None = None
    at_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsTheyCome:
    """Send each briefing when it comes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Send nothing between these minutes of the day; None: at any hour."""

    hours: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Send nothing for so long, or until a day (a weekday, so many days ahead, a date) or an hour; `off`: send again.

    `through`: that day is still quiet (`금요일까지`), else it is not (`until Friday`).
    """

    seconds: int | None = None
    weekday: int | None = None
    ahead: int | None = None
    date: tuple[int | None, int, int] | None = None
    minute: int | None = None
    through: bool = False
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """My clock is that of this place."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """It is this minute of the day here; not `exact`: in the morning or in the evening."""

    minute: int
    exact: bool = True


Act = Subscribe | Unsubscribe | Exclude | Stop
"""What changes something."""
Timing = Gather | AsTheyCome | Quiet | Mute | Zone | LocalTime
"""When it is sent."""
Intent = Act | Timing | Wake | Show | Speak | Latest | Open | Search
