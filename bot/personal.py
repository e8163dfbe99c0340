"""A person's own data: what is kept, a copy of it, and forgetting it. Forgetting asks once; nothing brings it back."""

import json
from collections.abc import Sequence
from typing import Any

from bot.desk import Desk
from bot.message import Answer, Attachment, Request
from bot.phrases import say
from bot.replies import personal
from bot.replies.facts import interest_name
from bot.replies.notices import notice
from bot.short_ids import short_id
from jobs.model import Interest, Language
from jobs.store.personal import Kept

_YES = ("yes", "confirm", "네", "예", "확인")


async def privacy_command(_: Desk, request: Request, __: str = "") -> Answer:
    """Answer /privacy: what is kept and what is not."""
    return Answer(say=(notice(request.chat.interface, "privacy.text"),))


async def data_command(desk: Desk, request: Request, _: str = "") -> Answer:
    """Answer /mydata: all that is kept about this chat, in words and as a file; in a group to administrators only."""
    if not request.may_change:
        return Answer(say=(notice(request.chat.interface, "error.not_allowed"),))
    kept = await desk.read(desk.store.personal.kept, request.chat.id)
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    content = json.dumps(_copy(request, kept, have), ensure_ascii=False, indent=1).encode()
    file = Attachment(name="sosik-mydata.json", content=content, caption=say(request.chat.interface, "mydata.file"))
    return Answer(say=(personal.data(request.chat, kept, have), file))


async def forget_command(desk: Desk, request: Request, rest: str = "") -> Answer:
    """Answer /forgetme: ask once; in a group, where buttons change nothing, an administrator writes a word."""
    language = request.chat.interface
    if not request.may_change:
        return Answer(say=(notice(language, "error.not_allowed"),))
    if rest.strip().casefold() in _YES:
        return await _forgotten(desk, request)
    return Answer(say=(personal.sure(request.chat),))


async def forget_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Forget, or leave everything as it is."""
    if arguments[0] != "yes":
        return Answer(edit=notice(request.chat.interface, "forgetme.kept"))
    said = await _forgotten(desk, request)
    return Answer(say=said.say, buttons=())


async def _forgotten(desk: Desk, request: Request) -> Answer:
    await desk.write(desk.store.personal.forget, request.chat.telegram_id)
    return Answer(say=(notice(request.chat.interface, "forgetme.done"),))


def _copy(request: Request, kept: Kept, have: Sequence[Interest]) -> dict[str, Any]:
    chat, profile = request.chat, request.chat.profile
    return {
        "chat": chat.telegram_id,
        "topic": chat.thread,
        "kind": chat.kind.value,
        "state": chat.state.value,
        "met_at": kept.met_at.isoformat(timespec="seconds"),
        "language": chat.language.value,
        "time_zone": profile.tz,
        "mode": profile.mode.value,
        "digest_days": sorted(profile.days),
        "digest_minute": profile.at_minute,
        "quiet_minutes": profile.quiet,
        "muted_until": chat.muted_until.isoformat(timespec="seconds") if chat.muted_until else None,
        "mentions": chat.mentions,
        "alerts": [interest_name(one, Language.EN) for one in have],
        "messages_sent": kept.sent,
        "searches": kept.searches,
        "summaries_called_wrong": [short_id(one) for one in kept.wrong],
    }
