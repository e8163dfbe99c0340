"""What is kept about a chat, for whoever asks; and forgetting all of it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from jobs.model import BriefingId, ChatId
from jobs.store.chat_rows import topics_of
from jobs.store.engine import Database
from jobs.store.tables import chat, delivery, interest, kept_query, subscription
from jobs.store.writing_tables import complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept about a chat beside its settings and interests.

    `searches`: those that buttons point to; `wrong`: the briefings whose summary it said was wrong.
    """

    met_at: datetime
    sent: int
    searches: tuple[str, ...]
    wrong: tuple[BriefingId, ...]


class Personal:
    """The transactions of a person's right to know and to be forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept(self, chat_id: ChatId) -> Kept:
        """Give what is kept about a chat."""
        mine = sa.select(kept_query.c.text).where(kept_query.c.chat_id == chat_id).order_by(kept_query.c.kept_at)
        wrong = sa.select(complaint.c.briefing_id).where(complaint.c.chat_id == chat_id).order_by(complaint.c.at)
        sent = sa.select(sa.func.count()).where(delivery.c.chat_id == chat_id, delivery.c.message_id.is_not(None))
        with self._database.reading() as connection:
            return Kept(
                met_at=connection.execute(sa.select(chat.c.met_at).where(chat.c.id == chat_id)).scalar_one(),
                sent=connection.execute(sent).scalar_one(),
                searches=tuple(connection.execute(mine).scalars()),
                wrong=tuple(map(BriefingId, connection.execute(wrong).scalars())),
            )

    def forget(self, telegram_id: int) -> bool:
        """Delete every row about a chat, in all its topics; False where there was none.

        What is on its way to it at this moment may still arrive; nothing is written down of it.
        """
        with self._database.writing() as connection:
            ids = connection.execute(topics_of(telegram_id)).scalars().all()
            for table in (delivery, subscription, kept_query, interest):
                connection.execute(table.delete().where(table.c.chat_id.in_(ids)))
            connection.execute(chat.delete().where(chat.c.id.in_(ids)))
            return bool(ids)
