"""The one HTTP way to Telegram: `AiohttpRequest`, for our own lane and for python-telegram-bot's methods alike.

Every failure leaves here as the `SendError` it means (see `outcomes`), python-telegram-bot's methods get it wrapped in
`Refused`. The token stands in every address and aiohttp's errors may quote addresses: so no foreign error, and no text
of one, gets out of this module.
"""

import json
import logging
from collections.abc import Mapping
from typing import Final

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.outcomes import judge
from jobs.errors import RetryLater, SendError, SendUncertain

NOTHING_TO_DO: Final = b'{"ok":true,"result":true}'
_JSON: Final = {"Content-Type": "application/json", "User-Agent": "sosik"}
_PLAIN: Final = {"User-Agent": "sosik"}

# Below warnings the library writes the token and people's words to its log.
logging.getLogger("telegram").setLevel(logging.WARNING)


class Refused(TelegramError):
    """Telegram's refusal on its way through python-telegram-bot; `verdict` is what it means."""

    def __init__(self, verdict: SendError) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


class AiohttpRequest(BaseRequest):
    """Posts to Telegram over kept-alive connections, at most `connections` at once."""

    def __init__(
        self,
        *,
        connections: int = 128,
        pool_timeout_s: float = 10.0,
        connect_timeout_s: float = 10.0,
        read_timeout_s: float = 20.0,
    ) -> None:
        self._connections = connections
        self._pool_s = pool_timeout_s
        self._connect_s = connect_timeout_s
        self._read_s = read_timeout_s
        self._limits = self._limits_for(read_timeout_s)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Give the seconds an answer may take unless the call says otherwise."""
        return self._read_s

    async def initialize(self) -> None:
        """Make ready to send; a second call changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=15, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=self._limits
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def exchange(self, url: URL, body: bytes, *, read_timeout_s: float | None = None) -> bytes:
        """Post a JSON body and give the whole body of Telegram's consent.

        Raises the SendError that a refusal or a broken connection means. A refusal that changes nothing reads as
        consent.
        """
        limits = self._limits if read_timeout_s is None else self._limits_for(read_timeout_s)
        status, payload = await self._post(url, body, _JSON, limits)
        return payload if status == 200 else _consent(status, payload)

    async def do_request(  # noqa: PLR0913, PLR0917 — the signature is python-telegram-bot's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Carry a call of python-telegram-bot: JSON, or multipart where it holds files. Raises Refused."""
        del (
            method,
            write_timeout,
            connect_timeout,
            pool_timeout,
        )  # always POST; the timeouts of this object hold
        read_s = float(read_timeout) if isinstance(read_timeout, int | float) else self._read_s
        body, headers = _body(request_data)
        try:
            status, payload = await self._post(URL(url, encoded=True), body, headers, self._limits_for(read_s))
            return 200, payload if status == 200 else _consent(status, payload)
        except SendError as error:
            raise Refused(error) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Give Telegram's answer as JSON; one that is none is not written to the log as the library would."""
        try:
            answer: object = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Refused(RetryLater(1.0, "answer not understood"))
        return answer

    async def _post(
        self,
        url: URL,
        body: bytes | aiohttp.FormData,
        headers: Mapping[str, str],
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        session = self._session
        if session is None:
            raise RuntimeError("initialize() comes before the first request")
        failure: SendError
        try:
            async with session.post(url, data=body, headers=headers, timeout=limits, allow_redirects=False) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            failure = RetryLater(1.0, f"no connection ({type(error).__name__})")  # nothing was written
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = SendUncertain(f"connection broke ({type(error).__name__})")
        raise failure  # outside the except: the foreign error, which may quote the address, is not chained

    def _limits_for(self, read_s: float) -> aiohttp.ClientTimeout:
        """Give the limits of one request: waiting for a free connection, connecting, silence, and all of it."""
        return aiohttp.ClientTimeout(
            total=self._pool_s + self._connect_s + 2 * read_s,
            connect=self._pool_s + self._connect_s,
            sock_connect=self._connect_s,
            sock_read=read_s,
        )


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData, Mapping[str, str]]:
    """Give a call's body and headers: JSON where there are no files, else multipart."""
    if request_data is None:
        return b"{}", _JSON
    if not request_data.contains_files:
        return json.dumps(request_data.parameters, ensure_ascii=False).encode(), _JSON
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads names as UTF-8, not percent-encoded
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form, _PLAIN


def _consent(status: int, payload: bytes) -> bytes:
    """Give the body that stands for consent, or raise what the refusal means."""
    verdict = judge(status, *_refusal(payload))
    if verdict is None:
        return NOTHING_TO_DO
    raise verdict


def _refusal(payload: bytes) -> tuple[str, Mapping[str, object]]:
    """Read description and parameters of a refusal; a gateway's page instead of JSON says nothing."""
    try:
        answer = AiohttpRequest.parse_json_payload(payload)
    except Refused:
        return "", {}
    description, parameters = answer.get("description"), answer.get("parameters")
    return (
        description if isinstance(description, str) else "",
        parameters if isinstance(parameters, dict) else {},
    )
