"""Which briefing a person means: by its number, by words, by the message they answer, by an address, or the newest."""

import re
from collections.abc import Awaitable, Callable

from bot.desk import Desk
from bot.message import Answer, Request
from bot.phrases import say
from bot.replies import corrections, lists
from bot.replies.facts import phrase
from bot.replies.notices import notice
from bot.short_ids import parse_short_id
from bot.subscribing import keys_of
from jobs.indexing import briefing_ids
from jobs.model import BriefingId, Edition
from jobs.sources.board import keys_of_address

_LISTED = 5
_ID = re.compile(r"#?(?=[a-z]*[0-9])[0-9a-z]{1,14}", re.IGNORECASE)


Shower = Callable[[Desk, Request, Edition], Awaitable[Answer]]


async def show(desk: Desk, request: Request, which: str, shower: Shower) -> Answer:
    """Show something of the briefing meant: by its number, by words, by the message answered, else the newest."""
    meant = await _meant(desk, request, which.strip())
    if isinstance(meant, Answer):
        return meant
    return await unless_recalled(desk, request, meant, shower)


async def show_tapped(desk: Desk, request: Request, name: str, shower: Shower) -> Answer:
    """Show something of the briefing a button names."""
    edition = await by_short_id(desk, name)
    if edition is None:
        return Answer(toast=say(request.chat.interface, "error.gone"), alert=True)
    return await unless_recalled(desk, request, edition, shower)


async def unless_recalled(desk: Desk, request: Request, edition: Edition, shower: Shower) -> Answer:
    """Show something of a briefing; of one that was taken back only that, whatever leads to it."""
    if edition.recalled is not None:
        return Answer(say=(corrections.recalled(edition, request.chat, edition.recalled),))
    return await shower(desk, request, edition)


async def _meant(desk: Desk, request: Request, which: str) -> Edition | Answer:
    """Give the briefing, or what is said where none can be meant."""
    if which:
        return await _named(desk, request, which)
    if request.reply_to is not None:
        answered = await answered_briefing(desk, request)
        if answered is not None:
            return answered
    asked = await desk.read(desk.store.chats.interests, request.chat.id)
    newest = await desk.read(desk.store.briefings.latest, keys_of(asked), limit=1)
    newest = newest or await desk.read(desk.store.briefings.latest, (), limit=1)
    if newest:
        return newest[0]
    return Answer(say=(notice(request.chat.interface, "latest.empty"),))


async def _named(desk: Desk, request: Request, which: str) -> Edition | Answer:
    """Give the briefing of a number, or the best one for some words; a number that is none is said to be wrong."""
    if _ID.fullmatch(which):
        edition = await by_short_id(desk, which.lstrip("#"))
    else:
        edition = await _best(desk, request, which)
    if edition is not None:
        return edition
    language = request.chat.interface
    said = notice(language, "error.bad_id", text=which[:60])
    newest = await desk.read(desk.store.briefings.latest, (), limit=_LISTED)
    if not newest:
        return Answer(say=(said,))
    title = phrase(language, "latest.all")
    shown = lists.briefings(newest, title=title, language=language, bot_username=desk.bot_username)
    return Answer(say=(said, shown))


async def answered_briefing(desk: Desk, request: Request) -> Edition | None:
    """Give the briefing of the message that was answered: as it was sent, else by the title it shows."""
    if request.reply_to is None:
        return None
    sent = await desk.read(desk.store.briefings.of_message, request.chat.id, request.reply_to)
    edition = await desk.read(desk.store.briefings.edition, sent) if sent is not None else None
    if edition is not None:
        return edition
    for line in request.reply_text.splitlines()[:3]:
        found = await _best(desk, request, line[:200])
        if found is not None and found.briefing.title and found.briefing.title in request.reply_text:
            return found
    return None


async def _best(desk: Desk, request: Request, text: str) -> Edition | None:
    if not text.strip():
        return None
    found = await desk.look(desk.library.find, text, limit=1, now=request.now)
    ids = briefing_ids(hit.id for hit in found.hits)
    return await desk.read(desk.store.briefings.edition, ids[0]) if ids else None


async def by_short_id(desk: Desk, name: str) -> Edition | None:
    """Give the briefing of that short id, None where there is none."""
    briefing_id = parse_short_id(name)
    if briefing_id is None:
        return None
    return await desk.read(desk.store.briefings.edition, briefing_id)


async def at_address(desk: Desk, url: str) -> BriefingId | None:
    """Give the briefing at an address as the source links it, or as a browser shows it, with more parameters."""
    found = await desk.read(desk.store.briefings.by_url, url)
    if found is not None:
        return found
    known_by = [(source.id, key) for source in desk.settings.source for key in keys_of_address(url, source)]
    known_by.sort(key=lambda one: not one[1].startswith("url:"))  # a whole address is surer than a number in it
    return await desk.read(desk.store.briefings.by_keys, known_by)
