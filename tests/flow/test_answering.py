import pytest

from bot.message import Answer, Attachment, Button, Message, Request, RequestKind
from jobs.model import ChatKind, ChatState
from tests.flow.ear import (
    Ear,
    has_messages,
    labels_of,
    say,
    state_of,
    text,
    utc_now,
)
from tests.flow.wire import until


async def test_a_tap_changes_its_message_shows_a_toast_and_says_the_rest(ear: Ear) -> None:
    reader = await ear.people.join()
    message_id = await ear.post(reader, "다음")

    async def turn_page(request: Request) -> Answer:
        assert (request.kind, request.text) == (RequestKind.TAP, "다음")
        assert (request.reply_to, request.reply_text) == (message_id, "고르세요")
        return Answer(edit=text("2쪽", "이전"), toast="넘겼어요", say=(text("하나 더"),))

    async with ear.listening(turn_page):
        tapped = await ear.people.tap(reader, message_id, text="다음")
        await ear.said(reader, "2쪽", "하나 더")
    assert tapped["answer"] == {"text": "넘겼어요", "show_alert": False}


async def test_a_tap_may_change_the_buttons_alone(ear: Ear) -> None:
    reader = await ear.people.join()
    message_id = await ear.post(reader, "끄기")

    async def toggle(_: Request) -> Answer:
        return Answer(buttons=((Button(label="켜기", action="on"),),))

    async with ear.listening(toggle):
        assert (await ear.people.tap(reader, message_id, text="끄기"))["answered"]
        await until(lambda: labels_of(ear, reader, "켜기"), "new buttons")
    assert await ear.people.heard(reader) == ["고르세요"]


async def test_a_message_that_cannot_be_changed_any_more_is_sent_anew(ear: Ear) -> None:
    reader = await ear.people.join()
    message_id = await ear.post(reader, "다음")
    await ear.people.fault("400", "editMessageText", description="Bad Request: message can't be edited")

    async def turn_page(_: Request) -> Answer:
        return Answer(edit=text("2쪽"))

    async with ear.listening(turn_page):
        await ear.people.tap(reader, message_id, text="다음")
        await ear.said(reader, "고르세요", "2쪽")


async def test_a_tap_whose_command_fails_still_ends_waiting_and_the_person_is_told(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    reader = await ear.people.join(language_code="ko")
    message_id = await ear.post(reader, "다음")

    async def fail(_: Request) -> Answer:
        raise KeyError("broken")

    async with ear.listening(fail):
        tapped = await ear.people.tap(reader, message_id, text="다음")
        await ear.said(reader, "고르세요", "죄송해요")
    assert tapped["answered"]
    assert "KeyError" in caplog.text


async def test_an_answer_of_several_messages_and_a_file_arrives_in_order(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "/refs")

    async def refs(_: Request) -> Answer:
        return Answer(say=(text("하나"), Attachment(name="refs.bib", content=b"@misc{}"), text("둘")))

    async with ear.listening(refs):
        await until(lambda: has_messages(ear, reader, 4), "three messages")
    messages = await ear.people.messages(reader)
    seen = [one["document"]["file_name"] if one["document"] else one["text"] for one in messages]
    assert seen == ["/refs", "하나", "refs.bib", "둘"]


async def test_a_command_that_fails_is_excused_in_the_readers_language(ear: Ear) -> None:
    reader = await ear.people.join(language_code="en")
    await ear.people.write(reader, "boom")
    await ear.people.write(reader, "hello")

    async def answer(request: Request) -> Answer:
        if request.text == "boom":
            raise RuntimeError("boom")
        return say("fine")

    async with ear.listening(answer):
        await ear.said(reader, "Sorry", "fine")


async def test_markup_that_telegram_refuses_is_said_in_plain_text(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")

    async def broken(_: Request) -> Answer:
        return Answer(say=(Message(html="<b>half", plain="whole"),))

    async with ear.listening(broken):
        await ear.said(reader, "whole")


@pytest.mark.parametrize("kind", ["429", "500", "drop_before"])
async def test_an_answer_survives_a_moment_of_trouble(ear: Ear, kind: str) -> None:
    reader = await ear.people.join()
    await ear.people.fault(kind, retry_after=1)
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.said(reader, "hi!")


async def test_an_answer_in_doubt_is_repeated_once_and_no_more(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.fault("drop_after", times=5)
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.said(reader, "hi!", "hi!")
        await until(lambda: not ear.sandbox.world.updates.pending, "all confirmed")
    assert len(await ear.people.heard(reader)) == 2


async def test_an_answer_that_would_come_much_too_late_is_given_up(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    reader = await ear.people.join()
    await ear.people.fault("429", retry_after=3600)
    for words in ("hi", "again"):
        await ear.people.write(reader, words)
    answering = ear.answering()
    chat = ear.store.chats.meet(reader, now=utc_now())
    await answering.perform(chat, say("late"))
    assert "answer.lost" in caplog.text
    assert await ear.people.heard(reader) == []


async def test_an_answer_follows_a_group_that_moved_meanwhile(ear: Ear) -> None:
    group = await ear.people.join("group")
    chat = ear.store.chats.meet(group, now=utc_now(), kind=ChatKind.GROUP)
    moved = (await ear.people.act(group, "migrate"))["id"]
    await ear.answering().perform(chat, say("one", "two"))
    assert await ear.people.heard(moved) == ["one", "two"]
    assert ear.store.chats.get(moved) is not None


async def test_an_answer_to_a_deleted_topic_goes_to_the_main_thread(ear: Ear) -> None:
    forum = await ear.people.join("supergroup", is_forum=True)
    await ear.people.write(forum, "어서 오세요")
    topic = (await ear.people.act(forum, "topics", name="에너지"))["id"]
    await ear.people.act(forum, f"topics/{topic}/delete")
    chat = ear.store.chats.meet(forum, now=utc_now(), thread=topic, kind=ChatKind.SUPERGROUP)
    await ear.answering().perform(chat, say("hi"))
    assert await ear.people.heard(forum) == ["hi"]


async def test_who_blocked_the_bot_meanwhile_rests(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")
    await ear.people.fault("403")
    async with ear.listening():
        await until(lambda: state_of(ear, reader) is ChatState.RESTING, "the chat rests")
