"""One briefing: the whole of it, its references, what is related, why it came, the other language first."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import read_ids
from bot.desk import Desk
from bot.finding import at_address, show, show_tapped, unless_recalled
from bot.intents import Open
from bot.message import Answer, Request
from bot.phrases import say
from bot.relating import relatives
from bot.replies import alert, citations, footnotes, full, lists, references, share, start, why
from bot.replies.facts import phrase
from bot.replies.markup import Text, one_line, words
from bot.replies.notices import labelled, notice
from bot.ways_back import pick_button
from jobs.model import ChatKind, Edition, Language

_MOST_RELATED = 5


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
        found = await at_address(desk, url)
        edition = await desk.read(desk.store.briefings.edition, found) if found is not None else None
        if edition is not None:
            return await unless_recalled(desk, request, edition, show_alert)
    language = request.chat.interface
    return Answer(say=(notice(language, "error.no_url", buttons=((pick_button(language),),)),))


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
    found = await desk.look(relatives, desk, edition, _MOST_RELATED, request.now)
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
