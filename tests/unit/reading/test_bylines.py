"""Bylines beside days of the week, times of day, issue numbers and a second moment."""

from datetime import date

from jobs.model import Document, Language
from jobs.reading import read_briefing
from jobs.reading.bylines import Byline, read_byline
from jobs.reading.datelines import is_placed, names_writer
from tests.rows import every

_DAY = date(2024, 3, 5)


@every(
    "line",
    ["2024. 3. 5.(화)", "보도일시 2024. 3. 5.(화)", "Tuesday, 5 March 2024 09:40", "2024년 3월 5일 화요일",
     "2024-03-05 09:40 송고", "기사입력 2024.03.05 09:40", "승인 2024.03.05 09:40:12", "송고시간 2024-03-05 09:40"],
)  # fmt: skip
def test_a_moment_names_neither_region_nor_outlet(line: str) -> None:
    assert read_byline(line) == Byline(None, None, _DAY)


@every(
    ("line", "outlet"),
    [("2024.3.5(화) 견본연구원", "견본연구원"), ("견본연구원 2024. 3. 5.(화)", "견본연구원"),
     ("견본신문 | 2024.3.5(화)", "견본신문")],
)  # fmt: skip
def test_a_weekday_behind_the_day_hides_no_outlet(line: str, outlet: str) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert (byline.region_label or byline.outlet, byline.published) == (outlet, _DAY)


@every(
    ("line", "issue"),
    [("2024년 3월 5일 (화) | 2403-05호", "2403-05호"), ("No.12 (2024.03.05)", "No.12"),
     ("제12호 (2024. 3. 5.)", "제12호"),
     ("Vol. 3, No. 7 | 5 March 2024", "Vol. 3, No. 7")],
)  # fmt: skip
def test_the_number_of_an_issue_is_no_outlet(line: str, issue: str) -> None:
    assert read_byline(line) == Byline(None, None, _DAY, (issue,))


@every(
    ("line", "later"),
    [("입력 2024.03.05 09:40 | 수정 2024.03.06 10:00", "수정 2024.03.06"),
     ("입력시간 : 2024-03-05 09:40:01 , 최종수정 : 2024-03-06 10:00:00, 홍길동 기자",
      "최종수정 : 2024-03-06 10:00:00, 홍길동 기자"),
     ("5 March 2024 09:40, updated 6 March 2024", "updated 6 March 2024")],
)  # fmt: skip
def test_the_first_of_two_moments_is_the_day_of_publication(line: str, later: str) -> None:
    assert read_byline(line) == Byline(None, None, _DAY, (later,))


@every("line", ["견본국 대통령 방문 (2024. 3. 5.)", "회담은 3월 5일(화)에 열린다.", "제12호 태풍이 지나갔다", "(화)"])
def test_a_line_of_the_text_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


def test_a_title_that_begins_with_the_day_is_the_title() -> None:
    above = "2024년 3월 5일(화) 초원 소식\n2024년 3월 5일 (화) | 2403-05호\n|\n"
    briefing = read_briefing(Document(content=f"{above}견본국은 밀을 판다.\n||\n밀값이 올랐다."))
    assert (briefing.title, briefing.published) == ("2024년 3월 5일(화) 초원 소식", _DAY)
    assert (briefing.outlet, briefing.region_label, briefing.notes) == (None, None, ("2403-05호",))
    assert list(briefing.paragraphs()) == ["견본국은 밀을 판다.", "밀값이 올랐다."]


def test_where_and_by_whom_it_was_written_are_notes_on_lines_of_their_own() -> None:
    where, who = "SAMPLETON, Exampleland, Mar. 5", "By Jane Q. Example – Wire:"
    text = f"Mission arrives\n\n5 March 2024 09:40 (UTC+04:00)\n\n{where}\n\n{who}\n\nThe mission came on Monday."
    briefing = read_briefing(Document(content=text, language=Language.EN))
    assert (briefing.published, briefing.notes) == (_DAY, (where, who))
    assert list(briefing.paragraphs()) == ["The mission came on Monday."]


def test_the_title_repeated_above_the_text_is_no_paragraph() -> None:
    briefing = read_briefing(
        Document(content="견본국 순방 결과\nNo.12 (2024.03.05)\n\n견본국 순방 결과\n\n순방은 닷새였다.")
    )
    assert (briefing.title, list(briefing.paragraphs())) == ("견본국 순방 결과", ["순방은 닷새였다."])


@every("line", ["By Jane Example – Wire:", "By Jane Example, Sample Post", "[아스타나=견본통신] 홍길동 기자"])
def test_a_writer_beside_the_outlet_is_the_writer(line: str) -> None:
    assert names_writer(line)


@every("line", ["By Jane Example, who saw it all", "SAMPLETON, Exampleland", "Trade rose by 3.5"])
def test_half_a_dateline_and_words_about_a_writer_are_neither(line: str) -> None:
    assert not names_writer(line)
    assert not is_placed(line)
