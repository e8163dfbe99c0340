"""What becomes of what sources show: recognised, corrected, held back, caught up with. Real HTTP, a real store."""

import contextlib
import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.collecting import Collector
from jobs.fetch import Fetcher
from jobs.model import DispatchKind, Drift, DriftSign, SourceStatus
from jobs.settings import BoardSettings, SourceSettings
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.store.tables import briefing
from tests.fakes import a_reader
from tests.flow.polling import START, Clock, Reader
from tests.sources_fakes import Site
from tests.store.steps import fan_out, send_all

WORDS = (
    "송전망", "보강", "계획을", "확정하고", "예산을", "늘렸으며", "주변국과", "협의를", "시작했다고", "정부가",
    "밝혔다", "한편", "전력", "수요는", "해마다", "늘고", "있다",
)  # fmt: skip


TODAY = START.date()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as its source may serve it."""

    number: int
    guid: str = ""
    link: str = ""
    text: str = ""
    day: date = TODAY
    title: str = ""

    @classmethod
    def of(cls, number: int) -> "Entry":
        text = " ".join(random.Random(number).choices(WORDS, k=40)) + f" {number}."
        return cls(number, f"urn:{number}", f"https://news.example/view?no={number}", text)

    def xml(self) -> str:
        title = self.title or f"중앙아시아 전력 소식 {self.number}호"
        guid = f'<guid isPermaLink="false">{self.guid}</guid>' if self.guid else ""
        link = f"<link>{self.link.replace('&', '&amp;')}</link>" if self.link else ""
        moment = f"{self.day:%a, %d %b %Y} 03:00:00 +0900"
        return (
            f"<item><title>{title}</title>{guid}{link}<pubDate>{moment}</pubDate>"
            f"<description>{self.text}</description></item>"
        )


def a_feed(entries: Sequence[Entry]) -> bytes:
    items = "".join(entry.xml() for entry in entries)
    return f'<rss version="2.0"><channel><title>소식</title>{items}</channel></rss>'.encode()


def a_source(site: Site, path: str = "/rss", **changes: object) -> SourceSettings:
    values: dict[str, object] = {
        "id": path.strip("/"),
        "kind": "feed",
        "url": site.url(path),
        "allow_private": True,
        "allow_ports": [site.port],
        "spacing_s": 0,
        "baseline": False,
    }
    return SourceSettings.model_validate(values | changes)


def stored(store: Store) -> list[tuple[str, bool, int]]:
    """Give title, push and revision of every briefing, the oldest first."""
    with store.briefings._database.reading() as connection:
        rows = connection.execute(
            sa.select(briefing.c.title, briefing.c.push, briefing.c.revision).order_by(briefing.c.id)
        )
        return [(row.title, row.push, row.revision) for row in rows]


def numbers(*chosen: int) -> list[tuple[str, bool, int]]:
    return [(f"중앙아시아 전력 소식 {number}호", True, 1) for number in chosen]


# ── recognised ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
async def test_ten_thousand_garblings_of_a_feed_send_nothing_twice_and_miss_nothing(site: Site, reader: Reader) -> None:
    """At small scale; `python -m tests.bench sources` runs all of them."""
    chance = random.Random(5)
    source = a_source(site, max_new_per_poll=0)
    entries = [Entry.of(number) for number in range(6)]
    for turn in range(30):
        if turn % 3 == 2:
            entries.append(Entry.of(len(entries)))
        shown = [garbled(entry, chance, turn) for entry in entries[-12:]]
        chance.shuffle(shown)
        site.serves("/rss", a_feed(shown[: None if turn % 3 == 2 else chance.randint(4, 12)]))
        await reader.collector.collect(source)
    site.serves("/rss", a_feed(entries))
    await reader.collector.collect(source)
    titles = sorted(title for title, _, _ in stored(reader.store))
    assert titles == sorted(title for title, _, _ in numbers(*range(len(entries))))


def garbled(entry: Entry, chance: random.Random, turn: int) -> Entry:  # noqa: PLR0911 — a row a garbling
    """Give the entry as a careless source may serve it the next time."""
    match chance.randrange(10):
        case 0:
            return replace(entry, guid="")
        case 1:
            return replace(entry, guid=f"changed-{turn}-{entry.number}")
        case 2:
            return replace(entry, link=f"{entry.link}&utm_source=x{turn}&page={turn}&&PHPSESSID=a{turn}")
        case 3:
            return replace(entry, text=entry.text[: len(entry.text) // 2] + "…")
        case 4:
            face = chance.choice(("http://www.", "https://m.", "http://", "https://mobile."))
            return replace(entry, guid="", link=entry.link.replace("https://", face).replace("view?", "view/?"))
        case 5:
            return replace(
                entry, guid=f"new-{turn}-{entry.number}", title=f"중앙아시아 전력 소식 {entry.number}호(종합)"
            )
        case 6:
            return replace(entry, guid="urn:the-same-for-all")
        case 7:
            return replace(entry, guid="", link=f"https://moved{turn}.example/{entry.number}/{turn}")
        case _:
            return entry


async def test_a_key_first_seen_beside_a_known_one_counts_from_then_on(site: Site, reader: Reader) -> None:
    source, entry = a_source(site), Entry.of(1)
    by_guid, by_both, by_link = replace(entry, link=""), entry, replace(entry, guid="new", day=date(2026, 2, 28))
    for shown in (by_guid, by_both, by_link):
        site.serves("/rss", a_feed([replace(shown, text=entry.text)]))
        await reader.collector.collect(source)
    assert len(stored(reader.store)) == 1


@pytest.mark.parametrize("marked_first", [True, False])
async def test_a_storys_later_version_at_a_new_address_under_a_new_guid_is_the_same_story(
    site: Site, reader: Reader, *, marked_first: bool
) -> None:
    source, entry = a_source(site), Entry.of(1)
    marked = replace(entry, guid="new", title="중앙아시아 전력 소식 1호(종합)")
    moved = replace(entry, guid="", link="https://moved.example/1")
    for shown in (marked, moved) if marked_first else (moved, marked):
        site.serves("/rss", a_feed([shown]))
        await reader.collector.collect(source)
    assert len(stored(reader.store)) == 1


async def test_a_key_learned_from_a_board_counts_though_its_page_is_not_fetched_again(
    site: Site, reader: Reader
) -> None:
    site.serves("/view", b"<h1>x</h1><article>" + "구리를 늘린다.".encode() + b"</article>")
    board = BoardSettings(row="li", date="i", id_parameter="no")
    source = a_source(site, "/list", kind="board", board=board.model_dump(), recheck=0)
    rows = [
        '<li><a href="/view?no=7">몽골 광산 재가동</a><i>2026.03.01</i></li>',
        '<li><a href="/view?no=7">몽골 광산 다시 가동</a><i>2026.03.01</i></li>',
        '<li><a href="/view?no=8">몽골 광산 다시 가동</a><i>2026.03.01</i></li>',
    ]
    for row in rows:
        site.serves("/list", f"<ul>{row}</ul>".encode())
        await reader.collector.collect(source)
    assert len(site.asked("/view")) == 2, "a new number is looked at once, a new title is not"
    assert len(stored(reader.store)) == 1


async def test_two_posts_of_one_title_and_day_are_two_though_a_list_never_shows_both(
    site: Site, reader: Reader
) -> None:
    board = BoardSettings(row="li", date="i", id_parameter="no")
    source = a_source(site, "/list", kind="board", board=board.model_dump(), recheck=0)
    for number in (1, 2, 2):
        serve_posts(site, {number: "주간 동향"})
        site.serves("/list", a_list((number, "주간 동향", "2026.03.01")))
        await reader.collector.collect(source)
    assert stored(reader.store) == [("주간 동향", True, 1)] * 2
    assert [len(site.asked(f"/view{number}")) for number in (1, 2)] == [1, 1]


async def test_a_guid_that_is_given_to_another_article_hides_neither(site: Site, reader: Reader) -> None:
    one, other = Entry.of(1), Entry.of(2)
    reused = replace(other, guid=one.guid, title="중앙아시아 전력 소식 2호")
    linkless = replace(Entry.of(3), guid=one.guid, link="", title="남부 철도 노선 연장")
    for shown in (one, reused, reused, one, linkless, linkless, one):
        site.serves("/rss", a_feed([shown]))
        await reader.collector.collect(a_source(site))
    assert [(title, push) for title, push, _ in stored(reader.store)] == [
        ("중앙아시아 전력 소식 1호", True),
        ("중앙아시아 전력 소식 2호", True),
        ("남부 철도 노선 연장", True),
    ]


async def test_an_entry_with_a_new_guid_and_an_edited_title_is_a_correction(site: Site, reader: Reader) -> None:
    one = Entry.of(1)
    for shown in (
        one,
        replace(one, guid="new", title="중앙아시아 전력 소식 1호(종합)", link=f"{one.link}&utm_source=x"),
    ):
        site.serves("/rss", a_feed([shown]))
        await reader.collector.collect(a_source(site))
    assert stored(reader.store) == [("중앙아시아 전력 소식 1호(종합)", True, 2)]


async def test_a_guid_of_an_article_that_is_written_anew_is_still_that_article(site: Site, reader: Reader) -> None:
    one = replace(Entry.of(1), link="")
    for shown in (one, replace(one, text=" ".join(f"새낱말{number}" for number in range(40)))):
        site.serves("/rss", a_feed([shown]))
        await reader.collector.collect(a_source(site))
    assert [revision for _, _, revision in stored(reader.store)] == [2]


async def test_the_same_article_of_two_sources_is_one_briefing_seen_twice_and_sent_once(
    site: Site, reader: Reader
) -> None:
    entry = Entry.of(1)
    site.serves("/one", a_feed([entry]))
    site.serves("/two", a_feed([replace(entry, guid="other", link="https://agency.example/1"), Entry.of(2)]))
    await reader.collector.collect(a_source(site, "/one"))
    for text in ("", " 덧붙인 말."):
        site.serves("/two", a_feed([replace(entry, guid="other", text=entry.text + text), Entry.of(2)]))
        await reader.collector.collect(a_source(site, "/two"))
    assert stored(reader.store) == numbers(1, 2)
    waiting = reader.store.briefings.waiting()
    assert reader.store.sightings.sources_of(waiting[0].id) == ("one", "two")


async def test_two_articles_that_share_a_title_and_a_day_stay_two(site: Site, reader: Reader) -> None:
    one = Entry.of(1)
    other = replace(one, guid="o", link="https://agency.example/9", text=" ".join(f"다른{n}" for n in range(40)))
    site.serves("/one", a_feed([one]))
    site.serves("/two", a_feed([other]))
    for path in ("/one", "/two"):
        await reader.collector.collect(a_source(site, path))
    assert len(stored(reader.store)) == 2


async def test_a_correction_of_the_source_itself_is_a_revision(site: Site, reader: Reader) -> None:
    entry = Entry.of(1)
    for text in (entry.text, entry.text[:20] + "…", entry.text.replace("예산", "재정")):
        site.serves("/rss", a_feed([replace(entry, text=text)]))
        await reader.collector.collect(a_source(site))
    ((_, _, revision),) = stored(reader.store)
    assert revision == 2, "cut short is no correction, another word is one"


# ── baselines ─────────────────────────────────────────────────────────────────────────


async def test_entries_older_than_the_source_allows_are_stored_and_not_pushed(site: Site, reader: Reader) -> None:
    ages = (0, 14, 15, 400)
    site.serves("/rss", a_feed([replace(Entry.of(age), day=TODAY - timedelta(days=age)) for age in ages]))
    await reader.collector.collect(a_source(site, max_age_days=14))
    assert {title: push for title, push, _ in stored(reader.store)} == {
        "중앙아시아 전력 소식 0호": True,
        "중앙아시아 전력 소식 14호": True,
        "중앙아시아 전력 소식 15호": False,
        "중앙아시아 전력 소식 400호": False,
    }


async def test_a_source_back_after_thirty_days_is_a_baseline_again(site: Site, reader: Reader) -> None:
    source = a_source(site, baseline=True, max_age_days=0)
    for count, days in ((1, 0), (2, 1), (3, 32), (4, 33)):
        reader.clock.now = START + timedelta(days=days)
        site.serves("/rss", a_feed([Entry.of(number) for number in range(count)]))
        await reader.collector.collect(source)
    assert [push for _, push, _ in stored(reader.store)] == [False, True, False, True]


# ── boards that are not what they were ───────────────────────────────────────────────────────────


def a_board(site: Site, **changes: object) -> SourceSettings:
    board = BoardSettings(row="li", date="i", id_parameter="no", min_rows=2)
    return a_source(site, "/list", kind="board", board=board.model_dump(), max_age_days=0, **changes)


def a_list(*rows: tuple[int, str, str]) -> bytes:
    items = (f'<li><a href="/view{number}?no={number}">{title}</a><i>{day}</i></li>' for number, title, day in rows)
    return f"<ul>{''.join(items)}</ul>".encode()


def serve_posts(site: Site, titles: dict[int, str]) -> None:
    for number, title in titles.items():
        text = " ".join(random.Random(number).choices(WORDS, k=30))
        site.serves(f"/view{number}", f"<h1>{title}</h1><article><p>{text}</p></article>".encode())


async def test_a_list_that_lost_its_rows_is_drift_and_says_so_with_the_third_poll(site: Site, reader: Reader) -> None:
    site.serves("/list", b"<div>new design</div>")
    for expected in (SourceStatus.DEGRADED, SourceStatus.DEGRADED, SourceStatus.DRIFTED):
        collected = await reader.collector.collect(a_board(site))
        assert collected.problem is not None
        assert "at least 2 expected" in collected.problem
        assert reader.store.sources.state("list").status is expected


async def test_a_maintenance_page_is_an_error_and_no_drift(site: Site, reader: Reader) -> None:
    site.serves("/list", "<html><body><h1>시스템 점검 중</h1></body></html>".encode())
    collected = await reader.collector.collect(a_board(site))
    assert collected.problem == "the answer is a maintenance page"
    assert reader.store.sources.state("list").status is SourceStatus.BACKING_OFF


async def test_a_post_whose_page_bears_another_title_is_kept_back_and_stops_pushes_when_it_lasts(
    site: Site, reader: Reader
) -> None:
    rows = [(1, "몽골 광산 재가동", "2026.03.01"), (2, "라오스 철도 개통", "2026.03.01")]
    serve_posts(site, {1: "몽골 광산 재가동", 2: "라오스 철도 개통"})
    site.serves("/list", a_list(*rows))
    await reader.collector.collect(a_board(site, recheck=0))
    for number in (3, 4, 5):
        rows.insert(0, (number, f"바뀐 누리집의 글 {number}", "2026.03.02"))
        serve_posts(site, {number: "오늘의 날씨"})
        site.serves("/list", a_list(*rows))
        await reader.collector.collect(a_board(site, recheck=0))
    assert [push for _, push, _ in stored(reader.store)] == [True, True, False, False, False]
    state = reader.store.sources.state("list")
    assert state.status is SourceStatus.DRIFTED
    assert "another title" in state.reason
    rows.insert(0, (6, "카자흐스탄 송전망 보강", "2026.03.02"))
    serve_posts(site, {6: "카자흐스탄 송전망 보강"})
    site.serves("/list", a_list(*rows))
    await reader.collector.collect(a_board(site, recheck=0))
    assert stored(reader.store)[-1][1] is False, "it was still drifted when this came"
    assert reader.store.sources.state("list").status is SourceStatus.OK


async def test_titles_that_a_list_cuts_off_or_puts_a_series_before_are_no_drift(site: Site, reader: Reader) -> None:
    site.serves(
        "/list", a_list((1, "[이슈] 몽골 광산 재가동에 따른…", "2026.03.01"), (2, "라오스 철도..", "2026.03.01"))
    )
    serve_posts(site, {1: "몽골 광산  재가동에 따른 영향", 2: "라오스 철도 개통"})
    await reader.collector.collect(a_board(site))
    assert [push for _, push, _ in stored(reader.store)] == [True, True]
    assert reader.store.sources.state("list").status is SourceStatus.OK


async def test_selectors_that_were_mended_are_tried_on_a_list_that_says_it_is_the_same(
    site: Site, reader: Reader
) -> None:
    titles = {1: "몽골 광산 재가동 소식", 2: "몽골 철도 소식"}
    site.serves("/list", a_list(*((at, title, "2026.03.01") for at, title in titles.items())), {"ETag": '"1"'})
    serve_posts(site, titles)
    broken, mended = (
        a_source(site, "/list", kind="board", board={"row": "li", "date": date, "id_parameter": "no"}, recheck=0)
        for date in ("b", "i")
    )
    for _ in range(3):
        await reader.collector.collect(broken)
    assert reader.store.sources.state("list").status is SourceStatus.DRIFTED
    await reader.collector.collect(mended)
    assert reader.store.sources.state("list").status is SourceStatus.OK
    assert (await reader.collector.collect(mended)).unchanged


async def test_a_list_without_days_is_drift(site: Site, reader: Reader) -> None:
    site.serves("/list", a_list((1, "몽골 광산 재가동", "어제"), (2, "라오스 철도 개통", "2026.03.01")))
    serve_posts(site, {1: "몽골 광산 재가동", 2: "라오스 철도 개통"})
    await reader.collector.collect(a_board(site))
    state = reader.store.sources.state("list")
    assert (state.status, state.reason) == (SourceStatus.DEGRADED, "1 of 2 posts have a day ('i')")


@pytest.mark.parametrize(
    ("rows", "sign"),
    [
        ([], DriftSign.POSTS),
        ([(1, "몽골 광산 재가동", "어제"), (2, "라오스 철도 개통", "오늘")], DriftSign.DAYS),
    ],
)  # fmt: skip
async def test_owners_hear_of_drift_once_with_the_third_poll_and_nothing_of_the_source_is_pushed(
    site: Site, tmp_path: Path, empty_database: Path, rows: list[tuple[int, str, str]], sign: DriftSign
) -> None:
    clock = Clock()
    async with Fetcher(now=clock) as fetcher:
        shutil.copy(empty_database, tmp_path)
        with (
            Store.open(f"sqlite:///{tmp_path}/sosik.db", owners=[900]) as store,
            contextlib.closing(Lanes()) as lanes,
        ):
            a_reader(store, 900)
            told = []
            for turn in range(5):
                shown = [(number + 10 * turn, title, day) for number, title, day in rows]
                serve_posts(site, {number: title for number, title, _ in shown})
                site.serves("/list", a_list(*shown) + b"<p>%d</p>" % turn)
                collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock)
                await collector.collect(a_board(site, recheck=0))
                fan_out(store, clock.now)
                told.append([one for one in send_all(store, clock.now) if one.kind is DispatchKind.SOURCE])
            after_the_third = [push for _, push, _ in stored(store)][3 * len(rows) :]
    assert [len(one) for one in told] == [0, 0, 1, 0, 0]
    assert told[2][0].payload["status"] == "drifted"
    drift = Drift.read(str(told[2][0].payload["drift"]))
    assert drift
    assert (drift.sign, drift.found, drift.of) == (sign, 0, 2)
    assert not any(after_the_third)


async def test_the_newest_pages_of_a_changed_list_are_looked_at_again_for_corrections(
    site: Site, reader: Reader
) -> None:
    rows = [(number, f"몽골 광산 소식 {number}호", "2026.03.01") for number in (4, 3, 2, 1)]
    serve_posts(site, {number: title for number, title, _ in rows})
    site.serves("/list", a_list(*rows))
    await reader.collector.collect(a_board(site, recheck=2))
    site.serves("/view4", b"<h1>x</h1><article><p>" + "정정: 구리를 3배로 늘린다.".encode() + b"</p></article>")
    await reader.collector.collect(a_board(site, recheck=2))
    assert len(site.asked("/view4")) == 1, "the list is the same: nobody looks"
    rows.insert(0, (5, "몽골 광산 소식 5호", "2026.03.02"))
    serve_posts(site, {5: rows[0][1]})
    site.serves("/list", a_list(*rows))
    collected = await reader.collector.collect(a_board(site, recheck=2))
    assert (collected.new, collected.revised) == (1, 1)
    assert [len(site.asked(f"/view{number}")) for number in (5, 4, 3, 2, 1)] == [1, 2, 2, 1, 1]


async def test_a_page_that_is_under_maintenance_today_is_read_later_and_nothing_else_waits(
    site: Site, reader: Reader
) -> None:
    site.serves("/list", a_list((1, "몽골 광산 재가동", "2026.03.01"), (2, "라오스 철도 개통", "2026.03.01")))
    serve_posts(site, {2: "라오스 철도 개통"})
    site.serves("/view1", "<html><body><h1>시스템 점검 중</h1></body></html>".encode())
    await reader.collector.collect(a_board(site))
    assert [title for title, _, _ in stored(reader.store)] == ["라오스 철도 개통"]
    state = reader.store.sources.state("list")
    assert (state.status, state.pages_waiting) == (SourceStatus.DEGRADED, 1)
    serve_posts(site, {1: "몽골 광산 재가동"})
    await reader.collector.collect(a_board(site))
    assert len(stored(reader.store)) == 1, "not before its time"
    reader.clock.now += timedelta(hours=1)
    await reader.collector.collect(a_board(site))
    assert stored(reader.store)[-1] == ("몽골 광산 재가동", True, 1)
    assert reader.store.sources.state("list").status is SourceStatus.OK


# ── folders ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_folder_is_read_and_its_files_are_known_by_name_and_by_content(tmp_path: Path, reader: Reader) -> None:
    folder = tmp_path / "in"
    (folder / "2026").mkdir(parents=True)
    source = SourceSettings(id="box", kind="folder", url=str(folder), baseline=False, max_age_days=0, region="몽골")
    (folder / "2026" / "a.txt").write_text("몽골 광산 재가동\n2026-03-01\n\n☐ 구리\n- 늘린다.\n", encoding="utf-8")
    (folder / "b.html").write_text("<html><body><h1>라오스 철도</h1><p>개통했다.</p></body></html>", encoding="cp949")
    (folder / ".hidden.txt").write_text("숨은 글", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "out.txt").symlink_to("/etc/hostname")
    assert (await reader.collector.collect(source)).new == 2
    assert (await reader.collector.collect(source)).unchanged
    (folder / "2026" / "a.txt").rename(folder / "renamed.txt")
    assert (await reader.collector.collect(source)).new == 0
    (folder / "renamed.txt").write_text("몽골 광산 재가동\n2026-03-01\n\n☐ 구리\n- 세 배로 늘린다.\n", encoding="utf-8")
    collected = await reader.collector.collect(source)
    assert (collected.new, collected.revised) == (0, 1)
    labels = {one.briefing.region_label for one in reader.store.briefings.waiting()}
    assert labels == {"몽골"}


async def test_a_file_whose_name_is_no_utf_8_is_a_file_like_any_other(tmp_path: Path, reader: Reader) -> None:
    for name in ("몽골", "라오스"):
        path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name.encode("cp949") + b".txt")
        Path(path).write_text(f"{name} 철도 개통\n\n☐ 개통했다.\n", encoding="utf-8")
    source = SourceSettings(id="box", kind="folder", url=str(tmp_path))
    assert (await reader.collector.collect(source)).new == 2
    assert [title for title, _, _ in stored(reader.store)] in (
        ["몽골 철도 개통", "라오스 철도 개통"],
        ["라오스 철도 개통", "몽골 철도 개통"],
    )


async def test_files_of_a_folder_that_cannot_be_read_are_named_and_the_others_come_in(
    tmp_path: Path, reader: Reader
) -> None:
    (tmp_path / "good.txt").write_text("몽골 광산 재가동\n\n☐ 구리\n", encoding="utf-8")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "none")
    source = SourceSettings(id="box", kind="folder", url=str(tmp_path))
    assert (await reader.collector.collect(source)).new == 1
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "large.txt").open("wb") as opened:
        opened.truncate(50_000_000)
    (tmp_path / "folder.txt" / "other.txt").write_text("라오스 철도 개통\n\n☐ 개통했다.\n", encoding="utf-8")
    assert (await reader.collector.collect(source)).new == 1
    assert (await reader.collector.collect(source)).unchanged
    state = reader.store.sources.state("box")
    assert (state.status, state.reason[:27]) == (SourceStatus.DEGRADED, "3 files could not be read: ")
    for name in ("gone", "pipe", "large"):
        (tmp_path / f"{name}.txt").unlink()
    await reader.collector.collect(source)
    assert reader.store.sources.state("box").status is SourceStatus.OK


async def test_a_folder_that_is_not_there_is_a_failed_poll(tmp_path: Path, reader: Reader) -> None:
    source = SourceSettings(id="box", kind="folder", url=str(tmp_path / "none"))
    assert "no such folder" in str((await reader.collector.collect(source)).problem)


async def test_the_diary_keeps_the_last_fifty_polls(site: Site, reader: Reader) -> None:
    site.serves("/rss", a_feed([Entry.of(1)]))
    for minute in range(55):
        reader.clock.now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute)
        await reader.collector.collect(a_source(site))
    diary = reader.store.sources.diary("rss")
    assert len(diary) == 50
    assert diary[0].at == reader.clock.now
    assert {one.outcome for one in diary} == {"unchanged"}


async def test_a_disabled_source_comes_back_when_somebody_says_so(site: Site, reader: Reader) -> None:
    source = a_source(site)
    site.answers("/rss", 410)
    for _ in range(2):
        await reader.collector.collect(source)
    far = START + timedelta(days=900)
    assert reader.store.sources.due(["rss"], far) == ()
    assert reader.store.sources.forget("rss")
    assert reader.store.sources.due(["rss"], far) == ("rss",)
    assert not reader.store.sources.forget("never")


async def test_a_disabled_source_comes_back_when_it_has_another_address_or_kind_in_the_settings(
    site: Site, reader: Reader
) -> None:
    source = a_source(site)
    site.answers("/rss", 410)
    for _ in range(2):
        await reader.collector.collect(source)
    assert reader.store.sources.wake([source]) == ()
    board = a_source(site, kind="board", board={"row": "li"})
    for changed in (a_source(site, url=site.url("/new")), board):
        assert reader.store.sources.wake([changed]) == ("rss",)
        assert reader.store.sources.due(["rss"], START) == ("rss",)
        await reader.collector.collect(source)
        await reader.collector.collect(source)
