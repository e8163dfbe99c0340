"""The methods by which the bot writes, edits and deletes messages."""

from collections.abc import Callable

from bot.sandbox.entities import Text, read_entities, tidy, utf16_length
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.keyboards import read_reply_markup
from bot.sandbox.markup import parse_html
from bot.sandbox.objects import GROUPS, Chat, Message, StoredFile
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.world import World, check_topic

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32_768
DELETABLE_S = 48 * 3600


def read_text(parameters: Parameters, name: str, entities_name: str) -> Text:
    """The text of the call with its entities, by parse mode or as listed."""
    raw = parameters.text(name).encode("utf-8", "replace").decode("utf-8")
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("message is too long")
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        return tidy(*parse_html(raw))
    if mode not in ("", "none"):
        raise bad_request(
            "unsupported parse_mode" if mode not in ("markdown", "markdownv2") else "the sandbox reads HTML only"
        )
    return tidy(raw, read_entities(parameters.structure(entities_name)))


def message_text(parameters: Parameters) -> Text:
    """The text of a message: not empty, not too long."""
    body = read_text(parameters, "text", "entities")
    if not body.text:
        raise bad_request("message text is empty")
    if utf16_length(body.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return body


def send_message(world: World, parameters: Parameters) -> object:
    """The message stands in the chat."""
    chat = world.writable(parameters.text("chat_id"))
    body = message_text(parameters)
    return _send(world, chat, parameters, lambda message: _fill(message, body, _preview(parameters)))


def _fill(message: Message, body: Text, preview: Json | None) -> None:
    message.body, message.preview = body, preview


def send_document(world: World, parameters: Parameters) -> object:
    """The file stands in the chat and can be fetched from the page."""
    chat = world.writable(parameters.text("chat_id"))
    caption = read_text(parameters, "caption", "caption_entities")
    if utf16_length(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    document = _document(world, parameters)

    def fill(message: Message) -> None:
        message.body, message.document = caption, document

    return _send(world, chat, parameters, fill)


def _send(world: World, chat: Chat, parameters: Parameters, fill: Callable[[Message], None]) -> Json:
    thread_id = check_topic(chat, parameters.whole("message_thread_id"))
    markup = read_reply_markup(parameters.mapping("reply_markup"))
    reply_to = _replied(chat, parameters)
    message = world.post(chat, world.bot)
    fill(message)
    message.body = world.resolve(message.body)
    message.reply_markup = markup
    message.reply_to = reply_to
    message.thread_id = thread_id
    if thread_id is None and reply_to is not None and chat.is_forum:
        message.thread_id = reply_to.thread_id
    message.silent = parameters.flag("disable_notification")
    message.protected = parameters.flag("protect_content")
    chat.typing_until = 0.0
    world.announce(chat, message)
    return message.wire(chat)


def _preview(parameters: Parameters) -> Json | None:
    options = parameters.mapping("link_preview_options")
    if options is None and parameters.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    return options or None


def _replied(chat: Chat, parameters: Parameters) -> Message | None:
    reply = parameters.mapping("reply_parameters") or {}
    message_id = reply.get("message_id", parameters.whole("reply_to_message_id"))
    if not isinstance(message_id, int) or not message_id:
        return None
    message = chat.messages.get(message_id)
    if message is not None and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply") is True or parameters.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _document(world: World, parameters: Parameters) -> StoredFile:
    named = parameters.text("document")
    upload = parameters.files.get(named.removeprefix("attach://")) or parameters.files.get("document")
    if upload is not None:
        return store_file(world, upload)
    if named in world.files:
        return world.files[named]
    if not named:
        raise bad_request("there is no document in the request")
    raise bad_request("wrong file identifier/HTTP URL specified")


def store_file(world: World, upload: Upload) -> StoredFile:
    """The file, kept by the sandbox."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    number = world.number()
    name = upload.name.replace("/", "_").replace("\\", "_") or "file"
    suffix = name.rpartition(".")[2] if "." in name else "bin"
    safe_suffix = "".join(char for char in suffix if char.isascii() and char.isalnum())[:8] or "bin"
    stored = StoredFile(
        file_id=f"BQACAgSandbox{number:012d}",
        unique_id=f"AgADSandbox{number:08d}",
        name=name,
        mime_type=upload.mime_type,
        path=f"documents/file_{number}.{safe_suffix}",
        content=upload.content,
    )
    world.files[stored.file_id] = stored
    return stored


# --- edits ---------------------------------------------------------------------------------

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def _to_edit(world: World, parameters: Parameters) -> tuple[Chat, Message]:
    if parameters.given("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = world.open_chat(parameters.text("chat_id"))
    message_id = parameters.whole("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = world.find(chat, message_id, "message to edit not found")
    if message.sender is not world.bot or message.service is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(world: World, chat: Chat, message: Message) -> Json:
    message.edits += 1
    message.edit_date = world.now()
    world.announce(chat, message, "edit")
    return message.wire(chat)


def edit_message_text(world: World, parameters: Parameters) -> object:
    """The message has the new text, and the new buttons or none."""
    chat, message = _to_edit(world, parameters)
    if message.document is not None:
        raise bad_request("there is no text in the message to edit")
    body = world.resolve(message_text(parameters))
    markup = read_reply_markup(parameters.mapping("reply_markup"))
    if body == message.body and markup == message.inline_keyboard:
        raise bad_request(UNCHANGED)
    message.body, message.reply_markup, message.preview = body, markup, _preview(parameters)
    return _edited(world, chat, message)


def edit_message_caption(world: World, parameters: Parameters) -> object:
    """The document has the new caption, and the new buttons or none."""
    chat, message = _to_edit(world, parameters)
    if message.document is None:
        raise bad_request("there is no caption in the message to edit")
    body = world.resolve(read_text(parameters, "caption", "caption_entities"))
    if utf16_length(body.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    markup = read_reply_markup(parameters.mapping("reply_markup"))
    if body == message.body and markup == message.inline_keyboard:
        raise bad_request(UNCHANGED)
    message.body, message.reply_markup = body, markup
    return _edited(world, chat, message)


def edit_message_reply_markup(world: World, parameters: Parameters) -> object:
    """The message has the new buttons, or none."""
    chat, message = _to_edit(world, parameters)
    markup = read_reply_markup(parameters.mapping("reply_markup"))
    if markup == message.inline_keyboard:
        raise bad_request(UNCHANGED)
    message.reply_markup = markup
    return _edited(world, chat, message)


# --- deletion and pinning ------------------------------------------------------------------


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    if chat.type in GROUPS and chat.standing == "administrator":
        return True
    if world.now() - message.date > DELETABLE_S or message.service is not None:
        return chat.type == "channel" and message.service is None
    return message.sender is world.bot or chat.type in ("private", "channel")


def _delete(world: World, chat: Chat, message: Message) -> None:
    message.deleted = True
    world.announce(chat, message, "delete")


def delete_message(world: World, parameters: Parameters) -> object:
    """The message is gone for everyone."""
    chat = world.open_chat(parameters.text("chat_id"))
    message = world.find(chat, parameters.whole("message_id"), "message to delete not found")
    if not _deletable(world, chat, message):
        raise bad_request("message can't be deleted")
    _delete(world, chat, message)
    return True


def delete_messages(world: World, parameters: Parameters) -> object:
    """Those of the messages that exist and may be deleted are gone."""
    chat = world.open_chat(parameters.text("chat_id"))
    message_ids = parameters.items("message_ids") or []
    if not 1 <= len(message_ids) <= 100:
        raise bad_request("message identifiers are not specified" if not message_ids else "too many messages")
    for message_id in message_ids:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message is not None and not message.deleted and _deletable(world, chat, message):
            _delete(world, chat, message)
    return True


def pin_chat_message(world: World, parameters: Parameters) -> object:
    """The message is the pinned one of its chat."""
    chat = world.open_chat(parameters.text("chat_id"))
    message = world.find(chat, parameters.whole("message_id"), "message to pin not found")
    if chat.type in GROUPS and chat.standing != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned_id = message.id
    world.announce(chat, message, "edit")
    return True
