"""Telegram's HTML read into text and entities, refused where and as Telegram refuses it.

Rules read from https://core.telegram.org/bots/api#html-style; offsets in refusals count UTF-8 bytes of the
text as sent, offsets of entities UTF-16 units of the text as read.
"""

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import Entity, utf16_length
from bot.sandbox.errors import ApiError, cannot_parse

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile("[<&]")
_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));?")
_NAME = re.compile(r"&([A-Za-z]+);?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_BLANKS = re.compile(r"\s*")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")
_WEB_LINK = re.compile(r"(?:(https?|tg|ton|tonsite|mailto|tel):)", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/@:]+\.[^\s/@:]{2,}(?:[:/?#]|$)")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str | None
    offset: int
    at: int  # in the pieces read so far


@dataclass(slots=True)
class _Reading:
    """A text on its way: what is read, what is open, where the eye is."""

    source: str
    at: int = 0
    pieces: list[str] = field(default_factory=list)
    units: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.units += utf16_length(text)

    def char(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def refusal(self, reason: str, at: int, *, rest: str = "") -> ApiError:
        byte_offset = len(self.source[:at].encode("utf-8", "surrogatepass"))
        return cannot_parse(f"{reason} at byte offset {byte_offset}{rest}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text and entities `source` means; ApiError 400 with Telegram's reason where it is no such HTML."""
    reading = _Reading(source.replace("\x00", ""))
    while True:
        special = _SPECIAL.search(reading.source, reading.at)
        stop = special.start() if special else len(reading.source)
        if stop > reading.at:
            reading.write(reading.source[reading.at : stop])
        reading.at = stop
        if special is None:
            break
        if special.group() == "&":
            reading.write(_character(reading))
        elif reading.source.startswith("</", stop):
            _close(reading)
        else:
            _open(reading)
    if reading.stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{reading.stack[-1].tag}"')
    return "".join(reading.pieces), reading.entities


def _character(reading: _Reading) -> str:
    """The character an `&…;` stands for; the bare `&` where it stands for none."""
    number = _NUMBER.match(reading.source, reading.at)
    if number:
        code = int(number.group(1), 16) if number.group(1) else int(number.group(2))
        if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            reading.at = number.end()
            return chr(code)
    name = _NAME.match(reading.source, reading.at)
    if name and name.group(1) in NAMED:
        reading.at = name.end()
        return NAMED[name.group(1)]
    reading.at += 1
    return "&"


def _open(reading: _Reading) -> None:
    begin = reading.at
    reading.at += 1
    tag = reading.take(_TAG_NAME).lower()
    if not reading.char():
        raise reading.refusal("Unclosed start tag", begin)
    if tag not in STYLES:
        raise reading.refusal(f'Unsupported start tag "{tag}"', begin)
    argument = _attributes(reading, tag, begin)
    reading.at += 1
    if tag == "span" and argument != "spoiler":
        raise reading.refusal('Tag "span" must have class "tg-spoiler"', begin)
    reading.stack.append(_Open(tag, argument, reading.units, len(reading.pieces)))


def _attributes(reading: _Reading, tag: str, begin: int) -> str | None:
    """What the attributes say that matters to `tag`; the eye rests on the closing `>` afterwards."""
    argument: str | None = None
    while True:
        reading.take(_BLANKS)
        if reading.char() == ">":
            return argument
        if not reading.char():
            raise reading.refusal("Unclosed start tag", begin)
        name = reading.take(_ATTRIBUTE_NAME).lower()
        if not name:
            raise reading.refusal(f'Empty attribute name in the tag "{tag}"', begin)
        reading.take(_BLANKS)
        value = ""
        if reading.char() == "=":
            reading.at += 1
            value = _attribute_value(reading, tag, begin)
        elif not reading.char():
            raise reading.refusal(f'Unclosed start tag "{tag}"', begin)
        argument = _argument(tag, name, value, argument)


def _attribute_value(reading: _Reading, tag: str, begin: int) -> str:
    reading.take(_BLANKS)
    quote = reading.char()
    if not quote:
        raise reading.refusal(f'Unclosed start tag "{tag}"', begin)
    if quote not in "\"'":
        start = reading.at
        token = reading.take(_TOKEN)
        if not reading.char().isspace() and reading.char() != ">":
            raise reading.refusal("Unexpected end of name token", start)
        return token.lower()
    reading.at += 1
    value: list[str] = []
    while reading.char() and reading.char() != quote:
        if reading.char() == "&":
            value.append(_character(reading))
        else:
            value.append(reading.char())
            reading.at += 1
    if not reading.char():
        raise reading.refusal("Unclosed start tag", begin)
    reading.at += 1
    return "".join(value)


def _argument(tag: str, name: str, value: str, known: str | None) -> str | None:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
        case _:
            return known


def _close(reading: _Reading) -> None:
    begin = reading.at
    if not reading.stack:
        raise reading.refusal("Unexpected end tag", begin)
    reading.at += 2
    name = reading.take(_TAG_NAME).lower()
    reading.take(_BLANKS)
    if reading.char() != ">":
        raise reading.refusal("Unclosed end tag", begin)
    reading.at += 1
    opened = reading.stack.pop()
    if name and name != opened.tag:
        raise reading.refusal("Unmatched end tag", begin, rest=f', expected "</{opened.tag}>", found "</{name}>"')
    if reading.units > opened.offset:
        _keep(reading, opened)


def _keep(reading: _Reading, opened: _Open) -> None:
    kind = STYLES[opened.tag]
    length = reading.units - opened.offset
    inside = "".join(reading.pieces[opened.at :])
    made: Entity | None = Entity(kind=kind, offset=opened.offset, length=length)
    match opened.tag:
        case "a":
            made = _link(opened.argument or inside, opened.offset, length)
        case "blockquote" if opened.argument:
            made = Entity(kind="expandable_blockquote", offset=opened.offset, length=length)
        case "pre":
            made = _pre(reading, opened.offset, length)
        case "code" if opened.argument:
            made = Entity(kind="code", offset=opened.offset, length=length, language=opened.argument)
        case "tg-emoji":
            if not (opened.argument or "").isdigit():
                raise cannot_parse("Invalid custom emoji identifier specified")
            made = None  # a bot without a paid user name may not use them: the plain character stays
    if made is not None:
        reading.entities.append(made)


def _pre(reading: _Reading, offset: int, length: int) -> Entity:
    """The pre, with the language of a code that fills it."""
    last = reading.entities[-1] if reading.entities else None
    if last and last.kind == "code" and (last.offset, last.length) == (offset, length):
        reading.entities.pop()
        return Entity(kind="pre", offset=offset, length=length, language=last.language)
    return Entity(kind="pre", offset=offset, length=length)


def _link(url: str, offset: int, length: int) -> Entity | None:
    user = _USER_LINK.match(url)
    if user:
        return Entity(kind="text_mention", offset=offset, length=length, user_id=int(user.group(1)))
    checked = checked_url(url)
    return Entity(kind="text_link", offset=offset, length=length, url=checked) if checked else None


def checked_url(url: str) -> str | None:
    """`url` as Telegram would keep it in a link, None where it drops it."""
    url = url.strip()
    if not url or re.search(r"\s", url):
        return None
    scheme = _WEB_LINK.match(url)
    if scheme is None:
        return f"http://{url}{'' if '/' in url else '/'}" if _BARE_HOST.match(url) else None
    if scheme.group(1).lower() not in ("http", "https"):
        return url
    host = re.match(r"https?://([^/?#\s]+)(.*)", url, re.IGNORECASE | re.DOTALL)
    if host is None:
        return None
    return url if host.group(2) else url + "/"
