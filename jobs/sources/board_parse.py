"""A board's list and detail pages as plain records, inside the reader process, by the selectors of its settings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from jobs.decoding import decode
from jobs.language import clean, fold
from jobs.nesting import taxing
from jobs.sources.feed_parse import Unreadable, answer_text
from jobs.sources.frames import Record
from jobs.sources.identity import joined
from jobs.sources.markup import base_of
from jobs.sources.soft_blocks import soft_block

_MOST_ROWS = 500
_DEEPEST = 250
_TOO_DEEP = "the page is nested too deeply"
_COMPARED = 40
_SERIES = re.compile(r"^\s*(?:\[[^\[\]]{0,40}\]\s*)+")
_CUT = re.compile(r"\s*(?:…|\.{2,}|‥)\s*$")
_NEVER_TEXT = "script, style, noscript, template, iframe, object, embed, svg, math"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where things are on a board's pages; an empty text where nothing is set."""

    row: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    notice: str = ""
    body: str = ""
    drop: Sequence[str] = ()


def parse_rows(body: bytes, content_type: str, url: str, selectors: Selectors) -> list[Record]:
    """Give the list's rows in its order (link, title, date), before them a record that says how many matched.

    Rows without a link to a page of its own and notices are left out. `blocked` in the first record says what the page
    is where it gives no row at all. Raises Unreadable for a selector that cannot be read, and for no text at all.
    """
    text, _ = answer_text(body, content_type)
    tree = _tree(text)
    base = base_of(tree, url)
    _drop(tree, selectors.drop)
    matched = _select(tree, selectors.row)
    rows = [row for row in (_row(node, url, selectors, base=base) for node in matched[:_MOST_ROWS]) if row]
    head = {"matched": str(len(matched)), "blocked": "" if rows else soft_block(text)}
    return [head, *rows]


def parse_body(body: bytes, content_type: str, selectors: Selectors, title: str = "") -> list[Record]:
    """Give one record: the HTML of the detail page's body, without what is to be dropped.

    `titled` says whether the title that the list gave stands anywhere on the page: yes or no.

    Raises Unreadable when the body is missing or empty, saying what the page is if anything gives it away.
    """
    decoded = decode(body, content_type=content_type)
    tree = _tree(decoded.text)
    titled = _bears(tree, title)
    _drop(tree, (*selectors.drop, _NEVER_TEXT))
    parts = _outermost(_select(tree, selectors.body))
    if not any(part.text(strip=True) for part in parts):
        what = soft_block(decoded.text) or f'nothing stands where the body should be ("{selectors.body}")'
        raise Unreadable(what)
    for part in parts:
        _without_comments(part)
    markup = "\n".join(part.html or "" for part in parts)
    return [{"html": markup, "warnings": " ".join(decoded.warnings), "titled": "yes" if titled else "no"}]


def _tree(text: str) -> LexborHTMLParser:
    if taxing(text):
        raise Unreadable(_TOO_DEEP)
    return LexborHTMLParser(text)


def _bears(tree: LexborHTMLParser, title: str) -> bool:
    """Tell whether the page bears the title, but for a series in brackets and what a list cuts off."""
    wanted = _squeezed(_CUT.sub("", _SERIES.sub("", title)))[:_COMPARED]
    return not wanted or (tree.root is not None and wanted in _squeezed(tree.root.text()))


def _squeezed(text: str) -> str:
    return "".join(fold(clean(text)).split())


def _row(node: LexborNode, url: str, selectors: Selectors, *, base: str) -> Record | None:
    if selectors.notice and _first(node, selectors.notice) is not None:
        return None
    link = _first(node, selectors.link)
    if link is None:
        return None
    address = joined(base, link.attributes.get("href") or "")
    title = _line(_first(node, selectors.title) if selectors.title else link)
    title = title or clean(link.attributes.get("title") or "").strip()
    if not address or address == joined(url, url) or not title:
        return None
    day = _first(node, selectors.date) if selectors.date else None
    return {"link": clean(address), "title": title[:1_000], "date": _line(day)[:200]}


def _line(node: LexborNode | None) -> str:
    return " ".join(clean(node.text()).split()) if node is not None else ""


def _select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError as error:
        raise Unreadable(f'the selector "{selector}" cannot be read') from error


def _first(node: LexborNode, selector: str) -> LexborNode | None:
    try:
        return node.css_first(selector)
    except SelectolaxError as error:
        raise Unreadable(f'the selector "{selector}" cannot be read') from error


def _drop(tree: LexborHTMLParser, selectors: Sequence[str]) -> None:
    for selector in selectors:
        for node in reversed(_select(tree, selector)):  # the inner ones first: a dropped node takes its own along
            node.decompose()


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Give the nodes that do not stand inside another of them."""
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(parent.mem_id in ids for parent in _ancestors(node))]


def _ancestors(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    parent = node.parent
    while parent is not None:
        found.append(parent)
        if len(found) > _DEEPEST:
            raise Unreadable(_TOO_DEEP)
        parent = parent.parent
    return found


def _without_comments(part: LexborNode) -> None:
    """Take out the comments (pasted documents carry 100 KB of them). Raises Unreadable for bottomless nesting."""
    comments: list[LexborNode] = []
    waiting = [(part.child, 1)] if part.child is not None else []
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Unreadable(_TOO_DEEP)
        if node.is_comment_node:
            comments.append(node)
        if node.next is not None:
            waiting.append((node.next, depth))
        if node.child is not None:
            waiting.append((node.child, depth + 1))
    for comment in comments:
        comment.decompose()
