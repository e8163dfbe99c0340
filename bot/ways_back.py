"""Ways back: what a change is undone with, written into its button, so that it works after a restart."""

from collections.abc import Sequence

from bot.actions import action, fits, read_ids, read_interests, write_ids, write_interests
from bot.desk import Desk
from bot.message import Answer, Button, Request
from bot.phrases import say
from bot.replies import interests
from bot.replies.facts import phrase
from bot.replies.notices import labelled
from jobs import regions
from jobs.model import ANY_TOPIC, ChatState, Interest, Language, RegionId

BACK = "back"
"""Tells a saved search put back from one that is new."""


def way_back(
    language: Language,
    *,
    remove: Sequence[Interest] = (),
    restore: Sequence[Interest] = (),
    excludes: Sequence[Interest] = (),
) -> tuple[Button, ...]:
    """Give the button that takes a change back: removes, restores, and gives interests their former exclusions.

    A change too large for a button can be taken back in the list instead.
    """
    former = ",".join("-".join(map(str, (one.id, *one.excludes))) for one in excludes)
    written = ":".join(("undo", write_ids([one.id for one in remove]), write_interests(restore), former))
    if fits(written):
        return (labelled(language, "button.undo", written),)
    return (mine_button(language),)


def search_back(kept: str, removed: Interest, language: Language) -> Button:
    """Give the button that saves a removed search again; `kept` is the key under which its query is kept."""
    left_out = "-".join(map(str, removed.excludes))
    written = ":".join(("save", kept, "0", BACK, left_out))
    return labelled(language, "button.undo", written) if fits(written) else mine_button(language)


async def undo_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Take the change back that the button names, and show what the chat gets now."""
    chats, chat = desk.store.chats, request.chat
    language = chat.interface
    removed, restored, former = (*arguments, "", "", "")[:3]
    changed = bool(await desk.write(chats.unsubscribe, chat.id, read_ids(removed))) if removed else False
    wanted = read_interests(restored) if restored else ()
    if wanted:
        changed = bool(await desk.write(chats.subscribe, chat.id, wanted, request.now)) or changed
    for part in filter(None, former.split(",")):
        ids = read_ids(part.replace("-", ","))
        have = await desk.read(chats.interests, chat.id)
        if ids and any(one.id == ids[0] for one in have):
            left_out = [RegionId(one) for one in ids[1:] if regions.by_id(RegionId(one))]
            await desk.write(chats.set_excludes, chat.id, ids[0], left_out)
            changed = True
    if not changed:
        return Answer(toast=say(language, "unsubscribe.undo_gone"))
    have = await desk.read(chats.interests, chat.id)
    resting = chat.state is not ChatState.ACTIVE
    note = phrase(language, "unsubscribe.undone")
    face = interests.mine(have, language=language, resting=resting, note=note)
    return Answer(edit=face, toast=say(language, "unsubscribe.undone"))


def mine_button(language: Language) -> Button:
    """Give the button that shows what the chat gets."""
    return labelled(language, "button.mine", action("mine", ""))


def pick_button(language: Language) -> Button:
    """Give the button that lets a person choose by buttons."""
    return labelled(language, "button.pick", action("pick", 0, 0))


def within(inner: Interest, outer: Interest) -> bool:
    """Tell whether one interest is part of another, or the same; a saved search is part of no other."""
    if inner.query or outer.query:
        return inner.key == outer.key
    return regions.covers(outer.region, inner.region) and outer.topic in (ANY_TOPIC, inner.topic)
