"""What the owners are shown when a reader finds a summary wrong: which briefing, who wrote it, the text as it stood."""

from bot.actions import action
from bot.message import Message
from bot.replies import written
from bot.replies.dates import day
from bot.replies.facts import briefing_link, phrase, source_link, source_name, title_of
from bot.replies.markup import EMPTY, bold, clipped, folded, joined, lines, linked, message, one_line, words
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs.model import Chat, Edition

_LONGEST = 2_500  # units of the text that is shown


def told(edition: Edition, chat: Chat, text: str, *, bot_username: str) -> Message:
    """Give the message for one owner. What to do about it is theirs: read the source, recall, or leave it."""
    language = chat.interface
    published = edition.briefing.published
    name = short_id(edition.id)
    by_backend = written.summary(edition, language)
    facts = joined(
        " · ",
        (
            words(source_name(edition, language)),
            words(day(published, language)) if published else EMPTY,
            written.label(by_backend) if by_backend else phrase(language, "complaint.by_rules"),
            source_link(edition, language),
        ),
    )
    shown = lines(
        bold(phrase(language, "complaint.title")),
        linked(one_line(title_of(edition), 200), briefing_link(bot_username, edition.id)),
        facts,
        folded(words(clipped(text, _LONGEST))),
        phrase(language, "complaint.recall", id=name),
    )
    return message(shown, ((labelled(language, "button.full", action("brief", name)),),))
