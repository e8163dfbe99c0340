"""What a button does, as its callback data: a verb and its arguments, complete in itself, so that it works after a
restart. Telegram takes at most 64 bytes.
"""

from collections.abc import Iterable, Sequence

from jobs.model import Interest, RegionId, TopicId

LIMIT = 64


def action(verb: str, *arguments: str | int) -> str:
    """Give the callback data of a verb. Raises ValueError when it is longer than Telegram takes: see `fits`."""
    written = ":".join((verb, *map(str, arguments)))
    if not fits(written):
        raise ValueError(f"callback data too long: {written}")
    return written


def fits(written: str) -> bool:
    """Tell whether Telegram takes this as callback data."""
    return len(written.encode()) <= LIMIT


def read_action(written: str) -> tuple[str, tuple[str, ...]]:
    """Give the verb and the arguments of callback data; whatever was written, nothing is raised."""
    verb, *arguments = written.split(":")
    return verb, tuple(arguments)


def write_interests(interests: Iterable[Interest]) -> str:
    """Give interests as an argument: `100.3,101.0-1007` is Central Asia × energy, and the Caucasus without Armenia."""
    return ",".join(f"{one.region}.{one.topic}" + "".join(f"-{region}" for region in one.excludes) for one in interests)


def read_interests(argument: str) -> tuple[Interest, ...]:
    """Give the interests of an argument; () when it is none."""
    try:
        return tuple(_read_interest(part) for part in argument.split(","))
    except ValueError:
        return ()


def write_ids(ids: Iterable[int]) -> str:
    """Give ids as an argument."""
    return ",".join(map(str, ids))


def read_ids(argument: str) -> tuple[int, ...]:
    """Give the ids of an argument; () when it is none."""
    parts: Sequence[str] = argument.split(",")
    return tuple(int(part) for part in parts) if all(map(_is_id, parts)) else ()


def _read_interest(part: str) -> Interest:
    wanted, *excluded = part.split("-")
    region, topic = wanted.split(".")
    if not all(map(_is_id, (region, topic, *excluded))):
        raise ValueError(part)
    return Interest(
        region=RegionId(int(region)),
        topic=TopicId(int(topic)),
        excludes=tuple(RegionId(int(one)) for one in excluded),
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
