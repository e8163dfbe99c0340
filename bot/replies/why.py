"""Why an alert came: the interests it met, and the words of the briefing that made it so."""

from collections.abc import Sequence

from bot.actions import action
from bot.message import Message
from bot.replies.facts import interest_name, interest_names, phrase, primary_regions, primary_topics, title_of
from bot.replies.markup import EMPTY, bold, lines, message, one_line, words
from bot.replies.notices import labelled
from jobs import regions, topics
from jobs.model import Edition, Evidence, Interest, Language, Place

_PLACES = {
    Place.TITLE: "why.title_place",
    Place.BYLINE: "why.byline_place",
    Place.HEADING: "why.heading_place",
    Place.LEAD: "why.lead_place",
    Place.BODY: "why.body_place",
}
_MOST = 3


def answer(edition: Edition, matched: Sequence[Interest], *, language: Language) -> Message:
    """Give the reasons, with a button to remove each interest that asked for it."""
    reason = (
        phrase(language, "why.matched", names=interest_names(matched, language))
        if matched
        else phrase(language, "why.unmatched")
    )
    shown_regions, shown_topics = primary_regions(edition), primary_topics(edition)
    found = [
        (regions.label(tag.region, language), tag.evidence)
        for tag in edition.tags.regions
        if tag.region in shown_regions
    ]
    found += [
        (topics.label(tag.topic, language), tag.evidence) for tag in edition.tags.topics if tag.topic in shown_topics
    ]
    rows = [_row(name, evidence[0], language) for name, evidence in found[: 2 * _MOST] if evidence]
    remove = [
        labelled(language, "button.unsubscribe", action("drop", one.id, 0), names=interest_name(one, language))
        for one in matched[:_MOST]
    ]
    title = bold(phrase(language, "why.title"))
    text = lines(title, one_line(title_of(edition)), reason, *(words("• " + row) for row in rows), EMPTY)
    return message(text, tuple((button,) for button in remove))


def _row(name: str, evidence: Evidence, language: Language) -> str:
    where = phrase(language, _PLACES[evidence.place]).shown
    return phrase(language, "why.region", name=name, where=where, surface=evidence.surface[:80]).shown
