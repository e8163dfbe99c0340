"""Text with entities as Telegram keeps it: UTF-16 offsets, trimmed, sorted, free of overlaps.

`tidy` is total: any text with any entities comes out as something Telegram could have sent.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.sandbox.errors import Json, bad_request, cannot_parse

MAX_ENTITIES = 100
SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
VERBATIM = ("pre", "code")
LINKS = ("text_link", "text_mention")
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "custom_emoji")
ORDER = {kind: rank for rank, kind in enumerate((*QUOTES, *VERBATIM, *LINKS, *FOUND, *SPLITTABLE))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch of text with a meaning; offset and length count UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    user: Json | None = None

    @property
    def end(self) -> int:
        """The first unit after the entity."""
        return self.offset + self.length

    def wire(self) -> Json:
        """The entity as the Bot API writes it."""
        body: Json = {"type": self.kind, "offset": self.offset, "length": self.length}
        if self.url is not None:
            body["url"] = self.url
        if self.language and self.kind == "pre":
            body["language"] = self.language
        if self.user is not None:
            body["user"] = self.user
        return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """How many UTF-16 units Telegram counts for `text`."""
    return len(text) + sum(1 for char in text if char > "\uffff")


def cut(text: str, offset: int, length: int) -> str:
    """The part of `text` an entity covers; offsets count UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def read_entities(value: object) -> tuple[Entity, ...]:
    """The entities a bot lists itself; Telegram's 400 when they are no entities."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return tuple(_read_entity(item) for item in value)


def _read_entity(item: object) -> Entity:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
    if not isinstance(kind, str) or kind not in ORDER:
        raise bad_request("can't parse MessageEntity: Type is not supported")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
    url, language, user = item.get("url"), item.get("language"), item.get("user")
    user_id = user.get("id") if isinstance(user, dict) else None
    if kind == "text_link" and not isinstance(url, str):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    return Entity(
        kind=kind,
        offset=offset,
        length=length,
        url=url if kind == "text_link" else None,
        language=language if isinstance(language, str) and kind == "pre" else None,
        user_id=user_id if isinstance(user_id, int) and kind == "text_mention" else None,
    )


def tidy(text: str, entities: Iterable[Entity] = ()) -> Text:
    """Text and entities cleaned, trimmed, nested by Telegram's rules; links and commands found."""
    cleaned, shifted = _clean(text, list(entities))
    trimmed, shifted = _trim(cleaned, shifted)
    kept = _join_found(_nest([e for e in shifted if e.length > 0]), _found(trimmed))
    kept.sort(key=lambda e: (e.offset, -e.length, ORDER[e.kind]))
    return Text(text=trimmed, entities=tuple(kept[:MAX_ENTITIES]))


# --- cleaning ------------------------------------------------------------------------------

_REMOVED = re.compile("[\r\u2028-\u202e]")
_SPACED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_SPACE = " \n\u00a0"


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    total = utf16_length(text)
    middles = _middles(text) if entities else set()
    for entity in entities:
        for edge in (entity.offset, entity.end):
            if edge in middles:
                raise cannot_parse(f"entity has an edge in the middle of a UTF-16 symbol at offset {edge}")
        if entity.offset < 0 or entity.length < 0 or entity.end > total:
            raise cannot_parse(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {entity.end}"
            )
    text = _SPACED.sub(" ", text)
    gone = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
    if not gone:
        return text, entities
    removed = _REMOVED.sub("", text)
    return removed, [_without(entity, gone) for entity in entities]


def _middles(text: str) -> set[int]:
    """The offsets at which a pair of units would be torn apart."""
    found, at = set(), 0
    for char in text:
        if char > "\uffff":
            found.add(at + 1)
            at += 1
        at += 1
    return found


def _without(entity: Entity, gone: list[int]) -> Entity:
    start = entity.offset - sum(1 for at in gone if at < entity.offset)
    end = entity.end - sum(1 for at in gone if at < entity.end)
    return replace(entity, offset=start, length=end - start)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    tail = text.rstrip(_SPACE)
    body = tail.lstrip(_SPACE)
    lead = len(tail) - len(body)  # blanks are one unit each
    end = utf16_length(body)
    moved = []
    for entity in entities:
        start = min(max(entity.offset - lead, 0), end)
        stop = min(max(entity.end - lead, 0), end)
        moved.append(replace(entity, offset=start, length=stop - start))
    return body, moved


# --- nesting -------------------------------------------------------------------------------


def _nest(entities: list[Entity]) -> list[Entity]:
    ranked = sorted(entities, key=lambda e: (e.offset, -e.length, ORDER[e.kind]))
    quotes = _apart([e for e in ranked if e.kind in QUOTES])
    solid = _apart([e for e in ranked if e.kind not in QUOTES and e.kind not in SPLITTABLE])
    solid = [e for e in solid if all(not _crosses(e, quote) for quote in quotes)]
    walls = [e for e in solid if e.kind in VERBATIM]
    styles = [
        piece
        for kind in SPLITTABLE
        for joined in _joined([e for e in ranked if e.kind == kind])
        for piece in _outside(joined, walls)
    ]
    return quotes + solid + styles


def _apart(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(one: Entity, other: Entity) -> bool:
    if one.end <= other.offset or other.end <= one.offset:
        return False
    inside = other.offset <= one.offset and one.end <= other.end
    around = one.offset <= other.offset and other.end <= one.end
    return not (inside or around)


def _joined(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if kept and entity.offset <= kept[-1].end:
            end = max(kept[-1].end, entity.end)
            kept[-1] = replace(kept[-1], length=end - kept[-1].offset)
        else:
            kept.append(entity)
    return kept


def _outside(entity: Entity, walls: list[Entity]) -> list[Entity]:
    pieces, start = [], entity.offset
    for wall in walls:
        if wall.end <= start or wall.offset >= entity.end:
            continue
        if wall.offset > start:
            pieces.append(replace(entity, offset=start, length=wall.offset - start))
        start = wall.end
    if start < entity.end:
        pieces.append(replace(entity, offset=start, length=entity.end - start))
    return pieces


# --- what Telegram finds by itself ------------------------------------------------------------

_FINDERS = (
    ("url", re.compile(r"https?://[^\s<>\"'“”]+[^\s<>\"'“”.,;:!?)\]}…]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("url", re.compile(r"(?<![\w@./-])(?:www\.|t\.me/)[^\s<>\"'“”]*[^\s<>\"'“”.,;:!?)\]}…]")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d])\w{1,256}")),
)
_ANY_SIGN = re.compile(r"[/@#]|t\.me|www\.")


def _found(text: str) -> list[Entity]:
    if not _ANY_SIGN.search(text):
        return []
    found: list[tuple[str, int, int]] = []
    for kind, finder in _FINDERS:
        for match in finder.finditer(text):
            start, end = match.span()
            if all(end <= a or b <= start for _, a, b in found):
                found.append((kind, start, end))
    return [
        Entity(kind=kind, offset=utf16_length(text[:start]), length=utf16_length(text[start:end]))
        for kind, start, end in found
    ]


def _join_found(kept: list[Entity], found: list[Entity]) -> list[Entity]:
    solid = [e for e in kept if e.kind not in SPLITTABLE and e.kind not in QUOTES]
    quotes = [e for e in kept if e.kind in QUOTES]
    fresh = [
        entity
        for entity in found
        if all(entity.end <= e.offset or e.end <= entity.offset for e in solid)
        and not any(_crosses(entity, quote) for quote in quotes)
    ]
    return kept + fresh
