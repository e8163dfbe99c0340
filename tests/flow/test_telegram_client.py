import asyncio
import json
import logging
import socket
import traceback

import pytest

from bot.message import Attachment, Button, Message
from bot.telegram_client import HEARD, TelegramClient, prepare
from bot.transport import AiohttpRequest
from jobs.errors import (
    ChatGone,
    ChatMoved,
    MessageRejected,
    RetryLater,
    SendError,
    SendUncertain,
    ThreadGone,
    Unauthorised,
)
from jobs.model import Chat, ChatId, ChatKind
from tests.flow.wire import TOKEN, People, a_script, a_telegram, until

HELLO = Message(html="<b>안녕하세요</b> &amp; hello", plain="안녕하세요 & hello")
CHAT = Chat(id=ChatId(1), telegram_id=42)
SENT = '{"ok":true,"result":{"message_id":77,"date":1,"chat":{"id":42,"type":"private"}}}'


def a_chat(telegram_id: int, *, thread: int = 0, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
    return Chat(id=ChatId(1), telegram_id=telegram_id, thread=thread, kind=kind)


async def a_forum(people: People) -> tuple[int, int]:
    """Open a forum with one topic, and give the ids of both."""
    forum = await people.join("supergroup", is_forum=True)
    await people.write(forum, "어서 오세요")
    return forum, (await people.act(forum, "topics", name="에너지"))["id"]


async def failure(client: TelegramClient, chat: Chat = CHAT) -> SendError:
    with pytest.raises(SendError) as caught:
        await client.send(chat, HELLO)
    return caught.value


async def test_a_message_arrives_with_its_markup_its_buttons_and_without_a_preview() -> None:
    message = Message(
        html='<b>안녕</b> <a href="https://news.example/">소식</a>',
        plain="안녕 소식",
        buttons=(
            (Button(label="참고자료", action="refs:1"),),
            (Button(label="원문", url="https://news.example/1"),),
        ),
        silent=True,
    )
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat_id = await people.join()
        message_id = await client.send(a_chat(chat_id), message)
        (seen,) = await people.messages(chat_id)
    assert seen["message_id"] == message_id
    assert seen["text"] == "안녕 소식"
    assert [entity["type"] for entity in seen["entities"]] == ["bold", "text_link"]
    assert seen["link_preview_options"] == {"is_disabled": True}
    assert seen["silent"] is True
    assert seen["reply_markup"]["inline_keyboard"] == [
        [{"text": "참고자료", "callback_data": "refs:1"}],
        [{"text": "원문", "url": "https://news.example/1"}],
    ]


async def test_as_plain_text_the_message_carries_no_markup() -> None:
    broken = Message(html="<b>안녕", plain="<b>안녕")
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat = a_chat(await people.join())
        with pytest.raises(MessageRejected, match="can't parse entities"):
            await client.send(chat, broken)
        await client.send(chat, broken, plain=True)
        assert await people.heard(chat.telegram_id) == ["<b>안녕"]


async def test_one_envelope_goes_to_many_chats_and_topics() -> None:
    envelope = prepare(HELLO)
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        private = await people.join()
        forum, topic = await a_forum(people)
        await client.post(a_chat(private), envelope)
        await client.post(a_chat(forum, thread=topic, kind=ChatKind.SUPERGROUP), envelope)
        (in_private,) = await people.messages(private)
        in_forum = (await people.messages(forum))[-1]
    assert in_private["text"] == in_forum["text"] == "안녕하세요 & hello"
    assert in_private["message_thread_id"] is None
    assert in_forum["message_thread_id"] == topic


async def test_a_file_arrives_with_its_name_caption_and_bytes() -> None:
    content = "참고자료\n".encode()
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat_id = await people.join()
        sent = await client.send_file(
            a_chat(chat_id), Attachment(name="참고자료.txt", content=content, caption="여섯 건")
        )
        (seen,) = await people.messages(chat_id)
    assert sent == seen["message_id"]
    assert seen["document"]["file_name"] == "참고자료.txt"
    assert seen["document"]["file_size"] == len(content)
    assert seen["text"] == "여섯 건"


async def test_an_edit_changes_the_message_and_one_that_changes_nothing_is_success() -> None:
    new = Message(html="<i>새 글</i>", plain="새 글", buttons=((Button(label="다음", action="n"),),))
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat = a_chat(await people.join())
        message_id = await client.send(chat, HELLO)
        await client.edit(chat, message_id, new)
        await client.edit(chat, message_id, new)
        await client.edit_buttons(chat, message_id, ((Button(label="끝", action="e"),),))
        (seen,) = await people.messages(chat.telegram_id)
    assert seen["text"] == "새 글"
    assert seen["reply_markup"]["inline_keyboard"] == [[{"text": "끝", "callback_data": "e"}]]
    assert seen["edits"] >= 1


async def test_a_tap_is_answered_and_one_too_old_is_no_error() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat_id = await people.join()
        message_id = await client.send(
            a_chat(chat_id),
            Message(html="고르세요", plain="고르세요", buttons=((Button(label="하나", action="1"),),)),
        )
        tapping = asyncio.create_task(people.tap(chat_id, message_id, text="하나"))
        (update,) = await client.get_updates(0, 5)
        tap = update["callback_query"]
        assert isinstance(tap, dict)
        await client.answer_tap(tap["id"], "알겠어요", alert=True)
        answered = await tapping
        await client.answer_tap("an-old-one", "늦었어요")
    assert answered["answer"] == {"text": "알겠어요", "show_alert": True}


async def test_updates_come_raw_and_only_of_the_kinds_we_hear() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        await client.get_updates(0, 0)
        chat_id = await people.join()
        first = await people.write(chat_id, "안녕")
        await people.act(chat_id, f"messages/{first['message_id']}/edit", text="고침")
        updates = await client.get_updates(0, 0)
    assert [set(one) - {"update_id"} for one in updates] == [{"message"}]
    assert "edited_message" not in HEARD


async def test_menus_are_set_for_each_language() -> None:
    menus = {"": [("latest", "Newest briefings")], "ko": [("latest", "최근 소식")]}
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        await client.set_menus(menus)
        chat_id = await people.join()
        seen = [
            await people._session.get(f"{sandbox.url}/sandbox/chats/{chat_id}/commands?language={code}")
            for code in ("ko", "en")
        ]
        texts = [(await one.json())["commands"][0]["description"] for one in seen]
    assert texts == ["최근 소식", "Newest briefings"]


async def test_who_the_bot_is_is_said_once_in_each_language() -> None:
    texts = {"": ("About", "Line"), "ko": ("소개", "한 줄")}
    async with a_telegram() as (sandbox, _), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        await client.introduce(texts)
        await client.introduce(texts)
        calls = [one["method"] for one in sandbox.world.journal.since(0, None)]
        assert sandbox.world.texts[("description", "ko")] == "소개"
        assert sandbox.world.texts[("short_description", "")] == "Line"
    assert calls.count("setMyDescription") == calls.count("setMyShortDescription") == 2


async def test_the_bot_knows_its_name_and_who_administrates() -> None:
    async with (
        a_telegram(username="our_bot") as (sandbox, people),
        TelegramClient(TOKEN, api_base_url=sandbox.url) as client,
    ):
        group = await people.join("supergroup")
        boss = await people.act(group, "members", first_name="Boss", status="administrator")
        member = await people.act(group, "members", first_name="Member")
        administrators = await client.administrators(a_chat(group, kind=ChatKind.SUPERGROUP))
        await client.delete_webhook()
        assert await client.get_me() == "our_bot"
    assert boss["user"]["id"] in administrators
    assert member["user"]["id"] not in administrators


async def test_a_reader_who_blocked_the_bot_is_gone() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat = a_chat(await people.join())
        await people.act(chat.telegram_id, "block")
        assert isinstance(await failure(client, chat), ChatGone)
        assert isinstance(await failure(client, a_chat(999_999)), ChatGone)


async def test_a_migrated_group_names_its_new_id() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        group = await people.join("group")
        moved = await people.act(group, "migrate")
        error = await failure(client, a_chat(group, kind=ChatKind.GROUP))
    assert isinstance(error, ChatMoved)
    assert error.telegram_id == moved["id"]


async def test_a_deleted_topic_is_told_from_a_closed_one() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        forum, topic = await a_forum(people)
        chat = a_chat(forum, thread=topic, kind=ChatKind.SUPERGROUP)
        await people.act(forum, f"topics/{topic}/close")
        assert isinstance(await failure(client, chat), ChatGone)
        await people.act(forum, f"topics/{topic}/delete")
        assert isinstance(await failure(client, chat), ThreadGone)


async def test_a_429_names_its_wait_and_a_500_is_a_mere_failure() -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat = a_chat(await people.join())
        await people.fault("429", retry_after=17)
        await people.fault("500")
        limited, failed = await failure(client, chat), await failure(client, chat)
        assert isinstance(limited, RetryLater)
        assert (limited.after_s, limited.limited) == (17, True)
        assert isinstance(failed, RetryLater)
        assert not failed.limited


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_connection_that_breaks_after_writing_leaves_it_uncertain(kind: str, arrived: int) -> None:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        chat = a_chat(await people.join())
        await people.fault(kind)
        assert isinstance(await failure(client, chat), SendUncertain)
        assert len(await people.heard(chat.telegram_id)) == arrived
        await client.send(chat, HELLO)


async def test_a_wrong_token_is_unauthorised_by_every_way() -> None:
    async with (
        a_telegram() as (sandbox, _),
        TelegramClient("1:wrong", api_base_url=sandbox.url) as client,
    ):
        assert isinstance(await failure(client), Unauthorised)
        for call in (client.get_updates(0, 0), client.administrators(CHAT), client.set_menus({"": []})):
            with pytest.raises(Unauthorised):
                await call


async def test_an_answer_that_never_comes_is_uncertain() -> None:
    request = AiohttpRequest(read_timeout_s=0.05)
    async with (
        a_script() as server,
        TelegramClient(TOKEN, api_base_url=server.url, request=request) as client,
    ):
        server.keep_silent(0.3)
        assert isinstance(await failure(client), SendUncertain)


async def test_waiting_in_vain_for_a_free_connection_is_safe_to_repeat() -> None:
    request = AiohttpRequest(connections=1, pool_timeout_s=0.05, connect_timeout_s=0.05, read_timeout_s=2)
    async with (
        a_script() as server,
        TelegramClient(TOKEN, api_base_url=server.url, request=request) as client,
    ):
        server.keep_silent(0.4)
        first = asyncio.create_task(client.answer_tap("1"))
        await until(lambda: len(server.asked) == 1, "the first request")
        error = await failure(client)
        await first
    assert isinstance(error, RetryLater)
    assert len(server.asked) == 1


async def test_nobody_listening_is_safe_to_repeat() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with TelegramClient(TOKEN, api_base_url=url) as client:
            error = await failure(client)
    assert isinstance(error, RetryLater)
    assert not error.limited


async def test_a_gateways_page_instead_of_json_is_an_outage() -> None:
    async with a_script() as server, TelegramClient(TOKEN, api_base_url=server.url) as client:
        server.answer(502, "<html>Bad Gateway</html>", "text/html")
        assert isinstance(await failure(client), RetryLater)
        server.answer(200, "<html>maintenance</html>", "text/html")
        with pytest.raises(RetryLater):
            await client.get_updates(0, 0)


@pytest.mark.parametrize(
    "answer",
    [
        SENT,
        '{"ok": true, "result": {"message_id": 77, "text": "\\"message_id\\":5"}}',
        '{"result":{"date":1,"reply_to_message":{"message_id":5},"message_id":77},"ok":true}',
    ],
)
async def test_the_id_of_a_sent_message_is_found_however_the_answer_is_ordered(answer: str) -> None:
    async with a_script() as server, TelegramClient(TOKEN, api_base_url=server.url) as client:
        server.answer(200, answer)
        assert await client.send(CHAT, HELLO) == 77


async def test_texts_go_as_json_and_files_as_multipart_over_one_connection() -> None:
    async with a_script() as server, TelegramClient(TOKEN, api_base_url=server.url) as client:
        for _ in range(3):
            server.answer(200, SENT)
        await client.send(CHAT, HELLO)
        await client.send_file(CHAT, Attachment(name="a.txt", content=b"a"))
        await client.send(CHAT, HELLO)
    (method, content_type, body), (file_method, file_type, _), _ = server.asked
    assert (method, file_method) == ("sendMessage", "sendDocument")
    assert content_type == "application/json"
    assert json.loads(body)["chat_id"] == 42
    assert json.loads(body)["text"] == HELLO.html
    assert file_type.startswith("multipart/form-data")


async def test_the_token_stands_in_no_error_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    asyncio.get_running_loop().set_debug(True)
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    short = AiohttpRequest(connections=1, pool_timeout_s=5, connect_timeout_s=5, read_timeout_s=0.5)
    async with a_script() as server, TelegramClient(TOKEN, api_base_url=server.url, request=short) as client:
        server.hang_up()
        server.babble()
        server.keep_silent(0.8)
        server.answer(401, '{"ok":false,"error_code":401,"description":"Unauthorized"}')
        server.hang_up()
        server.babble()
        server.answer(200, "no json")
        for act in (
            *(client.send(CHAT, HELLO) for _ in range(4)),
            client.administrators(CHAT),
            client.send_file(CHAT, Attachment(name="a.txt", content=b"a")),
            client.administrators(CHAT),
        ):
            with pytest.raises(SendError) as caught:
                await act
            error: BaseException | None = caught.value
            told.append("".join(traceback.format_exception(caught.value)))
            while error is not None:
                told.append(f"{error!r} {error}")
                error = error.__context__
        assert not server.script
    assert "SendUncertain" in "".join(told)
    assert TOKEN not in "".join(told)
    assert TOKEN not in caplog.text


def test_only_bulk_carries_the_paid_broadcasts_flag() -> None:
    envelope = prepare(HELLO)
    assert json.loads(envelope.addressed(CHAT, paid=True))["allow_paid_broadcast"] is True
    assert "allow_paid_broadcast" not in json.loads(envelope.addressed(CHAT))
