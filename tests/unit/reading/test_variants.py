"""Ten years of one board: the same parts in the shapes that editors, word processors and web pages gave them."""

from datetime import date

import pytest

from jobs.model import Briefing, Document, Neighbour, Reference, Related, Reviewer
from jobs.reading import document_of, read_briefing
from tests.rows import every


def read(text: str) -> Briefing:
    return read_briefing(Document(content=text))


def outline(briefing: Briefing) -> list[tuple[str | None, list[tuple[str | None, list[str]]]]]:
    return [
        (section.heading, [(below.heading, list(below.paragraphs)) for below in section.subsections])
        for section in briefing.sections
    ]


def test_a_news_brief_of_two_agencies() -> None:
    briefing = read(
        "뉴스브리핑\n[뉴스브리핑] 견본국, 항만 파업 종료\n견본국 The Sample Times, Example Agency 2018/03/05\n"
        "☐ 항만 노조가 3월 4일 파업을 끝냄.\n- 견본해운공사(SSC, Sample Shipping Corporation)는 임금을 올리기로 함.\n"
        "☐ 항만은 다시 열림.\n- 첫 배는 6일에 들어옴.\n* 출처 : The Sample Times, Example Agency, Daily Example"
    )
    assert (briefing.category, briefing.series, briefing.region_label) == ("뉴스브리핑", "뉴스브리핑", "견본국")
    assert (briefing.outlet, briefing.published) == ("The Sample Times, Example Agency", date(2018, 3, 5))
    assert outline(briefing) == [
        (
            "항만 노조가 3월 4일 파업을 끝냄.",
            [(None, ["견본해운공사(SSC, Sample Shipping Corporation)는 임금을 올리기로 함."])],
        ),
        ("항만은 다시 열림.", [(None, ["첫 배는 6일에 들어옴."])]),
    ]
    assert [one.title for one in briefing.references] == ["The Sample Times", "Example Agency", "Daily Example"]
    assert [(one.korean, one.abbreviation) for one in briefing.glosses] == [("견본해운공사", "SSC")]


def test_a_page_of_2016_without_any_marker() -> None:
    briefing = read(
        "견본국 중앙은행, 기준금리 인하\n2016/03/15 견본국 Example Business Wire\n"
        "견본국 중앙은행은 3월 14일 기준금리를 17%에서 15%로\n인하한다고 발표하였다. 두 달 만의 일로, 물가가 잡혔\n"
        "다는 판단에 따른 것이다.\n\n총재는 이날 열린 기자회견에서 “환율의 변동성이\n"
        "낮아졌다”고 말했다.\n\n[Example Business Wire, 2016.3.14.]"
    )
    assert (briefing.title, briefing.region_label) == ("견본국 중앙은행, 기준금리 인하", "견본국")
    assert (briefing.outlet, briefing.published) == ("Example Business Wire", date(2016, 3, 15))
    assert list(briefing.paragraphs()) == [
        (
            "견본국 중앙은행은 3월 14일 기준금리를 17%에서 15%로 인하한다고 발표하였다. "
            "두 달 만의 일로, 물가가 잡혔다는 판단에 따른 것이다."
        ),
        "총재는 이날 열린 기자회견에서 “환율의 변동성이 낮아졌다”고 말했다.",
    ]
    assert briefing.references == (Reference(title="Example Business Wire", published=date(2016, 3, 14)),)


def test_a_weekly_report_that_counts_its_headings() -> None:
    briefing = read(
        "[주간 동향] 7월 4주차\n중남미 EMERiCs - - 2018/07/27\n1. 견본국\n가. 기준금리 동결\n- 금리는 6.5%이다.\n"
        "나. 무역수지 흑자\n- 흑자는 12억 달러이다.\n2. 다른국\n가. 연금개혁안 통과\n① 수급 연령을 65세로 올림.\n"
        "② 기여 기간을 40년으로 늘림.\n<출처>\n- El Ejemplo, “Tasa”, 2018.07.26.\n"
        "- Example Finance, Pensions (2018/07/25)\n"
        "[관련 정보]\n1. 6월 동향 (2018-06-29)\n이전글 ▲ [주간 동향] 7월 3주차 2018.07.20\n다음글 ▼ 다음글이 없습니다."
    )
    assert [(section, [below for below, _ in under]) for section, under in outline(briefing)] == [
        ("견본국", ["기준금리 동결", "무역수지 흑자"]),
        ("다른국", ["연금개혁안 통과"]),
    ]
    assert [(one.outlet, one.title) for one in briefing.references] == [
        ("El Ejemplo", "Tasa"),
        ("Example Finance", "Pensions"),
    ]
    assert briefing.related == (Related(title="6월 동향", published=date(2018, 6, 29)),)
    assert briefing.previous == Neighbour(series="주간 동향", title="7월 3주차", published=date(2018, 7, 20))
    assert briefing.next is None


def test_a_page_whose_head_names_its_fields() -> None:
    briefing = read(
        "Home > 이슈 > 이슈트렌드\n이슈트렌드\n견본국과 다른국, 가스 공급 합의\n지역: 견본국\n매체: 견본통신\n"
        "작성자: 홍길동\n"
        "등록일: 2022.06.14\n조회수: 1,204\n첨부파일: 견본.pdf\n☐ 가스 공급\n◦ 계약 체결\n- 해마다 20억㎥를 공급한다."
    )
    assert (briefing.category, briefing.title) == ("이슈트렌드", "견본국과 다른국, 가스 공급 합의")
    assert (briefing.region_label, briefing.outlet, briefing.published) == ("견본국", "견본통신", date(2022, 6, 14))
    assert briefing.notes == ("Home > 이슈 > 이슈트렌드", "작성자: 홍길동", "조회수: 1,204", "첨부파일: 견본.pdf")
    assert outline(briefing) == [("가스 공급", [("계약 체결", ["해마다 20억㎥를 공급한다."])])]


@pytest.mark.parametrize(
    "line",
    [
        "러시아·유라시아 EMERiCs 홍길동 견본대학교 2021/03/02",
        "러시아·유라시아 EMERiCs 홍길동 견본대학교 교수 2021/03/02",
    ],
)
def test_a_byline_with_its_author_gives_region_and_outlet(line: str) -> None:
    briefing = read(
        f"[전문가오피니언] 세 갈래 길\n{line}\nⅠ. 들어가며\n글의 첫 문단이다.\nⅡ. 나가며\n글의 끝 문단이다."
    )
    assert (briefing.region_label, briefing.outlet) == ("러시아·유라시아", "EMERiCs")
    assert briefing.published == date(2021, 3, 2)
    assert briefing.notes[0].startswith("홍길동 견본대학교")
    assert [heading for heading, _ in outline(briefing)] == ["들어가며", "나가며"]


def test_a_named_field_gives_way_to_the_byline_and_is_kept() -> None:
    briefing = read("견본 제목\n지역: 견본국\n매체: 견본통신\n다른국 EMERiCs - - 2024/12/06\n☐ 하나\n- 문단이다.")
    assert (briefing.region_label, briefing.outlet) == ("다른국", "EMERiCs")
    assert briefing.notes == ("지역: 견본국", "매체: 견본통신")


def test_a_day_with_a_count_of_views_beside_it_is_a_byline() -> None:
    briefing = read("견본국 소식\n작성일 2016-03-15 조회수 321\n중앙은행은 금리를 내린다고 발표함.\n물가가 안정됨.")
    assert (briefing.published, briefing.notes) == (date(2016, 3, 15), ("조회수 321",))
    assert len(list(briefing.paragraphs())) == 2


def test_a_word_torn_at_the_end_of_a_line_is_whole_again() -> None:
    briefing = read(
        "☐ 물가\n- 통계청은 8월 소비자물가가 80.2% 올랐다고 발표했\n다. 이는 24년 만에 가장 높은 수치이다.\n"
        "- 중앙은행은 기준금리를 14%에서 13%로\n인하했다."
    )
    assert list(briefing.paragraphs()) == [
        "통계청은 8월 소비자물가가 80.2% 올랐다고 발표했다. 이는 24년 만에 가장 높은 수치이다.",
        "중앙은행은 기준금리를 14%에서 13%로 인하했다.",
    ]


def test_a_verb_behind_a_particle_is_a_word_of_its_own() -> None:
    briefing = read(
        "☐ 물가\n- 통계청은 물가 지표를 매달 공개하기로\n했다. 물가는 지난해 같은 달보다\n4.5% 올랐으며 두 달째 내린다."
    )
    assert list(briefing.paragraphs()) == [
        "통계청은 물가 지표를 매달 공개하기로 했다. 물가는 지난해 같은 달보다 4.5% 올랐으며 두 달째 내린다."
    ]


def test_a_numbered_heading_may_begin_with_a_figure_but_a_day_counts_nothing() -> None:
    briefing = read("1. 2025년 예산\n- 문단이다.\n2. 5대 과제\n- 문단이다.\n3. 3분기 실적\n- 문단이다.")
    assert [heading for heading, _ in outline(briefing)] == ["2025년 예산", "5대 과제", "3분기 실적"]
    assert list(read("☐ 일정\n- 회의를 연다.\n12. 6. 서울").paragraphs()) == ["회의를 연다.", "12. 6. 서울"]


def test_dashes_with_dots_below_them_are_headings() -> None:
    briefing = read("○ 금리\n- 동결 결정\n· 금리는 6%이다.\n- 시장 반응\n· 환율은 올랐다.\n· 주가는 내렸다.")
    assert outline(briefing) == [
        ("금리", [("동결 결정", ["금리는 6%이다."]), ("시장 반응", ["환율은 올랐다.", "주가는 내렸다."])])
    ]
    mixed = read("○ 금리\n- 금리는 6%이다.\n· 동결이다.\n- 환율은 올랐다.\n· 3% 올랐다.")
    assert outline(mixed) == [("금리", [(None, ["금리는 6%이다.", "동결이다.", "환율은 올랐다.", "3% 올랐다."])])]


def test_subheadings_below_paragraphs_of_each_section_are_headings_still() -> None:
    briefing = read(
        "가. 예산\n- 문단이다.\n1) 세입 전망\n- 문단이다.\n나. 통화\n- 문단이다.\n1) 금리 전망\n- 문단이다."
    )
    assert outline(briefing) == [
        ("예산", [(None, ["문단이다."]), ("세입 전망", ["문단이다."])]),
        ("통화", [(None, ["문단이다."]), ("금리 전망", ["문단이다."])]),
    ]


def test_letters_that_count_are_headings_and_a_torn_ending_is_none() -> None:
    briefing = read(
        "가. 첫째 절\n- 문단이다.\n나. 둘째 절\n- 문단이 이어진다고 했\n다. 그리고 끝난다.\n다. 셋째 절\n- 문단이다."
    )
    assert [heading for heading, _ in outline(briefing)] == ["첫째 절", "둘째 절", "셋째 절"]


@every(
    ("line", "expected"),
    [
        (
            'Example Times. "Ruling party wins." March 1, 2021.',
            [Reference(outlet="Example Times", title="Ruling party wins", published=date(2021, 3, 1))],
        ),
        (
            "Example Agency, Rate cut, 2022-08-18 / https://e.example/rate",
            [
                Reference(
                    outlet="Example Agency",
                    title="Rate cut",
                    published=date(2022, 8, 18),
                    url="https://e.example/rate",
                )
            ],
        ),
        (
            "Sample News, Inflation, 2022-09-01,",
            [Reference(outlet="Sample News", title="Inflation", published=date(2022, 9, 1))],
        ),
        (
            "El Ejemplo, 'Gana en segunda vuelta', 2022-06-19",
            [Reference(outlet="El Ejemplo", title="Gana en segunda vuelta", published=date(2022, 6, 19))],
        ),
        (
            "AP, One, 2022-06-20; Example Wire, Two, 2022-06-21",
            [
                Reference(outlet="AP", title="One", published=date(2022, 6, 20)),
                Reference(outlet="Example Wire", title="Two", published=date(2022, 6, 21)),
            ],
        ),
        ("Sample, A. (2021). States. Press.", [Reference(title="Sample, A. (2021). States. Press.")]),
        ("3. https://e.example/3", [Reference(title="https://e.example/3", url="https://e.example/3")]),
    ],
)  # fmt: skip
def test_references_of_other_styles(line: str, expected: list[Reference]) -> None:
    briefing = read(f"☐ 가\n- 나다.\n* 참고자료\n1. Example Times, Zero, 2020-01-01\n{line}")
    assert list(briefing.references[1:]) == expected


@every(
    "line",
    [
        "※ 이 글의 내용은 필자의 개인 의견이며, 견본원의 공식 견해와 다를 수 있습니다.",
        "* 본 자료의 저작권은 운영기관에 있으며, 무단 전재 및 재배포를 금합니다.",
        "동 자료의 내용은 운영기관의 입장과 무관합니다.",
        "EMERiCs에 실린 글은 운영기관의 공식 입장이 아닙니다.",
        "본 보고서에 수록된 내용은 필자의 개인 의견이며 기관의 공식 입장이 아닙니다.",
        "본고의 내용은 필자 개인의 의견으로 소속 기관의 입장을 대변하지 않습니다.",
    ],
)
def test_a_disclaimer_has_many_wordings(line: str) -> None:
    briefing = read(f"☐ 가\n- 나다.\n* 참고자료\n견본, 글, 2020-01-01\n{line}")
    assert briefing.disclaimer == line
    assert len(briefing.references) == 1


def test_a_sentence_about_an_official_position_is_no_disclaimer() -> None:
    paragraph = "정부는 이번 협상이 공식 입장을 확인하는 자리였다고 밝혔다."
    briefing = read(f"☐ 가\n- {paragraph}\n{paragraph}")
    assert briefing.disclaimer is None


def test_a_pasted_page_with_a_table_and_a_list_reads_like_its_text() -> None:
    page = (
        "<!--[if gte mso 9]><xml><w:x/></xml><![endif]--><p class='0'><span style=\"font-family:'Wingdings'\">☐</span>"
        "<span> 항만 개방</span></p><p><span>&nbsp;◦ 운영권</span><b> 이전</b></p><p><span>&nbsp;</span></p>"
        "<p><span>-&nbsp;정부는 </span><span lang=EN-US>25</span><span>년 계약을 맺었다.</span></p>"
        "<ul><li>일자리는 2,000개 늘어난다.</li></ul><table><tr><td>2022</td><td>210만</td></tr></table>"
        "<p>출처: 견본항만공사</p><p>&lt; 감수 : 홍길동 견본대학교 교수 &gt;</p><p>* 참고자료</p>"
        "<p>Sample Wire, <a href='https://example.org/b'>Port deal signed</a>, 2024-03-01</p>"
    )
    briefing = read_briefing(document_of(page.encode()))
    assert outline(briefing) == [
        ("항만 개방", [("운영권 이전", ["정부는 25년 계약을 맺었다.", "일자리는 2,000개 늘어난다.", "2022 | 210만"])])
    ]
    assert briefing.reviewer == Reviewer(name="홍길동", affiliation="견본대학교", role="교수")
    assert briefing.references[-1] == Reference(
        outlet="Sample Wire", title="Port deal signed", published=date(2024, 3, 1), url="https://example.org/b"
    )


def test_a_page_without_a_main_element_loses_its_furniture_and_keeps_its_fields() -> None:
    page = (
        "<html><body><div id='skip'><a href='#c'>본문 바로가기</a></div><header>메뉴</header><div><h3 class='tit'>"
        "[이슈트렌드] 총선</h3><ul><li><span>지역</span>견본국</li><li><span>매체</span>견본통신</li>"
        "<li><span>등록일</span>2024-01-15</li></ul><p>☐ 집권당 승리</p><p>◦ 의석 과반</p><p>- 89석을 얻었다.</p>"
        "<table><tr><th>이전글</th><td>앞 글</td>"
        "<td>2024-01-12</td></tr></table></div>"
        "<footer>견본로 1</footer></body></html>"
    )
    briefing = read_briefing(document_of(page.encode()))
    assert (briefing.title, briefing.category, briefing.notes) == ("총선", None, ())
    assert (briefing.region_label, briefing.outlet, briefing.published) == ("견본국", "견본통신", date(2024, 1, 15))
    assert briefing.previous == Neighbour(title="앞 글", published=date(2024, 1, 12))
