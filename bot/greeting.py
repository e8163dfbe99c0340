"""Coming in: /start, /help, choosing by buttons, the language."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import action, read_ids
from bot.desk import Desk
from bot.finding import unless_recalled
from bot.intents import Speak
from bot.message import Answer, Request
from bot.opening import show_alert, show_offer
from bot.phrases import say
from bot.plain_words import understand
from bot.replies import notices, start, timing
from bot.replies.notices import labelled, notice
from bot.short_ids import parse_short_id
from jobs import regions
from jobs.model import ANY_REGION, ChatKind, ChatState, Edition, ReaderLanguage, RegionId

_SAID = {
    ReaderLanguage.KO: "language.ko",
    ReaderLanguage.EN: "language.en",
    ReaderLanguage.BOTH: "language.both",
}


async def start_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /start: hello, or the briefing a link names.

    A resting chat gets alerts again and is told so; one that only follows a link is asked first.
    """
    language = request.chat.interface
    resting = request.chat.state is not ChatState.ACTIVE
    if resting and not rest and request.may_change:
        await desk.write(desk.store.chats.wake, request.chat.id)
    if request.chat.kind is not ChatKind.PRIVATE:
        return Answer(say=(start.group_hello(language),))
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    if not rest:
        return Answer(say=(start.hello(language, have, woken=resting),))
    edition = await _linked(desk, rest)
    if edition is None:
        return Answer(say=(start.hello(language, have, bad_link=True),))
    shower = show_offer if rest.startswith("s_") else show_alert
    shown = await unless_recalled(desk, request, edition, shower)
    if resting:
        asleep = notice(language, "mine.resting", buttons=((labelled(language, "button.wake", action("wake")),),))
        return replace(shown, say=(*shown.say, asleep))
    return shown if have or shower is show_offer else replace(shown, say=(*shown.say, start.hello(language)))


async def welcome(_: Desk, request: Request, __: str = "") -> Answer:
    """Answer thanks."""
    return Answer(say=(notice(request.chat.interface, "start.welcome"),))


async def _linked(desk: Desk, payload: str) -> Edition | None:
    kind, _, name = payload.partition("_")
    briefing_id = parse_short_id(name) if kind in ("b", "s") else None
    return await desk.read(desk.store.briefings.edition, briefing_id) if briefing_id is not None else None


async def pick_tap(_: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Show the regions below one, in place where the message is a picker already."""
    language = request.chat.interface
    region, page = read_ids(arguments[0]), read_ids(arguments[1])
    if not region or regions.by_id(RegionId(region[0])) is None:
        return Answer(toast=say(language, "error.old_button"))
    shown = start.picker(RegionId(region[0]), page[0] if page else 0, language)
    first_time = region[0] == ANY_REGION and "in" not in arguments
    return Answer(say=(shown,)) if first_time else Answer(edit=shown)


async def language_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /language: ask, or set what was named."""
    if not rest:
        return Answer(say=(notices.languages(request.chat.interface),))
    meant = understand(rest)
    named = rest.strip().casefold()
    if named in set(ReaderLanguage):
        meant = Speak(language=ReaderLanguage(named))
    if isinstance(meant, Speak):
        return await speak(desk, request, meant)
    return Answer(say=(notices.languages(request.chat.interface, "language.unknown"),))


async def speak(desk: Desk, request: Request, wanted: Speak) -> Answer:
    """Set the language and say so in it, with the way back."""
    before = request.chat.language
    await desk.write(desk.store.chats.set_language, request.chat.id, wanted.language)
    language = replace(request.chat, language=wanted.language).interface
    undo = (labelled(language, "button.undo", action("lang", before.value)),) if before is not wanted.language else ()
    return Answer(say=(notice(language, _SAID[wanted.language], buttons=(undo,)),))


async def language_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Set the language a button names."""
    if arguments[0] not in set(ReaderLanguage):
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    wanted = ReaderLanguage(arguments[0])
    given = await speak(desk, request, Speak(language=wanted))
    if "card" not in arguments:
        return given
    chat = replace(request.chat, language=wanted)
    return Answer(edit=timing.card(chat, request.now), toast=say(chat.interface, "settings.done"))
