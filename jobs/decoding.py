"""Bytes as text, whatever their encoding: never an exception, at worst a warning.

Order: byte order mark, what the document declares of itself, the header, UTF-8, CP949, then the one of the last two
that loses fewer characters. EUC-KR is always read as CP949, its superset: pages that say the one contain the other. A
declared Latin encoding fits any bytes, so it counts only after UTF-8 and CP949 have failed to make sense of them.
"""

import codecs
import re
from dataclasses import dataclass

from jobs.language import clean, language_share

BINARY = "binary"
REPLACED = "replaced-characters"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\x7fELF",
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,120}?encoding\s*=\s*[\"']([\w.:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_KOREAN = {
    "euckr",
    "ksc5601",
    "ksc56011987",
    "ks c 5601",
    "korean",
    "xwindows949",
    "windows949",
    "ms949",
    "uhc",
    "949",
}
_READABLE = re.compile(r"utf-|cp[0-9]|iso|koi8|euc|shift|gb|big5|hz|johab|mac|ascii|ptcp|tis")
_LATIN = ("ascii", "iso8859-1", "iso8859-15", "cp1252", "mac-roman")
_SNIFFED = 4_096
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text in NFC without control characters, the encoding it was read in, and what went wrong."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(body: bytes, *, content_type: str = "", declared: str | None = None) -> Decoded:
    """Give the text of any bytes.

    `declared` is an encoding the caller knows of (a source's setting); it ranks with what the document declares.
    Content that is not text at all gives an empty text and the warning `binary`.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _lossy(body[len(mark) :], encoding)
    if body.startswith(_MAGIC):
        return Decoded(text="", encoding="binary", warnings=(BINARY,))
    if b"\0" in body[:_SNIFFED] and not _stray_zeros(body):
        return _unmarked_utf16(body) or Decoded(text="", encoding="binary", warnings=(BINARY,))
    if _mostly_control(body[:_SNIFFED]):
        return Decoded(text="", encoding="binary", warnings=(BINARY,))
    return _by_name(body, content_type, declared) or _by_content(body, content_type, declared)


def _names(body: bytes, content_type: str, declared: str | None) -> list[str]:
    """Give the encodings claimed for the bytes, the strongest claim first."""
    claims = [declared] if declared else []
    found = _DECLARED.search(body[:_SNIFFED])
    if found:
        claims.append((found[1] or found[2]).decode("ascii", "replace"))
    header = _CHARSET.search(content_type)
    if header:
        claims.append(header[1])
    return [name for name in map(_known, claims) if name]


def _known(claim: str) -> str | None:
    """Give Python's name of an encoding for text, CP949 for every Korean one, None for what it does not know."""
    if re.sub(r"[^a-z0-9]", "", claim.lower()) in _KOREAN:
        return "cp949"
    try:
        name = codecs.lookup(claim).name
    except (LookupError, ValueError):
        return None
    return name if _READABLE.match(name) and not name.startswith(("utf-16", "utf-32", "utf-7")) else None


def _by_name(body: bytes, content_type: str, declared: str | None) -> Decoded | None:
    for name in _names(body, content_type, declared):
        if name not in _LATIN:
            text = _strict(body, name)
            if text is not None:
                return Decoded(text=clean(text), encoding=name, warnings=_lost(text))
    return None


def _by_content(body: bytes, content_type: str, declared: str | None) -> Decoded:
    utf8 = _strict(body, "utf-8")
    if utf8 is not None:
        return Decoded(text=clean(utf8), encoding="utf-8", warnings=_lost(utf8))
    latin = [name for name in _names(body, content_type, declared) if name in _LATIN]
    korean = _strict(body, "cp949")
    if korean is not None and (not latin or language_share(korean[:_SNIFFED]) > 0.3):
        return Decoded(text=clean(korean), encoding="cp949", warnings=_lost(korean))
    if latin:
        return _lossy(body, "cp1252" if latin[0] in ("ascii", "iso8859-1") else latin[0])
    readings = [_lossy(body, "utf-8"), _lossy(body, "cp949")]
    wide = _unmarked_utf16(body)
    return wide or min(readings, key=lambda reading: reading.text.count("\ufffd"))


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _lossy(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(text=clean(text), encoding=encoding, warnings=_lost(text))


def _lost(text: str) -> tuple[str, ...]:
    return (REPLACED,) if "\ufffd" in text else ()


def _unmarked_utf16(body: bytes) -> Decoded | None:
    """Give the text of UTF-16 without a mark: the byte order whose characters are nearly all ones people write."""
    even = body[: len(body) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, "replace")
        sample = text[: _SNIFFED // 2]
        written = sum(
            character.isascii() or "가" <= character <= "힣" or character in "·…‘’“”☐◦" for character in sample
        )
        if sample and "\0" not in sample and written >= 0.8 * len(sample):
            return Decoded(text=clean(text), encoding=encoding, warnings=_lost(text))
    return None


def _stray_zeros(body: bytes) -> bool:
    """Tell whether the zero bytes of a marked-up text are slips: one in twenty at the most."""
    head = body[:_SNIFFED]
    return head.lstrip()[:1] in (b"<", b"{") and 20 * head.count(0) <= len(head)


def _mostly_control(head: bytes) -> bool:
    return 10 * (len(head) - len(head.translate(None, _CONTROL))) > len(head)
