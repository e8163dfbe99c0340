"""How an answer reaches a person: in order, before anything in bulk, and never given up at the first hurdle."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.message import Answer, Attachment, Buttons, Message
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from bot.turns import take_turn
from jobs.errors import (
    ChatGone,
    ChatMoved,
    MessageRejected,
    RetryLater,
    SendError,
    SendUncertain,
    ThreadGone,
    TopicClosed,
    Unauthorised,
)
from jobs.model import Chat, ChatKind
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

TRIES = 4
PATIENCE_S = 30.0  # who waits longer has gone: the answer is given up and logged
AGAIN_S = 1.0


class Answering:
    """Says what the desk answers."""

    def __init__(self, *, client: TelegramClient, pacing: Pacing, store: Store, lanes: Lanes) -> None:
        self._client = client
        self._pacing = pacing
        self._store = store
        self._lanes = lanes

    async def perform(self, chat: Chat, answer: Answer, *, tap_id: str | None = None, message_id: int = 0) -> None:
        """Do what the answer says: end the tap's waiting, change the tapped message, say the rest in order.

        A message that cannot be changed any more is sent anew. A chat that is gone rests. Raises Unauthorised.
        """
        try:
            if tap_id is not None:
                await self._end_tap(tap_id, answer)
            if answer.edit is not None:
                await self._change(chat, message_id, answer.edit)
            elif answer.buttons is not None:
                await self._change_buttons(chat, message_id, answer.buttons)
            for thing in answer.say:
                chat = await self._say(chat, thing)
        except Unauthorised:
            raise
        except ChatGone as error:
            logger.info("answer.gone", extra={"chat_id": chat.id, "reason": str(error)})
            if not isinstance(error, TopicClosed):
                await self._lanes.write(self._store.chats.rest_everywhere, chat.telegram_id, str(error))
        except SendError as error:
            fields = {"chat_id": chat.id, "reason": str(error), "error": type(error).__name__}
            logger.warning("answer.lost", extra=fields)

    async def _end_tap(self, tap_id: str, answer: Answer) -> None:
        """End the waiting of a tap; what fails here must not keep the rest of the answer back."""
        try:
            await self._client.answer_tap(tap_id, answer.toast, alert=answer.alert)
        except Unauthorised:
            raise
        except SendError as error:
            logger.info("answer.toast_lost", extra={"reason": str(error)})

    async def _change(self, chat: Chat, message_id: int, face: Message) -> None:
        try:
            await self._try(chat, lambda: self._client.edit(chat, message_id, face), is_new=False)
        except MessageRejected:
            await self._say(chat, face)

    async def _change_buttons(self, chat: Chat, message_id: int, buttons: Buttons) -> None:
        try:
            await self._try(chat, lambda: self._client.edit_buttons(chat, message_id, buttons), is_new=False)
        except MessageRejected as error:
            logger.info("answer.buttons_lost", extra={"chat_id": chat.id, "reason": str(error)})

    async def _say(self, chat: Chat, thing: Message | Attachment) -> Chat:
        """Say one thing and give the chat where it was said: a moved group is found under its new id."""
        plain = False
        for _ in range(TRIES):
            try:
                await self._try(chat, lambda: self._send(chat, thing, plain=plain), is_new=True)  # noqa: B023 — awaited here
            except ChatMoved as error:
                await self._lanes.write(self._store.chats.move, chat.telegram_id, error.telegram_id)
                chat = replace(chat, telegram_id=error.telegram_id, kind=ChatKind.SUPERGROUP)
            except ThreadGone:
                chat = replace(chat, thread=0)
            except MessageRejected:
                if plain or not isinstance(thing, Message):
                    raise
                plain = True
            else:
                break
        return chat

    async def _send(self, chat: Chat, thing: Message | Attachment, *, plain: bool) -> None:
        if isinstance(thing, Message):
            await self._client.send(chat, thing, plain=plain)
        else:
            await self._client.send_file(chat, thing)

    async def _try(self, chat: Chat, act: Callable[[], Awaitable[None]], *, is_new: bool) -> None:
        """Act when it is the chat's turn; wait and act again where Telegram asks for it or was out of reach."""
        for left in reversed(range(TRIES)):
            key = chat.telegram_id if is_new else None  # a change of a message has no turn of its chat's
            await take_turn(self._pacing, key, chat.kind is not ChatKind.PRIVATE, interactive=True)
            try:
                await act()
            except RetryLater as error:
                if error.limited:
                    now = asyncio.get_running_loop().time()
                    self._pacing.limited(chat.telegram_id, error.after_s, now)
                if not left or error.after_s > PATIENCE_S:
                    raise
                await asyncio.sleep(error.after_s)
            except SendUncertain:
                if left < TRIES - 1:
                    raise  # once more may repeat it, twice more would be rude
                await asyncio.sleep(AGAIN_S)
            else:
                return
