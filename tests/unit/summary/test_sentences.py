"""Where sentences end."""

from hypothesis import given
from hypothesis import strategies as st

from jobs.model import TAGGED_CHARACTERS, Briefing, Section, Subsection
from jobs.summary.sentences import looked_at, sentences
from tests.rows import every


@every(
    ("text", "count"),
    [
        ("문을 열었다. 비가 왔다. 모두 떠났다.", 3),
        ("물가가 3.5% 올랐다. 금리는 그대로다.", 2),
        ("회의는 2024. 11. 27. 열렸다. 끝은 없었다.", 2),
        ("“길을 연다. 문을 닫지 않는다.”라고 말했다. 박수가 나왔다.", 2),
        ('그는 "간다. 온다." 하고 웃었다. 끝.', 2),
        ("계획(1단계. 2단계.)을 냈다. 심사가 남았다.", 2),
        ("기다린다... 오지 않는다.", 2),
        ("The U.S. raised rates. Mr. Kim left.", 2),
        ("마침표 없는 글", 1),
        ("", 0),
    ],
)
def test_quotes_brackets_decimals_dates_and_initials_end_no_sentence(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_the_mark_of_a_note_stays_with_its_sentence() -> None:
    assert sentences("판이 밀려 내려간다.[1] 땅이 흔들렸다.[2][3] 끝.") == (
        "판이 밀려 내려간다.[1]",
        "땅이 흔들렸다.[2][3]",
        "끝.",
    )


def test_a_quote_that_never_closes_does_not_swallow_the_text() -> None:
    text = "“열린 따옴표가 있다. " + "이것은 한 문장이다. " * 60
    assert len(sentences(text)) > 20


@given(st.text(alphabet='가나다. “”‘’"()1Aa?!\n…', max_size=200))
def test_sentences_are_verbatim_in_order_and_leave_nothing_out(text: str) -> None:
    place = 0
    for sentence in sentences(text):
        found = text.find(sentence, place)
        assert found >= 0
        assert not text[place:found].strip()
        place = found + len(sentence)
    assert not text[place:].strip()


def test_only_the_first_characters_of_a_long_document_are_looked_at() -> None:
    paragraphs = tuple(f"{number} " + "가" * 997 for number in range(40))
    briefing = Briefing(title="긴 글", sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))
    seen = "".join(looked_at(briefing).paragraphs())
    assert TAGGED_CHARACTERS - 100 < len(seen) <= TAGGED_CHARACTERS
    assert "".join(paragraphs).startswith(seen)
