"""Subscribing: by command, by plain words, by a tap. Every change says itself and has a way back."""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions import action, read_interests
from bot.desk import Desk
from bot.intents import Exclude, Subscribe
from bot.message import Answer, Message, Request, RequestKind
from bot.phrases import say
from bot.replies import alert, interests, timing
from bot.replies.example import EXAMPLE
from bot.replies.facts import interest_names
from bot.replies.interests import Lately
from bot.replies.notices import labelled, notice
from bot.unsubscribing import exclude
from bot.views import RECENT_DAYS
from bot.ways_back import mine_button, pick_button, way_back
from bot.wishes import MOST_INTERESTS, nearest_interests, read_wish, unasked
from jobs import regions
from jobs.model import ChatKind, ChatState, Interest

_LOOKED_AT = 8  # so many of the newest may give the first example


async def subscribe_command(desk: Desk, request: Request, rest: str) -> Answer:
    """Answer /subscribe: act where every name is known, ask where one is not."""
    language = request.chat.interface
    if not rest:
        return Answer(say=(notice(language, "subscribe.ask", buttons=((pick_button(language),),)),))
    wish = read_wish(rest)
    if wish.understood and not wish.interests():
        return await exclude(desk, request, Exclude(regions=wish.excludes))
    if wish.understood:
        wanted = Subscribe(interests=wish.interests(), only=wish.only)
        return await subscribe(desk, request, wanted, searched="" if wish.plainly else rest)
    if wish.ambiguous and not wish.unknown:
        topic = Interest(topic=wish.topics[0]) if wish.topics else None
        return Answer(say=(interests.which(wish.ambiguous[0], language, topic=topic),))
    unknown = " ".join(wish.unknown) or rest
    near = nearest_interests(wish.unknown)
    key = await desk.write(desk.store.queries.keep, request.chat.id, unknown, request.now)
    search = labelled(language, "button.search", action("find", key, 0), text=unknown)
    save = labelled(language, "button.save", action("save", key, 0))
    return Answer(say=(interests.unknown(unknown, near, language, (search, save, pick_button(language))),))


async def subscribe(desk: Desk, request: Request, wanted: Subscribe, *, searched: str = "") -> Answer:
    """Subscribe the chat and say so, with the way back; the first time, ask when to send.

    `searched` is the text as written, where it could have been meant as a search too: that is offered.
    """
    language = request.chat.interface
    if len(wanted.interests) > MOST_INTERESTS:
        return Answer(say=(notice(language, "subscribe.too_many", n=MOST_INTERESTS),))
    before = await desk.read(desk.store.chats.interests, request.chat.id)
    woken = await wake_up(desk, request)
    replaced = _overlapping(before, wanted.interests) if wanted.only else ()
    new = await desk.write(desk.store.chats.subscribe, request.chat.id, wanted.interests, request.now)
    if replaced:
        await desk.write(desk.store.chats.unsubscribe, request.chat.id, [one.id for one in replaced])
    if not new and not replaced:
        return _already(wanted.interests, request, woken=woken)
    undo = way_back(language, remove=new, restore=replaced)
    if searched:
        matter = unasked(searched)
        key = await desk.write(desk.store.queries.keep, request.chat.id, matter, request.now)
        undo = (*undo, labelled(language, "button.search", action("find", key, 0), text=matter))
    first_time = not before and request.chat.kind is ChatKind.PRIVATE
    said = interests.subscribed(
        new or wanted.interests,
        replaced=replaced,
        beside=_beside(before, wanted, replaced),
        lately=await _lately(desk, request, new or wanted.interests),
        woken=woken,
        asking=first_time,
        language=language,
        buttons=(timing.first_question(language) if first_time else (), undo),
    )
    toast = say(language, "subscribe.toast", names=interest_names(new or wanted.interests, language)[:150])
    return Answer(say=(said,), toast=toast if request.kind is RequestKind.TAP else None)


async def sample(desk: Desk, request: Request, wanted: Sequence[Interest]) -> tuple[Message, ...]:
    """Give an alert that fits as a look at what will come: the newest in the reader's own language, if any is.

    From an empty archive a marked example.
    """
    chat = request.chat
    found = await desk.read(desk.store.briefings.latest, keys_of(wanted), limit=_LOOKED_AT)
    found = found or await desk.read(desk.store.briefings.latest, (), limit=_LOOKED_AT)
    like_this = notice(chat.interface, "start.like_this")
    if not found:
        return like_this, alert.private(EXAMPLE, chat=chat, bot_username=desk.bot_username, example=True)
    own = next((one for one in found if one.briefing.language is chat.interface), found[0])
    return like_this, alert.private(own, chat=chat, bot_username=desk.bot_username)


async def subscribe_tap(desk: Desk, request: Request, arguments: Sequence[str]) -> Answer:
    """Subscribe to what the button names."""
    wanted = read_interests(arguments[0])
    known = tuple(one for one in wanted if regions.by_id(one.region) is not None)
    if not known:
        return Answer(toast=say(request.chat.interface, "error.old_button"))
    return await subscribe(desk, request, Subscribe(interests=known))


async def example_tap(desk: Desk, request: Request, _: Sequence[str]) -> Answer:
    """Show what an alert looks like."""
    return Answer(say=await sample(desk, request, ()))


def keys_of(interests_asked: Sequence[Interest]) -> tuple[int, ...]:
    """Give the match keys of interests; () where one of them is everything."""
    keys = tuple(one.key for one in interests_asked)
    return () if 0 in keys else keys


async def wake_up(desk: Desk, request: Request) -> bool:
    """Let a resting chat get alerts again; give whether it rested."""
    if request.chat.state is ChatState.ACTIVE:
        return False
    await desk.write(desk.store.chats.wake, request.chat.id)
    return True


async def _lately(desk: Desk, request: Request, wanted: Sequence[Interest]) -> Lately | None:
    """Count what the last days would have brought; not where regions are left out: the count would be too high."""
    if any(one.excludes for one in wanted):
        return None
    today = request.now.date()
    since = await desk.read(desk.store.briefings.first_day)
    day = today - timedelta(days=RECENT_DAYS)
    found = await desk.read(desk.store.briefings.count_since, keys_of(wanted), day)
    newest = () if found else await desk.read(desk.store.briefings.latest, keys_of(wanted), limit=1)
    return Lately(found=found, since=since, today=today, newest=newest[0].briefing.published if newest else None)


def _overlapping(have: Sequence[Interest], wanted: Sequence[Interest]) -> tuple[Interest, ...]:
    """Give the interests in a region that holds, or lies in, one of those wanted, and are not wanted themselves.

    A saved search has no region of its own and stays.
    """
    return tuple(
        one
        for one in _unnamed(have, wanted)
        if not one.query
        and any(regions.covers(one.region, new.region) or regions.covers(new.region, one.region) for new in wanted)
    )


def _beside(have: Sequence[Interest], wanted: Subscribe, replaced: Sequence[Interest]) -> tuple[Interest, ...]:
    """Give what still comes beside the only things wanted: that is said, for `only` may have meant it too."""
    if not wanted.only:
        return ()
    return tuple(one for one in _unnamed(have, wanted.interests) if one not in replaced)


def _unnamed(have: Sequence[Interest], wanted: Sequence[Interest]) -> list[Interest]:
    named = {one.key for one in wanted}
    return [one for one in have if one.key not in named]


def _already(wanted: Sequence[Interest], request: Request, *, woken: bool) -> Answer:
    language = request.chat.interface
    key = "unsubscribe.woken" if woken else "subscribe.already"
    names = interest_names(wanted, language)
    said = notice(language, key, names=names, buttons=((mine_button(language),),))
    if request.kind is RequestKind.TAP and not woken:
        return Answer(toast=say(language, "subscribe.toast_already"))
    return Answer(say=(said,))
