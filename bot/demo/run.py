"""`sosik demo`: everything runs, a person looks."""

import asyncio
import signal
from collections.abc import Callable

from bot.demo.play import Stage, playing

WELCOME = """
[bold]소식 · Sosik[/bold]   {page}

  1. 주소를 열고 독자를 고르세요.           Open the page and pick a reader.
  2. 적어 보세요: 중앙아시아 에너지         Write: Central Asia energy
  3. ‘다음 브리핑 게시’를 누르세요.         Tap “Publish the next briefing”.
  4. 알림의 단추를 누르고, 검색해 보세요:   Tap the alert's buttons, then search:
     카자흐스탄 원전                        nuclear plant Kazakhstan

  뉴스룸 견본 사이트 · the sample newsroom: {newsroom}
  끝내기 · to end: Ctrl-C
"""


async def run(stage: Stage, say: Callable[[str], None]) -> None:
    """Play until Ctrl-C or SIGTERM."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    say("소식을 준비하고 있어요… · Getting ready…")
    async with playing(stage) as play:
        say(WELCOME.format(page=play.sandbox.url, newsroom=play.newsroom.base_url))
        await ending.wait()
