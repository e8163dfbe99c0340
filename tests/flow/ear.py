"""The listening end of the product for flow tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.answering import Answering
from bot.intake import Intake
from bot.message import Answer, Button, Message, Request
from bot.pacing import Pacing
from bot.precedence import Precedence
from bot.reception import ANSWER_S
from bot.sandbox import Sandbox
from bot.telegram_client import TelegramClient
from bot.voices import LookUp, Voices, nothing_found
from jobs.model import Chat, ChatState, Language
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.flow.wire import People, until

USERNAME = "sosik_sandbox_bot"
Voice = Callable[[Request], Awaitable[Answer]]


def utc_now() -> datetime:
    return datetime.now(UTC)


def text(words: str, *labels: str) -> Message:
    buttons = tuple((Button(label=label, action=label),) for label in labels)
    return Message(html=words, plain=words, buttons=buttons)


def say(*words: str) -> Answer:
    return Answer(say=tuple(text(one) for one in words))


def sorry(chat: Chat) -> Message:
    return text("죄송해요" if chat.interface is Language.KO else "Sorry")


class Ear:
    """The listening end of the product: store, intake and a Telegram with people in it."""

    def __init__(self, store: Store, sandbox: Sandbox, people: People, client: TelegramClient) -> None:
        self.store = store
        self.lanes = Lanes()
        self.sandbox = sandbox
        self.people = people
        self.client = client
        self.requests: list[Request] = []
        self.stop = asyncio.Event()
        self.precedence = Precedence()

    async def echo(self, request: Request) -> Answer:
        return say(f"{request.text}!")

    def answering(self, *, pacing: Pacing | None = None, mouth: TelegramClient | None = None) -> Answering:
        return Answering(
            client=mouth or self.client,
            pacing=pacing or Pacing(rate_per_s=10_000, private_every_s=0),
            store=self.store,
            lanes=self.lanes,
        )

    def intake(
        self,
        voice: Voice | None = None,
        *,
        answering: Answering | None = None,
        answer_s: float = ANSWER_S,
        drain_s: float = 5.0,
        look_up: LookUp = nothing_found,
    ) -> Intake:
        async def answer(request: Request) -> Answer:
            self.requests.append(request)
            return await (voice or self.echo)(request)

        return Intake(
            store=self.store,
            lanes=self.lanes,
            client=self.client,
            answering=answering or self.answering(),
            voices=Voices(answer=answer, sorry=sorry, slower=lambda _: text("천천히 말해 주세요"), look_up=look_up),
            precedence=self.precedence,
            username=USERNAME,
            answer_s=answer_s,
            drain_s=drain_s,
            clock=utc_now,
        )

    @asynccontextmanager
    async def listening(
        self,
        voice: Voice | None = None,
        *,
        pacing: Pacing | None = None,
        answer_s: float = ANSWER_S,
        look_up: LookUp = nothing_found,
    ) -> AsyncIterator[None]:
        """Listen within the block, then stop as SIGTERM does."""
        intake = self.intake(voice, answering=self.answering(pacing=pacing), answer_s=answer_s, look_up=look_up)
        running = asyncio.create_task(intake.run(self.stop))
        try:
            yield
        finally:
            self.stop.set()
            async with asyncio.timeout(10):
                await running
            self.stop.clear()

    async def die_over(self, *texts: str) -> None:
        """Listen until each of these is being answered, then end as a process does that dies over them.

        Anything else is answered.
        """
        begun = len(self.requests)

        async def voice(request: Request) -> Answer:
            if request.text in texts:
                await asyncio.Event().wait()
            return await self.echo(request)

        dying = asyncio.create_task(self.intake(voice, drain_s=0).run(asyncio.Event()))
        await until(lambda: {*texts} <= {one.text for one in self.requests[begun:]}, f"{texts} are being answered")
        dying.cancel()
        await asyncio.wait({dying})

    async def said(self, chat_id: int, *words: str) -> None:
        """Wait until the bot said exactly this in a chat."""

        async def heard() -> bool:
            return await self.people.heard(chat_id) == list(words)

        await until(heard, f"the bot says {words}, not {await self.people.heard(chat_id)}")

    async def asked(self, number: int) -> None:
        await until(lambda: len(self.requests) >= number, f"{number} requests")

    async def post(self, chat: int, *labels: str) -> int:
        """Let the bot have posted a message with buttons."""
        known = self.store.chats.meet(chat, now=utc_now())
        return await self.client.send(known, text("고르세요", *labels))


def an_update(
    chat_id: int,
    words: str,
    *,
    kind: str = "private",
    update_id: int | None = None,
    sender_id: int = 5_005,
    **more: object,
) -> dict[str, object]:
    chat = {"id": chat_id, "type": kind} | ({"first_name": "R"} if kind == "private" else {"title": "G"})
    message: dict[str, object] = {
        "message_id": 900,
        "date": 1_770_000_000,
        "chat": chat,
        "from": {"id": sender_id, "is_bot": False, "first_name": "R"},
        "text": words,
    }
    update: dict[str, object] = {"message": message | more}
    return update if update_id is None else {"update_id": update_id} | update


def state_of(ear: Ear, chat_id: int) -> ChatState | None:
    chat = ear.store.chats.get(chat_id)
    return chat.state if chat else None


async def has_messages(ear: Ear, chat_id: int, number: int) -> bool:
    return len(await ear.people.messages(chat_id)) >= number


def waits_for_updates(ear: Ear) -> bool:
    return ear.sandbox.world.updates._waiter is not None


def polls(ear: Ear) -> int:
    return sum(call.method.lower() == "getupdates" for call in ear.sandbox.world.journal.calls)


async def labels_of(ear: Ear, chat_id: int, label: str) -> bool:
    (message,) = await ear.people.messages(chat_id)
    return bool(message["reply_markup"]["inline_keyboard"][0][0]["text"] == label)
