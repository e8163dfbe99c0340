"""Updates posted to the bot's webhook, one by one in order, until each is taken."""

import asyncio

import aiohttp

from bot.sandbox.errors import Json
from bot.sandbox.world import World

POST_TIMEOUT_S = 10
RETRY_S = (0.1, 0.3, 1.0, 3.0)


async def deliver_to_webhook(world: World) -> None:
    """Runs until cancelled: while a webhook is set, every update reaches it or is tried again."""
    timeout = aiohttp.ClientTimeout(total=POST_TIMEOUT_S)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        failures = 0
        while True:
            updates = world.updates.first(1) if world.webhook.url else []
            if not updates:
                world.updates.arrived.clear()
                await world.updates.arrived.wait()
                continue
            if await _taken(session, world, updates[0]):
                world.updates.pending.pop(_update_id(updates[0]), None)
                failures = 0
            else:
                await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
                failures += 1


def _update_id(update: Json) -> int:
    update_id = update["update_id"]
    return update_id if isinstance(update_id, int) else 0


async def _taken(session: aiohttp.ClientSession, world: World, update: Json) -> bool:
    hook = world.webhook
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers, allow_redirects=False) as answer:
            if answer.status < 300:
                return True
            hook.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, TimeoutError) as error:
        hook.last_error = f"Connection failed: {type(error).__name__}"
    hook.last_error_date = world.now()
    return False
