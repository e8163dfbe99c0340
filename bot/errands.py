"""What is to be done at Telegram for one delivery, and how it is done: a message sent, corrected or taken back.

| errand | done by | where it cannot be done |
|---|---|---|
| Post | sendMessage | see `outcomes` |
| Correct | editMessageText, then a reply with old and new where figures, dates or names changed | dropped |
| TakeBack | deleteMessage of every message | edited to the notice; gone already: as good as done |

Each can be begun again after any of its calls: what was changed already stays as it is.
"""

from dataclasses import dataclass

from bot.message import Message
from bot.pacing import Pacing
from bot.telegram_client import Envelope, TelegramClient
from bot.turns import take_turn
from jobs.errors import MessageGone, MessageRejected
from jobs.model import Chat, ChatKind, Delivery, Dropped, Outcome, Sent

PATIENCE_S = 5.0  # a chat whose turn is farther away gives its place in the window back


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A new message. `revision` is what it shows of its briefing."""

    envelope: Envelope
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """The new face of the message that the chat has, and the reply that says what changed."""

    face: Envelope
    note: Envelope | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """The notice that takes the place of what cannot be deleted."""

    notice: Envelope


Errand = Post | Correct | TakeBack


class Runner:
    """Does errands. The turn for an errand's first call is its caller's to take; it takes those for the others."""

    def __init__(self, client: TelegramClient, pacing: Pacing) -> None:
        self._client = client
        self._pacing = pacing

    async def run(self, delivery: Delivery, errand: Errand) -> Outcome:
        """Do it and say what became of it. Raises SendError."""
        match errand:
            case Post():
                sent = await self._client.post(delivery.chat, errand.envelope, bulk=True)
                return Sent(message_id=sent, revision=errand.revision)
            case Correct():
                return await self._correct(delivery, errand)
            case TakeBack():
                return await self._take_back(delivery, errand)

    async def say(self, chat: Chat, message: Message) -> None:
        """Send a message that is no delivery when it is the chat's turn. Raises SendError."""
        await self._turn(chat)
        await self._client.send(chat, message)

    async def _correct(self, delivery: Delivery, errand: Correct) -> Outcome:
        chat, message_id = delivery.chat, delivery.message_id
        if message_id is None:
            return Dropped(reason="there is no message to correct")
        try:
            await self._client.change(chat, message_id, errand.face)
        except MessageGone as error:
            return Dropped(reason=str(error))
        if errand.note is None:
            return Sent(message_id=message_id, revision=errand.revision)
        await self._turn(chat)
        noted = await self._client.post(chat, errand.note, reply_to=message_id, bulk=True)
        return Sent(message_id=noted, revision=errand.revision)

    async def _take_back(self, delivery: Delivery, errand: TakeBack) -> Outcome:
        messages = delivery.messages or tuple(filter(None, (delivery.message_id,)))
        if not messages:
            return Dropped(reason="there is no message to take back")
        taken = []
        for number, message_id in enumerate(messages):
            if number:
                await self._turn(None)
            taken.append(await self._take_one_back(delivery.chat, message_id, errand.notice))
        if not all(taken):
            return Dropped(reason="it can be neither deleted nor changed any more")
        return Sent(message_id=messages[0])

    async def _take_one_back(self, chat: Chat, message_id: int, notice: Envelope) -> bool:
        """Delete a message, or put the notice in its place; give whether nobody reads it any more."""
        try:
            await self._client.delete(chat, message_id)
        except MessageGone:
            return True
        except MessageRejected:
            await self._turn(None)
        else:
            return True
        try:
            await self._client.change(chat, message_id, notice)
        except MessageGone:
            return False
        return True

    async def _turn(self, chat: Chat | None) -> None:
        """Wait until another call may be made; only a new message has a turn of its chat's.

        Raises RetryLater where that is too far away: then the whole errand is done again.
        """
        key = None if chat is None else chat.telegram_id
        is_group = chat is not None and chat.kind is not ChatKind.PRIVATE
        await take_turn(self._pacing, key, is_group, patience_s=PATIENCE_S)
