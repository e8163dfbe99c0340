"""Waiting for one's turn to write to Telegram, where `pacing` says when that is."""

import asyncio
import math

from bot.pacing import Pacing
from jobs.errors import RetryLater


async def take_turn(
    pacing: Pacing,
    chat_key: int | None,
    is_group: bool = False,
    *,
    interactive: bool = False,
    patience_s: float = math.inf,
) -> None:
    """Return once the right to send is taken; without a chat (an edit) only the token's rate counts.

    Raises RetryLater, and nothing is taken, where the turn is farther away than `patience_s`.
    """
    clock = asyncio.get_running_loop().time
    started = clock()
    while (at := pacing.reserve(chat_key, is_group, now := clock(), interactive=interactive)) > now:
        if at - started > patience_s:
            raise RetryLater(at - now, "waits for the chat's turn", limited=True)
        await asyncio.sleep(at - now)
