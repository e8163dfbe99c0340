"""What one of Telegram's updates says, read by itself: an update that cannot be read harms no other.

Pure: raw JSON in, a typed event out. Whose chat it is in the store, and what is done about it, is for `reception`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    Update,
)

from bot.telegram_client import Raw
from jobs.language import clean
from jobs.model import ChatKind, Language, ReaderLanguage


class UpdateUnreadable(ValueError):
    """The update is not what the Bot API describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody wrote to the bot. `trusted`: only an administrator can have written it."""

    text: str
    sender_id: int
    message_id: int
    trusted: bool = False
    reply_to: int | None = None
    reply_text: str = ""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """Somebody tapped a button below a message of the bot: `text` is what the button holds."""

    tap_id: str
    text: str
    sender_id: int
    message_id: int
    trusted: bool = False
    reply_to: int | None = None
    reply_text: str = ""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The bot was blocked, removed or silenced, or it is welcome again."""

    welcome: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The group `old_id` lives on as the supergroup `new_id`."""

    old_id: int
    new_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody typed `@bot words` in whatever chat and looks at a list of answers. `offset` asks for its next part."""

    query_id: str
    text: str
    offset: str = ""


Event = Said | Tapped | Standing | Migrated | Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An event and the chat it happened in, as Telegram knows it."""

    update_id: int
    telegram_id: int
    thread: int = 0
    kind: ChatKind
    language: Language
    event: Event

    @property
    def reads(self) -> ReaderLanguage:
        """Give the language a chat is taken to read at first sight."""
        return ReaderLanguage(self.language.value)


_SEARCHING: Final = re.compile(r"(?!/)|/(?:search|latest|related|brief|refs|why)\b", re.IGNORECASE)


def may_search(event: Event) -> bool:
    """Tell whether answering may take a search: plain words, some commands, the buttons of results, inline queries."""
    match event:
        case Said():
            return _SEARCHING.match(event.text) is not None
        case Tapped():
            return event.text.startswith("find:")
        case _:
            return isinstance(event, Asked)


def commands_first(batch: Mapping[int, Raw]) -> tuple[list[tuple[int, Raw]], list[tuple[int, Raw]]]:
    """Part updates by number into what is read at once and plain words, most of them searches, to be read later.

    To read a hundred takes tens of milliseconds. What comes of one chat after its plain words waits with them.
    """
    first: list[tuple[int, Raw]] = []
    later: list[tuple[int, Raw]] = []
    talking: set[int] = set()
    for number, raw in batch.items():
        chat, words = _place_and_words(raw)
        if chat is not None and (chat in talking or (words and not words.startswith("/"))):
            talking.add(chat)
            later.append((number, raw))
        else:
            first.append((number, raw))
    return first, later


def _place_and_words(raw: Raw) -> tuple[int | None, str]:
    """Give the chat of an update and the words said there, as far as that can be told at a glance."""
    said = raw.get("message")
    tap = raw.get("callback_query")
    holder = (
        tap.get("message") if isinstance(tap, dict) else said or raw.get("channel_post") or raw.get("my_chat_member")
    )
    chat = holder.get("chat") if isinstance(holder, dict) else None
    place = chat.get("id") if isinstance(chat, dict) else None
    words = said.get("text") if isinstance(said, dict) else None
    return place if isinstance(place, int) else None, words if isinstance(words, str) else ""


_KINDS: Final = {kind.value: kind for kind in ChatKind}
_COMMAND: Final = re.compile(r"/(\w+)(?:@(\w+))?")
_UNREADABLE = (TypeError, KeyError, ValueError, AttributeError, ArithmeticError, OSError, RecursionError)


def hear(raw: Raw, *, username: str) -> Heard | None:
    """Give what an update says to the bot called `username`, None where it says nothing to it.

    Raises UpdateUnreadable.
    """
    try:
        update = Update.de_json(dict(raw), None)
        return _heard(update, username.casefold())
    except _UNREADABLE as error:
        raise UpdateUnreadable(type(error).__name__) from error


def _heard(update: Update, username: str) -> Heard | None:
    if update.inline_query is not None:
        return _asked(update)
    event: Event | None = None
    thread = 0
    if (message := update.message or update.channel_post) is not None:
        event = _message(message, username)
        thread = _thread(message)
    elif (tap := update.callback_query) is not None:
        event = _tap(tap)
        thread = _thread(tap.message) if tap.message else 0
    elif (change := update.my_chat_member) is not None:
        event = _standing(change)
    chat = update.effective_chat
    kind = _KINDS.get(chat.type) if chat is not None else None
    if event is None or chat is None or kind is None:
        return None
    return Heard(
        update_id=_whole(update.update_id),
        telegram_id=_whole(chat.id),
        thread=thread,
        kind=kind,
        language=_language(update),
        event=event,
    )


def _asked(update: Update) -> Heard | None:
    """An inline query has no chat: it stands in the line of its person."""
    query = update.inline_query
    if query is None:
        return None
    return Heard(
        update_id=_whole(update.update_id),
        telegram_id=_whole(query.from_user.id),
        kind=ChatKind.PRIVATE,
        language=_language(update),
        event=Asked(query_id=query.id, text=clean(query.query), offset=query.offset),
    )


def _language(update: Update) -> Language:
    code = update.effective_user.language_code if update.effective_user else None
    return Language.KO if (code or "").casefold().startswith("ko") else Language.EN


def _message(message: Message, username: str) -> Event | None:
    if message.migrate_to_chat_id:
        return Migrated(old_id=_whole(message.chat.id), new_id=_whole(message.migrate_to_chat_id))
    if message.migrate_from_chat_id:
        return Migrated(old_id=_whole(message.migrate_from_chat_id), new_id=_whole(message.chat.id))
    private = message.chat.type == "private"
    text = message.text or message.caption
    if not text:
        # a picture or a sticker in a private chat wants an answer too; service messages do not
        text = "" if private and message.effective_attachment is not None else None
    if text is None:
        return None
    meant = _addressed(text, message, username)
    if meant is None:
        return None
    answered = message.reply_to_message
    speaker, voice = message.from_user, message.sender_chat
    return Said(
        text=clean(meant),
        sender_id=_whole(speaker.id if speaker else message.chat.id),
        message_id=_whole(message.message_id),
        trusted=private or (voice is not None and voice.id == message.chat.id),
        reply_to=answered.message_id if answered else None,
        reply_text=clean(answered.text or answered.caption or "") if answered else "",
        urls=_urls(message),
    )


def _addressed(text: str, message: Message, username: str) -> str | None:
    """Give the text as it is meant for the bot, None where it is meant for others.

    In groups and channels the bot is meant by a command, by its name, or by a reply to its message.
    """
    command = _COMMAND.match(text)
    if command is not None:
        if command[2] and command[2].casefold() != username:
            return None
        return f"/{command[1]}{text[command.end() :]}"
    if message.chat.type == "private":
        return text
    name = re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE)
    if name is not None:
        return (text[: name.start()] + text[name.end() :]).strip()
    answered = message.reply_to_message.from_user if message.reply_to_message else None
    return text if answered and (answered.username or "").casefold() == username else None


def _tap(tap: CallbackQuery) -> Tapped | None:
    if tap.message is None:
        return None
    seen = tap.message if isinstance(tap.message, Message) else None
    message_id = _whole(tap.message.message_id)
    return Tapped(
        tap_id=str(tap.id),
        text=clean(tap.data or ""),
        sender_id=_whole(tap.from_user.id),
        message_id=message_id,
        trusted=tap.message.chat.type == "private",
        reply_to=message_id,
        reply_text=clean(seen.text or seen.caption or "") if seen else "",
        urls=_urls(seen) if seen else (),
    )


def _standing(change: ChatMemberUpdated) -> Standing:
    now = change.new_chat_member
    silenced = isinstance(now, ChatMemberRestricted) and not now.can_send_messages
    away = now.status in (ChatMember.LEFT, ChatMember.BANNED)
    private = change.chat.type == "private"
    reason = "blocked by the reader" if private else f"the bot is {'restricted' if silenced else now.status}"
    return Standing(welcome=not (silenced or away), reason=reason)


def _thread(message: MaybeInaccessibleMessage) -> int:
    """Give the forum topic; a mere chain of replies is none."""
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        return _whole(message.message_thread_id)
    return 0


def _urls(message: Message) -> tuple[str, ...]:
    wanted: list[str | None] = [MessageEntity.URL, MessageEntity.TEXT_LINK]
    found = message.parse_entities(wanted) if message.text else message.parse_caption_entities(wanted)
    return tuple(dict.fromkeys(clean(entity.url or words) for entity, words in found.items()))


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise TypeError("a number is not one")
    return number


def place(event: Event) -> str:
    """Name the kind of an event for the log and the counters."""
    match event:
        case Said():
            return "said"
        case Tapped():
            return "tapped"
        case Standing():
            return "standing"
        case Migrated():
            return "migrated"
        case Asked():
            return "asked"
        case _:
            assert_never(event)
