"""Reply markup as the Bot API accepts it: checked, stripped of what it does not know."""

import re

from bot.sandbox.errors import Json, bad_request

MAX_BUTTONS = 100
_LINK = re.compile(r"(?:(https?)://([^/?#]*)|(tg|ton|tonsite|tel|mailto):)", re.IGNORECASE)
_ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
)
_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")


def read_reply_markup(markup: Json | None) -> Json | None:
    """The markup a message keeps; None for none."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _reply_keyboard(markup)
    for name in ("remove_keyboard", "force_reply"):
        if markup.get(name) is True:
            return {
                key: value for key, value in markup.items() if key in (name, "selective", "input_field_placeholder")
            }
    return None


def _rows(value: object, what: str) -> list[list[object]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{what}" of the reply markup must be an Array of Arrays')
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f'field "{what}" must be an Array of Arrays')
    if sum(len(row) for row in value) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return value


def _inline(value: object) -> Json | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(value, "inline_keyboard")]
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: object) -> Json:
    label = _label(button, "inline keyboard button")
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    action = actions[0]
    value = button[action]
    match action:
        case "callback_data":
            _check_data(value)
        case "url":
            return {"text": label, "url": _checked_link(str(value))}
        case "copy_text":
            text = value.get("text") if isinstance(value, dict) else None
            if not isinstance(text, str) or not 1 <= len(text) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": label, action: value}


def _label(button: object, what: str) -> str:
    text = button if isinstance(button, str) else button.get("text") if isinstance(button, dict) else None
    if not isinstance(text, str):
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID" if "inline" in what else "keyboard button text must be non-empty")
    return text


def _check_data(value: object) -> None:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _checked_link(url: str) -> str:
    def refuse(reason: str) -> Exception:
        return bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")

    if not url.strip():
        raise refuse("URL is empty")
    if re.search(r"\s", url):
        raise refuse("Wrong HTTP URL")
    match = _LINK.match(url)
    if match is None:
        if re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE):
            raise refuse("Unsupported URL protocol")
        if "." not in url.split("/", maxsplit=1)[0].strip("."):
            raise refuse("Wrong HTTP URL")
        return f"http://{url}{'' if '/' in url else '/'}"
    if match.group(1) and not match.group(2).rpartition("@")[2].partition(":")[0]:
        raise refuse("URL host is empty")
    if match.group(1) and not _host_is_public_or_local(match.group(2)):
        raise refuse("Wrong HTTP URL")
    if match.group(1) and match.end() == len(url):
        return url + "/"
    return url


def _host_is_public_or_local(authority: str) -> bool:
    """Telegram wants a dot in the host; the sandbox lets its own machine through for the demo."""
    host = authority.rpartition("@")[2].partition(":")[0]
    return "." in host.strip(".") or host == "localhost" or authority.startswith("[")


def _reply_keyboard(markup: Json) -> Json:
    rows: list[list[Json]] = []
    for row in _rows(markup["keyboard"], "keyboard"):
        buttons: list[Json] = []
        for button in row:
            extra = button if isinstance(button, dict) else {}
            buttons.append({**extra, "text": _label(button, "keyboard button")})
        rows.append(buttons)
    kept: Json = {"keyboard": rows}
    for flag in _KEYBOARD_FLAGS:
        if markup.get(flag) is True:
            kept[flag] = True
    placeholder = markup.get("input_field_placeholder")
    if isinstance(placeholder, str):
        kept["input_field_placeholder"] = placeholder[:64]
    return kept


def buttons(markup: Json | None) -> list[list[Json]]:
    """The buttons of a checked inline keyboard, row by row."""
    rows = (markup or {}).get("inline_keyboard")
    return rows if isinstance(rows, list) else []
