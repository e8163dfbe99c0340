"""A briefing's tags: the regions, topics and organisations it names, each with the words that say so.

What it is mainly about stands in title, byline and headings (primary); the body adds mere mentions. Where there are no
headings and the title names no country, the first sentence that names one says it (an opening quotation often names
none): on 78 articles F1 is .962 so and .946 with the very first sentence only; counting it always cost more than it
brought. References, related posts, navigation, reviewer, disclaimer and image credit never tag. Ancestors of a region
are not added here: they are expanded when the briefing is published. Typed events (who did what to whom) are read in
`jobs/summary/events.py`, from these tags and the same token pass.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jobs import organisations, regions
from jobs.atlas import Kind
from jobs.language import TokenPass
from jobs.model import Briefing, Evidence, OrganisationTag, Place, RegionId, RegionTag, Tags
from jobs.tagging import blocs
from jobs.tagging.fields import Field, fields
from jobs.tagging.learned import Signs
from jobs.tagging.lexicon import Passage
from jobs.tagging.places import Mention, ambiguous, mentions, passage, silenced
from jobs.tagging.subjects import Heard, heard, signs, topic_tags

__all__ = ["signs_of", "tag"]

_EVIDENCE = 8
_SURE = 2  # mentions of a region
_ORDER = (Kind.COUNTRY, Kind.SUBREGION, Kind.GROUP)


def tag(briefing: Briefing, tokens: TokenPass) -> Tags:
    """Say what the briefing is about. Countries come first, in order of first mention; wider regions after them."""
    texts = _read(briefing, tokens)
    found = _organisations(texts)
    places = _regions(texts)
    words = _heard(texts, places)
    return Tags(
        regions=_region_tags(places, found),
        topics=topic_tags(briefing.title, words, region=bool(places)),
        organisations=tuple(OrganisationTag(code=code, evidence=_kept(seen)) for code, seen in found.items()),
    )


def signs_of(briefing: Briefing, tokens: TokenPass) -> Signs:
    """Say what the word lists find in a briefing: what `tests/learning.py` learns the meaning of."""
    texts = _read(briefing, tokens)
    return signs(_heard(texts, _regions(texts)))


Read = Sequence[tuple[Field, Passage]]
"""The texts of a briefing, each with what all who look for words in it need: made once."""


def _read(briefing: Briefing, tokens: TokenPass) -> Read:
    return [(field, passage(field.text, tokens)) for field in fields(briefing)]


def _heard(texts: Read, places: dict[RegionId, list[Evidence]]) -> Heard:
    return heard(texts, countries=_in_title(places), leader=_leader(places))


def _regions(texts: Read) -> dict[RegionId, list[Evidence]]:
    silent = silenced("\n".join(field.text for field, _ in texts))
    found: dict[RegionId, list[Evidence]] = {}
    read = [mentions(one, silenced=silent) for _, one in texts]
    settled = _settled(read)
    for (field, one), first in zip(texts, read, strict=True):
        again = settled and field.place in (Place.TITLE, Place.HEADING)
        named = mentions(one, silenced=silent, settled=settled) if again else first
        lead = _lead(field, named)
        for mention in named:
            place = Place.LEAD if mention.start < lead else field.place
            found.setdefault(mention.region, []).append(Evidence(surface=mention.surface, place=place))
        if field.place is Place.BYLINE:
            for part in field.text.replace("/", ",").replace("·", ",").split(","):
                for region in regions.find(part.strip())[:1]:
                    found.setdefault(region, []).append(Evidence(surface=part.strip(), place=field.place))
    return found


def _settled(read: Iterable[Iterable[Mention]]) -> frozenset[str]:
    """Give the names that are ordinary words too (인도, 수단) of the regions that the document surely names twice."""
    counts = Counter(mention.region for named in read for mention in named)
    return frozenset(name for region, count in counts.items() if count >= _SURE for name in ambiguous(region))


def _lead(field: Field, named: Iterable[Mention]) -> int:
    """Give where the first sentence ends that names a country, 0 where none of the field's leads does."""
    first = next((mention.start for mention in named if regions.is_country(mention.region)), None)
    return 0 if first is None else next((end for end in field.leads if end > first), 0)


def _in_title(places: dict[RegionId, list[Evidence]]) -> list[str]:
    """Give the words by which the title names countries, one each."""
    named = [
        next((seen.surface for seen in found if seen.place is Place.TITLE), "")
        for region, found in places.items()
        if regions.is_country(region)
    ]
    return list(filter(None, named))


def _leader(places: dict[RegionId, list[Evidence]]) -> str:
    """Give the first leader the title names, as it writes the name, "" when it names none."""
    korean, latin = regions.leader_names(), regions.leaders()
    named = (seen.surface for found in places.values() for seen in found if seen.place is Place.TITLE)
    return next((surface for surface in named if surface in korean or surface in latin), "")


def _organisations(texts: Read) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for field, read in texts:
        for code, words in blocs.named(read):
            found.setdefault(code, []).append(Evidence(surface=words, place=field.place))
    return found


def _region_tags(places: dict[RegionId, list[Evidence]], unions: dict[str, list[Evidence]]) -> tuple[RegionTag, ...]:
    """Turn mentions into tags; a bloc stands for its home group where nothing more exact does."""
    named = _led(places)
    found = dict(named)
    for code, seen in unions.items():
        bloc = organisations.by_code(code)
        home = regions.by_code(bloc.group) if bloc and bloc.group else None
        if home is None or home.id in found:
            continue
        strength = _primary(seen)
        if not any(regions.covers(home.id, other) and _primary(named[other]) >= strength for other in named):
            found[home.id] = seen
    tags = [_region_tag(region, seen) for region, seen in found.items()]
    return tuple(sorted(filter(None, tags), key=_width))


def _led(places: dict[RegionId, list[Evidence]]) -> dict[RegionId, list[Evidence]]:
    """Let the lead count as body where title or byline name a country."""
    if not any(_primary(_without_lead(seen)) for region, seen in places.items() if regions.is_country(region)):
        return places
    return {region: _without_lead(seen) for region, seen in places.items()}


def _without_lead(seen: Iterable[Evidence]) -> list[Evidence]:
    return [replace(one, place=Place.BODY) if one.place is Place.LEAD else one for one in seen]


def _region_tag(region: RegionId, seen: list[Evidence]) -> RegionTag | None:
    known = regions.by_id(region)
    if known is None:
        return None
    return RegionTag(region=region, code=known.code, primary=_primary(seen), evidence=_kept(seen))


def _width(found: RegionTag | None) -> int:
    known = regions.by_id(found.region) if found else None
    return _ORDER.index(known.kind) if known and known.kind in _ORDER else len(_ORDER)


def _primary(seen: Iterable[Evidence]) -> bool:
    return any(evidence.place is not Place.BODY for evidence in seen)


def _kept(seen: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(seen))[:_EVIDENCE]
