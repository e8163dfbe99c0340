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
