"""Bytes as text, whatever their encoding: never an exception, at worst a warning.

Order: byte order mark, what the document declares of itself, the header, UTF-8, CP949, then the one of all these that
loses the fewest characters. EUC-KR is always read as CP949, its superset, and so are the others that browsers widen:
pages that say the one contain the other. A declared encoding of single bytes fits any bytes, so bytes that are UTF-8
stay UTF-8, and a Latin one counts only after CP949 has failed to make sense of them, too.
"""

import codecs
import re
from collections.abc import Sequence
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
    "ksc56011989",
    "korean",
    "xwindows949",
    "windows949",
    "ms949",
    "uhc",
    "949",
}
_SPELLINGS = (  # how the web spells names that Python spells otherwise (the labels of the WHATWG's Encoding Standard)
    (re.compile(r"^(?:x-)+|^cs(?!iso)|^cn-"), ""),
    (re.compile(r"^(?:windows|dos)-?([0-9]{3,4})$"), r"cp\1"),
    (re.compile(r"^iso-?8859-?([0-9]{1,2})(?:-[ie])?$"), r"iso8859-\1"),
    (re.compile(r"^gb[_-]2312(?:-80)?$"), "gbk"),
    (re.compile(r"^windows-31j$"), "cp932"),
    (re.compile(r"^unicode.*utf-?8$"), "utf-8"),
    (re.compile(r"^koi8-ru$"), "koi8-u"),
)
_WIDENED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_jp": "euc_jis_2004",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_READABLE = re.compile(r"utf-|cp[0-9]|iso|koi8|euc|shift|gb|big5|hz|johab|mac|ascii|ptcp|tis")
_LATIN = ("ascii", "iso8859-1", "iso8859-15", "cp1252", "mac-roman")
_SINGLE_BYTES = re.compile(r"iso8859|cp125|cp[478]|koi8|mac|ptcp")
_THREE_BYTES = re.compile(rb"[\xe0-\xef]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_WINDOWS_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
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
        return _unmarked_wide(body) or Decoded(text="", encoding="binary", warnings=(BINARY,))
    if _mostly_control(body[:_SNIFFED]):
        return Decoded(text="", encoding="binary", warnings=(BINARY,))
    claims = _names(body, content_type, declared)
    return _by_name(body, claims) or _by_content(body, claims)


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
    name = claim.lower()
    if re.sub(r"[^a-z0-9]", "", name) in _KOREAN:
        return "cp949"
    found = _codec(name)
    if found is None:
        for spelling, ours in _SPELLINGS:
            name = spelling.sub(ours, name)
        found = _codec(name)
    if found is None:
        return None
    name = _WIDENED.get(found, found)
    return name if _READABLE.match(name) and not name.startswith(("utf-16", "utf-32", "utf-7")) else None


def _codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _by_name(body: bytes, claims: Sequence[str]) -> Decoded | None:
    utf8 = _strict(body, "utf-8") if any(name not in _LATIN for name in claims) else None
    for name in claims:
        if name in _LATIN:
            continue
        if utf8 is not None and (name == "utf-8" or _surely_utf8(body, name)):
            return _read(body, utf8, "utf-8")
        text = _strict(body, name)
        if text is not None:
            return _read(body, text, name)
    return None


def _surely_utf8(body: bytes, claimed: str) -> bool:
    """Tell whether bytes that can be UTF-8 are, though something else is claimed that they fit as well.

    Any fit an encoding of single bytes; those of three bytes a character fit no other encoding to the end by chance.
    """
    return bool(_THREE_BYTES.search(body)) or (bool(_SINGLE_BYTES.match(claimed)) and not body.isascii())


def _by_content(body: bytes, claims: Sequence[str]) -> Decoded:
    utf8 = _strict(body, "utf-8")
    if utf8 is not None:
        return _read(body, utf8, "utf-8")
    foreign = [name for name in claims if name not in ("utf-8", "cp949")]
    korean = _strict(body, "cp949")
    other = [name for name in foreign if name not in _LATIN]
    if korean is not None and (language_share(korean[:_SNIFFED]) > 0.3 if other else not _western(body)):
        return _read(body, korean, "cp949")
    if foreign and foreign[0] in _LATIN:
        return _lossy(body, "cp1252" if foreign[0] in ("ascii", "iso8859-1") else foreign[0])
    if _western(body):
        return _lossy(body, "cp1252")
    readings = [_lossy(body, name) for name in (*other, "utf-8", "cp949")]
    return _unmarked_wide(body) or min(readings, key=lambda reading: reading.text.count("\ufffd"))


def _western(body: bytes) -> bool:
    """Tell whether most bytes beyond ASCII stand alone: letters with accents do, Korean in any encoding does not."""
    runs = _HIGH_BYTES.findall(body[: 16 * _SNIFFED])
    return 5 * sum(len(run) == 1 for run in runs) > 3 * len(runs)


def _read(body: bytes, text: str, encoding: str) -> Decoded:
    """Give the text, cleaned. What Windows has in the place of controls is written as such in UTF-8, too."""
    if encoding == "utf-8" and _WINDOWS_IN_UTF8.search(body):
        text = text.translate(_WINDOWS)
    return Decoded(text=clean(text), encoding=encoding, warnings=(REPLACED,) if "\ufffd" in text else ())


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _lossy(body: bytes, encoding: str) -> Decoded:
    return _read(body, body.decode(encoding, "replace"), encoding)


def _unmarked_wide(body: bytes) -> Decoded | None:
    """Give the text of UTF-16 or 32 without a mark: markup, or characters of which people here write nearly all."""
    for encoding in _WIDE:
        width = int(encoding[4:6]) // 8
        sample = body[: min(_SNIFFED, len(body) // width * width)].decode(encoding, "replace")
        if not sample or "\0" in sample:
            continue
        marked_up = sample.lstrip()[:1] in ("<", "{", "[")
        if marked_up or sum(map(_is_written, sample)) >= 0.8 * len(sample):
            return _lossy(body[: len(body) // width * width], encoding)
    return None


def _is_written(character: str) -> bool:
    return character.isascii() or "가" <= character <= "힣" or character in "·…‘’“”☐◦"


def _stray_zeros(body: bytes) -> bool:
    """Tell whether the zero bytes of a marked-up text are slips: one in twenty at the most."""
    head = body[:_SNIFFED]
    return head.lstrip()[:1] in (b"<", b"{") and 20 * head.count(0) <= len(head)


def _mostly_control(head: bytes) -> bool:
    return 10 * (len(head) - len(head.translate(None, _CONTROL))) > len(head)
