"""The desk's mouth and ears at Telegram: one method an act, every failure a typed SendError.

SendError
├── RetryLater        429, 5xx, no connection        later
├── SendUncertain     broken after writing           it may have arrived
├── ChatGone          blocked, kicked, no rights     the chat rests
│   └── TopicClosed   the forum topic is closed      the chat rests in this topic
├── ChatMoved         now a supergroup               the chat gets its new id
├── ThreadGone        forum topic deleted            main thread from now on
├── MessageRejected   the content is at fault        once as plain text
│   └── MessageGone   nothing there to be changed    left alone
└── Unauthorised      the token is refused           the program stops

`prepare` writes a message's body once; `post` only puts the chat in front: that is the bulk lane.
"""

import json
import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from telegram import Bot, BotCommand, InputFile
from telegram.error import TelegramError
from yarl import URL

from bot.message import Attachment, Buttons, Message
from bot.transport import AiohttpRequest, Refused
from jobs.errors import RetryLater
from jobs.model import Chat

T = TypeVar("T")
Raw = Mapping[str, object]
"""One object of the Bot API as it came over the wire."""

HEARD = ("message", "channel_post", "callback_query", "my_chat_member", "inline_query")
"""The kinds of updates asked for."""

_MESSAGE_ID = re.compile(rb'\s*\{"ok":\s*true,\s*"result":\s*\{"message_id":\s*(\d+)')


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message ready for any chat: the JSON body after its chat."""

    tail: bytes

    def addressed(self, chat: Chat, *, reply_to: int | None = None, paid: bool = False) -> bytes:
        """Give the whole body for this chat; where the message replied to is gone, it stands alone."""
        thread = f'"message_thread_id":{chat.thread},' if chat.thread else ""
        reply = ""
        if reply_to is not None:
            reply = f'"reply_parameters":{{"message_id":{reply_to},"allow_sending_without_reply":true}},'
        price = '"allow_paid_broadcast":true,' if paid else ""
        return f'{{"chat_id":{chat.telegram_id},{thread}{reply}{price}'.encode() + self.tail

    def over(self, chat: Chat, message_id: int) -> bytes:
        """Give the whole body that makes a message of this chat read so."""
        return f'{{"chat_id":{chat.telegram_id},"message_id":{message_id},'.encode() + self.tail


def prepare(message: Message, *, plain: bool = False, silent: bool = False) -> Envelope:
    """Write the body of a message once, for every chat it goes to; `plain` leaves the markup out."""
    sound = {"disable_notification": True} if silent or message.silent else {}
    return Envelope(_json(_face(message, plain=plain) | sound)[1:])


class TelegramClient:
    """Talks to one bot's account. Open it with `async with`."""

    def __init__(
        self,
        token: str,
        *,
        api_base_url: str = "https://api.telegram.org",
        request: AiohttpRequest | None = None,
        paid_broadcast: bool = False,
    ) -> None:
        self._paid = paid_broadcast
        base = api_base_url.rstrip("/")
        self._prefix = f"{base}/bot{token}/"
        self._request = request or AiohttpRequest()
        self._send_message = self._url("sendMessage")
        self._edit_message = self._url("editMessageText")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._request.shutdown()

    # ── saying ───────────────────────────────────────────────────────────────────────────────────

    async def send(self, chat: Chat, message: Message, *, plain: bool = False) -> int:
        """Send a message and give its id."""
        return await self.post(chat, prepare(message, plain=plain))

    async def post(self, chat: Chat, envelope: Envelope, *, reply_to: int | None = None, bulk: bool = False) -> int:
        """Send a prepared message and give its id; bulk is paid for where the settings say so, an answer never."""
        body = envelope.addressed(chat, reply_to=reply_to, paid=bulk and self._paid)
        answer = await self._request.exchange(self._send_message, body)
        found = _MESSAGE_ID.match(answer)
        if found:
            return int(found[1])
        sent = _result(answer)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        return number if isinstance(number, int) else 0

    async def send_file(self, chat: Chat, attachment: Attachment) -> int:
        """Send a file and give its message's id."""
        name = "".join(character for character in attachment.name if character.isprintable())
        document = InputFile(attachment.content, filename=name)
        sent = await _asked(
            self._bot.send_document(
                chat.telegram_id,
                document,
                caption=attachment.caption or None,
                message_thread_id=chat.thread or None,
            )
        )
        return sent.message_id

    async def edit(self, chat: Chat, message_id: int, message: Message, *, plain: bool = False) -> None:
        """Make a sent message read as this one; that it reads so already is success."""
        await self.change(chat, message_id, Envelope(_json(_face(message, plain=plain))[1:]))

    async def change(self, chat: Chat, message_id: int, face: Envelope) -> None:
        """Make a sent message read as this prepared one; that it reads so already is success."""
        await self._request.exchange(self._edit_message, face.over(chat, message_id))

    async def delete(self, chat: Chat, message_id: int) -> None:
        """Take a message out of its chat."""
        await self._call("deleteMessage", {"chat_id": chat.telegram_id, "message_id": message_id})

    async def edit_buttons(self, chat: Chat, message_id: int, buttons: Buttons) -> None:
        """Give a sent message these buttons."""
        target = {"chat_id": chat.telegram_id, "message_id": message_id}
        await self._call("editMessageReplyMarkup", target | {"reply_markup": _keyboard(buttons)})

    async def answer_tap(self, tap_id: str, text: str | None = None, *, alert: bool = False) -> None:
        """End the tap's waiting, with a short text or none; one too old to answer is success."""
        said: dict[str, object] = {"text": text[:200], "show_alert": alert} if text else {}
        await self._call("answerCallbackQuery", {"callback_query_id": tap_id} | said)

    async def answer_inline(self, query_id: str, found: Mapping[str, object]) -> None:
        """Show the list of answers to an inline query; one too old to answer is success."""
        await self._call("answerInlineQuery", {"inline_query_id": query_id, **found})

    # ── hearing ──────────────────────────────────────────────────────────────────────────────────

    async def get_updates(self, offset: int, timeout_s: int) -> list[Raw]:
        """Wait up to `timeout_s` for updates from `offset` on and give them unread.

        Raises RetryLater when another poller holds the account (409).
        """
        asked = {"offset": offset, "timeout": timeout_s, "allowed_updates": HEARD}
        found = await self._call("getUpdates", asked, read_timeout_s=timeout_s + 10)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def administrators(self, chat: Chat) -> frozenset[int]:
        """Give the user ids of a group's or channel's administrators."""
        members = await _asked(self._bot.get_chat_administrators(chat.telegram_id))
        return frozenset(member.user.id for member in members)

    # ── the account ──────────────────────────────────────────────────────────────────────────────

    async def get_me(self) -> str:
        """Give the bot's own username, without the @."""
        me = await self._call("getMe", {})
        name = me.get("username") if isinstance(me, dict) else None
        return name if isinstance(name, str) else ""

    async def delete_webhook(self) -> None:
        """Let getUpdates work: Telegram gives updates to a webhook or to a poller, never to both."""
        await self._call("deleteWebhook", {})

    async def set_menus(self, menus: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Set the command menu of each language code; the code "" is everyone else's."""
        for code, entries in menus.items():
            commands = [BotCommand(command, description) for command, description in entries]
            await _asked(self._bot.set_my_commands(commands, language_code=code or None))

    async def introduce(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """Set what people read before they start, and the line below the name, by language code; "" is everyone else's.

        Telegram lets these be set rarely, so only what is not said yet is set.
        """
        for code, (about, line) in texts.items():
            language = code or None
            said = await _asked(self._bot.get_my_description(language_code=language))
            if said.description != about:
                await _asked(self._bot.set_my_description(about, language_code=language))
            short = await _asked(self._bot.get_my_short_description(language_code=language))
            if short.short_description != line:
                await _asked(self._bot.set_my_short_description(line, language_code=language))

    async def _call(self, method: str, body: Mapping[str, object], *, read_timeout_s: float | None = None) -> object:
        answer = await self._request.exchange(self._url(method), _json(body), read_timeout_s=read_timeout_s)
        return _result(answer)

    def _url(self, method: str) -> URL:
        return URL(self._prefix + method, encoded=True)


async def _asked(call: Awaitable[T]) -> T:
    """Give what python-telegram-bot gives; its failures become ours."""
    try:
        return await call
    except Refused as error:
        verdict = error.verdict
    except TelegramError as error:
        verdict = RetryLater(1.0, f"answer not understood ({type(error).__name__})")
    raise verdict


def _result(answer: bytes) -> object:
    try:
        return AiohttpRequest.parse_json_payload(answer).get("result")
    except Refused as error:
        verdict = error.verdict
    raise verdict


def _face(message: Message, *, plain: bool) -> dict[str, object]:
    """Give what a message shows: the part that an edit can change."""
    face: dict[str, object] = {"text": message.plain} if plain else {"text": message.html, "parse_mode": "HTML"}
    face["link_preview_options"] = {"is_disabled": True}
    if message.buttons:
        face["reply_markup"] = _keyboard(message.buttons)
    return face


def _keyboard(buttons: Buttons) -> dict[str, object]:
    rows = [
        [
            {"text": one.label, "url": one.url} if one.url else {"text": one.label, "callback_data": one.action}
            for one in row
        ]
        for row in buttons
    ]
    return {"inline_keyboard": rows}


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
