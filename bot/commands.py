"""Every command of the desk, and the one door through which a person is answered.

A command is one function and one row of COMMANDS: help, menu and permissions are read from it. A button is one row of
TAPS. Plain words go through `plain_words.understand` to the same functions.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import assert_never

from bot import (
    admin,
    browsing,
    finding,
    greeting,
    opening,
    personal,
    saving,
    subscribing,
    timing,
    unsubscribing,
    ways_back,
)
from bot.actions import read_action
from bot.desk import Desk
from bot.intents import (
    Act,
    Exclude,
    Intent,
    Latest,
    Open,
    Search,
    Show,
    Sight,
    Speak,
    Stop,
    Subscribe,
    Timing,
    Unsubscribe,
    Wake,
)
from bot.message import Answer, Message, Request, RequestKind
from bot.phrases import say
from bot.plain_words import understand
from bot.replies import notices
from bot.replies.notices import notice
from jobs.model import ChatKind, Edition, Language, ReaderLanguage

Run = Callable[[Desk, Request, str], Awaitable[Answer]]
RunTap = Callable[[Desk, Request, Sequence[str]], Awaitable[Answer]]

LONGEST = 1_000
"""A longer text is no request; a forwarded alert is, by its first lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `about` is the phrase that describes it; `listed` puts it into Telegram's menu; `changes`: only who
    may change the chat may use it with words after it; `owners`: only the owners of the bot may use it."""

    name: str
    run: Run
    about: str
    listed: bool = False
    changes: bool = False
    owners: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button does; `changes`: only who may change the chat may tap it; `owners`: only the bot's owners."""

    run: RunTap
    changes: bool = False
    owners: bool = False


async def help_command(desk: Desk, request: Request, _: str) -> Answer:
    """Answer /help; an owner sees the owners' commands too."""
    language = request.chat.interface
    rows = [(one.name, say(language, one.about)) for one in COMMANDS if not one.owners]
    brakes = [(one.name, say(language, one.about)) for one in COMMANDS if one.owners]
    return Answer(say=(notices.help_text(language, rows, brakes if admin.owns(desk, request) else ()),))


COMMANDS: tuple[Command, ...] = (
    Command(name="latest", run=browsing.latest_command, about="command.latest", listed=True),
    Command(name="search", run=browsing.search_command, about="command.search", listed=True),
    Command(name="subscribe", run=subscribing.subscribe_command, about="command.subscribe", listed=True, changes=True),
    Command(name="mine", run=unsubscribing.mine, about="command.mine", listed=True),
    Command(name="settings", run=timing.settings_command, about="command.settings", listed=True),
    Command(name="help", run=help_command, about="command.help", listed=True),
    Command(name="unsubscribe", run=unsubscribing.unsubscribe_command, about="command.unsubscribe", changes=True),
    Command(name="brief", run=opening.brief_command, about="command.brief"),
    Command(name="refs", run=opening.refs_command, about="command.refs"),
    Command(name="related", run=opening.related_command, about="command.related"),
    Command(name="why", run=opening.why_command, about="command.why"),
    Command(name="digest", run=timing.digest_command, about="command.digest", changes=True),
    Command(name="quiet", run=timing.quiet_command, about="command.quiet", changes=True),
    Command(name="mute", run=timing.mute_command, about="command.mute", changes=True),
    Command(name="timezone", run=timing.zone_command, about="command.timezone", changes=True),
    Command(name="mentions", run=timing.mentions_command, about="command.mentions", changes=True),
    Command(name="language", run=greeting.language_command, about="command.language", changes=True),
    Command(name="share", run=opening.share_command, about="command.share"),
    Command(name="start", run=greeting.start_command, about="command.start"),
    Command(name="privacy", run=personal.privacy_command, about="command.privacy"),
    Command(name="mydata", run=personal.data_command, about="command.mydata"),
    Command(name="forgetme", run=personal.forget_command, about="command.forgetme", changes=True),
    Command(name="hold", run=admin.hold_command, about="command.hold", owners=True),
    Command(name="resume", run=admin.resume_command, about="command.resume", owners=True),
    Command(name="pending", run=admin.pending_command, about="command.pending", owners=True),
    Command(name="approve", run=admin.approve_command, about="command.approve", owners=True),
    Command(name="recall", run=admin.recall_command, about="command.recall", owners=True),
    Command(name="resend", run=admin.resend_command, about="command.resend", owners=True),
    Command(name="failures", run=admin.failures_command, about="command.failures", owners=True),
    Command(name="requeue", run=admin.requeue_command, about="command.requeue", owners=True),
)
"""Every command, the six of the menu first and in its order."""

_BY_NAME: Mapping[str, Command] = MappingProxyType({command.name: command for command in COMMANDS})

TAPS: Mapping[str, Tap] = MappingProxyType(
    {
        "sub": Tap(subscribing.subscribe_tap, changes=True),
        "unsub": Tap(unsubscribing.unsubscribe_tap, changes=True),
        "leave": Tap(unsubscribing.exclude_tap, changes=True),
        "drop": Tap(unsubscribing.drop_tap, changes=True),
        "undo": Tap(ways_back.undo_tap, changes=True),
        "stop": Tap(unsubscribing.stop_tap, changes=True),
        "wake": Tap(unsubscribing.wake, changes=True),
        "lang": Tap(greeting.language_tap, changes=True),
        "when": Tap(timing.when_tap, changes=True),
        "quiet": Tap(timing.quiet_tap, changes=True),
        "mute": Tap(timing.mute_tap, changes=True),
        "zone": Tap(timing.zone_tap, changes=True),
        "mentions": Tap(timing.mentions_tap, changes=True),
        "forget": Tap(personal.forget_tap, changes=True),
        "card": Tap(timing.card_tap),
        "mine": Tap(unsubscribing.mine_tap),
        "pick": Tap(greeting.pick_tap),
        "example": Tap(subscribing.example_tap),
        "find": Tap(browsing.find_tap),
        "save": Tap(saving.save_tap, changes=True),
        "latest": Tap(browsing.latest_tap),
        "brief": Tap(opening.brief_tap),
        "alone": Tap(opening.alone_tap),
        "refs": Tap(opening.refs_tap),
        "cite": Tap(opening.cite_tap),
        "copy": Tap(opening.copy_tap),
        "open": Tap(opening.open_tap),
        "related": Tap(opening.related_tap),
        "why": Tap(opening.why_tap),
        "flip": Tap(opening.flip_tap),
        "other": Tap(opening.other_tap),
        "wrong": Tap(opening.wrong_tap, changes=True),
        "approve": Tap(admin.approve_tap, owners=True),
        "withhold": Tap(admin.withhold_tap, owners=True),
        "pending": Tap(admin.pending_tap, owners=True),
        "resume": Tap(admin.resume_tap, owners=True),
        "recall": Tap(admin.recall_tap, owners=True),
        "progress": Tap(admin.progress_tap, owners=True),
        "resend": Tap(admin.resend_tap, owners=True),
        "requeue": Tap(admin.requeue_tap, owners=True),
    }
)
"""What the buttons do, by the verb in their callback data."""


def menu(language: Language) -> list[tuple[str, str]]:
    """Give the names and descriptions of Telegram's command menu."""
    return [(command.name, say(language, command.about)) for command in COMMANDS if command.listed]


async def answer(desk: Desk, request: Request) -> Answer:
    """Answer whatever a person wrote or tapped: always helpfully, never by changing what they may not change."""
    given = await (_tapped if request.kind is RequestKind.TAP else _said)(desk, request)
    return given if request.chat.kind is ChatKind.PRIVATE else _for_group(given)


# ── taps ─────────────────────────────────────────────────────────────────────────────────────────


async def _tapped(desk: Desk, request: Request) -> Answer:
    language = request.chat.interface
    verb, arguments = read_action(request.text)
    tap = TAPS.get(verb)
    if tap is None:
        return Answer(toast=say(language, "error.old_button"))
    if tap.owners and not admin.owns(desk, request):
        return Answer(toast=say(language, "error.owners_only"), alert=True)
    if tap.changes and not request.may_change:
        return Answer(toast=say(language, "error.not_allowed"), alert=True)
    if (tap.changes or tap.owners) and request.chat.kind is not ChatKind.PRIVATE:
        return Answer(toast=say(language, "error.not_here"), alert=True)
    return await tap.run(desk, request, (*arguments, "", "", ""))


# ── words ────────────────────────────────────────────────────────────────────────────────────────


async def _said(desk: Desk, request: Request) -> Answer:
    text = request.text.strip()
    language = request.chat.interface
    if not any(letter.isalnum() for letter in text):
        return Answer(say=(notice(language, "error.empty"),))
    if text.startswith("/") and len(text) > 1:
        return await _commanded(desk, request, text)
    if request.reply_to is not None and timing.asks_for_zone(request.reply_text) and request.may_change:
        return await timing.zone_command(desk, request, text[:60])
    if len(text) > LONGEST:
        text = next((line for line in text.splitlines() if len(line.split()) > 1), text)[:LONGEST]
    return await _meant(desk, request, understand(text, replying=request.reply_to is not None))


async def _commanded(desk: Desk, request: Request, text: str) -> Answer:
    first, *rest = text[1:].split(maxsplit=1)
    name, _, addressed = first.partition("@")
    if addressed and addressed.casefold() != desk.bot_username.casefold():
        return Answer()
    name = name.casefold()
    if not name.isascii():
        return await _meant(desk, request, understand(text[1:]))
    words = rest[0].strip() if rest else ""
    if name.startswith("brief_") and name.removeprefix("brief_"):
        name, words = "brief", name.removeprefix("brief_")
    command = _BY_NAME.get(name)
    if command is None:
        return _unknown(request, name)
    if command.owners and not admin.owns(desk, request):
        return _owners_only(request)
    if command.changes and words and not request.may_change:
        return Answer(say=(notice(request.chat.interface, "error.not_allowed"),))
    return await command.run(desk, request, words)


def _unknown(request: Request, name: str) -> Answer:
    """Say that there is no such command; in a group it was probably meant for another bot."""
    if request.chat.kind is not ChatKind.PRIVATE:
        return Answer()
    near = get_close_matches(name, [one.name for one in COMMANDS if not one.owners], n=1, cutoff=0.5)
    return Answer(say=(notices.unknown_command(request.chat.interface, name, near[0] if near else None),))


def _owners_only(request: Request) -> Answer:
    """Say that only owners may do this; in a group nothing is said, the command may be another bot's."""
    if request.chat.kind is not ChatKind.PRIVATE:
        return Answer()
    return Answer(say=(notice(request.chat.interface, "error.owners_only"),))


async def _meant(desk: Desk, request: Request, intent: Intent) -> Answer:
    """Do what plain words mean, where the person may."""
    changing = isinstance(intent, Subscribe | Unsubscribe | Exclude | Stop | Wake | Timing)
    if changing and not request.may_change:
        return Answer(say=(notice(request.chat.interface, "error.not_allowed"),))
    if isinstance(intent, Timing):
        return await timing.set_timing(desk, request, intent)
    return await _done(desk, request, intent)


async def _done(  # noqa: PLR0911 — one line an intent
    desk: Desk, request: Request, intent: Act | Wake | Show | Speak | Latest | Open | Search
) -> Answer:
    match intent:
        case Subscribe():
            return await subscribing.subscribe(desk, request, intent, searched="" if intent.plainly else request.text)
        case Unsubscribe():
            return await unsubscribing.unsubscribe(desk, request, intent)
        case Exclude():
            return await unsubscribing.exclude(desk, request, intent)
        case Stop():
            return await unsubscribing.stop(desk, request, intent)
        case Wake():
            return await unsubscribing.wake(desk, request)
        case Latest():
            return await browsing.latest(desk, request, intent)
        case Open():
            return await opening.open_address(desk, request, intent)
        case Speak():
            return await _spoken(desk, request, intent)
        case Show():
            return await _shown(desk, request, intent)
        case Search():
            return await _searched(desk, request, intent)
        case _:
            assert_never(intent)


async def _spoken(desk: Desk, request: Request, intent: Speak) -> Answer:
    """Show the alert that was answered in the language asked for, or set the language of all that follow."""
    if request.reply_to is not None and intent.language is not ReaderLanguage.BOTH:
        language = Language(intent.language.value)

        async def in_that(asked: Desk, answered: Request, edition: Edition) -> Answer:
            return await opening.show_in(asked, answered, edition, language)

        return await finding.show(desk, request, "", in_that)
    if not request.may_change:
        return Answer(say=(notice(request.chat.interface, "error.not_allowed"),))
    return await greeting.speak(desk, request, intent)


_SIGHTS: Mapping[Sight, Run] = MappingProxyType(
    {
        Sight.REFERENCES: opening.refs_command,
        Sight.WHY: opening.why_command,
        Sight.RELATED: opening.related_command,
        Sight.FULL: opening.brief_command,
        Sight.SETTINGS: timing.settings_command,
        Sight.MINE: unsubscribing.mine,
        Sight.HELP: help_command,
        Sight.START: greeting.start_command,
        Sight.WHEN: timing.digest_command,
        Sight.DATA: personal.data_command,
        Sight.FORGET: personal.forget_command,
        Sight.PRIVACY: personal.privacy_command,
        Sight.THANKS: greeting.welcome,
    }
)


async def _shown(desk: Desk, request: Request, intent: Show) -> Answer:
    return await _SIGHTS[intent.sight](desk, request, intent.which)


async def _searched(desk: Desk, request: Request, intent: Search) -> Answer:
    """Search; a newcomer who writes nothing but regions and topics, as the hello asks for, subscribes."""
    newcomer = request.chat.kind is ChatKind.PRIVATE and request.may_change
    if newcomer and intent.bare and isinstance(intent.other, Subscribe):
        have = await desk.read(desk.store.chats.interests, request.chat.id)
        if not have:
            return await subscribing.subscribe(desk, request, intent.other, searched=request.text)
    return await browsing.find(desk, request, intent)


# ── edges ────────────────────────────────────────────────────────────────────────────────────────


def _for_group(given: Answer) -> Answer:
    """Give the answer as groups get it: no button there does anything but open a link."""
    said = tuple(_without_actions(one) if isinstance(one, Message) else one for one in given.say)
    edit = _without_actions(given.edit) if given.edit else None
    return replace(given, say=said, edit=edit)


def _without_actions(message: Message) -> Message:
    rows = (tuple(button for button in row if button.url) for row in message.buttons)
    return replace(message, buttons=tuple(row for row in rows if row))
