"""HTML as the lines a reader sees: the main content of a page or a fragment, without scripts and site furniture.

Blocks end lines and are set apart by a blank line, inline elements join without a space (HWP pastes `<span>☐</span>`
in front of a heading), rows of a table become `cell | cell`, headings of a page without markers become ☐ and ◦ lines.
The only link of a line below 참고자료 gives its address on a line of its own. An element that names a field
(<span>등록일</span>) is set apart from what it holds by a colon; header and footer of a page without a main element
are furniture.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MAIN = ("article.board_view", ".view_cont", "article", "main", "body")
_TITLES = ".title, .tit, .view_tit, .subject, h1, h2"
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "audio", "video", "head", "nav", "button", "select", "input", "textarea", "option", "link", "meta",
    "_comment", "-comment",
))  # fmt: skip
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:sr[_-]only|blind|hidden|skip|screen[_-]out|visually-hidden)(?:\s|$)")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "ul",
))  # fmt: skip
_HEADINGS = {"h1": "☐ ", "h2": "☐ ", "h3": "☐ ", "h4": "◦ ", "h5": "◦ ", "h6": "◦ "}
_MARKED = re.compile(r"^\s*[☐□■❏○◦●◯▪ㅇ\ue000-\uf8ff\U000f0000-\U0010fffd]\s*\S", re.MULTILINE)
_CITING = re.compile(r"\W*(?:참고\s?(?:자료|문헌|기사)|출처|references|sources)\b", re.IGNORECASE)
_STEERING = re.compile(r"\W*(?:이전|다음)\s?글\W*")
_FURNITURE = re.compile(
    r"\W*(?:참고\s?(?:자료|문헌|기사)|관련\s?(?:정보|기사|글|자료)|출처|감수|(?:이전|다음)\s?글)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\s*(?:지역|국가|출처|매체|기관|등록일|작성일|게시일|게재일|작성자|조회수?|분류|담당부서|첨부(?:파일)?)\s*"
)
_ADDRESS = re.compile(r"https?://\S+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SHORT_LIVED = frozenset((
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "img", "hr", "input", "meta", "link", "col",
    "wbr", "source", "area",
))  # fmt: skip
_CELL_LONGEST = 120
_DEEPEST = 2_000


def page_lines(html: str) -> tuple[str | None, str]:
    """Give the title that the markup names and the text of the main content, its lines ended by \\n."""
    if _too_deep(html):
        return None, unescape(re.sub(r"<[^<>]*>", "\n", html))
    tree = LexborHTMLParser(html)
    root = next((node for node in map(tree.css_first, _MAIN) if node is not None), None)
    if root is None:
        return None, ""
    named = _named_title(root)
    headings = not _MARKED.search(root.text(separator="\n"))
    text = _Walk(headings=headings, title=named, furniture=_furniture(root, named)).lines_of(root)
    return (_line(named.text()) if named is not None else _page_title(tree)), "\n".join(text)


def _too_deep(html: str) -> bool:
    """Tell whether elements nest deeper than a page ever does: the parser takes quadratic time for those."""
    if html.count("<") < _DEEPEST:
        return False
    depth = deepest = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() not in _SHORT_LIVED:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest >= _DEEPEST


def _line(text: str) -> str:
    return " ".join(text.split())


def _named_title(root: LexborNode) -> LexborNode | None:
    """Give the element that holds the title: a title element with next to nothing before it."""
    node = root.css_first(_TITLES)
    if node is None:
        return None
    text = _line(node.text())
    before = _line(root.text(separator=" ")).find(text[:40])
    return node if 0 < len(text) <= 300 and before <= 200 and not _MARKED.match(text) else None


def _furniture(root: LexborNode, title: LexborNode | None) -> frozenset[int]:
    """Give the elements around the main content of a page that has no main element, but for what holds the title."""
    if root.tag != "body":
        return frozenset()
    around = [node for node in root.css("header, footer, aside") if node.css_first("article, main") is None]
    own = title.mem_id if title is not None else None
    return frozenset(node.mem_id for node in around if own not in {one.mem_id for one in node.css(_TITLES)})


def _page_title(tree: LexborHTMLParser) -> str | None:
    """Give the page's own title: its longest part, because sites put their name and the section around it."""
    shared = tree.css_first('meta[property="og:title"]')
    named = tree.css_first("title")
    text = (shared.attributes.get("content") if shared is not None else None) or (
        named.text() if named is not None else ""
    )
    parts = re.split(r" (?:\||-|–|<|>|::|»|«) ", _line(text or ""))
    return max(parts, key=len).strip() or None


@dataclass(slots=True)
class _Sink:
    """Lines being written: the finished ones and the one still open."""

    lines: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    link: str | None = None  # the address of the open line's first link
    links: int = 0  # of the open line
    steering: bool = False  # the open line began with 이전글 or 다음글: its elements are cells
    citing: bool = False  # a line that opens the references was written

    def end_line(self, *, blank: bool = True) -> None:
        """Close the open line; `blank` sets it apart from the next."""
        text = _line("".join(self.open))
        self.open.clear()
        if text:
            self.lines.append(text)
            self.citing = self.citing or (len(text) < 30 and _CITING.match(text) is not None)
            if self.citing and self.link and self.links == 1 and self.link not in text:
                self.lines.append(self.link)
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")
        self.link, self.links, self.steering = None, 0, False


class _Walk:
    """One walk over a tree, without recursion: pages nest as deep as they like."""

    def __init__(self, *, headings: bool, title: LexborNode | None, furniture: frozenset[int]) -> None:
        self._headings = headings
        self._unread = furniture
        self._title = title.mem_id if title is not None else None
        self._sinks = [_Sink()]
        self._rows: list[list[list[str]]] = []

    def lines_of(self, root: LexborNode) -> list[str]:
        """Give the lines below one element."""
        todo: list[tuple[LexborNode, bool]] = [(root, False)]
        while todo:
            node, leaving = todo.pop()
            if leaving:
                self._leave(node)
            elif self._enter(node):
                todo.append((node, True))
                below = []
                child = node.child
                while child is not None:
                    below.append((child, False))
                    child = child.next
                todo.extend(reversed(below))
        while len(self._sinks) > 1:
            self._leave_cell()
        self._sinks[0].end_line()
        return self._sinks[0].lines

    def _enter(self, node: LexborNode) -> bool:
        """Write what stands at the element's start; False where nothing below it is read."""
        tag = node.tag or ""
        if tag == "-text":
            self._words(node.text(deep=False))
            return False
        if tag in _UNSEEN or _hidden(node) or node.mem_id in self._unread:
            return False
        sink = self._sinks[-1]
        match tag:
            case "br":
                sink.end_line(blank=False)
            case "tr":
                self._rows.append([])
            case "td" | "th":
                self._sinks.append(_Sink())
            case "dd":
                sink.open.append(" | " if sink.open else "")
            case "a":
                address = node.attributes.get("href") or ""
                if _ADDRESS.fullmatch(address):
                    sink.link, sink.links = sink.link or address, sink.links + 1
            case _ if tag in _BLOCKS:
                sink.end_line()
                sink.open.append(self._heading_marker(node, tag))
        return True

    def _heading_marker(self, node: LexborNode, tag: str) -> str:
        if tag not in _HEADINGS or not self._headings or node.mem_id == self._title:
            return ""
        text = _line(node.text())
        return "" if not text or _FURNITURE.match(text) else _HEADINGS[tag]

    def _words(self, text: str) -> None:
        sink = self._sinks[-1]
        sink.open.append(text)
        if _STEERING.fullmatch(text):
            sink.steering = True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        match tag:
            case "td" | "th":
                self._leave_cell()
            case "tr":
                self._leave_row()
            case "dt":
                self._sinks[-1].open.append(" ")
            case _ if tag in _BLOCKS:
                self._sinks[-1].end_line()
            case _:
                sink = self._sinks[-1]
                if sink.steering:
                    sink.open.append(" | ")
                elif len(sink.open) < 4 and _FIELD.fullmatch("".join(sink.open)):
                    sink.open.append(" : ")

    def _leave_cell(self) -> None:
        cell = self._sinks.pop()
        cell.end_line()
        if self._rows:
            self._rows[-1].append(cell.lines)
        else:
            self._sinks[-1].lines.extend(cell.lines)

    def _leave_row(self) -> None:
        """Write a row as one line, or cell by cell where cells hold text of their own (layout tables)."""
        cells = [cell for cell in self._rows.pop() if any(cell)]
        sink = self._sinks[-1]
        sink.end_line(blank=False)
        if len(cells) > 1 and all(sum(map(len, cell)) <= _CELL_LONGEST for cell in cells):
            sink.lines.append(" | ".join(_line(" ".join(cell)) for cell in cells))
            return
        for cell in cells:
            sink.lines.extend(cell)


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", ""):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()
    return bool(names and _UNSEEN_CLASS.search(names))
