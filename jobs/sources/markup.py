"""Strangers' HTML, rebuilt from a whitelist, and the plain text of it.

Nothing is filtered out of the given markup: only what is known to be harmless is written anew, each text escaped. The
tree comes from lexbor, as a browser would build it, and is walked without recursion. Markup that would keep lexbor busy
for long loses its tags and keeps its lines.
"""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobs.language import clean
from jobs.nesting import bare_lines, taxing
from jobs.sources.identity import joined

_BLOCK_WORDS = (
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr blockquote pre figure figcaption "
    "section article header footer aside main address hr br"
)
_INLINE_WORDS = "a abbr b strong i em u s del ins sub sup small mark code q cite span time td th"
_DROPPED_WORDS = (
    "script style svg math iframe object embed applet noscript noembed noframes template head title link meta base "
    "frame audio video canvas map area select option optgroup datalist button input textarea img picture source track "
    "param portal dialog progress meter"
)
_BLOCKS = frozenset(_BLOCK_WORDS.split())
_KEPT = _BLOCKS | frozenset(_INLINE_WORDS.split())
_VOID = frozenset({"br", "hr"})
_DROPPED_WHOLE = frozenset(_DROPPED_WORDS.split())  # with all they hold; every other element only loses its tags
_ALONE_WORDS = "frame img input link meta base param source track embed area"
_ALONE = frozenset(_ALONE_WORDS.split())  # hold nothing
_NO_TEXT = frozenset({"script", "style"})
_ATTRIBUTES = {
    "a": ("href",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
    "time": ("datetime",),
}
_SHORT_VALUE = re.compile(r"[0-9A-Za-z:+. -]{1,40}")
_DEEPEST = 100
_JOINS_BRACKET = "\u0338"  # NFC would melt it with the `>` before it
_TITLE_WORDS = (
    "a abbr b big blockquote body br center code div em font h1 h2 h3 h4 h5 h6 head hr html i iframe img li link math "
    "meta nobr object ol p pre s script small span strike strong style sub sup svg table tbody td th title tr tt u ul "
    "wbr form input button video audio"
)
_OTHER_WORDS = (
    "acronym basefont bdi bdo bgsound blink data details dfn dir fieldset frameset keygen kbd label legend listing "
    "marquee menu nav output plaintext rp rt ruby samp search summary var xmp"
)


def _tags(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"</?(?:{'|'.join(sorted(words))})(?=[\s/>])[^<>]*>", re.IGNORECASE)


_TAG = _tags(_TITLE_WORDS.split())  # a title may speak of the <canvas> element, and holds no such thing
_CONTENT_TAG = _tags({*_TITLE_WORDS.split(), *_OTHER_WORDS.split(), *_KEPT, *_DROPPED_WHOLE})
_LOOSE_BRACKET = re.compile(rf"<(?!{_CONTENT_TAG.pattern[1:]})", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK_TAG = re.compile(r"<(?:br|p|div|li|tr|table|h[1-6]|dd|dt|blockquote|pre)(?=[\s/>])", re.IGNORECASE)
_NOT_A_TAG = re.compile(  # <KBS 뉴스>, <A기업>: a name in brackets
    "<(?=[A-Za-z][^<>=\"'\x80-\U0010ffff]*+[^\\x00-\\x7f][^<>=\"']*+>)"
)
_PACKED = re.compile(r"^\s*<!\[CDATA\[(.*?)\]\]>?\s*$|<!\[CDATA\[|\]\]>", re.DOTALL)
_ANY_TAG = re.compile(r"(<[^<>]*>)")
_SWALLOWING = re.compile(rf"<({'|'.join(_DROPPED_WHOLE - _ALONE)})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Markup that is safe to show, and its text with one line a block."""

    html: str
    text: str


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """Give the address that the links of a page at `url` are relative to."""
    stated = tree.css_first("base[href]")
    return (joined(url, stated.attributes.get("href") or "") if stated else "") or url


def rebuild(markup: str, base: str) -> Rebuilt:
    """Give the harmless part of the markup, links made absolute, and its plain text."""
    if taxing(markup):
        return rebuild_text(bare_lines(markup))
    writer = _Writer.of(markup, base)
    if writer.dropped and (closed := _without_unclosed(markup, but=_NO_TEXT)) != markup:
        writer = _Writer.of(closed, base)
    return Rebuilt(html="".join(writer.markup).strip(), text=_lines("".join(writer.text)))


def rebuild_text(text: str) -> Rebuilt:
    """Give a paragraph for each line of plain text."""
    lines = [line.strip() for line in clean(text).splitlines() if line.strip()]
    paragraphs = "".join(f"<p>{_shown(line)}</p>" for line in lines)
    return Rebuilt(html=paragraphs, text="\n".join(lines))


def rebuild_either(content: str, base: str) -> Rebuilt:
    """Rebuild what may be markup or plain text; line ends count where nothing else marks the lines."""
    content = _unpacked(content)
    if "<" not in content or not _CONTENT_TAG.search(content):
        return rebuild_text(html.unescape(content))
    content = _NOT_A_TAG.sub("&lt;", content)
    if not _BLOCK_TAG.search(content) and content.strip().count("\n") >= 1:
        texts_and_tags = _ANY_TAG.split(content.strip())
        texts_and_tags[::2] = [text.replace("\n", "<br>\n") for text in texts_and_tags[::2]]
        content = "".join(texts_and_tags)
    return rebuild(content, base)


def plain_title(raw: str) -> str:
    """Give a title as plain text on one line, whatever was in it: markup, references, references to markup."""
    title = _COMMENT.sub("", _unpacked(raw[:4_000]))
    for _ in range(3 if "<" in title or "&" in title else 0):
        if not _TAG.search(title) and not _REFERENCE.search(title):
            break
        title = _shown_text(title) if _TAG.search(title) else html.unescape(title)
    return " ".join(clean(_TAG.sub(" ", title)).split())[:1_000]


def _shown_text(title: str) -> str:
    """Give the text of a title with markup in it, in which what is no element of HTML stands for itself."""
    return rebuild(_LOOSE_BRACKET.sub("&lt;", _without_unclosed(title)), "").text


def _unpacked(text: str) -> str:
    """Give text that was packed into CDATA twice, or where there is no such thing, without the signs of it."""
    return _PACKED.sub(lambda found: found[1] or "", text) if "<![CDATA[" in text else text


def _without_unclosed(markup: str, *, but: Collection[str] = ()) -> str:
    """Give markup without the tags that would take along all behind them: nothing closes them, or their own slash does.

    A title speaks of <canvas>, it has none; XHTML ends an <iframe/> where HTML does not. Unclosed, `but` are left.
    """
    ends: dict[str, int] = {}

    def kept(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if ends.get(name, 0) < tag.end():
            found = re.compile(f"</{name}", re.IGNORECASE).search(markup, tag.end())
            ends[name] = found.start() if found else len(markup)
        if not tag[0].endswith("/>"):
            return tag[0] if ends[name] < len(markup) or name in but else " "
        another = re.compile(f"<{name}", re.IGNORECASE).search(markup, tag.end(), ends[name])
        return tag[0] if another is None and ends[name] < len(markup) else " "

    return _SWALLOWING.sub(kept, markup)


@dataclass(slots=True)
class _Writer:
    """Writes markup and text while it walks; one use."""

    base: str
    markup: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    dropped: bool = False  # something that held something
    as_written: int = 0  # <pre> around the place: line ends count

    @classmethod
    def of(cls, markup: str, base: str) -> "_Writer":
        """Give one that has written all that the markup shows."""
        writer = cls(base=base)
        root = LexborHTMLParser(markup).root
        if root is not None:
            writer.walk(root)
        return writer

    def walk(self, root: LexborNode) -> None:
        """Write everything below the node."""
        waiting: list[LexborNode | str] = [root]
        depth = 0
        while waiting:
            step = waiting.pop()
            if isinstance(step, str):
                depth -= 1
                self._close(step)
                continue
            if step.next is not None and step is not root:
                waiting.append(step.next)
            if step.is_text_node:
                self._write(step.text_content or "")
                continue
            tag = step.tag or ""
            if tag in _DROPPED_WHOLE or not step.is_element_node:
                self.dropped |= step.child is not None
                continue
            if tag in _KEPT and depth < _DEEPEST:
                self._open(tag, step)
                if tag not in _VOID:
                    depth += 1
                    waiting.append(tag)
            if step.child is not None:
                waiting.append(step.child)

    def _open(self, tag: str, node: LexborNode) -> None:
        attributes = "".join(
            f' {name}="{html.escape(value)}"'
            for name in _ATTRIBUTES.get(tag, ())
            if (value := self._value(name, node.attributes.get(name)))
        )
        self.markup.append(f"<{tag}{attributes}>")
        self.as_written += tag == "pre"
        if tag in _BLOCKS:
            self.text.append("\n")

    def _close(self, tag: str) -> None:
        self.markup.append(f"</{tag}>")
        self.as_written -= tag == "pre"
        self.text.append("\n" if tag in _BLOCKS else "\t" if tag in {"td", "th"} else "")

    def _write(self, raw: str) -> None:
        text = clean(raw)
        self.markup.append(_shown(text))
        self.text.append(text if self.as_written else text.replace("\n", " ").replace("\t", " "))

    def _value(self, name: str, value: str | None) -> str:
        if not value:
            return ""
        if name == "href":
            return clean(joined(self.base, clean(value)[:2_000]))
        return value if _SHORT_VALUE.fullmatch(value) else ""


def _shown(text: str) -> str:
    return html.escape(text.lstrip(_JOINS_BRACKET), quote=False)


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
