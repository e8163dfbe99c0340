import asyncio
import logging

import pytest
import sqlalchemy as sa

from bot.intake import FULL
from bot.message import Answer, Request
from bot.pacing import FLOOD_COMMANDS, Pacing
from bot.telegram_client import TelegramClient
from jobs.errors import Unauthorised
from tests.fakes import NOW
from tests.flow.ear import (
    Ear,
    an_update,
    polls,
    say,
    waits_for_updates,
)
from tests.flow.wire import until


async def test_an_update_that_cannot_be_read_is_set_aside_and_the_next_is_answered(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    reader = await ear.people.join()
    await ear.people.inject({"message": {"message_id": "seven", "date": {}, "chat": 12}})
    await ear.people.inject({"message": {"message_id": 8}})
    await ear.people.inject({"callback_query": {"id": "x"}})
    await ear.people.inject({"something_new": {"a": 1}})
    await ear.people.write(reader, "hi")
    caplog.set_level(logging.WARNING)
    async with ear.listening():
        await ear.said(reader, "hi!")
        await until(lambda: not ear.sandbox.world.updates.pending, "all confirmed")
    assert caplog.text.count("intake.unreadable") == 3


async def test_a_chats_requests_are_answered_in_order_while_others_go_on(ear: Ear) -> None:
    slow, quick = await ear.people.join(), await ear.people.join()
    gate = asyncio.Event()

    async def answer(request: Request) -> Answer:
        if request.text == "first":
            await gate.wait()
        return say(request.text)

    await ear.people.write(slow, "first")
    await ear.people.write(slow, "second")
    async with ear.listening(answer):
        await ear.asked(1)
        await ear.people.write(quick, "quick")
        await ear.said(quick, "quick")
        assert await ear.people.heard(slow) == []
        gate.set()
        await ear.said(slow, "first", "second")


async def test_what_ends_a_chats_line_stands_in_the_log_and_others_are_answered(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    unlucky, other = await ear.people.join(), await ear.people.join()

    async def answer(request: Request) -> Answer:
        if request.text == "first":  # from here on nobody can tell how often the second was begun
            with ear.store.intake._database.writing() as connection:
                connection.execute(sa.text("DROP TABLE update_in_hand"))
        return say(request.text)

    await ear.people.write(unlucky, "first")
    await ear.people.write(unlucky, "second")
    async with ear.listening(answer):
        await ear.said(unlucky, "first")
        await until(lambda: "intake.line_ended" in caplog.text, "the end of the line is told")
        await ear.people.write(other, "third")
        await ear.said(other, "third")


async def test_many_who_wait_for_their_answers_keep_nobody_else_waiting(ear: Ear) -> None:
    gate = asyncio.Event()

    async def answer(request: Request) -> Answer:
        if request.text == "slow":
            await gate.wait()
        return say(request.text)

    for _ in range(40):
        await ear.people.write(await ear.people.join(), "slow")
    quick = await ear.people.join()
    async with ear.listening(answer):
        await ear.asked(16)
        await ear.people.write(quick, "/quick")
        await ear.said(quick, "/quick")
        gate.set()


async def test_an_update_that_was_answered_does_not_act_again_after_a_restart(ear: Ear) -> None:
    reader = await ear.people.join()
    async with ear.listening():
        written = await ear.people.write(reader, "hi")
        await ear.said(reader, "hi!")
    ear.sandbox.world.updates.pending.clear()
    ear.sandbox.world.updates.next_id = written["update_id"]
    await ear.people.inject(an_update(reader, "hi", update_id=written["update_id"]))
    await ear.people.write(reader, "again")
    async with ear.listening():
        await ear.said(reader, "hi!", "again!")
    assert [one.text for one in ear.requests] == ["hi", "again"]


async def test_an_update_in_hand_when_the_process_dies_comes_again(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")
    forever = asyncio.Event()

    async def hang(_: Request) -> Answer:
        await forever.wait()
        return say("never")

    dying = asyncio.create_task(ear.intake(hang, drain_s=0).run(asyncio.Event()))
    await ear.asked(1)
    await until(lambda: polls(ear) > 3, "polls meanwhile, which must not confirm it")
    dying.cancel()
    await asyncio.wait({dying})
    async with ear.listening():
        await ear.said(reader, "hi!")


async def test_an_update_that_ended_two_processes_is_set_aside_and_others_are_answered(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    poisoner, innocent = await ear.people.join(), await ear.people.join()
    await ear.people.write(poisoner, "poison")
    await ear.people.write(innocent, "hi")
    await ear.die_over("poison", "hi")
    await ear.die_over("poison")  # what was begun once is answered alone, in either order
    async with ear.listening():
        await ear.said(innocent, "hi!")
        await until(lambda: not ear.sandbox.world.updates.pending, "all confirmed")
    assert await ear.people.heard(poisoner) == []
    assert caplog.text.count("intake.set_aside") == 1


async def test_more_unanswered_updates_than_telegram_gives_at_once_hold_nobody_up_and_survive_a_death(ear: Ear) -> None:
    crowd = [await ear.people.join() for _ in range(5)]
    quick = await ear.people.join()
    for number in range(19):
        for person in crowd:
            await ear.people.write(person, f"{number}")

    async def hang(request: Request) -> Answer:
        if request.text == "quick":
            return say("there")
        await asyncio.Event().wait()
        return say("never")

    dying = asyncio.create_task(ear.intake(hang, drain_s=0).run(asyncio.Event()))
    await ear.asked(5)
    for _ in range(8):
        await ear.people.write(await ear.people.join(), "filling")
    await ear.people.write(quick, "quick")
    await ear.said(quick, "there")
    dying.cancel()
    await asyncio.wait({dying})
    async with ear.listening():
        await ear.said(crowd[0], *(f"{number}!" for number in range(19)))


async def test_one_slow_answer_does_not_make_deaf_for_what_comes_a_hundred_updates_later(ear: Ear) -> None:
    gate = asyncio.Event()

    async def answer(request: Request) -> Answer:
        if request.text == "slow":
            await gate.wait()
        return say(request.text)

    await ear.people.write(await ear.people.join(), "slow")
    crowd = [await ear.people.join() for _ in range(6)]
    async with ear.listening(answer):
        for first in (0, 9):
            for number in range(first, first + 9):
                for person in crowd:
                    await ear.people.write(person, f"{number}")
            await ear.said(crowd[-1], *map(str, range(first + 9)))
        gate.set()


async def test_a_crowds_searches_begin_once_what_waits_behind_them_at_telegram_is_heard(ear: Ear) -> None:
    for chat_id in range(1_001, 1_000 + FULL):
        await ear.people.inject(an_update(chat_id, "원전", sender_id=chat_id))
    late = await ear.people.join()
    ear.store.chats.meet(late, now=NOW)
    await ear.people.write(late, "/help")
    await ear.people.fault("delay", "getUpdates", after=1, seconds=0.3)  # when more is asked for
    async with ear.listening():
        await ear.asked(FULL)
    assert ear.requests[0].text == "/help"


async def test_while_anything_but_a_search_is_answered_searches_give_way(ear: Ear) -> None:
    clear: dict[str, bool] = {}

    async def voice(request: Request) -> Answer:
        clear[request.text] = ear.precedence.clear
        return await ear.echo(request)

    async with ear.listening(voice):
        for words in ("원전", "/help"):
            one = await ear.people.join()
            await ear.people.write(one, words)
            await ear.said(one, f"{words}!")
        await until(lambda: ear.precedence.clear, "nothing is ahead any more")
    assert clear == {"원전": True, "/help": False}


async def test_a_command_that_takes_too_long_is_ended_and_excused(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")

    async def hang(_: Request) -> Answer:
        await asyncio.Event().wait()
        return say("never")

    async with ear.listening(hang, answer_s=0.05):
        await until(lambda: heard_once(ear, reader), "an excuse")


async def heard_once(ear: Ear, reader: int) -> bool:
    return await ear.people.heard(reader) in (["죄송해요"], ["Sorry"])


async def test_a_stop_while_waiting_for_updates_is_quick_and_clean(ear: Ear) -> None:
    async with asyncio.timeout(3), ear.listening():
        await until(lambda: waits_for_updates(ear), "a long poll")


async def test_a_stop_lets_the_current_answer_end_and_leaves_the_rest_for_later(ear: Ear) -> None:
    reader = await ear.people.join()

    async def slow(request: Request) -> Answer:
        await asyncio.sleep(0.2)
        return say(request.text)

    for words in ("one", "two"):
        await ear.people.write(reader, words)
    async with ear.listening(slow):
        await ear.asked(1)
    assert await ear.people.heard(reader) == ["one"]
    async with ear.listening():
        await ear.said(reader, "one", "two!")


@pytest.mark.long
async def test_an_outage_of_telegram_is_waited_out(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    reader = await ear.people.join()
    await ear.people.fault("500", "getUpdates")
    await ear.people.fault("500", "deleteWebhook")
    await ear.people.write(reader, "hi")
    async with ear.listening():
        await ear.said(reader, "hi!")
    assert caplog.text.count("intake.waiting") == 2


async def test_a_conflict_with_another_poller_is_logged_and_waited_out(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    async with ear.listening():
        await until(lambda: waits_for_updates(ear), "a long poll")
        await ear.client.get_updates(0, 0)
        await until(lambda: "terminated by other getUpdates" in repr([vars(one) for one in caplog.records]), "a log")


async def test_a_refused_token_stops_the_program(ear: Ear) -> None:
    async with TelegramClient("1:wrong", api_base_url=ear.sandbox.url) as stranger:
        ear.client = stranger
        with pytest.raises(Unauthorised):
            async with asyncio.timeout(5):
                await ear.intake().run(asyncio.Event())


async def test_a_token_refused_while_answering_stops_the_program_and_the_update_comes_again(ear: Ear) -> None:
    reader = await ear.people.join()
    await ear.people.write(reader, "hi")
    async with TelegramClient("1:wrong", api_base_url=ear.sandbox.url) as stranger:
        with pytest.raises(Unauthorised):
            async with asyncio.timeout(5):
                await ear.intake(answering=ear.answering(mouth=stranger)).run(asyncio.Event())
    async with ear.listening():
        await ear.said(reader, "hi!")


async def test_a_full_disk_does_not_make_an_answer_repeat(ear: Ear) -> None:
    slow, quick = await ear.people.join(), await ear.people.join()
    with ear.store._database.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON telegram_update BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    gate = asyncio.Event()

    async def answer(request: Request) -> Answer:
        if request.text == "slow":
            await gate.wait()
        return say(request.text)

    await ear.people.write(slow, "slow")
    await ear.people.write(quick, "quick")
    async with ear.listening(answer):
        await ear.said(quick, "quick")
        before = polls(ear)
        await until(lambda: polls(ear) > before + 2, "polls that give it again")
        gate.set()
        await ear.said(slow, "slow")
    assert await ear.people.heard(quick) == ["quick"]


async def test_who_floods_gets_one_notice_and_others_are_answered(ear: Ear) -> None:
    flooder, other = await ear.people.join(), await ear.people.join()
    for number in range(FLOOD_COMMANDS + 8):
        await ear.people.write(flooder, f"/{number}")
    await ear.people.write(other, "hi")
    async with ear.listening():
        await ear.said(other, "hi!")
        await until(lambda: not ear.sandbox.world.updates.pending, "all confirmed")
    heard = await ear.people.heard(flooder)
    assert heard[:FLOOD_COMMANDS] == [f"/{number}!" for number in range(FLOOD_COMMANDS)]
    assert heard.count("천천히 말해 주세요") == 1
    assert len(heard) <= FLOOD_COMMANDS + 2


async def test_an_answer_does_not_wait_behind_bulk(ear: Ear) -> None:
    reader = await ear.people.join()
    pacing = Pacing(rate_per_s=28)
    loop = asyncio.get_running_loop()
    bulk = 0

    async def send_bulk() -> None:
        nonlocal bulk
        while True:
            at = pacing.reserve(-bulk - 1, False, now := loop.time())
            bulk += at <= now
            await asyncio.sleep(max(0, at - now))

    sending = asyncio.create_task(send_bulk())
    async with ear.listening(pacing=pacing):
        await ear.people.write(reader, "hi")
        await ear.said(reader, "hi!")
    sending.cancel()
    assert 0 < bulk < 28 * 6
