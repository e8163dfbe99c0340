"""Clean summaries of a document and ways of spoiling them that a checker must notice."""

import random
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal

from jobs.language import has_hangul
from jobs.model import Briefing, Language
from jobs.summary.figures import english_figures, korean_figures
from jobs.summary.named import countries
from jobs.summary.quantities import quantities
from jobs.summary.sentences import sentences
from jobs.summary.written import Passage, Point, Side, Written, passages

_MAGNITUDES = {"조": "억", "억": "조", "만": "억", "million": "billion", "billion": "million", "thousand": "million"}
_UNITS = {
    "%": "%p", "달러": "유로", "명": "가구", "km": "kg", "원": "달러", "톤": "배럴", "유로": "엔",
    "dollars": "euros", "people": "households", "won": "dollars", "tonnes": "barrels",
}  # fmt: skip
_STRANGERS = ("노르웨이", "몽골", "케냐", "네팔")
_NAMES = ("Zentrowell", "Quavix", "Brontella")
_NATION = re.compile(r"(?<![가-힣])[가-힣]{2,6}(?=[은는이가의과와에을를 ])")
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][a-zA-Z]{3,}(?![A-Za-z0-9])")
_DAY = re.compile(r"(\d{4})년|(\d{1,2})월|(\d{1,2})일(?!간)")


def clean(briefing: Briefing, chance: random.Random) -> Written | None:
    """Give a summary that is true by construction: whole sentences, in English only figures; None when too short."""
    given = [
        (number, sentence)
        for number, passage in enumerate(passages(briefing), 1)
        for sentence in sentences(passage.text)
        if 15 <= len(sentence) <= 300 and has_hangul(sentence)
    ]
    if len(given) < 3:
        return None
    telling = sorted(given, key=lambda pair: -len(re.findall(r"\d+|[A-Z]\w+", pair[1])))[:6]
    chosen = sorted(chance.sample(telling, 3) if len(telling) >= 3 else given[:3])
    korean = Side(
        headline=briefing.title or chosen[0][1][:100],
        points=tuple(Point(text=text, paragraphs=(number,)) for number, text in chosen),
    )
    english = Side(headline="What the text says", points=tuple(_english(number, text) for number, text in chosen))
    return Written(sides={Language.KO: korean, Language.EN: english}, backend="none")


def spoiled(written: Written, briefing: Briefing) -> Iterator[tuple[str, Written]]:
    """Give spoiled copies, one change each, with what was changed."""
    body = "\n".join((briefing.title, *briefing.paragraphs()))
    given = passages(briefing)
    for language, side in written.sides.items():
        for place, point in enumerate(side.points):
            for kind, text in _changes(point.text, body, language):
                points = (*side.points[:place], replace(point, text=text), *side.points[place + 1 :])
                yield kind, replace(written, sides={**written.sides, language: replace(side, points=points)})
            for kind, moved in _moved(point, briefing.title, given, language):
                points = (*side.points[:place], moved, *side.points[place + 1 :])
                yield kind, replace(written, sides={**written.sides, language: replace(side, points=points)})


def _moved(point: Point, title: str, given: Sequence[Passage], language: Language) -> Iterator[tuple[str, Point]]:
    """Put what another paragraph says into a point, or have it cite a paragraph that does not say it."""
    own = "\n".join((title, *(_whole(given[number - 1]) for number in point.paragraphs)))
    others = [(number, passage) for number, passage in enumerate(given, 1) if number not in point.paragraphs]
    elsewhere = "\n".join(passage.text for _, passage in others)
    for kind, old, new in _exchanges(point.text, own, elsewhere, language):
        yield f"moved {kind}", replace(point, text=point.text.replace(old, new, 1))
    for number, passage in others:
        if _says_more(point.text, f"{title}\n{_whole(passage)}", language):
            yield "cited wrongly", replace(point, paragraphs=(number,))
            return


def _whole(passage: Passage) -> str:
    return "\n".join((*passage.headings, passage.text))


def _exchanges(text: str, own: str, elsewhere: str, language: Language) -> Iterator[tuple[str, str, str]]:
    """Give a figure, a country and a name of the text with one that only another paragraph has."""
    mine = [figure.span for figure in (korean_figures if language is Language.KO else english_figures)(text)]
    known = {quantity.value for quantity in quantities(own, korean=True)}
    figures = (figure for figure in korean_figures(elsewhere) if _strange(figure.span, known))
    theirs = next((figure.span if language is Language.KO else figure.text for figure in figures), "")
    if mine and theirs:
        yield "figure", mine[0], theirs
    if language is Language.EN:
        return
    here = [word for word in _NATION.findall(text) if len(countries(word)) == 1]
    there = (word for word in _NATION.findall(elsewhere) if len(countries(word)) == 1)
    stranger = next((word for word in there if not {*countries(word)} & {*countries(own, implied=True)}), "")
    if here and stranger:
        yield "country", here[0], stranger
    names = _LATIN.findall(text)
    fresh = next((name for name in _LATIN.findall(elsewhere) if name.casefold() not in own.casefold()), "")
    if names and fresh:
        yield "latin name", names[0], fresh


def _strange(span: str, known: AbstractSet[Decimal]) -> bool:
    """Tell whether a figure's number stands nowhere in the paragraphs that are cited."""
    return all(quantity.value not in known for quantity in quantities(span, korean=True))


def _says_more(text: str, paragraph: str, language: Language) -> bool:
    """Tell whether a text has a figure, a name or a country that the paragraph does not have."""
    known = {quantity.value for quantity in quantities(paragraph, korean=True)}
    if language is Language.EN:
        return any(quantity.value not in known for quantity in quantities(text, korean=False))
    return (
        any(_strange(figure.span, known) for figure in korean_figures(text))
        or any(name.casefold() not in paragraph.casefold() for name in _LATIN.findall(text))
        or bool({*countries(text)} - {*countries(paragraph, implied=True)})
    )


def _english(number: int, text: str) -> Point:
    figures = [figure.text for figure in korean_figures(text)]
    said = f"The text gives {', '.join(figures[:3])}." if figures else "The text gives no figure here."
    return Point(text=said, paragraphs=(number,))


def _changes(text: str, body: str, language: Language) -> Iterator[tuple[str, str]]:
    bare = _DAY.sub(lambda match: "x" * len(match.group()), text)
    match = re.search(r"(?<![A-Za-z0-9.,-])\d+(?![A-Za-z0-9])", bare)
    if match:
        other = str((int(match.group()) * 7 + 13) % 9973)
        if other not in body and f"{int(other):,}" not in body:
            yield "digit", text[: match.start()] + other + text[match.end() :]
    for old, new in _MAGNITUDES.items():
        found = re.search(rf"\d ?({old})(?![가-힣]*[A-Za-z])", bare)
        if found:
            yield "magnitude", text[: found.start(1)] + new + text[found.end(1) :]
            break
    for old, new in _UNITS.items():
        found = re.search(rf"\d ?[조억만천백]* ?({re.escape(old)})(?![A-Za-z가-힣p])", bare)
        if found and f"{found.group()[: -len(old)]}{new}" not in body:
            yield "unit", text[: found.start(1)] + new + text[found.end(1) :]
            break
    yield from _dates(text, body)
    if language is Language.KO:
        yield from _names(text, body)


def _dates(text: str, body: str) -> Iterator[tuple[str, str]]:
    for match in _DAY.finditer(text):
        number = next(group for group in match.groups() if group)
        other = str(int(number) + 3 if len(number) == 4 else int(number) % (12 if match[2] else 28) + 1)
        whole = match.group().replace(number, other, 1)
        if whole not in body:
            yield "date", text[: match.start()] + whole + text[match.end() :]
            return


def _names(text: str, body: str) -> Iterator[tuple[str, str]]:
    latin = _LATIN.search(text)
    if latin:
        new = next(name for name in _NAMES if name not in body)
        yield "latin name", text[: latin.start()] + new + text[latin.end() :]
    for word in _NATION.findall(text):
        if countries(word) and len(countries(word)) == 1:
            stranger = next(
                (name for name in _STRANGERS if countries(name)[0] not in countries(body, implied=True)), ""
            )
            if stranger:
                yield "country", text.replace(word, stranger, 1)
                return
