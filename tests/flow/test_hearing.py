import pytest
from telegram import ChatMemberRestricted

from bot.message import RequestKind
from jobs.model import ChatKind, ChatState, Language, ReaderLanguage
from tests.flow.ear import (
    USERNAME,
    Ear,
    an_update,
    state_of,
    text,
    utc_now,
)
from tests.flow.wire import until


async def test_a_person_is_answered_and_the_request_says_who_asked_what(ear: Ear) -> None:
    reader = await ear.people.join(language_code="ko-KR")
    written = await ear.people.write(reader, "카자흐스탄 원전 https://news.example/7")
    async with ear.listening():
        await ear.said(reader, "카자흐스탄 원전 https://news.example/7!")
    (request,) = ear.requests
    assert request.kind is RequestKind.TEXT
    assert (request.chat.telegram_id, request.message_id) == (reader, written["message_id"])
    assert request.may_change
    assert tuple(request.pasted_urls) == ("https://news.example/7",)
    assert request.now.tzinfo is not None


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ko", Language.KO),
        ("ko-KR", Language.KO),
        ("en", Language.EN),
        ("de", Language.EN),
        (None, Language.EN),
    ],
)
async def test_a_new_chat_is_met_in_the_language_of_its_telegram(
    ear: Ear, code: str | None, language: Language
) -> None:
    reader = await ear.people.join(language_code=code)
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.asked(1)
    chat = ear.requests[0].chat
    assert (chat.language, chat.first) == (ReaderLanguage(language.value), language)


async def test_text_in_other_forms_of_unicode_comes_in_nfc(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.inject(an_update(reader, "\u110f\u1161\ud83d\x00"))
    async with ear.listening():
        await ear.asked(1)
    assert ear.requests[0].text == "\uce74\ufffd"


async def test_a_reply_brings_the_text_it_answers(ear: Ear) -> None:
    reader = await ear.people.join()
    message_id = await ear.post(reader)
    await ear.people.write(reader, "왜 왔어?", reply_to_message_id=message_id)
    async with ear.listening():
        await ear.asked(1)
    assert (ear.requests[0].reply_to, ear.requests[0].reply_text) == (message_id, "고르세요")


async def test_in_groups_only_what_is_meant_for_the_bot_is_heard(ear: Ear) -> None:
    group = await ear.people.join("supergroup", bot_is_admin=True)
    for words in (
        "아무 말",
        f"/help@{USERNAME} 나",
        "/start@another_bot",
        f"@{USERNAME} 카자흐스탄",
        "/latest 3",
    ):
        await ear.people.write(group, words)
    message_id = await ear.client.send(ear.store.chats.meet(group, now=utc_now()), text("소식"))
    await ear.people.write(group, "참고자료", reply_to_message_id=message_id)
    async with ear.listening():
        await ear.asked(4)
    assert [one.text for one in ear.requests] == ["/help 나", "카자흐스탄", "/latest 3", "참고자료"]


async def test_in_a_group_only_administrators_may_change_what_it_gets(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    boss = (await ear.people.act(group, "members", first_name="Boss", status="administrator"))["user"]["id"]
    member = (await ear.people.act(group, "members", first_name="Member"))["user"]["id"]
    for speaker in (boss, member, boss):
        await ear.people.write(group, "/mine", **{"from": speaker})
    async with ear.listening():
        await ear.asked(3)
    assert [one.may_change for one in ear.requests] == [True, False, True]
    assert len(await ear.people.calls("getChatAdministrators")) == 1


async def test_who_writes_as_the_group_itself_is_an_administrator(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    await ear.people.inject(
        an_update(group, "/mine", kind="supergroup", sender_chat={"id": group, "type": "supergroup", "title": "G"})
    )
    async with ear.listening():
        await ear.asked(1)
    assert ear.requests[0].may_change


async def test_when_telegram_does_not_say_who_administrates_nobody_may_change(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    await ear.people.fault("500", "getChatAdministrators")
    await ear.people.write(group, "/mine")
    async with ear.listening():
        await ear.asked(1)
    assert not ear.requests[0].may_change


async def test_a_post_in_a_channel_is_an_administrators_word(ear: Ear) -> None:
    channel = await ear.people.join("channel", bot_is_admin=True)
    await ear.people.write(channel, "/latest")
    await ear.people.write(channel, "오늘의 공지")
    async with ear.listening():
        await ear.said(channel, "/latest!")
    assert ear.requests[0].may_change
    assert ear.requests[0].chat.kind is ChatKind.CHANNEL


async def test_a_topic_of_a_forum_is_a_chat_of_its_own(ear: Ear) -> None:
    forum = await ear.people.join("supergroup", is_forum=True)
    await ear.people.write(forum, "/mine")
    topic = (await ear.people.act(forum, "topics", name="에너지"))["id"]
    await ear.people.write(forum, "/mine", message_thread_id=topic)
    async with ear.listening():
        await ear.asked(2)
        await ear.said(forum, "/mine!", "/mine!")
    assert [one.chat.thread for one in ear.requests] == [0, topic]
    assert (await ear.people.messages(forum))[-1]["message_thread_id"] == topic


async def test_a_chain_of_replies_in_a_group_is_no_topic(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    await ear.people.inject(an_update(group, "/mine", kind="supergroup", message_thread_id=77))
    async with ear.listening():
        await ear.asked(1)
    assert ear.requests[0].chat.thread == 0


async def test_a_sticker_in_a_private_chat_is_heard_as_an_empty_text_and_a_service_message_is_not(
    ear: Ear,
) -> None:
    reader = await ear.people.join()
    sticker = {"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}
    sticker |= {"is_animated": False, "is_video": False}
    await ear.people.inject(an_update(reader, "", message_auto_delete_timer_changed={"message_auto_delete_time": 9}))
    await ear.people.inject(an_update(reader, "", sticker=sticker))
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.asked(2)
    assert [one.text for one in ear.requests] == ["", "hi"]


async def test_a_block_rests_the_chat_and_an_unblock_wakes_it(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.said(reader, "hi!")
        await ear.people.act(reader, "block")
        await until(lambda: state_of(ear, reader) is ChatState.RESTING, "resting")
        await ear.people.act(reader, "unblock")
        await until(lambda: state_of(ear, reader) is ChatState.ACTIVE, "awake")


async def test_who_speaks_to_a_resting_bot_wakes_it(ear: Ear) -> None:
    reader = await ear.people.join()
    chat = ear.store.chats.meet(reader, now=utc_now())
    ear.store.chats.rest_everywhere(chat.telegram_id, "blocked")
    await ear.people.write(reader, "/start")
    async with ear.listening():
        await ear.said(reader, "/start!")
    assert state_of(ear, reader) is ChatState.ACTIVE
    assert ear.requests[0].chat.state is ChatState.ACTIVE


async def test_who_asked_for_silence_keeps_it_whatever_they_say(ear: Ear) -> None:
    reader = await ear.people.join()
    chat = ear.store.chats.meet(reader, now=utc_now())
    ear.store.chats.stop(chat.id)
    await ear.people.write(reader, "what's new?")
    async with ear.listening():
        await ear.said(reader, "what's new?!")
    assert state_of(ear, reader) is ChatState.STOPPED


async def test_a_removed_bot_rests_the_group(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    await ear.people.act(group, "kick")
    async with ear.listening():
        await until(lambda: state_of(ear, group) is ChatState.RESTING, "resting")


async def test_a_removed_bot_rests_every_topic_of_the_group_and_its_return_wakes_them(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    topics = [ear.store.chats.meet(group, thread=thread, kind=ChatKind.SUPERGROUP, now=utc_now()) for thread in (4, 5)]

    def states() -> set[ChatState]:
        return {chat.state for one in topics if (chat := ear.store.chats.get(group, thread=one.thread))}

    async with ear.listening():
        await ear.people.act(group, "kick")
        await until(lambda: states() == {ChatState.RESTING}, "all rest")
        await ear.people.act(group, "return")
        await until(lambda: states() == {ChatState.ACTIVE}, "all awake")


async def test_a_bot_that_may_not_speak_any_more_rests_the_group(ear: Ear) -> None:
    group = await ear.people.join("supergroup")
    bot = {"id": 1, "is_bot": True, "first_name": "B"}
    rights = {name: False for name in ChatMemberRestricted.__slots__ if name.startswith(("can_", "is_"))}
    await ear.people.inject(
        {
            "my_chat_member": {
                "chat": {"id": group, "type": "supergroup", "title": "G"},
                "from": {"id": 5_005, "is_bot": False, "first_name": "R"},
                "date": 1_770_000_000,
                "old_chat_member": {"status": "member", "user": bot},
                "new_chat_member": {"status": "restricted", "user": bot, "until_date": 0} | rights,
            }
        }
    )
    async with ear.listening():
        await until(lambda: state_of(ear, group) is ChatState.RESTING, "resting")


async def test_a_group_that_becomes_a_supergroup_keeps_its_preferences(ear: Ear) -> None:
    group = await ear.people.join("group")
    known = ear.store.chats.meet(group, now=utc_now(), kind=ChatKind.GROUP)
    moved = await ear.people.act(group, "migrate")
    async with ear.listening():
        await until(lambda: not ear.sandbox.world.updates.pending, "all confirmed")
    found = ear.store.chats.get(moved["id"])
    assert found is not None
    assert found.id == known.id
    assert ear.store.chats.get(group) is None
