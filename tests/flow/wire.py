"""The wire's other end for flow tests: people in the sandbox, and a server that answers word for word."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox import Sandbox

TOKEN = "1234567:not-a-real-token-but-long-enough"


class People:
    """What people do in the sandbox, and what they see."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def join(self, kind: str = "private", **wish: Any) -> int:
        """Open a chat and give its id."""
        chat = await self._post("chats", {"type": kind} | wish)
        return int(chat["id"])

    async def write(self, chat_id: int, text: str, **wish: Any) -> dict[str, Any]:
        return await self._post(f"chats/{chat_id}/messages", {"text": text} | wish)

    async def tap(self, chat_id: int, message_id: int, **wish: Any) -> dict[str, Any]:
        return await self._post(f"chats/{chat_id}/taps", {"message_id": message_id} | wish)

    async def act(self, chat_id: int, act: str, **wish: Any) -> dict[str, Any]:
        return await self._post(f"chats/{chat_id}/{act}", wish)

    async def inject(self, update: dict[str, Any]) -> int:
        return int((await self._post("updates", update))["update_id"])

    async def fault(self, kind: str, method: str = "sendMessage", **wish: Any) -> None:
        await self._post("faults", {"kind": kind, "method": method} | wish)

    async def messages(self, chat_id: int) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._url}/sandbox/chats/{chat_id}/messages") as response:
            return list((await response.json())["messages"])

    async def heard(self, chat_id: int) -> list[str]:
        """Give the texts the bot has said in a chat."""
        return [one["text"] for one in await self.messages(chat_id) if one["from_bot"] and not one["service"]]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._url}/sandbox/journal", params={"method": method}) as response:
            return list((await response.json())["calls"])

    async def _post(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(f"{self._url}/sandbox/{path}", json=wish) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer


@asynccontextmanager
async def a_telegram(**wishes: Any) -> AsyncIterator[tuple[Sandbox, People]]:
    """Open a sandbox and give it with the people in it."""
    async with Sandbox(TOKEN, **wishes) as sandbox, aiohttp.ClientSession() as session:
        yield sandbox, People(sandbox.url, session)


Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Scripted:
    """A server that answers the next calls as told, and remembers how it was asked."""

    url: str = ""
    script: deque[Reply] = field(default_factory=deque)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)  # method, content type, body

    def answer(self, status: int, body: str | bytes, content_type: str = "application/json") -> None:
        payload = body if isinstance(body, bytes) else body.encode()

        async def reply(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, body=payload, content_type=content_type)

        self.script.append(reply)

    def hang_up(self) -> None:
        """Read the request and close the connection without a word."""

        async def reply(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

        self.script.append(reply)

    def babble(self) -> None:
        """Answer with what is no HTTP."""

        async def reply(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.write(b"HTTP/1.1 nonsense\r\n\r\n")
            request.transport.close()
            return web.Response()

        self.script.append(reply)

    def keep_silent(self, seconds: float) -> None:
        async def reply(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(seconds)
            return web.json_response({"ok": True, "result": True})

        self.script.append(reply)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        content_type = request.headers.get("Content-Type", "")
        self.asked.append((request.match_info["method"], content_type, await request.read()))
        return await self.script.popleft()(request)


@asynccontextmanager
async def a_script() -> AsyncIterator[Scripted]:
    """Serve a script on a free port."""
    scripted = Scripted()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", scripted._serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scripted.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield scripted
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], Awaitable[bool] | bool], what: str, patience_s: float = 8.0) -> None:
    """Wait until the condition holds; fail naming what did not happen."""
    try:
        async with asyncio.timeout(patience_s):
            while True:
                held = condition()
                if held if isinstance(held, bool) else await held:
                    return
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"did not happen: {what}") from None
