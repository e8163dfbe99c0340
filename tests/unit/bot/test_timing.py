"""When a chat is written to, at the desk: digests, quiet hours, pauses, time zones, the card."""

from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.phrases import say
from jobs.model import EVERY_DAY, WORKDAYS, ChatKind, Language, Mode, Profile
from tests.unit.bot.desk_room import TITLES, Room, first, said
from tests.unit.bot.desk_samples import NOW, actions, labels, shown

DIGEST = Profile(mode=Mode.DIGEST, days=WORKDAYS, at_minute=480)


@pytest.mark.parametrize("text", ["/digest 평일 08:00", "평일 아침에 한 번에", "/digest weekdays"])
async def test_a_digest_is_set_and_says_when_the_next_one_comes(room: Room, text: str) -> None:
    answer = await room.write(text)
    assert room.profile == DIGEST
    assert said(answer) == [
        "이제 평일 08:00에 한 번에 보내 드릴게요. 새 소식이 없으면 보내지 않아요. 다음은 2024-12-11 08:00에 와요."
    ]


async def test_a_change_of_mode_comes_back_at_a_tap(room: Room) -> None:
    answer = await room.write("매일 18시에 모아서 보내줘")
    assert room.profile.days == EVERY_DAY
    back = await room.tap_label(first(answer), "되돌리기")
    assert room.profile.mode is Mode.NOW
    assert back.edit
    again = await room.tap_label(back.edit, "되돌리기")
    assert (room.profile.mode, room.profile.at_minute) == (Mode.DIGEST, 1_080)
    assert again.edit


async def test_as_they_come_keeps_the_days_for_later(room: Room) -> None:
    await room.write("/digest 월수금 18:00")
    assert said(await room.write("나올 때마다")) == ["이제 나올 때마다 보내 드릴게요."]
    assert room.profile.mode is Mode.NOW
    await room.write("/digest 9시")
    assert (room.profile.days, room.profile.at_minute) == (frozenset({0, 2, 4}), 540)


@pytest.mark.parametrize("text", ["/quiet 22:00-07:00", "밤에는 보내지 마", "quiet 22-7"])
async def test_quiet_hours_are_set_and_come_back(room: Room, text: str) -> None:
    answer = await room.write(text)
    assert room.profile.quiet == (1_320, 420)
    assert said(answer)[0].startswith("22:00–07:00에는 보내지 않을게요.")
    await room.tap_label(first(answer), "되돌리기")
    assert room.profile.quiet is None


async def test_a_pause_says_until_when_and_ends_at_a_tap(room: Room) -> None:
    answer = await room.write("/mute 3d")
    until = room.chat.muted_until
    assert until == NOW + timedelta(days=3)
    assert said(answer)[0].startswith("2024-12-13 12:00까지 쉴게요.")
    ended = await room.tap_label(first(answer), "지금부터 받기")
    assert room.chat.muted_until is None
    assert said(ended) == ["지금부터 다시 보내 드릴게요."]


async def test_sending_again_ends_a_pause_too(room: Room) -> None:
    await room.write("하루만 꺼줘")
    await room.write("다시 보내줘")
    assert room.chat.muted_until is None


async def test_a_pause_in_the_past_changes_nothing(room: Room) -> None:
    assert "지났거나" in said(await room.write("/mute until 2020-01-01"))[0]
    assert room.chat.muted_until is None


@pytest.mark.parametrize(
    ("text", "helped"),
    [("/digest 바나나", "/digest 평일 08:00"), ("/quiet 내일", "/quiet 22:00-07:00"), ("/mute 오래", "/mute 3d")],
)
async def test_what_is_no_time_is_answered_with_what_would_be(room: Room, text: str, helped: str) -> None:
    before = room.profile
    assert helped in said(await room.write(text))[0]
    assert room.profile == before


@pytest.mark.parametrize("text", ["시간대 알마티", "/timezone Asia/Almaty", "/timezone 카자흐스탄"])
async def test_a_time_zone_is_set_by_name(room: Room, text: str) -> None:
    answer = await room.write(text)
    assert room.profile.tz == "Asia/Almaty"
    assert said(answer) == ["시간대를 알마티로 맞췄어요. 거기는 지금 08:00이에요."]
    await room.tap_label(first(answer), "되돌리기")
    assert room.profile.tz == "Asia/Seoul"


async def test_a_time_offers_the_zones_whose_clocks_show_it(room: Room) -> None:
    answer = await room.write("지금 8시 2분이에요")
    assert "08:00 알마티" in [label for row in labels(first(answer)) for label in row]
    await room.tap_label(first(answer), "08:00 알마티")
    assert room.profile.tz == "Asia/Almaty"


async def test_a_zone_nobody_knows_is_asked_for_by_the_clock(room: Room) -> None:
    answer = await room.write("시간대 어딘가")
    assert "모르는 시간대" in said(answer)[0]
    assert said(answer)[1] == say(Language.KO, "zone.ask")
    assert room.profile.tz == "Asia/Seoul"


async def test_the_question_for_the_time_zone_is_answered_by_a_reply(desk: Desk) -> None:
    room = Room(desk, 9, language="en")
    asked = say(Language.EN, "zone.ask")
    await room.write("Berlin", reply_to=5, reply_text=asked)
    assert room.profile.tz == "Europe/Berlin"
    answer = await room.write("22:00", reply_to=5, reply_text=asked)
    assert "22:00 New York" in [label for row in labels(first(answer)) for label in row]


async def test_an_english_reader_is_asked_for_the_time_zone_once(desk: Desk) -> None:
    room = Room(desk, 9, language="en")
    asked = first(await room.write("Central Asia"))
    assert labels(asked)[0] == ["Weekdays 08:00 in one", "As they come"]
    answer = await room.tap_label(asked, "Weekdays")
    assert (
        said(answer)[-2]
        == "What time is it where you are? Tap your clock, or reply to this with the time (15:20) or a city."
    )
    set_to = await room.tap_label(answer.say[-1], "04:00 Berlin")  # type: ignore[arg-type]
    assert said(set_to) == ["Your time zone is Berlin. It is 04:00 there."]
    assert room.profile.tz == "Europe/Berlin"
    again = await room.tap("when:now::first")
    assert not any("What time" in text for text in said(again))


async def test_a_bare_city_is_searched_and_its_clock_offered_to_a_reader_abroad(desk: Desk) -> None:
    room = Room(desk, 9, language="en")
    await room.write("/subscribe Central Asia")
    answer = await room.write("Berlin")
    await room.tap_label(first(answer), "04:00 Berlin")
    assert room.profile.tz == "Europe/Berlin"


async def test_a_digest_names_the_clock_it_goes_by(room: Room) -> None:
    await room.write("시간대 베를린")
    assert "평일 08:00 (베를린 시간)" in said(await room.write("/digest 평일 08:00"))[0]


async def test_the_card_shows_everything_and_changes_each_in_place(room: Room) -> None:
    card = first(await room.write("/settings"))
    assert shown(card)[0].splitlines() == [
        "⚙️ 설정",
        "언어: 한국어",
        "받는 때: 나올 때마다",
        "조용한 시간: 없음",
        "시간대: 서울 · 지금 12:00",
    ]
    for opens, choice in (
        ("받는 때", "평일 08:00"),
        ("조용한 시간", "22:00–07:00"),
        ("시간대", "08:00 알마티"),
        ("잠깐 쉬기", "3일 쉬기"),
        ("언어", "English"),
    ):
        chooser = (await room.tap_label(card, opens)).edit
        assert chooser
        assert len(chooser.buttons) <= 3
        answer = await room.tap_label(chooser, choice)
        assert answer.edit
        assert answer.say == ()
        card = answer.edit
    assert shown(card)[0].splitlines() == [
        "⚙️ Settings",
        "Language: English",
        "When: on weekdays at 08:00 · The next one: 11 Dec 2024 08:00.",
        "Quiet hours: 22:00–07:00",
        "Time zone: Almaty · now 08:00",
        "🔕 Paused until 13 Dec 2024 08:00.",
    ]


async def test_every_chooser_leads_back_to_the_card(room: Room) -> None:
    for chooser in ("lang", "when", "quiet", "mute", "zone"):
        opened = (await room.tap(f"card:{chooser}")).edit
        assert opened
        back = await room.tap_label(opened, "설정 보기")
        assert back.edit
        assert shown(back.edit)[0].startswith("⚙️")


async def test_buttons_that_say_nonsense_change_nothing(room: Room) -> None:
    before = room.profile
    for data in (
        *("when:", "when:9:480", "when:01:9999", "when:0:x", "quiet:", "quiet:1-1", "quiet:2000-3", "quiet:a-b"),
        *("mute:", "mute:0", "mute:99999999999", "zone:", "zone:Asia/Nowhere", "zone:../etc/passwd", "card:x"),
    ):
        answer = await room.tap(data)
        assert answer.toast, data
        assert answer.edit is None
    assert room.profile == before
    assert room.chat.muted_until is None


async def test_only_administrators_change_when_a_group_is_written_to(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    for text in ("/digest 평일 08:00", "/quiet 22-7", "/mute 1h", "/timezone 베를린", "밤에는 보내지 마"):
        assert said(await group.write(text, admin=False)) == ["이 방의 관리자만 바꿀 수 있어요."]
    for data in ("when:01234:480:", "quiet:1320-420:", "mute:3600:", "zone:Europe/Berlin:"):
        assert (await group.tap(data)).alert
    assert group.profile == Profile()
    assert group.chat.muted_until is None
    await group.write("/digest 평일 08:00")
    assert group.profile == DIGEST


async def test_every_button_of_the_card_fits_telegram(room: Room) -> None:
    for text in ("/settings", "/digest", "/quiet", "/mute", "/timezone"):
        message = first(await room.write(text))
        assert all(len(data.encode()) <= 64 for data in actions(message))


async def test_the_footnotes_come_at_a_tap(room: Room) -> None:
    await room.publish(*TITLES)
    alert = first(await room.write("/brief"))
    copied = await room.tap_label(alert, "보고서용 복사")
    assert f"「{TITLES[0]}」, 견본, 2024-12-09, https://board.example/view?id=0" in said(copied)[0]
