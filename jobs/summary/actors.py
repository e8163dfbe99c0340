"""Who acts in a sentence: countries, leaders, organisations and glossed names, each with its English name.

Names come from the briefing's own tags and glosses. A noun phrase counts only when every noun in it is understood (a
name, an office or a government word of `events.toml`); "Russian companies" is nobody we know.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jobs import organisations, regions
from jobs.atlas import SurfaceKind
from jobs.language import Token
from jobs.model import Briefing, Language, RegionId, Tags
from jobs.summary.event_types import closed_lists
from jobs.summary.terms import offices

PARENTHESIS = re.compile(r" ?\([^()]{0,120}\)")
_LETTERS = "GKCQ GKCQ NL DT DT RL M BVPW BVPW SCXZT SCXZT AEIOUYWHJX JZGXCDY JZ CTJ KCQG TD PFV HJFWX".split()  # noqa: SIM905
"""What a Korean initial, ㄱ to ㅎ, writes of the first letters of other languages' names."""
_NOUNS = frozenset({"NNP", "NNG", "NP", "NR", "SL", "SH", "XSN", "XPN", "SSC", "SW"})
_LINKS = frozenset({"JC", "SP"})
_HELD = {**offices(), **closed_lists().offices}
_TITLED = frozenset(office for office in _HELD if office not in ("대변인", "대사", "특사"))
_FORMER = re.compile(r"(?:^|[^가-힣])(?:전|옛|구|반|친|각|모든|여러|어느|어떤) $")
_STATE = "|".join(sorted((*_TITLED, *filter(None, closed_lists().government)), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something with a name: `code` is the same for the same one, `region` its country's code or ""."""

    kind: str  # country, area, place (in a country), person, office, organisation, name
    code: str
    label: str
    region: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its actors, () when it is not understood, and where it stands."""

    actors: tuple[Actor, ...]
    start: int
    end: int


class Cast:
    """Everybody a briefing names, by the words it uses for them."""

    def __init__(self, briefing: Briefing, tags: Tags) -> None:
        self._known = dict(_regions(tags))
        self._known.update(_organisations(tags))
        self._known.update(_glossed(briefing, self._known))
        words = [re.escape(word) for word in sorted(self._known, key=len, reverse=True) if len(word) > 1]
        letters = "".join(word for word in self._known if len(word) == 1)
        words += [rf"(?<![가-힣])[{letters}](?= ?(?:{_STATE}))"] if letters else []
        self._pattern = re.compile("|".join(words) or r"(?!)")
        self.primary = _pair(tags)

    def called(self, text: str) -> Iterator[tuple[int, int, Actor]]:
        """Give every name in the text with its span, in order."""
        for match in self._pattern.finditer(text):
            yield match.start(), match.end(), self._known[match.group()]

    def person(self, region: str) -> Actor | None:
        """Give the one person of that country the briefing names, or None."""
        found = {actor for actor in self._known.values() if actor.kind == "person" and actor.region == region}
        return found.pop() if len(found) == 1 else None

    def phrase(self, text: str, tokens: Sequence[Token], last: int, *, floor: int = 0) -> Phrase:
        """Read the noun phrase whose last token is `tokens[last]`, beginning at `tokens[floor]` at the earliest."""
        first = floor + _first(text, tokens[floor : last + 1], last - floor, self)
        start, end = tokens[first].start, tokens[last].end
        proper = {word for token in tokens[first : last + 1] if token.tag == "NNP" for word in token.form.split()}
        bare = PARENTHESIS.sub("", text[start:end]).strip()
        parts = [self._actor(part, proper) for part in _coordinated(bare, self)]
        known = [part for part in parts if part is not None]
        whole = len(known) == len(parts) and not _FORMER.search(text, 0, start)
        return Phrase(tuple(dict.fromkeys(known)) if whole else (), start, end)

    def _actor(self, part: str, proper: Collection[str]) -> Actor | None:
        """Read one conjunct: a name, a country with an office, a country with its government."""
        found = list(self.called(part))
        rest = part
        for start, end, _ in reversed(found):
            rest = rest[:start] + " " + rest[end:]
        actors = _without_places(dict.fromkeys(actor for _, _, actor in found))
        words = rest.split()
        places = [actor for actor in actors if actor.kind in ("country", "area")]
        people = [actor for actor in actors if actor.kind in ("person", "name")]
        if len({actor.region for actor in places}) > 1 or len(people) > 1:
            return None
        named = len(actors) == len(places) + len(people)
        office = " ".join(_without(words, proper))
        if people and named and _holds(people[0], places, office) and _called_so(words, office, people[0]):
            return people[0] if people[0].region else replace(people[0], region=places[0].region if places else "")
        if places and len(actors) == len(places):
            return _of_country(places[0], " ".join(words)) or (_of_country(places[0], office) if office else None)
        return actors[0] if len(actors) == 1 and not words else None


def _without_places(actors: Collection[Actor]) -> list[Actor]:
    """Leave out a place beside its own country: 러시아 모스크바 is Russia."""
    known = {actor.code for actor in actors if actor.kind == "country"}
    return [actor for actor in actors if actor.kind != "place" or actor.code not in known]


def _without(words: Sequence[str], proper: Collection[str]) -> Iterator[str]:
    """Leave out the proper names before the other words: 세바스티안 피녜라 대통령 → 대통령."""
    before = True
    for word in words:
        before = before and all(part in proper for part in word.split("-"))
        if not before:
            yield word


def _holds(person: Actor, places: Sequence[Actor], office: str) -> bool:
    """Tell whether the words beside a name are nothing but its country and its office."""
    if person.kind == "name":
        return office in _TITLED if places else not office or office in _TITLED
    return not office or office in _TITLED


def _called_so(words: Sequence[str], office: str, person: Actor) -> bool:
    """Tell whether a given name before a leader's may be theirs: 구르반굴리 begins with no S."""
    given = " ".join(words).removesuffix(office).strip()
    if not given or person.kind != "person" or not "가" <= given[0] <= "힣":
        return True
    return person.label[:1] in _LETTERS[(ord(given[0]) - 0xAC00) // 588]


def _of_country(country: Actor, words: str) -> Actor | None:
    if not words:
        return country
    government = closed_lists().government
    if words in government:
        noun = government[words]
        label = f"{noun} of {country.label}" if noun else country.label
        return Actor("office" if noun else country.kind, f"{country.code}/{noun}", label, country.region)
    if words in _TITLED:
        return Actor("office", f"{country.code}/{words}", f"{_HELD[words]} of {country.label}", country.region)
    return None


def _first(text: str, tokens: Sequence[Token], last: int, cast: Cast) -> int:
    """Walk left over nouns, brackets and coordination to where the phrase begins."""
    first = last
    stops = closed_lists().before
    depth = 0
    for place in range(last, -1, -1):
        token = tokens[place]
        if token.tag == "SSC":
            depth += 1
        elif token.tag == "SSO":
            depth -= 1
            if depth < 0:
                break
            first = place
            continue
        if depth > 0:
            first = place
            continue
        if token.tag in _LINKS:
            if not _links(text, tokens, place, cast):
                break
            continue
        if token.tag == "SO" and token.form == "-":
            continue
        if token.tag not in _NOUNS or token.form in stops or (token.tag == "SW" and token.form not in "·&"):
            break
        first = place
    return first


def _links(text: str, tokens: Sequence[Token], place: int, cast: Cast) -> bool:
    """Tell whether a comma or 와/과 joins two names: what stands before it must be one."""
    if tokens[place].tag == "SP" and text[tokens[place].start] not in ",·ㆍ‧/":
        return False
    before = text[: tokens[place].start]
    tail = PARENTHESIS.sub("", before[-60:]) if before.endswith(")") else before[-60:]
    if tokens[place].tag == "SP" and text[tokens[place].start] != ",":
        return True
    ends = [end for _, end, _ in cast.called(tail)]
    return len(tail) in ends or tail.endswith((*_TITLED, *closed_lists().government))


def _coordinated(phrase: str, cast: Cast) -> list[str]:
    """Split at commas, points and 와/과 that stand between names."""
    inside = [range(start, end) for start, end, _ in cast.called(phrase)]
    parts, start = [], 0
    for match in re.finditer(r"\s*[,·ㆍ‧/]\s*|(?<=[가-힣A-Za-z])[와과] | 및 ", phrase):
        if not any(match.start() in span for span in inside):
            parts.append(phrase[start : match.start()])
            start = match.end()
    return [part for part in (*parts, phrase[start:]) if part.strip()]


def _regions(tags: Tags) -> Iterator[tuple[str, Actor]]:
    leaders = regions.leader_names()
    for tag in tags.regions:
        label = regions.label(tag.region, Language.EN)
        area = Actor("country" if regions.is_country(tag.region) else "area", tag.code, label, tag.code)
        for surface in dict.fromkeys(seen.surface for seen in tag.evidence):
            if surface in leaders:
                yield surface, Actor("person", leaders[surface], leaders[surface], tag.code)
            elif area.kind == "country" and (surface, tag.region) in _places():
                yield surface, replace(area, kind="place")
            else:
                yield surface, area


@lru_cache(maxsize=1)
def _places() -> frozenset[tuple[str, RegionId]]:
    """Give every city and province with its country: Castile does not sign what Spain signs."""
    known = {kind: {(one.text, one.region) for one in regions.surfaces() if one.kind is kind} for kind in SurfaceKind}
    return frozenset(known[SurfaceKind.PLACE] - known[SurfaceKind.NAME])


def _organisations(tags: Tags) -> Iterator[tuple[str, Actor]]:
    for tag in tags.organisations:
        label = organisations.label(tag.code, Language.EN)
        short = re.search(r"\(([A-Z][A-Za-z0-9+-]+)\)$", label)
        actor = Actor("organisation", tag.code, short[1] if short else label, "")
        yield from ((seen.surface, actor) for seen in tag.evidence)


def _glossed(briefing: Briefing, known: Mapping[str, Actor]) -> Iterator[tuple[str, Actor]]:
    """Give the names the text glosses; a gloss that ends with a leader's name is that leader."""
    for gloss in briefing.glosses:
        english = gloss.english or gloss.abbreviation
        if not english or gloss.korean in known:
            continue
        leader = next((a for word, a in known.items() if a.kind == "person" and gloss.korean.split()[-1] == word), None)
        if leader is None:
            yield gloss.korean, Actor("name", english, english, "")
            continue
        named = Actor("person", english, english, leader.region)
        yield gloss.korean, named
        yield gloss.korean.split()[-1], named


def _pair(tags: Tags) -> tuple[Actor, ...]:
    """Give the countries a briefing is mainly about."""
    return tuple(
        Actor("country", tag.code, regions.label(tag.region, Language.EN), tag.code)
        for tag in tags.regions
        if tag.primary and regions.is_country(tag.region)
    )


def countries(actors: Iterable[Actor]) -> tuple[str, ...]:
    """Give the countries the actors belong to, in order."""
    return tuple(dict.fromkeys(actor.region for actor in actors if actor.region))
