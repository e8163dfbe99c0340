"""References as files: plain text, BibTeX, RIS. Nothing a title holds can end its field."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from bot.message import Attachment
from bot.phrases import say
from bot.replies.dates import day
from bot.replies.markup import clipped
from bot.short_ids import short_id
from jobs.language import clean, has_hangul
from jobs.model import Edition, Language, Reference

_BIBTEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: "\\" + sign for sign in "$&#_%"},
    }
)
_BIBTEX_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def attachment(edition: Edition, form: str, language: Language) -> Attachment | None:
    """Give the references of a briefing as a file in that form (`txt`, `bib`, `ris`); None for a form nobody knows."""
    writer = FORMS.get(form)
    if writer is None:
        return None
    references = edition.briefing.references
    caption = say(language, "references.caption", n=len(references))
    name = f"sosik-{short_id(edition.id)}-references.{form}"
    return Attachment(name=name, content=writer(references, edition, language).encode(), caption=caption)


def text(references: Sequence[Reference], edition: Edition, language: Language) -> str:
    """Give the references as numbered lines under the briefing's title."""
    head = say(language, "references.heading", title=_line(edition.briefing.title))
    entries = [f"{number}. {citation(one, language)}" for number, one in enumerate(references, 1)]
    return "\n".join((head, "", *entries, ""))


def citation(reference: Reference, language: Language) -> str:
    """Give a reference as a footnote has it: 「제목」, 매체, 날짜 (Korean titles), “Title”, Outlet, date."""
    title = _line(reference.title)
    named = f"「{title}」" if has_hangul(title) else f"“{title}”"
    on = day(reference.published, language) if reference.published else say(language, "references.undated")
    return ", ".join(filter(None, (named, _line(reference.outlet or ""), on, _line(reference.url or ""))))


def bibtex(references: Sequence[Reference], edition: Edition, language: Language) -> str:
    """Give the references as BibTeX entries, each under a key of its own."""
    del edition, language  # the same in every language
    return "\n".join(_bibtex_entry(number, one) for number, one in enumerate(references, 1))


def ris(references: Sequence[Reference], edition: Edition, language: Language) -> str:
    """Give the references as RIS records; lines end as its readers expect, with CR LF."""
    del edition, language
    return "".join(f"{line}\r\n" for one in references for line in _ris_lines(one))


FORMS: Mapping[str, Callable[[Sequence[Reference], Edition, Language], str]] = MappingProxyType(
    {"txt": text, "bib": bibtex, "ris": ris}
)
"""The files that can be asked for, by the ending of their names."""


def _bibtex_entry(number: int, reference: Reference) -> str:
    outlet = _line(reference.outlet or "")
    on = reference.published
    slug = re.sub(r"[^a-z0-9]+", "", outlet.lower())[:20] or "reference"
    key = f"{slug}{on.strftime('%Y%m%d') if on else ''}-{number}"
    fields = {
        "title": "{" + _line(reference.title).translate(_BIBTEX) + "}",
        "organization": outlet.translate(_BIBTEX),
        "date": on.isoformat() if on else "",
        "year": str(on.year) if on else "",
        "url": _line(reference.url or "").translate(_BIBTEX_URL),
    }
    written = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{key},\n{written}\n}}\n"


def _ris_lines(reference: Reference) -> Iterable[str]:
    on = reference.published
    fields = (
        ("TY", "NEWS"),
        ("TI", _line(reference.title)),
        ("T2", _line(reference.outlet or "")),
        ("PY", str(on.year) if on else ""),
        ("DA", on.strftime("%Y/%m/%d") if on else ""),
        ("UR", _line(reference.url or "")),
    )
    yield from (f"{tag}  - {value}" for tag, value in fields if value)
    yield "ER  - "


def _line(value: str) -> str:
    return clipped(clean(value), 2_000)
