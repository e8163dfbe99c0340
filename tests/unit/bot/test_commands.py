"""The desk against the real store and the real index, without Telegram."""

from collections.abc import Sequence

import pytest

from bot import commands
from bot.desk import Desk
from bot.message import Answer, Attachment, Message
from bot.phrases import say
from bot.short_ids import short_id
from jobs.model import (
    ANY_TOPIC,
    WORKDAYS,
    ChatKind,
    Confirmation,
    Language,
    RegionId,
    Sent,
)
from tests.unit.bot.desk_room import TITLES, Room, first, said
from tests.unit.bot.desk_samples import (
    CAUCASUS,
    CENTRAL_ASIA,
    ENERGY,
    KZ,
    NOW,
    RU,
    actions,
    labels,
    shown,
)

PAIRS = "/subscribe 러시아 조지아 브라질 칠레 에너지 외교 보건 산업"
NASTY: Sequence[str] = (
    *("<b>", "&amp;", "</blockquote>", "\ud800", "\u202e가", "\x00", '"', "-", "/", "//", "/" + "가" * 300),
    *("가" * 4_000, "🇰🇿" * 500, "구독 " + "가나 " * 500, "/brief " + "z" * 500, "find:a:999999999999"),
    *("1' OR '1'='1", "region:", "from:9999", PAIRS),
)


# ── the first two minutes ────────────────────────────────────────────────────────────────────────


async def test_start_says_hello_with_three_popular_choices(room: Room) -> None:
    message = first(await room.write("/start"))
    assert shown(message)[0].startswith("안녕하세요, 소식이에요.")
    assert labels(message) == [["중앙아시아", "코카서스"], ["국가위험 신호", "직접 고르기"]]


async def test_the_first_choice_subscribes_and_asks_when_to_send(room: Room) -> None:
    hello = first(await room.write("/start"))
    answer = await room.tap_label(hello, "중앙아시아")
    assert said(answer) == ["중앙아시아 소식을 받아요. 아직 모인 소식이 없어요. 언제 보낼까요?"]
    assert labels(first(answer)) == [["평일 08:00 한 번에", "나올 때마다"], ["되돌리기"]]
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}


async def test_the_first_answer_shows_a_marked_example_while_the_archive_is_empty(room: Room) -> None:
    asked = first(await room.tap("sub:100.0"))
    answer = await room.tap_label(asked, "나올 때마다")
    assert answer.edit
    assert shown(answer.edit)[0] == "중앙아시아 소식을 나올 때마다 보내 드릴게요."
    texts = said(answer)
    assert texts[0] == "이런 모양으로 와요 👇"
    assert texts[1].startswith("예시예요.")


async def test_the_first_question_counts_honestly_and_its_answer_shows_a_real_alert(room: Room) -> None:
    await room.publish(*TITLES)
    asked = await room.tap("sub:100.0")
    assert "아직 4일치만 있어요. 그동안 2건이었어요." in said(asked)[0]
    assert "아직 4일치만 있는데, 그동안 나온 것은 없어요." in said(await room.write("/subscribe 칠레"))[0]
    answer = await room.tap_label(first(asked), "평일 08:00")
    assert TITLES[0] in said(answer)[1]
    assert actions(answer.say[1])  # type: ignore[arg-type]
    assert room.profile.days == WORKDAYS


async def test_a_second_subscription_asks_nothing_again(room: Room) -> None:
    await room.tap("sub:100.0")
    again = await room.tap("sub:101.0")
    assert labels(first(again)) == [["되돌리기"]]
    assert (await room.tap("sub:101.0")).toast == "이미 받고 있어요."


async def test_choosing_by_buttons_takes_two_taps(room: Room) -> None:
    hello = first(await room.write("/start"))
    groups = await room.tap_label(hello, "직접 고르기")
    parts = await room.tap_label(first(groups), "러시아·유라시아")
    assert groups.edit is None
    assert parts.edit is not None
    await room.tap_label(first(parts), "코카서스")
    assert room.interests == {(CAUCASUS, ANY_TOPIC, ())}


async def test_a_link_opens_its_briefing(room: Room) -> None:
    ids = await room.publish(*TITLES)
    answer = await room.write(f"/start b_{short_id(ids[1])}")
    assert TITLES[1] in said(answer)[0]
    assert said(answer)[1].startswith("안녕하세요")
    offer = await room.write(f"/start s_{short_id(ids[1])}")
    assert "🔔 받기: 조지아" in labels(first(offer))[0]


async def test_a_link_that_leads_nowhere_is_answered_with_hello(room: Room) -> None:
    for payload in ("b_zzz", "b_", "ref_12", "b_12345c"):
        assert said(await room.write(f"/start {payload}"))[0].startswith("이 링크로는 아무것도 찾지 못했어요.")


async def test_an_english_reader_is_greeted_in_english(desk: Desk) -> None:
    room = Room(desk, 8, language="en")
    hello = first(await room.write("/start"))
    assert shown(hello)[0].startswith("Hi, I'm Sosik.")
    example = await room.tap_label(hello, "Show me one first")
    assert said(example)[1].startswith("This is an example.")
    assert room.interests == set()


# ── subscribing ──────────────────────────────────────────────────────────────────────────────────


async def test_a_newcomer_who_writes_names_subscribes_and_may_have_meant_a_search(room: Room) -> None:
    answer = await room.write("중앙아시아 에너지")
    assert room.interests == {(CENTRAL_ASIA, ENERGY, ())}
    assert labels(first(answer))[-1] == ["되돌리기", "🔎 검색: 중앙아시아 에너지"]
    await room.tap_label(first(answer), "되돌리기")
    assert room.interests == set()


@pytest.mark.parametrize("text", ["/subscribe 반도체 수출", "알림 반도체 수출"])
async def test_words_narrower_than_their_topics_subscribe_and_are_offered_as_a_search(text: str, room: Room) -> None:
    answer = await room.write(text)
    assert said(answer)[0].startswith("산업, 통상·무역 소식을 받아요.")
    assert "🔎 검색: 반도체 수출" in labels(first(answer))[-1]


async def test_topics_called_by_their_names_are_offered_as_no_search(room: Room) -> None:
    assert labels(first(await room.write("/subscribe 산업, 통상·무역")))[-1] == ["되돌리기"]


async def test_names_written_later_are_searched_and_the_alert_offered(room: Room) -> None:
    await room.publish(*TITLES)
    await room.write("/subscribe 코카서스")
    answer = await room.write("카자흐스탄")
    assert said(answer)[0].startswith("🔎 카자흐스탄 — 1건")
    assert room.interests == {(CAUCASUS, ANY_TOPIC, ())}
    await room.tap_label(first(answer), "🔔 받기: 카자흐스탄")
    assert (KZ, ANY_TOPIC, ()) in room.interests


async def test_several_regions_times_a_topic(room: Room) -> None:
    await room.write("구독 중앙아시아 코카서스 에너지")
    assert room.interests == {(CENTRAL_ASIA, ENERGY, ()), (CAUCASUS, ENERGY, ())}


async def test_only_replaces_what_is_wider_and_comes_back_at_a_tap(room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    answer = await room.write("only Kazakhstan")
    assert room.interests == {(KZ, ANY_TOPIC, ())}
    assert said(answer)[0].startswith("중앙아시아 대신 카자흐스탄 소식만 받아요.")
    await room.tap_label(first(answer), "되돌리기")
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}


async def test_a_region_is_left_out_and_comes_back_at_a_tap(room: Room) -> None:
    await room.write("/subscribe 유라시아")
    answer = await room.write("러시아는 빼줘")
    assert room.interests == {(RegionId(1), ANY_TOPIC, (RU,))}
    assert "러시아 소식은 빼고 보내 드릴게요." in said(answer)[0]
    assert "이미 빼고" in said(await room.write("러시아는 빼줘"))[0]
    await room.tap_label(first(answer), "되돌리기")
    assert room.interests == {(RegionId(1), ANY_TOPIC, ())}


async def test_leaving_out_what_is_a_subscription_of_its_own_removes_it(room: Room) -> None:
    await room.write("/subscribe 러시아")
    await room.write("러시아는 빼줘")
    assert room.interests == set()


async def test_leaving_out_what_nobody_asked_for_changes_nothing_and_says_so(room: Room) -> None:
    assert "뺄 구독이 아직 없어요" in said(await room.write("러시아는 빼줘"))[0]
    assert room.interests == set()


async def test_unsubscribing_by_name_includes_what_lies_within(room: Room) -> None:
    await room.write("/subscribe 카자흐스탄 에너지")
    answer = await room.write("/unsubscribe 중앙아시아")
    assert room.interests == set()
    await room.tap_label(first(answer), "되돌리기")
    assert room.interests == {(KZ, ENERGY, ())}


async def test_unsubscribing_what_is_not_there_says_so(room: Room) -> None:
    assert "구독은 없어요" in said(await room.write("/unsubscribe 브라질"))[0]


async def test_stop_keeps_the_list_and_wakes_at_a_tap(room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    answer = await room.write("그만")
    assert room.state == "stopped"
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}
    await room.tap_label(first(answer), "다시 받기")
    assert room.state == "active"


async def test_start_and_a_new_subscription_wake_a_stopped_chat(room: Room) -> None:
    await room.write("stop")
    await room.write("/start")
    assert room.state == "active"
    await room.write("stop")
    assert "다시 켰어요" in said(await room.write("/subscribe 조지아"))[0]
    assert room.state == "active"


async def test_a_link_does_not_wake_a_stopped_chat_but_offers_to(room: Room) -> None:
    (briefing_id, *_) = await room.publish(*TITLES)
    await room.write("그만")
    answer = await room.write(f"/start b_{short_id(briefing_id)}")
    assert room.state == "stopped"
    assert TITLES[0] in said(answer)[0]
    assert [label for one in answer.say[1:] if isinstance(one, Message) for label in labels(one)] == [["다시 받기"]]


async def test_mine_removes_at_a_tap_and_takes_it_back(room: Room) -> None:
    await room.write("/subscribe 중앙아시아 에너지")
    await room.write("/subscribe 코카서스")
    listed = first(await room.write("/mine"))
    assert shown(listed)[0] == "받는 소식 2가지\n1. 중앙아시아 · 에너지\n2. 코카서스"
    answer = await room.tap_label(listed, "1번 빼기")
    assert room.interests == {(CAUCASUS, ANY_TOPIC, ())}
    assert answer.edit is not None
    await room.tap_label(answer.edit, "되돌리기")
    assert len(room.interests) == 2
    assert (await room.tap_label(listed, "1번 빼기")).toast == "더는 되돌릴 것이 없어요."


async def test_an_unknown_name_is_answered_with_the_nearest(room: Room) -> None:
    answer = await room.write("/subscribe 카자흐스턴")
    assert "모르는 지역이나 주제" in said(answer)[0]
    assert room.interests == set()
    await room.tap_label(first(answer), "🔔 받기: 카자흐스탄")
    assert room.interests == {(KZ, ANY_TOPIC, ())}


async def test_an_ambiguous_name_asks_which(room: Room) -> None:
    answer = await room.write("/subscribe 중앙 에너지")
    assert "여러 곳일 수 있어요" in said(answer)[0]
    await room.tap_label(first(answer), "🔔 받기: 중앙아시아")
    assert room.interests == {(CENTRAL_ASIA, ENERGY, ())}


async def test_the_language_is_set_in_it_and_comes_back(room: Room) -> None:
    answer = await room.write("in English")
    assert said(answer) == ["From now on in English."]
    await room.tap_label(first(answer), "Undo")
    assert room.language == "ko"
    await room.write("/language both")
    assert room.language == "both"
    assert "모르는 언어" in said(await room.write("/language 독일어"))[0]


# ── looking around ───────────────────────────────────────────────────────────────────────────────


async def test_latest_is_of_what_the_chat_gets_and_can_show_all(room: Room) -> None:
    await room.publish(*TITLES)
    everything = said(await room.write("/latest"))[0]
    assert all(title in everything for title in TITLES)
    await room.write("/subscribe 코카서스")
    answer = await room.write("/latest")
    assert TITLES[1] in said(answer)[0]
    assert TITLES[0] not in said(answer)[0]
    wide = await room.tap_label(first(answer), "전체 소식 보기")
    assert wide.edit is not None
    assert TITLES[0] in said(wide)[0]


async def test_latest_leaves_out_what_is_excluded(room: Room) -> None:
    await room.publish(*TITLES)
    await room.write("구독 중앙아시아 -카자흐스탄")
    text = said(await room.write("/latest"))[0]
    assert TITLES[2] in text
    assert TITLES[0] not in text


async def test_latest_goes_on_page_by_page(room: Room) -> None:
    titles = [f"카자흐스탄 {number}번 철도 착공" for number in range(1, 9)]
    await room.publish(*titles)
    newest = await room.write("/latest 카자흐스탄")
    older = await room.tap_label(first(newest), "더 보기")
    seen = said(newest)[0] + said(older)[0]
    assert [title for title in titles if title not in seen] == []
    assert "여기까지예요." in said(older)[0]
    again = await room.tap_label(first(older), "처음으로")
    assert titles[0] in said(again)[0]


async def test_a_day_without_news_shows_the_latest_instead(room: Room) -> None:
    await room.publish(*TITLES)
    texts = said(await room.write("오늘 뭐 나왔어?"))
    assert "그때 나온 소식은 없어요" in texts[0]
    assert TITLES[0] in texts[1]
    yesterday = said(await room.write("어제 뭐 나왔어?"))[0]
    assert TITLES[0] in yesterday
    assert TITLES[1] not in yesterday


async def test_a_search_is_paged_in_place(room: Room) -> None:
    await room.publish(*[f"카자흐스탄 {number}번 송전망 착공" for number in range(1, 13)])
    answer = await room.write("/search 송전망")
    assert "12건 · 1–5" in said(answer)[0]
    second = await room.tap_label(first(answer), "»")
    assert second.edit is not None
    assert "12건 · 6–10" in said(second)[0]


async def test_a_search_without_result_is_helpful(room: Room) -> None:
    await room.publish(*TITLES)
    assert "찾지 못했어요" in said(await room.write("/search 쿼크글루온"))[0]
    assert "무엇을 찾을까요" in said(await room.write("/search"))[0]


async def test_the_whole_briefing_and_its_references_by_number(room: Room) -> None:
    (briefing_id, *_) = await room.publish(*TITLES)
    name = short_id(briefing_id)
    assert "정부가 계획을 발표했다." in said(await room.write(f"/brief {name}"))[0]
    assert "정부가 계획을 발표했다." in said(await room.write(f"/brief_{name}"))[0]
    cited = await room.write(f"/refs {name}")
    assert "Report 0" in said(cited)[0]
    file = (await room.tap_label(first(cited), "BibTeX")).say[0]
    assert isinstance(file, Attachment)
    assert file.name == f"sosik-{name}-references.bib"


async def test_a_reply_to_an_alert_means_that_briefing(room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    ids = await room.publish(*TITLES)
    store = room.desk.store
    while store.outbox.expand(now=NOW) is not None:
        pass
    (claimed,) = store.outbox.tick((), 10, NOW)
    done = Confirmation(dispatch_id=claimed.dispatch_id, chat_id=claimed.chat.id, outcome=Sent(message_id=500))
    store.outbox.tick((done,), 0, NOW)
    title = next(title for briefing_id, title in zip(ids, TITLES, strict=True) if briefing_id == claimed.subject_id)
    assert title in said(await room.write("참고자료", reply_to=500))[0]
    why = said(await room.write("왜 왔어?", reply_to=500))[0]
    assert "구독하신 ‘중앙아시아’에 맞는 소식이에요." in why
    english = await room.write("in English", reply_to=500)
    assert "Auto digest" in said(english)[0] or "Korean only" in said(english)[0]
    assert room.language == "ko"


async def test_a_reply_to_any_message_that_shows_a_briefing_means_it(room: Room) -> None:
    await room.publish(*TITLES)
    text = said(await room.write("/brief 조지아 항만공사"))[0]
    assert TITLES[1] in text
    assert TITLES[1] in said(await room.write("source?", reply_to=99, reply_text=text))[0]


async def test_a_pasted_address_opens_its_briefing(room: Room) -> None:
    await room.publish(*TITLES)
    assert TITLES[1] in said(await room.write("https://board.example/view?id=1"))[0]
    assert "모아 둔 것에 없어요" in said(await room.write("https://other.example/x"))[0]


async def test_related_names_the_same_region_and_never_itself(room: Room) -> None:
    ids = await room.publish("카자흐스탄 철도 착공", "카자흐스탄 공항 개통", *TITLES[1:2])
    text = said(await room.write(f"/related {short_id(ids[0])}"))[0]
    assert "카자흐스탄 공항 개통" in text
    assert "조지아" not in text
    assert text.count("카자흐스탄 철도 착공") == 1  # in the title alone


async def test_flipping_an_alert_changes_its_face_and_nothing_else(room: Room) -> None:
    (briefing_id, *_) = await room.publish(*TITLES)
    await room.write("/language both")
    name = short_id(briefing_id)
    answer = await room.tap(f"flip:{name}:en")
    assert answer.edit is not None
    assert shown(answer.edit)[0].startswith("🇰🇿 Kazakhstan")
    assert "한국어 먼저" in labels(answer.edit)[0]
    assert room.chat.first is Language.KO


# ── errors and rights ────────────────────────────────────────────────────────────────────────────


async def test_an_unknown_command_names_the_nearest(room: Room) -> None:
    text = said(await room.write("/subscibe 러시아"))[0]
    assert "/subscibe는 없는 명령이에요." in text
    assert "/subscribe" in text


async def test_a_bad_number_is_said_to_be_bad_and_others_are_offered(room: Room) -> None:
    await room.publish(*TITLES)
    for command in ("/brief 12345c", "/refs 1", "/why zz9", "/related 99999999999999"):
        texts = said(await room.write(command))
        assert "소식 번호가 아니에요" in texts[0]
        assert TITLES[0] in texts[1]


async def test_everything_is_answered_while_the_archive_is_empty(room: Room) -> None:
    for text in (
        "/latest",
        "/brief",
        "/refs",
        "/related",
        "/why",
        "/mine",
        "/help",
        "/search 원전",
        "참고자료",
        "오늘",
    ):
        assert said(await room.write(text))[0]


async def test_help_lists_every_command(room: Room) -> None:
    text = said(await room.write("/help"))[0]
    assert all((f"/{command.name} — " in text) is not command.owners for command in commands.COMMANDS)


def test_the_menu_shows_six_in_both_languages() -> None:
    for language in Language:
        menu = commands.menu(language)
        assert [name for name, _ in menu] == ["latest", "search", "subscribe", "mine", "settings", "help"]
        assert all(0 < len(about) <= 256 for _, about in menu)


@pytest.mark.long
async def test_no_button_of_an_answer_is_out_of_use(owner: Room) -> None:
    """Every button below every command's answer, and below what those lead to."""
    await owner.publish(*TITLES)
    asked = [f"/{one.name}" for one in commands.COMMANDS]
    asked += [
        "/search 카자흐스탄",
        "/subscribe 중앙아시아",
        "/brief",
        "/unsubscribe 조지아",
        "러시아는 빼줘",
        "뉴질란드",
    ]
    answers = [await owner.write(text) for text in asked]
    waiting = [tap for answer in answers for tap in taps_of(answer)]
    old = {say(language, "error.old_button") for language in Language}
    known, dead = set(waiting), list[str]()
    for _ in range(2):
        further = []
        for tap in dict.fromkeys(waiting):
            answer = await owner.tap(tap)
            dead += [tap] if answer.toast in old else []
            further += [one for one in taps_of(answer) if one not in known]
            known.update(further)
        waiting = further
    assert len(known) > 100
    assert dead == []


def taps_of(answer: Answer) -> list[str]:
    """The actions of all its buttons, but for those that forget the chat."""
    faces = [one for one in (*answer.say, answer.edit) if isinstance(one, Message)]
    rows = [row for face in faces for row in face.buttons] + list(answer.buttons or ())
    found = [button.action for row in rows for button in row if button.action]
    return [one for one in found if not one.startswith("forget:")]


async def test_old_buttons_say_that_they_are_old(room: Room) -> None:
    for data in (
        "",
        "nothing",
        "sub:",
        "sub:x",
        "sub:99999.0",
        "flip:zz:xx",
        "refs:zzz",
        "find:gone:0",
        "latest:x",
        "pick:x",
    ):
        answer = await room.tap(data)
        assert answer.toast
        assert answer.say == ()
    assert room.interests == set()


async def test_who_may_not_change_a_group_changes_nothing(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    for text in ("/subscribe 러시아", "구독 러시아", "그만", "/language en", "영어로"):
        assert said(await group.write(text, admin=False)) == ["이 방의 관리자만 바꿀 수 있어요."]
    for data in ("sub:100.0", "stop", "lang:en", "drop:1:0", "undo:1::"):
        assert (await group.tap(data, admin=False)).toast == "이 방의 관리자만 바꿀 수 있어요."
    assert group.interests == set()
    assert group.state == "active"
    assert group.language == "ko"


async def test_an_administrator_subscribes_a_group_by_command_but_never_by_a_tap(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    assert (await group.tap("sub:100.0")).alert
    assert group.interests == set()
    answer = await group.write("/subscribe@sosik_bot 중앙아시아")
    assert group.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}
    assert len(answer.say) == 1


async def test_no_button_in_a_group_holds_an_action(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    await group.publish(*TITLES)
    for text in (
        "/start",
        "/latest",
        "/search 카자흐스탄",
        "/refs",
        "/brief",
        "/mine",
        "/language",
        "/settings",
        "/quiet",
        "/why",
    ):
        for one in (await group.write(text)).say:
            assert isinstance(one, Message)
            assert actions(one) == []


async def test_commands_for_other_bots_are_left_alone(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    assert await group.write("/help@other_bot") == Answer()
    assert await group.write("/unknown_thing") == Answer()


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_hostile_words_and_taps_are_answered_within_what_telegram_takes(desk: Desk, language: str) -> None:
    room = Room(desk, 9, language=language)
    await room.publish(*TITLES)
    for text in NASTY:
        for answer in (await room.write(text), await room.tap(text[:64])):
            assert answer.say or answer.edit or answer.toast
            for one in answer.say:
                assert isinstance(one, Message)
                shown(one)


async def test_too_many_pairs_at_once_are_refused_whole(room: Room) -> None:
    answer = await room.write(PAIRS)
    assert "12가지까지" in said(answer)[0]
    assert room.interests == set()


async def test_interests_are_of_the_chat_that_asked(desk: Desk) -> None:
    one, other = Room(desk, 7), Room(desk, 8)
    await one.write("/subscribe 러시아")
    mine = desk.store.chats.interests(one.chat.id)[0]
    await other.tap(f"drop:{mine.id}:0")
    assert one.interests == {(RU, ANY_TOPIC, ())}
    assert other.interests == set()
