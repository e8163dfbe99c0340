"""Which regions a line of text names: the pins, each of them a trap once (tests/labels/pins.tsv)."""

import pytest

from jobs import organisations, regions
from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Language
from jobs.tagging import tag
from jobs.tagging.places import passage
from jobs.tagging.traps import traps
from tests.labels import labelled

_PINS = {
    analyser: [
        (text, set(codes.split()), Language(language))
        for text, codes, language, analysers in labelled("pins.tsv")
        if analyser in analysers.split()
    ]
    for analyser in ("kiwi", "none")
}


@pytest.mark.parametrize("analyser", _PINS)
def test_a_text_names_its_regions_and_no_other(analyser: str, kiwi: Analyser, plain: Analyser) -> None:
    wrong: dict[str, set[str]] = {}
    for text, codes, language in _PINS[analyser]:
        tags = tag(Briefing(title=text, language=language), TokenPass(kiwi if analyser == "kiwi" else plain))
        named = {region.code for region in tags.regions}
        if named != codes:
            wrong[text] = named
    assert len(_PINS[analyser]) > 100
    assert wrong == {}


def test_every_word_of_two_or_more_countries_names_as_many(plain: Analyser) -> None:
    """Each letter of the closed list has to be a country's; one that was not ended the tagging of its text."""
    words = traps()["joined"]["words"]
    assert len(words) > 50
    for word in words:
        tags = tag(Briefing(title=f"{word} 회담"), TokenPass(plain))
        assert len([region for region in tags.regions if regions.is_country(region.region)]) == len(word), word


def test_organisations_are_sought_where_regions_are(plain: Analyser) -> None:
    """They share the places where a name may stand; one that was none of them would never be found."""
    names = [name for one in organisations.every() for name in one.names]
    assert len(names) > 100
    assert [name for name in names if 0 not in passage(name, TokenPass(plain)).openings] == []
