"""python-telegram-bot, with its own transport, reads everything the sandbox sends and loses nothing of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram import error

from bot.sandbox import Sandbox
from tests.sandbox.fakes import BotClient, People


@pytest.fixture
async def library(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(sandbox.token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot")
    async with bot:
        yield bot


def lost(thing: Any, path: str = "") -> list[str]:
    """Fields the library does not know."""
    if isinstance(thing, telegram.TelegramObject):
        found = [f"{path}.{name}" for name in thing.api_kwargs]
        parts = {name: getattr(thing, name, None) for name in thing.to_dict(recursive=False)}
        return found + [miss for name, part in parts.items() for miss in lost(part, f"{path}.{name}")]
    if isinstance(thing, list | tuple):
        return [miss for part in thing for miss in lost(part, path)]
    return []


async def test_every_kind_of_update_is_read_without_loss(
    library: telegram.Bot, people: People, bot: BotClient, sandbox: Sandbox
) -> None:
    reader = await people.reader()
    group = await people.chat("group", title="모임")
    channel = await people.chat("channel", title="채널")
    forum = await people.chat("supergroup", title="포럼", is_forum=True)
    sent = await library.send_message(reader, "고르세요", reply_markup=telegram.InlineKeyboardMarkup.from_button(
        telegram.InlineKeyboardButton("예", callback_data="y")))  # fmt: skip
    first = await people.write(reader, "/start 안녕", reply_to_message_id=sent.message_id)
    await people.post(f"/chats/{reader}/messages/{first['message_id']}/edit", text="고친 글")
    await people.write(channel, "채널 글")
    await people.post(f"/chats/{reader}/taps", message_id=sent.message_id, data="y", wait_s=0)
    await people.post(f"/chats/{reader}/inline", query="원전", wait_s=0)
    await people.post(f"/chats/{group}/migrate")
    topic = (await people.post(f"/chats/{forum}/topics", name="주제"))["id"]
    await people.post(f"/chats/{forum}/topics/{topic}/close")
    await people.post(f"/chats/{channel}/demote")
    await people.post(f"/chats/{reader}/block")
    raw = await bot.ok("getUpdates")
    updates = await library.get_updates()
    assert len(updates) == len(raw) >= 12
    assert lost(updates) == []
    kinds = {key for update in raw for key in update} - {"update_id"}
    assert kinds == {
        "message",
        "edited_message",
        "channel_post",
        "callback_query",
        "inline_query",
        "my_chat_member",
    }
    for update, original in zip(updates, raw, strict=True):
        assert contained(original, update.to_dict()), original


def contained(small: Any, large: Any) -> bool:
    """Whether everything in `small` is in `large` too."""
    if isinstance(small, dict):
        return isinstance(large, dict) and all(key in large and contained(small[key], large[key]) for key in small)
    if isinstance(small, list):
        return isinstance(large, list | tuple) and all(map(contained, small, large))
    return bool(small == large)


async def test_the_library_sends_edits_and_looks(library: telegram.Bot, people: People) -> None:
    reader = await people.reader()
    markup = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("글", url="https://example.org/a")]])
    sent = await library.send_message(
        reader, "<b>안녕</b> <a href='https://example.org/x'>글</a>", parse_mode="HTML", reply_markup=markup,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True), disable_notification=True,
    )  # fmt: skip
    assert (sent.text_html, sent.reply_markup) == (
        '<b>안녕</b> <a href="https://example.org/x">글</a>',
        markup,
    )
    assert sent.link_preview_options == telegram.LinkPreviewOptions(is_disabled=True)
    document = await library.send_document(
        reader, b"text", filename="참고.txt", caption="<i>파일</i>", parse_mode="HTML"
    )
    file = await library.get_file(document.document or "")
    assert bytes(await file.download_as_bytearray()) == b"text"
    edited = await library.edit_message_text("새 글", reader, sent.message_id)
    chat = await library.get_chat(reader)
    me = await library.get_me()
    group = await people.chat("supergroup", title="모임", bot_is_admin=True)
    admins = await library.get_chat_administrators(group)
    hook = await library.get_webhook_info()
    assert lost([sent, document, file, edited, chat, me, admins, hook]) == []
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.edit_date is not None) == ("새 글", True)
    assert [member.status for member in admins] == ["creator", "administrator"]
    await library.set_my_commands([("help", "도움말")], telegram.BotCommandScopeAllPrivateChats(), "ko")
    assert await library.delete_messages(reader, [sent.message_id])


async def test_refusals_become_the_librarys_own_errors(
    library: telegram.Bot, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns about its own attribute
    reader, group = await people.reader(), await people.chat("group", title="모임")
    new = (await people.post(f"/chats/{group}/migrate"))["id"]
    with pytest.raises(error.ChatMigrated) as moved:
        await library.send_message(group, "x")
    assert moved.value.new_chat_id == new
    await people.post("/faults", kind="429", retry_after=9)
    with pytest.raises(error.RetryAfter):
        await library.send_message(reader, "x")
    with pytest.raises(error.BadRequest, match="Can't parse entities"):
        await library.send_message(reader, "<b>x", parse_mode="HTML")
    await people.post("/faults", kind="drop_after", method="sendMessage")
    with pytest.raises(error.NetworkError):
        await library.send_message(reader, "x")
    await people.post(f"/chats/{reader}/block")
    with pytest.raises(error.Forbidden):
        await library.send_message(reader, "x")
