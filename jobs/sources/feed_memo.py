"""What a feed showed at its last poll, as a short word: what stands there as it did is not read again.

    text ► laid out: head, its entries' own text, tail ► those that the memo names are left out ► feedparser ► entries

An entry is left out only where it must come out as it did: its text is the same, the tags it stands among are, the
strict parser took the whole of both documents, and no two entries share a key. Else everything is read, and what says
the same as before is left out afterwards. The word comes back from the one who keeps it, so no reader process has to
remember anything; whoever loses it reads everything again.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from jobs.sources.feed_entries import KEYS_END
from jobs.sources.feed_parse import MOST_ENTRIES
from jobs.sources.frames import Record

_PRINT = 8  # bytes of a fingerprint
NOTHING = bytes(_PRINT)
_ENTRY = struct.Struct(f"!{_PRINT}s{_PRINT}sIB")
_MOST_KEYS = 200
_EDGE = re.compile(r"<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_OPEN_AND_CLOSE = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))


@dataclass(frozen=True, slots=True)
class Remembered:
    """One entry of the last poll: fingerprints of its text, of what it came out as and of its keys, and its day."""

    text: bytes  # all zero: not to be left out before it is read
    said: bytes
    day: int  # ordinal; 0 where it has none
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """The entries of the last poll, and a fingerprint of what they stood among."""

    around: bytes = NOTHING  # all zero: nothing is to be left out before it is read
    entries: tuple[Remembered, ...] = ()

    @classmethod
    def of(cls, word: str) -> "Memo":
        """Give the memo of its word; an empty one for what is none."""
        try:
            content = base64.b64decode(word, validate=True)
            return cls(content[:_PRINT], tuple(_unpacked(content[_PRINT:])))
        except (ValueError, struct.error, binascii.Error):
            return cls()

    def word(self) -> str:
        """Give the memo as a short text."""
        content = b"".join(
            _ENTRY.pack(one.text, one.said, one.day, len(one.keys)) + b"".join(one.keys) for one in self.entries
        )
        return base64.b64encode(self.around + content).decode()  # base 85 is Python, a third of a feed's time


@dataclass(frozen=True, slots=True)
class Layout:
    """A document taken apart: what comes before its entries, each entry's own text, what comes after them."""

    head: str
    blocks: tuple[str, ...]
    tail: str

    def only(self, blocks: Sequence[str]) -> str:
        """Give the document with these of its entries alone."""
        return self.head + "".join(blocks) + self.tail

    def around(self, *facts: str) -> bytes:
        """Give a fingerprint of all that decides how an entry's text is read: the tags before it, and the facts."""
        return fingerprint(*facts, *_TAG.findall(self.head))


def lay_out(text: str) -> Layout | None:
    """Give the parts of a document whose entries stand side by side; None where that is not plain to see."""
    edges = list(_EDGE.finditer(text))
    if not edges or len(edges) % 2 or len(edges) > 2 * MOST_ENTRIES:
        return None
    blocks, after = [], edges[0].start()
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if first[1] or not last[1] or first[2] != last[2] or text[after : first.start()].strip():
            return None
        after = text.find(">", last.end()) + 1
        blocks.append(text[first.start() : after])
    layout = Layout(text[: edges[0].start()], tuple(blocks), text[after:])
    return layout if after and all(map(_whole, (layout.head, *blocks))) else None


def _whole(part: str) -> bool:
    """Tell whether every passage in which tags are no tags begins and ends within the part."""
    return all(part.count(first) == part.count(last) for first, last in _OPEN_AND_CLOSE)


def fingerprint(*words: str) -> bytes:
    """Give a few bytes that stand for the words."""
    return blake2b("\x1e".join(words).encode("utf-8", "replace"), digest_size=_PRINT).digest()


def remembered(entry: Record, zone: ZoneInfo, text: bytes = NOTHING) -> Remembered:
    """Give what is kept of an entry; with the fingerprint of its `text`, it may be left out unread the next time."""
    moment = entry["published"] or entry["updated"]
    keys = entry["keys"].split(KEYS_END)[:_MOST_KEYS]
    said = fingerprint(entry["keys"], entry["title"], entry["link"], moment, entry["html"])
    day = datetime.fromisoformat(moment).astimezone(zone).toordinal() if moment else 0
    return Remembered(text, said, day, tuple(map(fingerprint, keys)))


def _unpacked(content: bytes) -> Iterator[Remembered]:
    at = 0
    while at < len(content):
        text, said, day, count = _ENTRY.unpack_from(content, at)
        at += _ENTRY.size
        keys = struct.unpack_from("!" + f"{_PRINT}s" * count, content, at)
        at += _PRINT * count
        yield Remembered(text, said, day, keys)
