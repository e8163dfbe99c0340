"""The parameters of a call, whichever way they came: JSON, form, multipart or the query."""

import json
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import Json, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values by name, read as the type a method needs or refused with Telegram's 400."""

    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def given(self, name: str) -> bool:
        """Whether the parameter is there and not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """The parameter as text; empty where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def whole(self, name: str, otherwise: int = 0) -> int:
        """The parameter as a whole number; `otherwise` where it is missing or none."""
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return otherwise
        try:
            return int(value) if isinstance(value, int | str) else otherwise
        except ValueError:
            return otherwise

    def flag(self, name: str) -> bool:
        """Whether the parameter says yes."""
        value = self.values.get(name)
        return value is True or str(value).lower() in ("true", "yes", "1")

    def structure(self, name: str) -> object:
        """The parameter as the JSON it holds; None where it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            parsed: object = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
        return parsed

    def mapping(self, name: str) -> Json | None:
        """The parameter as a JSON object."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object: Object expected")
        return value

    def items(self, name: str) -> list[object] | None:
        """The parameter as a JSON array."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: expected an Array")
        return value

    def texts(self, name: str) -> list[str] | None:
        """The parameter as an array of texts."""
        found = self.items(name)
        return None if found is None else [item for item in found if isinstance(item, str)]


async def read_parameters(request: web.Request) -> Parameters:
    """The parameters of the request; the body wins over the query."""
    values: Json = dict(request.query)
    kind = request.content_type
    if kind == "application/json":
        raw = await request.read()
        return Parameters(values | _json_object(raw))
    if kind == "multipart/form-data":
        return await _multipart(request, values)
    if kind == "application/x-www-form-urlencoded":
        form = await request.post()
        return Parameters(values | {key: value for key, value in form.items() if isinstance(value, str)})
    return Parameters(values)


def _json_object(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        parsed = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("expected a JSON object as the body")
    return parsed


async def _multipart(request: web.Request, values: Json) -> Parameters:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode("utf-8", "replace")
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, mime_type, content)
    return Parameters(values, files)
