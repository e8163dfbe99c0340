"""Which words may be forms of a verb, by their shape alone."""

import pytest

from jobs.search.inflection import forms_of
from tests.rows import every


@every(
    ("stem", "form"),
    [
        *(("줄이", "줄인다"), ("줄이", "줄여서"), ("이기", "이겼다"), ("오", "왔다"), ("주", "줘야"), ("푸", "퍼냈다")),
        *(("쓰", "썼다"), ("모으", "모아"), ("흐르", "흘러간"), ("모르", "몰라"), ("돕", "도와"), ("걷", "걸었다")),
        *(
            ("짓", "지은"),
            ("아름답", "아름다운"),
            ("빨갛", "빨개진"),
            ("하얗", "하얘"),
            ("그렇", "그래서"),
            ("되", "돼"),
        ),
    ],
)
def test_a_form_of_a_verb_is_found_by_its_stem(stem: str, form: str) -> None:
    found = forms_of([stem]).search(f"모두 “{form}” 했다")
    assert found is not None
    assert found.group() == form


@every(("stem", "word"), [("줄이", "줄무늬"), ("오", "우산"), ("흐르", "흐린"), ("걷", "공부")])
def test_a_word_of_another_shape_is_passed_over(stem: str, word: str) -> None:
    assert forms_of([stem]).search(word) is None


def test_a_form_stands_at_the_beginning_of_a_word() -> None:
    assert forms_of(["오"]).search("좋아온") is None


@pytest.mark.parametrize("stems", [[], ["run"]])
def test_without_a_hangul_stem_nothing_is_found(stems: list[str]) -> None:
    assert forms_of(stems).search("run 온다") is None
