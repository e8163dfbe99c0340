"""What is said about what a person gets: new ones, removed ones, all of them; each change with its way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.actions import action
from bot.message import Button, Buttons, Message
from bot.replies.dates import day
from bot.replies.facts import interest_name, interest_names, phrase
from bot.replies.lists import pager
from bot.replies.markup import EMPTY, Ranked, Text, bold, clipped, fitted, italic, joined, lines, message
from bot.replies.notices import labelled
from bot.views import RECENT_DAYS
from bot.wishes import Ambiguous
from jobs.model import Interest, Language, RegionId

PAGE = 8
_ROW = 4
_LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """How many briefings the archive has for an interest of late, the day of the newest, and since when it has any."""

    found: int
    since: date | None
    today: date
    newest: date | None = None


def counted(lately: Lately, language: Language) -> Text:
    """Say what the last 30 days brought; a younger archive says how young it is."""
    if lately.since is None:
        return phrase(language, "subscribe.counted_empty")
    age = (lately.today - lately.since).days + 1
    if age < RECENT_DAYS:
        if lately.found:
            return phrase(language, "subscribe.counted_young", d=max(age, 1), n=lately.found)
        return phrase(language, "subscribe.counted_young_none", d=max(age, 1))
    if lately.found:
        return phrase(language, "subscribe.counted", n=lately.found)
    if lately.newest is None:
        return phrase(language, "subscribe.counted_none")
    return phrase(language, "subscribe.counted_latest", day=day(lately.newest, language))


def subscribed(  # noqa: PLR0913 — each part of one sentence
    new: Sequence[Interest],
    *,
    replaced: Sequence[Interest] = (),
    beside: Sequence[Interest] = (),
    lately: Lately | None,
    woken: bool,
    language: Language,
    asking: bool = False,
    buttons: Buttons = (),
) -> Message:
    """Say what will come from now on, and what comes `beside` it; `asking`: the buttons ask when."""
    names = interest_names(new, language)
    done = (
        phrase(language, "subscribe.only", names=names, old=interest_names(replaced, language))
        if replaced
        else phrase(language, "subscribe.done", names=names)
    )
    count = counted(lately, language) if lately else EMPTY
    awake = phrase(language, "subscribe.resting_off") if woken else EMPTY
    when = phrase(language, "when.ask") if asking else EMPTY
    too = phrase(language, "subscribe.beside", names=interest_names(beside, language)) if beside else EMPTY
    return message(joined(" ", (done, too, count, awake, when)), buttons)


def saved(
    search: Interest,
    *,
    lately: Lately,
    notes: Sequence[str],
    asking: bool,
    language: Language,
    buttons: Buttons,
) -> Message:
    """Say that a search is an alert now; `notes` are phrases about it, `asking`: the buttons ask when."""
    done = phrase(language, "save.done", text=clipped(search.query, _LONGEST_QUERY))
    when = phrase(language, "when.ask") if asking else EMPTY
    said = (done, counted(lately, language), *(phrase(language, note) for note in notes), when)
    return message(joined(" ", said), buttons)


def unknown(text: str, near: Sequence[Interest], language: Language, extra: Sequence[Button] = ()) -> Message:
    """Say that a name is not known; the nearest ones are offered."""
    offered = [offer(one, language) for one in near]
    return message(
        lines(
            phrase(language, "subscribe.unknown", text=text[:60]),
            phrase(language, "subscribe.nearest") if near else phrase(language, "help.intro"),
        ),
        (tuple(offered), tuple(extra)),
    )


def which(unclear: Ambiguous, language: Language, *, topic: Interest | None = None) -> Message:
    """Ask which region a word means; a topic named beside it goes along."""
    wanted = topic.topic if topic else Interest().topic
    choices = [offer(Interest(region=one, topic=wanted), language) for one in unclear.regions[:6]]
    text = phrase(language, "subscribe.ambiguous", text=unclear.word[:60])
    return message(text, (tuple(choices[:3]), tuple(choices[3:])))


def offer(interest: Interest, language: Language) -> Button:
    """Give the button that subscribes to an interest."""
    name = interest_name(interest, language)
    return labelled(language, "button.subscribe", action("sub", f"{interest.region}.{interest.topic}"), names=name)


def mine(
    interests: Sequence[Interest],
    *,
    language: Language,
    resting: bool,
    page: int = 0,
    note: Text | None = None,
    undo: Sequence[Button] = (),
) -> Message:
    """Give the list of what a person gets, with a button to remove each, and the way back of the last change."""
    asleep = italic(phrase(language, "mine.resting")) if resting else EMPTY
    add = labelled(language, "button.add", action("pick", 0, 0))
    wake = (labelled(language, "button.wake", action("wake")),) if resting else ()
    if not interests:
        return message(lines(note or EMPTY, phrase(language, "mine.none"), asleep), ((*undo, add), wake))
    pages = -(-len(interests) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = list(enumerate(interests, 1))[page * PAGE : (page + 1) * PAGE]
    ranked = [
        Ranked(text=phrase(language, "mine.line", n=number, name=interest_name(one, language)), rank=number)
        for number, one in shown
    ]
    title = bold(phrase(language, "mine.title", n=len(interests)))
    text = fitted(lines(note or EMPTY, title), ranked, asleep, lambda n: phrase(language, "latest.more", n=n))
    remove = [labelled(language, "button.remove", action("drop", one.id, page), n=number) for number, one in shown]
    turn = pager(page, pages, language, lambda at: action("mine", at))
    return message(text, (tuple(remove[:_ROW]), tuple(remove[_ROW:]), (*turn, *undo, *wake, add)))


def region_names(ids: Sequence[RegionId], language: Language) -> str:
    """Give regions by name, with commas."""
    return interest_names([Interest(region=one) for one in ids], language)
