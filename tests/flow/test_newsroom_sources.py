"""The demo's newsroom, read through the same fetcher and kinds as any source."""

import asyncio
from pathlib import Path

from bot.demo.newsroom import Newsroom
from jobs.fetch import Fetcher, FetchRules
from jobs.model import Document, Item
from jobs.reading import read_briefing
from jobs.settings import SourceSettings, parse
from jobs.sources.kinds import KINDS


async def everything(fetcher: Fetcher, source: SourceSettings) -> list[tuple[Item, Document]]:
    """Give each item the source shows with its document, as a poll does."""
    rules = FetchRules(allow_ports=source.allow_ports, allow_private=source.allow_private, spacing_s=0)
    kind = KINDS[source.kind]
    listing = await fetcher.get(source.url, rules=rules)
    found = []
    for item in await asyncio.to_thread(kind.items, listing, source):
        page = None if item.content is not None else await fetcher.get(item.url, rules=rules)
        found.append((item, await asyncio.to_thread(kind.document, item, page, source)))
    return found


async def test_every_source_of_the_newsroom_is_read_into_briefings_with_title_day_and_body() -> None:
    async with Newsroom() as newsroom, Fetcher() as fetcher:
        while newsroom.publish_next() is not None:
            pass
        for source in parse(newsroom.sources()).source:
            found = await everything(fetcher, source)
            assert len(found) >= 2, source.id
            for item, document in found:
                briefing = read_briefing(document)
                assert item.published == document.published == briefing.published, item.title
                assert briefing.title
                assert list(briefing.paragraphs()) or list(briefing.headings())
                assert document.language is source.language


async def test_the_list_is_not_sent_again_until_something_is_published() -> None:
    async with Newsroom() as newsroom, Fetcher() as fetcher:
        for source in parse(newsroom.sources()).source:
            rules = FetchRules(allow_ports=source.allow_ports, allow_private=source.allow_private, spacing_s=0)
            first = await fetcher.get(source.url, rules=rules)
            assert first.validators.etag
            assert (await fetcher.get(source.url, first.validators, rules=rules)).not_modified


async def test_no_two_postings_of_a_source_share_a_key_and_a_new_one_adds_only_its_own() -> None:
    async with Newsroom() as newsroom, Fetcher() as fetcher:
        board = parse(newsroom.sources()).source[0]
        before = [item.keys for item, _ in await everything(fetcher, board)]
        assert newsroom.publish_next() is not None
        after = [item.keys for item, _ in await everything(fetcher, board)]
        every = [key for own in after for key in own]
        assert len(every) == len(set(every))
        assert after[1:] == before, "the newest comes first"


async def test_a_real_briefing_on_a_board_reads_as_its_text_does(shared: Path) -> None:
    file = shared / "seed" / "emerics-issue-trend-2024-12-06.txt"
    as_text = read_briefing(Document(content=file.read_text(encoding="utf-8")))
    async with Newsroom([file]) as newsroom, Fetcher() as fetcher:
        newsroom.publish_next()
        board = parse(newsroom.sources()).source[0]
        found = [document for _, document in await everything(fetcher, board)]
    as_page = next(briefing for briefing in map(read_briefing, found) if briefing.references == as_text.references)
    assert as_page.sections == as_text.sections
    assert (as_page.published, as_page.reviewer) == (as_text.published, as_text.reviewer)
