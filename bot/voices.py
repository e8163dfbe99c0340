"""What intake lets others say, plugged in by `bot.app`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.message import Answer, Message, Request
from bot.updates import Asked
from jobs.model import Chat, Language

InlineAnswer = Mapping[str, object]
"""The parameters of answerInlineQuery, all but the id of the query."""


LookUp = Callable[[Asked, Language], Awaitable[InlineAnswer | None]]
"""Gives the list for an inline query, None where it took too long."""


async def nothing_found(_: Asked, __: Language) -> InlineAnswer | None:
    """Leave inline queries unanswered."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The answer to a request, the excuse for an error, the plea to slow down, the list for an inline query."""

    answer: Callable[[Request], Awaitable[Answer]]
    sorry: Callable[[Chat], Message]
    slower: Callable[[Chat], Message]
    look_up: LookUp = nothing_found
