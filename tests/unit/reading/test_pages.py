"""Whole pages as they are copied: skip links, buttons, datelines, notices of copyright and times around the text."""

from datetime import date

from jobs.model import Briefing, Document, Language
from jobs.reading import read_briefing
from jobs.reading.datelines import names_writer, split_dateline
from jobs.reading.moments import is_moment, without_clock
from jobs.reading.signs import Sign, sign_of
from tests.rows import every


def read(text: str, language: Language = Language.KO) -> Briefing:
    return read_briefing(Document(content=text, language=language))


def sign(line: str) -> Sign | None:
    signed = sign_of(line)
    return signed.sign if signed else None


def headings(briefing: Briefing) -> list[str | None]:
    return [section.heading for section in briefing.sections]


def test_skip_links_and_buttons_are_notes_and_the_title_is_the_texts_own() -> None:
    briefing = read(
        "반복영역 건너뛰기\n주메뉴 바로가기\n본문 바로가기\n\n뉴스브리핑\n\n견본국, 밀 수출 재개\n\n"
        "견본국 Example Daily, The Sample Post, Grain Wire 2023/05/06\n\n"
        "☐ 견본국이 밀 수출을 다시 시작함.\n- 첫 선적은 7일임.\n목록"
    )
    assert (briefing.category, briefing.title) == ("뉴스브리핑", "견본국, 밀 수출 재개")
    assert (briefing.region_label, briefing.outlet) == ("견본국", "Example Daily, The Sample Post, Grain Wire")
    assert briefing.published == date(2023, 5, 6)
    assert set(briefing.notes) == {"반복영역 건너뛰기", "주메뉴 바로가기", "본문 바로가기", "목록"}
    assert list(briefing.paragraphs()) == ["첫 선적은 7일임."]


@every(
    "line",
    ["지역메뉴 바로가기", "메인메뉴 바로가기본문으로 바로가기", "목록", "[목록]", "• Print", "Share With:", "Skip Menu",
     "btn_view.gif", "(끝)", "USD 85.80", "KGS/USD = 0.01144 0%", "홍길동 기자 hong@example.org", "hong@example.org",
     "[견본뉴스] 홍길동 기자 (hong@example.org)", "• 좋아요0", "댓글 12", "• 가장크게", "콘텐츠 영역",
     "(0 votes)", "Rate this item", "Written on", "Read 1204 times Last modified on Monday, 4 March 2024 19:44",
     "Follow us on Sample @SampleWire", "Comments No comments yet...", "로그인해주세요", "뉴스홈 > 국제",
     "/끝/", "#견본국 #밀수출",
     "뉴스홈 전체기사 정치 산업ㆍ경제 사회 국제", "스포츠 전국 연예·문화 종교 인터뷰 TV",
     "전자정부이 누리집은 대한민국 공식 전자정부 누리집입니다."],
)  # fmt: skip
def test_what_is_nothing_but_the_pages_own_is_furniture(line: str) -> None:
    assert sign(line) is Sign.FURNITURE


@every(
    "line",
    ["저작권자 © 견본신문, 무단전재 및 재배포 금지", "<저작권자 ⓒ견본뉴스, 무단 전재 및 재배포 금지. 인용시 사전허가>",
     "ⓒ 견본경제. 무단전재·재배포 금지", "Copyright ⓒ Sample Press. All rights reserved."],
)  # fmt: skip
def test_a_notice_of_copyright_is_known_by_its_words(line: str) -> None:
    assert sign(line) is Sign.NOTICE


@every(
    "line",
    ["인쇄업과 출판업", "목록을 공개했다.", "정부는 무단 전재를 금지하는 법안을 통과시켰다.", "저작권법 개정",
     "지역 경제 바로가기 사업", "GDP 3.5", "원화는 달러당 1,380.5", "Print runs fell",
     "정치·경제·사회·문화", "정치 경제 사회 국제 문화", "#1 수출품", "# 견본 #", "(12 votes were cast)",
     "Follow us, he said", "Read 3 times more"],
)  # fmt: skip
def test_a_line_of_the_text_that_begins_alike_is_none_of_them(line: str) -> None:
    assert sign_of(line) is None


def test_prose_ends_at_its_notice_of_copyright() -> None:
    briefing = read(
        "견본국, 항만 확장 승인\n홍길동 기자\n2024-03-05 오전 10:21:12\n견본국 정부는 항만 확장을 승인했다.\n\n"
        "공사는 내년에 시작된다.\n\n저작권자 © 견본신문, 무단전재 및 재배포 금지\n많이 본 소식\n다른 나라 이야기"
    )
    assert briefing.title == "견본국, 항만 확장 승인"
    assert (briefing.published, briefing.outlet, briefing.region_label) == (date(2024, 3, 5), None, None)
    assert list(briefing.paragraphs()) == ["견본국 정부는 항만 확장을 승인했다.", "공사는 내년에 시작된다."]


@every(
    ("line", "dateline"),
    [("(아스타나=견본통신) 홍길동 특파원 = 정부는", "(아스타나=견본통신) 홍길동 특파원 ="),
     ("[서울=견본뉴스] 홍길동 기자 = 정부는", "[서울=견본뉴스] 홍길동 기자 ="),
     ("[견본미디어=홍길동 기자]정부는", "[견본미디어=홍길동 기자]"),
     ("[견본경제] 정부는", "[견본경제]"), ("견본포스트 홍길동 기자 | 정부는", "견본포스트 홍길동 기자 |"),
     ("(카이로=견본통신) 정부는", "(카이로=견본통신)")],
)  # fmt: skip
def test_a_dateline_is_split_from_the_text(line: str, dateline: str) -> None:
    assert split_dateline(line) == (dateline, "정부는")


@every(
    "line",
    [
        "[우즈베키스탄] 정부는",
        "(바쿠) 시는",
        "(G7=주요국) 정상은",
        "홍길동 기자가 물었다",
        "[이슈트렌드] 견본",
        "정부는 = 국가",
    ],
)
def test_other_brackets_are_no_dateline(line: str) -> None:
    assert split_dateline(line) == ("", line)


def test_a_dateline_is_a_note_and_no_series() -> None:
    briefing = read("[견본뉴스= 홍길동 기자] 견본국 중앙은행이 기준금리를 동결했다.\n\n금리는 연 4.75%이다.")
    assert briefing.series is None
    assert briefing.notes == ("[견본뉴스= 홍길동 기자]",)
    assert next(iter(briefing.paragraphs())) == "견본국 중앙은행이 기준금리를 동결했다."


@every(
    ("line", "rest"),
    [("2021. 10. 6. 01:35", "2021. 10. 6."), ("입력 2025.01.15 (15:24)", "입력 2025.01.15"),
     ("4 July 2025 11:24 (UTC+04:00)", "4 July 2025"),
     ("2017-11-06 오전 10:21:12", "2017-11-06"), ("09:30", "09:30"), ("비율은 3:2", "비율은 3:2")],
)  # fmt: skip
def test_a_time_of_day_behind_a_day_is_taken_off(line: str, rest: str) -> None:
    assert without_clock(line) == rest


@every(
    ("line", "only"),
    [("19 Oct. 9:20", True), ("01:28", True), ("2019년 4월 18일", True), ("Friday, 3 May 2024", True),
     ("02-371-7338", False), ("12.5", False), ("2024년 예산", False), ("May we", False)],
)  # fmt: skip
def test_a_line_that_only_says_when_is_no_title(line: str, only: bool) -> None:
    assert is_moment(line) is only


def test_an_english_page_with_a_clock_and_rates_above_its_title() -> None:
    briefing = read(
        "01:28\nUSD 85.80\nEUR 93.14\n\nSampleland to revise tariffs\n\nThe cabinet will revise tariffs in March.",
        Language.EN,
    )
    assert briefing.title == "Sampleland to revise tariffs"
    assert list(briefing.paragraphs()) == ["The cabinet will revise tariffs in March."]


def test_bulleted_fields_above_the_text_are_its_byline() -> None:
    briefing = read(
        "견본국 전자산업 정보\n  • 국별 산업\n  • 견본국\n  • 2022-01-20\n  • 출처 : 견본공사\n\n"
        "견본국의 전자산업은 지난해 크게 성장했다.\n\n견본국 정부는 관세를 내렸다."
    )
    assert (briefing.title, briefing.published) == ("견본국 전자산업 정보", date(2022, 1, 20))
    assert [one.title for one in briefing.references] == ["견본공사"]
    assert len(list(briefing.paragraphs())) == 2


def test_the_title_is_not_the_line_of_writer_or_outlet_above_the_day() -> None:
    briefing = read(
        "견본국, 철도 개통\n\n홍길동 기자\n\n견본뉴스\n\n입력 2024.10.01 11:00\n\n견본국은 철도를 개통했다."
    )
    assert briefing.title == "견본국, 철도 개통"
    assert names_writer("By Jane Example")
    assert not names_writer("By the river")


def test_short_lines_above_bullets_are_headings() -> None:
    briefing = read(
        "견본 소식지\n\n광물 투자 현황(8.14)\n■견본국은 광물 투자 규제를 풀어 외국 기업의 투자를 크게 늘렸으며 "
        "올해도 이 정책을 이어 갈 것으로 전망되는 "
        "가운데 이웃 나라는 국유화를 앞당기고 있고 "
        "여러 나라가 이 지역의 광물에 높은 관심을 보임\n치안 현황(8.5)\n■견본국은 치안이 나빠짐"
    )
    assert headings(briefing) == ["광물 투자 현황(8.14)", "치안 현황(8.5)"]


def test_lines_in_angle_brackets_are_headings_where_there_are_several() -> None:
    prose = "견본국의 지난 분기 생산량은 지난해 같은 기간보다 21% 줄었다."
    briefing = read(
        f"견본일보\n2019년 4월 18일\n<생산량 21% 감소>\n\n{prose}\n\n<정보 센터 개설>\n\n{prose}\n<자료=견본통계>"
    )
    assert headings(briefing) == ["생산량 21% 감소", "정보 센터 개설"]
    assert read(f"<견본국 생산 감소>\n\n{prose}").title == "견본국 생산 감소"


def test_short_circles_below_boxes_are_headings_though_nothing_stands_below_them() -> None:
    briefing = read(
        "견본 동향\n☐ 수출 판로 확대\n◦ 견본국 대표단, 이웃 나라 방문\n☐ 다른 시장에도 주목\n◦ 자유무역협정 체결 낙관"
    )
    assert list(briefing.headings()) == [
        "수출 판로 확대",
        "견본국 대표단, 이웃 나라 방문",
        "다른 시장에도 주목",
        "자유무역협정 체결 낙관",
    ]


def test_items_run_together_on_one_line_stand_apart() -> None:
    briefing = read(
        "견본 동향\n☐ 견본국이 관세를 내린다고 밝혔음. - 관세는 5%가 됨. - 시행은 7월임.\n☐ 이웃 나라는 반대함."
    )
    assert headings(briefing) == ["견본국이 관세를 내린다고 밝혔음.", "이웃 나라는 반대함."]
    assert list(briefing.paragraphs()) == ["관세는 5%가 됨.", "시행은 7월임."]


def test_a_bullet_without_words_marks_no_line_beyond_a_gap() -> None:
    briefing = read("견본국 소식\n\n•\n\n견본국은 항만을 열었다.\n\n첫 배가 들어왔다.")
    assert headings(briefing) == [None]


@every(
    ("line", "dateline"),
    [("SAMPLETON, Sampleland, May 2. The cabinet met.", "SAMPLETON, Sampleland, May 2."),
     ("SAMPLETON, July 7 (Sample Wire) -- The cabinet met.", "SAMPLETON, July 7 (Sample Wire) --"),
     ("SAMPLETON, SAMPLELAND (8 October 2019) - The cabinet met.", "SAMPLETON, SAMPLELAND (8 October 2019) -"),
     ("SAMPLETON (Sample Wire) – The cabinet met.", "SAMPLETON (Sample Wire) –"),
     ("(Sample Wire) -- The cabinet met.", "(Sample Wire) --")],
)  # fmt: skip
def test_the_dateline_of_an_english_wire_is_split_off(line: str, dateline: str) -> None:
    assert split_dateline(line) == (dateline, "The cabinet met.")


@every(
    "line", ["ASEAN, May 2 is a holiday there.", "SAMPLETON – The cabinet met.", "The cabinet met on May 2. It rose."]
)
def test_a_city_without_a_day_stays_in_the_text(line: str) -> None:
    assert split_dateline(line) == ("", line)


def test_who_wrote_an_english_text_is_a_note() -> None:
    briefing = read("Mission arrives\nBy J. Example\nFriday, February 29\nA mission is due today.", Language.EN)
    assert (briefing.title, briefing.notes) == ("Mission arrives", ("By J. Example", "Friday, February 29"))
    assert list(briefing.paragraphs()) == ["A mission is due today."]


def test_short_lines_above_long_prose_are_headings_where_there_are_several() -> None:
    prose = "견본국 외무장관들은 이 지역의 항로에 관한 협상을 올해 안에 마무리하는 것이 중요하다는 점을 거듭 강조했다."
    text = f"☐ 외무장관 회담\n\n{prose}\n\n충돌 방지 강조\n{prose}\n\n난민 송환 강조\n{prose}"
    briefing = read(f"견본 소식\n견본국 견본원 - - 2019/08/30\n{text}")
    assert list(briefing.headings()) == ["외무장관 회담", "충돌 방지 강조", "난민 송환 강조"]
    assert headings(read(f"견본 소식\n\n{prose}\n\n충돌 방지 강조\n{prose}")) == [None]


def test_circles_that_remark_on_dashes_are_no_subheadings() -> None:
    briefing = read("견본 동향\n□ 성장 전망\n- 견본국은 성장할 전망임.\nㅇ 예측치는 3%였음.\n- 목표에는 못 미침.")
    assert list(briefing.headings()) == ["성장 전망"]
    assert list(briefing.paragraphs()) == ["견본국은 성장할 전망임.", "예측치는 3%였음.", "목표에는 못 미침."]


def test_a_marked_line_too_long_for_a_heading_is_a_paragraph() -> None:
    long = "견본국의 여러 지역 경제기구와 정부 고위급 인사, 공공 기관과 민간 기관이 모두 초청되었으며 " * 3 + "참석"
    briefing = read(f"견본 회의\nㅇ {long}\n- 교역 논의")
    assert list(briefing.headings()) == []


def test_a_ministry_beside_the_day_is_the_outlet() -> None:
    briefing = read("견본 회의 개최\n2023.06.08 외교부\n\n견본 회의를 열었다.")
    assert (briefing.outlet, briefing.region_label) == ("외교부", None)
    assert read("견본 지수 상승\n<2022.05.24. Agência Sample>\n\n지수가 올랐다.").outlet == "Agência Sample"


def test_a_second_note_has_its_own_stars() -> None:
    briefing = read("견본 회의\n□ 회의 개최\n* 첫째 주석임\n** 둘째 주석임")
    assert list(briefing.paragraphs()) == ["첫째 주석임", "둘째 주석임"]
