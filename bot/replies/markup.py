"""Text with Telegram's markup, its plain twin, and how much of it fits one message.

A `Text` holds the same words three times: `html` as sent, `shown` as a phone shows it (what Telegram's limit counts),
`plain` for the one fallback without markup, where a link's address follows its words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.message import Buttons, Message
from jobs.language import clean

LIMIT = 4_096
"""UTF-16 units of a message after parsing."""
MOST_BYTES = 32_768
MOST_ENTITIES = 100
OVERSIZED = 1_000
"""A line longer than this is dropped before any other: it would push out everything else."""
_LONGEST_URL = 512
_UNSHOWN = re.compile("[\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a message."""

    html: str = ""
    shown: str = ""
    plain: str = ""

    def __add__(self, other: "Text") -> "Text":
        return Text(self.html + other.html, self.shown + other.shown, self.plain + other.plain)

    def __bool__(self) -> bool:
        return bool(self.shown.strip())


EMPTY = Text()


def words(text: str) -> Text:
    """Give a text as it is: nothing in it is markup."""
    kept = _UNSHOWN.sub("", clean(text))
    return Text(escape(kept), kept, kept)


def one_line(text: str, longest: int = 300) -> Text:
    """Give a text on one line; one longer than any headline ends at a word, with an ellipsis."""
    return words(clipped(text, longest))


def clipped(text: str, longest: int) -> str:
    """Give a text on one line of at most `longest` UTF-16 units, ended between words where it has to be."""
    line = " ".join(_UNSHOWN.sub("", clean(text)).split())
    if utf16_length(line) <= longest:
        return line
    kept = line[: longest - 1]
    while utf16_length(kept) > longest - 1:
        kept = kept[:-1]
    head, space, _ = kept.rpartition(" ")
    return (head if space and len(head) > len(kept) // 2 else kept) + "…"


def bold(text: Text) -> Text:
    """Give the text in bold."""
    return _tagged("b", text)


def italic(text: Text) -> Text:
    """Give the text in italics."""
    return _tagged("i", text)


def underlined(text: Text) -> Text:
    """Give the text underlined."""
    return _tagged("u", text)


def struck(text: Text) -> Text:
    """Give the text struck through."""
    return _tagged("s", text)


def copyable(text: Text) -> Text:
    """Give the text as a block that is copied at a tap."""
    return _tagged("pre", text)


def quoted(text: Text) -> Text:
    """Give the text as a quotation."""
    return _tagged("blockquote", text)


def folded(text: Text) -> Text:
    """Give the text as a quotation that opens at a tap."""
    return Text(f"<blockquote expandable>{text.html}</blockquote>", text.shown, text.plain) if text else text


def linked(text: Text, url: str | None) -> Text:
    """Give the text as a link; without an address Telegram takes (http, https) only the text."""
    if not url or not text or not url.startswith(("http://", "https://")):
        return text
    if len(url) > _LONGEST_URL or re.search(r"[\s\x00-\x1f\ud800-\udfff]", url):
        return text
    return Text(f'<a href="{escape(url)}">{text.html}</a>', text.shown, f"{text.plain} {url}")


def joined(separator: str, texts: Iterable[Text]) -> Text:
    """Give the texts that are not empty, one after the other."""
    kept = [text for text in texts if text]
    between = escape(separator)
    return Text(
        between.join(text.html for text in kept),
        separator.join(text.shown for text in kept),
        separator.join(text.plain for text in kept),
    )


def lines(*texts: Text) -> Text:
    """Give the texts that are not empty, each on a line of its own."""
    return joined("\n", texts)


def message(text: Text, buttons: Buttons = ()) -> Message:
    """Give the message that shows this text."""
    return Message(html=text.html, plain=text.plain, buttons=tuple(row for row in buttons if row))


def utf16_length(text: str) -> int:
    """Give how many UTF-16 units Telegram counts for a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text takes of a message: UTF-16 units, bytes as sent, entities."""

    units: int = 0
    sent: int = 0
    entities: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.units + other.units, self.sent + other.sent, self.entities + other.entities)

    def fits(self) -> bool:
        """Tell whether a message of this cost is taken by Telegram, with its markup and without."""
        return self.units <= LIMIT and self.sent <= MOST_BYTES and self.entities <= MOST_ENTITIES


def cost(text: Text) -> Cost:
    """Give what a text and the line end after it take."""
    units = max(utf16_length(text.shown), utf16_length(text.plain))
    return Cost(units + 1, len(text.html.encode()) + 1, text.html.count("</"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A line that may be left out: rank 1 is the last to go. A caption goes with the last line of its `group`."""

    text: Text
    rank: int
    group: str = ""
    caption: bool = False


def chosen(spent: Cost, ranked: Sequence[Ranked]) -> tuple[bool, ...]:
    """Tell for each line whether it stays, beside what is `spent` already.

    Whole lines go, from the least important (the highest rank, then the last); oversized ones before any other.
    """
    order = sorted(range(len(ranked)), key=lambda i: (_oversized(ranked[i]), ranked[i].rank, i))
    kept = [False] * len(ranked)
    for i in order:
        with_it = spent + cost(ranked[i].text)
        if not with_it.fits():
            break
        spent, kept[i] = with_it, True
    carried = {line.group for line, stays in zip(ranked, kept, strict=True) if stays and not line.caption}
    return tuple(
        stays and (not line.caption or line.group in carried) for line, stays in zip(ranked, kept, strict=True)
    )


def fitted(head: Text, ranked: Sequence[Ranked], foot: Text, more: Callable[[int], Text]) -> Text:
    """Give head, the lines that fit, `more(n)` where n lines were left out, and foot."""
    everything = Cost()
    for text in (head, foot, *(line.text for line in ranked)):
        everything += cost(text)
    if everything.fits():
        return lines(head, *(line.text for line in ranked), foot)
    spent = cost(head) + cost(foot) + cost(more(len(ranked)))
    stays = chosen(spent, ranked)
    left_out = sum(not kept and not line.caption for line, kept in zip(ranked, stays, strict=True))
    shown = (line.text for line, kept in zip(ranked, stays, strict=True) if kept)
    return lines(head, *shown, more(left_out) if left_out else Text(), foot)


def _oversized(line: Ranked) -> bool:
    return cost(line.text).units > OVERSIZED


def _tagged(tag: str, text: Text) -> Text:
    return Text(f"<{tag}>{text.html}</{tag}>", text.shown, text.plain) if text else text
