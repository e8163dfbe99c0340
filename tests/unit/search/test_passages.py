"""Which piece of a text is shown, and what of it is marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.language import Analyser, PlainAnalyser
from jobs.search.passages import Passage, passage

TEXT = (
    "정부는 올해 예산을 줄이기로 했다. 회의에서는 여러 의견이 나왔으나 결론은 없었다. 다음 회의는 가을에 열린다. "
    "한편 로군 수력 발전소의 두 번째 설비가 시험에 들어갔다. 전력 수출이 크게 늘어날 것으로 보인다. "
    "주민들은 물 부족을 걱정하고 있으며 정부는 대책을 약속했다. 여름에는 관광객이 많이 온다."
)


def marked(found: Passage) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


def test_the_densest_place_is_shown(plain: Analyser) -> None:
    found = passage(TEXT, ["정부", "수력", "발전소"], plain, limit=60)
    assert marked(found) == ["수력", "발전소"]


def test_a_passage_is_never_longer_than_asked(plain: Analyser) -> None:
    assert len(passage(TEXT, ["전력"], plain, limit=50).text) <= 50


def test_what_is_left_out_is_shown_by_dots(plain: Analyser) -> None:
    found = passage(TEXT, ["수력"], plain, limit=50)
    assert found.text.startswith("…")
    assert found.text.endswith("…")


def test_a_short_text_is_shown_whole(plain: Analyser) -> None:
    assert passage("케냐 철도 연장", ["철도"], plain) == Passage("케냐 철도 연장", ((3, 5),))


def test_without_a_match_the_beginning_is_shown(plain: Analyser) -> None:
    found = passage(TEXT, ["우주선"], plain, limit=40)
    assert found.text.startswith("정부는 올해")
    assert found.marks == ()


def test_an_inflected_verb_is_marked_by_its_stem(kiwi: Analyser) -> None:
    found = passage(TEXT, ["줄인"], kiwi, limit=60)
    assert marked(found) == ["줄이"]


def test_an_english_word_is_marked_whole_by_its_stem(plain: Analyser) -> None:
    assert marked(passage("Importers store grain in two silos", ["importing", "SILO"], plain)) == [
        "Importers",
        "silos",
    ]


def test_another_name_of_what_was_asked_is_marked(kiwi: Analyser) -> None:
    assert marked(passage("새 원자력 발전소 부지", ["원전"], kiwi)) == ["원자력", "발전소"]
    assert marked(passage("케냐 몸바사의 새 항만", ["Kenya"], kiwi)) == ["케냐"]


def test_touching_marks_are_one(plain: Analyser) -> None:
    assert marked(passage("화물철도가 열렸다", ["화물", "철도"], plain)) == ["화물철도"]


def test_offsets_count_what_folding_changes(plain: Analyser) -> None:
    found = passage("㈜한국 ½ 케냐 ＲＡＩＬ 건설", ["rail", "케냐"], plain)
    assert marked(found) == ["케냐", "ＲＡＩＬ"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_an_empty_text_gives_an_empty_passage(text: str, plain: Analyser) -> None:
    assert passage(text, ["철도"], plain) == Passage("")


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["케냐", "철도", "rail", "é", "😀", "가", "½", "ㅋ", ". ", " ", "다. ", "İ", "\u0301"]),
        max_size=120,
    ),
    st.lists(st.sampled_from(["케냐", "철도", "Rail", "½", "", "😀", "가나"]), max_size=4),
    st.integers(min_value=1, max_value=200),
)
def test_marks_stay_inside_in_order_and_apart(parts: list[str], words: list[str], limit: int) -> None:
    found = passage("".join(parts), words, PlainAnalyser(), limit=limit)
    assert len(found.text) <= max(limit, 20)
    last = -1
    for start, end in found.marks:
        assert last < start < end <= len(found.text)
        last = end
