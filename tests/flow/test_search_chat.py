"""A search over the wire: asked in a chat, turned by its buttons, also after a restart; and from any other chat."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import voices_of
from bot.desk import Desk
from bot.telegram_client import TelegramClient
from jobs.indexing import Follower
from jobs.language import Analyser, PlainAnalyser
from jobs.model import Briefing, Document, Rights, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.reading import document_of, read_briefing
from jobs.search import Library, SearchSettings
from jobs.settings import KoreanSettings, Settings, SourceSettings
from jobs.store import Reading, Store
from tests.flow.ear import USERNAME, Ear, utc_now
from tests.flow.wire import TOKEN, People, a_telegram, until

SOURCE = SourceSettings(id="sample", kind="feed", url="https://board.example/feed", name="견본", rights=Rights.FULL)
PLAIN = PlainAnalyser()
ASKED = (
    "카자흐스탄 원전",
    "카자흐스탄원전",
    "까자흐스탄 원전",
    "토카예프",
    "Tokayev",
    "nuclear plant Kazakhstan",
    "CSTO",
    "집단안보조약기구",
    "region:중앙아시아 topic:에너지 from:2024",
)
SUBJECTS = ("철도", "밀", "은행", "병원", "도로", "댐", "학교", "공항")


@pytest.fixture(autouse=True)
def an_archive(empty_database: Path, tmp_path: Path) -> None:
    shutil.copy(empty_database, tmp_path)


@asynccontextmanager
async def a_bot(folder: Path, url: str, people: People, analyser: Analyser = PLAIN) -> AsyncIterator[tuple[Ear, Desk]]:
    """Open the bot's whole desk on what a folder holds, as a start does."""
    with Store.open(f"sqlite:///{folder}/sosik.db", sources=(SOURCE,)) as store:
        async with TelegramClient(TOKEN, api_base_url=url) as client:
            ear = Ear(store, None, people, client)  # type: ignore[arg-type]  # the sandbox itself is not asked
            library = Library.open(folder / "index", SearchSettings(), analyser=analyser)
            settings = Settings(korean=KoreanSettings.model_validate({"analyser": analyser.name}))
            desk = Desk(store=store, lanes=ear.lanes, library=library, settings=settings, bot_username=USERNAME)
            try:
                yield ear, desk
            finally:
                library.close()
                ear.lanes.close()


async def publish(desk: Desk, *subjects: str, days_ago: int = 0) -> None:
    for number, subject in enumerate(subjects or SUBJECTS):
        paragraphs = (f"{subject} 사업과 함께 송유관 <공사>를 {number + 3}개월 앞당긴다.",)
        section = Section(heading=f"{subject} 사업", subsections=(Subsection(heading="배경", paragraphs=paragraphs),))
        day = utc_now().date() - timedelta(days=days_ago)
        briefing = Briefing(title=f"카자흐스탄 {subject} 계획", published=day, sections=(section,))
        reading = Reading(keys=(subject,), document=Document(content=subject), briefing=briefing)
        (stored,) = desk.store.briefings.save("sample", [reading], now=utc_now())
        desk.store.briefings.announce(announcement_of(stored.id, 1, briefing, PLAIN), now=utc_now())
    await Follower(desk.store, desk.lanes, desk.library).catch_up()


async def shows(people: People, reader: int, words: str) -> dict[str, Any]:
    """Give the bot's last message as soon as it holds these words."""

    async def there() -> bool:
        heard = await people.heard(reader)
        return bool(heard) and words in heard[-1]

    await until(there, f"{words}, not {await people.heard(reader)}")
    return next(one for one in reversed(await people.messages(reader)) if one["from_bot"])


async def test_a_search_is_turned_in_place_also_after_a_restart(tmp_path: Path) -> None:
    async with a_telegram() as (sandbox, people):
        reader = await people.join(language_code="ko")
        async with a_bot(tmp_path, sandbox.url, people) as (ear, desk):
            await publish(desk)
            async with ear.listening(voices_of(desk).answer):
                await people.write(reader, "/search 송유관")
                page = await shows(people, reader, "8건 · 1–5")
        async with a_bot(tmp_path, sandbox.url, people) as (ear, desk), ear.listening(voices_of(desk).answer):
            await people.tap(reader, page["message_id"], text="»")
            turned = await shows(people, reader, "8건 · 6–8")
            await people.tap(reader, page["message_id"], text="날짜순")
            await shows(people, reader, "날짜순 — 8건 · 1–5")
    assert turned["message_id"] == page["message_id"]
    assert "<공사>를" in turned["text"]


async def test_a_search_from_any_chat_is_answered_with_articles(tmp_path: Path) -> None:
    async with a_telegram() as (sandbox, people), a_bot(tmp_path, sandbox.url, people) as (ear, desk):
        await publish(desk)
        reader = await people.join(language_code="ko")
        voices = voices_of(desk)
        async with ear.listening(voices.answer, look_up=voices.look_up):
            shown = await people.act(reader, "inline", query="송유관", wait_s=10)
        results = shown["answer"]["results"]
    assert len(results) == len(SUBJECTS)
    assert "송유관 <공사>를" in results[0]["message_text"]
    assert any(entity["type"] == "underline" for entity in results[0]["message_entities"])


async def test_related_is_asked_of_the_search_and_gives_what_is_most_alike_first(tmp_path: Path) -> None:
    async with a_telegram() as (sandbox, people), a_bot(tmp_path, sandbox.url, people) as (ear, desk):
        await publish(desk, "북부 철도 연장", days_ago=300)
        await publish(desk)
        reader = await people.join(language_code="ko")
        async with ear.listening(voices_of(desk).answer):
            await people.write(reader, "/related 카자흐스탄 철도 계획")
            related = await shows(people, reader, "관련 소식 · 카자흐스탄 철도 계획")
    titles = [line for line in related["text"].splitlines() if line[:2] in {"1.", "2."}]
    assert titles[0] == "1. 카자흐스탄 북부 철도 연장 계획"
    assert "철도" not in titles[1]


async def test_the_real_briefing_is_found_in_the_chat_as_people_ask_for_it(
    tmp_path: Path, shared: Path, kiwi: Analyser
) -> None:
    page = next((shared / "seed").glob("*.txt"))
    document = document_of(page.read_bytes(), name=page.name)
    briefing = read_briefing(document)
    async with a_telegram() as (sandbox, people), a_bot(tmp_path, sandbox.url, people, kiwi) as (ear, desk):
        (stored,) = desk.store.briefings.save(
            "sample", [Reading(keys=("seed",), document=document, briefing=briefing)], now=utc_now()
        )
        desk.store.briefings.announce(announcement_of(stored.id, 1, briefing, kiwi), now=utc_now())
        await publish(desk)
        async with ear.listening(voices_of(desk).answer):
            for words in ASKED:
                reader = await people.join(language_code="ko")
                await people.write(reader, f"/search {words}")
                page_shown = await shows(people, reader, "1. ")
                first = next(line for line in page_shown["text"].splitlines() if line.startswith("1. "))
                assert first == f"1. {briefing.title}", words
