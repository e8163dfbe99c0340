import operator
import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import fits
from bot.message import Message
from bot.replies import alert
from bot.replies.markup import LIMIT, MOST_BYTES, utf16_length
from bot.short_ids import short_id
from jobs.model import (
    Briefing,
    BriefingId,
    Chat,
    ChatKind,
    Edition,
    Language,
    Line,
    LineKind,
    Method,
    ReaderLanguage,
    Reference,
    RegionId,
    RegionTag,
    Related,
    Reviewer,
    Rights,
    Summary,
    Tags,
)
from tests.rows import every
from tests.texts import any_text
from tests.unit.bot.desk_samples import (
    BOT,
    CENTRAL_ASIA,
    CITED,
    KZ,
    MEASURE,
    POINT,
    RU,
    SECTION,
    TITLE,
    a_chat,
    a_line,
    actions,
    an_edition,
    an_english_edition,
    labels,
    shown,
)

LABEL = "Auto digest, read by rules from the Korean. Not a translation; arguments are left out."
READERS = [
    a_chat(ReaderLanguage.KO),
    a_chat(ReaderLanguage.EN),
    a_chat(ReaderLanguage.BOTH),
    a_chat(ReaderLanguage.BOTH, first=Language.EN),
]


def private(edition: Edition, chat: Chat) -> Message:
    return alert.private(edition, chat=chat, bot_username=BOT)


def folded_part(message: Message) -> str:
    """The text inside the expandable quotation, "" without one."""
    text, entities = shown(message)
    raw = text.encode("utf-16-le")
    folds = [one for one in entities if one.kind == "expandable_blockquote"]
    assert len(folds) <= 1
    return "".join(raw[2 * one.offset : 2 * one.end].decode("utf-16-le") for one in folds)


def test_a_korean_reader_sees_the_outline_in_order() -> None:
    text, _ = shown(private(an_edition(), a_chat()))
    assert text.splitlines() == [
        f"🇰🇿 {TITLE}",
        "견본 이슈트렌드 · 게재 2024-12-06 · 카자흐스탄 · 에너지",
        "↩ 12-02 소식의 후속: 전력 요금 개편안 공개",
        "",
        SECTION,
        f"• {POINT}",
        "핵심 수치·조치",
        f"• {MEASURE}",
        "원문 문장만 발췌 · 원문 감수 견본 감수 교수 · 원문 열기",
    ]


def test_an_english_reader_sees_the_digest_and_the_korean_title_folded() -> None:
    message = private(an_edition(), a_chat(ReaderLanguage.EN))
    text, _ = shown(message)
    assert text.splitlines() == [
        "🇰🇿 Kazakhstan · Energy",
        "Sample (text in Korean) · published 6 Dec 2024 · follows 2 Dec",
        "",
        "Names: Grid Company (national operator)",
        "Organisations: World Bank",
        "Figures: 400 km [Kazakhstan · grid]",
        "Cited headlines:",
        f"• “{CITED}” — Example Times, 4 Dec",
        f"Korean title: {TITLE}",
        f"{LABEL} Korean text · machine translation of the page ↗",
    ]
    assert folded_part(message) == f"Korean title: {TITLE}"


def test_a_reader_of_both_has_the_other_language_folded() -> None:
    korean_first = folded_part(private(an_edition(), a_chat(ReaderLanguage.BOTH)))
    assert korean_first.startswith("Kazakhstan · Energy\n")
    assert "Not a translation" in korean_first
    english_first = folded_part(private(an_edition(), a_chat(ReaderLanguage.BOTH, first=Language.EN)))
    assert SECTION in english_first
    assert "Cited headlines" not in english_first


def test_an_english_source_is_mirrored_for_a_korean_reader() -> None:
    message = private(an_english_edition(), a_chat())
    text, _ = shown(message)
    assert text.startswith("🇰🇿 카자흐스탄 · 에너지\n견본 이슈트렌드 (영어 원문) · 게재 2024-12-06")
    assert "수치: 400 km [송전망]" in text
    assert "번역이 아니에요" in text
    assert folded_part(message) == "영어 제목: Ministry unveils grid plan"


def test_an_english_source_is_verbatim_for_an_english_reader() -> None:
    text, _ = shown(private(an_english_edition(), a_chat(ReaderLanguage.EN)))
    assert "• The plan adds 400 km of lines." in text
    assert "verbatim from the source" in text


def test_where_nothing_english_can_be_said_it_says_so() -> None:
    edition = an_edition()
    empty = Summary(language=Language.EN, method=Method.RULES, headline="")
    for summaries in ({**edition.summaries, Language.EN: empty}, {}):
        text, _ = shown(private(replace(edition, summaries=summaries), a_chat(ReaderLanguage.EN)))
        assert "Korean only: region, topic and title." in text
        assert "Auto digest" not in text


@every(
    ("rights", "seen"),
    [
        (Rights.LINK, ()),
        (Rights.HEADINGS, (SECTION, POINT)),
        (Rights.QUOTES, (SECTION, POINT, MEASURE)),
        (Rights.FULL, (SECTION, POINT, MEASURE)),
    ],
)
def test_no_more_is_pushed_than_the_source_allows(rights: Rights, seen: tuple[str, ...]) -> None:
    text, _ = shown(private(an_edition(rights), a_chat(ReaderLanguage.BOTH)))
    assert tuple(part for part in (SECTION, POINT, MEASURE) if part in text) == seen
    assert TITLE in text


def test_quotes_stop_at_three_hundred_characters_and_are_never_cut() -> None:
    edition = an_edition(Rights.QUOTES)
    sentences = ["가" * 140 + "다.", "나" * 140 + "다.", "라" * 140 + "다."]
    said = replace(edition.summaries[Language.KO], lines=tuple(a_line(LineKind.MEASURE, one) for one in sentences))
    text, _ = shown(private(replace(edition, summaries={Language.KO: said}), a_chat()))
    assert [one in text for one in sentences] == [True, True, False]
    assert "라라" not in text


def test_a_region_that_only_contains_another_is_not_named() -> None:
    text, _ = shown(private(an_edition(), a_chat()))
    assert "중앙아시아" not in text


def test_the_earlier_briefing_is_a_link_where_the_archive_has_it() -> None:
    _, entities = shown(private(an_edition(), a_chat()))
    assert f"https://t.me/{BOT}?start=b_{short_id(BriefingId(77))}" in {one.url for one in entities}


def test_the_buttons_of_a_reader_of_both() -> None:
    message = private(an_edition(), a_chat(ReaderLanguage.BOTH))
    assert labels(message) == [["참고자료 2", "관련 소식", "EN 먼저"], ["전체 보기", "보고서용 복사", "⋯"]]


def test_buttons_that_would_show_nothing_are_left_out() -> None:
    edition = an_edition(Rights.LINK)
    bare = replace(edition, briefing=replace(edition.briefing, references=()))
    assert labels(private(bare, a_chat(ReaderLanguage.EN))) == [["Related"], ["Cite in a report", "⋯"]]


def test_a_group_gets_three_lines_hashtags_and_links_only() -> None:
    chat = a_chat(ReaderLanguage.BOTH, kind=ChatKind.SUPERGROUP)
    message = alert.group(an_edition(), chat=chat, bot_username=BOT)
    text, entities = shown(message)
    fold = folded_part(message)
    assert text.removesuffix(fold).splitlines() == [
        f"🇰🇿 {TITLE}",
        "견본 이슈트렌드 · 게재 2024-12-06 · 제목·지역·주제만 · 원문 열기",
        "#카자흐스탄 #에너지",
    ]
    assert "Auto digest" in fold
    assert actions(message) == []
    name = short_id(an_edition().id)
    assert [button.url for row in message.buttons for button in row] == [
        f"https://t.me/{BOT}?start=b_{name}",
        f"https://t.me/{BOT}?start=s_{name}",
    ]
    assert [one.kind for one in entities].count("hashtag") == 2


def test_an_example_says_so_and_has_no_buttons() -> None:
    message = alert.private(an_edition(), chat=a_chat(), bot_username=BOT, example=True)
    assert shown(message)[0].startswith("예시예요")
    assert message.buttons == ()


def test_the_plain_twin_holds_the_address_of_the_source() -> None:
    message = private(an_edition(), a_chat())
    assert "원문 열기 https://board.example:446/view.es?no=1&mid=2" in message.plain
    assert "<b>" not in message.plain


def test_a_long_briefing_loses_whole_lines_and_says_how_many() -> None:
    edition = an_edition()
    points = [f"{number}번째 조치: " + "송전망 " * 12 for number in range(1, 121)]
    lines = tuple(a_line(LineKind.POINT, point) for point in points)
    said = replace(edition.summaries[Language.KO], lines=(a_line(LineKind.HEADING, SECTION), *lines))
    text, _ = shown(private(replace(edition, summaries={Language.KO: said}), a_chat()))
    kept = [line.removeprefix("• ") for line in text.splitlines() if line.startswith("• ")]
    assert kept == [point.strip() for point in points[: len(kept)]]
    assert 20 < len(kept) < 120
    assert f"그 밖의 {120 - len(kept)}개 항목은 원문에 있어요." in text


def test_the_folded_side_gives_way_before_the_open_one() -> None:
    edition = an_edition()
    korean = tuple(a_line(LineKind.POINT, f"{number}. " + "가" * 90) for number in range(35))
    english = tuple(a_line(LineKind.CITED, f"{number} " + "x" * 90) for number in range(35))
    said = {
        Language.KO: replace(edition.summaries[Language.KO], lines=korean),
        Language.EN: replace(edition.summaries[Language.EN], lines=english),
    }
    message = private(replace(edition, summaries=said), a_chat(ReaderLanguage.BOTH))
    text, _ = shown(message)
    assert text.count("가" * 90) == 35
    fold = folded_part(message)
    assert 0 < fold.count("x" * 90) < 10
    assert re.search(r"\d+ more items in the source", fold)


pieces = any_text(max_size=40) | st.text(alphabet="<>&\"'🇰🇿 \n가a", max_size=20)
texts = st.builds(operator.mul, pieces, st.sampled_from((1, 1, 10, 40)))
days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
lines = st.builds(a_line, st.sampled_from(LineKind), texts, st.none() | texts, st.none() | days)
known_regions = st.sampled_from((KZ, RU, CENTRAL_ASIA, RegionId(0)))
region_tags = st.lists(st.builds(RegionTag, region=known_regions, code=st.just(""), primary=st.booleans()))


def repeated(some: list[Line], times: int) -> tuple[Line, ...]:
    return tuple(some) * times


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    urls = st.none() | st.just("https://board.example/view?id=1") | texts.map(lambda text: "https://x.example/" + text)
    many_lines = st.builds(repeated, st.lists(lines, max_size=8), st.sampled_from([1, 3, 60]))
    said = {
        language: Summary(language=language, method=draw(st.sampled_from(Method)), headline="", lines=draw(many_lines))
        for language in draw(st.sets(st.sampled_from(Language)))
    }
    tags = tuple(draw(region_tags))
    return Edition(
        id=BriefingId(draw(st.integers(0, 2**40))),
        revision=1,
        source_id="s",
        source_name=draw(texts),
        source_name_en=draw(texts),
        rights=draw(st.sampled_from(Rights)),
        briefing=Briefing(
            title=draw(texts),
            language=draw(st.sampled_from(Language)),
            series=draw(st.none() | texts),
            published=draw(st.none() | st.just(date(2024, 12, 6))),
            reviewer=draw(st.none() | st.builds(Reviewer, name=texts, role=st.none() | texts)),
            references=tuple(draw(st.lists(st.builds(Reference, title=texts, url=urls), max_size=3))),
            related=tuple(draw(st.lists(st.builds(Related, title=texts), max_size=2))),
            url=draw(urls),
        ),
        tags=Tags(regions=tags),
        summaries=said,
    )


def held_by_telegram(message: Message) -> None:
    """Assert that Telegram takes the message, whole, with its markup and without."""
    text, _ = shown(message)
    assert utf16_length(text) <= LIMIT
    assert utf16_length(message.plain) <= LIMIT
    assert len(message.html.encode()) <= MOST_BYTES
    assert message.html.count("</") <= 100
    assert len(message.buttons) <= 3
    assert all(fits(action) for action in actions(message))


@settings(max_examples=50, deadline=None)
@given(editions(), st.sampled_from(READERS))
def test_whatever_a_briefing_holds_its_alert_fits_one_message(edition: Edition, chat: Chat) -> None:
    held_by_telegram(private(edition, chat))
    held_by_telegram(alert.group(edition, chat=chat, bot_username=BOT))


def test_a_text_without_a_title_says_so_and_its_other_side_shows_none() -> None:
    edition = an_edition()
    untitled = replace(edition, briefing=replace(edition.briefing, title=""))
    korean = alert.private(untitled, chat=a_chat(language=ReaderLanguage.KO), bot_username=BOT)
    english = alert.private(untitled, chat=a_chat(language=ReaderLanguage.EN), bot_username=BOT)
    assert "제목 없는 글" in korean.plain
    assert "Korean title" not in english.plain
