"""A search as a person sees it: asked, turned, filtered, corrected, widened."""

import random
from datetime import date, timedelta

import pytest

from bot.desk import Desk
from bot.message import Answer, Message
from bot.replies.markup import clipped
from jobs.indexing import Follower
from jobs.model import Briefing, ChatKind, Document, Reference, Section, Subsection
from jobs.store import Reading
from tests.unit.bot.desk_room import Room, announced, first, said
from tests.unit.bot.desk_samples import NOW, actions, labels, shown

GRID = "카자흐스탄 에너지부, 송전망 현대화 계획 발표"
PORT = "조지아 항만공사, 컨테이너 부두 확장 착공"
COTTON = "우즈베키스탄 농업부, 면화 수출 지원 확대"
LONG = (
    "송전망 사업은 겨울철 전력 부족을 줄이려는 것이며 남부 지역부터 차례로 시작해 다섯 해 동안 이어진다. "
    "에너지부는 낡은 변전소를 먼저 고치고 농촌 마을에는 새 전신주를 세우기로 했다. "
    "사업비 절반은 개발은행이 빌려주고 나머지는 주정부가 나누어 낸다."
)
SUBJECTS = ("철도", "밀", "은행", "병원", "도로", "댐", "학교", "공항", "어업", "관광", "통신", "주택")


async def publish(desk: Desk, title: str, body: str, *, days_ago: int = 1, cited: tuple[str, ...] = ()) -> int:
    """Put one briefing of this title and body into the archive and the index."""
    stored = archive(desk, title, body, days_ago=days_ago, cited=cited)
    await Follower(desk.store, desk.lanes, desk.library).catch_up()
    return stored


def archive(desk: Desk, title: str, body: str, *, days_ago: int, cited: tuple[str, ...] = ()) -> int:
    briefing = Briefing(
        title=title,
        published=NOW.date() - timedelta(days=days_ago),
        sections=(Section(heading=title, subsections=(Subsection(heading="배경", paragraphs=(body,)),)),),
        references=tuple(Reference(outlet="Example Times", title=one, published=date(2024, 12, 1)) for one in cited),
        url=f"https://board.example/view?id={days_ago}-{len(body)}",
    )
    reading = Reading(keys=(title + body,), document=Document(content=title, url=briefing.url), briefing=briefing)
    (stored,) = desk.store.briefings.save("sample", [reading], now=NOW)
    desk.store.briefings.announce(announced(stored.id, briefing), now=NOW)
    return int(stored.id)


async def publish_many(desk: Desk, count: int = 12) -> None:
    """Publish different briefings that all name a pipeline: of Georgia and Kazakhstan in turn, each ten days older."""
    for number in range(count):
        country = "카자흐스탄" if number % 2 else "조지아"
        subject = SUBJECTS[number]
        body = f"{subject} 사업과 함께 송유관 공사를 {number + 3}개월 앞당긴다. {subject} 예산은 따로 정한다."
        archive(desk, f"{country} {subject} 계획", body, days_ago=number * 10 + 1)
    await Follower(desk.store, desk.lanes, desk.library).catch_up()


def underlined(message: Message) -> set[str]:
    """What a phone underlines: entities count UTF-16 units."""
    text, entities = shown(message)
    units = text.encode("utf-16-le")
    return {units[2 * one.offset : 2 * one.end].decode("utf-16-le") for one in entities if one.kind == "underline"}


def labels_of(answer: Answer) -> list[str]:
    return [label for row in labels(first(answer)) for label in row]


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_page_shows_five_with_pager_order_and_filters_in_three_rows_at_most(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관")
    assert "송유관 — 12건 · 1–5" in said(answer)[0]
    assert labels(first(answer))[0] == ["1/3", "»", "날짜순"]
    second = await room.tap_label(first(answer), "»")
    assert second.edit is not None
    assert labels(second.edit)[0] == ["«", "2/3", "»", "날짜순"]
    last = await room.tap_label(second.edit, "»")
    assert "12건 · 11–12" in said(last)[0]
    assert len(first(last).buttons) <= 3


async def test_a_filter_narrows_in_place_and_is_taken_off_by_the_same_button(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관")
    recent = await room.tap_label(first(answer), "최근 30일")
    assert recent.edit is not None
    assert "송유관 · 최근 30일 — 3건" in said(recent)[0]
    everything = await room.tap_label(recent.edit, "✓ 최근 30일")
    assert "송유관 — 12건" in said(everything)[0]


async def test_one_country_is_offered_and_the_filters_add_up(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 카자흐스탄 OR 조지아 송유관")
    only = await room.tap_label(first(answer), "카자흐스탄만")
    assert "카자흐스탄만 — 6건" in said(only)[0]
    both = await room.tap_label(first(only), "최근 30일")
    assert "최근 30일 · 카자흐스탄만 — 1건" in said(both)[0]


async def test_a_country_that_is_a_condition_already_is_not_offered(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관 region:카자흐스탄")
    assert "6건" in said(answer)[0]
    assert "카자흐스탄만" not in labels_of(answer)


async def test_a_region_among_the_words_is_offered_as_a_condition(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 중앙아시아 송유관")
    there = await room.tap_label(first(answer), "중앙아시아 지역에서 찾기")
    assert "송유관 region:중앙아시아 — 6건" in said(there)[0]


async def test_the_order_by_date_keeps_the_filters_and_begins_at_the_first_page(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관")
    only = await room.tap_label(await turned(room, answer, "»"), "날짜순")
    text = said(only)[0]
    assert "송유관 · 날짜순 — 12건 · 1–5" in text
    days = [line[:10] for line in text.splitlines() if line[:4] == "2024"]
    assert days == sorted(days, reverse=True)
    assert "관련순" in labels_of(only)


async def turned(room: Room, answer: Answer, label: str) -> Message:
    return first(await room.tap_label(first(answer), label))


async def test_a_page_lives_as_long_as_its_query_is_kept_and_then_says_so(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관")
    (turn, *_) = [one for one in actions(first(answer)) if one.startswith("find:")]
    other = Room(desk, 8)
    stranger = await other.tap(turn)
    assert stranger.edit is None
    assert stranger.toast is not None
    assert "지워졌어요" in stranger.toast


async def test_a_page_that_is_no_more_becomes_the_first_one(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관")
    key = next(one for one in actions(first(answer)) if one.startswith("find:")).split(":")[1]
    assert "12건 · 1–5" in said(await room.tap(f"find:{key}:9:turn"))[0]


async def test_latest_of_words_that_are_no_names_comes_by_date(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    assert "송유관 · 날짜순 — 12건" in said(await room.write("/latest 송유관"))[0]


async def test_in_a_group_the_page_has_no_buttons_that_act(desk: Desk) -> None:
    await publish_many(desk)
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    answer = await group.write("/search 송유관")
    assert "12건" in said(answer)[0]
    assert actions(first(answer)) == []


# ── what is marked, and in which language ────────────────────────────────────────────────────────


async def test_matches_are_underlined_where_they_stand_also_beyond_the_basic_plane(desk: Desk, room: Room) -> None:
    await publish(desk, GRID, "🚂🚃 낡은 <송전망>을 바꾸는 & 넓히는 사업이다.")
    page = first(await room.write("/search 송전망"))
    assert underlined(page) == {"송전망"}
    assert "<송전망>을 바꾸는 & 넓히는" in shown(page)[0]


async def test_an_english_word_is_marked_in_its_other_forms(desk: Desk, room: Room) -> None:
    await publish(desk, GRID, "낡은 송전망을 바꾸는 사업이다.", cited=("Ministries modernising national grids",))
    assert underlined(first(await room.write("/search ministry grid"))) == {"Ministries", "grids"}


async def test_the_other_language_is_shown_in_place_and_back(desk: Desk, room: Room) -> None:
    await publish(desk, GRID, "낡은 송전망을 바꾸는 사업이다.", cited=("Grid plan unveiled in Kazakhstan",))
    answer = await room.write("/search 카자흐스탄 송전망")
    assert "낡은 송전망" in said(answer)[0]
    english = await room.tap_label(first(answer), "English")
    assert english.edit is not None
    assert "9 Dec 2024 · Sample · 🇰🇿 Kazakhstan" in said(english)[0]
    assert "낡은 송전망" not in said(english)[0]
    korean = await room.tap_label(english.edit, "한국어")
    assert "낡은 송전망" in said(korean)[0]


async def test_near_duplicates_are_counted_and_unfolded_in_place(desk: Desk, room: Room) -> None:
    for number in range(3):
        await publish(desk, GRID, f"{LONG} 기사 {number}", days_ago=number + 1)
    await publish(desk, PORT, "부두를 넓히면서 송전망도 새로 잇는다. 배후 단지에는 냉장 창고가 들어선다.")
    answer = await room.write("/search 송전망")
    assert "비슷한 소식 +2" in said(answer)[0]
    unfolded = await room.tap_label(first(answer), "비슷한 소식 펴기")
    assert unfolded.edit is not None
    assert said(unfolded)[0].count("↳ ") == 2
    assert unfolded.edit.html.count("?start=b_") == 4
    assert "비슷한 소식 +2" in said(await room.tap_label(unfolded.edit, "비슷한 소식 접기"))[0]


# ── corrected, suggested, widened ────────────────────────────────────────────────────────────────


async def test_a_correction_is_said_and_can_be_refused(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 까자흐스탄 송유관")
    assert "‘까자흐스탄’ 대신 ‘카자흐스탄’으로 찾았어요" in said(answer)[0]
    insisted = await room.tap_label(first(answer), "‘까자흐스탄’ 그대로 찾기")
    assert insisted.edit is not None
    assert "대신" not in said(insisted)[0]
    assert '"까자흐스탄" 송유관' in said(insisted)[0]


async def test_a_region_nobody_knows_is_answered_with_the_nearest(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search region:카자흐스탕 송유관")
    meant = await room.tap_label(first(answer), "혹시 region:카자흐스탄 송유관?")
    assert "region:카자흐스탄 송유관 — 6건" in said(meant)[0]


async def test_nothing_found_offers_the_query_without_each_condition(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write("/search 송유관 region:케냐 from:2024-11")
    assert "이 조건에 맞는 소식은 없어요" in said(answer)[0]
    assert labels_of(answer) == ["region:케냐 빼고 찾기", "from:2024-11-01 빼고 찾기", "이 검색을 알림으로"]
    wider = await room.tap_label(first(answer), "region:케냐")
    assert wider.edit is not None
    assert "송유관 from:2024-11-01 — 4건\n1. " in said(wider)[0]


async def test_a_phrase_that_stands_nowhere_is_offered_as_words(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    answer = await room.write('/search "공사를 송유관"')
    assert "찾지 못했어요" in said(answer)[0]
    assert "12건" in said(await room.tap_label(first(answer), "따옴표 없이"))[0]


async def test_a_filter_that_leaves_nothing_stays_to_be_taken_off(desk: Desk, room: Room) -> None:
    await publish(desk, GRID, "낡은 송전망을 바꾼다.", days_ago=90)
    await publish(desk, PORT, "부두와 송전망을 잇는다.", days_ago=60)
    answer = await room.write("/search 송전망")
    none = await room.tap_label(first(answer), "최근 30일")
    assert none.edit is not None
    assert labels_of(none) == ["✓ 최근 30일", "이 검색을 알림으로"]
    assert "2건" in said(await room.tap_label(none.edit, "✓"))[0]


# ── anything at all ──────────────────────────────────────────────────────────────────────────────

PIECES = (
    *(
        "송유관",
        "카자흐스탄",
        "Kazakhstan",
        "grid",
        "까자흐스탄",
        "원전",
        "Токаев",
        "ㅋㅋ",
        "ㄱ",
        "카",
        "카자흐스탄원전",
    ),
    *(
        '"',
        "“",
        "”",
        "「",
        "-",
        "--",
        "OR",
        "|",
        "(",
        ")",
        ":",
        "：",
        "*",
        "~",
        "\\",
        "/",
        "%",
        "'",
        ";",
        "&",
        "<",
        ">",
    ),
    *("region:", "topic:", "from:", "to:", "on:", "source:", "series:", "lang:", "country:", "지역:", "날짜:"),
    *("<b>", "</a>", "<script>alert(1)</script>", "&lt;", "&#0;", "]]>", "{text}", "{0}", "%s", "' OR 1=1 --"),
    *("🇰🇿", "👩‍👩‍👧", "𝕏", "\u202e", "\u200f", "\u0301", "\ufeff", "\u2028", "שלום", "مرحبا", "카자흐"),
    *("2024", "2024-13-40", "9999", "11월", "지난달", "last week", "999일", "0", "-1", "1e999", "NaN"),
    *("a" * 300, "가" * 300, "DROP TABLE briefing;", "https://example.org/?a=1&b=<2>", "@sosik_bot", "#tag"),
)


def fuzzed(seed: int) -> str:
    chance = random.Random(seed)
    pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 12))]
    return chance.choice(("", " ")).join(pieces)


@pytest.mark.long
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_two_hundred_odd_queries_are_answered_and_turned_without_error(desk: Desk, language: str) -> None:
    await publish_many(desk)
    room = Room(desk, 9, language=language)
    for seed in range(100):
        query = fuzzed(seed if language == "ko" else 1_000 + seed)
        answer = await room.write(f"/search {query}")
        whole(first(answer))
        if query.strip():
            assert clipped(query, 120).strip() in said(answer)[0]
        finds = [one for one in actions(first(answer)) if one.startswith("find:")]
        for act in finds[:: max(1, len(finds) // 2)]:
            turned_page = await room.tap(act)
            assert turned_page.edit
            whole(turned_page.edit)


def whole(message: Message) -> None:
    """Telegram takes it, and its buttons fit."""
    text, _ = shown(message)
    assert 0 < len(text.encode("utf-16-le")) <= 2 * 4_096
    assert len(message.buttons) <= 3
    assert all(len(one.action or "") <= 64 and one.label for row in message.buttons for one in row)
