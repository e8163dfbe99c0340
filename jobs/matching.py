"""Which subscriptions a briefing meets: its match keys.

A key is a region and a topic in one number. Ancestors are expanded here, when a briefing is announced, so that
matching is a look-up of keys: whoever subscribed to Central Asia meets a briefing about Kazakhstan. What a briefing
only mentions has keys of its own, which only those look up who asked for mentions.
"""

from collections.abc import Iterable

from jobs import regions
from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    Interest,
    RegionId,
    RegionTag,
    Tags,
    TopicId,
    mention_key,
    subscription_key,
)


def match_keys(tags: Tags) -> tuple[int, ...]:
    """Give the keys of everything the briefing is mainly about or mentions, with ancestors, and of "any"."""
    return tuple(sorted((*_primary_keys(tags), *map(mention_key, _mentioned_keys(tags)))))


def mentioned(interests: Iterable[Interest], tags: Tags) -> tuple[RegionId, ...]:
    """Give the regions for whose mere mention a briefing meets these interests; () where one is met by its subject.

    Within a wider region asked for, that is what the briefing names of it.
    """
    asked = [one for one in interests if not one.query and not _left_out(one, tags)]
    subject, keys = _primary_keys(tags), _mentioned_keys(tags)
    if any(one.key in subject for one in asked):
        return ()
    outer = [one.region for one in asked if one.key in keys]
    named = [tag.region for tag in tags.regions if any(regions.covers(one, tag.region) for one in outer)]
    return tuple(one for one in named if not any(one != other and regions.covers(one, other) for other in named))


def _primary_keys(tags: Tags) -> set[int]:
    return _keys(_about(tag for tag in tags.regions if tag.primary) | {ANY_REGION}, tags)


def _mentioned_keys(tags: Tags) -> set[int]:
    about = _about(tag for tag in tags.regions if tag.primary)
    return _keys(_about(tags.regions) - about, tags)


def _about(tags: Iterable[RegionTag]) -> set[RegionId]:
    return {outer for tag in tags for outer in regions.ancestors(tag.region)}


def _keys(about: Iterable[RegionId], tags: Tags) -> set[int]:
    topics: set[TopicId] = {ANY_TOPIC, *(tag.topic for tag in tags.topics if tag.primary)}
    return {subscription_key(region, topic) for region in about for topic in topics}


def _left_out(one: Interest, tags: Tags) -> bool:
    about = _about(tag for tag in tags.regions if tag.primary)
    return not about.isdisjoint(one.excludes)
