"""A bot and people for the sandbox's tests: thin HTTP clients, nothing of the product."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.sandbox import Sandbox


class People:
    """The people's side by its verbs."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def post(self, path: str, **body: Any) -> Any:
        """The JSON answer to a post; an error raises."""
        async with self._session.post(f"{self.url}/sandbox{path}", json=body) as answer:
            found = await answer.json()
            assert answer.status == 200, found
            return found

    async def get(self, path: str) -> Any:
        """The JSON answer to a get."""
        async with self._session.get(f"{self.url}/sandbox{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def refused(self, path: str, **body: Any) -> str:
        """Why a post is refused."""
        async with self._session.post(f"{self.url}/sandbox{path}", json=body) as answer:
            assert answer.status in (400, 404), await answer.text()
            reason: str = (await answer.json())["error"]
            return reason

    async def reader(self, first_name: str = "민지", language_code: str = "ko") -> int:
        """A private chat."""
        return await self.chat("private", first_name=first_name, language_code=language_code)

    async def chat(self, kind: str, **wishes: Any) -> int:
        """The id of a new chat."""
        found: int = (await self.post("/chats", type=kind, **wishes))["id"]
        return found

    async def write(self, chat_id: int, text: str, **more: Any) -> Any:
        """A person's message."""
        return await self.post(f"/chats/{chat_id}/messages", text=text, **more)

    async def messages(self, chat_id: int) -> list[Any]:
        """All messages of the chat."""
        found: list[Any] = (await self.get(f"/chats/{chat_id}/messages"))["messages"]
        return found


class BotClient:
    """A bot that posts JSON and remembers its offset."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
        self.session = session
        self.base = f"{sandbox.url}/bot{sandbox.token}"
        self.offset = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        """The whole answer, refusals too."""
        async with self.session.post(f"{self.base}/{method}", json=parameters) as answer:
            return await answer.json()

    async def ok(self, method: str, **parameters: Any) -> Any:
        """The result; a refusal fails the test."""
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        """The description of the refusal."""
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        description: str = answer["description"]
        return description

    async def say(self, chat_id: int, text: str, **more: Any) -> Any:
        """A message in HTML."""
        return await self.ok("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)

    async def updates(self, wait_s: int = 0) -> list[Any]:
        """The new updates, confirmed by the next call."""
        found: list[Any] = await self.ok("getUpdates", offset=self.offset, timeout=wait_s)
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found

    async def run(self, react: Callable[["BotClient", Any], Any]) -> None:
        """Every update meets `react` until cancelled."""
        while True:
            for update in await self.updates(wait_s=10):
                await react(self, update)


def keyboard(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """An inline keyboard of (text, data or url)."""
    return {
        "inline_keyboard": [
            [{"text": text, "url" if "://" in what else "callback_data": what} for text, what in row] for row in rows
        ]
    }


def as_json(value: Any) -> str:
    """The value as a form would carry it."""
    return json.dumps(value, ensure_ascii=False)


async def polling(sandbox: Sandbox) -> None:
    """A getUpdates waits at the sandbox."""
    while sandbox.world.updates._waiter is None:
        await asyncio.sleep(0.001)
