"""One briefing: the whole of it, its references, what is related, why it came, the other language first."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.actions import read_ids
from bot.desk import Desk
from bot.intents import Open
from bot.message import Answer, Request
from bot.phrases import say
from bot.relating import relatives
from bot.replies import alert, citations, corrections, footnotes, full, lists, references, share, start, why
from bot.replies.facts import phrase
from bot.replies.markup import Text, one_line, words
from bot.replies.notices import labelled, notice
from bot.short_ids import parse_short_id
from bot.subscribing import keys_of
from bot.ways_back import pick_button
from jobs.indexing import briefing_ids
from jobs.model import BriefingId, ChatKind, Edition, Language
from jobs.sources.board import keys_of_address

_LISTED = 5
_ID = re.compile(r"#?(?=[a-z]*[0-9])[0-9a-z]{1,14}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Unclear:
    """No briefing can be meant: what is said instead."""

    answer: Answer


Shower = Callable[[Desk, Request, Edition], Awaitable[Answer]]


# ── which briefing is meant ──────────────────────────────────────────────────────────────────────


async def show(desk: Desk, request: Request, which: str, shower: Shower) -> Answer:
    """Show something of the briefing meant: by its number, by words, by the message answered, else the newest."""
    meant = await _meant(desk, request, which.strip())
    if isinstance(meant, _Unclear):
        return meant.answer
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


async def _meant(desk: Desk, request: Request, which: str) -> Edition | _Unclear:
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
    return _Unclear(Answer(say=(notice(request.chat.interface, "latest.empty"),)))


async def _named(desk: Desk, request: Request, which: str) -> Edition | _Unclear:
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
        return _Unclear(Answer(say=(said,)))
    title = phrase(language, "latest.all")
    shown = lists.briefings(newest, title=title, language=language, bot_username=desk.bot_username)
    return _Unclear(Answer(say=(said, shown)))


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


# ── commands ─────────────────────────────────────────────────────────────────────────────────────


async def brief_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /brief."""
    return await show(desk, request, rest, show_full)


async def refs_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /refs."""
    return await show(desk, request, rest, show_references)


async def related_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /related."""
    return await show(desk, request, rest, show_related)


async def why_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /why."""
    return await show(desk, request, rest, show_why)


async def share_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /share: the address that opens a briefing with the bot; without one in view, the bot's own."""
    if not rest and request.reply_to is None:
        return Answer(say=(share.bot(request.chat.interface, desk.bot_username),))
    return await show(desk, request, rest, _show_share)


async def _show_share(desk: Desk, request: Request, edition: Edition) -> Answer:
    return Answer(say=(share.briefing(edition, request.chat.interface, desk.bot_username),))


async def open_address(desk: Desk, request: Request, asked: Open) -> Answer:
    """Show the briefing at a pasted address."""
    for url in dict.fromkeys((asked.url, *request.pasted_urls)):
        found = await _at_address(desk, url)
        edition = await desk.read(desk.store.briefings.edition, found) if found is not None else None
        if edition is not None:
            return await unless_recalled(desk, request, edition, show_alert)
    language = request.chat.interface
    return Answer(say=(notice(language, "error.no_url", buttons=((pick_button(language),),)),))


async def _at_address(desk: Desk, url: str) -> BriefingId | None:
    """Give the briefing at an address as the source links it, or as a browser shows it, with more parameters."""
    found = await desk.read(desk.store.briefings.by_url, url)
    if found is not None:
        return found
    known_by = [(source.id, key) for source in desk.settings.source for key in keys_of_address(url, source)]
    known_by.sort(key=lambda one: not one[1].startswith("url:"))  # a whole address is surer than a number in it
    return await desk.read(desk.store.briefings.by_keys, known_by)


# ── what is shown ────────────────────────────────────────────────────────────────────────────────


async def show_alert(desk: Desk, request: Request, edition: Edition) -> Answer:
    """Show the briefing as its alert."""
    layout = alert.private if request.chat.kind is ChatKind.PRIVATE else alert.group
    return Answer(say=(layout(edition, chat=request.chat, bot_username=desk.bot_username),))


async def show_full(_: Desk, request: Request, edition: Edition) -> Answer:
    """Show the first page of the briefing."""
    return Answer(say=(full.answer(edition, language=request.chat.interface),))


async def show_references(desk: Desk, request: Request, edition: Edition) -> Answer:
    """Show what the briefing cites."""
    return Answer(say=(references.answer(edition, language=request.chat.interface, bot_username=desk.bot_username),))


async def show_footnotes(_: Desk, request: Request, edition: Edition) -> Answer:
    """Show the briefing and what it cites as a report has them."""
    return Answer(say=(footnotes.answer(edition, language=request.chat.interface),))


async def show_why(desk: Desk, request: Request, edition: Edition) -> Answer:
    """Show why the briefing came."""
    matched = await desk.read(desk.store.briefings.matched, request.chat.id, edition.id)
    return Answer(say=(why.answer(edition, matched, language=request.chat.interface),))


async def show_offer(_: Desk, request: Request, edition: Edition) -> Answer:
    """Offer what the briefing is about."""
    return Answer(say=(start.offered(edition, request.chat.interface),))


async def show_related(desk: Desk, request: Request, edition: Edition) -> Answer:
    """Show what the briefing points to, then what is most like it."""
    language = request.chat.interface
    found = await desk.look(relatives, desk, edition, _LISTED, request.now)
    subject = words(" · ") + one_line(edition.briefing.title, 200)
    if not found:
        return Answer(say=(notice(language, "related.none"),))
    title: Text = phrase(language, "related.title") + subject
    return Answer(say=(lists.briefings(found, title=title, language=language, bot_username=desk.bot_username),))


async def show_in(desk: Desk, request: Request, edition: Edition, language: Language) -> Answer:
    """Show one alert in a language, and offer that language for all that follow."""
    chat = replace(request.chat, language=type(request.chat.language)(language.value))
    shown = alert.private(edition, chat=chat, bot_username=desk.bot_username)
    always = (labelled(language, "button.always", f"lang:{language.value}"),)
    return Answer(say=(replace(shown, buttons=(*shown.buttons, always)),))


# ── taps ─────────────────────────────────────────────────────────────────────────────────────────


async def brief_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show the whole briefing; with a page, turn to it in place."""
    page = read_ids(arguments[1])

    async def turned(_: Desk, asked: Request, edition: Edition) -> Answer:
        shown = full.answer(edition, language=asked.chat.interface, page=page[0] if page else 0)
        return Answer(edit=shown) if page else Answer(say=(shown,))

    return await show_tapped(desk, request, arguments[0], turned)


async def alone_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Give the source's own words in one message with nothing else in it, for Telegram's translation."""

    async def given(_: Desk, __: Request, edition: Edition) -> Answer:
        return Answer(say=(full.alone(edition),))

    return await show_tapped(desk, request, arguments[0], given)


async def refs_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show the references; with a page, turn to it in place."""
    page = read_ids(arguments[1])

    async def turned(at: Desk, asked: Request, edition: Edition) -> Answer:
        first = page[0] if page else 0
        shown = references.answer(edition, language=asked.chat.interface, bot_username=at.bot_username, page=first)
        return Answer(edit=shown) if page else Answer(say=(shown,))

    return await show_tapped(desk, request, arguments[0], turned)


async def cite_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Send the references as a file."""

    async def filed(_: Desk, asked: Request, edition: Edition) -> Answer:
        file = citations.attachment(edition, arguments[1], asked.chat.interface)
        if file is None:
            return Answer(toast=say(asked.chat.interface, "error.old_button"))
        return Answer(say=(file,))

    return await show_tapped(desk, request, arguments[0], filed)


async def copy_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show the footnotes."""
    return await show_tapped(desk, request, arguments[0], show_footnotes)


async def open_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show a briefing of a digest as its alert."""
    return await show_tapped(desk, request, arguments[0], show_alert)


async def related_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show what is related."""
    return await show_tapped(desk, request, arguments[0], show_related)


async def why_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show why it came."""
    return await show_tapped(desk, request, arguments[0], show_why)


async def other_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Put what stands under ⋯ in place of an alert's buttons, or those back; the text stays as it is."""

    async def turned(asked: Desk, meant: Request, edition: Edition) -> Answer:
        if arguments[1] == "back":
            return Answer(buttons=alert.buttons(edition, meant.chat))
        return Answer(buttons=alert.other_buttons(edition, meant.chat, asked.bot_username))

    return await show_tapped(desk, request, arguments[0], turned)


async def wrong_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Tell the owners that this reader finds the summary wrong, with the text as it stands; once a chat."""
    language = request.chat.interface
    if not desk.settings.telegram.owners:
        return Answer(toast=say(language, "complaint.nobody"), alert=True)

    async def filed(asked: Desk, meant: Request, edition: Edition) -> Answer:
        text = meant.reply_text or alert.private(edition, chat=meant.chat, bot_username=asked.bot_username).plain
        new = await asked.write(asked.store.complaints.file, edition.id, meant.chat.id, text, meant.now)
        return Answer(toast=say(language, "complaint.thanks" if new else "complaint.known"), alert=new)

    return await show_tapped(desk, request, arguments[0], filed)


async def flip_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Open the other language of an alert in place; what the chat reads stays as it is."""
    code = arguments[1]
    if code not in set(Language):
        return Answer(toast=say(request.chat.interface, "error.old_button"))

    async def flipped(asked: Desk, _: Request, edition: Edition) -> Answer:
        chat = replace(request.chat, first=Language(code))
        return Answer(edit=alert.private(edition, chat=chat, bot_username=asked.bot_username))

    return await show_tapped(desk, request, arguments[0], flipped)
