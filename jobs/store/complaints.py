"""Readers who say that a summary is wrong: once a chat and briefing, told to the owners as a dispatch."""

from datetime import datetime

from jobs.model import BriefingId, ChatId, DispatchKind
from jobs.store.dispatches import write_dispatch
from jobs.store.engine import Database
from jobs.store.writing_tables import complaint


class Complaints:
    """The transactions of complaints."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, briefing_id: BriefingId, chat_id: ChatId, text: str, now: datetime) -> bool:
        """Write down that a chat finds the summary wrong, and let the owners know with the text it had.

        False, and nothing is written, where this chat has said so of this briefing before.
        """
        row = {"briefing_id": briefing_id, "chat_id": chat_id, "at": now}
        with self._database.writing() as connection:
            made = connection.execute(self._database.insert(complaint).values(**row).on_conflict_do_nothing())
            if made.rowcount:
                write_dispatch(connection, DispatchKind.COMPLAINT, briefing_id, now=now, payload={"text": text})
            return bool(made.rowcount)
