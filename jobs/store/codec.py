"""Rows in, values out: the only place where JSON columns and model values meet."""

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from jobs.model import Briefing, Line, Tags

_BRIEFING = TypeAdapter(Briefing)
_TAGS = TypeAdapter(Tags)
_LINES = TypeAdapter(tuple[Line, ...])
_AT_HAND = 512  # values of what is shown most, by their JSON: what a crowd reads about is decoded once
_LONG = 20_000  # characters: with their values all at hand take 20 MB at most


def briefing_of(value: Any) -> Briefing:
    """Give the briefing of its JSON."""
    return _BRIEFING.validate_python(value)


def briefing_read(text: str) -> Briefing:
    """Give the briefing of its JSON as text; one that was read a moment ago is the same value."""
    return _briefing_at_hand(text) if len(text) < _LONG else _BRIEFING.validate_json(text)


def tags_json(tags: Tags) -> Any:
    """Give the JSON of tags."""
    return _TAGS.dump_python(tags, mode="json")


@lru_cache(maxsize=_AT_HAND)
def tags_read(text: str | None) -> Tags:
    """Give the tags of their JSON as text; none where there is none yet."""
    return _TAGS.validate_json(text) if text and text != "null" else Tags()


def lines_json(lines: tuple[Line, ...]) -> Any:
    """Give the JSON of a summary's lines."""
    return _LINES.dump_python(lines, mode="json")


@lru_cache(maxsize=2 * _AT_HAND)
def lines_read(text: str) -> tuple[Line, ...]:
    """Give the lines of their JSON as text."""
    return _LINES.validate_json(text)


@lru_cache(maxsize=_AT_HAND)
def _briefing_at_hand(text: str) -> Briefing:
    return _BRIEFING.validate_json(text)
