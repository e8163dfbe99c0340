"""A body is unpacked as it comes, and never further than it may grow."""

import zlib
from collections.abc import Iterator
from typing import Protocol

_GZIP, _ZLIB, _BARE = 31, 15, -15
_PIECE = 65_536
_MOST_STREAMS = 200  # in one body: each costs time, even if there is nothing in it
_DEFLATED = 8  # the low half of a zlib stream's first byte


class Unreadable(ValueError):
    """The body is not packed in the way it says."""


class Unpacked(Protocol):
    """One body."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give what these bytes unpack to, piece by piece, each when it is asked for. Raises Unreadable."""

    def end(self) -> None:
        """Raise Unreadable where something is missing."""


class NotPacked:
    """A body that is sent as it is."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give the bytes."""
        yield data

    def end(self) -> None:
        """Miss nothing."""


class Deflated:
    """A body packed by gzip, in one stream or several, or by either kind of deflate."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream: zlib._Decompress | None = None
        self._streams = 1

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give what these bytes unpack to, piece by piece."""
        if self._stream is None:
            deflate = _ZLIB if data[0] & 0xF == _DEFLATED else _BARE
            self._stream = zlib.decompressobj(_GZIP if self._gzip else deflate)
        piece = b""
        while data or len(piece) == _PIECE:
            if self._stream.eof:
                if not self._gzip or not data.strip(b"\0"):
                    return  # what follows the end is nobody's
                self._stream, self._streams = zlib.decompressobj(_GZIP), self._streams + 1
                if self._streams > _MOST_STREAMS:
                    raise Unreadable("it is packed in too many pieces")
            try:
                piece = self._stream.decompress(data, _PIECE)
            except zlib.error as error:
                raise Unreadable(str(error)) from error
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            yield piece

    def end(self) -> None:
        """Raise Unreadable where the end is missing."""
        if self._stream is not None and not self._stream.eof:
            raise Unreadable("it has no end")


class Foreign:
    """A body packed in a way that was not asked for."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Refuse it."""
        raise Unreadable("it is packed in a way that was not asked for")

    def end(self) -> None:
        """Miss nothing: it was empty."""


def unpacked_by(coding: str) -> Unpacked:
    """Give what unpacks this Content-Encoding; one that nobody knows is taken for none, as hosts mean it."""
    match coding.strip().lower():
        case "gzip" | "x-gzip":
            return Deflated(gzip=True)
        case "deflate":
            return Deflated(gzip=False)
        case "br" | "zstd" | "compress":
            return Foreign()
        case _:
            return NotPacked()
