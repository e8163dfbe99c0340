"""What the demo's newsroom can post: our own samples and any document a person adds, each as a Posting.

A sample briefing is a text file in briefings/ in the grammar of an issue trend: category, `[series] title`, byline,
body, and three lines of navigation at the end. A document a person adds may be anything; none of its lines is lost.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from jobs.decoding import decode

SEOUL = ZoneInfo("Asia/Seoul")

_FIRST_SAMPLE, _FIRST_EXTRA = 301_001, 302_001
_NAVIGATION_LINES = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEADING = re.compile(r"^\s*\[[^\]]+\]\s*(?P<title>\S.*)$")
_BYLINE = re.compile(r"^\s*(?P<region>\S+)\s.*\b(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})\s*$")
_PERCENT = re.compile(r"(?<![\d.,])(?P<number>[1-9]?\d)(?P<sign> ?%| percent)")
_LOOKS_LIKE_HTML = re.compile(r"^\s*<(?:!doctype|html|head|body|article|div|p)\b", re.IGNORECASE)


class Shelf(StrEnum):
    """Where a posting appears: on the board, or in one of the two feeds."""

    BOARD = "board"
    KO = "ko"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One page of the newsroom. Its lines, from `before` to `navigation`, are the document's, in its order.

    `number` is the site's own id; `markup` replaces the lines for a document that came as HTML.
    """

    key: str
    number: int
    shelf: Shelf
    heading: str
    published: datetime
    region: str = ""
    before: tuple[str, ...] = ()
    byline: str | None = None
    body: tuple[str, ...] = ()
    navigation: tuple[str, ...] = ()
    markup: str | None = None
    corrected: bool = False

    @property
    def title(self) -> str:
        """Give the heading without its `[series]`."""
        found = _HEADING.match(self.heading)
        return found["title"].strip() if found else self.heading.strip()

    def correct(self) -> "Posting | None":
        """Give the posting with its first percentage two points higher, as a newsroom puts a figure right.

        None where it has none.
        """
        found = next(filter(None, map(_PERCENT.search, self.body)), None)
        if found is None:
            return None
        wrong, right = found.group(), f"{int(found['number']) + 2}{found['sign']}"
        return replace(self, body=tuple(line.replace(wrong, right) for line in self.body), corrected=True)

    @property
    def seoul_day(self) -> date:
        """Give the day of publication as the site prints it."""
        return self.published.astimezone(SEOUL).date()


def read_samples() -> tuple[Posting, ...]:
    """Give every posting that ships with Sosik, oldest first."""
    folder = files("bot.demo") / "briefings"
    texts = sorted((entry.name, entry.read_text(encoding="utf-8")) for entry in folder.iterdir() if entry.is_file())
    briefings = [(name, text) for name, text in texts if name.endswith(".txt")]
    postings = [
        _with_navigation(_from_lines(_lines(text), key=name.removesuffix(".txt"), number=_FIRST_SAMPLE + index))
        for index, (name, text) in enumerate(briefings)
    ]
    notes = dict(texts)
    postings += _notes(notes["notes-ko.toml"], Shelf.KO)
    postings += _notes(notes["notes-en.toml"], Shelf.EN)
    return tuple(sorted(postings, key=lambda posting: posting.published))


def read_extras(paths: Iterable[Path]) -> tuple[Posting, ...]:
    """Give a posting for each file, in the order given; keys are file names without suffix, made unique.

    Raises OSError for a file that cannot be opened.
    """
    postings: list[Posting] = []
    for index, path in enumerate(paths):
        key = path.stem
        while key in {posting.key for posting in postings}:
            key += "-again"
        fallback = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        text = decode(path.read_bytes()).text
        number = _FIRST_EXTRA + index
        if path.suffix.lower() in {".html", ".htm"} or _LOOKS_LIKE_HTML.match(text):
            postings.append(_from_html(text, key=key, number=number, fallback=fallback))
        else:
            postings.append(_from_lines(_lines(text), key=key, number=number, fallback=fallback))
    return tuple(postings)


def _from_lines(lines: tuple[str, ...], *, key: str, number: int, fallback: datetime = _EPOCH) -> Posting:
    """Give the posting of a text: its heading is the `[series] title` near the top, else the first line."""
    written = [index for index, line in enumerate(lines) if line.strip()][:5]
    at = next((index for index in written if _HEADING.match(lines[index])), written[0] if written else 0)
    below = lines[at + 1 :]
    found = _BYLINE.match(below[0]) if below else None
    day = _day(found) if found else None
    return Posting(
        key=key,
        number=number,
        shelf=Shelf.BOARD,
        heading=lines[at] if written else key,
        published=_morning(day) if day else fallback,
        region=found["region"] if found and day else "",
        before=lines[:at],
        byline=below[0] if day else None,
        body=below[1:] if day else below,
    )


def _with_navigation(posting: Posting) -> Posting:
    """Give the sample with its last lines as the site's navigation."""
    body, navigation = posting.body[:-_NAVIGATION_LINES], posting.body[-_NAVIGATION_LINES:]
    return replace(posting, body=body, navigation=navigation)


def _from_html(text: str, *, key: str, number: int, fallback: datetime) -> Posting:
    """Give the posting of a page: its article if it has the board's own, else its body, without what loads or runs."""
    tree = LexborHTMLParser(text)
    for node in tree.css("script, style, link, iframe, object, img"):
        node.decompose()
    root = tree.css_first("article.board_view") or tree.body
    titled = (root and root.css_first("h1, h2")) or tree.css_first("title")
    heading = " ".join(titled.text().split()) if titled else ""
    words = root.text(separator="\n").splitlines() if root else []
    dated = next((found for line in words[:60] if (found := _BYLINE.match(line))), None)
    day = _day(dated) if dated else None
    return Posting(
        key=key,
        number=number,
        shelf=Shelf.BOARD,
        heading=heading or key,
        published=_morning(day) if day else fallback,
        region=dated["region"] if dated and day else "",
        markup=(root.inner_html if root else None) or "",
    )


def _notes(text: str, shelf: Shelf) -> Iterator[Posting]:
    shelf_file = tomllib.loads(text)
    for note in shelf_file["note"]:
        published: datetime = note["published"]
        day = published.astimezone(SEOUL if shelf is Shelf.KO else UTC).date()
        yield Posting(
            key=note["key"],
            number=note["number"],
            shelf=shelf,
            heading=note["title"],
            published=published,
            byline=f"{shelf_file['outlet']} - - {day:%Y/%m/%d}",
            body=(*note["paragraphs"], shelf_file["sample"]),
        )


def _lines(text: str) -> tuple[str, ...]:
    r"""Give the lines as \n, \r\n or \r end them; other separators stay inside a line, so that nothing is lost."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL) + timedelta(hours=9)
