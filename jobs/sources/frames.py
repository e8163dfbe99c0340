"""How the reader process and its owner talk: length-prefixed frames, JSON inside, never pickles.

A request is two frames: the order (JSON) and the bytes to read. An answer is a first frame, {"count": n} or
{"error": "…"}, and n frames of one record each. One frame a record keeps every single JSON parse short (the event
loop waits for the interpreter's lock during one).
"""

import json
import struct
from collections.abc import Mapping
from typing import BinaryIO

Record = Mapping[str, str]
"""What the reader process says of one thing: names and texts, an empty text where there is none."""

HEAD = struct.Struct("!I")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
LARGEST_ANSWER = 40_000_000
"""All frames of an answer together. 5 MB of a feed become 15 MB as a rule; what swells beyond this is no feed."""


class Broken(Exception):
    """The answer is none."""


class Answer:
    """What has come of an answer: its records, or the reader's own words on why there are none."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.error = ""
        self._count: int | None = None
        self._left = LARGEST_ANSWER
        self._content = bytearray()  # that makes no frame yet

    @property
    def complete(self) -> bool:
        """Tell whether all of it has come."""
        return bool(self.error) or len(self.records) == self._count

    def take(self, piece: bytes) -> None:
        """Add what came. Raises Broken where it can be none."""
        self._content += piece
        at = 0
        while not self.complete and len(self._content) >= at + HEAD.size:
            (size,) = HEAD.unpack_from(self._content, at)
            if size > self._left:
                raise Broken
            if len(self._content) < at + HEAD.size + size:
                break
            at += HEAD.size
            self._frame(bytes(self._content[at : at + size]))
            at += size
            self._left -= size
        del self._content[:at]

    def _frame(self, content: bytes) -> None:
        try:
            value = json.loads(content)
        except ValueError as error:
            raise Broken from error
        if not isinstance(value, dict):
            raise Broken
        if self._count is not None:
            self.records.append({name: text for name, text in value.items() if isinstance(text, str)})
        elif isinstance(count := value.get("count"), int):
            self._count = count
        else:
            self.error = str(value.get("error") or "it cannot be read")


def packed(content: bytes) -> bytes:
    """Give the frame that holds the content."""
    return HEAD.pack(len(content)) + content


def packed_json(value: object) -> bytes:
    """Give the frame that holds the value as JSON."""
    return packed(_JSON.encode(value).encode("utf-8", "replace"))


def read_frame(stream: BinaryIO) -> bytes | None:
    """Give the next frame's content, or None when the other side has closed. Blocks."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    content = stream.read(size)
    return content if len(content) == size else None
