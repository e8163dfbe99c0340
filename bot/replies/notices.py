"""Short answers: help, errors, excuses, the choice of language."""

from collections.abc import Sequence

from bot.actions import action
from bot.message import Button, Buttons, Message
from bot.phrases import say
from bot.replies.facts import phrase
from bot.replies.markup import bold, clipped, lines, message, words
from jobs.model import Chat, Language

LONGEST_LABEL = 40


def notice(language: Language, key: str, *, buttons: Buttons = (), **fields: str | int) -> Message:
    """Give one phrase as a message."""
    shown = {name: clipped(value, 200) if isinstance(value, str) else value for name, value in fields.items()}
    return message(phrase(language, key, **shown), buttons)


def labelled(language: Language, key: str, act: str, **fields: str | int) -> Button:
    """Give a button with a phrase on it; what its fields hold is kept short."""
    shown = {name: clipped(value, LONGEST_LABEL) if isinstance(value, str) else value for name, value in fields.items()}
    return Button(label=say(language, key, **shown), action=act)


def help_text(
    language: Language, commands: Sequence[tuple[str, str]], owners: Sequence[tuple[str, str]] = ()
) -> Message:
    """Give the help: what can be written, then the commands with what each does, an owner's at the end."""
    rows = [words(f"/{name} — {about}") for name, about in commands]
    brakes = [words(f"/{name} — {about}") for name, about in owners]
    if brakes:
        rows += [words("\n") + bold(phrase(language, "help.owners")), *brakes]
    return message(
        lines(
            phrase(language, "help.intro"),
            phrase(language, "help.examples"),
            phrase(language, "help.reply") + words("\n"),
            bold(phrase(language, "help.commands")),
            *rows,
        )
    )


def languages(language: Language, key: str = "language.ask") -> Message:
    """Ask for the language, or say which ones there are."""
    choices = (("ko", "button.korean"), ("en", "button.english"), ("both", "button.both"))
    return message(
        phrase(language, key),
        (tuple(labelled(language, label, action("lang", code)) for code, label in choices),),
    )


def unknown_command(language: Language, name: str, nearest: str | None) -> Message:
    """Say that there is no such command and what may have been meant."""
    there_is_none = phrase(language, "error.unknown_command", name=clipped(name, 32))
    meant = phrase(language, "error.nearest_command", name=nearest) if nearest else words("")
    return message(lines(there_is_none, meant, phrase(language, "help.intro"), words("/help")))


def introduction(language: Language) -> tuple[str, str]:
    """Give what people read before they start the bot, and the line below its name."""
    return say(language, "introduction.about"), say(language, "introduction.line")


def sorry(chat: Chat) -> Message:
    """Say that an answer failed by our fault."""
    return notice(chat.interface, "error.sorry")


def slower(chat: Chat) -> Message:
    """Ask for a slower pace."""
    return notice(chat.interface, "error.slower")
