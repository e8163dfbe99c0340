"""Runs the delivering end in forked children, to be killed from outside.

python -m tests.kill_launcher DATABASE_URL API_URL     then, line by line on stdin:  RATE
answers                                                 `pid PID`, then at its end `ended STATUS`
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from bot.delivery import Deliverer
from bot.pacing import Pacing
from bot.steady import keep_what_is_loaded
from bot.telegram_client import TelegramClient
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.crowd import utc_now
from tests.flow.line import some_letters

LOOK_S = 0.1


async def deliver(database: str, api: str, rate_per_s: float) -> None:
    """Fan out and deliver until SIGTERM, as the app does."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    with Store.open(database) as store, contextlib.closing(Lanes()) as lanes:
        async with TelegramClient("1000:kill", api_base_url=api) as client:
            deliverer = Deliverer(
                store=store,
                lanes=lanes,
                client=client,
                pacing=Pacing(rate_per_s=rate_per_s),
                letters=some_letters(),
                clock=utc_now,
            )
            delivering = asyncio.create_task(deliverer.run(stop))
            while not stop.is_set():
                if await lanes.write(store.outbox.expand, now=utc_now(), page=100) is not None:
                    deliverer.notify()
                    continue
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_S)
            await delivering


def main() -> None:
    logging.disable(logging.CRITICAL)
    database, api = sys.argv[1:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # a child told to end before it can hear is told then
    keep_what_is_loaded()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(deliver(database, api, float(line)))
            os._exit(0)
        print("pid", child, flush=True)
        print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
