"""A table's test fails by its wrong rows, and by all of them."""

import pytest

from tests.rows import every


def test_all_rows_run_and_each_wrong_one_is_named() -> None:
    seen = []

    @every("number, word", [(1, "one"), (2, "three"), (3, "three"), (4, "five")])
    def spelled(number: int, word: str) -> None:
        seen.append(number)
        assert [None, "one", "two", "three", "four"][number] == word

    with pytest.raises(ExceptionGroup, match="2 of 4 rows") as failed:
        spelled()
    assert seen == [1, 2, 3, 4]
    notes = [error.__notes__[-1] for error in failed.value.exceptions]
    assert notes == ["where number = 2, word = 'three'", "where number = 4, word = 'five'"]


def test_a_row_that_should_have_raised_is_wrong() -> None:
    @every("text", ["a", "1"])
    def refused(text: str) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            int(text)

    with pytest.raises(BaseExceptionGroup, match="1 of 2 rows") as failed:
        refused()
    assert failed.value.exceptions[0].__notes__ == ["where text = '1'"]


@every("number", [1, 2])
def test_fixtures_come_beside_the_row(number: int, request: pytest.FixtureRequest) -> None:
    assert "number" not in request.fixturenames
    assert number in (1, 2)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(AssertionError, match="proves nothing"):
        every("number", [])
