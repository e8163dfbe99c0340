"""A fingerprint is stored with each briefing: another one for the same words would make revisions of all there are."""

from dataclasses import replace
from datetime import date

from jobs.model import Gloss, Reference
from tests.fakes import a_briefing

REFERENCE = Reference(title="견본", published=date(2026, 3, 1))
FULL = replace(a_briefing(), references=(REFERENCE,), glosses=(Gloss(korean="국제통화기금", abbreviation="IMF"),))


def test_a_fingerprint_is_what_it_always_was() -> None:
    assert FULL.content_sha() == "b08bff6da926a0eb509327d52a10351da0d8547f54b7fca7005389c42c308f50"


def test_what_readers_do_not_see_is_not_in_it() -> None:
    assert replace(FULL, url="https://a.example/1", warnings=("no-title",)).content_sha() == FULL.content_sha()
    assert replace(FULL, references=()).content_sha() != FULL.content_sha()
