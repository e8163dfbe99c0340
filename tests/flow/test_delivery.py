import asyncio

import pytest
import sqlalchemy as sa

from bot.message import Message
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from jobs.errors import Unauthorised
from jobs.model import Chat, ChatKind, ChatState, Edition, Language, ReaderLanguage
from jobs.store import Store
from jobs.store.tables import chat as chat_table
from tests.flow.line import Line, failures, say_the_title, some_letters, utc_now
from tests.flow.wire import TOKEN, a_telegram, until


async def test_what_is_due_arrives_once_in_each_readers_language_and_is_confirmed(line: Line) -> None:
    korean, english = await line.reader(), await line.reader()
    line.store.chats.set_language(english.id, ReaderLanguage.EN)
    line.publish()
    async with line.delivering():
        await line.sent(2)
    (ko,) = await line.people.messages(korean.telegram_id)
    (en,) = await line.people.messages(english.telegram_id)
    assert ko["text"].endswith(" ko")
    assert en["text"].endswith(" en")
    assert line.row(korean).message_id == ko["message_id"]


async def test_what_becomes_due_while_it_runs_is_sent_when_it_is_told(line: Line) -> None:
    reader = await line.reader()
    async with line.delivering() as deliverer:
        await asyncio.sleep(0)
        line.publish()
        deliverer.notify()
        await line.sent()
    assert len(await line.people.heard(reader.telegram_id)) == 1


async def test_one_rendering_serves_all_chats_of_one_language_and_layout(line: Line) -> None:
    rendered: list[Language] = []

    def render(edition: Edition, chat: Chat) -> Message:
        rendered.append(chat.interface)
        return say_the_title(edition, chat)

    for _ in range(12):
        await line.reader()
    await line.reader(ChatKind.GROUP)
    line.publish()
    async with line.delivering(letters=some_letters(alert=render), window=4):
        await line.sent(13)
    assert len(rendered) == 2


async def test_a_reader_who_blocked_the_bot_rests_and_keeps_what_they_asked_for(line: Line) -> None:
    reader = await line.reader()
    await line.people.act(reader.telegram_id, "block")
    line.publish()
    async with line.delivering():
        await until(lambda: line.counts() == {"dead": 1}, "dead")
    known = line.store.chats.get(reader.telegram_id)
    assert known is not None
    assert known.state is ChatState.RESTING
    assert line.store.chats.interests(reader.id)


async def test_a_429_postpones_that_chat_only_and_costs_no_attempt(line: Line) -> None:
    slow, quick = await line.reader(), await line.reader()
    await line.people.fault("429", chat_id=slow.telegram_id, retry_after=900)
    line.publish()
    async with line.delivering():
        await line.sent(1)
        await until(lambda: line.counts() == {"sent": 1, "due": 1}, "the other waits")
    row = line.row(slow)
    assert 890 < (row.not_before - utc_now()).total_seconds() < 905
    assert row.attempts == 0
    assert len(await line.people.heard(quick.telegram_id)) == 1


async def test_several_chats_that_answer_429_slow_the_whole_bot(line: Line) -> None:
    for _ in range(3):
        await line.reader()
    await line.people.fault("429", times=3, retry_after=900)
    line.publish()
    async with line.delivering():
        clock = asyncio.get_running_loop().time
        await until(lambda: line.pacing.rate(clock()) < 10_000, "a lower rate")


async def test_a_sick_server_costs_an_attempt_and_the_message_arrives_later(line: Line) -> None:
    reader = await line.reader()
    await line.people.fault("500")
    line.publish()
    async with line.delivering(spread=lambda: 0.0):
        await line.sent()
    assert line.row(reader).attempts == 1
    assert len(await line.people.heard(reader.telegram_id)) == 1


@pytest.mark.parametrize(("kind", "copies"), [("drop_before", 1), ("drop_after", 2)])
async def test_a_broken_connection_is_tried_again_once_and_counted(line: Line, kind: str, copies: int) -> None:
    reader = await line.reader()
    await line.people.fault(kind)
    line.publish()
    async with line.delivering() as deliverer:
        await until(lambda: line.counts() == {"due": 1} and line.row(reader).uncertain == 1, "it is in doubt")
        wait_s = (line.row(reader).not_before - utc_now()).total_seconds()
        line.postpone_nothing()
        deliverer.notify()
        await line.sent()
    assert 25 < wait_s <= 30
    assert len(await line.people.heard(reader.telegram_id)) == copies


async def test_a_group_that_moved_gets_its_message_under_the_new_id(line: Line) -> None:
    group = await line.reader(ChatKind.GROUP)
    moved = await line.people.act(group.telegram_id, "migrate")
    line.publish()
    async with line.delivering():
        await line.sent()
    assert line.store.chats.get(group.telegram_id) is None
    assert len(await line.people.heard(moved["id"])) == 1


async def test_a_lost_topic_falls_back_to_the_main_thread_and_the_group_is_told_once(line: Line) -> None:
    forum = await line.people.join("supergroup", is_forum=True)
    await line.people.write(forum, "어서 오세요")
    topic = (await line.people.act(forum, "topics", name="에너지"))["id"]
    line.subscribed(forum, ChatKind.SUPERGROUP, thread=topic)
    await line.people.act(forum, f"topics/{topic}/delete")
    line.publish()
    async with line.delivering():
        await line.sent()
        line.publish("id:2")
        await line.sent(2)
    heard = await line.people.heard(forum)
    assert heard.count("the topic is gone") == 1
    assert len(heard) == 3
    assert line.store.chats.get(forum, thread=0) is not None


async def test_a_message_that_is_refused_arrives_as_plain_text(line: Line) -> None:
    reader = await line.reader()
    line.publish()

    def broken(edition: Edition, chat: Chat) -> Message:
        del chat
        return Message(html="<b>never closed", plain=f"{edition.briefing.title} (plain)")

    async with line.delivering(letters=some_letters(alert=broken)):
        await line.sent()
    (text,) = await line.people.heard(reader.telegram_id)
    assert text.endswith("(plain)")


async def test_a_message_refused_as_plain_text_too_is_dead_and_tried_no_more(line: Line) -> None:
    reader = await line.reader()
    line.publish()
    async with line.delivering(letters=some_letters(alert=lambda *_: Message(html="x" * 5_000, plain="x" * 5_000))):
        await until(lambda: line.counts() == {"dead": 1}, "dead")
    assert len(await line.people.calls("sendMessage")) == 2
    assert await line.people.heard(reader.telegram_id) == []


async def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(line: Line) -> None:
    korean, english = await line.reader(), await line.reader()
    line.store.chats.set_language(english.id, ReaderLanguage.EN)
    line.publish()

    def render(edition: Edition, chat: Chat) -> Message:
        if chat.interface is Language.KO:
            raise KeyError("a phrase that is missing")
        return say_the_title(edition, chat)

    async with line.delivering(letters=some_letters(alert=render)):
        await line.sent()
        await until(lambda: line.row(korean).attempts == 1, "the other waits")
    assert len(await line.people.heard(english.telegram_id)) == 1


async def test_a_chats_messages_arrive_in_order(line: Line) -> None:
    reader = await line.reader()
    for number in range(1, 4):
        line.publish(f"id:{number}")

    def render(edition: Edition, chat: Chat) -> Message:
        del chat
        return Message(html=f"{edition.id}", plain="")

    async with line.delivering(letters=some_letters(alert=render)):
        await line.sent(3)
    heard = [int(text) for text in await line.people.heard(reader.telegram_id)]
    assert heard == sorted(heard)
    assert len(heard) == 3


async def test_a_refused_token_stops_the_sending_and_loses_nothing(line: Line) -> None:
    await line.reader()
    line.publish()
    async with TelegramClient("1:wrong", api_base_url=line.sandbox.url) as stranger:
        with pytest.raises(Unauthorised):
            async with asyncio.timeout(10):
                await line.deliverer(client=stranger).run(asyncio.Event())
    assert line.counts() == {"due": 1}


async def test_a_stop_awaits_what_is_in_flight_and_gives_back_the_rest(line: Line) -> None:
    for _ in range(6):
        await line.reader()
    await line.people.fault("delay", seconds=0.3, times=10)
    line.publish()
    async with line.delivering(pacing=Pacing(rate_per_s=20)):
        await until(lambda: line.counts().get("claimed", 0) == 6, "claimed")
    counts = line.counts()
    assert counts.get("claimed", 0) == 0
    assert 1 <= counts["sent"] < 6
    assert counts["sent"] + counts["due"] == 6
    assert len(await line.people.calls("sendMessage")) == counts["sent"]
    async with line.delivering():
        await line.sent(6)
    assert len(await line.people.calls("sendMessage")) == 6


async def test_what_does_not_end_in_time_at_a_stop_counts_as_uncertain(line: Line) -> None:
    reader = await line.reader()
    await line.people.fault("delay", seconds=1.5)
    line.publish()
    async with line.delivering(drain_s=0.1):
        await until(lambda: line.counts() == {"claimed": 1}, "claimed")
    assert line.counts() == {"due": 1}
    assert line.row(reader).uncertain == 1


async def test_what_a_dead_process_had_claimed_is_sent_after_a_restart_and_counted(line: Line) -> None:
    reader = await line.reader()
    line.publish()
    (claimed,) = line.store.outbox.tick([], 10, utc_now())  # and then the process dies
    assert claimed.chat.id == reader.id
    async with line.delivering():
        await line.sent()
    assert line.row(reader).uncertain == 1
    assert len(await line.people.heard(reader.telegram_id)) == 1


async def test_a_database_that_cannot_be_written_pauses_sending_and_nothing_is_lost(line: Line) -> None:
    for _ in range(3):
        await line.reader()
    line.publish()
    refuse = "CREATE TRIGGER full BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'full'); END"
    with line.store._database.writing() as connection:
        connection.exec_driver_sql(refuse)
    before = failures()
    async with line.delivering() as deliverer:
        await until(lambda: failures() > before, "a failure is counted")
        assert line.counts() == {"due": 3}
        with line.store._database.writing() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
        deliverer.notify()
        await line.sent(3)


async def test_a_briefing_that_left_the_archive_is_not_sent(line: Line) -> None:
    reader = await line.reader()
    line.publish()
    with line.store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE briefing SET announced = 0")
    async with line.delivering():
        await until(lambda: line.counts() == {"dropped": 1}, "dropped")
    assert await line.people.heard(reader.telegram_id) == []


@pytest.mark.long
async def test_telegrams_limits_hold_over_the_wire(store: Store) -> None:
    async with (
        a_telegram(strict_rates=True) as (sandbox, people),
        TelegramClient(TOKEN, api_base_url=sandbox.url) as client,
    ):
        line = Line(store, sandbox, people, client)
        for _ in range(45):
            await line.reader()
        line.publish()
        async with line.delivering(pacing=Pacing(rate_per_s=28)):
            await line.sent(45)
        async with people._session.get(f"{sandbox.url}/sandbox/rates") as response:
            rates = await response.json()
        line.lanes.close()
    assert set(rates["violations"].values()) == {0}
    assert rates["peak_per_s"] <= 30


async def test_counts_add_up_over_many_faults(line: Line) -> None:
    readers = [await line.reader() for _ in range(40)]
    for reader in readers[:3]:
        await line.people.act(reader.telegram_id, "block")
    await line.people.fault("429", chat_id=readers[5].telegram_id, retry_after=600)
    await line.people.fault("drop_before", chat_id=readers[6].telegram_id)
    line.publish()
    async with line.delivering(window=8):
        await until(lambda: line.counts() == {"sent": 35, "dead": 3, "due": 2}, f"all settled: {line.counts()}")
    active = sa.select(sa.func.count()).where(chat_table.c.state == ChatState.ACTIVE)
    with line.store._database.reading() as connection:
        assert connection.execute(active).scalar_one() == 37
