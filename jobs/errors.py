"""The errors of Sosik. A class exists only where some caller does something different.

SosikError
├── SettingsError            the configuration cannot be used: names the key; the program does not start
├── DocumentUnreadable       a file given on the command line cannot be opened: the others are still read
├── StoreError
│   └── StoreLocked          another process writes to this database: names its pid
├── FetchError               a poll failed; the source backs off
│   └── FetchRefused         our own rules forbid the address, the size or the port; not tried again by itself
├── SourceError              the answer is not what the source's kind reads (soft block, broken feed)
│   └── SourceDrift          the page is another one than the selectors were written for: pushes stop
├── NotUnderstood            a fault of ours met one briefing: it is put aside and tried again, the others go on
├── BackendError             a backend wrote nothing (jobs/summary/writers/task.py); the next one is asked
│   ├── BackendLater         it is busy, too slow or out of reach: asked once more, then again later
│   └── NothingToWrite       too little in the text: not counted against it
├── ModelUnavailable         a model cannot be fetched (jobs/summary/writers/library.py): the verb ends
└── SendError                see bot/telegram_client.py: later, gone, moved, topic lost, rejected, ambiguous
    ├── RetryLater           429, 5xx or no connection: the message is due again later
    ├── SendUncertain        the connection broke after the request was written: it may have arrived
    ├── ChatGone             the reader blocked the bot or the chat is closed to it
    │   └── TopicClosed      only this forum topic is: the chat's others go on
    ├── ChatMoved            the group became a supergroup
    ├── ThreadGone           the forum topic does not exist any more
    ├── MessageRejected      the content is at fault, not the chat
    │   └── MessageGone      what is to be changed or deleted is not there: nothing is left to do
    └── Unauthorised         the token is refused: sending stops
"""

from jobs.model import Drift


class SosikError(Exception):
    """Something Sosik knows how to say in one line."""


class SettingsError(SosikError):
    """The configuration cannot be used."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


class DocumentUnreadable(SosikError):
    """The file cannot be opened."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class StoreError(SosikError):
    """The database cannot be used."""


class StoreLocked(StoreError):
    """Another process writes to this database."""

    def __init__(self, path: str, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path}: {holder} is writing to it; stop that one first")
        self.pid = pid


class FetchError(SosikError):
    """A page could not be fetched."""

    def __init__(self, url: str, reason: str, *, status: int | None = None, retry_after_s: float | None = None):
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s


class FetchRefused(FetchError):
    """Our own rules forbid fetching this."""


class NotUnderstood(SosikError):
    """Tagging, summarising or splitting one briefing failed, as it never should."""


class SourceError(SosikError):
    """A source's answer is not what its kind reads."""


class SourceDrift(SourceError):
    """A board's page is not the one its selectors were written for."""

    def __init__(self, drift: Drift) -> None:
        super().__init__(str(drift))
        self.drift = drift


class SendError(SosikError):
    """A message could not be sent."""


class RetryLater(SendError):
    """Telegram asks to wait, or could not be reached."""

    def __init__(self, after_s: float, reason: str, *, limited: bool = False) -> None:
        super().__init__(reason)
        self.after_s = after_s
        self.limited = limited  # a 429, not a failure


class SendUncertain(SendError):
    """The message may or may not have arrived."""


class ChatGone(SendError):
    """The reader blocked the bot or left the chat."""


class TopicClosed(ChatGone):
    """The forum topic is closed to the bot; the others may be open."""


class ChatMoved(SendError):
    """The group lives on under another id."""

    def __init__(self, telegram_id: int) -> None:
        super().__init__(f"moved to {telegram_id}")
        self.telegram_id = telegram_id


class ThreadGone(SendError):
    """The forum topic does not exist any more."""


class MessageRejected(SendError):
    """Telegram refuses the content of the message."""


class MessageGone(MessageRejected):
    """The message that is to be changed or deleted is not there, or was never ours to change."""


class Unauthorised(SendError):
    """Telegram refuses the token."""
