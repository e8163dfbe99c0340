"""The whole line in one thread, on a disk whose power fails: what the world outside saw, and whether it was kept.

The world survives the cut: people who were told "subscribed", a source that answers 304 to a validator it gave, chats
in which messages stand. Each life opens the store anew and does whatever waits.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    BriefingId,
    Confirmation,
    Interest,
    PollRecord,
    Sent,
    SourceState,
    Validators,
    subscription_key,
)
from jobs.store import Store
from tests.fakes import NOW, a_briefing, a_reading, an_announcement
from tests.power import Disk, PowerCut, powered

READERS = 5
BRIEFINGS = 3
WINDOW = 4
EVERYTHING = subscription_key(ANY_REGION, ANY_TOPIC)


@dataclass(slots=True)
class World:
    """What happened outside, where no power fails."""

    asking: dict[int, int] = field(default_factory=lambda: {number: 100 + number for number in range(READERS)})
    told: set[int] = field(default_factory=set)  # who was told that they are subscribed
    published: int = 0  # briefings that the source shows
    got: Counter[tuple[int, str]] = field(default_factory=Counter)
    lives: int = 0

    @property
    def lost(self) -> int:
        """Count messages that somebody should have got and did not."""
        wanted = {(reader, f"id:{number}") for reader in self.told for number in range(BRIEFINGS)}
        return len(wanted - set(self.got))

    @property
    def repeated(self) -> int:
        """Count messages that came once more than they should."""
        return self.got.total() - len(self.got)


def live(store: Store, world: World) -> None:
    """Do everything that waits, as the running bot does; raises PowerCut in the middle of it."""
    world.lives += 1
    store.outbox.recover()
    forgotten = [
        one for one in world.told if (chat := store.chats.get(one)) is None or not store.chats.interests(chat.id)
    ]
    if forgotten:
        raise AssertionError(f"told that they are subscribed, and are not: {forgotten}")
    _listen(store, world)
    while True:
        _poll(store, world)
        _deliver(store, world)
        if world.published == BRIEFINGS:
            return
        world.published += 1


def _listen(store: Store, world: World) -> None:
    for update, person in tuple(world.asking.items()):
        if not store.intake.answered([update]):
            chat = store.chats.meet(person, now=NOW)
            store.chats.subscribe(chat.id, (Interest(),), NOW)
            world.told.add(person)
            store.intake.hand_in(update, NOW)
            store.intake.write()
        del world.asking[update]  # Telegram does not give it again


def _poll(store: Store, world: World) -> None:
    """Take in what the source shows unless it says 304; announce and fan out."""
    etag = f"shows-{world.published}"
    if store.sources.state("sample").validators.etag != etag:
        readings = [a_reading(key, a_briefing(key)) for key in (f"id:{number}" for number in range(world.published))]
        state = SourceState(source_id="sample", polled_ok=True, validators=Validators(etag=etag))
        with store.together():
            store.briefings.save("sample", readings, now=NOW)
            store.sources.settle([(state, PollRecord(at=NOW, outcome="read", status=state.status))])
    for waiting in store.briefings.waiting():
        store.briefings.announce(an_announcement(waiting.id, EVERYTHING, revision=waiting.revision), now=NOW)
    while store.outbox.expand(now=NOW, page=2) is not None:
        pass


def _deliver(store: Store, world: World) -> None:
    confirmed: list[Confirmation] = []
    while (claimed := store.outbox.tick(confirmed, WINDOW, NOW)) or confirmed:
        confirmed = []
        for one in claimed:
            (edition,) = store.briefings.editions([BriefingId(one.subject_id)])
            world.got[one.chat.telegram_id, edition.briefing.title] += 1
            sent = Sent(message_id=world.got.total())
            confirmed.append(Confirmation(dispatch_id=one.dispatch_id, chat_id=one.chat.id, outcome=sent))


def blank() -> dict[str, bytes]:
    """Give the files of an archive with its tables and nothing in it."""
    disk = Disk({})
    _opened(disk, lambda store: None)
    return disk.shown()


def _opened(disk: Disk, act: Callable[[Store], None], *, synchronous: str = "FULL") -> None:
    with tempfile.TemporaryDirectory() as folder, powered(disk, synchronous=synchronous):
        store = Store.open(f"sqlite:///{folder}/power.db")
        try:
            act(store)
        finally:
            store.close()


def steps_of_a_life(files: dict[str, bytes]) -> int:
    """Count the writes and syncs of a life that nothing interrupts."""
    disk = Disk(files)
    _opened(disk, lambda store: live(store, World()))
    return disk.steps


def survive(files: dict[str, bytes], cut_after: int, rng: random.Random, *, synchronous: str = "FULL") -> World:
    """Cut the power after so many steps, by chance again during the restart, then let everything end."""
    world = World()
    left: int | None = cut_after
    while True:
        disk = Disk(files, cut_after=left)
        try:
            _opened(disk, lambda store: live(store, world), synchronous=synchronous)
        except PowerCut:
            files = disk.after_a_cut(rng)
            left = rng.randrange(1, 60) if rng.random() < 0.3 else None
        else:
            return world
