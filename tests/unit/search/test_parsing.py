"""How a query is read."""

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jobs.search import Filter, FilterField, HintKind, Query, Wanted, named, parse
from jobs.search.days import days_of
from tests.rows import every
from tests.texts import any_text

TODAY = date(2025, 3, 15)
NAMES = named(sources={"외교부": "mofa"})


def read(text: str) -> Query:
    return parse(text, today=TODAY, names=NAMES)


def only(query: Query) -> Filter:
    assert len(query.filters) == 1
    return query.filters[0]


def test_words_are_wanted_one_by_one() -> None:
    assert read("케냐 철도").wanted == ((Wanted(text="케냐"),), (Wanted(text="철도"),))


def test_quoted_words_are_one_phrase() -> None:
    assert read("“수력 발전소” 전력").wanted[0] == (Wanted(text="수력 발전소", phrase=True),)


def test_a_minus_before_a_word_unwants_it() -> None:
    query = read('철도 -항만 -"내년 시작"')
    assert query.unwanted == (Wanted(text="항만"), Wanted(text="내년 시작", phrase=True))


def test_a_hyphen_inside_a_word_unwants_nothing() -> None:
    assert read("trans-caspian").unwanted == ()


def test_or_joins_its_neighbours() -> None:
    assert read("철도 OR 항만 케냐").wanted == (
        (Wanted(text="철도"), Wanted(text="항만")),
        (Wanted(text="케냐"),),
    )


@every("text", ["철도|항만", "철도 || 항만", "OR 철도 | OR 항만", "철도 or 항만"])
def test_a_bar_is_an_or(text: str) -> None:
    assert read(text).wanted == ((Wanted(text="철도"), Wanted(text="항만")),)


@every(
    "text", ["철도 NOT 항만", "철도 AND NOT 항만", "철도 －항만", "NOT 항만 철도", "항만 말고 철도", "항만 빼고 철도"]
)
def test_not_before_a_word_unwants_it(text: str) -> None:
    query = read(text)
    assert (query.wanted, query.unwanted) == (((Wanted(text="철도"),),), (Wanted(text="항만"),))


@every("text", ["말고", "철도 항만 말고", "철도 OR 항만 말고", "region:케냐 말고"])
def test_but_behind_anything_but_one_word_is_a_word(text: str) -> None:
    assert read(text).wanted[-1] == (Wanted(text="말고"),)
    assert not read(text).unwanted


@every("quotes", ["＂＂", "‘’", "《》", "〈〉", "„“", '“"', '"”', "»«"])
def test_quotes_of_any_house_make_a_phrase(quotes: str) -> None:
    assert read(f"{quotes[0]}수력 발전소{quotes[1]}").wanted == ((Wanted(text="수력 발전소", phrase=True),),)


def test_or_without_neighbours_is_ignored() -> None:
    assert read("OR 철도 OR").wanted == ((Wanted(text="철도"),),)


@every(
    "text",
    [
        "region:중앙아시아",
        "지역:중앙아시아",
        "REGION:Central Asia",
        'region:"central asia"',
        "ｒｅｇｉｏｎ：중앙아시아",
        "region: 중앙아시아",
        "지역 : 중앙아시아",
        'region: "central asia"',
    ],
)
def test_a_region_is_understood_in_either_language(text: str) -> None:
    assert "central_asia" in only(read(text)).values


def test_a_country_takes_following_words_only_where_they_belong_to_its_name() -> None:
    query = read("country:South Korea trade")
    assert "kr" in only(query).values
    assert query.wanted == ((Wanted(text="trade"),),)


@every("text", ["region:케냐,칠레", "region:케냐, 칠레", "region:케냐 OR region:칠레", "region:케냐 | country:Chile"])
def test_several_regions_in_one_filter_mean_any_of_them(text: str) -> None:
    assert {"ke", "cl"} <= set(only(read(text)).values)


@every(
    "text",
    ["region:케냐 topic:에너지", "region:케냐 OR topic:에너지", "region:케냐 -region:칠레", "region:케냐 region:칠레"],
)
def test_other_filters_stay_apart(text: str) -> None:
    assert len(read(text).filters) == 2


@every("text", ["region:전세계", "region:world", "지역:모든 지역"])
def test_the_world_leaves_nothing_out(text: str) -> None:
    assert (read(text).filters, read(text).hints, read(text).wanted) == ((), (), ())


def test_words_on_both_sides_of_a_filter_are_joined_to_nothing() -> None:
    assert read("철도 region:케냐 OR 항만").wanted == ((Wanted(text="철도"),), (Wanted(text="항만"),))


def test_a_minus_before_a_filter_negates_it() -> None:
    assert only(read("-topic:에너지")).negated


def test_a_source_is_known_by_the_name_people_use() -> None:
    assert only(read("source:외교부")) == Filter(field=FilterField.SOURCE, values=("mofa",), written="외교부")


@every(
    ("text", "value", "left"),
    [
        ("source:외교부 원전", "mofa", "원전"),
        ("source:외교부 공보실 원전", "press", "원전"),
        ("source:emerics 원전", "emerics", "원전"),
        ("source:외교부,press 원전", "mofa", "원전"),
        ("series:이슈트렌드 원전 수출", "이슈트렌드", "원전 수출"),
    ],
)
def test_a_source_or_series_takes_no_word_that_it_is_not_called_by(text: str, value: str, left: str) -> None:
    query = parse(text, today=TODAY, names=named(sources={"외교부": "mofa", "외교부 공보실": "press"}))
    assert only(query).values[0] == value
    assert query.plain == left


@every("text", ["series:이슈 트렌드 원전", 'series:"이슈 트렌드" 원전', "series:이슈트렌드 원전"])
def test_spaces_in_the_name_of_a_series_do_not_matter(text: str) -> None:
    query = parse(text, today=TODAY, names=named(series={"이슈트렌드": "이슈트렌드"}))
    assert (only(query).values, query.plain) == (("이슈트렌드",), "원전")


def test_a_language_is_named_in_either_language() -> None:
    assert only(read("lang:영어")).values == ("en",)


@every(
    ("text", "since", "until"),
    [
        ("from:2024", date(2024, 1, 1), None),
        ("to:2024-11", None, date(2024, 11, 30)),
        ("on:2024.11.27", date(2024, 11, 27), date(2024, 11, 27)),
        ("from:2024-11 to:2024-12", date(2024, 11, 1), date(2024, 12, 31)),
        ("on:지난달", date(2025, 2, 1), date(2025, 2, 28)),
        ("on:last week", date(2025, 3, 3), date(2025, 3, 9)),
        ('on:"last week"', date(2025, 3, 3), date(2025, 3, 9)),
        ("on:11월", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:2024년 11월", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:24년 11월", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:’24.11", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:202411", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:작년 11월", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:27 Nov 2024", date(2024, 11, 27), date(2024, 11, 27)),
        ("on:November 27, 2024", date(2024, 11, 27), date(2024, 11, 27)),
        ("on:Nov 27", date(2024, 11, 27), date(2024, 11, 27)),
        ("on:27.11.2024", date(2024, 11, 27), date(2024, 11, 27)),
        ("on:２０２４－１１", date(2024, 11, 1), date(2024, 11, 30)),
        ("on: 2024-11", date(2024, 11, 1), date(2024, 11, 30)),
        ("on:2024년 3분기", date(2024, 7, 1), date(2024, 9, 30)),
        ("on:작년 4분기", date(2024, 10, 1), date(2024, 12, 31)),
        ("on:3분기", date(2024, 7, 1), date(2024, 9, 30)),
        ("on:3Q24", date(2024, 7, 1), date(2024, 9, 30)),
        ("on:Q3 2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("on:2024 H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("on:상반기", date(2025, 1, 1), date(2025, 6, 30)),
        ("on:last quarter", date(2024, 10, 1), date(2024, 12, 31)),
        ("on:2024-11~2024-12", date(2024, 11, 1), date(2024, 12, 31)),
        ("on:2025..2024", date(2024, 1, 1), date(2025, 12, 31)),
        ("from:3주 전", date(2025, 2, 22), None),
        ("on:two weeks ago", date(2025, 3, 1), date(2025, 3, 1)),
        ("from:최근 석 달", date(2024, 12, 15), None),
        ("on:past week", date(2025, 3, 8), date(2025, 3, 15)),
        ("on:지난 월요일", date(2025, 3, 10), date(2025, 3, 10)),
        ("on:last Saturday", date(2025, 3, 8), date(2025, 3, 8)),
        ("on:Saturday", date(2025, 3, 15), date(2025, 3, 15)),
        ("from:11월부터", date(2024, 11, 1), None),
    ],
)
def test_days_are_understood(text: str, since: date | None, until: date | None) -> None:
    query = read(text)
    assert (query.since, query.until) == (since, until)
    assert query.wanted == ()
    assert query.hints == ()


def test_words_after_a_day_stay_words() -> None:
    assert read("from:2024-11 철도").wanted == ((Wanted(text="철도"),),)


def test_reversed_days_are_put_right_with_a_hint() -> None:
    query = read("from:2025 to:2024")
    assert (query.since, query.until) == (date(2024, 12, 31), date(2025, 1, 1))
    assert query.hints[0].kind is HintKind.DAYS_REVERSED


@every(
    ("text", "kind"),
    [
        ("region:없는나라", HintKind.UNKNOWN_REGION),
        ("topic:무언가", HintKind.UNKNOWN_TOPIC),
        ("from:어느날", HintKind.UNKNOWN_DATE),
        ("on:2024-13", HintKind.UNKNOWN_DATE),
        ("colour:red", HintKind.UNKNOWN_OPERATOR),
        ("lang:클링온", HintKind.UNKNOWN_OPERATOR),
        ("region:", HintKind.EMPTY_OPERATOR),
        ('"닫히지 않은', HintKind.OPEN_QUOTE),
    ],
)
def test_what_is_no_syntax_is_read_as_words_with_a_hint(text: str, kind: HintKind) -> None:
    query = read(f"철도 {text}")
    assert kind in [hint.kind for hint in query.hints]
    assert query.wanted[0] == (Wanted(text="철도"),)
    assert not query.filters


def test_an_unknown_region_names_the_nearest() -> None:
    assert "카자흐스탄" in read("region:까자흐스탄").hints[0].near


def test_an_address_is_no_operator() -> None:
    assert read("https://example.org/a").hints == ()


def test_decomposed_hangul_reads_like_composed() -> None:
    assert read(unicodedata.normalize("NFD", "케냐 철도")).wanted == read("케냐 철도").wanted


def test_29_february_without_a_year_is_the_last_one_there_was() -> None:
    assert days_of("2월 29일", TODAY) == (date(2024, 2, 29), date(2024, 2, 29))


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert days_of("2023-02-29", TODAY) is None


_ODD = st.sampled_from(
    [
        "region:",
        "topic:",
        "-",
        '"',
        "“",
        "OR",
        "from:",
        "on:",
        "11월",
        "지난달",
        " ",
        ":",
        "：",
        "<b>",
        "'; DROP",
        "😀",
        "\u202e",
        "가",
    ]
)


@given(st.lists(st.one_of(_ODD, any_text(max_size=20)), max_size=25).map("".join))
def test_any_text_is_read_and_nothing_is_refused(text: str) -> None:
    query = read(text)
    assert len(query.text) <= 400
    for group in query.wanted:
        assert all(piece.text for piece in group)
    assert query.since is None or query.until is None or query.since <= query.until


@given(st.text(alphabet="케냐철도항만 ", min_size=1, max_size=40))
def test_plain_words_stay_what_they_are(text: str) -> None:
    assert [group[0].text for group in read(text).wanted] == text.split()


def test_the_beginning_of_a_sources_name_means_every_source_that_begins_so() -> None:
    table = named(
        sources={"emerics-issue": "emerics-issue", "EMERiCs 이슈트렌드": "emerics-issue", "emerics-weekly": "w"}
    )
    assert table.sources("emerics") == ("emerics-issue", "w")
    assert table.sources("EMERiCs 이슈트렌드") == ("emerics-issue",)
    assert table.sources("kotra") == ("kotra",)
