"""Figures said in the other language by rule."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.summary.figures import english_figures, in_english, in_korean, korean_figures
from tests.rows import every


@every(
    ("korean", "english"),
    [
        ("80%를 지나는", "80 %"),
        ("80%를 넘는 석유가", "more than 80 %"),
        ("80%가량이", "about 80 %"),
        ("80여 명이", "more than 80 people"),
        ("3천여 명이", "more than 3,000 people"),
        ("약 80여명이", "about 80 people"),
        ("30만 달러 안팎으로", "about 300,000 dollars"),
        ("10%에 육박하는", "nearly 10 %"),
        ("7,500km 길이", "7,500 km"),
        ("2024~2028년 계획", "2024–2028"),
        ("3.5억 달러", "350 million dollars"),
        ("3억 5,000만 달러를", "350 million dollars"),
        ("1조 8천억 원 규모", "1.8 trillion won"),
        ("1만 2,345톤의", "12,345 tonnes"),
        ("약 30만 명이", "about 300,000 people"),
        ("최대 0.5%p", "up to 0.5 percentage points"),
        ("5% 미만", "under 5 %"),
        ("20MW 이상", "at least 20 MW"),
        ("1명이", "1 person"),
        ("1,234,567,891달러", "1,234,567,891 dollars"),
        ("교역액 42.5억불 기록", "4.25 billion dollars"),
        ("2,500만 달러(한화 약 300억 원)를", "25 million dollars"),
        ("1억 유로(1,370억원)", "100 million euros"),
    ],
)
def test_a_korean_figure_is_said_in_english(korean: str, english: str) -> None:
    assert [figure.text for figure in korean_figures(korean)] == [english]


@every(
    "text",
    [
        "2024년 11월 27일",
        "제5차 회의",
        "3원전 계획",
        "전화 02-123-4567",
        "10명목",
        "3.1운동",
        "만 원",
        "v2.5.1",
        "5개국어 신문",
        "다섯 나라, 곧 5개국은",
        "선박(△97.7%)",
        "3불 정책",
        "1억 불가",
    ],
)
def test_dates_ordinals_and_words_that_begin_like_a_unit_are_no_figures(text: str) -> None:
    assert korean_figures(text) == ()


@every(
    ("english", "korean"),
    [
        ("a $3.5 billion deal", "35억 달러"),
        ("12 percent of power", "12%"),
        ("7,500 km long", "7,500km"),
        ("350 million euros", "3억 5,000만 유로"),
        ("some 8,000 people", "약 8,000명"),
        ("More than 350 million euros", "3억 5,000만 유로 초과"),
        ("nearly 12 percent", "거의 12%"),
        ("Plans $404 Million for it", "4억 400만 달러"),
        ("a $1.5 Bn deal", "15억 달러"),
        ("over $404m", "4억 400만 달러 초과"),
        ("USD 30 billion in all", "300억 달러"),
        ("US$6.1 billion", "61억 달러"),
        ("a USD233M loan", "2억 3,300만 달러"),
        ("EUR 200 mln", "2억 유로"),
        ("70 bln yuan", "700억 위안"),
        ("25 bps lower", "25bp"),
        ("up to $3 million", "최대 300만 달러"),
        ("trade increased up to $3 million", "300만 달러"),
        ("exports of up to 40 tons", "최대 40톤"),
        ("Ksh55($ 4.5 million) more", "450만 달러"),
    ],
)
def test_an_english_figure_is_said_in_korean(english: str, korean: str) -> None:
    assert [figure.text for figure in english_figures(english)] == [korean]


@pytest.mark.parametrize("address", ["https://a.example/%95%84 에", "www.a.example/2024%EC95%.html", "http://a/?p=5km"])
def test_an_address_holds_no_figures(address: str) -> None:
    assert korean_figures(address) == english_figures(address) == ()


@every("text", ["in 2024", "Boeing 737", "chapter 5", "COVID-19 people", "5,000 reasons", "404m wide"])
def test_numbers_without_a_unit_are_no_figures_in_english(text: str) -> None:
    assert english_figures(text) == ()


@given(st.integers(min_value=0, max_value=10**16))
def test_a_number_said_in_english_has_the_same_value(number: int) -> None:
    scales = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
    digits, _, word = in_english(Decimal(number)).partition(" ")
    assert Decimal(digits.replace(",", "")) * scales.get(word, 1) == number


@given(st.integers(min_value=0, max_value=10**16))
def test_a_number_said_in_korean_reads_back_as_the_same_figure(number: int) -> None:
    (figure,) = korean_figures(f"{in_korean(Decimal(number))} 달러")
    digits, _, word = figure.text.removesuffix(" dollars").removesuffix(" dollar").partition(" ")
    scales = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
    assert Decimal(digits.replace(",", "")) * scales.get(word, 1) == number


@given(st.text(alphabet="0123456789,.~ 조억만천백약최대소이상하미만%명원달러$billion km", max_size=60))
def test_every_span_stands_in_the_text(text: str) -> None:
    for figure in (*korean_figures(text), *english_figures(text)):
        assert figure.span in text
        assert text.startswith(figure.span, figure.start)


def test_a_line_of_nothing_but_numbers_is_read_in_one_go() -> None:
    """It once took half a minute: every number tried to be the beginning of all that followed."""
    assert korean_figures("3억 " * 7_000) == ()


def test_the_end_of_a_range_is_not_cut_into_a_smaller_figure() -> None:
    assert [figure.text for figure in korean_figures("한 상자는 2만3000~2만5000원이다.")] == []
    assert [figure.text for figure in korean_figures("한 상자는 2만 5000원이다.")] == ["25,000 won"]
