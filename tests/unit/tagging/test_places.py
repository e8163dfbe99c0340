"""Which regions a line of text names: the pins, each of them a trap once (tests/labels/pins.tsv)."""

import pytest

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Language
from jobs.tagging import tag
from tests.labels import labelled

_PINS = [
    pytest.param(text, set(codes.split()), Language(language), analyser, id=f"{analyser}: {text}")
    for text, codes, language, analysers in labelled("pins.tsv")
    for analyser in analysers.split()
]


@pytest.mark.parametrize(("text", "codes", "language", "analyser"), _PINS)
def test_a_text_names_its_regions_and_no_other(
    text: str, codes: set[str], language: Language, analyser: str, kiwi: Analyser, plain: Analyser
) -> None:
    tags = tag(Briefing(title=text, language=language), TokenPass(kiwi if analyser == "kiwi" else plain))
    assert {region.code for region in tags.regions} == codes
