"""The glossary as rows: counted over the archive, and what a person brought in."""

from dataclasses import replace

from jobs.model import Gloss, GlossCount
from jobs.store import Store
from tests.fakes import NOW, a_briefing, a_reading, an_announcement

HOUSE = Gloss(korean="견본원", english="Sample House", abbreviation="SH")


def announce(store: Store, key: str, *glosses: Gloss, body: str = "견본원이 답했다.", revision: int = 1) -> None:
    briefing = replace(a_briefing(body=body), glosses=glosses)
    (saved,) = store.briefings.save("sample", [a_reading(key, briefing)], now=NOW)
    said = replace(an_announcement(saved.id, revision=revision), glosses=glosses)
    assert store.briefings.announce(said, now=NOW)


def test_a_name_is_counted_once_a_briefing_whatever_its_revisions(store: Store) -> None:
    announce(store, "id:1", HOUSE)
    announce(store, "id:2", HOUSE, replace(HOUSE, korean="표본사"))
    announce(store, "id:1", HOUSE, body="견본원이 다시 답했다.", revision=2)
    counted = {one.korean: one for one in store.glossary.in_briefings()}
    assert counted["견본원"] == GlossCount(korean="견본원", english="Sample House", abbreviation="SH", seen=2)
    assert counted["표본사"].seen == 1


def test_a_name_its_briefing_does_not_gloss_any_more_is_not_counted(store: Store) -> None:
    announce(store, "id:1", HOUSE)
    announce(store, "id:1", body="아무도 답하지 않았다.", revision=2)
    assert store.glossary.in_briefings() == ()


def test_what_is_brought_takes_the_place_of_what_was_brought_before(store: Store) -> None:
    store.glossary.bring([GlossCount(korean="견본원", english="Sample House", seen=3, chosen=True)])
    again = (GlossCount(korean="견본원", english="The Sample House", seen=0, chosen=True),)
    store.glossary.bring(again)
    store.glossary.bring([])
    assert store.glossary.brought() == again
