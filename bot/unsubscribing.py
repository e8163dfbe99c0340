"""Getting less: removing, leaving out, stopping, and the list of what a chat gets."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import action, read_ids, read_interests
from bot.desk import Desk
from bot.intents import Exclude, Stop, Unsubscribe
from bot.message import Answer, Button, Message, Request
from bot.phrases import say
from bot.replies import interests
from bot.replies.facts import interest_names, phrase
from bot.replies.notices import labelled, notice
from bot.ways_back import mine_button, search_back, way_back, within
from bot.wishes import read_wish
from jobs import regions
from jobs.model import ChatState, Interest, RegionId


async def unsubscribe_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /unsubscribe: with names remove those, without any show the list to choose from."""
    if not rest:
        return await mine(desk, request)
    wish = read_wish(rest)
    if wish.understood and wish.interests():
        return await unsubscribe(desk, request, Unsubscribe(interests=wish.interests()))
    return Answer(
        say=(
            notice(request.chat.interface, "subscribe.unknown", text=" ".join(wish.unknown) or rest),
            await the_list(desk, request),
        )
    )


async def unsubscribe(desk: Desk, request: Request, unwanted: Unsubscribe) -> Answer:
    """Remove the interests meant: those named, and those within them; the way back is offered."""
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    meant = [one.id for one in have if any(within(one, other) for other in unwanted.interests)]
    removed = await desk.write(desk.store.chats.unsubscribe, request.chat.id, meant) if meant else ()
    language = request.chat.interface
    if removed:
        names = interest_names(removed, language)
        undo = way_back(language, restore=removed)
        return Answer(say=(notice(language, "unsubscribe.done", names=names, buttons=(undo,)),))
    covered = tuple(one.region for one in unwanted.interests if one.region and not one.topic)
    if any(_holds(one, region) for one in have for region in covered):
        return await exclude(desk, request, Exclude(regions=covered))
    names = interest_names(unwanted.interests, language)
    return Answer(say=(notice(language, "unsubscribe.none", names=names, buttons=((mine_button(language),),)),))


async def exclude(desk: Desk, request: Request, unwanted: Exclude) -> Answer:
    """Leave regions out of every interest; one that is nothing else is removed.

    Also where they lie outside: a visit of Russia's president to Kazakhstan comes under Central Asia (D28).
    """
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    gone = [
        one for one in have if any(one.region and regions.covers(region, one.region) for region in unwanted.regions)
    ]
    changed = [(one, new) for one in have if one not in gone and (new := _with_excludes(one, unwanted.regions)) != one]
    language = request.chat.interface
    names = interests.region_names(unwanted.regions, language)
    if not gone and not changed:
        known = any(region in one.excludes for one in have for region in unwanted.regions)
        key = "unsubscribe.already_excluded" if known else "unsubscribe.nothing_to_exclude"
        return Answer(say=(notice(language, key, names=names, buttons=((mine_button(language),),)),))
    for _, new in changed:
        await desk.write(desk.store.chats.set_excludes, request.chat.id, new.id, new.excludes)
    if gone:
        await desk.write(desk.store.chats.unsubscribe, request.chat.id, [one.id for one in gone])
    undo = way_back(language, restore=gone, excludes=[old for old, _ in changed])
    if not changed:
        gone_names = interest_names(gone, language)
        return Answer(say=(notice(language, "unsubscribe.done", names=gone_names, buttons=(undo,)),))
    now = interest_names([new for _, new in changed], language)
    return Answer(say=(notice(language, "unsubscribe.excluded", names=names, now=now, buttons=(undo,)),))


async def stop(desk: Desk, request: Request, _: Stop) -> Answer:
    """Send nothing any more; what was asked for is kept, one tap brings it back."""
    language = request.chat.interface
    key = "unsubscribe.already_stopped" if request.chat.state is ChatState.STOPPED else "unsubscribe.stopped"
    await desk.write(desk.store.chats.stop, request.chat.id)
    buttons = ((labelled(language, "button.wake", action("wake")), mine_button(language)),)
    return Answer(say=(notice(language, key, buttons=buttons),))


async def wake(desk: Desk, request: Request, _: Sequence[str] = ()) -> Answer:
    """Send again, after a stop or a pause."""
    await desk.write(desk.store.chats.wake, request.chat.id)
    if request.chat.muted_until is not None:
        await desk.write(desk.store.chats.mute, request.chat.id, None)
    awake = replace(request, chat=replace(request.chat, state=ChatState.ACTIVE, muted_until=None))
    return Answer(say=(notice(request.chat.interface, "unsubscribe.woken"), await the_list(desk, awake)))


async def stop_tap(desk: Desk, request: Request, _: Sequence[str]) -> Answer:
    """Stop at a tap."""
    return await stop(desk, request, Stop())


async def unsubscribe_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Remove what the button names."""
    unwanted = read_interests(arguments[0])
    if not unwanted:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return await unsubscribe(desk, request, Unsubscribe(interests=unwanted))


async def exclude_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Leave out the regions the button names."""
    unwanted = tuple(RegionId(one) for one in read_ids(arguments[0]))
    if not unwanted or any(regions.by_id(one) is None for one in unwanted):
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return await exclude(desk, request, Exclude(regions=unwanted))


async def mine(desk: Desk, request: Request, _: str = "") -> Answer:
    """Answer /mine."""
    return Answer(say=(await the_list(desk, request),))


async def mine_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Turn the pages of the list, or show it anew below a message that is no list."""
    if not arguments[0]:
        return Answer(say=(await the_list(desk, request),))
    page = read_ids(arguments[0])
    return Answer(edit=await the_list(desk, request, page=page[0] if page else 0))


async def drop_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Remove one interest at a tap and show the list that remains, with the way back."""
    language = request.chat.interface
    ids = read_ids(arguments[0])
    removed = await desk.write(desk.store.chats.unsubscribe, request.chat.id, ids)
    if not removed:
        return Answer(toast=say(language, "unsubscribe.undo_gone"))
    note = phrase(language, "unsubscribe.done", names=interest_names(removed, language))
    page = read_ids(arguments[1]) or (0,)
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    face = interests.mine(
        have,
        language=language,
        resting=request.chat.state is not ChatState.ACTIVE,
        page=page[0],
        note=note,
        undo=await _undo_of(desk, request, removed),
    )
    return Answer(edit=face, toast=say(language, "unsubscribe.toast"))


async def the_list(desk: Desk, request: Request, *, page: int = 0) -> Message:
    """Give the message that lists what the chat gets."""
    have = await desk.read(desk.store.chats.interests, request.chat.id)
    resting = request.chat.state is not ChatState.ACTIVE
    return interests.mine(have, language=request.chat.interface, resting=resting, page=page)


async def _undo_of(desk: Desk, request: Request, removed: Sequence[Interest]) -> tuple[Button, ...]:
    """Give the way back of a removal; a saved search's query is kept anew for it."""
    language = request.chat.interface
    searches = [one for one in removed if one.query]
    if not searches:
        return way_back(language, restore=removed)
    kept = await desk.write(desk.store.queries.keep, request.chat.id, searches[0].query, request.now)
    return (search_back(kept, searches[0], language),)


def _holds(interest: Interest, region: RegionId) -> bool:
    """Tell whether a region lies inside an interest and is not left out of it yet."""
    return _excludable(interest, region) and regions.covers(interest.region, region)


def _excludable(interest: Interest, region: RegionId) -> bool:
    """Tell whether a region can be left out of an interest and is not yet."""
    return region not in interest.excludes and not regions.covers(region, interest.region)


def _with_excludes(interest: Interest, unwanted: Sequence[RegionId]) -> Interest:
    added = tuple(one for one in unwanted if _excludable(interest, one))
    return replace(interest, excludes=(*interest.excludes, *added))
