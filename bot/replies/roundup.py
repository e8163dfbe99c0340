"""The digest a reader asked for: one message with everything since the last, grouped by region, the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions import action
from bot.message import Button, Buttons, Message
from bot.phrases import say
from bot.replies import outline, written
from bot.replies.dates import day, short_day
from bot.replies.facts import (
    briefing_link,
    flags,
    mention,
    phrase,
    primary_regions,
    region_names,
    source_name,
    title_of,
    topic_names,
)
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    clipped,
    fitted,
    italic,
    joined,
    lines,
    linked,
    message,
    utf16_length,
    words,
)
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs import regions
from jobs.atlas import Kind
from jobs.model import ANY_REGION, BriefingId, Chat, ChatKind, Edition, Language, LineKind, RegionId

_FIRST = 6  # so many briefings have a button
_ROW = 3
_LONGEST_TITLE, _LONGEST_GIST = 160, 140
_NO_DAY = date.min


def answer(editions: Sequence[Edition], chat: Chat, now: datetime, *, bot_username: str) -> Message | None:
    """Give the digest of these briefings for a chat; None where there is nothing to say.

    What does not fit is counted, the oldest first to go; nothing is cut.
    """
    if not editions:
        return None
    today = now.astimezone(ZoneInfo(chat.profile.tz)).date()
    head = phrase(chat.interface, "roundup.title", day=day(today, chat.interface), n=len(editions))
    return _grouped(bold(head), editions, chat, today=today, bot_username=bot_username)


def flood(editions: Sequence[Edition], chat: Chat, now: datetime, *, bot_username: str) -> Message | None:
    """Give the digest of what one source brought at once; None where there is nothing to say."""
    if not editions:
        return None
    today = now.astimezone(ZoneInfo(chat.profile.tz)).date()
    return of_one_source(editions, chat, bot_username=bot_username, today=today)


def of_one_source(
    editions: Sequence[Edition], chat: Chat, *, bot_username: str, above: Text = EMPTY, today: date | None = None
) -> Message:
    """Give the digest of what one source brought at once, below whatever has to be said first."""
    source = source_name(editions[-1], chat.interface)
    head = lines(above, bold(phrase(chat.interface, "roundup.flood", source=source, n=len(editions))))
    return _grouped(head, editions, chat, today=today, bot_username=bot_username)


def _grouped(head: Text, editions: Sequence[Edition], chat: Chat, *, today: date | None, bot_username: str) -> Message:
    language = chat.interface
    newest = sorted(editions, key=lambda one: (one.briefing.published or _NO_DAY, one.id), reverse=True)
    groups: dict[RegionId, list[Edition]] = {}
    for edition in newest:
        groups.setdefault(_group(edition), []).append(edition)
    shown = [edition for found in groups.values() for edition in found]
    numbers = {edition.id: number for number, edition in enumerate(shown, 1)}
    ranked = list(_ranked(groups, numbers, newest, language, bot_username=bot_username, today=today))
    text = fitted(head, ranked, EMPTY, lambda n: phrase(language, "latest.more", n=n))
    return message(text, _buttons(shown[:_FIRST], chat, bot_username))


def _group(edition: Edition) -> RegionId:
    """Give the part of the world a briefing stands under: its first region's sub-region, else its group."""
    for region in primary_regions(edition)[:1]:
        above = [one for place in regions.ancestors(region) if (one := regions.by_id(place))]
        for kind in (Kind.SUBREGION, Kind.GROUP):
            for one in above:
                if one.kind is kind:
                    return one.id
        return region
    return ANY_REGION


def _ranked(
    groups: Mapping[RegionId, Sequence[Edition]],
    numbers: Mapping[BriefingId, int],
    newest: Sequence[Edition],
    language: Language,
    *,
    bot_username: str,
    today: date | None,
) -> Iterator[Ranked]:
    ages = {edition.id: age for age, edition in enumerate(newest, 1)}
    for region, found in groups.items():
        name = regions.label(region, language) if region else say(language, "digest.no_region")
        group = str(region)
        yield Ranked(text=words("\n") + bold(words(name)), rank=0, group=group, caption=True)
        for edition in found:
            text = _entry(edition, numbers[edition.id], language, bot_username=bot_username, today=today)
            yield Ranked(text=text, rank=ages[edition.id], group=group)


def _entry(edition: Edition, number: int, language: Language, *, bot_username: str, today: date | None) -> Text:
    """Give a briefing as two lines: its title, a link that opens it here, and what it says or is about.

    The second line names the mention it comes for, where that is the reason.
    """
    native = edition.briefing.language is language
    shown = title_of(edition) if native else _subject(edition, language)
    if not native and (told := written.summary(edition, language)):
        shown = told.headline
    title = linked(words(clipped(shown, _LONGEST_TITLE)), briefing_link(bot_username, edition.id))
    published = edition.briefing.published
    gist = _gist(edition, language)
    facts = joined(
        " · ",
        (
            words(short_day(published, language, today)) if published else EMPTY,
            mention(edition, language),
            gist or words(source_name(edition, language)),
        ),
    )
    return lines(words(f"{number}. {flags(edition)} ".replace("  ", " ")) + title, italic(facts))


def _subject(edition: Edition, language: Language) -> str:
    places = region_names(edition, language) or say(language, "digest.no_region")
    return " · ".join(filter(None, (places, topic_names(edition, language))))


def _gist(edition: Edition, language: Language) -> Text:
    """Give the first line of the alert that is short enough to stand whole, in the other language a cited headline."""
    by_backend = list(written.points(edition, language))
    if by_backend:
        told = by_backend
    elif edition.briefing.language is language:
        told = [line for line in outline.allowed(edition) if line.text != edition.briefing.title]
    else:
        said = edition.summaries.get(language)
        told = [line for line in (said.lines if said else ()) if line.kind is LineKind.CITED]
    for line in told:
        if utf16_length(line.text) <= _LONGEST_GIST:
            text = clipped(line.text, _LONGEST_GIST)
            if line.kind is not LineKind.CITED:
                return words(text)
            return words(f"“{text}”" + (f" — {clipped(line.note, 60)}" if line.note else ""))
    return EMPTY


def _buttons(editions: Sequence[Edition], chat: Chat, bot_username: str) -> Buttons:
    """Give a button to each of the first briefings; in a group they are links into the private chat."""
    language = chat.interface
    private = chat.kind is ChatKind.PRIVATE
    row = [
        Button(
            label=say(language, "button.read", n=number),
            action=action("open", short_id(one.id)) if private else None,
            url=None if private else briefing_link(bot_username, one.id),
        )
        for number, one in enumerate(editions, 1)
    ]
    settings = (labelled(language, "button.when", action("card", "when", "new")),) if private else ()
    return (tuple(row[:_ROW]), tuple(row[_ROW:]), settings)
