"""What is said about the switch for mere mentions."""

from bot.actions import action
from bot.message import Button, Message
from bot.replies.facts import phrase
from bot.replies.markup import lines, message
from bot.replies.notices import labelled
from jobs.model import Chat


def standing(chat: Chat) -> Message:
    """Say what the switch does and how it stands."""
    language = chat.interface
    now = phrase(language, "mentions.is_on" if chat.mentions else "mentions.is_off")
    return message(lines(phrase(language, "mentions.about"), now), ((button(chat),),))


def switched(chat: Chat) -> Message:
    """Say how it stands from now on, with the way back."""
    said = phrase(chat.interface, "mentions.on" if chat.mentions else "mentions.off")
    return message(said, ((button(chat),),))


def button(chat: Chat, where: str = "") -> Button:
    """Give the button that turns the switch the other way."""
    key, to = ("button.mentions_off", "off") if chat.mentions else ("button.mentions_on", "on")
    return labelled(chat.interface, key, action("mentions", to, where))
