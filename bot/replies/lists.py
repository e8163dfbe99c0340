"""Lists of briefings: the latest, the related; each line a title that opens the briefing."""

from collections.abc import Callable, Sequence

from bot.message import Button, Buttons, Message
from bot.replies.dates import day
from bot.replies.facts import briefing_link, flags, phrase, region_names, source_name, title_of
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    fitted,
    italic,
    joined,
    lines,
    linked,
    message,
    one_line,
    words,
)
from bot.replies.notices import labelled
from jobs.model import Edition, Language


def briefings(
    editions: Sequence[Edition],
    *,
    title: Text,
    language: Language,
    bot_username: str,
    foot: Text | None = None,
    buttons: Buttons = (),
) -> Message:
    """Give a list of briefings under a title."""
    ranked = [
        Ranked(text=entry(edition, number, language, bot_username), rank=number)
        for number, edition in enumerate(editions, 1)
    ]
    text = fitted(bold(title), ranked, foot or EMPTY, lambda n: phrase(language, "latest.more", n=n))
    return message(text, buttons)


def entry(edition: Edition, number: int, language: Language, bot_username: str) -> Text:
    """Give one briefing as two lines: its title, a link that opens it here; day, source and regions."""
    title = linked(one_line(title_of(edition), 200), briefing_link(bot_username, edition.id))
    published = edition.briefing.published
    facts = joined(
        " · ",
        (
            words(day(published, language)) if published else EMPTY,
            words(source_name(edition, language)),
            words(f"{flags(edition)} {region_names(edition, language)}".strip()),
        ),
    )
    return lines(bold(words(f"{number}. ") + title), italic(facts))


def pager(page: int, pages: int, language: Language, turn: Callable[[int], str]) -> tuple[Button, ...]:
    """Give the row `[«] [1/3] [»]` (pages count from 0) without the ends that lead nowhere; () for a single page.

    `turn` gives the callback data that shows a page.
    """
    if pages < 2:
        return ()
    row = [Button(label=f"{page + 1}/{pages}", action=turn(page))]
    if page > 0:
        row.insert(0, labelled(language, "button.back", turn(page - 1)))
    if page + 1 < pages:
        row.append(labelled(language, "button.on", turn(page + 1)))
    return tuple(row)
