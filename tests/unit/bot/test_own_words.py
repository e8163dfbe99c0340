"""What people say in words of their own, and what they get for it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.desk import Desk
from bot.intents import Intent, Latest, Mute, Quiet, Search, Show, Sight, Stop, Subscribe
from bot.message import Message
from bot.plain_words import understand
from bot.replies.interests import Lately, counted
from bot.short_ids import short_id
from jobs.model import ANY_TOPIC, Interest, Language, RegionId
from tests.rows import every
from tests.unit.bot.desk_room import TITLES, Room, first, said
from tests.unit.bot.desk_samples import CAUCASUS, CENTRAL_ASIA, KZ, RU

CHILE, GEORGIA = RegionId(1046), RegionId(1079)


async def test_a_neighbour_is_left_out_too_for_it_comes_along(room: Room) -> None:
    await room.write("/subscribe 중앙아시아, 코카서스")
    answer = await room.write("without Russia")
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, (RU,)), (CAUCASUS, ANY_TOPIC, (RU,))}
    await room.tap_label(first(answer), "되돌리기")
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ()), (CAUCASUS, ANY_TOPIC, ())}


async def test_only_says_what_still_comes_beside_it(room: Room) -> None:
    await room.write("/subscribe 중앙아시아 에너지")
    await room.write("/subscribe 칠레")
    answer = await room.write("카자흐스탄만")
    assert room.interests == {(KZ, ANY_TOPIC, ()), (CHILE, ANY_TOPIC, ())}
    assert "그 밖에 칠레 소식도 그대로 받아요" in said(answer)[0]


async def test_the_first_example_is_in_the_readers_own_language(desk: Desk, room: Room) -> None:
    await room.publish("카자흐스탄 송전망 계획 발표", "Kazakhstan plans a grid")
    asked = await room.write("카자흐스탄")
    assert "카자흐스탄 송전망 계획 발표" in "".join(said(await room.tap_label(first(asked), "나올 때마다")))


@pytest.mark.parametrize("thing", ["👍", "😀😀", "!!!", "…"])
async def test_what_holds_no_word_is_answered_with_a_request_for_words(room: Room, thing: str) -> None:
    assert "글로 적어 주세요" in said(await room.write(thing))[0]


async def test_an_all_as_a_reply_shows_all_of_that_alert(room: Room) -> None:
    await room.publish(*TITLES)
    answer = await room.write("전체", reply_to=99, reply_text=TITLES[1])
    assert TITLES[1] in said(answer)[0]
    assert "☐" in said(answer)[0] or "배경" in said(answer)[0]


async def test_share_gives_an_address_that_offers_more_like_it(room: Room) -> None:
    ids = await room.publish(*TITLES)
    (message,) = [one for one in (await room.write(f"/share {short_id(ids[1])}")).say if isinstance(one, Message)]
    assert f"?start=s_{short_id(ids[1])}" in message.plain
    assert [
        button.url
        for row in message.buttons
        for button in row
        if (button.url or "").startswith("https://t.me/share/url")
    ]
    assert "t.me/" in said(await room.write("/share"))[0]


def test_nothing_of_late_names_the_day_of_the_newest() -> None:
    old = Lately(found=0, since=date(2024, 1, 1), today=date(2024, 12, 10), newest=date(2024, 6, 3))
    assert counted(old, Language.KO).shown == "지난 30일에는 없었고, 가장 최근 것은 2024-06-03에 나왔어요."
    assert counted(replace(old, newest=None), Language.EN).shown == "There were none in the last 30 days."


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("고마워", "언제든 적어"),
        ("넌 누구니?", "명령"),
        ("주말엔 보내지 마", "언제 보낼까요?"),
        ("오늘은 쉬어줘", "까지 쉴게요"),
        ("3일만 쉬어줘", "까지 쉴게요"),
        ("내 정보", "갖고 있는 것"),
        ("모두 취소", "보내지 않을게요"),
    ],
)
async def test_small_talk_and_wishes_in_other_words_are_understood(room: Room, words: str, heard: str) -> None:
    await room.write("/subscribe 중앙아시아")
    assert heard in "".join(said(await room.write(words)))


@every(
    ("words", "meant"),
    [
        ("anything new on Kazakhstan?", Latest(interests=(Interest(region=KZ),))),
        ("카자흐스탄 소식 있어?", Latest(interests=(Interest(region=KZ),))),
        ("리튬 소식 있어?", Search(text="리튬")),
        ("also Georgia", Subscribe(interests=(Interest(region=GEORGIA),))),
        ("unpause", Mute(off=True)),
        ("not at night", Quiet(hours=(1_320, 420))),
        ("no weekends", Show(sight=Sight.WHEN)),
        ("what am I getting?", Show(sight=Sight.MINE)),
        ("cancel everything", Stop()),
        ("thank you!", Show(sight=Sight.THANKS)),
    ],
)
def test_english_in_other_words_is_understood(words: str, meant: Intent) -> None:
    assert understand(words) == meant


async def test_a_newcomer_who_wants_everything_but_one_gets_it(room: Room) -> None:
    answer = await room.write("everything except Russia")
    assert room.interests == {(0, ANY_TOPIC, (RU,))}
    assert "전체 (러시아 제외) 소식을 받아요" in said(answer)[0]
