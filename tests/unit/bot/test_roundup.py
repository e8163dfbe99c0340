from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.replies import footnotes, roundup
from bot.replies.markup import LIMIT, utf16_length
from bot.short_ids import short_id
from jobs.model import (
    BriefingId,
    Chat,
    ChatKind,
    Edition,
    Language,
    ReaderLanguage,
    Reference,
    RegionId,
    RegionTag,
    Rights,
    Tags,
)
from tests.texts import any_text
from tests.unit.bot.desk_samples import BOT, CITED, KZ, NOW, POINT, SECTION, a_chat, actions, an_edition, labels, shown

GEORGIA = RegionId(1080)


def editions(count: int, *, title: str = "제목") -> list[Edition]:
    """Briefings of different days, the first the newest."""
    sample = an_edition()
    return [
        replace(
            sample,
            id=BriefingId(number + 1),
            briefing=replace(
                sample.briefing, title=f"{title} {number}", published=date(2024, 12, 9) - timedelta(days=number)
            ),
        )
        for number in range(count)
    ]


def about(edition: Edition, *regions: RegionId) -> Edition:
    return replace(edition, tags=Tags(regions=tuple(RegionTag(region=one, code="", primary=True) for one in regions)))


def answered(found: Sequence[Edition], chat: Chat | None = None) -> Message:
    message = roundup.answer(found, chat or a_chat(), NOW, bot_username=BOT)
    assert message is not None
    return message


def test_an_empty_digest_is_none() -> None:
    assert roundup.answer((), a_chat(), NOW, bot_username=BOT) is None


def test_a_digest_is_grouped_by_region_and_newest_first() -> None:
    first, second, third, fourth = editions(4)
    found = [fourth, about(second, RegionId(1191)), third, about(first)]
    text, _ = shown(answered(found))
    lines = text.splitlines()
    assert lines[0] == "🗞 소식 모음 · 2024-12-10 · 4건"
    captions = [line for line in lines if line in ("지역 미상", "러시아·유라시아", "중앙아시아")]
    assert captions == ["지역 미상", "러시아·유라시아", "중앙아시아"]
    assert (
        lines.index("중앙아시아") < text[: text.index("제목 2")].count("\n") < text[: text.index("제목 3")].count("\n")
    )


def test_a_flood_says_from_whom_it_came_and_how_many_it_holds() -> None:
    for language, first in (
        (ReaderLanguage.KO, "🗞 견본 이슈트렌드에서 한꺼번에 올린 소식 · 3건"),
        (ReaderLanguage.EN, "🗞 3 briefings at once from Sample"),
    ):
        message = roundup.flood(editions(3), a_chat(language), NOW, bot_username=BOT)
        assert message is not None
        assert shown(message)[0].splitlines()[0] == first
    assert roundup.flood((), a_chat(), NOW, bot_username=BOT) is None


def test_an_entry_is_a_linked_title_and_one_line() -> None:
    text, entities = shown(answered(editions(1)))
    assert text.splitlines()[-2:] == ["1. 🇰🇿 제목 0", f"12-09 · {SECTION}"]
    assert [one.url for one in entities if one.url] == [f"https://t.me/{BOT}?start=b_{short_id(BriefingId(1))}"]


def test_an_english_reader_gets_regions_topics_and_a_cited_headline() -> None:
    text, _ = shown(answered(editions(1), a_chat(ReaderLanguage.EN)))
    assert text.splitlines()[-3:] == [
        "Central Asia",
        "1. 🇰🇿 Kazakhstan · Energy",
        f"9 Dec · “{CITED}” — Example Times",
    ]


def test_a_digest_says_no_more_than_the_source_allows() -> None:
    (edition,) = editions(1)
    assert SECTION not in shown(answered([replace(edition, rights=Rights.LINK)]))[0]
    assert POINT not in shown(answered([replace(edition, rights=Rights.LINK)]))[0]


def test_the_first_briefings_have_buttons_and_so_have_the_settings() -> None:
    message = answered(editions(8))
    assert labels(message) == [
        ["1번 보기", "2번 보기", "3번 보기"],
        ["4번 보기", "5번 보기", "6번 보기"],
        ["받는 때 바꾸기"],
    ]
    assert actions(message)[0] == f"open:{short_id(BriefingId(1))}"


def test_a_group_gets_links_only() -> None:
    message = answered(editions(2), a_chat(kind=ChatKind.SUPERGROUP))
    assert actions(message) == []
    assert next(button.url for row in message.buttons for button in row) == (
        f"https://t.me/{BOT}?start=b_{short_id(BriefingId(1))}"
    )


def test_a_digest_that_does_not_fit_counts_the_oldest() -> None:
    found = editions(100, title="아주 긴 제목이 여기에 있어서 자리를 많이 차지한다 " * 2)
    text, _ = shown(answered(found))
    assert utf16_length(text) <= LIMIT
    left_out = int(text.splitlines()[-1].removeprefix("그 밖에 ").removesuffix("건"))
    assert text.count("\n제목") == 0
    assert sum(f". 🇰🇿 {one.briefing.title[:10]}" in text for one in found) > 0
    assert left_out + sum(line[0].isdigit() and ". 🇰🇿" in line for line in text.splitlines() if line) == 100
    assert "99" not in text.splitlines()[-3]


@settings(max_examples=50)
@given(
    st.lists(st.tuples(any_text(max_size=300), st.sampled_from([KZ, GEORGIA, RegionId(0)])), max_size=40),
    st.sampled_from(list(ReaderLanguage)),
)
def test_whatever_its_briefings_hold_a_digest_fits_one_message(
    found: list[tuple[str, RegionId]], language: ReaderLanguage
) -> None:
    sample = an_edition()
    held = [
        about(
            replace(sample, id=BriefingId(number), briefing=replace(sample.briefing, title=title, published=None)),
            *((region,) if region else ()),
        )
        for number, (title, region) in enumerate(found, 1)
    ]
    message = roundup.answer(held, a_chat(language), NOW, bot_username=BOT)
    if held:
        assert message is not None
        text, _ = shown(message)
        assert utf16_length(text) <= LIMIT
        assert utf16_length(message.plain) <= LIMIT


# ── for reports ──────────────────────────────────────────────────────────────────────────────────


def test_a_korean_footnote_names_title_outlet_day_and_address() -> None:
    text, entities = shown(footnotes.answer(an_edition(), language=Language.KO))
    assert (
        "「카자흐스탄 에너지부, 송전망 현대화 계획 발표」, 견본 이슈트렌드, 2024-12-06, https://board.example" in text
    )
    assert f"1. “{CITED}”, Example Times, 2024-12-04" in text
    assert [one.kind for one in entities].count("pre") == 2


def test_an_english_citation_says_that_the_text_is_korean() -> None:
    assert footnotes.footnote(an_edition(), Language.EN).startswith(
        "Sample, “카자흐스탄 에너지부, 송전망 현대화 계획 발표” [in Korean], 6 Dec 2024"
    )


@settings(max_examples=50)
@given(st.lists(any_text(max_size=400), max_size=40))
def test_footnotes_fit_one_message_and_count_what_is_left_out(titles: list[str]) -> None:
    sample = an_edition()
    references = tuple(Reference(title=title, outlet="가" * 50) for title in titles)
    edition = replace(sample, briefing=replace(sample.briefing, references=references))
    message = footnotes.answer(edition, language=Language.KO)
    text, _ = shown(message)
    assert utf16_length(text) <= LIMIT
    if "텍스트 파일에 있어요" in text:
        assert labels(message) == [["텍스트"]]
