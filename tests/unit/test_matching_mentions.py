"""Mere mentions: keys of their own, and the reason named only where nothing better brought the briefing."""

from jobs import regions
from jobs.matching import match_keys, mentioned
from jobs.model import ANY_TOPIC, Interest, RegionId, RegionTag, Tags, mention_key, subscription_key


def _region(code: str) -> RegionId:
    found = regions.by_code(code)
    assert found is not None
    return found.id


def _tags(primary: str, mention: str) -> Tags:
    return Tags(
        regions=(
            RegionTag(region=_region(primary), code=primary, primary=True),
            RegionTag(region=_region(mention), code=mention, primary=False),
        )
    )


def test_a_mentioned_region_has_a_key_of_its_own_and_not_that_of_a_subject() -> None:
    keys = match_keys(_tags("KZ", "TR"))
    about_turkiye = subscription_key(_region("TR"), ANY_TOPIC)
    assert about_turkiye not in keys
    assert mention_key(about_turkiye) in keys
    assert subscription_key(_region("central_asia"), ANY_TOPIC) in keys


def test_a_region_of_the_subject_is_no_mention() -> None:
    keys = match_keys(_tags("KZ", "UZ"))
    assert mention_key(subscription_key(_region("central_asia"), ANY_TOPIC)) not in keys
    assert mention_key(subscription_key(_region("UZ"), ANY_TOPIC)) in keys


def test_the_reason_names_what_the_text_names_of_a_wider_region() -> None:
    asked = [Interest(region=_region("mena"))]
    assert mentioned(asked, _tags("KZ", "TR")) == (_region("TR"),)


def test_no_mention_is_named_where_the_subject_brought_it() -> None:
    asked = [Interest(region=_region("TR")), Interest(region=_region("KZ"))]
    assert mentioned(asked, _tags("KZ", "TR")) == ()


def test_an_interest_that_leaves_the_subject_out_gives_no_reason() -> None:
    asked = [Interest(region=_region("TR"), excludes=(_region("KZ"),))]
    assert mentioned(asked, _tags("KZ", "TR")) == ()
