"""Passing on: the address of a briefing with the bot behind it, and a button that hands it to somebody."""

from urllib.parse import quote

from bot.message import Button, Message
from bot.phrases import say
from bot.replies.facts import deep_link, phrase
from bot.replies.markup import bold, lines, message, one_line, words
from bot.short_ids import short_id
from jobs.model import Edition, Language


def briefing(edition: Edition, language: Language, bot_username: str) -> Message:
    """Give the address under which anybody reads this briefing and is offered more like it."""
    title = edition.briefing.title
    url = deep_link(bot_username, f"s_{short_id(edition.id)}")
    text = lines(bold(one_line(title)), phrase(language, "share.briefing"), words(url))
    return message(text, ((_hand_on(url, title, language),),))


def bot(language: Language, bot_username: str) -> Message:
    """Give the bot's own address."""
    url = f"https://t.me/{bot_username}"
    text = lines(phrase(language, "share.bot"), words(url))
    return message(text, ((_hand_on(url, say(language, "share.about"), language),),))


def _hand_on(url: str, text: str, language: Language) -> Button:
    """Give the button that opens Telegram's own choice of whom to send it to."""
    address = f"https://t.me/share/url?url={quote(url, safe='')}&text={quote(text[:200], safe='')}"
    return Button(label=say(language, "button.share"), url=address)
