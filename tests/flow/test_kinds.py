"""Every kind of delivery over the wire."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from jobs.matching import match_keys
from jobs.model import (
    BriefingId,
    Chat,
    Drift,
    DriftSign,
    Interest,
    Mode,
    PollRecord,
    Profile,
    RegionTag,
    SourceState,
    SourceStatus,
    Tags,
)
from jobs.settings import SourceSettings
from jobs.store import Store
from tests.fakes import KZ, NOW, RU, a_briefing, a_reading, an_announcement
from tests.flow.line import Line, some_letters, text, utc_now
from tests.flow.wire import TOKEN, a_telegram, until

TITLE = a_briefing().title
OWNER = 9_000_001
DIGEST = Profile(mode=Mode.DIGEST)


def revise(line: Line, briefing_id: BriefingId, body: str, key: str = "id:1", revision: int = 2) -> None:
    """Let the source change what it says, and announce that."""
    changed = a_reading(key, a_briefing(body=body))
    line.store.briefings.save("sample", [changed], now=utc_now())
    assert line.store.briefings.announce(an_announcement(briefing_id, revision=revision), now=utc_now())
    line.fan_out()


async def shown(line: Line, chat: Chat) -> list[str]:
    messages = await line.people.messages(chat.telegram_id)
    return [one["text"] for one in messages if one["from_bot"] and not one["deleted"]]


@pytest.fixture
async def alerted(line: Line) -> tuple[Line, Chat, BriefingId]:
    """A reader who has got an alert."""
    reader = await line.reader()
    briefing_id = line.publish()
    async with line.delivering():
        await line.sent()
    return line, reader, briefing_id


Alerted = tuple[Line, Chat, BriefingId]


async def test_a_correction_edits_what_was_sent_and_replies_where_figures_changed(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    async with line.delivering():
        await line.sent(2)
    first, reply = await line.people.messages(reader.telegram_id)
    assert first["text"] == f"corrected: {TITLE} ko"
    assert reply["text"] == "what changed"
    assert reply["reply_to_message_id"] == first["message_id"]


async def test_a_correction_at_night_makes_no_sound(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    now = utc_now()
    minute = now.hour * 60 + now.minute
    night = Profile(tz="UTC", quiet=((minute - 60) % 1440, (minute + 60) % 1440))
    line.store.chats.set_profile(reader.id, night, now)
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    async with line.delivering():
        await line.sent(2)
    first, reply = await line.people.messages(reader.telegram_id)
    assert (first["silent"], reply["silent"]) == (False, True)


async def test_a_correction_of_mere_wording_edits_and_says_nothing_more(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    revise(line, briefing_id, "전력망을 2배로 확충한다.")
    async with line.delivering():
        await line.sent(2)
    assert await shown(line, reader) == [f"corrected: {TITLE} ko"]


async def test_a_correction_cut_short_after_its_edit_ends_with_one_reply(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    await line.people.fault("500")
    async with line.delivering(spread=lambda: 0.0):
        await line.sent(2)
    assert await shown(line, reader) == [f"corrected: {TITLE} ko", "what changed"]


async def test_a_reply_that_waits_long_for_its_chats_turn_is_postponed_and_costs_no_attempt(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    async with line.delivering(pacing=Pacing(rate_per_s=1_000, private_every_s=60)):
        await until(lambda: line.counts() == {"sent": 1, "due": 1}, "postponed")
        await until(lambda: (line.store.outbox.next_due() or utc_now()) > utc_now() + timedelta(seconds=50), "later")
    assert await shown(line, reader) == [f"corrected: {TITLE} ko"]
    async with line.delivering(clock=lambda: utc_now() + timedelta(seconds=70)):
        await line.sent(2)
    assert await shown(line, reader) == [f"corrected: {TITLE} ko", "what changed"]


async def test_who_deleted_the_alert_gets_no_correction(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    await line.client.delete(reader, int(str(line.row(reader).message_id)))
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    async with line.delivering():
        await until(lambda: line.counts() == {"sent": 1, "dropped": 1}, "dropped")
    assert await shown(line, reader) == []


async def test_a_recall_deletes_everything_that_was_sent_of_a_briefing(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    revise(line, briefing_id, "전력망을 3배로 늘린다.")
    async with line.delivering():
        await line.sent(2)
        recalled = line.store.brakes.recall(briefing_id, OWNER, "날짜 오류", utc_now())
        line.fan_out()
        await until(lambda: line.store.brakes.progress(recalled).complete, "complete")
    assert await shown(line, reader) == []
    assert line.store.brakes.progress(recalled).done == 1


async def test_what_is_too_old_to_delete_becomes_the_notice(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    await line.people.fault("400", "deleteMessage", description="Bad Request: message can't be deleted for everyone")
    recalled = line.store.brakes.recall(briefing_id, OWNER, "날짜 오류", utc_now())
    line.fan_out()
    async with line.delivering():
        await until(lambda: line.store.brakes.progress(recalled).complete, "complete")
    assert await shown(line, reader) == [f"recalled: {TITLE} (날짜 오류)"]


async def test_what_the_reader_deleted_already_counts_as_taken_back(alerted: Alerted) -> None:
    line, reader, briefing_id = alerted
    await line.client.delete(reader, int(str(line.row(reader).message_id)))
    recalled = line.store.brakes.recall(briefing_id, OWNER, "", utc_now())
    line.fan_out()
    async with line.delivering():
        await until(lambda: line.store.brakes.progress(recalled).complete, "complete")
    assert line.store.brakes.progress(recalled).done == 1


async def test_a_digest_is_one_message_and_an_empty_one_is_none(line: Line) -> None:
    reader = await line.reader()
    line.store.chats.set_profile(reader.id, DIGEST, NOW)
    for key in ("id:1", "id:2"):
        line.publish(key)
    tomorrow = utc_now() + timedelta(days=1)
    assert line.store.digests.due(tomorrow) == 1
    async with line.delivering(clock=lambda: tomorrow):
        await line.sent()
    assert await shown(line, reader) == [f"{TITLE}; {TITLE}"]
    assert not line.store.digests.due(tomorrow + timedelta(days=1))


async def test_a_digest_knows_for_whose_mere_mention_each_briefing_comes(line: Line) -> None:
    store = line.store
    reader = store.chats.meet(await line.people.join(), now=utc_now())
    store.chats.subscribe(reader.id, [Interest(region=KZ), Interest(region=RU)], utc_now())
    store.chats.set_mentions(reader.id, True)
    store.chats.set_profile(reader.id, DIGEST, NOW)
    for key, subject in (("id:1", True), ("id:2", False)):
        tags = Tags(regions=(RegionTag(region=KZ, code="KZ", primary=subject),))
        (saved,) = store.briefings.save("sample", [a_reading(key)], now=NOW)
        announced = replace(an_announcement(saved.id, *match_keys(tags)), tags=tags)
        assert store.briefings.announce(announced, now=NOW)
    line.fan_out()
    tomorrow = utc_now() + timedelta(days=1)
    assert store.digests.due(tomorrow) == 1
    letters = some_letters(digest=lambda found, *_: text("; ".join(str([*one.mentioned]) for one in found)))
    async with line.delivering(clock=lambda: tomorrow, letters=letters):
        await line.sent()
    (told,) = await shown(line, reader)
    assert sorted(told.split("; ")) == [f"[{KZ}]", "[]"]


async def test_a_digest_that_has_nothing_left_to_tell_is_dropped(line: Line) -> None:
    reader = await line.reader()
    line.store.chats.set_profile(reader.id, DIGEST, NOW)
    line.publish()
    tomorrow = utc_now() + timedelta(days=1)
    assert line.store.digests.due(tomorrow) == 1
    async with line.delivering(clock=lambda: tomorrow, letters=some_letters(digest=lambda *_: None)):
        await until(lambda: line.counts() == {"dropped": 1}, "dropped")
    assert await shown(line, reader) == []


@pytest.fixture
async def held(tmp_path: Path, empty_database: Path) -> AsyncIterator[tuple[Line, int]]:
    """A line whose source is held, and the owner who decides."""
    source = SourceSettings(id="sample", kind="feed", url="https://news.example/feed", publish="hold")
    shutil.copy(empty_database, tmp_path / "held.db")
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        owner = await people.join()
        with Store.open(f"sqlite:///{tmp_path}/held.db", sources=[source], owners=[owner]) as store:
            store.chats.meet(owner, now=utc_now())
            line = Line(store, sandbox, people, client)
            yield line, owner
            line.lanes.close()


async def test_owners_see_a_held_alert_and_readers_get_it_once_it_is_released(held: tuple[Line, int]) -> None:
    line, owner = held
    reader = await line.reader()
    line.publish()
    async with line.delivering() as deliverer:
        preview = f"preview: {TITLE} to 1"
        await until(lambda: line.counts() == {"sent": 2}, "a preview in each language")
        assert await line.people.heard(owner) == [preview, preview]
        assert await shown(line, reader) == []
        (waiting,) = line.store.brakes.held()
        assert line.store.brakes.release(waiting.id, owner, utc_now())
        line.fan_out()
        deliverer.notify()
        await line.sent(3)
    assert await shown(line, reader) == [f"{TITLE} ko"]


async def test_owners_hear_of_a_wrong_summary_once_a_reader_with_the_text_as_it_stood(held: tuple[Line, int]) -> None:
    line, owner = held
    reader = await line.reader()
    briefing_id = line.publish()
    (waiting,) = line.store.brakes.held()
    line.store.brakes.withhold(waiting.id, owner, utc_now())
    assert line.store.complaints.file(briefing_id, reader.id, "틀린 글", utc_now())
    assert not line.store.complaints.file(briefing_id, reader.id, "틀린 글", utc_now())
    line.fan_out()
    async with line.delivering():
        await line.sent(3)
    assert await line.people.heard(reader.telegram_id) == []
    assert f"complaint: {TITLE}: 틀린 글" in await line.people.heard(owner)


async def test_owners_hear_how_a_source_drifted_and_what_one_that_is_gone_answered(held: tuple[Line, int]) -> None:
    line, owner = held
    drift = Drift(sign=DriftSign.DAYS, found=1, of=9, selector="table td.date")
    drifted = SourceState(source_id="one", status=SourceStatus.DRIFTED, drift=drift)
    gone = SourceState(source_id="two", status=SourceStatus.DISABLED)
    polls = [
        (state, PollRecord(at=utc_now(), outcome="read", status=state.status, answered=answered))
        for state, answered in ((drifted, 200), (gone, 410))
    ]
    line.store.sources.settle(polls)
    line.store.sources.settle(polls)  # told once
    line.fan_out()
    async with line.delivering():
        await line.sent(2)
    assert set(await line.people.heard(owner)) == {f"one drifted: {drift}", "two disabled: 410"}


async def test_a_preview_that_comes_after_the_decision_is_dropped(held: tuple[Line, int]) -> None:
    line, owner = held
    line.publish()
    (waiting,) = line.store.brakes.held()
    line.store.brakes.release(waiting.id, owner, utc_now())
    async with line.delivering():
        await until(lambda: line.counts() == {"dropped": 2}, "dropped")


async def test_a_broadcast_speaks_each_readers_language(line: Line) -> None:
    reader = await line.reader()
    said = {
        "ko": {"html": "<b>점검</b> 안내", "plain": "점검 안내"},
        "en": {"html": "Maintenance", "plain": "Maintenance"},
    }
    line.store.outbox.broadcast(said, now=utc_now())
    line.fan_out()
    async with line.delivering():
        await line.sent()
    assert await shown(line, reader) == ["점검 안내"]


async def test_a_letter_that_cannot_be_written_is_logged_once_however_many_wait_for_it(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        await line.reader()
    line.publish()

    def broken(*_: object) -> None:
        raise KeyError("a phrase that is missing")

    async with line.delivering(letters=some_letters(alert=broken)):
        await until(lambda: line.waits(5), "all wait")
    assert [one.message for one in caplog.records].count("delivery.unwritable") == 1
