"""What is said about a person's own data."""

from collections.abc import Sequence

from bot.actions import action
from bot.message import Message
from bot.replies.dates import day
from bot.replies.facts import interest_names, phrase
from bot.replies.markup import EMPTY, bold, lines, message
from bot.replies.notices import labelled, notice
from jobs.model import Chat, ChatKind, Interest
from jobs.store.personal import Kept


def data(chat: Chat, kept: Kept, have: Sequence[Interest]) -> Message:
    """Give all that is kept about a chat, in words."""
    language = chat.interface
    names = interest_names(have, language)
    return message(
        lines(
            bold(phrase(language, "mydata.title")),
            phrase(language, "mydata.chat", id=str(chat.telegram_id), day=day(kept.met_at.date(), language)),
            phrase(language, "mydata.alerts", names=names) if names else EMPTY,
            phrase(language, "mydata.sent", n=kept.sent),
            phrase(language, "mydata.searches", n=len(kept.searches)) if kept.searches else EMPTY,
            phrase(language, "mydata.rest"),
        ),
        ((labelled(language, "button.settings", action("card", "", "new")),),),
    )


def sure(chat: Chat) -> Message:
    """Ask whether everything is to be forgotten."""
    language = chat.interface
    if chat.kind is not ChatKind.PRIVATE:
        return notice(language, "forgetme.group")
    yes = labelled(language, "button.forget", action("forget", "yes"))
    return notice(
        language, "forgetme.ask", buttons=((yes, labelled(language, "button.cancel", action("forget", "no"))),)
    )
