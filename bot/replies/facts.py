"""What every layout says of a briefing: its flags, regions, topics, source, and where its buttons and links lead."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from bot.phrases import say
from bot.replies.markup import EMPTY, Text, clipped, linked, words
from bot.short_ids import short_id
from jobs import regions, topics
from jobs.model import BriefingId, Edition, Interest, Language, RegionId, TopicId

MOST_REGIONS = 5
MOST_TOPICS = 5
_LONGEST_QUERY = 80


def title_of(edition: Edition) -> str:
    """Give a briefing's title; where its source gave none, a word that says so in its language."""
    return edition.briefing.title or say(edition.briefing.language, "alert.untitled")


def primary_regions(edition: Edition) -> tuple[RegionId, ...]:
    """Give the regions a briefing is mainly about, without those that only contain another one of them."""
    primary = tuple(dict.fromkeys(tag.region for tag in edition.tags.regions if tag.primary))
    return tuple(one for one in primary if not any(one != other and regions.covers(one, other) for other in primary))


def primary_topics(edition: Edition) -> tuple[TopicId, ...]:
    """Give the topics a briefing is mainly about."""
    return tuple(dict.fromkeys(tag.topic for tag in edition.tags.topics if tag.primary))


def flags(edition: Edition) -> str:
    """Give the flags of the countries a briefing is mainly about, in its order."""
    return "".join(regions.flag(region) for region in primary_regions(edition)[:MOST_REGIONS])


def region_names(edition: Edition, language: Language) -> str:
    """Give the names of the regions a briefing is mainly about."""
    return listed([regions.label(one, language) for one in primary_regions(edition)], MOST_REGIONS, language)


def topic_names(edition: Edition, language: Language) -> str:
    """Give the names of the topics a briefing is mainly about."""
    return listed([topics.label(one, language) for one in primary_topics(edition)], MOST_TOPICS, language)


def mention(edition: Edition, language: Language) -> Text:
    """Say for which mere mention this reader gets the briefing, nothing where it comes for its subject."""
    if not edition.mentioned:
        return EMPTY
    names = listed([regions.label(one, language) for one in edition.mentioned], MOST_REGIONS, language)
    return phrase(language, "mentions.reason", names=names)


def listed(names: Sequence[str], most: int, language: Language, *, between: str = ", ") -> str:
    """Give names with commas between them, and how many more there are beyond `most`."""
    known = [name for name in names if name]
    if len(known) <= most:
        return between.join(known)
    return say(language, "list.more", names=between.join(known[:most]), n=len(known) - most)


def source_name(edition: Edition, language: Language) -> str:
    """Give the source's name, with the briefing's series where the name does not say it already."""
    briefing = edition.briefing
    if language is Language.EN:
        return clipped(edition.source_name_en or briefing.outlet or edition.source_id, 100)
    name = edition.source_name or briefing.outlet or edition.source_id
    series = briefing.series or ""
    return clipped(name if not series or series in name else f"{name} {series}", 100)


def phrase(language: Language, key: str, **fields: str | int) -> Text:
    """Give a phrase as text of a message; what its fields hold is no markup either."""
    return words(say(language, key, **fields))


def deep_link(bot_username: str, payload: str) -> str:
    """Give the address that opens the private chat with `/start payload`."""
    return f"https://t.me/{bot_username}?start={payload}"


def briefing_link(bot_username: str, briefing_id: BriefingId) -> str:
    """Give the address that shows a briefing in the private chat."""
    return deep_link(bot_username, f"b_{short_id(briefing_id)}")


def cited_link(edition: Edition, place: int, bot_username: str) -> str | None:
    """Give where the reference at that place leads: the address the source gives, else the archive's own briefing."""
    targets = edition.cited_targets
    target = targets[place] if place < len(targets) else None
    return edition.briefing.references[place].url or (briefing_link(bot_username, target) if target else None)


def source_link(edition: Edition, language: Language, key: str = "alert.open") -> Text:
    """Give the link to the source's own page, nothing where it has none."""
    return linked(phrase(language, key), edition.briefing.url) if edition.briefing.url else EMPTY


def machine_translation(url: str, source: Language, target: Language) -> str | None:
    """Give the address of a machine translation of a public page."""
    host = urlsplit(url).hostname or ""
    if "." not in host or host.replace(".", "").isdigit():
        return None
    return f"https://translate.google.com/translate?sl={source.value}&tl={target.value}&u={quote(url, safe='')}"


def interest_name(interest: Interest, language: Language) -> str:
    """Give an interest as a person would say it: `중앙아시아 · 에너지 (카자흐스탄 제외)`, `저장한 검색 ‘원전’`."""
    region = regions.label(interest.region, language)
    topic = topics.label(interest.topic, language)
    if interest.query:
        name = say(language, "interest.search", query=clipped(interest.query, _LONGEST_QUERY))
    elif interest.region and interest.topic:
        name = f"{region} · {topic}"
    elif interest.topic:
        name = topic
    else:
        name = region if interest.region else say(language, "interest.everything")
    if not interest.excludes:
        return name
    left_out = listed([regions.label(one, language) for one in interest.excludes], 4, language)
    return say(language, "interest.without", name=name, excluded=left_out)


def interest_names(interests: Sequence[Interest], language: Language, most: int = 6) -> str:
    """Give several interests with commas between them."""
    return listed([interest_name(one, language) for one in interests], most, language)
