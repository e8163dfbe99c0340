"""What a revision changed that readers are told."""

from datetime import date

import pytest

from jobs.changes import changes
from jobs.model import Briefing, Changed, Section, Subsection


def said(*paragraphs: str, title: str = "견본", published: date | None = None) -> Briefing:
    body = Section(heading=None, subsections=(Subsection(paragraphs=paragraphs),))
    return Briefing(title=title, published=published, sections=(body,))


def test_a_changed_figure_is_told_with_its_unit() -> None:
    found = changes(said("3억 5,000만 달러를 들여 2배로 늘린다."), said("4억 5,000만 달러를 들여 2배로 늘린다."))
    assert found.figures == (Changed(old="3억 5,000만 달러", new="4억 5,000만 달러"),)
    assert found.dates == found.names == ()


def test_a_changed_day_is_a_date_and_no_figure() -> None:
    found = changes(said("2026년 3월 2일 40명이 모였다."), said("2026년 3월 4일 40명이 모였다."))
    assert found.dates == (Changed(old="2026년 3월 2일", new="2026년 3월 4일"),)
    assert found.figures == ()


def test_a_changed_day_of_publication_is_told() -> None:
    found = changes(said("그대로다.", published=date(2026, 3, 1)), said("그대로다.", published=date(2026, 3, 2)))
    assert found.dates == (Changed(old="2026-03-01", new="2026-03-02"),)


def test_a_changed_country_is_told_though_its_name_stands_elsewhere() -> None:
    old = said("카자흐스탄 정부가 밝혔다.", title="카자흐스탄 소식")
    new = said("우즈베키스탄 정부가 밝혔다.", title="카자흐스탄 소식")
    assert changes(old, new).names == (Changed(old="카자흐스탄", new="우즈베키스탄"),)


def test_english_figures_dates_and_names_are_found() -> None:
    old = said("The minister Anna Berg spoke of 40 percent on 6 December 2024.")
    new = said("The minister Karl Berg spoke of 45 percent on 7 December 2024.")
    found = changes(old, new)
    assert found.figures == (Changed(old="40 percent", new="45 percent"),)
    assert found.dates == (Changed(old="6 December 2024", new="7 December 2024"),)
    assert found.names == (Changed(old="Anna Berg", new="Karl Berg"),)


def test_what_only_came_or_only_went_stands_alone() -> None:
    assert changes(said("회의를 열었다."), said("회의에 20명이 왔다.")).figures == (Changed(old=None, new="20명"),)
    assert changes(said("회의에 20명이 왔다."), said("회의를 열었다.")).figures == (Changed(old="20명", new=None),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("낱말을 골랐다.",), ("낱말을 다시 골랐다.",)),
        (("1,000명이 왔다.",), ("1000명이 왔다.",)),
        (("10명이 왔다.", "20명이 갔다."), ("20명이 갔다.", "10명이 왔다.")),
    ],
    ids=["wording", "separators", "order"],
)
def test_other_changes_are_not_told(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    assert not changes(said(*old), said(*new))
