"""The methods about the bot itself: who it is, its command menus, its descriptions."""

import re
from collections.abc import Callable

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.objects import Chat
from bot.sandbox.parameters import Parameters
from bot.sandbox.world import World

MAX_COMMANDS = 100
_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
DESCRIPTION_LIMITS = {"description": 512, "short_description": 120, "name": 64}


def get_me(world: World, _: Parameters) -> object:
    """The bot as a `User`."""
    return world.bot.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, parameters: Parameters) -> str:
    scope = parameters.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in _WIDE_SCOPES:
        return kind
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = world.chat(str(scope.get("chat_id", "")))
    name = f"{kind}:{chat.id}"
    return f"{name}:{scope.get('user_id')}" if kind == "chat_member" else name


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _command(item: object) -> Json:
    if not isinstance(item, dict):
        raise bad_request("expected an Array of BotCommand")
    name = _COMMAND.fullmatch(str(item.get("command", "")))
    if name is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(item.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.group(1), "description": description}


def set_my_commands(world: World, parameters: Parameters) -> object:
    """The menu of this scope and language is the given one."""
    commands = [_command(item) for item in parameters.items("commands") or []]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = (_scope(world, parameters), _language(parameters))
    if commands:
        world.commands[key] = commands
    else:
        world.commands.pop(key, None)
    world.events.note("commands", 0)
    return True


def get_my_commands(world: World, parameters: Parameters) -> object:
    """The menu of exactly this scope and language."""
    return world.commands.get((_scope(world, parameters), _language(parameters)), [])


def delete_my_commands(world: World, parameters: Parameters) -> object:
    """This scope and language has no menu of its own any more."""
    world.commands.pop((_scope(world, parameters), _language(parameters)), None)
    world.events.note("commands", 0)
    return True


def menu_for(world: World, chat: Chat, language: str) -> list[Json]:
    """The commands a person sees in the chat, by Telegram's order of scopes and languages."""
    wide = "all_private_chats" if chat.type == "private" else "all_group_chats"
    for scope in (f"chat:{chat.id}", wide, "default"):
        for code in (language, "") if language else ("",):
            if (scope, code) in world.commands:
                return world.commands[(scope, code)]
    return []


def describing(
    field: str,
) -> tuple[Callable[[World, Parameters], object], Callable[[World, Parameters], object]]:
    """The setter and the getter of one text of the bot's profile."""

    def write(world: World, parameters: Parameters) -> object:
        text = parameters.text(field)
        if len(text) > DESCRIPTION_LIMITS[field]:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        world.texts[(field, _language(parameters))] = text
        return True

    def read(world: World, parameters: Parameters) -> object:
        language = _language(parameters)
        text = world.texts.get((field, language)) or world.texts.get((field, ""), "")
        return {field: text or (world.bot.first_name if field == "name" else "")}

    return write, read
