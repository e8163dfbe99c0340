"""Messages and chats as the people's side shows them."""

import re
from html import escape

from bot.sandbox.entities import ORDER, Entity, Text, cut
from bot.sandbox.errors import Json
from bot.sandbox.objects import Chat, Message
from bot.sandbox.world import World

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}
_GLIMPSE = 120  # characters
_SAFE_SCHEME = re.compile(r"(https?|tg|mailto|tel|ton):", re.IGNORECASE)


def to_html(body: Text) -> str:
    """The text as HTML that is safe to show: everything escaped, overlaps opened and closed in order."""
    raw = body.text.encode("utf-16-le", "surrogatepass")
    units = len(raw) // 2
    entities = sorted(body.entities, key=lambda e: (e.offset, -e.length, ORDER[e.kind]))
    edges = sorted({0, units} | {e.offset for e in entities} | {e.end for e in entities})
    out: list[str] = []
    open_now: list[Entity] = []
    for start, end in zip(edges, [*edges[1:], units], strict=True):
        keep = next((at for at, e in enumerate(open_now) if e.end <= start), len(open_now))
        again = [e for e in open_now[keep:] if e.end > start]
        out += [_tags(e, body.text)[1] for e in reversed(open_now[keep:])]
        fresh = again + [e for e in entities if e.offset == start]
        out += [_tags(e, body.text)[0] for e in fresh]
        open_now = open_now[:keep] + fresh
        out.append(escape(raw[2 * start : 2 * end].decode("utf-16-le", "replace"), quote=False))
    return "".join(out)


def _tags(entity: Entity, text: str) -> tuple[str, str]:
    if entity.kind in _TAGS:
        return _TAGS[entity.kind]
    target = entity.url if entity.kind == "text_link" else None
    if entity.kind == "url":
        target = cut(text, entity.offset, entity.length)
        target = target if _SAFE_SCHEME.match(target) else f"http://{target}"
    if target and _SAFE_SCHEME.match(target):
        return f'<a href="{escape(target)}" rel="noopener noreferrer">', "</a>"
    return f'<span class="{entity.kind}">', "</span>"


def message_view(world: World, chat: Chat, message: Message) -> Json:
    """The message with everything the page and the tests look at."""
    sender = message.sender
    view: Json = {
        "message_id": message.id,
        "date": message.date,
        "from_bot": sender is world.bot,
        "from": sender.wire() if sender else None,
        "text": message.body.text,
        "entities": [entity.wire() for entity in message.body.entities],
        "html": to_html(message.body),
        "reply_markup": message.reply_markup,
        "reply_to_message_id": message.reply_to.id if message.reply_to else None,
        "message_thread_id": message.thread_id,
        "link_preview_options": message.preview,
        "silent": message.silent,
        "protected": message.protected,
        "edits": message.edits,
        "edit_date": message.edit_date,
        "deleted": message.deleted,
        "pinned": chat.pinned_id == message.id,
        "forward_origin": message.forward_origin,
        "service": message.service,
        "document": None,
    }
    if message.document is not None:
        view["document"] = message.document.wire() | {"url": f"/sandbox/files/{message.document.file_id}"}
    return view


def chat_view(world: World, chat: Chat) -> Json:
    """The chat as the people's side lists it."""
    return {
        "id": chat.id,
        "type": chat.type,
        "name": chat.name,
        "title": chat.title,
        "username": chat.person.username if chat.person else chat.username,
        "language_code": chat.person.language_code if chat.person else None,
        "is_forum": chat.is_forum,
        "topics": [
            {"id": t.id, "name": t.name, "closed": t.closed, "deleted": t.deleted} for t in chat.topics.values()
        ],
        "members": [
            {"user": world.people[user_id].wire(), "status": status} for user_id, status in chat.members.items()
        ],
        "bot_status": "kicked" if chat.blocked else chat.standing,
        "blocked": chat.blocked,
        "deactivated": chat.deactivated,
        "restriction": chat.restriction,
        "migrated_to": chat.migrated_to,
        "typing": chat.typing_until > world.clock(),
        "messages": len(chat.messages),
        "last": _last(world, chat),
    }


def _last(world: World, chat: Chat) -> Json | None:
    """The newest message that is still there, as a list of chats shows it."""
    seen = (one for one in reversed(chat.messages.values()) if not one.deleted and not one.service)
    newest = next(seen, None)
    if newest is None:
        return None
    text = newest.body.text or (newest.document.name if newest.document else "")
    return {"text": text[:_GLIMPSE], "date": newest.date, "from_bot": newest.sender is world.bot}
