"""Faults on order, the journal, the rate watch, and a sandbox that outlives its bots."""

import asyncio
import signal
import sys

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.rates import Rates
from tests.sandbox.fakes import BotClient, People, polling


async def test_a_429_names_its_wait_in_body_and_header_and_then_passes(bot: BotClient, people: People) -> None:
    chat_id, other = await people.reader(), await people.reader()
    await people.post("/faults", kind="429", method="sendMessage", chat_id=chat_id, times=1, retry_after=7)
    await bot.say(other, "다른 사람은 받아요")
    async with bot.session.post(f"{bot.base}/sendMessage", json={"chat_id": chat_id, "text": "x"}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        body = await answer.json()
    assert body["description"] == "Too Many Requests: retry after 7"
    assert body["parameters"] == {"retry_after": 7}
    await bot.say(chat_id, "이제 돼요")


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("403", 403, "Forbidden: bot was blocked by the user"),
        ("400", 400, "Bad Request: chat not found"),
        ("500", 500, "Internal Server Error"),
    ],
)
async def test_a_refusal_on_order(bot: BotClient, people: People, kind: str, code: int, description: str) -> None:
    await people.post("/faults", kind=kind)
    assert await bot.call("getMe") == {"ok": False, "error_code": code, "description": description}
    await bot.ok("getMe")


async def test_a_dropped_call_acted_or_not_as_ordered(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    for kind, sent in (("drop_before", 0), ("drop_after", 1)):
        await people.post("/faults", kind=kind, method="sendMessage")
        with pytest.raises(aiohttp.ClientError):
            await bot.say(chat_id, "어디로?")
        assert len(await people.messages(chat_id)) == sent
    calls = (await people.get("/journal?method=sendMessage"))["calls"]
    assert [(c["outcome"], c["fault"], c.get("message_id")) for c in calls] == [
        ("dropped", "drop_before", None),
        ("dropped", "drop_after", 1),
    ]


async def test_a_fault_waits_for_its_turn_and_can_be_taken_back(bot: BotClient, people: People) -> None:
    await people.post("/faults", kind="500", after=1, times=5)
    await bot.ok("getMe")
    assert (await bot.call("getMe"))["error_code"] == 500
    assert [f["hits"] for f in (await people.get("/faults"))["faults"]] == [1]
    async with bot.session.delete(f"{people.url}/sandbox/faults") as answer:
        assert await answer.json() == {"cleared": 1}
    await bot.ok("getMe")
    assert "kind must be one of" in await people.refused("/faults", kind="418")


async def test_the_journal_tells_every_call_in_order(bot: BotClient, people: People) -> None:
    chat_id = await people.reader()
    await bot.say(chat_id, "안녕")
    await bot.refused("sendMessage", chat_id=1, text="x")
    whole = await people.get("/journal")
    assert [(c["method"], c["chat_id"], c["outcome"]) for c in whole["calls"]] == [
        ("sendMessage", chat_id, "ok"),
        ("sendMessage", 1, "refused"),
    ]
    assert (await people.get(f"/journal?since={whole['last']}"))["calls"] == []


def test_the_31st_message_in_a_second_is_a_breach() -> None:
    rates = Rates()
    for n in range(30):
        rates.count(n + 1, private=True, now=n / 60)
    assert rates.wire()["violations"] == {"token": 0, "private": 0, "group": 0}
    assert rates.wait_s(99, private=True, now=0.6) == 1
    rates.count(99, private=True, now=0.6)
    assert (rates.token_breaches, rates.peak_per_s) == (1, 31)
    assert rates.wait_s(100, private=True, now=1.7) == 0


def test_a_private_chat_has_a_small_burst_and_then_one_a_second() -> None:
    rates = Rates()
    for at in (0.0, 0.1, 0.2):
        rates.count(7, private=True, now=at)
    assert rates.private_breaches == 0
    rates.count(7, private=True, now=0.3)
    assert rates.private_breaches == 1
    rates.count(7, private=True, now=2.0)
    assert rates.private_breaches == 1


def test_the_21st_message_a_minute_breaks_a_groups_limit() -> None:
    rates = Rates()
    for n in range(20):
        rates.count(-5, private=False, now=n * 2.0)
    assert rates.wait_s(-5, private=False, now=41.0) == 19
    rates.count(-5, private=False, now=41.0)
    assert rates.group_breaches == 1
    rates.count(-5, private=False, now=101.5)
    assert rates.group_breaches == 1


async def test_enforced_rates_answer_429() -> None:
    async with Sandbox(enforce_rates=True) as sandbox, aiohttp.ClientSession() as session:
        people, bot = People(session, sandbox.url), BotClient(session, sandbox)
        chat_id = await people.reader()
        answers = [await bot.call("sendMessage", chat_id=chat_id, text="x") for _ in range(12)]
        refused = [a for a in answers if not a["ok"]]
        assert refused
        assert refused[0]["parameters"]["retry_after"] >= 1
        report = await people.get("/rates")
        assert report["violations"] == {"token": 0, "private": 0, "group": 0}


async def test_a_stopped_sandbox_answers_whoever_waited_and_frees_its_port() -> None:
    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox()
        url = await sandbox.start()
        people, bot = People(session, url), BotClient(session, sandbox)
        chat_id = await people.reader()
        await bot.say(chat_id, "남아요")
        poll = asyncio.create_task(bot.call("getUpdates", timeout=50))
        await polling(sandbox)
        await sandbox.stop()
        assert (await poll) == {"ok": True, "result": []}
        assert await sandbox.start(int(url.rpartition(":")[2])) == url
        assert [m["text"] for m in await people.messages(chat_id)] == ["남아요"]
        await sandbox.stop()


@pytest.mark.parametrize("way", ["SIGTERM", "eof"])
async def test_as_a_program_it_prints_its_address_and_stops_when_told(way: str) -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--token", "7:t", "--until-eof",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdin is not None
    url = (await program.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot7:t/getMe") as answer:
        assert (await answer.json())["result"]["id"] == 7
    if way == "eof":
        program.stdin.close()
    else:
        program.send_signal(signal.SIGTERM)
    assert await program.wait() == 0
    program.stdin.close()
