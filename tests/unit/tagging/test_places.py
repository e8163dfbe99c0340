"""Which regions a line of text names: the pins, each of them a trap once (tests/labels/pins.tsv)."""

import pytest

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Language
from jobs.tagging import tag
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
