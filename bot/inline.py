"""Search in any chat: `@bot words` gives a list to choose from, and what is chosen is posted by the person who asked.

Telegram gives up on a slow bot: an answer that takes longer than `BUDGET_S` is left out.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.excerpts import language_asked
from bot.message import Button, Message
from bot.phrases import say
from bot.replies.dates import day
from bot.replies.facts import briefing_link, flags, region_names, source_link, source_name
from bot.replies.markup import EMPTY, bold, clipped, italic, joined, lines, message, one_line, quoted, words
from bot.replies.search import Shown, marked
from bot.searching import shown
from bot.short_ids import short_id
from jobs.model import Language

logger = logging.getLogger(__name__)

PAGE = 10
BUDGET_S = 2.0
CACHE_S = 30  # so long Telegram may give the same answer again; what is new is found after that
_LONGEST_QUERY = 256
_DEEPEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One line of the list, and what is posted when somebody chooses it; its buttons only open links."""

    id: str
    title: str
    description: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """A part of the list; `next_offset` asks for the next one, "" where there is none."""

    articles: tuple[Article, ...] = ()
    next_offset: str = ""


async def answer(desk: Desk, text: str, *, offset: str, language: Language, now: datetime) -> Articles | None:
    """Give what is found, without words the newest; None when it took too long."""
    at = int(offset) if offset.isascii() and offset.isdecimal() and int(offset) <= _DEEPEST else 0
    try:
        async with asyncio.timeout(BUDGET_S):
            hits, more = await _asked(desk, text.strip()[:_LONGEST_QUERY], at, (language, now))
    except TimeoutError:
        logger.warning("inline.slow", extra={"budget_s": BUDGET_S})
        return None
    found = answers(hits, language=language, bot_username=desk.bot_username)
    return Articles(articles=found, next_offset=str(at + PAGE) if more else "")


def answers(hits: Sequence[Shown], *, language: Language, bot_username: str) -> tuple[Article, ...]:
    """Give the list of what was found, in its order."""
    return tuple(_article(hit, language, bot_username) for hit in hits)


async def _asked(desk: Desk, text: str, at: int, asker: tuple[Language, datetime]) -> tuple[tuple[Shown, ...], bool]:
    """Give the hits from `at` on, and whether there are more."""
    language, now = asker
    if not text:
        newest = await desk.read(desk.store.briefings.latest, (), limit=PAGE)
        return tuple(Shown(edition=one) for one in newest), False

    def looked_up() -> tuple[tuple[Shown, ...], bool]:
        found = desk.library.find(text, limit=PAGE, offset=at, now=now)
        hits = shown(desk.store, found, desk.library.analyser, side=language_asked(found.query, language))
        return hits, bool(found.hits) and at + PAGE < min(found.total, _DEEPEST)

    return await desk.look(looked_up)


def _article(hit: Shown, language: Language, bot_username: str) -> Article:
    edition = hit.edition
    published = edition.briefing.published
    facts = (
        day(published, language) if published else "",
        source_name(edition, language),
        region_names(edition, language),
    )
    title = clipped(edition.briefing.title, 200) or short_id(edition.id)
    details = Button(label=say(language, "button.details"), url=briefing_link(bot_username, edition.id))
    text = lines(
        joined(" ", (words(flags(edition)), bold(one_line(title)))),
        italic(joined(" · ", (*map(words, facts), source_link(edition, language)))),
        quoted(marked(hit.passage, hit.marks)) if hit.passage else EMPTY,
    )
    return Article(
        id=short_id(edition.id),
        title=title,
        description=" · ".join(filter(None, facts)),
        message=message(text, ((details,),)),
    )


def wire(found: Articles) -> dict[str, object]:
    """Give the answer as the parameters of answerInlineQuery, all but the id of the query."""
    return {
        "results": [_result(one) for one in found.articles],
        "next_offset": found.next_offset,
        "cache_time": CACHE_S,
        "is_personal": True,  # it is in the language of who asked
    }


def _result(article: Article) -> dict[str, object]:
    rows = [[{"text": one.label, "url": one.url} for one in row if one.url] for row in article.message.buttons]
    return {
        "type": "article",
        "id": article.id,
        "title": article.title,
        "description": article.description,
        "input_message_content": {
            "message_text": article.message.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": rows},
    }
