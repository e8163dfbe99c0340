"""The state of the sandbox: people, chats, messages, and what waits for the bot.

It lives in the sandbox alone, so a bot may die and come back without anything here changing.
"""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.sandbox.entities import Text
from bot.sandbox.errors import ApiError, Json, bad_request, forbidden, moved
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Events, Journal
from bot.sandbox.objects import GROUPS, Chat, Message, Person, StoredFile, member_wire
from bot.sandbox.rates import Rates
from bot.sandbox.updates import FIRST_UPDATE, UpdateQueue

QUERY_LIFETIME_S = 15 * 60
KEPT_QUERIES = 10_000


@dataclass(slots=True, kw_only=True)
class Query:
    """A tap or an inline query that waits for the bot's answer."""

    id: str
    born: float
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Webhook:
    """Where updates are posted instead of being fetched; no url means nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error: str | None = None


class World:
    """Everything the sandbox remembers, and the few ways in which it changes."""

    def __init__(self, token: str, username: str, clock: Callable[[], float], numbers_from: int = 0) -> None:
        head = token.partition(":")[0]
        self.token = token
        self.clock = clock
        self.bot = Person(id=int(head) if head.isdigit() else 1000, first_name="Sosik", username=username, is_bot=True)
        self.people: dict[int, Person] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue(next_id=FIRST_UPDATE + numbers_from)
        self.webhook = Webhook()
        self.events = Events()
        self.journal = Journal()
        self.faults = Faults()
        self.rates = Rates()
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self._numbers = itertools.count(1)
        self._shared_message_id = numbers_from
        self._last_user_id = 5_000_000
        self._last_group_id = 40_000_000

    # --- people and chats ------------------------------------------------------------------

    def now(self) -> int:
        """The time as messages carry it."""
        return int(self.clock())

    def number(self) -> int:
        """A number nobody else got."""
        return next(self._numbers)

    def add_person(self, first_name: str, *, language_code: str | None = None, username: str | None = None) -> Person:
        """A new person."""
        self._last_user_id += 1
        person = Person(id=self._last_user_id, first_name=first_name, language_code=language_code, username=username)
        self.people[person.id] = person
        return person

    def add_chat(self, kind: str, title: str | None = None, *, person: Person | None = None) -> Chat:
        """A new chat; private ones take the person's id."""
        if kind == "private" and person is not None:
            chat = Chat(id=person.id, type=kind, person=person)
        else:
            self._last_group_id += 1
            number = self._last_group_id
            chat_id = -number if kind == "group" else -1_000_000_000_000 - number
            chat = Chat(id=chat_id, type=kind, title=title)
        if kind == "channel":
            chat.standing = "administrator"
        self.chats[chat.id] = chat
        return chat

    def chat(self, reference: str) -> Chat:
        """The chat a call means by its id or @username."""
        if not reference:
            raise bad_request("chat_id is empty")
        if reference.startswith("@"):
            found = [c for c in self.chats.values() if c.username and c.username.lower() == reference[1:].lower()]
            if found:
                return found[0]
        elif reference.lstrip("-").isdigit() and int(reference) in self.chats:
            return self.chats[int(reference)]
        raise bad_request("chat not found")

    def open_chat(self, reference: str) -> Chat:
        """The chat, if the bot may be in it at all."""
        chat = self.chat(reference)
        obstacle = standing_obstacle(chat)
        if obstacle is not None:
            raise obstacle
        return chat

    def writable(self, reference: str) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.open_chat(reference)
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.restriction == "write":
            raise bad_request("CHAT_WRITE_FORBIDDEN")
        if chat.restriction is not None or (chat.type == "channel" and chat.standing != "administrator"):
            if chat.type == "channel":
                raise bad_request("need administrator rights in the channel chat")
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    # --- messages --------------------------------------------------------------------------

    def next_message_id(self, chat: Chat) -> int:
        """The next number: of the chat where it counts itself, else of the account."""
        if chat.own_numbers:
            chat.last_id += 1
            return chat.last_id
        self._shared_message_id += 1
        return self._shared_message_id

    def post(self, chat: Chat, sender: Person | None, body: Text | None = None) -> Message:
        """A new message in the chat; its other fields are set before `announce` shows it."""
        message = Message(id=self.next_message_id(chat), date=self.now(), sender=sender)
        message.body = self.resolve(body or Text(text=""))
        chat.messages[message.id] = message
        return message

    def resolve(self, body: Text) -> Text:
        """The text with its mentions of people filled in; unknown people are not mentioned."""
        if all(entity.kind != "text_mention" for entity in body.entities):
            return body
        kept = []
        for entity in body.entities:
            if entity.kind != "text_mention":
                kept.append(entity)
            elif entity.user_id in self.people:
                kept.append(replace(entity, user=self.people[entity.user_id].wire()))
        return Text(text=body.text, entities=tuple(kept))

    def announce(self, chat: Chat, message: Message, kind: str = "message") -> None:
        """Whoever watches the page sees the message as it now is."""
        self.events.note(kind, chat.id, message.id)

    def deliver(self, chat: Chat, message: Message, *, edited: bool = False) -> int | None:
        """The message is in line for the bot; its update id, None where the bot does not want it."""
        kind = "channel_post" if chat.type == "channel" else "message"
        return self.updates.push(f"edited_{kind}" if edited else kind, message.wire(chat))

    def find(self, chat: Chat, message_id: int, missing: str) -> Message:
        """The message, or Telegram's 400 that says what is missing."""
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message

    # --- queries ---------------------------------------------------------------------------

    def ask(self) -> Query:
        """A new query that waits for the bot."""
        query = Query(id=str(4_000_000_000_000 + self.number()), born=self.clock())
        self.queries[query.id] = query
        while len(self.queries) > KEPT_QUERIES:
            del self.queries[next(iter(self.queries))]
        return query

    def answer(self, query_id: str, answer: Json) -> None:
        """The query is answered, once."""
        query = self.queries.get(query_id)
        if query is None or query.answer is not None or self.clock() - query.born > QUERY_LIFETIME_S:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        query.answered.set()

    def tell_standing(self, chat: Chat, actor: Person, old: str) -> int | None:
        """my_chat_member: the bot's standing in the chat changed from `old` to what it is now."""
        new = "kicked" if chat.blocked else chat.standing
        return self.updates.push(
            "my_chat_member",
            {
                "chat": chat.wire(),
                "from": actor.wire(),
                "date": self.now(),
                "old_chat_member": member_wire(self.bot, old),
                "new_chat_member": member_wire(self.bot, new),
            },
        )


def standing_obstacle(chat: Chat) -> ApiError | None:
    """Why the bot cannot act in this chat at all."""
    if chat.migrated_to is not None:
        return moved(chat.migrated_to)
    if chat.deactivated:
        return forbidden("user is deactivated")
    if chat.blocked:
        return forbidden("bot was blocked by the user")
    if chat.standing == "kicked":
        return forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.standing == "left":
        return forbidden(f"bot is not a member of the {chat.type} chat")
    return None


def check_topic(chat: Chat, thread_id: int) -> int | None:
    """The topic a message goes to; None for the general one. Telegram's 400 for closed and missing ones."""
    if not thread_id or (chat.is_forum and thread_id == 1):
        return None
    topic = chat.topics.get(thread_id)
    if not chat.is_forum or topic is None or topic.deleted:
        raise bad_request("message thread not found")
    if topic.closed and chat.standing != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def is_group(chat: Chat) -> bool:
    """Whether several people write here."""
    return chat.type in GROUPS
