"""A briefing as a record for JSON, and as a text in the grammar it was read from."""

from datetime import date

from jobs.model import Briefing, Neighbour, Reference, Related, Reviewer
from jobs.reading.bylines import Byline, read_byline
from jobs.reading.citations import read_neighbour, read_reference, read_related

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def as_record(briefing: Briefing) -> dict[str, Json]:
    """Give the record that `sosik read --json` prints: plain values, days as YYYY-MM-DD.

    A reference has the key `url` only where the text gives an address.
    """
    return {
        "category": briefing.category,
        "series": briefing.series,
        "title": briefing.title,
        "region_label": briefing.region_label,
        "outlet": briefing.outlet,
        "published": _day(briefing.published),
        "language": briefing.language.value,
        "sections": [
            {
                "heading": section.heading,
                "subsections": [
                    {"heading": below.heading, "paragraphs": list(below.paragraphs)} for below in section.subsections
                ],
            }
            for section in briefing.sections
        ],
        "reviewer": _reviewer_record(briefing.reviewer),
        "references": [_reference_record(reference) for reference in briefing.references],
        "related": [{"title": related.title, "published": _day(related.published)} for related in briefing.related],
        "previous": _neighbour_record(briefing.previous),
        "next": _neighbour_record(briefing.next),
        "image_credit": briefing.image_credit,
        "disclaimer": briefing.disclaimer,
        "notes": list(briefing.notes),
        "glosses": [
            {"korean": gloss.korean, "english": gloss.english, "abbreviation": gloss.abbreviation}
            for gloss in briefing.glosses
        ],
        "url": briefing.url,
        "warnings": list(briefing.warnings),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _reviewer_record(reviewer: Reviewer | None) -> Json:
    if reviewer is None:
        return None
    return {"name": reviewer.name, "affiliation": reviewer.affiliation, "role": reviewer.role}


def _reference_record(reference: Reference) -> dict[str, Json]:
    plain: dict[str, Json] = {
        "outlet": reference.outlet,
        "title": reference.title,
        "published": _day(reference.published),
    }
    return plain | ({"url": reference.url} if reference.url else {})


def _neighbour_record(neighbour: Neighbour | None) -> Json:
    if neighbour is None:
        return None
    return {"series": neighbour.series, "title": neighbour.title, "published": _day(neighbour.published)}


def render(briefing: Briefing) -> str:
    """Write the briefing in the grammar of the boards; reading it again gives the same record.

    Glosses and warnings are derived and not written; the address is not part of the text.
    """
    lines = [*_opening_lines(briefing), *_body_lines(briefing), *_closing_lines(briefing)]
    return "\n".join(lines)


def _opening_lines(briefing: Briefing) -> list[str]:
    title = f"[{briefing.series}] {briefing.title}" if briefing.series else briefing.title
    return [line for line in (briefing.category, title, _byline(briefing)) if line]


def _byline(briefing: Briefing) -> str | None:
    region, outlet, day = briefing.region_label, briefing.outlet, briefing.published
    if not (region or outlet or day):
        return None
    when = f"{day:%Y/%m/%d}" if day else ""
    if not (region or outlet):
        return when
    usual = " ".join(part for part in (region, outlet, "- -", when) if part)
    wanted = Byline(region, outlet, day)
    return usual if read_byline(usual) == wanted else f"{region or ''} | {outlet or '-'} | {when}".strip()


def _body_lines(briefing: Briefing) -> list[str]:
    lines: list[str] = []
    for section in briefing.sections:
        lines += [f"☐ {section.heading}"] if section.heading else []
        for below in section.subsections:
            lines += [f"◦ {below.heading}"] if below.heading else []
            lines += [f"- {paragraph}" for paragraph in below.paragraphs]
    return lines


def _closing_lines(briefing: Briefing) -> list[str]:
    lines: list[str] = []
    if reviewer := briefing.reviewer:
        words = " ".join(part for part in (reviewer.name, reviewer.affiliation, reviewer.role) if part)
        lines.append(f"< 감수 : {words} >")
    if briefing.references:
        lines.append("* 참고자료")
        for reference in briefing.references:
            lines += _reference_lines(reference)
    if briefing.related:
        lines += ["[관련정보]", *map(_related_line, briefing.related)]
    lines += [line for line in (briefing.image_credit, briefing.disclaimer) if line]
    if briefing.notes:
        lines += ["[비고]", *briefing.notes]
    return lines + _steering_lines(briefing)


def _reference_lines(reference: Reference) -> list[str]:
    """Write a reference in the first form that is read back as it is; its address stands below it."""
    bare = Reference(outlet=reference.outlet, title=reference.title, published=reference.published)
    if reference.url == reference.title:
        return [reference.title]
    day = f", {reference.published}" if reference.published else ""
    forms = [
        f"{reference.outlet}, {reference.title}{day}" if reference.outlet else f"{reference.title}{day}",
        f"“{reference.title}”" + (f", {reference.outlet}" if reference.outlet else "") + day,
        f"「{reference.title}」" + (f" ({reference.outlet})" if reference.outlet else "") + day,
    ]
    line = next((form for form in forms if read_reference(form) == bare), forms[0])
    return [line, reference.url] if reference.url else [line]


def _related_line(related: Related) -> str:
    line = f"{related.title} ({related.published:%Y.%m.%d})" if related.published else related.title
    return line if read_related(line) == related else related.title


def _steering_lines(briefing: Briefing) -> list[str]:
    lines = []
    for word, neighbour in (("이전글", briefing.previous), ("다음글", briefing.next)):
        if neighbour is None:
            continue
        title = f"[{neighbour.series}] {neighbour.title}" if neighbour.series else neighbour.title
        cells = [title, neighbour.published.isoformat()] if neighbour.published else [title]
        line = " | ".join([word, *cells]) + " |"
        lines.append(line if read_neighbour(" | ".join(cells)) == neighbour else f"{word} | {title}")
    return lines
