"""Fields of the page with their value on the next line, forms of press releases, and what stands below a text."""

from datetime import date

from jobs.model import Briefing, Document, Language
from jobs.reading import read_briefing
from jobs.reading.signs import Sign, sign_of
from tests.rows import every

_DAY = date(2024, 3, 5)
_PROSE = "정부는 5일 견본국과 회의를 열었다."


def _read(text: str, language: Language = Language.KO) -> Briefing:
    return read_briefing(Document(content=text, language=language))


@every("between", ["\n", "\n\n"])
def test_a_label_takes_the_value_below_it(between: str) -> None:
    fields = between.join(["작성자", "관리자", "등록일", "2024-03-05", "조회수", "123", "첨부파일", "견본.hwp"])
    briefing = _read(f"보도자료\n\n견본국과 광물 협력 회의 개최\n\n{fields}\n\n{_PROSE}\n\n공급망을 논의했다.")
    assert (briefing.category, briefing.title, briefing.published) == ("보도자료", "견본국과 광물 협력 회의 개최", _DAY)
    assert briefing.notes == ("작성자: 관리자", "조회수: 123", "첨부파일: 견본.hwp")
    assert list(briefing.paragraphs()) == [_PROSE, "공급망을 논의했다."]


def test_a_label_without_a_value_takes_no_title_beyond_a_gap_and_no_label() -> None:
    title = "견본국과 핵심광물 공급망 협력을 위한 회의 개최"
    briefing = _read(f"2024-03-05\n\n작성자\n조회수\n\n{title}\n\n{_PROSE}")
    assert (briefing.title, briefing.published) == (title, _DAY)
    assert (briefing.category, briefing.notes) == (None, ("작성자", "조회수"))


def test_the_head_of_a_table_names_no_region() -> None:
    briefing = _read(f"견본국 현황\n\n2024-03-05\n번호\n국가\n1\n\n{_PROSE}")
    assert (briefing.region_label, briefing.notes) == (None, ("국가: 1",))


def test_a_label_in_the_text_takes_nothing() -> None:
    briefing = _read(f"견본 회의\n\n{_PROSE}\n\n문의\n견본과로 하면 된다\n\n{_PROSE}")
    assert "문의: 견본과로 하면 된다" not in list(briefing.paragraphs())


def test_the_title_of_a_press_release_may_stand_below_its_form() -> None:
    form = "보도일시\n2024. 3. 5.(화) 11:00\n배포일시\n2024. 3. 4.(월)\nE-mail\npress@example.org\n지역\nview.gif"
    briefing = _read(
        f"보도자료\n\n{form}\n\n견본국과 회의 개최\n- 공급망 논의 -\n\n□ 회의 결과\n\nㅇ 양국은 다시 만남."
    )
    assert (briefing.category, briefing.title, briefing.published) == ("보도자료", "견본국과 회의 개최", _DAY)
    assert briefing.notes == ("배포일시: 2024. 3. 4.(월)", "E-mail: press@example.org", "지역", "view.gif")
    assert list(briefing.paragraphs()) == ["공급망 논의", "양국은 다시 만남."]


@every(
    ("line", "sign", "rest"),
    [("<출처> 견본통신, 2024.3.5", Sign.SOURCE, "견본통신, 2024.3.5"), ("[출처]견본통신", Sign.SOURCE, "견본통신"),
     ("【참고자료】 견본연구원", Sign.REFERENCES, "견본연구원")],
)  # fmt: skip
def test_a_label_in_brackets_needs_no_colon(line: str, sign: Sign, rest: str) -> None:
    signed = sign_of(line)
    assert signed is not None
    assert (signed.sign, signed.rest) == (sign, rest)


@every("line", ["출처 불명의 자금", "참고자료 작성 지침", "출처가 밝혀졌다."])
def test_a_line_that_begins_with_such_a_word_is_of_the_text(line: str) -> None:
    assert sign_of(line) is None


def test_english_prose_ends_where_readers_may_comment() -> None:
    briefing = _read(
        "Wheat exports resume\n5 March 2024 | By Jane Example | Sample Post\n\nThe land sells wheat again.\n\n"
        "Leave a comment\nYour email address will not be published.\nOther land stops exports.",
        Language.EN,
    )
    assert (briefing.outlet, briefing.region_label, briefing.published) == ("Sample Post", None, _DAY)
    assert list(briefing.paragraphs()) == ["The land sells wheat again."]
    assert briefing.references == ()
    assert briefing.notes[0] == "By Jane Example"
