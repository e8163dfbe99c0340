"""What people do, and what the bot gets to see and hear of it."""

import asyncio
import re

import pytest

from bot.sandbox import Sandbox
from tests.sandbox.fakes import BotClient, People, keyboard


async def test_a_command_reaches_the_bot_with_its_entity_and_its_writer(bot: BotClient, people: People) -> None:
    chat_id = await people.reader("하늘", "ko")
    await people.write(chat_id, "/start b_12")
    ((update),) = await bot.updates()
    message = update["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": chat_id, "is_bot": False, "first_name": "하늘", "language_code": "ko"}
    assert message["chat"] == {"id": chat_id, "type": "private", "first_name": "하늘"}


async def test_a_tap_returns_the_bots_answer_and_a_late_answer_is_refused(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    sent = await bot.say(
        chat_id,
        "고르세요",
        reply_markup=keyboard([("가", "a"), ("나", "b")], [("글", "https://example.org/")]),
    )
    tap = asyncio.create_task(people.post(f"/chats/{chat_id}/taps", message_id=sent["message_id"], row=0, column=1))
    (update,) = await bot.updates(wait_s=10)
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("b", sent["message_id"])
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="됐어요", show_alert=True)
    assert (await tap)["answer"] == {"text": "됐어요", "show_alert": True}
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await bot.refused("answerCallbackQuery", callback_query_id=query["id"]) == old
    assert await bot.refused("answerCallbackQuery", callback_query_id="7") == old


async def test_a_tap_nobody_answers_says_so_and_a_link_is_no_tap(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    sent = await bot.say(chat_id, "고르세요", reply_markup=keyboard([("가", "a"), ("글", "https://example.org/")]))
    place = {"message_id": sent["message_id"]}
    silent = await people.post(f"/chats/{chat_id}/taps", **place, text="가", wait_s=0.01)
    assert (silent["answered"], silent["answer"]) == (False, None)
    linked = await people.post(f"/chats/{chat_id}/taps", **place, text="글")
    assert linked["button"]["url"] == "https://example.org/"
    assert "no button" in await people.refused(f"/chats/{chat_id}/taps", **place, row=3)


async def test_a_blocked_bot_is_told_refused_and_let_in_again(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    await people.post(f"/chats/{chat_id}/block")
    (update,) = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await bot.refused("sendMessage", chat_id=chat_id, text="x") == "Forbidden: bot was blocked by the user"
    await people.post(f"/chats/{chat_id}/unblock")
    (update,) = await bot.updates()
    assert update["my_chat_member"]["old_chat_member"]["status"] == "kicked"
    await bot.say(chat_id, "다시 안녕하세요")


async def test_a_deactivated_reader_and_one_who_never_wrote_are_refused(bot: BotClient, people: People) -> None:
    gone, shy = await people.reader(), await people.chat("private", started=False)
    await people.post(f"/chats/{gone}/deactivate")
    assert await bot.refused("sendMessage", chat_id=gone, text="x") == "Forbidden: user is deactivated"
    initiate = "Forbidden: bot can't initiate conversation with a user"
    assert await bot.refused("sendMessage", chat_id=shy, text="x") == initiate
    await people.write(shy, "/start")
    await bot.say(shy, "안녕하세요")


async def test_a_group_that_becomes_a_supergroup_names_its_new_id(bot: BotClient, people: People) -> None:
    old = await people.chat("group", title="모임")
    await bot.updates()
    new = (await people.post(f"/chats/{old}/migrate"))["id"]
    assert new < -1_000_000_000_000 < old < 0
    leaving, arriving = [update["message"] for update in await bot.updates()]
    assert (leaving["chat"]["id"], leaving["migrate_to_chat_id"]) == (old, new)
    assert (arriving["chat"]["id"], arriving["migrate_from_chat_id"]) == (new, old)
    assert await bot.call("sendMessage", chat_id=old, text="x") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    await bot.say(new, "여기예요")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_kicked_bot_is_refused_by_the_kind_of_chat(bot: BotClient, people: People, kind: str) -> None:
    chat_id = await people.chat(kind, title="모임")
    await people.post(f"/chats/{chat_id}/kick")
    assert (
        await bot.refused("sendMessage", chat_id=chat_id, text="x") == f"Forbidden: bot was kicked from the {kind} chat"
    )
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for u in await bot.updates()]
    assert statuses[-1] == "kicked"


async def test_missing_rights_are_named(bot: BotClient, people: People) -> None:
    chat_id = await people.chat("group", title="모임")
    for kind, reason in (
        ("rights", "not enough rights to send text messages to the chat"),
        ("write", "CHAT_WRITE_FORBIDDEN"),
    ):
        await people.post(f"/chats/{chat_id}/restrict", kind=kind)
        assert await bot.refused("sendMessage", chat_id=chat_id, text="x") == f"Bad Request: {reason}"
    await people.post(f"/chats/{chat_id}/restrict", kind="none")
    await bot.say(chat_id, "다시 써요")


async def test_topics_take_messages_until_closed_or_deleted(bot: BotClient, people: People) -> None:
    chat_id = await people.chat("supergroup", title="포럼", is_forum=True)
    topic = (await people.post(f"/chats/{chat_id}/topics", name="중앙아시아"))["id"]
    sent = await bot.say(chat_id, "주제 안", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    await people.post(f"/chats/{chat_id}/topics/{topic}/close")
    place = {"chat_id": chat_id, "message_thread_id": topic, "text": "x"}
    assert await bot.refused("sendMessage", **place) == "Bad Request: TOPIC_CLOSED"
    await people.post(f"/chats/{chat_id}/topics/{topic}/delete")
    assert await bot.refused("sendMessage", **place) == "Bad Request: message thread not found"
    await bot.say(chat_id, "주제 밖")


async def test_in_a_group_the_bot_hears_commands_mentions_and_replies_only(bot: BotClient, people: People) -> None:
    chat_id = await people.chat("group", title="모임")
    await bot.updates()
    own = (await bot.say(chat_id, "안녕하세요"))["message_id"]
    heard = ["/latest", "/latest@sosik_sandbox_bot", "@sosik_sandbox_bot 안녕"]
    for words in ("그냥 하는 말", "/latest@other_bot", *heard):
        await people.write(chat_id, words)
    await people.write(chat_id, "답장", reply_to_message_id=own)
    assert [u["message"]["text"] for u in await bot.updates()] == [*heard, "답장"]


async def test_a_member_speaks_for_themselves_in_a_group_but_not_in_anothers_chat(
    bot: BotClient, people: People
) -> None:
    group, reader = await people.chat("group", title="모임"), await people.reader("민지")
    other = await people.reader("준호")
    message = await people.write(group, "/mine", **{"from": reader})
    assert message["from"]["first_name"] == "민지"
    found = await bot.ok("getChatMember", chat_id=group, user_id=reader)
    assert found["status"] == "member"
    assert "another person" in await people.refused(f"/chats/{other}/messages", text="x", **{"from": reader})


async def test_administrators_are_listed(bot: BotClient, people: People) -> None:
    chat_id = await people.chat("supergroup", title="모임")
    member = (await people.post(f"/chats/{chat_id}/members", first_name="준호"))["user"]["id"]
    await people.post(f"/chats/{chat_id}/members", user_id=member, status="administrator")
    found = await bot.ok("getChatAdministrators", chat_id=chat_id)
    assert [(m["status"], m["user"]["first_name"]) for m in found] == [
        ("creator", "Owner"),
        ("administrator", "준호"),
    ]


async def test_a_channel_post_of_people_and_of_the_bot(bot: BotClient, people: People) -> None:
    chat_id = await people.chat("channel", title="채널", username="a_channel")
    await bot.updates()
    await people.write(chat_id, "사람의 글")
    (update,) = await bot.updates()
    assert update["channel_post"]["sender_chat"]["id"] == chat_id
    sent = await bot.ok("sendMessage", chat_id="@a_channel", text="봇의 글")
    assert sent["chat"]["id"] == chat_id


async def test_a_forwarded_message_names_its_origin(bot: BotClient, people: People) -> None:
    one, two = await people.reader("민지"), await people.reader("준호")
    original = await bot.say(one, "<b>소식</b>")
    await people.write(two, "", forward_of={"chat_id": one, "message_id": original["message_id"]})
    (update,) = await bot.updates()
    assert update["message"]["forward_origin"]["sender_user"]["is_bot"]
    assert (update["message"]["text"], update["message"]["entities"][0]["type"]) == ("소식", "bold")


async def test_an_inline_query_returns_the_bots_results(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    asked = asyncio.create_task(people.post(f"/chats/{chat_id}/inline", query="원전"))
    (update,) = await bot.updates(wait_s=10)
    assert update["inline_query"]["query"] == "원전"
    content = {"message_text": "<b>가</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "제목", "input_message_content": content}
    place = {"inline_query_id": update["inline_query"]["id"]}
    assert (
        await bot.refused("answerInlineQuery", **place, results=[result, result]) == "Bad Request: RESULT_ID_DUPLICATE"
    )
    await bot.ok("answerInlineQuery", **place, results=[result])
    assert (await asked)["answer"]["results"][0]["message_entities"][0]["type"] == "bold"


async def test_an_update_is_passed_on_exactly_as_given(bot: BotClient, people: People) -> None:
    strange = {"message": {"message_id": "not a number", "모름": [1, None]}}
    update_id = (await people.post("/updates", **strange))["update_id"]
    assert await bot.updates() == [{"update_id": update_id, **strange}]


async def test_a_persons_edit_reaches_the_bot(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    message = await people.write(chat_id, "옛 글")
    await people.post(f"/chats/{chat_id}/messages/{message['message_id']}/edit", text="새 글")
    assert (await bot.updates())[-1]["edited_message"]["text"] == "새 글"


async def test_events_tell_what_changed_and_wait_for_it(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    last = (await people.get("/events"))["last"]
    waiting = asyncio.create_task(people.get(f"/events?since={last}&wait_s=20"))
    await bot.say(chat_id, "<i>안녕</i>")
    news = await waiting
    assert [(e["kind"], e["message"]["html"]) for e in news["events"]] == [("message", "<i>안녕</i>")]
    assert (await people.get("/events?since=99999"))["reset"]


@pytest.mark.parametrize("headers", [{"Host": "rebound.example.org"}, {"Origin": "https://example.org"}])
async def test_requests_meant_for_another_host_or_from_another_page_are_refused(
    bot: BotClient, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    for path in ("/", "/sandbox/chats", f"/bot{sandbox.token}/getMe"):
        async with bot.session.get(sandbox.url + path, headers=headers) as answer:
            assert answer.status == 403


async def test_the_page_comes_with_a_policy_that_allows_only_itself(bot: BotClient, sandbox: Sandbox) -> None:
    for path in ("/", "/page.css", "/page.js"):
        async with bot.session.get(sandbox.url + path) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
            assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?https?:""", await answer.text())
