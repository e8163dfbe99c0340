"""The delivery end of the product for flow tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from prometheus_client import REGISTRY

from bot.delivery import Deliverer
from bot.message import Message
from bot.pacing import Pacing
from bot.sandbox import Sandbox
from bot.telegram_client import TelegramClient
from bot.writing import Letters
from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    BriefingId,
    Chat,
    ChatKind,
    Edition,
    Interest,
    RegionId,
    TopicId,
    subscription_key,
)
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.store.tables import delivery as delivery_table
from tests.fakes import publish
from tests.flow.wire import People, until

EVERYTHING = Interest(region=ANY_REGION, topic=ANY_TOPIC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def text(words: str) -> Message:
    return Message(html=f"<b>{words}</b>", plain=f"{words} (plain)")


def say_the_title(edition: Edition, chat: Chat) -> Message:
    return text(f"{edition.briefing.title} {chat.interface.value}")


def some_letters(**changed: Callable[..., Message | None]) -> Letters:
    """Give letters short enough to compare."""
    letters: dict[str, Callable[..., Message | None]] = {
        "alert": say_the_title,
        "corrected": lambda edition, chat, _: text(f"corrected: {edition.briefing.title} {chat.interface.value}"),
        "correction_note": lambda changes, *_: text("what changed") if changes.figures else None,
        "recalled": lambda edition, _, reason: text(f"recalled: {edition.briefing.title} ({reason})"),
        "digest": lambda editions, *_: text("; ".join(one.briefing.title for one in editions)) if editions else None,
        "flood": lambda editions, *_: text("at once: " + "; ".join(one.briefing.title for one in editions)),
        "source": lambda told, _: text(f"{told.source_id} {told.status}: {told.drift or told.answered}"),
        "preview": lambda held, _: text(f"preview: {held.edition.briefing.title} to {held.audience}"),
        "complaint": lambda edition, _, said: text(f"complaint: {edition.briefing.title}: {said}"),
        "topic_lost": lambda _: text("the topic is gone"),
    }
    return Letters(**(letters | changed))  # type: ignore[arg-type]


def failures() -> float:
    return REGISTRY.get_sample_value("sosik_delivery_failures_total") or 0.0


class Line:
    """The delivery end of the product: store, deliverer and a Telegram with people in it."""

    def __init__(self, store: Store, sandbox: Sandbox, people: People, client: TelegramClient) -> None:
        self.store = store
        self.lanes = Lanes()
        self.sandbox = sandbox
        self.people = people
        self.client = client
        self.pacing = Pacing(rate_per_s=10_000, private_every_s=0)
        self.stop = asyncio.Event()

    def deliverer(self, **changed: object) -> Deliverer:
        parts = {
            "store": self.store,
            "lanes": self.lanes,
            "client": self.client,
            "pacing": self.pacing,
            "letters": some_letters(),
            "clock": utc_now,
        } | changed
        return Deliverer(**parts)  # type: ignore[arg-type]

    @asynccontextmanager
    async def delivering(self, **changed: object) -> AsyncIterator[Deliverer]:
        """Deliver within the block, then stop as SIGTERM does."""
        deliverer = self.deliverer(**changed)
        running = asyncio.create_task(deliverer.run(self.stop))
        try:
            yield deliverer
        finally:
            self.stop.set()
            async with asyncio.timeout(10):
                await running
            self.stop.clear()

    async def reader(self, kind: ChatKind = ChatKind.PRIVATE, *, thread: int = 0, **wish: object) -> Chat:
        """Let somebody join and subscribe to everything."""
        telegram_id = await self.people.join(kind.value, **wish)
        return self.subscribed(telegram_id, kind, thread=thread)

    def subscribed(self, telegram_id: int, kind: ChatKind, *, thread: int = 0) -> Chat:
        chat = self.store.chats.meet(telegram_id, now=utc_now(), thread=thread, kind=kind)
        self.store.chats.subscribe(chat.id, [EVERYTHING], utc_now())
        return chat

    def publish(self, key: str = "id:1") -> BriefingId:
        """Announce a briefing and fan it out."""
        published = publish(self.store, key, subscription_key(RegionId(0), TopicId(0)))
        self.fan_out()
        return published

    def fan_out(self) -> None:
        """Write every delivery that waits to be written."""
        while self.store.outbox.expand(now=utc_now()) is not None:
            pass

    def waits(self, number: int) -> bool:
        """Tell whether so many deliveries are to be tried again later."""
        due = self.store.outbox.next_due()
        return self.counts() == {"due": number} and due is not None and due > utc_now()

    def counts(self) -> dict[str, int]:
        return self.store.outbox.counts()

    def row(self, chat: Chat) -> sa.Row[tuple[object, ...]]:
        mine = sa.select(delivery_table).where(delivery_table.c.chat_id == chat.id)
        with self.store._database.reading() as connection:
            return connection.execute(mine).one()

    def postpone_nothing(self) -> None:
        """Let the time pass for which deliveries wait."""
        with self.store._database.writing() as connection:
            connection.execute(delivery_table.update().values(not_before=utc_now()))

    async def sent(self, number: int = 1) -> None:
        await until(lambda: self.counts().get("sent", 0) == number, f"{number} sent; {self.counts()}")
