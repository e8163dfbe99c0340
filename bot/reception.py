"""The reception: each thing a person did becomes what the desk says, or what is remembered of their chat."""

import asyncio
import logging
from dataclasses import replace
from typing import assert_never

from prometheus_client import Counter

from bot.administrators import Administrators
from bot.answering import Answering
from bot.message import Answer, Request, RequestKind
from bot.pacing import Flood
from bot.telegram_client import TelegramClient
from bot.updates import Asked, Heard, Migrated, Said, Standing, Tapped
from bot.voices import Voices
from jobs.errors import Unauthorised
from jobs.model import Chat, ChatState, Clock
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

ANSWER_S = 30.0  # a command that takes longer is ended and excused

FAILURES = Counter("sosik_intake_failures", "Errors of ours in answering: each has a traceback in the log")


class Reception:
    """Acts on one event at a time, for whoever has put them in order."""

    def __init__(  # noqa: PLR0913 — all by keyword: what intake was given
        self,
        *,
        store: Store,
        lanes: Lanes,
        client: TelegramClient,
        answering: Answering,
        voices: Voices,
        answer_s: float,
        clock: Clock,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._client = client
        self._answering = answering
        self._voices = voices
        self._answer_s = answer_s
        self._clock = clock
        self._flood = Flood()
        self._administrators = Administrators(client)

    async def act(self, heard: Heard) -> None:
        """Do what an event asks for. Raises Unauthorised, and SendError where an answer could not be given."""
        match heard.event:
            case Migrated():
                await self._lanes.write(self._store.chats.move, heard.event.old_id, heard.event.new_id)
            case Standing():
                await self._stand(heard, heard.event)
            case Said() | Tapped():
                await self._reply(heard, heard.event)
            case Asked():
                if (found := await self._voices.look_up(heard.event, heard.language)) is not None:
                    await self._client.answer_inline(heard.event.query_id, found)
            case _:
                assert_never(heard.event)

    async def _stand(self, heard: Heard, event: Standing) -> None:
        chat = await self._meet(heard)
        if event.welcome:
            await self._lanes.write(self._store.chats.wake_everywhere, chat.telegram_id)
        else:
            await self._lanes.write(self._store.chats.rest_everywhere, chat.telegram_id, event.reason)

    async def _reply(self, heard: Heard, event: Said | Tapped) -> None:
        chat = await self._meet(heard)
        if chat.state is ChatState.RESTING:
            await self._lanes.write(self._store.chats.wake, chat.id)
            chat = replace(chat, state=ChatState.ACTIVE)
        admission = self._flood.admit(event.sender_id, asyncio.get_running_loop().time())
        tap_id = event.tap_id if isinstance(event, Tapped) else None
        if not admission.acts:
            say = (self._voices.slower(chat),) if admission.tell else ()
            await self._answering.perform(chat, Answer(say=say), tap_id=tap_id)
            return
        answer = await self._answer(chat, event)
        await self._answering.perform(chat, answer, tap_id=tap_id, message_id=event.message_id)

    async def _answer(self, chat: Chat, event: Said | Tapped) -> Answer:
        """Give the desk's answer; where the desk fails, its excuse."""
        try:
            async with asyncio.timeout(self._answer_s):
                return await self._voices.answer(await self._request(chat, event))
        except Unauthorised:
            raise
        except Exception:  # the outermost frame of one command: the person is told, we read the log
            logger.exception("intake.command_failed", extra={"chat_id": chat.id})
            FAILURES.inc()
            return Answer(say=(self._voices.sorry(chat),))

    async def _request(self, chat: Chat, event: Said | Tapped) -> Request:
        return Request(
            chat=chat,
            kind=RequestKind.TAP if isinstance(event, Tapped) else RequestKind.TEXT,
            text=event.text,
            now=self._clock(),
            sender_id=event.sender_id,
            may_change=await self._administrators.may_change(chat, event.sender_id, trusted=event.trusted),
            message_id=event.message_id,
            reply_to=event.reply_to,
            reply_text=event.reply_text,
            pasted_urls=event.urls,
        )

    async def _meet(self, heard: Heard) -> Chat:
        known = await self._lanes.read(self._store.chats.get, heard.telegram_id, thread=heard.thread)
        if known is not None:
            return known
        return await self._lanes.write(
            self._store.chats.meet,
            heard.telegram_id,
            now=self._clock(),
            thread=heard.thread,
            kind=heard.kind,
            language=heard.reads,
            first=heard.language,
        )
