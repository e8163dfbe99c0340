"""The region tree, its names and what people write for them."""

from hypothesis import given
from hypothesis import strategies as st

from jobs import regions
from jobs.atlas import Kind
from jobs.model import ANY_REGION, Language, RegionId
from tests.rows import every

_REGIONS = st.sampled_from([region.id for region in regions.every()])


def _id(code: str) -> RegionId:
    region = regions.by_code(code)
    assert region is not None, code
    return region.id


@every(
    ("written", "code"),
    [
        ("중앙아시아", "central_asia"),
        ("중앙 아시아", "central_asia"),
        ("central asia", "central_asia"),
        ("Kazakhstan", "KZ"),
        ("카자흐", "KZ"),
        ("우즈벡", "UZ"),
        ("키르기즈스탄", "KG"),
        ("코카서스", "caucasus"),
        ("Caucasus", "caucasus"),
        ("터키", "TR"),
        ("튀르키예", "TR"),
        ("turkiye", "TR"),
        ("Türkiye", "TR"),
        ("남아공", "ZA"),
        ("동남아", "sea"),
        ("아세안", "sea"),
        ("중동", "mena"),
        ("걸프", "gulf"),
        ("Korea", "KR"),
        ("북미", "north_america"),
        ("모스크바", "RU"),
        ("카자흐스", "KZ"),
    ],
)
def test_what_people_write_finds_the_region(written: str, code: str) -> None:
    assert regions.find(written) == (_id(code),)


@every("written", ["", "  ", "에너지", "가", "중", "미", "푸틴", "!!", "그냥"])
def test_what_is_no_region_finds_nothing(written: str) -> None:
    assert regions.find(written) == ()


def test_all_regions_can_be_asked_for_in_words() -> None:
    assert regions.find("모든 지역") == regions.find("everywhere") == (ANY_REGION,)


@every(
    ("slip", "code"),
    [("카자흐스딴", "KZ"), ("중앙아시와", "central_asia"), ("Kazakstan", "KZ"), ("코가서스", "caucasus")],
)
def test_a_slip_of_one_letter_is_offered_its_region(slip: str, code: str) -> None:
    assert regions.find(slip) == ()
    assert regions.nearest(slip)[0].id == _id(code)


def test_nothing_is_near_a_word_that_is_far_from_every_name() -> None:
    assert regions.nearest("구독해지") == ()


def test_a_subscription_to_a_wide_region_covers_what_lies_in_it() -> None:
    assert regions.covers(_id("central_asia"), _id("KZ"))
    assert regions.covers(_id("russia_eurasia"), _id("KZ"))
    assert regions.covers(ANY_REGION, _id("KZ"))
    assert not regions.covers(_id("KZ"), _id("central_asia"))
    assert not regions.covers(_id("caucasus"), _id("KZ"))


def test_ancestors_begin_with_the_region_and_never_hold_the_world() -> None:
    assert regions.ancestors(_id("KZ")) == (_id("KZ"), _id("central_asia"), _id("russia_eurasia"))
    assert regions.ancestors(_id("PL"))[-1] == _id("europe")
    assert regions.ancestors(ANY_REGION) == ()


@given(_REGIONS)
def test_every_region_is_found_by_its_own_labels(region: RegionId) -> None:
    assert region in regions.find(regions.label(region, Language.KO))
    assert region in regions.find(regions.label(region, Language.EN))


@given(_REGIONS)
def test_every_region_hangs_below_each_of_its_ancestors(region: RegionId) -> None:
    line = regions.ancestors(region)
    assert line[0] == region
    assert len(set(line)) == len(line)
    assert all(regions.covers(outer, region) for outer in line)
    assert any(region in regions.children(parent) for parent in (*line[1:], ANY_REGION))


def test_ids_are_the_ones_given_out_for_ever() -> None:
    """A sample over the whole range: renumbering any of them would move people's subscriptions."""
    given_out = {
        "russia_eurasia": 1,
        "latam": 7,
        "other": 16,
        "central_asia": 100,
        "caribbean": 119,
        "AD": 1001,
    }
    given_out |= {"KZ": 1125, "RU": 1191, "UZ": 1235, "CN": 1048, "ZW": 1250}
    assert {code: int(_id(code)) for code in given_out} == given_out
    assert len({region.id for region in regions.every()}) == len(regions.every())


def test_countries_have_flags_and_nothing_else_has() -> None:
    assert regions.flag(_id("KZ")) == "🇰🇿"
    assert regions.flag(_id("central_asia")) == regions.flag(ANY_REGION) == regions.flag(RegionId(99_999)) == ""


def test_the_world_has_a_label_in_both_languages() -> None:
    assert regions.label(ANY_REGION, Language.KO) == "모든 지역"
    assert regions.label(ANY_REGION, Language.EN) == "all regions"
    assert regions.label(RegionId(99_999), Language.KO) == ""


def test_every_country_lies_in_exactly_one_group_of_its_own() -> None:
    for region in regions.every():
        if region.kind is Kind.COUNTRY:
            groups = [
                parent for parent in region.parents if (found := regions.by_id(parent)) and found.kind is Kind.GROUP
            ]
            assert len(groups) == 1, region.code


def test_the_analyser_is_given_names_but_no_everyday_words() -> None:
    words = regions.analyser_words()
    assert {"카자흐스탄", "토카예프", "집단안보조약기구", "비슈케크"} <= set(words)
    assert not {"인도", "수단", "가나", "오만", "왕이", "시시", "미"} & set(words)


def test_a_leader_is_known_by_each_latin_spelling() -> None:
    assert regions.leaders()["Zelenskyy"] == regions.leaders()["Volodymyr Zelensky"] == "젤렌스키"
