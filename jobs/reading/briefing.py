"""A document as a briefing: opening, body and closing found, each read by its own module. Total: it never raises.

Order: lines (text or HTML) → what each line is by itself → opening → body up to the first line of metadata → the rest.
Each step is linear in the text.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from jobs.decoding import decode
from jobs.language import has_hangul, language_share
from jobs.model import TAGGED_CHARACTERS, Briefing, Document, Language, Media
from jobs.reading import cautions
from jobs.reading.citations import address_of, is_cited_alone, looks_cited
from jobs.reading.closing import Closing, may_stand_alone
from jobs.reading.contents import without_contents
from jobs.reading.datelines import split_off
from jobs.reading.fields import day_told, plain_fields, with_values, without_a_box, without_the_form
from jobs.reading.glosses import find_glosses
from jobs.reading.insets import without_insets
from jobs.reading.lines import Line, Page, page_of
from jobs.reading.markers import LEAVES, NUMBERED, Family
from jobs.reading.opening import Opening, read_opening, split_series
from jobs.reading.outline import joined, sections_of
from jobs.reading.periods import period_end
from jobs.reading.signs import CLOSING, Sign, Signed, is_sentence

_ELEMENT = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|section|main|table|t[rdh]|ul|ol|li|span|h[1-6]|br|meta|strong|b|a|img)\b[^<>]*>",
    re.IGNORECASE,
)
_SNIFFED = 4_096
_NEAR = 50


def document_of(body: bytes, *, name: str = "", content_type: str = "") -> Document:
    """Give the document a file or an answer holds: decoded, text or HTML by its content, in Korean or English.

    `name` is the file's name or address: .html and .htm settle what the content leaves open.
    """
    decoded = decode(body, content_type=content_type)
    head = decoded.text[:_SNIFFED]
    hinted = name.lower().endswith((".html", ".htm", ".xhtml")) or "html" in content_type.lower()
    elements = len(_ELEMENT.findall(head))
    begins = head.lstrip()[:1] == "<" and _ELEMENT.match(head.lstrip()) is not None
    html = begins or elements >= 3 or (hinted and elements > 0)
    english = not has_hangul(head) or language_share(_ELEMENT.sub(" ", head)) < 0.1
    return Document(
        content=decoded.text,
        media=Media.HTML if html else Media.TEXT,
        language=Language.EN if english and any(map(str.isalpha, head)) else Language.KO,
        warnings=decoded.warnings,
    )


def read_briefing(document: Document) -> Briefing:
    """Give the record of a document; what it lacks stands in `warnings` (see `cautions`)."""
    page = page_of(document)
    boxed, lines = without_a_box(without_contents(page.lines))
    since, lines = plain_fields(with_values(without_the_form(lines)))
    since = max(since, boxed)
    signs = [at for at, line in enumerate(lines) if line.signed]
    inset = without_insets(lines, signs)
    if inset is not lines:
        lines, signs = inset, [at for at, line in enumerate(inset) if line.signed]
    page = page._replace(lines=lines)
    start, end = _bounds(lines, signs, since)
    apart = _apart(lines, signs, start, end)
    outlined = start < end
    head = _without(apart, page.lines, 0, start if outlined else end)
    opening = read_opening(head, len(head) if outlined else _opening_end(head), page.title, outlined=outlined)
    body = opening.lead + head[opening.length :]
    if outlined:
        body += _without(apart, page.lines, start, end)
    dateline, body = split_off(body)
    opening.notes += [dateline] if dateline else []
    published, body = _dated(document, opening, body)
    closing = _closing(page.lines, end, apart, Closing(day=published, notes=opening.notes))
    return _record(document, page, opening, closing, body)


def _dated(document: Document, opening: Opening, body: list[Line]) -> tuple[date | None, list[Line]]:
    """Give when a document was published and its body: what nothing else dates may end in its day, or bear a period."""
    told = (opening.byline.published if opening.byline else None) or document.published
    told = told or period_end(opening.title or "", None)
    last = day_told(body[-1].whole) if told is None and body and body[-1].family is None else None
    return (last, body[:-1]) if last else (told, body)


def _bounds(lines: list[Line], signs: list[int], since: int) -> tuple[int, int]:
    """Give the index of the body's first marked line (`since` there may be one) and of the metadata's first line.

    `signs` are the places of the lines that say what they are.
    """
    marked = (at for at in range(since, len(lines)) if lines[at].family and lines[at].signed is None)
    start = next(marked, len(lines))
    end = next((at for at in signs if _ends_body(lines, at, start)), len(lines))
    end = _last_source(lines, signs, end)
    while end > (1 if start >= end else start + 1) and is_cited_alone(lines[end - 1].whole):
        end -= 1
    return min(start, end), end


def _last_source(lines: list[Line], signs: list[int], end: int) -> int:
    """Give where 출처: opens the metadata before `end`, else `end`.

    Where the outline or prose goes on below it, it stands under a table.
    """
    went_on = -1
    for at in signs:
        if at >= end:
            break
        if at > went_on and _opens_source(lines[at]):
            below = range(at + 1, end)
            went_on = next((one for one in below if lines[one].signed is None and _goes_on(lines[one])), end)
            if went_on == end:
                return at
    return end


def _opens_source(line: Line) -> bool:
    """Tell whether 출처: stands by itself; `- 출처:` is a paragraph of the outline."""
    return line.signed is not None and line.signed.sign is Sign.SOURCE and line.family in (None, Family.NOTE)


def _goes_on(line: Line) -> bool:
    """Tell whether a line belongs to a body: a heading's marker or a sentence that is no reference."""
    heading = line.family is not None and line.family not in LEAVES and line.family not in NUMBERED
    cited = looks_cited(line.whole) or address_of(line.whole) is not None
    return (heading or is_sentence(line.whole)) and not cited


def _ends_body(lines: list[Line], at: int, start: int) -> bool:
    """Tell whether the body ends at a line that says what it is; a notice of copyright ends any prose above it."""
    signed = lines[at].signed
    if signed is None or signed.sign in CLOSING:
        return signed is not None
    if not may_stand_alone(lines[at], signed):
        return False
    if signed.sign is Sign.NOTICE:
        return any(is_sentence(line.whole) for line in lines[max(0, at - _NEAR) : at])
    return at > start and signed.sign not in (Sign.CREDIT, Sign.FURNITURE, Sign.INSET)


def _apart(lines: list[Line], signs: list[int], start: int, end: int) -> Mapping[int, Signed]:
    """Give those lines before the metadata that are metadata even there, by place: 출처: only above the body."""
    signed = ((at, lines[at], lines[at].signed) for at in signs if at < end)
    return {
        at: sign
        for at, line, sign in signed
        if sign and (may_stand_alone(line, sign) or (at < start and _opens_source(line)))
    }


def _without(apart: Mapping[int, Signed], lines: list[Line], start: int, end: int) -> list[Line]:
    """Give the lines from `start` to `end` that are not set apart."""
    if not apart:
        return lines[start:end]
    return [line for at, line in enumerate(lines[start:end], start) if at not in apart]


def _opening_end(lines: list[Line]) -> int:
    """Give how many first lines of a text without markers may be its opening: up to the first long one."""
    return next((at for at, line in enumerate(lines[:6]) if len(line.whole) > 160), min(6, len(lines)))


def _closing(lines: list[Line], end: int, apart: Mapping[int, Signed], closing: Closing) -> Closing:
    """Give the metadata read: what is set apart, then what stands behind the body."""
    for at, signed in apart.items():
        closing.take_signed(lines[at], signed)
    closing.begin()
    for line in lines[end:]:
        closing.take(line)
    return closing


def _record(document: Document, page: Page, opening: Opening, closing: Closing, body: list[Line]) -> Briefing:
    series, title = split_series(page.title or "")
    byline = opening.byline
    items = joined(body)
    briefing = Briefing(
        title=opening.title or title,
        language=document.language,
        category=opening.category,
        series=opening.series or series,
        region_label=(byline.region_label if byline else None) or opening.region_label or document.region_label,
        outlet=(byline.outlet if byline else None) or opening.outlet or document.outlet,
        published=closing.day,
        sections=sections_of(items),
        reviewer=closing.reviewer,
        references=tuple(closing.references),
        related=tuple(closing.related),
        previous=closing.previous,
        next=closing.next,
        image_credit=closing.image_credit,
        disclaimer=closing.disclaimer,
        notes=tuple(closing.notes),
        glosses=find_glosses(item.text for item in items) if document.language is Language.KO else (),
        url=document.url,
    )
    return _warned(briefing, document, page, outlined=any(line.family for line in body))


def _warned(briefing: Briefing, document: Document, page: Page, *, outlined: bool) -> Briefing:
    """Give the record with its warnings, the document's own first."""
    found = {
        cautions.EMPTY: not page.lines,
        cautions.REPLACED: page.replaced,
        cautions.LONG: page.size > TAGGED_CHARACTERS,
        cautions.NO_MARKERS: bool(briefing.sections) and not outlined and document.language is Language.KO,
        cautions.NO_BODY: bool(page.lines) and not briefing.sections,
        cautions.UNDATED: bool(page.lines) and briefing.published is None,
        cautions.UNTITLED: bool(page.lines) and not briefing.title,
    }
    names = (*document.warnings, *(name for name, holds in found.items() if holds))
    return replace(briefing, warnings=tuple(dict.fromkeys(names)))
