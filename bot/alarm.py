"""How the owners hear of trouble with sending: in the log, as a gauge, and in their own chats."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from prometheus_client import Gauge

from bot.message import Message
from bot.outcomes import Trouble
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from bot.turns import take_turn
from jobs.errors import SendError
from jobs.model import Chat, ChatId
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

PATIENCE_S = 10.0  # for one owner

STUCK = Gauge("sosik_delivery_stuck", "1 while nothing is sent because nothing can be written down")


class Alarm:
    """Tells the owners. It writes nothing: a full disk does not keep it from speaking."""

    def __init__(
        self,
        *,
        client: TelegramClient,
        pacing: Pacing,
        store: Store,
        lanes: Lanes,
        owners: Sequence[int],
        say: Callable[[Trouble, Chat], Message],
    ) -> None:
        self._client = client
        self._pacing = pacing
        self._store = store
        self._lanes = lanes
        self._owners = owners
        self._say = say

    async def tell(self, trouble: Trouble) -> None:
        """Tell every owner; one who cannot be reached is left to the log."""
        STUCK.set(trouble is Trouble.STUCK)
        for owner in self._owners:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._tell_one(owner, trouble)
            except (SendError, TimeoutError) as error:
                logger.warning("alarm.unheard", extra={"owner": owner, "reason": str(error) or "timeout"})

    async def _tell_one(self, owner: int, trouble: Trouble) -> None:
        known = await self._lanes.read(self._store.chats.get, owner)
        chat = known or Chat(id=ChatId(0), telegram_id=owner)
        await take_turn(self._pacing, owner, interactive=True)
        await self._client.send(chat, self._say(trouble, chat))
