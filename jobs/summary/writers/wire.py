"""One HTTP request to a backend: bounded in time and size, its failures in our own words."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from jobs.summary.writers.task import BackendError, BackendLater

_MOST_BYTES = 2_000_000
_LONGEST_WAIT_S = 30.0


class Wire:
    """The connection to one backend's address; opened on first use."""

    def __init__(self, base_url: str, headers: Mapping[str, str], timeout_s: float) -> None:
        """Keep where and how to ask; nothing is opened yet."""
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers)
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Give the JSON answered; raises BackendError, BackendLater where once more may do."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers)
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        try:
            async with self._session.post(
                f"{self._base_url}{path}", json=body, timeout=timeout, allow_redirects=False
            ) as answer:
                return await self._read(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BackendLater(f"{self._base_url}: {type(error).__name__}") from error

    async def _read(self, answer: aiohttp.ClientResponse) -> Any:
        if answer.status == 429 or answer.status >= 500:
            raise BackendLater(f"{self._base_url}: {answer.status}", after_s=_wait(answer.headers.get("Retry-After")))
        if answer.status != 200:
            raise BackendError(f"{self._base_url}: {answer.status}")
        content = await answer.content.read(_MOST_BYTES)
        while len(content) < _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES - len(content))):
            content += more
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise BackendError(f"{self._base_url}: not JSON") from error

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
            await asyncio.sleep(0)


def _wait(header: str | None) -> float:
    try:
        return min(_LONGEST_WAIT_S, max(0.0, float(header or 0)))
    except ValueError:
        return 0.0
