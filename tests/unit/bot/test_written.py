"""What a backend wrote, as people see it. Texts are our own."""

import pytest

from bot import excerpts
from bot.replies import alert, full, roundup
from jobs.model import ChatKind, Language, ReaderLanguage, Rights
from tests.unit.bot.desk_samples import BOT, MEASURE, NOW, TITLE, a_chat, a_written_edition, shown

LABEL_KO = "요약: some-model · 수치·날짜·이름이 원문에 있는지 기계로만 확인 (뜻은 미확인)"
LABEL_EN = "Summary: some-model · machine check: figures, dates, names occur in the source; meaning not checked"


def text_of(language: ReaderLanguage, rights: Rights = Rights.FULL, under: Rights = Rights.FULL) -> str:
    chat = a_chat(language)
    return shown(alert.private(a_written_edition(rights, under=under), chat=chat, bot_username=BOT))[0]


def test_the_alert_keeps_its_frame_and_says_who_wrote_and_what_was_checked() -> None:
    lines = text_of(ReaderLanguage.BOTH).splitlines()
    assert lines[0] == f"🇰🇿 {TITLE}"
    assert lines[1] == "견본 이슈트렌드 · 게재 2024-12-06 · 카자흐스탄 · 에너지"
    assert lines[2].startswith("↩ 12-02 소식의 후속:")
    assert [line for line in lines if line.startswith("• 에너지부가")] == [
        f"• 에너지부가 송전망 계획을 발표했다. {number}" for number in range(3)
    ]
    assert lines[-1] == f"{LABEL_KO} · 원문 감수 견본 감수 교수 · 원문 열기"
    assert "Ministry to modernise the grid" in lines
    assert f"{LABEL_EN} machine translation of the page ↗" in lines


def test_an_english_reader_gets_the_written_headline_and_the_korean_title_below() -> None:
    lines = text_of(ReaderLanguage.EN).splitlines()
    assert lines[0] == "🇰🇿 Ministry to modernise the grid"
    assert lines[1] == "Sample (text in Korean) · published 6 Dec 2024 · follows 2 Dec"
    assert f"Korean title: {TITLE}" in lines
    assert lines[-1] == f"{LABEL_EN} Korean text · machine translation of the page ↗"


@pytest.mark.parametrize("language", list(ReaderLanguage))
def test_rights_that_shrank_since_take_the_written_text_back(language: ReaderLanguage) -> None:
    for rights, under in ((Rights.HEADINGS, Rights.FULL), (Rights.LINK, Rights.HEADINGS), (Rights.QUOTES, Rights.FULL)):
        text = text_of(language, rights, under)
        assert "some-model" not in text
        assert "grid plan" not in text
        assert "계획을 발표했다." not in text
    assert "some-model" in text_of(language, Rights.FULL, Rights.HEADINGS)


def test_a_group_gets_the_written_headline_with_its_label() -> None:
    chat = a_chat(ReaderLanguage.EN, kind=ChatKind.SUPERGROUP)
    text = shown(alert.group(a_written_edition(), chat=chat, bot_username=BOT))[0]
    assert text.startswith("🇰🇿 Ministry to modernise the grid\n")
    assert LABEL_EN in text


def test_what_a_backend_wrote_is_never_quoted_as_the_source() -> None:
    page = shown(full.answer(a_written_edition(Rights.QUOTES, under=Rights.QUOTES), language=Language.KO))[0]
    assert "계획을 발표했다." not in page


def test_digests_and_search_show_the_written_side() -> None:
    edition = a_written_edition()
    digest = roundup.answer([edition], a_chat(ReaderLanguage.EN), NOW, bot_username=BOT)
    assert digest is not None
    assert "Ministry to modernise the grid" in shown(digest)[0]
    assert "The ministry published its grid plan. 0" in shown(digest)[0]
    assert next(iter(excerpts.quotable(edition, Language.EN))).startswith("The ministry published its grid plan. 0 · ")
    assert MEASURE in next(iter(excerpts.quotable(edition, Language.KO)))
