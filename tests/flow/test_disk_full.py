from functools import partial

import pytest
import sqlalchemy as sa

from bot.alarm import Alarm
from bot.outcomes import Trouble
from bot.phrases import say
from bot.replies import trouble
from jobs.model import Language
from jobs.store import Store
from tests.crowd import fan_out, gather, utc_now
from tests.fakes import publish
from tests.flow.line import Line
from tests.full_disk import fill_by_pages, free_pages, send_through


async def test_a_full_disk_pauses_sending_tells_the_owners_and_loses_nothing(store: Store) -> None:
    story = await send_through(store, 500, fill=partial(fill_by_pages, store), free=partial(free_pages, store))
    assert story.told == [Trouble.STUCK, Trouble.OVER]
    assert story.sent_while_full == 0
    assert (story.lost, story.twice) == (0, 0)


def test_a_page_of_fan_out_that_finds_no_room_leaves_nothing_behind(store: Store) -> None:
    gather(store, 3_000)
    publish(store, "id:1")
    fill_by_pages(store)
    with pytest.raises(sa.exc.OperationalError, match="full"):
        store.outbox.expand(now=utc_now(), page=3_000)
    assert store.outbox.counts() == {}
    free_pages(store)
    assert fan_out(store) == 3_000


async def test_the_alarm_reaches_the_owners_in_their_language_and_needs_no_room(line: Line) -> None:
    korean, stranger = await line.people.join(), await line.people.join()
    line.store.chats.meet(korean, now=utc_now())
    alarm = Alarm(
        client=line.client,
        pacing=line.pacing,
        store=line.store,
        lanes=line.lanes,
        owners=[404, korean, stranger],
        say=trouble.alarm,
    )
    fill_by_pages(line.store)
    await alarm.tell(Trouble.STUCK)
    assert await line.people.heard(korean) == [say(Language.KO, "alarm.stuck")]
    assert len(await line.people.heard(stranger)) == 1
    await alarm.tell(Trouble.OVER)
    assert len(await line.people.heard(korean)) == 2
