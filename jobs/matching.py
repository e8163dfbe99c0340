"""Which subscriptions a briefing meets: its match keys.

A key is a region and a topic in one number. Ancestors are expanded here, when a briefing is announced, so that
matching is a look-up of keys: whoever subscribed to Central Asia meets a briefing about Kazakhstan.
"""

from jobs import regions
from jobs.model import ANY_REGION, ANY_TOPIC, RegionId, Tags, TopicId, subscription_key


def match_keys(tags: Tags) -> tuple[int, ...]:
    """Give the keys of everything the briefing is mainly about, each region with its ancestors, and of "any"."""
    about: set[RegionId] = {ANY_REGION}
    for tag in tags.regions:
        if tag.primary:
            about.update(regions.ancestors(tag.region))
    topics: set[TopicId] = {ANY_TOPIC, *(tag.topic for tag in tags.topics if tag.primary)}
    return tuple(sorted(subscription_key(region, topic) for region in about for topic in topics))
