"""Who may change what a chat gets: everybody in their own chat, administrators elsewhere."""

import asyncio
import logging
from collections import OrderedDict

from bot.telegram_client import TelegramClient
from jobs.errors import SendError, Unauthorised
from jobs.model import Chat, ChatKind

logger = logging.getLogger(__name__)

KEPT_S = 60.0
KEPT = 1_000


class Administrators:
    """Asks Telegram, and remembers its answer for a minute."""

    def __init__(self, client: TelegramClient) -> None:
        self._client = client
        self._known: OrderedDict[int, tuple[float, frozenset[int]]] = OrderedDict()

    async def may_change(self, chat: Chat, person: int, *, trusted: bool) -> bool:
        """Tell whether the person may change what the chat gets; when Telegram does not say, they may not.

        Raises Unauthorised.
        """
        if chat.kind is ChatKind.PRIVATE or trusted:
            return True
        now = asyncio.get_running_loop().time()
        known = self._known.get(chat.telegram_id)
        if known is None or known[0] < now:
            try:
                known = (now + KEPT_S, await self._client.administrators(chat))
            except Unauthorised:
                raise
            except SendError as error:
                logger.info("intake.administrators", extra={"chat_id": chat.id, "reason": str(error)})
                return False
            self._known[chat.telegram_id] = known
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return person in known[1]
