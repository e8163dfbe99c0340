"""References as editors write them: odd outlets, brackets and quotes in titles, days in other places or cut short."""

from datetime import date

from jobs.model import Briefing, Document, Reference
from jobs.reading import read_briefing
from jobs.reading.citations import read_reference, split_accessed
from jobs.reading.periods import period_end, split_short_day
from tests.rows import every

_DAY = date(2024, 11, 28)
_NEAR = date(2024, 12, 6)


def _read(lines: str) -> Briefing:
    return read_briefing(Document(content=f"견본 소식\n견본국 견본통신 - - 2024/12/06\n☐ 가\n- 나다.\n{lines}"))


@every(
    ("line", "outlet", "title"),
    [
        ("5. 24.kg, Power is back, 2024-11-28", "24.kg", "Power is back"),
        ("2. 2025년 전망, 견본원, 2024-11-28", "2025년 전망", "견본원"),
        ("견본국, 창구는 하나 (견본통신, 2024.11.28)", "견본통신", "견본국, 창구는 하나"),
        ("견본국, 창구는 하나 (2024.11.28, 견본통신)", "견본통신", "견본국, 창구는 하나"),
        ("Example Times, Rates rise (updated 2024-11-28)", "Example Times", "Rates rise (updated)"),
        ("Sample Wire, Rates rise (LEAD), 28.11.2024", "Sample Wire", "Rates rise (LEAD)"),
        ("견본뉴스, [단독] 견본국, 밀 수출, 2024-11-28", "견본뉴스", "[단독] 견본국, 밀 수출"),
        ("Sample! Finance, ‘Deal (finally)’, ’24.11.28.", "Sample! Finance", "Deal (finally)"),
        ("Le Sample, « Un titre », 28 November 2024", "Le Sample", "Un titre"),
        ("Sample Wire, 'Rates rise,' Nov.28, 2024", "Sample Wire", "Rates rise"),
        ("Sample Wire(2024.11.28), Rates rise", "Sample Wire", "Rates rise"),
        ("Sample Wire (28 Nov 2024), “Rates rise”", "Sample Wire", "Rates rise"),
        ("“Rates rise”, 2024-11-28, Sample Wire", "Sample Wire", "Rates rise"),
        ("2024-11-28, Sample Wire, Rates rise", "Sample Wire", "Rates rise"),
        ("Rates rise - Sample Wire, 2024-11-28", "Sample Wire", "Rates rise"),
        ("Rates rise | Sample Wire | 2024-11-28", "Sample Wire", "Rates rise"),
        ("Sample Wire: Rates rise (2024-11-28)", "Sample Wire", "Rates rise"),
        ("[견본경제] 금리 인상 (2024.11.28)", "견본경제", "금리 인상"),
        ("견본경제 “금리 인상” 2024.11.28", "견본경제", "금리 인상"),
        ("견본경제. 금리 인상. 2024.11.28", "견본경제", "금리 인상"),
        ("Sample Wire, Rates rise, 2024-11-28 10:30", "Sample Wire", "Rates rise"),
        ("Sample Wire, Rates rise, 2024.11.28.(목)", "Sample Wire", "Rates rise"),
        ("Sample Wire, Rates rise, 11.28", "Sample Wire", "Rates rise"),
        ("Sample Wire, Rates rise (11/28)", "Sample Wire", "Rates rise"),
        ("Sample Wire, Rates rise, 11월 28일", "Sample Wire", "Rates rise"),
    ],
)  # fmt: skip
def test_outlet_title_and_day_are_told_apart(line: str, outlet: str, title: str) -> None:
    assert read_reference(line, _NEAR) == Reference(outlet=outlet, title=title, published=_DAY)


@every(
    ("line", "title"),
    [
        ("Recovery: what comes next, 2024-11-28", "Recovery: what comes next"),
        ("견본국 경제 - 위기와 기회, 2024-11-28", "견본국 경제 - 위기와 기회"),
        ("[단독] 밀 수출 재개 (2024.11.28)", "[단독] 밀 수출 재개"),
        ("Minister says “we are ready” 2024-11-28", "Minister says “we are ready”"),
    ],
)
def test_a_title_that_names_no_paper_keeps_its_colon_dash_and_brackets(line: str, title: str) -> None:
    assert read_reference(line) == Reference(title=title, published=_DAY)


@every(
    ("line", "rest", "said"),
    [
        ("견본원, 「개관」 (검색일: 2024. 11. 28.)", "견본원, 「개관」", "검색일: 2024. 11. 28."),
        ("Sample, Title (accessed November 28, 2024)", "Sample, Title", "accessed November 28, 2024"),
        ("견본원, 「개관」, 접속일 2024.11.28", "견본원, 「개관」", "접속일 2024.11.28"),
        ("Sample, Talks were viewed with doubt", "Sample, Talks were viewed with doubt", None),
    ],
)
def test_when_an_address_was_looked_up_is_no_day_of_publication(line: str, rest: str, said: str | None) -> None:
    assert split_accessed(line) == (rest, said)


def test_a_look_up_is_a_note_and_the_day_before_it_stays() -> None:
    briefing = _read("* 참고자료\n견본원, 「개관」, 2024. 11. 1., https://example.org/a, (검색일: 2024. 11. 28.)")
    assert briefing.references == (
        Reference(outlet="견본원", title="개관", published=date(2024, 11, 1), url="https://example.org/a"),
    )
    assert briefing.notes == ("검색일: 2024. 11. 28.",)


@every(
    ("text", "near", "day"),
    [
        ("Sample(11.27)", _NEAR, date(2024, 11, 27)),
        ("Sample(12.28)", date(2025, 1, 3), date(2024, 12, 28)),
        ("Sample, 1/4", date(2024, 12, 30), date(2025, 1, 4)),
        ("Sample(11.27)", None, None),
        ("Sample(13.2)", _NEAR, None),
        ("성장률 3.5", _NEAR, date(2024, 3, 5)),
        ("성장률은3.5", _NEAR, None),
        ("성장률(3.5%)", _NEAR, None),
    ],
)
def test_a_day_without_its_year_is_beside_the_documents(text: str, near: date | None, day: date | None) -> None:
    split = split_short_day(text, near)
    assert (split[1] if split else None) == day


@every(
    ("text", "near", "day"),
    [
        ("주간 동향 (10.1~10.7)", _NEAR, date(2024, 10, 7)),
        ("주간 동향 (12.25∼1.2)", date(2025, 1, 3), date(2025, 1, 2)),
        ("주간 동향 (10.1~10.7)", None, None),
        ("주간 동향 (2024.10.1.~10.7.)", None, date(2024, 10, 7)),
        ("주간 동향 (’24.12.25~’25.1.2)", None, date(2025, 1, 2)),
        ("주간 동향 (10월 1일~10월 7일)", _NEAR, date(2024, 10, 7)),
        ("성장률 (3.1~3.5%)", _NEAR, None),
        ("주간 동향 (10.1~10.37)", _NEAR, None),
    ],
)
def test_a_period_ends_on_its_last_day(text: str, near: date | None, day: date | None) -> None:
    assert period_end(text, near) == day


def test_the_lists_of_a_document_take_their_years_from_its_day() -> None:
    briefing = _read("* 참고자료\nSample Wire, Rates rise, 11.28\n[관련정보]\n주간 동향 (10.1~10.7)\n앞 소식 (11.20)")
    assert [one.published for one in briefing.references] == [_DAY]
    assert [(one.title, one.published) for one in briefing.related] == [
        ("주간 동향 (10.1~10.7)", date(2024, 10, 7)),
        ("앞 소식", date(2024, 11, 20)),
    ]


def test_a_period_with_its_year_dates_a_text_that_nothing_else_dates() -> None:
    dated = read_briefing(Document(content="[주간 동향] 견본국 소식 (2024.10.1~10.7)\n☐ 가\n- 나다."))
    assert (dated.title, dated.published) == ("견본국 소식 (2024.10.1~10.7)", date(2024, 10, 7))
    undated = read_briefing(Document(content="[주간 동향] 견본국 소식 (10.1~10.7)\n☐ 가\n- 나다."))
    assert undated.published is None


def test_outlets_side_by_side_may_have_their_days() -> None:
    briefing = _read("출처: 견본통신(11.27), Sample Wire(11.28)")
    assert [(one.title, one.published) for one in briefing.references] == [
        ("견본통신", date(2024, 11, 27)),
        ("Sample Wire", _DAY),
    ]


def test_references_with_an_address_behind_their_day_are_no_outline() -> None:
    briefing = _read(
        "[출처]\n○ Sample Wire, “Rates rise”, 2024-11-28, https://example.org/1\n○ 견본경제. “금리.” 2024.11.28."
    )
    assert [(one.outlet, one.title, one.published) for one in briefing.references] == [
        ("Sample Wire", "Rates rise", _DAY),
        ("견본경제", "금리", _DAY),
    ]


def test_addresses_with_a_marker_below_a_source_are_references() -> None:
    briefing = _read("※ 출처\n○ https://example.org/1\n○ https://example.org/2")
    assert [one.url for one in briefing.references] == ["https://example.org/1", "https://example.org/2"]
