"""A backend on the loopback that behaves as it is told: right, or wrong in one of the ways backends are wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

ANSWER: Mapping[str, Any] = {
    "headline_ko": "몽골, 중국산 석탄 수입 금지",
    "headline_en": "Mongolia bans imports of Chinese coal",
    "points": [
        {
            "ko": "몽골은 2025년 3월 4일 중국산 석탄 수입을 금지했다.",
            "en": "Mongolia banned imports of Chinese coal on 4 March 2025.",
            "paragraphs": [1],
        },
        {"ko": "교역액은 3억 5,000만 달러였다.", "en": "Trade was worth $350 million.", "paragraphs": [2]},
        {"ko": "두 나라는 회담을 논의했다.", "en": "The two countries discussed talks.", "paragraphs": [3]},
    ],
}
WRONG: Mapping[str, Any] = {
    **ANSWER,
    "points": [
        *ANSWER["points"][:1],
        {"ko": "교역액은 9억 달러였다.", "en": "Trade was worth $900 million.", "paragraphs": [2]},
        *ANSWER["points"][2:],
    ],
}
SWAPPED: Mapping[str, Any] = {
    **ANSWER,
    "headline_ko": ANSWER["headline_en"],
    "headline_en": ANSWER["headline_ko"],
    "points": [{**point, "ko": point["en"], "en": point["ko"]} for point in ANSWER["points"]],
}


class Double:
    """Answers each request by the next word of its script; the last one stays."""

    def __init__(self) -> None:
        self.script: list[str] = ["right"]
        self.asked: list[dict[str, Any]] = []
        self.url = ""
        self._free = asyncio.Event()
        self._told: Mapping[str, Any] = ANSWER

    def behave(self, *script: str) -> None:
        self.script = list(script)

    def says(self, answer: Mapping[str, Any]) -> None:
        """Answer this from now on."""
        self.behave("told")
        self._told = answer

    def let_go(self) -> None:
        """Answer what is held."""
        self._free.set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        mood = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        match mood:
            case "429":
                return web.Response(status=429, headers={"Retry-After": "0"})
            case "500" | "401":
                return web.Response(status=int(mood))
            case "held":
                await self._free.wait()
            case "hang":
                await asyncio.sleep(30)
            case "html":
                return web.Response(text="<html>maintenance</html>")
            case "redirect":
                return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})
        return web.json_response(self._body(request.path, mood))

    def _body(self, path: str, mood: str) -> dict[str, Any]:
        value = {"wrong": WRONG, "swapped": SWAPPED, "told": self._told}.get(mood, ANSWER)
        if mood == "more":
            value = {**ANSWER, "link": "https://evil.example", "points": [{**p, "url": "x"} for p in ANSWER["points"]]}
        if mood == "linked":
            value = {**ANSWER, "headline_en": "Mongolia bans coal, see [here](https://evil.example) or @evil_channel"}
        if mood == "few":
            value = {**ANSWER, "points": ANSWER["points"][:1]}
        if path.endswith("/messages"):
            stop = {"cut": "max_tokens", "refuse": "refusal"}.get(mood, "tool_use")
            return {
                "stop_reason": stop,
                "content": [{"type": "text", "text": "…"}, {"type": "tool_use", "input": value}],
            }
        if path.endswith("/translate"):
            count = len(self.asked[-1]["text"])
            texts = [
                "Mongolia bans imports",
                *(f"Point number {chr(97 + n)} of the outline." for n in range(count - 1)),
            ]
            return {"translations": [{"text": text} for text in texts[: 2 if mood == "cut" else count]]}
        content = json.dumps(value, ensure_ascii=False)
        if mood == "cut":
            return {"choices": [{"finish_reason": "length", "message": {"content": content[:80]}}]}
        message = {"content": None, "refusal": "no"} if mood == "refuse" else {"content": content}
        return {"choices": [{"finish_reason": "stop", "message": message}]}


@asynccontextmanager
async def serving() -> AsyncIterator[Double]:
    """Serve a double on a free port of 127.0.0.1."""
    double = Double()
    app = web.Application()
    app.router.add_post("/{path:.*}", double.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = runner.addresses[0]
    double.url = f"http://{address[0]}:{address[1]}"
    try:
        yield double
    finally:
        await runner.cleanup()
