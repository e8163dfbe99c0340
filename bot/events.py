"""Logs are events with fields: `delivery.later chat_id=7 reason='…'`. Never a token, never the text of a message."""

import logging
import sys

_USUAL = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class EventFormatter(logging.Formatter):
    """Writes an event's name and its extra fields on one line, a traceback below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — logging's own name
        """Give the line of one event."""
        fields = {name: value for name, value in record.__dict__.items() if name not in _USUAL and value is not None}
        return " ".join([super().formatMessage(record), *(f"{name}={value!r}" for name, value in fields.items())])


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send events to standard error; the libraries' own chatter stays out."""
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(EventFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level, handlers=[out], force=True)
    for chatty in ("alembic", "aiohttp", "telegram", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every tick that waits for the one before
