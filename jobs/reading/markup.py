"""HTML as the lines a reader sees: the main content of a page or a fragment, without scripts and site furniture.

Blocks end lines and are set apart by a blank line, inline elements join without a space (HWP pastes `<span>☐</span>`
in front of a heading), rows of a table become `cell | cell`, headings of a page without markers become ☐ and ◦ lines.
The only link of a line below 참고자료 gives its address on a line of its own. An element that names a field
(<span>등록일</span>) is set apart from what it holds by a colon; header and footer of a page without a main element
are furniture.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobs.nesting import bare_lines, taxing

_MAIN = ("article.board_view", ".view_cont", "article", "main", "body")
_TITLES = ".title, .tit, .view_tit, .subject, h1, h2"
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "audio", "video", "head", "nav", "button", "select", "input", "textarea", "option", "link", "meta",
    "_comment", "-comment",
))  # fmt: skip
_UNSEEN_NAMES = frozenset((
    "sr-only", "sr_only", "blind", "hidden", "skip", "screen-out", "screen_out", "visually-hidden",
))  # fmt: skip
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
_FIELDS = frozenset((
    "지역", "국가", "출처", "매체", "기관", "등록일", "작성일", "게시일", "게재일", "작성자", "조회", "조회수",
    "분류", "담당부서", "첨부", "첨부파일",
))  # fmt: skip
_ADDRESS = re.compile(r"https?://\S+")
_SITE = re.compile(  # EMERiCs, 견본부 누리집, Ministry of Samples
    r"\S+|\S+ (?:홈페이지|누리집|\S*(?:연구원|연구소|진흥원|대사관|공사|협회|위원회))"
    r"|(?:The )?(?:Ministry|Embassy|Institute|Department|Cent(?:er|re)|Agency|Office|Government) (?:of|for)\b"
    r"[\w, ]{2,60}"
)
_CELLS = frozenset(("td", "th"))
_CELL_LONGEST = 120


def page_lines(html: str) -> tuple[str | None, str]:
    """Give the title that the markup names and the text of the main content, its lines ended by \\n."""
    if taxing(html):
        return None, bare_lines(html)
    tree = LexborHTMLParser(html)
    root = next((node for node in map(tree.css_first, _MAIN) if node is not None), None)
    if root is None:
        return None, ""
    named = _named_title(root)
    headings = not _MARKED.search(root.text(separator="\n"))
    text = _Walk(headings=headings, title=named, furniture=_furniture(root, named)).lines_of(root)
    return (_line(named.text()) if named is not None else _page_title(tree)), "\n".join(text)


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
    content = root.css("article, main")
    holding = _with_ancestors([*content, title] if title is not None else content)
    return frozenset(node.mem_id for node in root.css("header, footer, aside")) - holding


def _with_ancestors(nodes: list[LexborNode]) -> set[int]:
    """Give the nodes and all they stand in."""
    found: set[int] = set()
    for node in nodes:
        one: LexborNode | None = node
        while one is not None and one.mem_id not in found:
            found.add(one.mem_id)
            one = one.parent
    return found


def _page_title(tree: LexborHTMLParser) -> str | None:
    """Give the page's own title: its longest part, because sites put their name and the section around it.

    None where it is the site's name alone.
    """
    shared = tree.css_first('meta[property="og:title"]')
    named = tree.css_first("title")
    text = (shared.attributes.get("content") if shared is not None else None) or (
        named.text() if named is not None else ""
    )
    parts = re.split(r" (?:\||-|–|<|>|::|»|«) ", _line(text or ""))
    longest = max(parts, key=len).strip()
    return None if not longest or _SITE.fullmatch(longest) else longest


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
        lines = self.lines
        if self.open:
            text = _line("".join(self.open))
            self.open.clear()
            if text:
                lines.append(text)
                self.citing = self.citing or (len(text) < 30 and _CITING.match(text) is not None)
                if self.citing and self.link and self.links == 1 and self.link not in text:
                    lines.append(self.link)
        if blank and lines and lines[-1]:
            lines.append("")
        self.link, self.links, self.steering = None, 0, False


class _Walk:
    """One walk over a tree, without recursion: pages nest as deep as they like."""

    def __init__(self, *, headings: bool, title: LexborNode | None, furniture: frozenset[int]) -> None:
        self._headings = headings
        self._unread = furniture
        self._title = title.mem_id if title is not None else None
        self._sinks = [_Sink()]
        self._rows: list[list[list[str]]] = []
        self._as_written = 0  # <pre> around the place: line ends count

    def lines_of(self, root: LexborNode) -> list[str]:
        """Give the lines below one element."""
        around: list[tuple[LexborNode, str]] = []
        node = root
        while True:
            tag = node.tag or ""
            if tag == "-text":
                self._words(node.text_content or "")
            elif tag not in _UNSEEN and not self._left_out(node):
                self._enter(node, tag)
                if (child := node.child) is not None:
                    around.append((node, tag))
                    node = child
                    continue
                self._leave(tag)
            following = node.next if around else None
            while following is None and around:
                node, tag = around.pop()
                self._leave(tag)
                following = node.next if around else None
            if following is None:
                break
            node = following
        while len(self._sinks) > 1:
            self._leave_cell()
        self._sinks[0].end_line()
        return self._sinks[0].lines

    def _left_out(self, node: LexborNode) -> bool:
        """Tell whether an element is furniture or not shown."""
        if self._unread and node.mem_id in self._unread:
            return True
        attributes = node.attributes
        return bool(attributes) and _hidden(attributes)

    def _enter(self, node: LexborNode, tag: str) -> None:
        """Write what stands at an element's start."""
        sink = self._sinks[-1]
        if tag == "dd":
            sink.open.append(" | " if sink.open else "")
        elif tag in _BLOCKS:
            sink.end_line()
            sink.open.append(self._heading_marker(node, tag) if tag in _HEADINGS else "")
            self._as_written += tag == "pre"
        elif tag in _CELLS:
            self._sinks.append(_Sink())
        elif tag == "tr":
            self._rows.append([])
        elif tag == "br":
            sink.end_line(blank=False)
        elif tag == "a":
            address = node.attributes.get("href") or ""
            if _ADDRESS.fullmatch(address):
                sink.link, sink.links = sink.link or address, sink.links + 1

    def _heading_marker(self, node: LexborNode, tag: str) -> str:
        if not self._headings or node.mem_id == self._title:
            return ""
        text = _line(node.text())
        return "" if not text or _FURNITURE.match(text) else _HEADINGS[tag]

    def _words(self, text: str) -> None:
        sink = self._sinks[-1]
        if self._as_written:
            *whole, text = text.split("\n")
            for line in whole:
                sink.open.append(line)
                sink.end_line(blank=not line.strip())
        sink.open.append(text)
        if "글" in text and _STEERING.fullmatch(text):
            sink.steering = True

    def _leave(self, tag: str) -> None:
        """Write what stands at an element's end."""
        sink = self._sinks[-1]
        if tag == "dt":
            sink.open.append(" ")
        elif tag in _BLOCKS:
            sink.end_line()
            self._as_written -= tag == "pre"
        elif tag in _CELLS:
            self._leave_cell()
        elif tag == "tr":
            self._leave_row()
        elif sink.steering:
            sink.open.append(" | ")
        elif len(sink.open) < 4 and "".join(sink.open).strip() in _FIELDS:
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
            sink.lines.append(" | ".join(" ".join(filter(None, cell)) for cell in cells))
            return
        for cell in cells:
            sink.lines.extend(cell)


def _hidden(attributes: Mapping[str, str | None]) -> bool:
    if "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", ""):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return not _UNSEEN_NAMES.isdisjoint(names.split())
