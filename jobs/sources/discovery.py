"""Which feeds a web page says it has (`rel=alternate`), and OPML lists of feeds in and out. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from jobs.decoding import decode
from jobs.language import clean, fold, has_hangul
from jobs.nesting import taxing
from jobs.settings import SourceSettings
from jobs.sources.identity import canonical_url, joined
from jobs.sources.markup import base_of

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
)
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that somebody points to."""

    url: str
    title: str = ""
    language: str = ""


def alternates(body: bytes, content_type: str, url: str) -> tuple[Found, ...]:
    """Give the feeds a page names in its head, in its order."""
    page = decode(body, content_type=content_type).text
    tree = LexborHTMLParser("" if taxing(page) else page)
    base = base_of(tree, url)
    found: dict[str, Found] = {}
    for node in tree.css("link[rel][href]")[:_MOST]:
        attributes = node.attributes
        if _is_feed(attributes):
            address = joined(base, attributes.get("href") or "")
            if address:
                title = _line(attributes.get("title"))
                found.setdefault(address, Found(url=address, title=title, language=_line(attributes.get("hreflang"))))
    return tuple(found.values())


def _is_feed(link: Mapping[str, str | None]) -> bool:
    """Tell whether a link is to a feed; JSON may be anything, so the address must say that it is one."""
    kind = (link.get("type") or "").lower().partition(";")[0].strip()
    relations = (link.get("rel") or "").lower().split()
    if kind == "application/json":
        return "alternate" in relations and "feed" in (link.get("href") or "").lower()
    return ("alternate" in relations and kind in _FEED_TYPES) or ("feed" in relations and kind in {"", *_FEED_TYPES})


def read_opml(body: bytes) -> tuple[Found, ...]:
    """Give the feeds of an OPML list, each once, whatever its outlines are nested in.

    It is read as HTML is: no entity of its own is ever expanded.
    """
    tree = LexborHTMLParser(decode(body).text)
    found: dict[str, Found] = {}
    for node in tree.css("outline[xmlurl]"):
        attributes = node.attributes
        address = joined("", _without_feed_scheme((attributes.get("xmlurl") or "").strip()))
        if address:
            title = _line(attributes.get("title") or attributes.get("text"))
            language = _line(attributes.get("language"))
            found.setdefault(canonical_url(address), Found(url=address, title=title, language=language))
    return tuple(found.values())


def _without_feed_scheme(address: str) -> str:
    """Give an address that readers hand to each other, feed:https://… or feed://…, as the web has it."""
    bare = re.sub(r"^feed:(?=https?:)", "", address, flags=re.IGNORECASE)
    return re.sub(r"^feed(?=://)", "http", bare, flags=re.IGNORECASE)


def write_opml(sources: Sequence[SourceSettings]) -> str:
    """Give the feeds among the sources as an OPML 2.0 list."""
    lines = [
        f'    <outline type="rss" text="{_quoted(one.name or one.id)}" title="{_quoted(one.name or one.id)}"'
        f' xmlUrl="{_quoted(one.url)}" language="{one.language.value}"/>'
        for one in sources
        if one.kind == "feed"
    ]
    outlines = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Sosik</title></head>\n'
        f"  <body>\n{outlines}\n  </body>\n</opml>\n"
    )


def settings_blocks(feeds: Sequence[Found], taken: Sequence[SourceSettings]) -> tuple[str, tuple[str, ...]]:
    """Give the [[source]] blocks of those feeds that are not among the sources yet, and their ids."""
    known = {canonical_url(one.url) for one in taken}
    ids = {one.id for one in taken}
    blocks, made = [], []
    for feed in feeds:
        address = canonical_url(feed.url)
        if address in known:
            continue
        known.add(address)
        name = _free_id(feed, ids)
        ids.add(name)
        made.append(name)
        blocks.append(_block(feed, name))
    return "\n".join(blocks), tuple(made)


def _block(feed: Found, name: str) -> str:
    """Give the block of a feed; what its list does not say of the language, its title and its host do."""
    parts = urlsplit(feed.url)
    stated = feed.language.lower()
    korean = not stated.startswith("en") if stated else has_hangul(feed.title) or (parts.hostname or "").endswith(".kr")
    language, zone = ("ko", "Asia/Seoul") if korean else ("en", "UTC")
    return (
        f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = {_toml(feed.url)}\nname = {_toml(feed.title)}\n'
        f'language = "{language}"\ntimezone = "{zone}"\nrights = "link"\n'
        + (f"allow_ports = [{parts.port}]\n" if parts.port not in {None, 80, 443} else "")
    )


def _free_id(feed: Found, taken: set[str]) -> str:
    host = re.sub(r"^https?://(?:www\.)?", "", feed.url.lower()).partition("/")[0]
    words = re.findall(r"[a-z0-9]+", fold(feed.title)) or re.findall(r"[a-z0-9]+", host)
    name = "-".join(words)[:30].strip("-") or "feed"
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _toml(text: str) -> str:
    shown = "".join(character for character in text if character.isprintable())
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted(text: str) -> str:
    return escape(text, quote=True)


def _line(text: str | None) -> str:
    return " ".join(clean(text or "").split())[:200]
