"""The sandbox as a program: `python -m bot.sandbox --port N --token T`; its first line is its address."""

import argparse
import asyncio
import os
import signal
import sys
import threading

from bot.sandbox.server import Sandbox


def main(arguments: list[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, if asked, the end of its input."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Bot API with a chat page.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="1000:sandbox", help="the bot's token here")
    parser.add_argument("--username", default="sosik_sandbox_bot", help="the bot's name here")
    parser.add_argument("--until-eof", action="store_true", help="stop when stdin ends")
    parser.add_argument("--strict-rates", action="store_true", help="count breaches of Telegram's limits")
    parser.add_argument("--enforce-rates", action="store_true", help="answer 429 beyond Telegram's limits")
    asyncio.run(_serve(parser.parse_args(arguments)))
    return 0


async def _serve(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    sandbox = Sandbox(
        options.token,
        username=options.username,
        strict_rates=options.strict_rates,
        enforce_rates=options.enforce_rates,
    )
    sys.stdout.write(await sandbox.start(options.port) + "\n")
    sys.stdout.flush()
    if options.until_eof:
        threading.Thread(target=_tell_at_eof, args=(loop, stopped), daemon=True).start()
    await stopped.wait()
    await sandbox.stop()


def _tell_at_eof(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    while os.read(0, 4096):  # not sys.stdin: its lock would be held when the program ends
        pass
    loop.call_soon_threadsafe(stopped.set)


if __name__ == "__main__":
    raise SystemExit(main())
