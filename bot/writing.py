"""What each claimed delivery says: it becomes an errand, or the outcome where there is nothing to do.

One message is written for every revision, language and layout, however many chats it goes to; only what is a chat's own
(a digest, a preview) is written for each.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, TypeVar, assert_never

from prometheus_client import Counter

from bot.errands import Correct, Errand, Post, TakeBack
from bot.message import Message
from bot.previewing import held_alert
from bot.replies import brakes, complaint, sending, trouble
from bot.replies.brakes import Held
from bot.telegram_client import Envelope, prepare
from jobs.matching import mentioned
from jobs.model import (
    BriefingId,
    Changes,
    Chat,
    ChatKind,
    Clock,
    Delivery,
    DispatchId,
    DispatchKind,
    Drift,
    Dropped,
    Edition,
    Language,
    Later,
    Outcome,
    SourceAlarm,
    SourceStatus,
)
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)
T = TypeVar("T")

KEPT = 512  # prepared messages
AGAIN = timedelta(seconds=60)  # what could not be written is tried again after this, whoever it is for

UNWRITABLE = Counter("sosik_unwritable", "Messages that could not be written: each has a traceback in the log")


_AboutBriefing = Literal[DispatchKind.ALERT, DispatchKind.CORRECTION, DispatchKind.RECALL, DispatchKind.COMPLAINT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """How each kind reads: pure, from what is known to the message of one chat."""

    alert: Callable[[Edition, Chat], Message]
    corrected: Callable[[Edition, Chat, datetime | None], Message]
    correction_note: Callable[[Changes, Edition, Chat], Message | None]
    recalled: Callable[[Edition, Chat, str], Message]
    digest: Callable[[Sequence[Edition], Chat, datetime], Message | None]
    flood: Callable[[Sequence[Edition], Chat, datetime], Message | None]
    preview: Callable[[Held, Chat], Message]
    complaint: Callable[[Edition, Chat, str], Message]
    source: Callable[[SourceAlarm, Chat], Message]
    topic_lost: Callable[[Chat], Message]


def letters(bot_username: str) -> Letters:
    """Give the letters of the desk, with links to this bot."""
    return Letters(
        alert=partial(sending.alert, bot_username=bot_username),
        corrected=partial(sending.corrected, bot_username=bot_username),
        correction_note=partial(sending.correction_note, bot_username=bot_username),
        recalled=sending.recalled,
        digest=partial(sending.digest, bot_username=bot_username),
        flood=partial(sending.flood, bot_username=bot_username),
        preview=partial(brakes.preview, bot_username=bot_username),
        complaint=partial(complaint.told, bot_username=bot_username),
        source=trouble.source,
        topic_lost=trouble.topic_lost,
    )


class Writer:
    """Turns deliveries into errands."""

    def __init__(self, *, store: Store, lanes: Lanes, letters: Letters, clock: Clock) -> None:
        self._store = store
        self._lanes = lanes
        self._letters = letters
        self._clock = clock
        self._kept: OrderedDict[Hashable, Envelope | None] = OrderedDict()
        self._changes: OrderedDict[Hashable, Changes | None] = OrderedDict()
        self._unwritable: OrderedDict[Hashable, datetime] = OrderedDict()  # not before then

    async def write(self, claimed: Sequence[Delivery]) -> list[Errand | Outcome]:
        """Give, for each delivery, the errand or what is confirmed without one."""
        editions = await self._editions(claimed)
        return [await self._write_one(one, editions.get(one.subject_id)) for one in claimed]

    async def _editions(self, claimed: Sequence[Delivery]) -> Mapping[int, Edition]:
        about = {BriefingId(one.subject_id) for one in claimed if one.kind not in _NO_EDITION_NEEDED}
        if not about:
            return {}
        found = await self._lanes.read(self._store.briefings.editions, sorted(about))
        return {edition.id: edition for edition in found}

    async def _write_one(self, delivery: Delivery, edition: Edition | None) -> Errand | Outcome:
        try:
            return await self._by_kind(delivery, edition)
        except _Unwritable:
            return self._later(delivery)
        except Exception:  # one text that cannot be written must not hold up the others
            logger.exception("delivery.unwritable", extra={"dispatch_id": delivery.dispatch_id})
            UNWRITABLE.inc()
            return self._later(delivery)

    async def _by_kind(  # noqa: PLR0911 — one a kind
        self, delivery: Delivery, edition: Edition | None
    ) -> Errand | Outcome:
        match delivery.kind:
            case DispatchKind.DIGEST:
                return await self._digest(delivery)
            case DispatchKind.CATCH_UP:
                return await self._flood(delivery)
            case DispatchKind.BROADCAST:
                return self._broadcast(delivery)
            case DispatchKind.SOURCE:
                return self._source(delivery)
            case DispatchKind.PREVIEW:
                return await self._preview(delivery)
            case kind if edition is not None:
                return await self._about(delivery, kind, edition)
        return Dropped(reason="the briefing is not in the archive any more")

    async def _about(self, delivery: Delivery, kind: _AboutBriefing, edition: Edition) -> Errand | Outcome:
        match kind:
            case DispatchKind.ALERT:
                return self._alert(delivery, *await self._as_asked(delivery, edition))
            case DispatchKind.CORRECTION:
                return await self._correction(delivery, *await self._as_asked(delivery, edition))
            case DispatchKind.RECALL:
                return self._recall(delivery, edition)
            case DispatchKind.COMPLAINT:
                text = str(delivery.payload.get("text") or "")
                message = self._letters.complaint(edition, delivery.chat, text)
                return Post(envelope=prepare(message, plain=delivery.plain, silent=delivery.silent))
            case _:
                assert_never(kind)

    # ── by kind ──────────────────────────────────────────────────────────────────────────────────

    async def _as_asked(self, delivery: Delivery, *editions: Edition) -> tuple[Edition, ...]:
        """Give the editions, each with the regions for whose mention alone it comes to this chat."""
        if not delivery.chat.mentions:
            return editions
        asked = await self._lanes.read(self._store.chats.interests, delivery.chat.id)
        return tuple(replace(edition, mentioned=mentioned(asked, edition.tags)) for edition in editions)

    def _alert(self, delivery: Delivery, edition: Edition) -> Post:
        key = ("alert", edition.id, edition.revision, edition.mentioned)
        envelope = self._shared(key, delivery, lambda: self._letters.alert(edition, delivery.chat))
        return Post(envelope=_there(envelope), revision=edition.revision)

    async def _correction(self, delivery: Delivery, edition: Edition) -> Correct:
        key = (edition.id, edition.revision)
        since = delivery.sent_at
        news = [at is not None and since is not None and at > since for at in (edition.revised_at, edition.written_at)]
        face = self._shared(
            ("face", *key, *news, edition.mentioned),
            delivery,
            lambda: self._letters.corrected(edition, delivery.chat, since),
        )
        changes = await self._changes_since(delivery.shown, edition)
        note: Envelope | None = None
        if changes is not None:
            note = self._shared(
                ("note", *key, delivery.shown),
                delivery,
                lambda: self._letters.correction_note(changes, edition, delivery.chat),
            )
        return Correct(face=_there(face), note=note, revision=edition.revision)

    async def _changes_since(self, shown: int, edition: Edition) -> Changes | None:
        key = (edition.id, edition.revision, shown)
        if key not in self._changes:
            found = await self._lanes.read(self._store.briefings.changes, edition.id, shown)
            _remember(self._changes, key, found)
        return self._changes[key]

    def _recall(self, delivery: Delivery, edition: Edition) -> TakeBack:
        reason = str(delivery.payload.get("reason") or "")
        key = ("recall", edition.id, reason)
        notice = self._shared(key, delivery, lambda: self._letters.recalled(edition, delivery.chat, reason))
        return TakeBack(notice=_there(notice))

    async def _digest(self, delivery: Delivery) -> Post | Dropped:
        editions = await self._lanes.read(self._store.digests.editions, delivery.chat.id, delivery.dispatch_id)
        told = await self._as_asked(delivery, *editions)
        message = self._letters.digest(told, delivery.chat, self._clock())
        if message is None:
            return Dropped(reason="nothing to tell")
        return Post(envelope=prepare(message, plain=delivery.plain, silent=delivery.silent))

    async def _flood(self, delivery: Delivery) -> Post | Dropped:
        wanted = await self._lanes.read(self._store.catch_ups.wanted, delivery.chat.id, delivery.subject_id)
        if not wanted:
            return Dropped(reason="nothing to tell")
        about: tuple[object, ...] = ("flood", wanted)
        editions: tuple[Edition, ...] = ()
        if delivery.chat.mentions or self._key(about, delivery) not in self._kept:
            ids = [briefing_id for briefing_id, _ in wanted]
            editions = await self._as_asked(delivery, *await self._lanes.read(self._store.briefings.editions, ids))
            about = (*about, *(one.mentioned for one in editions if one.mentioned))
        now = self._clock()
        envelope = self._shared(about, delivery, lambda: self._letters.flood(editions, delivery.chat, now))
        return Dropped(reason="nothing to tell") if envelope is None else Post(envelope=envelope)

    async def _preview(self, delivery: Delivery) -> Post | Dropped:
        shown = DispatchId(int(str(delivery.payload["of"])))
        language = delivery.payload.get("language")
        held = await held_alert(self._store, self._lanes, shown, Language(str(language)) if language else None)
        if held is None:
            return Dropped(reason="it is decided already")
        message = self._letters.preview(held, delivery.chat)
        return Post(envelope=prepare(message, plain=delivery.plain, silent=delivery.silent))

    def _source(self, delivery: Delivery) -> Post:
        said = delivery.payload
        told = SourceAlarm(
            source_id=str(said["source"]),
            status=SourceStatus(str(said["status"])),
            drift=Drift.read(str(said["drift"])),
            answered=int(str(said["answered"])) if said["answered"] else None,
        )
        message = self._letters.source(told, delivery.chat)
        return Post(envelope=prepare(message, plain=delivery.plain, silent=delivery.silent))

    def _broadcast(self, delivery: Delivery) -> Post:
        """Say what the payload holds in the chat's language: {language: {"html": …, "plain": …}}."""
        said = delivery.payload[delivery.chat.interface.value]
        if not isinstance(said, Mapping):
            raise TypeError("a broadcast holds html and plain for each language")
        message = Message(html=str(said["html"]), plain=str(said["plain"]))
        key = ("broadcast", delivery.dispatch_id)
        return Post(envelope=_there(self._shared(key, delivery, lambda: message)))

    # ── once for many ────────────────────────────────────────────────────────────────────────────

    def _shared(
        self, about: tuple[object, ...], delivery: Delivery, render: Callable[[], Message | None]
    ) -> Envelope | None:
        """Give the prepared message kept under this and all that chats of one sort have in common."""
        key = self._key(about, delivery)
        if key in self._kept:
            return self._kept[key]
        if self._unwritable.get(key, self._clock()) > self._clock():
            raise _Unwritable
        try:
            message = render()
        except Exception:
            _remember(self._unwritable, key, self._clock() + AGAIN)
            raise
        kept = None if message is None else prepare(message, plain=delivery.plain, silent=delivery.silent)
        _remember(self._kept, key, kept)
        return kept

    def _key(self, about: tuple[object, ...], delivery: Delivery) -> tuple[object, ...]:
        chat = delivery.chat
        reader = (chat.language, chat.first, chat.kind is ChatKind.PRIVATE, chat.profile.tz)
        return (*about, *reader, delivery.plain, delivery.silent)

    def _later(self, delivery: Delivery) -> Later:
        wait = AGAIN * 2 ** min(delivery.attempts, 6)
        return Later(at=self._clock() + wait, reason="could not be written")


class _Unwritable(Exception):
    """It could not be written a moment ago, and the log says why."""


_NO_EDITION_NEEDED = frozenset(
    (DispatchKind.DIGEST, DispatchKind.CATCH_UP, DispatchKind.BROADCAST, DispatchKind.SOURCE, DispatchKind.PREVIEW)
)


def _remember(kept: OrderedDict[Hashable, T], key: Hashable, value: T) -> None:
    kept[key] = value
    if len(kept) > KEPT:
        kept.popitem(last=False)


def _there(envelope: Envelope | None) -> Envelope:
    if envelope is None:
        raise ValueError("a letter of this kind is never empty")
    return envelope
