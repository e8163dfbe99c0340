"""What buttons write into a query, what they hold, and how a query is put otherwise."""

from dataclasses import replace
from datetime import date

import pytest

from bot import rewording
from bot.actions import LIMIT
from bot.excerpts import excerpt, has_side, language_asked, quotable
from bot.views import View, read_view, region_word, turned_to, worded
from jobs import regions
from jobs.language import PlainAnalyser
from jobs.model import Language, LineKind, Rights
from jobs.search import HintKind, Query, parse
from jobs.search.names import known_names
from tests.rows import every
from tests.unit.bot.desk_samples import CITED, KZ, MEASURE, a_line, an_edition, an_english_edition
from tests.unit.bot.test_search import fuzzed

TODAY = date(2024, 12, 10)
KEY = "0123456789"


def asked(text: str) -> Query:
    return parse(text, today=TODAY, names=known_names())


# ── what a button holds ──────────────────────────────────────────────────────────────────────────


def test_a_button_holds_the_whole_page_and_fits() -> None:
    view = View(key=KEY, page=199, recent=True, region=KZ, newest=True, unfolded=True, side=Language.EN)
    written = turned_to(view)
    assert len(written) <= LIMIT
    assert read_view(written.split(":")[1:]) == (view, True)


def test_a_button_without_more_asks_for_a_new_message() -> None:
    assert read_view((KEY, "0", "", "", "")) == (View(key=KEY), False)


@every("arguments", [(), (KEY,), (KEY, "x"), (KEY, "-1"), (KEY, "99999999999")])
def test_what_names_no_page_is_none(arguments: tuple[str, ...]) -> None:
    assert read_view(arguments) is None


def test_flags_nobody_knows_are_passed_over() -> None:
    view, _ = read_view((KEY, "2", "turn", "zz.r999999.r.m.r1e3")) or (None, None)
    assert view == View(key=KEY, page=2, recent=True)


@every("text", ["송유관", '"열린 따옴표', "region:", "a OR", "-", "from:", "「가", ""])
def test_the_words_of_buttons_are_read_after_any_text(text: str) -> None:
    query = asked(worded(text, View(key=KEY, recent=True, region=KZ)))
    assert query.since == date(2024, 11, 10)
    assert str(int(KZ)) in query.filters[-1].values


def test_every_country_has_a_word_that_means_it_alone() -> None:
    countries = [one for one in regions.every() if regions.is_country(one.id)]
    without = [one.code for one in countries if not region_word(one.id)]
    assert without == []
    for one in countries:
        (only,) = asked(f"region:{region_word(one.id)}").filters
        assert only.values[0] == str(int(one.id))


# ── put otherwise ────────────────────────────────────────────────────────────────────────────────


@every(
    "text",
    [
        '카자흐스탄 "원자력 발전소" -러시아',
        "송유관 OR 가스관 카자흐스탄",
        '조약 -"공동 성명" -region:조지아',
        'region:"central asia" topic:에너지 from:2024-01 to:2024-06 grid',
        "series:이슈트렌드 source:sample lang:영어 밀",
        'region:"Saint Vincent and the Grenadines" source:"Example Desk of Four Words"',
    ],
)
def test_a_query_written_again_means_the_same(text: str) -> None:
    assert meaning(asked(rewording.written(asked(text)))) == meaning(asked(text))


def test_odd_queries_written_again_mean_the_same() -> None:
    for seed in range(300):
        once = asked(fuzzed(seed))
        again = asked(rewording.written(once))
        if not once.hints and not again.hints:
            assert meaning(again) == meaning(once), once.text


def meaning(query: Query) -> tuple[object, ...]:
    filters = tuple((one.field, one.values, one.negated) for one in query.filters)
    return query.wanted, query.unwanted, filters, query.since, query.until


def test_each_condition_can_be_left_out_but_never_all_that_is_asked() -> None:
    query = asked("송유관 region:조지아 from:2024-11-01 to:2024-11-30")
    assert list(rewording.wider(query)) == [
        ("region:조지아", "송유관 from:2024-11-01 to:2024-11-30"),
        ("from:2024-11-01 to:2024-11-30", "송유관 region:조지아"),
    ]
    assert list(rewording.wider(asked("region:조지아"))) == []


def test_a_corrected_word_is_asked_for_as_it_stands_in_quotes() -> None:
    assert rewording.as_written("Kazahstan grid?", {"kazahstan": "kazakhstan"}) == '"Kazahstan" grid?'
    assert rewording.as_written("grid", {"kazahstan": "kazakhstan"}) is None


def test_a_name_nearby_takes_the_place_of_the_unknown_one() -> None:
    query = asked("region:카자흐스탕 밀")
    (hint,) = query.hints
    assert hint.kind is HintKind.UNKNOWN_REGION
    assert rewording.with_near(query.text, hint) == ("region:카자흐스탄 밀",)


# ── what is quoted ───────────────────────────────────────────────────────────────────────────────


def test_the_language_asked_in_is_that_of_the_words() -> None:
    assert language_asked(asked("원전 grid"), Language.EN) is Language.KO
    assert language_asked(asked("grid region:카자흐스탄"), Language.KO) is Language.EN
    assert language_asked(asked("CSTO 2024"), Language.KO) is Language.KO


def test_rights_hold_the_text_back() -> None:
    for rights, allowed in ((Rights.LINK, 0), (Rights.HEADINGS, 1), (Rights.QUOTES, 2), (Rights.FULL, 2)):
        texts = list(quotable(an_edition(rights), Language.KO))
        assert len(texts) == allowed
        assert (MEASURE in "".join(texts)) == (rights in (Rights.QUOTES, Rights.FULL))


def test_a_passage_is_of_the_side_asked_for_else_of_the_other() -> None:
    edition, plain = an_edition(), PlainAnalyser()
    english = excerpt(edition, asked("송전선"), plain, side=Language.EN)
    assert english.marks
    assert "송전선" in english.text
    chosen = excerpt(edition, asked("송전선"), plain, side=Language.EN, chosen=True)
    assert chosen.text.startswith("Grid Company · World Bank")
    assert not chosen.marks
    assert excerpt(edition, asked("unveils"), plain, side=Language.EN).text.count(CITED)


def test_a_passage_neither_begins_nor_ends_with_a_separator() -> None:
    edition = an_edition()
    names = tuple(a_line(LineKind.NAME, f"Office{number}{'s' * (number % 7)}") for number in range(60))
    said = replace(edition.summaries[Language.EN], lines=names)
    edition = replace(edition, summaries=dict(edition.summaries) | {Language.EN: said})
    for name in names:
        found = excerpt(edition, asked(name.text), PlainAnalyser(), side=Language.EN)
        bare = found.text.strip("… ")
        assert not bare.startswith("·")
        assert not bare.endswith("·")
        assert {found.text[start:end] for start, end in found.marks} == {name.text}


def test_an_english_briefing_has_a_korean_side_where_rules_read_one() -> None:
    assert has_side(an_english_edition(), Language.KO)
    assert list(quotable(an_english_edition(), Language.KO)) == ["400 km"]


def test_a_passage_does_not_run_from_a_sentence_into_the_headings() -> None:
    shown = excerpt(an_edition(), asked("우즈베키스탄 현대화"), PlainAnalyser(), side=Language.KO)
    assert "우즈베키스탄도" in shown.text
    assert "송전망 현대화의 배경" not in shown.text


@pytest.mark.parametrize(
    ("text", "there", "narrowed"),
    [
        ("중앙아시아 원전", "중앙아시아", "원전 region:중앙아시아"),
        ("nuclear plants Central Asia", "Central Asia", 'nuclear plants region:"Central Asia"'),
        ("지난주 중앙아시아 뉴스 from:2024", "중앙아시아", "지난주 뉴스 region:중앙아시아 from:2024-01-01"),
    ],
)
def test_a_region_of_several_countries_among_the_words_can_be_a_condition(text: str, there: str, narrowed: str) -> None:
    assert rewording.within_region(asked(text)) == (there, narrowed)
    assert asked(narrowed).filters[0].written == there


@every(
    "text",
    [
        "카자흐스탄 원전", '"중앙아시아" 원전', "원전", "중앙아시아 OR 몽골", "region:중앙아시아",
        "우크라이나 남부 전투", "the middle income trap", "전 세계 에너지", "everywhere",
    ],
)  # fmt: skip
def test_a_country_a_phrase_a_choice_and_the_beginning_of_a_name_are_no_such_region(text: str) -> None:
    assert rewording.within_region(asked(text)) is None
