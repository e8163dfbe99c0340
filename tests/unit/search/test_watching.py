"""Which saved queries a new document meets: the same answer as searching it would give, at little cost."""

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.language import Analyser, PlainAnalyser
from jobs.search import Library, SearchDocument, SearchSettings, Watch
from tests.rows import every

from .briefings import ALL, DAM, RAIL, REACTOR

TODAY = date(2025, 6, 1)
PLAIN = SearchSettings(analyser="none")


def watching(queries: dict[int, str], analyser: Analyser | None = None) -> Watch:
    watch = Watch(analyser or PlainAnalyser())
    watch.watch(queries, TODAY)
    return watch


@every(
    ("text", "met"),
    [
        ("우즈벡 원전", True),
        ("Uzbekistan reactor", True),
        ("Мирзиёев", True),
        ("region:중앙아시아 topic:에너지", True),
        ("region:중앙아시아", True),
        ('"원전 부지"', True),
        ('"부지 원전"', False),
        ("원전 -러시아", False),
        ("-region:africa", True),
        ("region:africa 원전", False),
        ("철도 OR 원전", True),
        ("우즈베키스탄 철도", False),
        ("source:wire 원전", False),
        ("카자흐스탄 원전", False),
        ("Ωμέγα", False),
        ("", False),
    ],
)
def test_a_query_is_met_as_a_search_would_find_it(text: str, met: bool, kiwi: Analyser) -> None:
    assert watching({7: text}, kiwi).met_by(REACTOR) == ((7,) if met else ())


_WORDS = (
    "케냐",
    "철도",
    "우즈벡",
    "원전",
    "rail",
    "수력",
    "로군",
    '"화물 철도"',
    "-러시아",
    "-철도",
    "OR",
    "설비",
    "전력",
)
_CONDITIONS = ("region:중앙아시아", "region:africa", "-topic:energy", "topic:교통", "lang:en", "source:wire")


@cache
def holding_only(document: SearchDocument) -> Library:
    alone = Library.open(None, PLAIN, analyser=PlainAnalyser())
    alone.add([document])
    alone.commit()
    return alone


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(_WORDS + _CONDITIONS), min_size=1, max_size=6).map(" ".join), st.sampled_from(ALL))
def test_watching_and_searching_agree(text: str, document: SearchDocument) -> None:
    alone = holding_only(document)
    query = alone.parse(text, today=TODAY)
    found = alone.find(query, limit=1)
    if not found.corrected:
        assert bool(watching({1: text}).met_by(document)) == bool(found.hits and not found.relaxed)


def test_a_slip_in_a_saved_query_is_not_corrected_into_what_a_document_happens_to_say() -> None:
    assert watching({1: "케나 철도", 2: "케냐 철도"}).met_by(RAIL) == (2,)


def test_what_is_not_saved_any_more_is_not_asked() -> None:
    watch = watching({1: "로군", 2: "수력", 3: "철도"})
    watch.watch({2: "전력", 3: "철도"}, TODAY)
    assert watch.met_by(DAM) == (2,)
    assert watch.met_by(replace(RAIL, id="again")) == (3,)
    watch.watch({}, TODAY)
    assert watch.met_by(DAM) == ()


def test_of_thousands_of_queries_those_that_cannot_be_met_are_not_put() -> None:
    watch = watching({number: f"케냐 수력{number} 사업" for number in range(1, 2_000)} | {2_000: "로군 수력"})
    assert watch._likely(replace(DAM, tokens=None)) == []
    assert watch.met_by(DAM) == (2_000,)
