"""What people do in their chats, and the updates the bot gets for it."""

from bot.sandbox.entities import Text, cut, tidy, utf16_length
from bot.sandbox.errors import Json, PeopleError
from bot.sandbox.keyboards import buttons
from bot.sandbox.objects import Chat, Message, Person, Topic
from bot.sandbox.sending import MAX_TEXT
from bot.sandbox.world import Query, World, check_topic, is_group

CHAT_KINDS = ("private", "group", "supergroup", "channel")
STANDINGS = ("member", "administrator", "creator", "restricted", "left", "kicked")


def open_chat(world: World, wish: Json) -> Chat:
    """A new chat as wished; the bot joins groups and channels and is told so."""
    kind = str(wish.get("type", "private"))
    if kind not in CHAT_KINDS:
        raise PeopleError(f"type must be one of {', '.join(CHAT_KINDS)}")
    username = _text(wish, "username")
    language = _text(wish, "language_code")
    if kind == "private":
        person = world.add_person(_text(wish, "first_name") or "Reader", language_code=language, username=username)
        person.last_name = _text(wish, "last_name")
        chat = world.add_chat(kind, person=person)
        chat.started = wish.get("started") is not False
    else:
        owner = world.add_person(_text(wish, "first_name") or "Owner", language_code=language)
        chat = world.add_chat(kind, _text(wish, "title") or kind.title())
        chat.username = username
        chat.is_forum = kind == "supergroup" and wish.get("is_forum") is True
        chat.last_id = 1 if chat.is_forum else 0  # 1 is the general topic
        chat.privacy = wish.get("privacy") is not False
        chat.members[owner.id] = "creator"
        if wish.get("bot_is_admin") is True:
            chat.standing = "administrator"
        world.tell_standing(chat, owner, "left")
    world.events.note("chat", chat.id)
    return chat


def speaker(world: World, chat: Chat, user_id: object) -> Person:
    """Who acts: the named person, else the one the chat belongs to. Whoever writes in a group is in it."""
    if user_id is None:
        if chat.person is not None:
            return chat.person
        return world.people[next(iter(chat.members))]
    person = world.people.get(user_id) if isinstance(user_id, int) else None
    if person is None or person is world.bot:
        raise PeopleError(f"nobody has the id {user_id}", status=404)
    if chat.person is None:
        chat.members.setdefault(person.id, "member")
    elif person is not chat.person:
        raise PeopleError("this is another person's private chat")
    return person


def write(world: World, chat: Chat, wish: Json) -> tuple[Message, int | None]:
    """The person's message, and the id of its update; None where the bot does not get it."""
    person = speaker(world, chat, wish.get("from"))
    if chat.migrated_to is not None:
        raise PeopleError(f"the group moved to {chat.migrated_to}")
    origin, body = _words(world, wish)
    if not body.text:
        raise PeopleError("text is empty")
    if utf16_length(body.text) > MAX_TEXT:
        raise PeopleError(f"text is longer than {MAX_TEXT}")
    thread = wish.get("message_thread_id")
    thread_id = check_topic(chat, thread) if isinstance(thread, int) else None
    reply_id = wish.get("reply_to_message_id")
    reply_to = chat.messages.get(reply_id) if isinstance(reply_id, int) else None
    if reply_id is not None and (reply_to is None or reply_to.deleted):
        raise PeopleError(f"no message {reply_id} to reply to", status=404)
    message = world.post(chat, person, body)
    message.forward_origin, message.reply_to, message.thread_id = origin, reply_to, thread_id
    chat.started = True
    if wish.get("show") is not False:
        world.announce(chat, message)
    return message, world.deliver(chat, message) if reaches_bot(world, chat, message) else None


def _words(world: World, wish: Json) -> tuple[Json | None, Text]:
    source = wish.get("forward_of")
    if not isinstance(source, dict):
        return None, tidy(str(wish.get("text", "")))
    chat = world.chats.get(source.get("chat_id", 0))
    original = chat.messages.get(source.get("message_id", 0)) if chat else None
    if chat is None or original is None or original.deleted:
        raise PeopleError("no such message to forward", status=404)
    if original.forward_origin is not None:
        return original.forward_origin, original.body
    origin: Json = {"date": original.date}
    if chat.type == "channel":
        origin |= {"type": "channel", "chat": chat.wire(), "message_id": original.id}
    else:
        origin |= {"type": "user", "sender_user": (original.sender or world.bot).wire()}
    return origin, original.body


def edit(world: World, chat: Chat, message: Message, text: str) -> int | None:
    """The person's message has a new text; the id of its update."""
    if message.sender is world.bot or message.service is not None:
        raise PeopleError("only people's own messages can be edited here")
    message.body = tidy(text)
    message.edits += 1
    message.edit_date = world.now()
    world.announce(chat, message, "edit")
    return world.deliver(chat, message, edited=True) if reaches_bot(world, chat, message) else None


def reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    """Whether the bot gets this message: not after a block, and in groups by its privacy mode."""
    if chat.blocked or chat.standing in ("kicked", "left"):
        return False
    if not is_group(chat) or not chat.privacy or chat.standing == "administrator":
        return True
    if message.reply_to is not None and message.reply_to.sender is world.bot:
        return True
    name = f"@{world.bot.username}".lower()
    for entity in message.body.entities:
        words = cut(message.body.text, entity.offset, entity.length).lower()
        if entity.kind == "mention" and words == name:
            return True
        if entity.kind == "bot_command" and ("@" not in words or words.endswith(name)):
            return True
    return False


# --- taps and inline queries -----------------------------------------------------------------


def chosen_button(message: Message, wish: Json) -> Json:
    """The button a tap means: by text, by row and column, or one made of the given data."""
    if isinstance(wish.get("data"), str):
        return {"callback_data": wish["data"]}
    rows = buttons(message.inline_keyboard)
    if isinstance(wish.get("text"), str):
        for row in rows:
            for button in row:
                if button["text"] == wish["text"]:
                    return button
        raise PeopleError(f"no button says {wish['text']}", status=404)
    row_at, column_at = wish.get("row"), wish.get("column", 0)
    if not isinstance(row_at, int) or not isinstance(column_at, int):
        raise PeopleError("a tap needs data, text, or row and column")
    if not (0 <= row_at < len(rows) and 0 <= column_at < len(rows[row_at])):
        raise PeopleError("no button there", status=404)
    return rows[row_at][column_at]


def tap(world: World, chat: Chat, message: Message, data: str, user_id: object) -> Query:
    """A callback query is on its way to the bot."""
    person = speaker(world, chat, user_id)
    query = world.ask()
    world.updates.push(
        "callback_query",
        {
            "id": query.id,
            "from": person.wire(),
            "message": message.wire(chat),
            "chat_instance": str(abs(chat.id) * 7919),
            "data": data,
        },
    )
    return query


def search_inline(world: World, chat: Chat, wish: Json) -> Query:
    """An inline query is on its way to the bot."""
    text = str(wish.get("query", ""))
    if len(text) > 256:
        raise PeopleError("an inline query has at most 256 characters")
    query = world.ask()
    kind = "sender" if chat.type == "private" else chat.type
    world.updates.push(
        "inline_query",
        {
            "id": query.id,
            "from": speaker(world, chat, wish.get("from")).wire(),
            "query": text,
            "offset": str(wish.get("offset", "")),
            "chat_type": kind,
        },
    )
    return query


# --- comings and goings ------------------------------------------------------------------------


def block(world: World, chat: Chat, blocked: bool) -> int | None:
    """The person blocked the bot, or let it in again; the bot is told."""
    if chat.person is None:
        raise PeopleError("only private chats can block; use /kick")
    if chat.blocked == blocked:
        return None
    chat.blocked = blocked
    world.events.note("chat", chat.id)
    return world.tell_standing(chat, chat.person, "member" if blocked else "kicked")


def set_standing(world: World, chat: Chat, standing: str, user_id: object) -> int | None:
    """The bot's standing in a group or channel changed; the bot is told."""
    if chat.person is not None:
        raise PeopleError("only groups and channels; use /block")
    if standing not in STANDINGS:
        raise PeopleError(f"status must be one of {', '.join(STANDINGS)}")
    old, chat.standing = chat.standing, standing
    world.events.note("chat", chat.id)
    return world.tell_standing(chat, speaker(world, chat, user_id), old)


def restrict(world: World, chat: Chat, kind: str) -> None:
    """Members, or the bot, may not write: "rights", "write" (CHAT_WRITE_FORBIDDEN), "none" lifts it."""
    if kind not in ("rights", "write", "none"):
        raise PeopleError("kind must be rights, write or none")
    chat.restriction = None if kind == "none" else kind
    world.events.note("chat", chat.id)


def migrate(world: World, chat: Chat) -> Chat:
    """The supergroup the group has become; both chats carry the service message, the bot gets both."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise PeopleError("only a group can become a supergroup, once")
    new = world.add_chat("supergroup", chat.title)
    new.members, new.standing, new.privacy = dict(chat.members), chat.standing, chat.privacy
    person = speaker(world, chat, None)
    leaving = world.post(chat, person)
    leaving.service = {"migrate_to_chat_id": new.id}
    arriving = world.post(new, person)
    arriving.service = {"migrate_from_chat_id": chat.id}
    chat.migrated_to = new.id
    for place, message in ((chat, leaving), (new, arriving)):
        world.deliver(place, message)
        world.announce(place, message)
        world.events.note("chat", place.id)
    return new


def add_topic(world: World, chat: Chat, name: str) -> Topic:
    """A new topic of the forum, with its service message."""
    if not chat.is_forum:
        raise PeopleError("this chat has no topics")
    message = world.post(chat, speaker(world, chat, None))
    topic = Topic(id=message.id, name=name or "Topic")
    message.thread_id = topic.id
    message.service = {"forum_topic_created": {"name": topic.name, "icon_color": 7322096}}
    chat.topics[topic.id] = topic
    world.deliver(chat, message)
    world.announce(chat, message)
    return topic


def close_topic(world: World, chat: Chat, topic: Topic, closed: bool) -> None:
    """The topic is closed or open again; the bot gets the service message."""
    topic.closed = closed
    message = world.post(chat, speaker(world, chat, None))
    message.thread_id = topic.id
    message.service = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    world.deliver(chat, message)
    world.announce(chat, message)


def set_member(world: World, chat: Chat, wish: Json) -> Person:
    """A person is in the group with that status; chat_member goes to a bot that asked for it."""
    if chat.person is not None:
        raise PeopleError("a private chat has no members")
    status = str(wish.get("status", "member"))
    if status not in STANDINGS:
        raise PeopleError(f"status must be one of {', '.join(STANDINGS)}")
    user_id = wish.get("user_id")
    if user_id is None:
        person = world.add_person(
            _text(wish, "first_name") or "Member",
            language_code=_text(wish, "language_code"),
            username=_text(wish, "username"),
        )
    else:
        person = speaker(world, chat, user_id)
    chat.members[person.id] = status
    world.events.note("chat", chat.id)
    return person


def _text(wish: Json, name: str) -> str | None:
    value = wish.get(name)
    if value is not None and not isinstance(value, str):
        raise PeopleError(f"{name} must be a text")
    return value or None
