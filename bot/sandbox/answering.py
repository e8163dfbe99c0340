"""The methods about chats, files and the queries people make."""

from bot.sandbox.entities import tidy, utf16_length
from bot.sandbox.errors import Json, bad_request
from bot.sandbox.keyboards import read_reply_markup
from bot.sandbox.objects import member_wire
from bot.sandbox.parameters import Parameters
from bot.sandbox.sending import MAX_TEXT, read_text
from bot.sandbox.world import World, check_topic, is_group

TYPING_S = 5
MAX_ANSWER = 200
MAX_RESULTS = 50
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


def get_chat(world: World, parameters: Parameters) -> object:
    """The chat in full."""
    chat = world.chat(parameters.text("chat_id"))
    if chat.type != "private":
        world.open_chat(parameters.text("chat_id"))
    return chat.full_wire()


def get_chat_member(world: World, parameters: Parameters) -> object:
    """One person's standing in the chat."""
    chat = world.open_chat(parameters.text("chat_id"))
    user_id = parameters.whole("user_id")
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified" if not user_id else "user not found")
    if user_id == world.bot.id:
        return member_wire(person, "restricted" if chat.restriction and is_group(chat) else chat.standing)
    if chat.type == "private":
        return member_wire(person, "member")
    return member_wire(person, chat.members.get(user_id, "left"))


def get_chat_administrators(world: World, parameters: Parameters) -> object:
    """The people with rights in the chat, the bot among them if it has some."""
    chat = world.open_chat(parameters.text("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    found = [
        member_wire(world.people[user_id], standing)
        for user_id, standing in chat.members.items()
        if standing in ("creator", "administrator")
    ]
    if chat.standing == "administrator":
        found.append(member_wire(world.bot, "administrator"))
    return found


def send_chat_action(world: World, parameters: Parameters) -> object:
    """The chat shows for a moment that the bot is at work."""
    chat = world.writable(parameters.text("chat_id"))
    if parameters.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    check_topic(chat, parameters.whole("message_thread_id"))
    chat.typing_until = world.clock() + TYPING_S
    world.events.note("typing", chat.id)
    return True


def leave_chat(world: World, parameters: Parameters) -> object:
    """The bot is out of the chat."""
    chat = world.open_chat(parameters.text("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    old, chat.standing = chat.standing, "left"
    world.tell_standing(chat, world.bot, old)
    world.events.note("chat", chat.id)
    return True


def get_file(world: World, parameters: Parameters) -> object:
    """Where the file can be fetched."""
    stored = world.files.get(parameters.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def answer_callback_query(world: World, parameters: Parameters) -> object:
    """The tap is answered: silently, by a toast or by an alert."""
    text = parameters.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": text, "show_alert": parameters.flag("show_alert")}
    if parameters.given("url"):
        answer["url"] = parameters.text("url")
    world.answer(parameters.text("callback_query_id"), answer)
    return True


def answer_inline_query(world: World, parameters: Parameters) -> object:
    """The inline query has its results."""
    results = parameters.items("results") or []
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    checked = [_result(item) for item in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer: Json = {
        "results": checked,
        "cache_time": parameters.whole("cache_time", 300),
        "is_personal": parameters.flag("is_personal"),
        "next_offset": parameters.text("next_offset"),
    }
    if parameters.given("button"):
        answer["button"] = parameters.mapping("button")
    world.answer(parameters.text("inline_query_id"), answer)
    return True


def _result(item: object) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse inline query results: expected an Array of InlineQueryResult")
    result_id = item.get("id")
    if not isinstance(result_id, str) or not 1 <= len(result_id.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if item.get("type") == "article" and not item.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = item.get("input_message_content")
    checked: Json = dict(item)
    if isinstance(content, dict):
        body = read_text(Parameters(content | {"text": content.get("message_text", "")}), "text", "entities")
        if not body.text:
            raise bad_request("message text is empty")
        if utf16_length(body.text) > MAX_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        checked["message_text"] = body.text
        checked["message_entities"] = [entity.wire() for entity in tidy(body.text, body.entities).entities]
    elif item.get("type") == "article":
        raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
    markup = item.get("reply_markup")
    if isinstance(markup, dict):
        checked["reply_markup"] = read_reply_markup(markup)
    return checked
