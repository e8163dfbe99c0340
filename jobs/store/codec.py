"""Rows in, values out: the only place where JSON columns and model values meet."""

from typing import Any

from pydantic import TypeAdapter

from jobs.model import Briefing, Line, Tags

_BRIEFING = TypeAdapter(Briefing)
_TAGS = TypeAdapter(Tags)
_LINES = TypeAdapter(tuple[Line, ...])


def briefing_json(briefing: Briefing) -> Any:
    """Give the JSON of a briefing."""
    return _BRIEFING.dump_python(briefing, mode="json")


def briefing_of(value: Any) -> Briefing:
    """Give the briefing of its JSON."""
    return _BRIEFING.validate_python(value)


def tags_json(tags: Tags) -> Any:
    """Give the JSON of tags."""
    return _TAGS.dump_python(tags, mode="json")


def tags_of(value: Any) -> Tags:
    """Give the tags of their JSON; none where there is none yet."""
    return _TAGS.validate_python(value) if value else Tags()


def lines_json(lines: tuple[Line, ...]) -> Any:
    """Give the JSON of a summary's lines."""
    return _LINES.dump_python(lines, mode="json")


def lines_of(value: Any) -> tuple[Line, ...]:
    """Give the lines of their JSON."""
    return _LINES.validate_python(value)
