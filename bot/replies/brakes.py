"""What the owners are shown: what waits to go out, what was taken back, what failed, and the buttons that decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import action
from bot.message import Buttons, Message
from bot.replies import alert, roundup
from bot.replies.dates import moment
from bot.replies.facts import phrase, title_of
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
    message,
    one_line,
    words,
)
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs.model import (
    BriefingId,
    Chat,
    DispatchId,
    Edition,
    Failure,
    HeldDispatch,
    Language,
    Progress,
    ReaderLanguage,
    Slot,
)

_SLOTS = 3
_BUTTONS = 3  # so many of the waiting have their buttons; the others are reached by number
_LONGEST_REASON = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An alert that waits for an owner: how many would get it, and when it goes by itself.

    It is shown as readers of `language` get it (None: of both). Where a flood waits, `flood` holds all of it.
    """

    edition: Edition
    dispatch_id: DispatchId
    audience: int
    goes_at: datetime | None
    language: Language | None = None
    flood: tuple[Edition, ...] = ()


def preview(held: Held, chat: Chat, *, bot_username: str) -> Message:
    """Give the exact alert of a reader below a line that says what becomes of it, and the buttons that decide.

    A flood is shown as its digest, in the owner's language.
    """
    reads = ReaderLanguage(held.language.value) if held.language else ReaderLanguage.BOTH
    reader = replace(chat, language=reads, first=held.language or chat.interface)
    above = lines(
        bold(phrase(chat.interface, "pending.preview", n=held.audience)),
        italic(joined(" · ", (words(f"#{held.dispatch_id}"), _goes(held.goes_at, chat)))),
    )
    if held.flood:
        shown = roundup.of_one_source(held.flood, chat, bot_username=bot_username, above=above)
    else:
        shown = alert.private(held.edition, chat=reader, bot_username=bot_username, above=above + words("\n"))
    return replace(shown, buttons=_decisions(held, chat.interface))


def _decisions(held: Held, language: Language) -> Buttons:
    """Give the buttons that send it now, or keep it from going by itself; the latter names the preview's language."""
    send = labelled(language, "button.send_now", action("approve", held.dispatch_id))
    if held.goes_at is None:
        return ((send,),)
    shown_in = held.language.value if held.language else ""
    return ((send, labelled(language, "button.withhold", action("withhold", held.dispatch_id, shown_in))),)


def _goes(at: datetime | None, chat: Chat) -> Text:
    """Say when a waiting dispatch goes by itself, by the clock of this chat."""
    if at is None:
        return phrase(chat.interface, "pending.stays")
    return phrase(chat.interface, "pending.goes", at=moment(at, chat.profile.tz, chat.interface))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The digests of the next day, and whether what is sent costs Stars."""

    slots: Sequence[Slot] = ()
    paid: bool = False


def pending(
    held: Sequence[tuple[HeldDispatch, int]], chat: Chat, *, behind: int | None = None, coming: Coming | None = None
) -> Message:
    """List what waits, each with how many would get it, with buttons for the first; and the digests to come.

    `behind`: everything is held, and so many messages wait for its end.
    """
    language = chat.interface
    halted = EMPTY if behind is None else phrase(language, "pending.halted", n=behind)
    stop = lines(halted, _coming(coming or Coming(), held, chat))
    again = () if behind is None else (labelled(language, "button.resume", action("resume")),)
    if not held:
        return message(lines(stop, EMPTY if behind else phrase(language, "pending.none")), (again,))
    ranked = [Ranked(text=_waiting(one, audience, chat), rank=number) for number, (one, audience) in enumerate(held, 1)]
    head = lines(stop, bold(phrase(language, "pending.title", n=len(held))))
    text = fitted(head, ranked, EMPTY, lambda n: phrase(language, "latest.more", n=n))
    first = [one for one, _ in held[:_BUTTONS]]
    send = tuple(labelled(language, "pending.send", action("approve", one.id, "list"), id=one.id) for one in first)
    keep = tuple(
        labelled(language, "pending.keep", action("withhold", one.id, "list"), id=one.id)
        for one in first
        if one.release_at is not None
    )
    return message(text, (send, keep, again))


def _coming(coming: Coming, held: Sequence[tuple[HeldDispatch, int]], chat: Chat) -> Text:
    """Say when the next digests begin and end, and what waiting alerts would cost: a tenth of a Star a message."""
    language = chat.interface
    zone = chat.profile.tz
    digests = [
        phrase(
            language,
            "pending.slot",
            at=moment(slot.at, zone, language),
            n=slot.chats,
            start=moment(slot.starts_at, zone, language),
        )
        for slot in coming.slots[:_SLOTS]
    ]
    stars = -(-sum(audience for _, audience in held) // 10)
    price = phrase(language, "pending.price", n=stars) if coming.paid else EMPTY
    return lines(*digests, price)


def _waiting(one: HeldDispatch, audience: int, chat: Chat) -> Text:
    language = chat.interface
    facts = phrase(language, "pending.line", id=one.id, source=clipped(one.source_id, 60), audience=audience)
    name = words(short_id(one.briefing_id))
    more = phrase(language, "pending.flood", n=one.briefings - 1) if one.briefings > 1 else EMPTY
    return lines(
        words("• ") + joined(" ", (one_line(one.title, 200), more)),
        italic(joined(" · ", (facts, name))),
        italic(_goes(one.release_at, chat)),
    )


def confirm_recall(edition: Edition, reached: int, reason: str, language: Language, *, key: str) -> Message:
    """Ask once before a briefing is taken back from everybody who got it."""
    asked = phrase(language, "recall.confirm", n=reached) if reached else phrase(language, "recall.nothing")
    name = short_id(edition.id)
    return message(
        lines(
            one_line(title_of(edition), 200),
            phrase(language, "recall.reason", reason=clipped(reason, _LONGEST_REASON)) if reason else EMPTY,
            bold(asked),
        ),
        (
            (
                labelled(language, "button.recall", action("recall", name, key)),
                labelled(language, "button.cancel", action("recall", name, key, "not")),
            ),
        ),
    )


def recalling(
    progress: Progress, dispatch_id: DispatchId, briefing_id: BriefingId, language: Language, *, reached: int
) -> Message:
    """Say how far a recall got of those it `reached`, with the way to look again and the way back."""
    key = "recall.complete" if progress.complete else "recall.progress"
    failed = phrase(language, "recall.failed", n=progress.failed) if progress.failed else EMPTY
    said = joined(" ", (phrase(language, key, n=reached, done=progress.done), failed))
    look = () if progress.complete else (labelled(language, "button.progress", _look(dispatch_id, briefing_id)),)
    resend = labelled(language, "button.resend", action("resend", short_id(briefing_id)))
    return message(said, ((*look, resend),))


def _look(dispatch_id: DispatchId, briefing_id: BriefingId) -> str:
    return action("progress", dispatch_id, short_id(briefing_id))


def failures(found: Sequence[Failure], language: Language) -> Message:
    """List what could not be sent, and why."""
    if not found:
        return message(phrase(language, "failures.none"))
    ranked = [
        Ranked(
            text=words("• ")
            + phrase(
                language,
                "failures.line",
                id=one.dispatch_id,
                chat=str(one.chat.telegram_id),
                attempts=one.attempts,
                reason=clipped(one.reason, _LONGEST_REASON),
            ),
            rank=number,
        )
        for number, one in enumerate(found, 1)
    ]
    head = bold(phrase(language, "failures.title", n=len(found)))
    text = fitted(head, ranked, EMPTY, lambda n: phrase(language, "latest.more", n=n))
    return message(text, ((labelled(language, "button.requeue", action("requeue")),),))
