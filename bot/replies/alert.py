"""The alert: one briefing, one message, the reader's language open and the other folded."""

import re
from dataclasses import replace

from bot.actions import action
from bot.message import Button, Buttons, Message
from bot.phrases import say
from bot.replies import digest, outline, share, written
from bot.replies.dates import day
from bot.replies.facts import (
    briefing_link,
    deep_link,
    flags,
    mention,
    phrase,
    primary_regions,
    primary_topics,
    source_link,
    source_name,
    title_of,
)
from bot.replies.markup import EMPTY, Text, bold, italic, joined, lines, message, one_line, words
from bot.replies.notices import labelled
from bot.replies.side import Side, stacked
from bot.short_ids import short_id
from jobs import regions, topics
from jobs.model import Chat, Edition, Language, ReaderLanguage, Rights

_MOST_TAGS = 8


def private(
    edition: Edition,
    *,
    chat: Chat,
    bot_username: str,
    example: bool = False,
    above: Text = EMPTY,
    note: Text = EMPTY,
) -> Message:
    """Give the alert for one person; an example says that it is one and has no buttons.

    A note stands below the facts; what stands `above` is no part of the alert.
    """
    if example:
        above = lines(above, italic(phrase(chat.interface, "alert.example")))
    opened = side(edition, chat.interface, bot_username)
    opened = replace(opened, head=lines(above, opened.head, italic(note)))
    text = stacked(opened, _beneath(edition, chat, bot_username))
    return message(text, () if example else buttons(edition, chat))


def group(edition: Edition, *, chat: Chat, bot_username: str, note: Text = EMPTY) -> Message:
    """Give the alert for a group or channel: three lines, the other language folded, buttons that only open a link."""
    language = chat.interface
    briefing = edition.briefing
    native = briefing.language is language
    told = written.summary(edition, language)
    name = bold(one_line(title_of(edition))) if native else digest.subject(edition, language)
    if told is not None and not native:
        name = bold(one_line(told.headline))
    made = phrase(language, "alert.title_only" if native else f"digest.only.{briefing.language.value}")
    if told is not None and not native:
        made = written.label(told)
    published = briefing.published
    facts = joined(
        " · ",
        (
            words(source_name(edition, language)),
            phrase(language, "alert.published", day=day(published, language)) if published else EMPTY,
            made,
            mention(edition, language),
            source_link(edition, language),
        ),
    )
    title = joined(" ", (words(flags(edition)), name))
    head = lines(title, italic(facts), italic(note), words(_hashtags(edition, language)))
    text = stacked(Side(language=language, head=head), _beneath(edition, chat, bot_username))
    more = Button(label=say(language, "button.details"), url=briefing_link(bot_username, edition.id))
    subscribing = deep_link(bot_username, f"s_{short_id(edition.id)}")
    return message(text, ((more, Button(label=say(language, "button.me_too"), url=subscribing)),))


def side(edition: Edition, language: Language, bot_username: str, *, opened: bool = True) -> Side:
    """Give an alert's side in a language: as a backend wrote it, else the source's own words or what rules read."""
    by_backend = written.side(edition, language, bot_username, opened=opened)
    if by_backend is not None:
        return by_backend
    if edition.briefing.language is language:
        return outline.side(edition, bot_username)
    return digest.side(edition, language, bot_username, opened=opened)


def _beneath(edition: Edition, chat: Chat, bot_username: str) -> Side | None:
    """Give what is folded: the other language for readers of both, else a title in a language they did not ask for."""
    if chat.language is ReaderLanguage.BOTH:
        return side(edition, chat.interface.other, bot_username, opened=False)
    if edition.briefing.language is not chat.interface and edition.briefing.title:
        caption = phrase(chat.interface, f"digest.title.{edition.briefing.language.value}")
        return Side(language=chat.interface, head=joined(" ", (caption, one_line(edition.briefing.title))))
    return None


def buttons(edition: Edition, chat: Chat) -> Buttons:
    """Give the buttons below a private chat's alert."""
    language = chat.interface
    name = short_id(edition.id)
    first, second = [], []
    if cited := len(edition.briefing.references):
        first.append(labelled(language, "button.references", action("refs", name), n=cited))
    first.append(labelled(language, "button.related", action("related", name)))
    if chat.language is ReaderLanguage.BOTH:
        first.append(labelled(language, "button.flip", action("flip", name, language.other.value)))
    if edition.rights is not Rights.LINK:
        second.append(labelled(language, "button.full", action("brief", name)))
    second.append(labelled(language, "button.copy", action("copy", name)))
    second.append(labelled(language, "button.other", action("other", name)))
    return (tuple(first), tuple(second))


def other_buttons(edition: Edition, chat: Chat, bot_username: str) -> Buttons:
    """Give what stands under ⋯: why it came, passing it on, leaving its region out, a wrong summary, the way back."""
    language, name = chat.interface, short_id(edition.id)
    why = labelled(language, "button.why", action("why", name))
    rows = [(why, *share.briefing(edition, language, bot_username).buttons[0])]
    middle = []
    if edition.rights is not Rights.LINK:
        middle.append(labelled(language, f"button.alone.{edition.briefing.language.value}", action("alone", name)))
    for region in primary_regions(edition)[:1]:
        names = regions.label(region, language)
        middle.append(labelled(language, "button.leave_out", action("leave", region), names=names))
    rows += [tuple(middle)] if middle else []
    wrong = labelled(language, "button.wrong", action("wrong", name))
    rows.append((wrong, labelled(language, "button.back", action("other", name, "back"))))
    return tuple(rows)


def _hashtags(edition: Edition, language: Language) -> str:
    """Give the regions and topics as hashtags: letters and digits, an underscore for anything else."""
    names = [regions.label(one, language) for one in primary_regions(edition)]
    names += [topics.label(one, language) for one in primary_topics(edition)]
    tags = [re.sub(r"\W+", "_", name).strip("_") for name in names[:_MOST_TAGS]]
    return " ".join(f"#{tag}" for tag in tags if tag)
