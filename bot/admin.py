"""The brakes, for the owners named in the settings: hold, resume, approve, recall, resend, failures, requeue.

Nobody else may, wherever they write or tap. The store writes down who did what.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions import read_ids
from bot.desk import Desk
from bot.finding import answered_briefing, by_short_id
from bot.message import Answer, Message, Request
from bot.phrases import say
from bot.previewing import held_alert
from bot.replies import brakes
from bot.replies.brakes import Coming
from bot.replies.notices import labelled, notice
from bot.short_ids import parse_short_id
from jobs.model import BriefingId, DispatchId, Edition, Language

_EVERYTHING = ("all", "전부", "모두", "everything")
_SHOWN = 20  # failures

_COMING = timedelta(days=1)  # digests within it are shown


def owns(desk: Desk, request: Request) -> bool:
    """Tell whether the person who speaks is an owner of the bot."""
    return request.sender_id in desk.settings.telegram.owners


# ── holding ──────────────────────────────────────────────────────────────────────────────────────


async def hold_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /hold: stop everything that is no answer to a person, or one dispatch."""
    language = request.chat.interface
    if rest.casefold() not in _EVERYTHING:
        return await _hold_one(desk, request, rest)
    changed = await desk.write(desk.store.brakes.hold_all, request.sender_id, request.now)
    waiting = await desk.read(desk.store.brakes.behind)
    buttons = ((labelled(language, "button.resume", "resume"), labelled(language, "button.pending", "pending")),)
    if not changed:
        return Answer(say=(notice(language, "hold.already", buttons=buttons),))
    return Answer(say=(notice(language, "hold.all", n=waiting, buttons=buttons),))


async def _hold_one(desk: Desk, request: Request, rest: str) -> Answer:
    language = request.chat.interface
    dispatch_id = await _dispatch_named(desk, rest) if rest else None
    if dispatch_id is None:
        said = notice(language, "hold.none", id=rest[:20]) if rest else notice(language, "hold.ask")
        return Answer(say=(said,))
    return Answer(say=(await _withheld(desk, request, dispatch_id),))


async def _withheld(desk: Desk, request: Request, dispatch_id: DispatchId) -> Message:
    changed = await desk.write(desk.store.brakes.withhold, dispatch_id, request.sender_id, request.now)
    language = request.chat.interface
    if not changed:
        return notice(language, "hold.none", id=str(dispatch_id))
    audience = await desk.read(desk.store.brakes.audience, dispatch_id)
    return notice(language, "hold.one", id=str(dispatch_id), n=audience)


async def resume_command(desk: Desk, request: Request, _: str = "") -> Answer:
    """Answer /resume: what was stopped goes on."""
    return Answer(say=(await _resumed(desk, request),))


async def _resumed(desk: Desk, request: Request) -> Message:
    changed = await desk.write(desk.store.brakes.resume, request.sender_id, request.now)
    waiting = await desk.read(desk.store.brakes.behind)
    if not changed:
        return notice(request.chat.interface, "hold.not_held")
    return notice(request.chat.interface, "hold.resumed", n=waiting)


# ── approving ────────────────────────────────────────────────────────────────────────────────────


async def pending_command(desk: Desk, request: Request, _: str = "") -> Answer:
    """Answer /pending: what waits, to how many it would go, and when it goes by itself."""
    return Answer(say=(await _waiting(desk, request),))


async def approve_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /approve: send what waits under this number, or say what there is."""
    dispatch_id = await _dispatch_named(desk, rest) if rest else None
    if dispatch_id is not None:
        return Answer(say=(await _released(desk, request, dispatch_id),))
    gone = (notice(request.chat.interface, "pending.gone", id=rest[:20]),) if rest else ()
    return Answer(say=(*gone, await _waiting(desk, request)))


async def _waiting(desk: Desk, request: Request) -> Message:
    held = await desk.read(desk.store.brakes.held)
    halted = await desk.read(desk.store.brakes.held_since) is not None
    counted = [(one, await desk.read(desk.store.brakes.audience, one.id)) for one in held]
    telegram = desk.settings.telegram
    slots = await desk.read(desk.store.digests.slots, request.now + _COMING, telegram.rate_per_s)
    coming = Coming(slots=slots, paid=telegram.paid_broadcast)
    behind = await desk.read(desk.store.brakes.behind) if halted else None
    return brakes.pending(counted, request.chat, behind=behind, coming=coming)


async def _released(desk: Desk, request: Request, dispatch_id: DispatchId) -> Message:
    language = request.chat.interface
    audience = await desk.read(desk.store.brakes.audience, dispatch_id)
    if not await desk.write(desk.store.brakes.release, dispatch_id, request.sender_id, request.now):
        return notice(language, "pending.gone", id=str(dispatch_id))
    return notice(language, "pending.released", id=str(dispatch_id), n=audience)


async def _dispatch_named(desk: Desk, text: str) -> DispatchId | None:
    """Give the dispatch of a number, or that of a briefing's short id: the one that waits, else its newest alert."""
    written = text.strip().lstrip("#").removesuffix("번")
    numbers = read_ids(written)
    if numbers:
        return DispatchId(numbers[0])
    briefing_id = parse_short_id(written)
    if briefing_id is None:
        return None
    waiting = await desk.read(desk.store.brakes.held)
    held = next((one.id for one in waiting if one.briefing_id == briefing_id), None)
    return held if held is not None else await desk.read(desk.store.brakes.alert_of, briefing_id)


# ── recalling ────────────────────────────────────────────────────────────────────────────────────


async def recall_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /recall: ask once, with how many got it; the button does it."""
    language = request.chat.interface
    edition, reason = await _meant(desk, request, rest)
    if edition is None:
        return Answer(say=(notice(language, "recall.ask"),))
    reached = await desk.read(desk.store.brakes.reached, edition.id)
    key = await desk.write(desk.store.queries.keep, request.chat.id, reason, request.now)
    return Answer(say=(brakes.confirm_recall(edition, reached, reason, language, key=key),))


async def resend_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /resend: send a recalled briefing again."""
    edition, _ = await _meant(desk, request, rest)
    if edition is None:
        return Answer(say=(notice(request.chat.interface, "recall.ask_resend"),))
    return Answer(say=(await _resent(desk, request, edition.id),))


async def _meant(desk: Desk, request: Request, rest: str) -> tuple[Edition | None, str]:
    """Give the briefing an owner means, by its short id or by the alert answered, and the words after it."""
    first, _, after = rest.partition(" ")
    if first and (named := await by_short_id(desk, first.lstrip("#"))) is not None:
        return named, after.strip()
    return await answered_briefing(desk, request), rest.strip()


async def _resent(desk: Desk, request: Request, briefing_id: BriefingId) -> Message:
    dispatch_id = await desk.write(desk.store.brakes.resend, briefing_id, request.sender_id, request.now)
    return notice(request.chat.interface, "recall.resent", id=str(dispatch_id))


async def _progress(desk: Desk, request: Request, dispatch_id: DispatchId, briefing_id: BriefingId) -> Message:
    progress = await desk.read(desk.store.brakes.progress, dispatch_id)
    reached = progress.total or await desk.read(desk.store.brakes.reached, briefing_id)
    return brakes.recalling(progress, dispatch_id, briefing_id, request.chat.interface, reached=reached)


# ── failures ─────────────────────────────────────────────────────────────────────────────────────


async def failures_command(desk: Desk, request: Request, _: str = "") -> Answer:
    """Answer /failures: the latest deliveries that died, and why."""
    found = await desk.read(desk.store.outbox.failures, _SHOWN)
    return Answer(say=(brakes.failures(found, request.chat.interface),))


async def requeue_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /requeue: try again what died, of one dispatch or all of it."""
    numbers = read_ids(rest.strip().lstrip("#")) if rest else ()
    if rest and not numbers and rest.casefold() not in _EVERYTHING:
        return Answer(say=(notice(request.chat.interface, "pending.gone", id=rest[:20]),))
    return Answer(say=(await _requeued(desk, request, DispatchId(numbers[0]) if numbers else None),))


async def _requeued(desk: Desk, request: Request, dispatch_id: DispatchId | None) -> Message:
    count = await desk.write(desk.store.outbox.requeue, dispatch_id, request.now)
    if not count:
        return notice(request.chat.interface, "failures.none")
    return notice(request.chat.interface, "failures.requeued", n=count)


# ── taps ─────────────────────────────────────────────────────────────────────────────────────────


async def approve_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Send a waiting dispatch; its buttons go."""
    numbers = read_ids(arguments[0])
    if not numbers:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    said = await _released(desk, request, DispatchId(numbers[0]))
    return await _decided(desk, request, said, where=arguments[1])


async def withhold_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Keep a waiting dispatch from going by itself; its preview says so from then on."""
    numbers = read_ids(arguments[0])
    if not numbers:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    dispatch_id, where = DispatchId(numbers[0]), arguments[1]
    said = await _withheld(desk, request, dispatch_id)
    language = Language(where) if where in set(Language) else None
    held = await held_alert(desk.store, desk.lanes, dispatch_id, language) if where != "list" else None
    if held is None:
        return await _decided(desk, request, said, where=where)
    return Answer(edit=brakes.preview(held, request.chat, bot_username=desk.bot_username), say=(said,))


async def _decided(desk: Desk, request: Request, said: Message, *, where: str) -> Answer:
    """Show the list as it is now where the tap was on it; else say what was done below the preview."""
    if where == "list":
        return Answer(edit=await _waiting(desk, request), toast=said.plain[:190])
    return Answer(say=(said,), buttons=())


async def pending_tap(desk: Desk, request: Request, _: Sequence[str]) -> Answer:
    """Show what waits."""
    return await pending_command(desk, request)


async def resume_tap(desk: Desk, request: Request, _: Sequence[str]) -> Answer:
    """Let what was stopped go on."""
    return Answer(edit=await _resumed(desk, request))


async def recall_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Take a briefing back from everybody who got it, or leave it."""
    language = request.chat.interface
    if arguments[2] == "not":
        return Answer(edit=notice(language, "recall.cancelled"))
    edition = await by_short_id(desk, arguments[0])
    reason = await desk.read(desk.store.queries.text, request.chat.id, arguments[1])
    if edition is None or reason is None:
        return Answer(toast=say(language, "error.old_button"))
    dispatch_id = await desk.write(desk.store.brakes.recall, edition.id, request.sender_id, reason, request.now)
    return Answer(edit=await _progress(desk, request, dispatch_id, edition.id))


async def progress_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Say how far a recall got, in place."""
    numbers, briefing_id = read_ids(arguments[0]), parse_short_id(arguments[1])
    if not numbers or briefing_id is None:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return Answer(edit=await _progress(desk, request, DispatchId(numbers[0]), briefing_id))


async def resend_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Send a recalled briefing again."""
    briefing_id = parse_short_id(arguments[0])
    if briefing_id is None:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return Answer(edit=await _resent(desk, request, briefing_id))


async def requeue_tap(desk: Desk, request: Request, _: Sequence[str]) -> Answer:
    """Try again everything that died."""
    return Answer(edit=await _requeued(desk, request, None))
