"""The auto digest in the other language, read by rules: labels, names, cited headlines, figures. Never a translation.

No grammar is claimed: each line is a label of a table with the words that triggered it, or a span of the source.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jobs import organisations, regions, topics
from jobs.atlas import Kind
from jobs.language import TokenPass, has_hangul
from jobs.model import Briefing, Evidence, Gloss, Language, Line, LineKind, Place, Reference, RegionId, Tags
from jobs.summary.figures import Figure, english_figures, korean_figures
from jobs.summary.sections import event_lines, placed
from jobs.summary.sentences import sentences
from jobs.summary.terms import offices, terms
from jobs.summary.wording import wording

_MOST_FIGURES = 6
_MOST_AROUND = 5
_HARD = 2  # a span of years or a handful of people says nothing by itself
_MOST_NAMES = 8
_HEADLINE_WORDS = 4  # of one that names no outlet: `출처: Example Wire` is an outlet
_CLAUSE_END = re.compile(
    r"(?<=[고며나서자면]), |(?<=(?:지만|는데)), |(?<=[a-z]), |; |(?<=[가-힣]며) |(?<=[가-힣]지만) "
    r"|(?<=[하되지늘줄르]고) (?![있싶])"
)
_AFTER_OFFICE = re.compile(r"[은는이가을를의과와도에께]|$|[^가-힣]")


def headline(briefing: Briefing, tags: Tags, language: Language) -> str:
    """Give the labels of the primary countries; wider regions, then the title, where there are none."""
    primary = [tag.region for tag in tags.regions if tag.primary]
    countries = [region for region in primary if _kind(region) is Kind.COUNTRY]
    labels = [regions.label(region, language) for region in countries or primary]
    return ", ".join(labels) or briefing.title


def digest(briefing: Briefing, tags: Tags, tokens: TokenPass, language: Language) -> tuple[Line, ...]:
    """Give everything the rules can say of the briefing in `language`."""
    named = tuple(_organisations(tags, language))
    return (
        *_regions(tags, language),
        *_topics(tags, language),
        *(_names(briefing, tags) if language is Language.EN else _leaders(tags)),
        *named,
        *event_lines(briefing, tags, tokens),
        *placed(_cited(briefing, language), briefing, tags, tokens),
        *_figures(briefing, tags, tokens, language),
    )


def _kind(region: RegionId) -> Kind | None:
    known = regions.by_id(region)
    return known.kind if known else None


def _regions(tags: Tags, language: Language) -> Iterator[Line]:
    primary = [tag for tag in tags.regions if tag.primary and tag.evidence]
    countries = [tag for tag in primary if _kind(tag.region) is Kind.COUNTRY]
    for tag in countries or primary:
        label = regions.label(tag.region, language)
        yield Line(kind=LineKind.REGION, text=label, evidence=(_best(tag.evidence),))


def _topics(tags: Tags, language: Language) -> Iterator[Line]:
    for tag in tags.topics:
        if tag.primary and tag.evidence:
            yield Line(
                kind=LineKind.TOPIC,
                text=topics.label(tag.topic, language),
                evidence=(tag.evidence[0].surface,),
            )


def _organisations(tags: Tags, language: Language) -> Iterator[Line]:
    for tag in tags.organisations:
        if tag.evidence:
            label = organisations.label(tag.code, language)
            yield Line(kind=LineKind.ORGANISATION, text=label, evidence=(tag.evidence[0].surface,))


def _best(evidence: tuple[Evidence, ...]) -> str:
    body = [seen for seen in evidence if seen.place is not Place.BYLINE]
    return (body or list(evidence))[0].surface


def _names(briefing: Briefing, tags: Tags) -> Iterator[Line]:
    """Give each name the text glosses in English, with the office the text itself puts beside it."""
    known = {words for tag in tags.organisations for words in _organisation_words(tag.code)}
    texts = [briefing.title, *briefing.headings(), *briefing.paragraphs()]
    count = 0
    for gloss in briefing.glosses:
        if not gloss.english or not gloss.english[0].isupper() or gloss.korean in known or count >= _MOST_NAMES:
            continue
        for text in texts:
            found = _glossed(text, gloss)
            if found is not None:
                span, office = found
                evidence = (span, office) if office else (span,)
                yield Line(kind=LineKind.NAME, text=gloss.english, evidence=evidence, note=offices().get(office))
                count += 1
                break


def _organisation_words(code: str) -> tuple[str, ...]:
    known = organisations.by_code(code)
    return known.names if known else ()


def _glossed(text: str, gloss: Gloss) -> tuple[str, str] | None:
    """Find the gloss as it stands (이름(Name)), and the office just before or after it, "" for none."""
    if gloss.korean not in text:
        return None
    match = re.search(rf"{re.escape(gloss.korean)} ?\([^()]*{re.escape(gloss.english or '')}[^()]*\)", text)
    if match is None:
        return None
    after = re.sub(r"^\s*(?:[가-힣]+ )?", "", text[match.end() : match.end() + 40])
    before = text[: match.start()].rstrip()
    for office in offices():
        following = text[match.end() : match.end() + 40].lstrip()
        for rest in (following, after):
            if rest.startswith(office) and _AFTER_OFFICE.match(rest[len(office) :]):
                return match.group(), office
        if before.endswith(f" {office}") or before == office:
            return match.group(), office
    return match.group(), ""


def _leaders(tags: Tags) -> Iterator[Line]:
    """Give the Korean names of the leaders an English text names."""
    known = regions.leaders()
    seen: dict[str, str] = {}
    for tag in tags.regions:
        for evidence in tag.evidence:
            if evidence.surface in known:
                seen.setdefault(known[evidence.surface], evidence.surface)
    for korean, surface in seen.items():
        yield Line(kind=LineKind.NAME, text=korean, evidence=(surface,))


def _cited(briefing: Briefing, language: Language) -> Iterator[Line]:
    for reference in briefing.references:
        if has_hangul(reference.title) == (language is Language.KO) and _is_headline(reference):
            yield Line(
                kind=LineKind.CITED,
                text=reference.title,
                evidence=(reference.title,),
                note=reference.outlet,
                on=reference.published,
            )


def _is_headline(reference: Reference) -> bool:
    """Tell whether a reference has a headline: no address, no outlet alone, and no third script."""
    title = reference.title
    if "://" in title or (reference.outlet is None and len(title.split()) < _HEADLINE_WORDS):
        return False
    return has_hangul(title) or sum(character.isascii() and character.isalpha() for character in title) * 2 > len(title)


def _figures(briefing: Briefing, tags: Tags, tokens: TokenPass, language: Language) -> Iterator[Line]:
    """Give the hardest figures of the body in reading order, each with the terms of its clause."""
    read = korean_figures if language is Language.EN else english_figures
    found: list[tuple[Figure, str, str]] = []
    for paragraph in briefing.paragraphs():
        for sentence in sentences(paragraph):
            found += [(figure, _clause(sentence, figure), paragraph) for figure in read(sentence)]
    hardest = sorted(range(len(found)), key=lambda place: (-found[place][0].hardness, place))[:_MOST_FIGURES]
    seen: set[str] = set()
    for place in sorted(hardest):
        figure, clause, paragraph = found[place]
        note = _around(_Clause(paragraph, clause, clause.find(figure.span)), tags, tokens, language)
        if figure.text in seen or (note is None and figure.hardness < _HARD):
            continue
        seen.add(figure.text)
        yield Line(kind=LineKind.FIGURE, text=figure.text, evidence=(figure.span, clause), note=note)


def _clause(sentence: str, figure: Figure) -> str:
    start, end = 0, len(sentence)
    for match in _CLAUSE_END.finditer(sentence):
        if match.end() <= figure.start:
            start = match.end()
        elif match.start() >= figure.start + len(figure.span):
            end = match.start()
            break
    return sentence[start:end].strip()


@dataclass(frozen=True, slots=True)
class _Clause:
    paragraph: str
    text: str
    figure: int  # where the figure begins in the clause


def _around(clause: _Clause, tags: Tags, tokens: TokenPass, language: Language) -> str | None:
    """Give the labels of the regions of the clause and of the glossary terms nearest to its figure, as they stand."""
    places: list[tuple[int, str]] = []
    blocs = {seen.surface for bloc in tags.organisations for seen in bloc.evidence}
    for tag in tags.regions:
        words = [seen.surface for seen in tag.evidence if len(seen.surface) > 1 and seen.surface not in blocs]
        at = [clause.text.find(word) for word in words]
        if any(place >= 0 for place in at):
            places.append((min(place for place in at if place >= 0), regions.label(tag.region, language)))
    found = sorted(places)[:_MOST_AROUND]
    if language is Language.EN:
        start = clause.paragraph.find(clause.text)
        near = [
            (term.start - start, term.label)
            for term in terms(clause.paragraph, tokens.of(clause.paragraph), moves=True)
            if start <= term.start < start + len(clause.text) and term.label not in wording().vague
        ]
        near.sort(key=lambda term: abs(term[0] - clause.figure))
        found += near[: _MOST_AROUND - len(found)]
    return " · ".join(dict.fromkeys(label for _, label in sorted(found))) or None
