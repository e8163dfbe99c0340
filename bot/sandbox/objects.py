"""People, chats and messages, and how the Bot API writes them.

The state of the sandbox is made of these; they change only through `world`.
"""

from dataclasses import dataclass, field

from bot.sandbox.entities import Text
from bot.sandbox.errors import Json

GROUPS = ("group", "supergroup")


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody who writes, or the bot itself."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def wire(self) -> Json:
        """A `User`."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            body["last_name"] = self.last_name
        if self.username:
            body["username"] = self.username
        if self.language_code:
            body["language_code"] = self.language_code
        return body


@dataclass(slots=True, kw_only=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A document and its bytes."""

    file_id: str
    unique_id: str
    name: str
    mime_type: str
    path: str
    content: bytes

    def wire(self) -> Json:
        """A `Document`."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of either side, as it stands after its last edit."""

    id: int
    date: int
    sender: Person | None
    body: Text = field(default_factory=lambda: Text(text=""))
    document: StoredFile | None = None
    reply_markup: Json | None = None
    reply_to: "Message | None" = None
    thread_id: int | None = None
    forward_origin: Json | None = None
    preview: Json | None = None
    service: Json | None = None
    via_bot: Person | None = None
    silent: bool = False
    protected: bool = False
    edit_date: int | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def inline_keyboard(self) -> Json | None:
        """The buttons under the message, if it has any."""
        return self.reply_markup if self.reply_markup and "inline_keyboard" in self.reply_markup else None

    def wire(self, chat: "Chat", *, quoted: bool = False) -> Json:
        """A `Message`; `quoted` leaves out what it replies to, as Telegram does inside a reply."""
        out: Json = {"message_id": self.id, "date": self.date, "chat": chat.wire()}
        if chat.type == "channel":
            out["sender_chat"] = chat.wire()
        elif self.sender is not None:
            out["from"] = self.sender.wire()
        if self.thread_id is not None:
            out["message_thread_id"] = self.thread_id
            out["is_topic_message"] = True
        out.update(self._content())
        optional: Json = {
            "edit_date": self.edit_date,
            "forward_origin": self.forward_origin,
            "link_preview_options": self.preview,
            "reply_markup": self.inline_keyboard,
            "via_bot": self.via_bot.wire() if self.via_bot else None,
            "has_protected_content": self.protected or None,
        }
        if self.reply_to is not None and not self.reply_to.deleted and not quoted:
            optional["reply_to_message"] = self.reply_to.wire(chat, quoted=True)
        out.update({name: value for name, value in optional.items() if value is not None})
        return out

    def _content(self) -> Json:
        if self.service is not None:
            return self.service
        entities = [entity.wire() for entity in self.body.entities]
        if self.document is None:
            content: Json = {"text": self.body.text}
            return content | ({"entities": entities} if entities else {})
        content = {"document": self.document.wire()}
        if self.body.text:
            content["caption"] = self.body.text
        return content | ({"caption_entities": entities} if entities else {})


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat, who is in it, and what stands between the bot and it."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    person: Person | None = None
    is_forum: bool = False
    privacy: bool = True
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    standing: str = "member"
    restriction: str | None = None
    migrated_to: int | None = None
    last_id: int = 0
    pinned_id: int | None = None
    typing_until: float = 0.0
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def own_numbers(self) -> bool:
        """Supergroups and channels count their messages themselves."""
        return self.type in ("supergroup", "channel")

    @property
    def name(self) -> str:
        """What people call the chat."""
        return self.title or (self.person.first_name if self.person else str(self.id))

    def wire(self) -> Json:
        """A `Chat`."""
        body: Json = {"id": self.id, "type": self.type}
        if self.title is not None:
            body["title"] = self.title
        username = self.person.username if self.person else self.username
        if username:
            body["username"] = username
        if self.person is not None:
            body["first_name"] = self.person.first_name
            if self.person.last_name:
                body["last_name"] = self.person.last_name
        if self.is_forum:
            body["is_forum"] = True
        return body

    def full_wire(self) -> Json:
        """A `ChatFullInfo`."""
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            self.type == "private",
        )
        body = self.wire() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        if self.username:
            body["active_usernames"] = [self.username]
        if self.type in GROUPS:
            body["permissions"] = dict.fromkeys(PERMISSIONS, self.restriction is None)
        pinned = self.messages.get(self.pinned_id or 0)
        if pinned is not None and not pinned.deleted:
            body["pinned_message"] = pinned.wire(self, quoted=True)
        return body


PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
)
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def member_wire(person: Person, standing: str) -> Json:
    """A `ChatMember` of that standing."""
    body: Json = {"user": person.wire(), "status": standing}
    match standing:
        case "creator":
            body["is_anonymous"] = False
        case "administrator":
            body |= {"can_be_edited": False, "is_anonymous": False}
            body |= dict.fromkeys(ADMIN_RIGHTS, True)
            body |= dict.fromkeys(("can_post_messages", "can_edit_messages", "can_pin_messages"), True)
        case "restricted":
            body |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
        case "kicked":
            body["until_date"] = 0
    return body
