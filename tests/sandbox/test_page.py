"""The chat page in a real browser, with a small scripted bot behind it."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Playwright, async_playwright, expect

from bot.sandbox import Sandbox
from tests.sandbox.fakes import BotClient, People, keyboard

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG_QUOTE = "\n".join(
    f"{n}. 물류와 에너지 협력에 관한 견본 문장이 이어져요. An invented line of the other language." for n in range(1, 9)
)
ALERT = (
    "🇰🇿 <b>견본: 철도 협력 회의</b>\n<i>견본 연구소 · 게재 2031-02-03</i>\n\n• <u>첫</u> 항목 &lt;안전&gt; "
    "<s>옛</s> <code>x=1</code>\n"
    '<tg-spoiler>가린 말</tg-spoiler> <a href="https://example.org/a?b=1&amp;c=2">원문 열기</a>\n'
    f"<blockquote>그냥 인용</blockquote><blockquote expandable>{LONG_QUOTE}</blockquote>끝"
)

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH"),
    pytest.mark.asyncio(loop_scope="module"),  # what drives the browser is a program as large as the browser's start
]


async def react(bot: BotClient, update: Any) -> None:
    """A bot of four sentences."""
    if "callback_query" in update:
        query = update["callback_query"]
        place = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        await bot.ok("editMessageText", **place, text="중앙아시아 소식을 <b>받아요</b>", parse_mode="HTML")
        alert = query["data"] == "alert"
        await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="저장했어요", show_alert=alert)
        return
    message = update.get("message")
    if message is None or "text" not in message:
        return
    chat_id = message["chat"]["id"]
    if message["text"] == "/start":
        buttons = keyboard([("중앙아시아", "sub"), ("알림창", "alert")], [("참고 자료 보기", "https://example.org/")])
        await bot.say(chat_id, "안녕하세요. 받을 지역을 적어 주세요.", reply_markup=buttons)
    elif message["text"].startswith("/start "):
        await bot.say(chat_id, f"깊은 링크: <code>{message['text'][7:]}</code>")
    elif message["text"] == "소식":
        link = keyboard([("나도 받기", "https://t.me/sosik_sandbox_bot?start=b_1")])
        await bot.say(chat_id, ALERT, reply_markup=link)
    else:
        await bot.say(chat_id, f"“{message['text'].replace('<', '&lt;')}”")


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def session(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def talking(bot: BotClient) -> AsyncIterator[BotClient]:
    await bot.ok("setMyCommands", commands=[{"command": "latest", "description": "최근 소식"}])
    running = asyncio.create_task(bot.run(react))
    yield bot
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the one browser of these tests, which begin with a fresh profile in it each."""
    profile = tmp_path_factory.mktemp("chromium")
    program = [str(CHROMIUM), *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield next(line.split()[-1] for line in process.stderr if "DevTools listening on" in line)
        process.terminate()
        process.communicate()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: str, playwright: Playwright) -> AsyncIterator[Browser]:
    running = await playwright.chromium.connect_over_cdp(chromium)
    yield running
    await running.close()


async def open_page(browser: Browser, sandbox: Sandbox, key: str, width: int = 1100) -> tuple[Page, list[str]]:
    """The page of one reader, and whatever its console complains about."""
    page = await browser.new_page(viewport={"width": width, "height": 760})
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{sandbox.url}/#{key}")
    return page, complaints


async def height(place: Locator) -> float:
    box = await place.bounding_box()
    return box["height"] if box else 0.0


async def test_a_person_starts_taps_reads_and_replies_in_the_page(
    sandbox: Sandbox, browser: Browser, talking: BotClient
) -> None:
    page, complaints = await open_page(browser, sandbox, "ko")
    await page.get_by_role("button", name="시작", exact=True).click()
    await page.get_by_role("button", name="중앙아시아").click()
    bubble = page.locator(".row:not(.mine) .bubble").first
    await expect(bubble.locator("b")).to_have_text("받아요")  # edited in place
    await expect(bubble).to_contain_text("수정됨")
    await expect(page.locator("#toasts")).to_contain_text("저장했어요")

    await page.get_by_label("메시지").fill("소식")
    await page.keyboard.press("Enter")
    alert = page.locator(".row:not(.mine) .body").last
    await expect(alert.locator("b")).to_have_text("견본: 철도 협력 회의")
    await expect(page.locator("#chats [aria-current=true] small")).to_contain_text("견본: 철도 협력 회의")
    await expect(alert.locator("a")).to_have_attribute("href", "https://example.org/a?b=1&c=2")
    await expect(alert).to_contain_text("<안전>")
    quote = alert.locator("blockquote.fold")
    closed = await height(quote)
    await quote.click()
    await expect(quote).to_have_attribute("aria-expanded", "true")
    assert await height(quote) > closed

    await page.get_by_role("button", name="나도 받기").click()
    await expect(page.locator(".row:not(.mine) code").last).to_have_text("b_1")
    assert complaints == []


async def test_at_a_phones_width_nothing_is_wider_than_the_screen(
    sandbox: Sandbox, browser: Browser, talking: BotClient
) -> None:
    page, complaints = await open_page(browser, sandbox, "both", width=360)
    await page.get_by_role("button", name="시작 · Start").click()
    await expect(page.get_by_role("button", name="중앙아시아")).to_be_visible()
    for words in ("소식", "x" * 400):
        await page.get_by_label("메시지 · Message").fill(words)
        await page.keyboard.press("Enter")
        await expect(page.locator(".row.mine .body").last).to_have_text(words)
    await expect(page.locator(".row:not(.mine) .body").last).to_contain_text("“xxx")
    await page.locator(".row:not(.mine) .answer").last.click()
    await expect(page.locator("#reply")).to_contain_text("xxx")
    widest = await page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"
    )
    scroll = await page.evaluate("[document.documentElement.scrollWidth, document.getElementById('log').scrollWidth]")
    assert widest <= 360
    assert await page.evaluate("document.getElementById('foot').getBoundingClientRect().bottom") == 760
    assert max(scroll) <= 360
    assert complaints == []


async def test_markup_of_the_bot_never_becomes_markup_of_the_page(
    sandbox: Sandbox, browser: Browser, people: People, bot: BotClient
) -> None:
    page, complaints = await open_page(browser, sandbox, "en")
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    chat_id = (await people.get("/chats"))["chats"][0]["id"]
    evil = "<img src=x onerror=alert(1)><script>1</script>"
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    await bot.ok("sendMessage", chat_id=chat_id, text=evil, entities=[entity])
    body = page.locator(".row .body").last
    await expect(body).to_have_text(evil)
    assert await body.locator("img, script, a").count() == 0
    assert complaints == []
