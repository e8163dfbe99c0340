"""A feed's bytes as plain records, inside the reader process: RSS, RDF and Atom by feedparser, JSON Feed by us.

feedparser gets UTF-8 that was decoded here and a stream, never a string (it would open one that looks like an address
or a file name). Its dates are not used: it invents them and loses zones; the raw strings are passed on.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jobs.decoding import decode
from jobs.language import clean
from jobs.nesting import crowded
from jobs.sources.feed_mending import mended
from jobs.sources.frames import Record
from jobs.sources.identity import joined
from jobs.sources.markup import Rebuilt, plain_title, rebuild, rebuild_either, rebuild_text
from jobs.sources.soft_blocks import soft_block

MOST_ENTRIES = 500
_MOST_CONTENT = 1_000_000  # characters of one entry; more is cut before it is rebuilt
_LONGEST_FIELD = 2_000
_XML_DECLARATION = re.compile(r"(?<!\s)\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_HEAD = 50_000
_SKIP_HOURS = re.compile(r"<skipHours>(.{0,1000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays>(.{0,500}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*([0-9]{1,2})\s*</hour>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(rf"<day>\s*({'|'.join(_DAYS)})\s*</day>", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel|item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_NO_SCHEME = re.compile(r"www\.[\w-]+\.\w", re.IGNORECASE)
_ASIDE = re.compile(  # places, chapters, licences, sizes of pictures: feedparser's readers of these raise at odd ones
    r"</?(?:(?:georss|gml|geo|psc|cc|creativecommons):[\w.-]+|(?:[\w.-]+:)?(?:width|height|textinput))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ALTERNATE = "alternate"  # or the address of that name
_NO_DATE = (1970, 1, 1, 0, 0, 0, 3, 1, 0)
_NO_TEXT = Rebuilt(html="", text="")
_MARKUP = ("text/html", "application/xhtml+xml", "html", "xhtml", "")  # and text of any other kind is plain


class Unreadable(Exception):
    """The bytes are not what they should be; the message says what they are."""


@cache
def _feedparser() -> Any:
    """feedparser, imported with the first feed: two thirds of a reader's start, and boards do without."""
    import feedparser

    feedparser.registerDateHandler(lambda _: _NO_DATE)  # asked first: its own guesses cost time and are not used
    return feedparser


def answer_text(body: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    """Give the text of an answer, and what is odd about its bytes. Raises Unreadable where there is none."""
    decoded = decode(body, content_type=content_type)
    text = decoded.text.lstrip()
    if not text:
        raise Unreadable("the answer is empty" if not body.strip() else "the answer is no text")
    return text, tuple(decoded.warnings)


def parse_feed(text: str, url: str, *, part: str = "") -> list[Record]:
    """Give the feed's own record and one for each of its first 500 entries, in its order.

    `part`, the document without some entries, is read in its place where it is given. The feed's record says whether
    the strict parser took all of it (`strict`). Raises Unreadable when it is no feed or declares entities.
    """
    records = _json_feed(text, url) if is_json(text) else _xml_feed(text, part or text, url)
    head = {**records[0], "warnings": "too-many-entries" if len(records) > MOST_ENTRIES + 1 else ""}
    return [head, *records[1 : MOST_ENTRIES + 1]]


def is_json(text: str) -> bool:
    """Tell whether a feed's text is JSON."""
    return text.startswith(("{", "["))


# ── RSS, RDF, Atom ───────────────────────────────────────────────────────────────────────────────


def declares_entities(text: str) -> bool:
    """Tell whether the document brings entities: a DOCTYPE before its first element, and an ENTITY anywhere."""
    position = 0
    while (position := text.find("<", position)) >= 0:
        end = {"<!--": "-->", "<?": "?>"}.get(
            "<!--" if text.startswith("<!--", position) else text[position : position + 2]
        )
        if end is None:
            break
        position = text.find(end, position + 2)
        if position < 0:
            return False
    if position < 0 or text[position : position + 2] != "<!":
        return False
    return "<!entity" in text.casefold()


def _first_entries(text: str) -> str:
    """Give the document without what comes after the entries that are wanted: parsing all would be time for nothing."""
    starts = [found.start() for found in _ENTRY.finditer(text)]
    if len(starts) <= MOST_ENTRIES + 1:
        return text
    end = max((found.end() for found in _ENTRY_END.finditer(text, starts[-1])), default=len(text))
    return text[: starts[MOST_ENTRIES + 1]] + text[end:]


def _xml_feed(text: str, part: str, url: str) -> list[Record]:
    if not _FEED.search(text):
        raise Unreadable(soft_block(text) or "the answer is not a feed")
    if declares_entities(text):
        raise Unreadable("the feed declares entities of its own; such feeds are not read")
    if crowded(part):
        raise Unreadable("a tag of the feed has too many attributes")
    wanted = _first_entries(_XML_DECLARATION.sub("", part, count=1))
    parsed = _parsed(mended(wanted), url if "xml:base" in text else "")
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise Unreadable(soft_block(text) or "the answer is not a feed")
    feed = dict(parsed.feed)  # plain dicts: feedparser's own answer some missing fields with other ones
    head = _record(
        title=plain_title(_text(feed, "title")),
        language=_text(feed, "language"),
        home=joined(url, _text(feed, "link")),
        version=version or "unknown",
        strict="" if parsed.get("bozo") else "yes",
        ttl=_text(feed, "ttl"),
        update_period=_text(feed, "sy_updateperiod"),
        update_frequency=_text(feed, "sy_updatefrequency"),
        skip_hours=" ".join(_skipped(text, _SKIP_HOURS, _HOUR)),
        skip_days=" ".join(str(_DAYS.index(day.lower())) for day in _skipped(text, _SKIP_DAYS, _DAY)),
    )
    dated = version.startswith("rss")
    return [head, *(_xml_entry(dict(entry), url, dated=dated) for entry in parsed.entries[: MOST_ENTRIES + 1])]


def _parsed(text: str, base: str) -> Any:
    """Give what feedparser finds; where it stumbles over what nobody asks it for here, it is given the rest."""
    try:
        return _by_feedparser(text, base)
    except (KeyError, IndexError, TypeError, ValueError):
        return _by_feedparser(_ASIDE.sub("", text), base)


def _by_feedparser(text: str, base: str) -> Any:
    """Give what feedparser finds. Links are joined here, not there: that would be a fifth of its time.

    But a feed with bases of its own needs to know the outermost, or the first one holds to the feed's end: `base`.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    return _feedparser().parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={**headers, "content-location": base} if base else headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _skipped(text: str, block: re.Pattern[str], one: re.Pattern[str]) -> list[str]:
    found = block.search(text[:_HEAD])
    return one.findall(found[1])[:24] if found else []


def _xml_entry(entry: Mapping[str, object], url: str, *, dated: bool) -> Record:
    """Give an entry's record; `dated`: its one date (dc:date in RSS) is that of its publication."""
    content = _xml_content(entry, url)
    guid, updated = _text(entry, "id"), _text(entry, "updated")
    published = _text(entry, "published") or _text(entry, "created")
    return _record(
        guid=guid,
        title=plain_title(_text(entry, "title") or _text(entry, "itunes_title")),
        link=joined(url, _link_of(entry, guid)) or _address_in(guid, entry, url),
        published=published or (updated if dated else ""),
        updated=updated,
        html=content.html,
        text=content.text,
    )


def _link_of(entry: Mapping[str, object], guid: str) -> str:
    """Give the link as it stands there: of several the first alternate one, never a guid that is no address.

    Where there is none, it is the address of content that stands elsewhere.
    """
    pages = [one for one in _plain_dicts(entry.get("links")) if str(one.get("rel", "")).endswith(_ALTERNATE)]
    readable = (_text(one, "href") for one in pages if one.get("type") == "text/html")
    link = _text(entry, "feedburner_origlink") or next(filter(None, readable), "") or _text(entry, "link")
    if (link == guid or not pages) and not joined("", link):  # the library's link: it is a guid
        link = next((_text(one, "src") for one in _plain_dicts(entry.get("content"))), "")
    return f"http://{link}" if _NO_SCHEME.match(link) else link


def _plain_dicts(values: object) -> Iterator[Mapping[str, object]]:
    """Give the dicts of a list as plain ones: the library's own answer some missing fields with other ones."""
    return (dict(one) for one in (values if isinstance(values, list) else []) if isinstance(one, dict))


def _address_in(guid: str, entry: Mapping[str, object], url: str) -> str:
    """Give the guid where it is the permalink: an address, or one's path, unless the feed says otherwise."""
    return joined(url if guid.startswith("/") else "", guid) if entry.get("guidislink", True) else ""


def _xml_content(entry: Mapping[str, object], url: str) -> Rebuilt:
    """Give the fullest of the entry's contents, or its summary where that says more than twice as much.

    A short text's own summary may be the longer of the two: the blog adds where it appeared first.
    """
    contents = [_rebuilt(one, url) for one in _plain_dicts(entry.get("content"))]
    summaries = [_rebuilt(one, url) for one in _plain_dicts([entry.get("summary_detail")])]
    content, summary = (max(found, key=lambda one: len(one.text), default=_NO_TEXT) for found in (contents, summaries))
    return summary if len(summary.text) > 2 * len(content.text) else content


def _rebuilt(detail: Mapping[str, object], url: str) -> Rebuilt:
    media = str(detail.get("type") or "").lower()
    value = str(detail.get("value") or "")[:_MOST_CONTENT]
    if not (media in _MARKUP or media.startswith("text")) or not value.strip():
        return _NO_TEXT
    stated = str(detail.get("base") or "")
    base = (joined(url, stated) if stated else "") or url
    return rebuild_either(value, base) if media in _MARKUP else rebuild_text(value)


def _text(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    return value[:_LONGEST_FIELD] if isinstance(value, str) else ""


# ── JSON Feed ────────────────────────────────────────────────────────────────────────────────────


def _json_feed(text: str, url: str) -> list[Record]:
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is broken JSON") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/1" not in version:
        raise Unreadable("the answer is JSON, but not a JSON Feed 1.x")
    items = feed.get("items")
    head = _record(
        title=plain_title(_json_text(feed, "title")),
        language=_json_text(feed, "language"),
        home=joined(url, _json_text(feed, "home_page_url")),
        version="json1" if version.rstrip("/").endswith("/1") else "json11",
    )
    entries = [item for item in (items if isinstance(items, list) else []) if isinstance(item, dict)]
    return [head, *(_json_entry(item, url) for item in entries[: MOST_ENTRIES + 1])]


def _json_entry(item: Mapping[str, object], url: str) -> Record:
    markup = _json_text(item, "content_html", _MOST_CONTENT)
    plain = _json_text(item, "content_text", _MOST_CONTENT) or _json_text(item, "summary", _MOST_CONTENT)
    content = rebuild(markup, url) if markup else rebuild_text(plain)
    return _record(
        guid=_json_text(item, "id"),
        title=plain_title(_json_text(item, "title")),
        link=joined(url, _json_text(item, "url"))
        or joined(url, _json_text(item, "external_url"))
        or joined("", _json_text(item, "id")),
        published=_json_text(item, "date_published"),
        updated=_json_text(item, "date_modified"),
        html=content.html,
        text=content.text,
    )


def _json_text(holder: Mapping[str, object], name: str, longest: int = _LONGEST_FIELD) -> str:
    value = holder.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value)
    return clean(value[:longest]) if isinstance(value, str) else ""


def _record(**fields: str) -> Record:
    """Give the fields, cleaned; markup and its text were cleaned piece by piece already."""
    return {name: value if name in {"html", "text"} else clean(value).strip() for name, value in fields.items()}
