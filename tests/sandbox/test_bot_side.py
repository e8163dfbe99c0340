"""What the bot may do, and the words in which it is refused."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.fakes import BotClient, People, as_json, keyboard, polling


async def test_a_wrong_token_and_an_unknown_method_are_refused(bot: BotClient, sandbox: Sandbox) -> None:
    async with bot.session.post(f"{sandbox.url}/bot1:wrong/getMe") as answer:
        assert (answer.status, await answer.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )
    assert await bot.call("sendNothing") == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_every_way_of_passing_parameters_sends_the_same_message(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    parameters = {"chat_id": str(chat_id), "text": "<b>가</b>", "parse_mode": "HTML",
                  "reply_markup": as_json(keyboard([("예", "y")]))}  # fmt: skip
    url = f"{bot.base}/sendMessage"
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in parameters.items():
        multipart.add_field(name, value)
    for way in ({"json": parameters}, {"data": parameters}, {"data": multipart}, {"params": parameters}):
        async with bot.session.post(url, **way) as answer:
            assert (await answer.json())["ok"]
    async with bot.session.get(url, params=parameters) as answer:
        assert (await answer.json())["ok"]
    shapes = [(m["text"], m["entities"], m["reply_markup"]) for m in await people.messages(chat_id)]
    assert len(shapes) == 5
    assert all(shape == shapes[0] for shape in shapes)


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "가" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "reply_markup": keyboard([("버튼", "가" * 22)])}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard([("버튼", "")])}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard([("버튼", "https:// x")])},
            "inline keyboard button URL 'https:// x' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
    ],
)
async def test_a_message_telegram_would_refuse_is_refused_in_its_words(
    bot: BotClient, people: People, parameters: dict[str, Any], reason: str
) -> None:
    chat_id = await people.reader()
    assert await bot.refused("sendMessage", **({"chat_id": chat_id} | parameters)) == f"Bad Request: {reason}"
    assert await people.messages(chat_id) == []


async def test_4096_units_after_parsing_are_sent(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    sent = await bot.say(chat_id, f"<b>{'가' * 4096}</b>")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_an_edit_changes_in_place_and_refuses_what_changes_nothing(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    place = {"chat_id": chat_id, "message_id": (await bot.say(chat_id, "<b>옛</b> 글"))["message_id"]}
    edited = await bot.ok("editMessageText", **place, text="새 글", reply_markup=keyboard([("예", "y")]))
    assert (edited["text"], edited["edit_date"] >= edited["date"]) == ("새 글", True)
    unchanged = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    same = {"text": "새 글 ", "reply_markup": keyboard([("예", "y")])}
    assert await bot.refused("editMessageText", **place, **same) == unchanged
    assert "reply_markup" not in await bot.ok("editMessageReplyMarkup", **place)
    assert await bot.refused("editMessageReplyMarkup", **place) == unchanged
    (message,) = await people.messages(chat_id)
    assert (message["edits"], message["text"]) == (2, "새 글")


async def test_a_persons_message_cannot_be_edited_and_missing_ones_are_not_found(
    bot: BotClient, people: People
) -> None:
    chat_id = await people.reader()
    theirs = (await people.write(chat_id, "내 글"))["message_id"]
    edit = {"chat_id": chat_id, "text": "x"}
    assert await bot.refused("editMessageText", **edit, message_id=theirs) == "Bad Request: message can't be edited"
    assert await bot.refused("editMessageText", **edit, message_id=999) == "Bad Request: message to edit not found"
    gone = {"chat_id": chat_id, "message_id": 999}
    assert await bot.refused("deleteMessage", **gone) == "Bad Request: message to delete not found"


async def test_deletion_stops_at_48_hours(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    old, new = [(await bot.say(chat_id, words))["message_id"] for words in ("오래된", "새로운")]
    await people.post(f"/chats/{chat_id}/messages/{old}/age", seconds=49 * 3600)
    assert (
        await bot.refused("deleteMessage", chat_id=chat_id, message_id=old) == "Bad Request: message can't be deleted"
    )
    await bot.ok("deleteMessages", chat_id=chat_id, message_ids=[old, new, 12345])
    assert [m["deleted"] for m in await people.messages(chat_id)] == [False, True]


async def test_updates_come_again_until_confirmed(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    for words in ("하나", "둘", "셋"):
        await people.write(chat_id, words)
    first = await bot.ok("getUpdates")
    assert await bot.ok("getUpdates") == first
    assert [u["message"]["text"] for u in await bot.ok("getUpdates", limit=1)] == ["하나"]
    rest = await bot.ok("getUpdates", offset=first[0]["update_id"] + 1)
    assert [u["message"]["text"] for u in rest] == ["둘", "셋"]
    last = await bot.ok("getUpdates", offset=-1)
    assert [u["message"]["text"] for u in last] == ["셋"]
    assert await bot.ok("getUpdates") == last


async def test_a_long_poll_ends_when_something_is_written(bot: BotClient, people: People, sandbox: Sandbox) -> None:
    chat_id = await people.reader()
    poll = asyncio.create_task(bot.ok("getUpdates", timeout=20))
    await polling(sandbox)
    await people.write(chat_id, "안녕")
    assert [u["message"]["text"] for u in await poll] == ["안녕"]


async def test_a_second_poller_ends_the_first_with_409(bot: BotClient, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await polling(sandbox)
    assert await bot.ok("getUpdates") == []
    assert (await first)["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_kinds_of_updates_not_asked_for_do_not_come(bot: BotClient, people: People) -> None:
    await bot.ok("getUpdates", allowed_updates=["callback_query"])
    chat_id = await people.reader()
    assert (await people.write(chat_id, "안녕"))["update_id"] is None
    assert await bot.ok("getUpdates") == []


async def test_a_document_can_be_fetched_by_the_bot_and_from_the_page(
    bot: BotClient, people: People, sandbox: Sandbox
) -> None:
    chat_id = await people.reader()
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(chat_id))
    form.add_field("caption", "참고 자료")
    form.add_field("document", b"@misc{x}", filename="참고.bib", content_type="application/x-bibtex")
    async with bot.session.post(f"{bot.base}/sendDocument", data=form) as answer:
        sent = (await answer.json())["result"]
    assert (sent["document"]["file_name"], sent["caption"]) == ("참고.bib", "참고 자료")
    found = await bot.ok("getFile", file_id=sent["document"]["file_id"])
    (message,) = await people.messages(chat_id)
    for address in (f"/file/bot{sandbox.token}/{found['file_path']}", message["document"]["url"]):
        async with bot.session.get(sandbox.url + address) as answer:
            assert await answer.read() == b"@misc{x}"
    again = await bot.ok("sendDocument", chat_id=chat_id, document=sent["document"]["file_id"])
    assert again["document"] == sent["document"]


async def test_command_menus_are_kept_by_scope_and_language(bot: BotClient, people: People) -> None:
    ko, en = ([{"command": "help", "description": words}] for words in ("도움말", "Help"))
    private = {"type": "all_private_chats"}
    await bot.ok("setMyCommands", commands=en)
    await bot.ok("setMyCommands", commands=ko, scope=private, language_code="ko")
    assert await bot.ok("getMyCommands", scope=private, language_code="ko") == ko
    assert await bot.ok("getMyCommands", scope=private) == []
    korean, english = await people.reader(), await people.reader("Robin", "en")
    assert (await people.get(f"/chats/{korean}/commands"))["commands"] == ko
    assert (await people.get(f"/chats/{english}/commands"))["commands"] == en
    for wrong in ("Help", "a" * 33, "도움"):
        commands = [{"command": wrong, "description": "x"}]
        assert await bot.refused("setMyCommands", commands=commands) == "Bad Request: BOT_COMMAND_INVALID"


async def test_a_webhook_gets_the_updates_and_stops_getupdates(bot: BotClient, people: People) -> None:
    got: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
    failures = iter([500])

    async def take(request: aiohttp.web.Request) -> aiohttp.web.Response:
        await got.put((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        return aiohttp.web.Response(status=next(failures, 200))

    app = aiohttp.web.Application()
    app.router.add_post("/hook", take)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.ok("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s-1")
    await people.write(await people.reader(), "안녕")
    first, second = await got.get(), await got.get()
    assert first == second
    assert (first[0], first[1]["message"]["text"]) == ("s-1", "안녕")
    assert (await bot.call("getUpdates"))["error_code"] == 409
    await runner.cleanup()
    await bot.ok("deleteWebhook")
    assert await bot.ok("getUpdates") == []


async def test_a_webhook_elsewhere_is_refused(bot: BotClient) -> None:
    assert "this machine only" in await bot.refused("setWebhook", url="https://example.org/hook")
