import asyncio
import itertools
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.errors import StoreError, StoreLocked
from jobs.model import ChatId, Interest, Language, Profile, ReaderLanguage
from jobs.store import Store
from jobs.store.engine import Database
from jobs.store.lanes import Lanes
from jobs.store.migrating import newest_revision, upgrade
from jobs.store.tables import metadata
from tests.fakes import KZ, NOW, a_reader, later, publish

HOLD = """
import sys, time
from jobs.store import Store
store = Store.open(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_the_migrations_make_the_tables_the_code_expects(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 — here and below: whoever collects goes without
    from alembic.migration import MigrationContext  # noqa: PLC0415

    url = f"sqlite:///{tmp_path}/a.db"
    Store.open(url).close()
    with sa.create_engine(url).connect() as connection:
        made = MigrationContext.configure(connection)
        assert made.get_current_revision() == newest_revision()
        assert compare_metadata(made, metadata) == []


def test_an_outbox_of_the_first_version_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    database = Database(url)
    with database._writer.connect() as connection:
        upgrade(connection, "0001")
        met = "INSERT INTO chat VALUES (?, ?, 0, 'private', 'active', NULL, 'ko', 'ko', 0)"
        connection.exec_driver_sql(met, [(1, 7), (2, 8)])
        connection.exec_driver_sql("INSERT INTO dispatch VALUES (1, 'alert', 1, 1, 30, 0, 'done', 0)")
        due = "INSERT INTO delivery VALUES (1, ?, ?, 30, 0, 0, 0, 5000, ?, NULL)"
        connection.exec_driver_sql(due, [(1, "due", None), (2, "sent", 55)])
        connection.commit()
    database.close()
    with Store.open(url) as store:
        assert store.outbox.counts() == {"due": 1, "sent": 1}
        (delivery,) = store.outbox.tick([], 10, NOW)
        assert delivery.chat.profile == Profile()


def test_a_second_writer_is_refused_and_told_the_pid(archive: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, archive], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreLocked, match=f"process {holder.pid}"):
            Store.open(archive)
        with Store.open(archive, write=False) as reader:
            assert reader.briefings.size() == 0
        holder.kill()
    Store.open(archive).close()


def test_a_reading_store_cannot_write(archive: str) -> None:
    with Store.open(archive), Store.open(archive, write=False) as reader:
        database = Database(archive)
        with database.reading() as connection, pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.execute(sa.text("DELETE FROM chat"))
        database.close()
        assert reader.briefings.latest() == ()


def test_reading_where_nothing_is_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="sosik migrate"):
        Store.open(f"sqlite:///{tmp_path}/none.db", write=False)


def test_an_unsupported_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="mysql"):
        Store.open("mysql://host/sosik")


def test_every_commit_is_synced_to_disk(store: Store) -> None:
    with store.briefings._database.writing() as connection:
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_chat_is_met_once_and_keeps_its_language(store: Store) -> None:
    met = store.chats.meet(7, now=NOW, language=ReaderLanguage.EN, first=Language.EN)
    store.chats.set_language(met.id, ReaderLanguage.BOTH)
    again = store.chats.meet(7, now=later(9), language=ReaderLanguage.KO)
    assert (again.id, again.language, again.interface) == (met.id, ReaderLanguage.BOTH, Language.EN)


def test_asking_twice_for_the_same_is_one_interest(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=KZ))
    assert store.chats.subscribe(chat.id, [Interest(region=KZ)], NOW) == ()
    assert len(store.chats.interests(chat.id)) == 1


def test_a_kept_query_belongs_to_its_chat(store: Store) -> None:
    one, other = a_reader(store, 7), a_reader(store, 8)
    key = store.queries.keep(one.id, "카자흐스탄 원전", NOW)
    assert store.queries.text(one.id, key) == "카자흐스탄 원전"
    assert store.queries.text(other.id, key) is None
    assert len(key) == 10


def test_a_query_of_a_chat_that_is_gone_keeps_nobody_elses_from_being_kept(store: Store) -> None:
    one, gone = a_reader(store, 7), ChatId(99)
    keys = [store.queries.hand_in(chat_id, "카자흐스탄 원전", NOW) for chat_id in (gone, one.id)]
    store.queries.write()
    assert [store.queries.text(one.id, key) for key in keys] == [None, "카자흐스탄 원전"]
    store.queries.write()


async def test_writes_shared_run_once_for_all_who_ask_before_it_begins_and_all_get_its_error(store: Store) -> None:
    begin, runs = threading.Event(), itertools.count(1)

    def write() -> int:
        if (run := next(runs)) > 1:
            raise ValueError(run)
        return run

    with closing(Lanes()) as lanes:
        busy = asyncio.create_task(lanes.write(begin.wait, 5))
        await asyncio.sleep(0)
        first = [asyncio.create_task(lanes.write_shared(write)) for _ in range(3)]
        await asyncio.sleep(0)
        begin.set()
        assert [await busy, *[await one for one in first]] == [True, 1, 1, 1]
        with pytest.raises(ValueError, match="2"):
            await lanes.write_shared(write)


def test_an_answered_update_is_remembered(store: Store) -> None:
    assert not store.intake.answered([5, 6, 7])
    store.intake.hand_in(5, NOW)
    store.intake.write()
    for one in (5, 6):
        store.intake.hand_in(one, NOW)
    store.intake.write()
    assert store.intake.answered([5, 6, 7]) == {5, 6}
    assert store.intake.newest() == 6


async def test_the_lanes_carry_results_and_errors(store: Store) -> None:
    lanes = Lanes()
    try:
        briefing_id = await lanes.write(publish, store, "id:1")
        edition = await lanes.read(store.briefings.edition, briefing_id)
        assert edition is not None
        with pytest.raises(ZeroDivisionError):
            await lanes.write_first(lambda: 1 // 0)
    finally:
        lanes.close()
