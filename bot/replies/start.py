"""The first two minutes: hello, three popular choices, and choosing by buttons."""

from collections.abc import Sequence

from bot.actions import action
from bot.message import Button, Message
from bot.replies.facts import interest_names, phrase, primary_regions, primary_topics, title_of
from bot.replies.interests import offer
from bot.replies.lists import pager
from bot.replies.markup import EMPTY, clipped, lines, message
from bot.replies.notices import LONGEST_LABEL, labelled
from jobs import regions, topics
from jobs.model import ANY_REGION, ANY_TOPIC, Edition, Interest, Language, RegionId, TopicId

PAGE = 6
_ROW = 3
_POPULAR = ("central_asia", "caucasus")
_RISK = "country_risk"


def hello(
    language: Language, interests: Sequence[Interest] = (), *, bad_link: bool = False, woken: bool = False
) -> Message:
    """Say hello and offer the popular choices; to somebody known, also what they get."""
    again = phrase(language, "start.again", names=interest_names(interests, language)) if interests else EMPTY
    text = lines(
        phrase(language, "start.bad_link") if bad_link else EMPTY,
        phrase(language, "start.hello"),
        again,
        phrase(language, "subscribe.resting_off") if woken else EMPTY,
    )
    popular = [
        Button(label=regions.label(region.id, language), action=_subscribing(region=region.id))
        for code in _POPULAR
        if (region := regions.by_code(code))
    ]
    second = []
    if (risk := topics.by_code(_RISK)) is not None:
        second.append(labelled(language, "button.risk", _subscribing(topic=risk.id)))
    if language is Language.EN:
        second.append(labelled(language, "button.show_one", action("example")))
    pick = labelled(language, "button.pick", action("pick", 0, 0))
    rows = (tuple(popular), (*second, pick)) if language is Language.KO else (tuple(popular), tuple(second), (pick,))
    return message(text, rows)


def group_hello(language: Language) -> Message:
    """Say hello to a group: how its administrators subscribe it."""
    return message(phrase(language, "start.group"))


def picker(region: RegionId, page: int, language: Language) -> Message:
    """Give the regions below one as buttons: groups open, parts are subscribed to."""
    below = [one for child in regions.children(region) if (one := regions.by_id(child)) and one.code != "other"]
    pages = max(1, -(-len(below) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = below[page * PAGE : (page + 1) * PAGE]
    choices = []
    for one in shown:
        opens = region == ANY_REGION and bool(regions.children(one.id))
        act = action("pick", one.id, 0, "in") if opens or _has_parts(one.id) else _subscribing(region=one.id)
        choices.append(Button(label=clipped(regions.label(one.id, language), LONGEST_LABEL), action=act))
    turn = pager(page, pages, language, lambda at: action("pick", region, at, "in"))
    if region == ANY_REGION:
        text, last = phrase(language, "start.pick"), turn
    else:
        name = regions.label(region, language)
        text = phrase(language, "start.pick_within", region=name)
        whole = labelled(language, "button.whole", _subscribing(region=region), region=name)
        last = (*turn, whole, labelled(language, "button.up", action("pick", 0, 0, "in")))
    return message(text, (tuple(choices[:_ROW]), tuple(choices[_ROW:]), last))


def offered(edition: Edition, language: Language) -> Message:
    """Offer what a briefing is about, to get more like it."""
    interests = [Interest(region=one) for one in primary_regions(edition)[:3]]
    interests += [Interest(topic=one) for one in primary_topics(edition)[:3]]
    buttons = [offer(one, language) for one in interests]
    text = phrase(language, "start.offer", title=clipped(title_of(edition), 200))
    pick = labelled(language, "button.pick", action("pick", 0, 0))
    return message(text, (tuple(buttons[:3]), tuple(buttons[3:]), (pick,)))


def _has_parts(region: RegionId) -> bool:
    """Tell whether a group holds sub-regions: those open, a sub-region's countries are written by hand."""
    return any(regions.children(child) for child in regions.children(region))


def _subscribing(*, region: RegionId = ANY_REGION, topic: TopicId = ANY_TOPIC) -> str:
    return action("sub", f"{region}.{topic}")
