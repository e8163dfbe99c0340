"""What goes over the wire: connections kept and let go, answers of every shape, and certificates."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from yarl import URL

from jobs.errors import FetchError, FetchRefused
from jobs.fetch import Fetcher, FetchRules
from jobs.fetch.addresses import open_socket
from jobs.fetch.connections import Connections
from jobs.model import Fetched, Validators
from tests.flow.certificate import SELF_SIGNED

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CLOSE = b""
"""Said by a host that closes the connection."""


CLOSE_AFTER = b"<close>"


class Host:
    """Says exactly the bytes it is told, one after the other, whatever it is asked."""

    def __init__(self, says: Sequence[bytes]) -> None:
        self._says = list(says)
        self._answering: set[asyncio.Task[None]] = set()
        self.connections = 0
        self.requests: list[bytes] = []
        self.left = asyncio.Event()
        self.port = 0

    def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer whoever connects."""
        self.connections += 1
        self._answering.add(asyncio.create_task(self._answer(reader, writer)))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                said = self._says.pop(0) if self._says else CLOSE
                writer.write(said)
                await writer.drain()
                if said == CLOSE or said.endswith(CLOSE_AFTER):
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side went
        finally:
            self.left.set()
            writer.close()

    async def rest(self) -> None:
        """Leave nobody waiting."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def rules(self, **limits: float) -> FetchRules:
        """Give rules that allow this host."""
        given: dict[str, float] = {"max_bytes": 5_000_000, "deadline_s": 5.0} | limits
        return FetchRules(
            allow_ports=(self.port,),
            allow_private=True,
            spacing_s=0,
            max_bytes=int(given["max_bytes"]),
            deadline_s=given["deadline_s"],
        )


@asynccontextmanager
async def host(*says: bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    told = Host(says)
    server = await asyncio.start_server(told.meet, "127.0.0.1", 0, ssl=tls)
    told.port = server.sockets[0].getsockname()[1]
    async with server:
        yield told
        await told.rest()


async def asked(
    told: Host, fetcher: Fetcher, *validators: Validators, scheme: str = "http", **limits: float
) -> Fetched:
    return await fetcher.get(f"{scheme}://localhost:{told.port}/", *validators, rules=told.rules(**limits))


async def test_a_connection_is_kept_for_the_next_request() -> None:
    async with host(OK, OK, OK) as told, Fetcher() as fetcher:
        for _ in range(3):
            assert (await asked(told, fetcher)).body == b"ok"
        assert told.connections == 1


async def test_a_request_names_its_host_and_ends_after_its_headers() -> None:
    async with host(OK) as told, Fetcher("Sosik/test") as fetcher:
        await asked(told, fetcher, Validators(etag='"1"'))
        (request,) = told.requests
        lines = request.decode().split("\r\n")
        assert lines[:3] == ["GET / HTTP/1.1", f"Host: localhost:{told.port}", "User-Agent: Sosik/test"]
        assert lines[-3:] == ['If-None-Match: "1"', "", ""]


async def test_a_kept_connection_that_was_closed_meanwhile_is_replaced_once() -> None:
    async with host(OK, CLOSE, OK, CLOSE, CLOSE, OK) as told, Fetcher() as fetcher:
        assert (await asked(told, fetcher)).body == b"ok"
        assert (await asked(told, fetcher)).body == b"ok"
        assert told.connections == 2
        with pytest.raises(FetchError, match="broke off"):
            await asked(told, fetcher)
        assert (await asked(told, fetcher)).body == b"ok"


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        b"HTTP/1.1 200\r\ncontent-length:2\r\n\r\nok",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK,
        CHUNKED + b"1\r\no\r\n1;odd=yes\r\nk\r\n0\r\n\r\n",
        CHUNKED + b"2 \r\nok\r\n0\r\nETag: trailer\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nUpgrade: h2,h2c\r\nConnection: Upgrade, Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Folded: one\r\n two\r\nX-Bytes: \xff\xfe\r\n\r\nok",
    ],
)
async def test_an_answer_is_read_in_every_shape_and_its_connection_kept(said: bytes) -> None:
    async with host(said, said) as told, Fetcher() as fetcher:
        for _ in range(2):
            page = await asked(told, fetcher)
            assert (page.body, page.validators.etag) == (b"ok", None)
        assert told.connections == 1


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n\r\nok" + CLOSE_AFTER,
        b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nok" + CLOSE_AFTER,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nok" + CLOSE_AFTER,
    ],
)
async def test_a_connection_that_ends_with_its_answer_is_not_used_again(said: bytes) -> None:
    async with host(said, said) as told, Fetcher() as fetcher:
        for _ in range(2):
            assert (await asked(told, fetcher)).body == b"ok" + CLOSE_AFTER
        assert told.connections == 2


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok" + CLOSE_AFTER,
        CHUNKED + b"ff\r\nok" + CLOSE_AFTER,
        CHUNKED + b"7\r\n" + CLOSE_AFTER,
        b"HTTP/1.1 200 OK\r\nContent-Le" + CLOSE_AFTER,
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\nwhatever",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 4_000,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 10_000,
        b"SSH-2.0-OpenSSH_9.9\r\n",
        CLOSE,
    ],
)
async def test_what_is_cut_off_or_no_answer_is_a_failure_and_costs_the_connection(said: bytes) -> None:
    async with host(said, OK) as told, Fetcher() as fetcher:
        with pytest.raises(FetchError, match="broke off"):
            await asked(told, fetcher)
        assert (await asked(told, fetcher)).body == b"ok"
        assert told.connections == 2


async def test_what_is_sent_beside_the_body_has_its_limit_too() -> None:
    async with host(CHUNKED + b"0\r\nX: " + b"x" * 1_200_000) as told, Fetcher() as fetcher:
        with pytest.raises(FetchRefused, match="larger than"):
            await asked(told, fetcher, max_bytes=100_000)


@pytest.mark.parametrize("more", [b'HTTP/1.1 200 OK\r\nETag: "2"\r\nContent-Length: 3\r\n\r\nbad', b"\r\nbad"])
async def test_what_nobody_asked_for_is_not_taken_for_the_next_answer(more: bytes) -> None:
    async with host(OK + more, OK) as told, Fetcher() as fetcher:
        page = await asked(told, fetcher)
        assert (page.body, page.validators.etag) == (b"ok", None)
        assert (await asked(told, fetcher)).body == b"ok"
        assert told.connections == 2


async def test_the_page_of_a_failure_is_not_waited_for() -> None:
    endless = b"HTTP/1.1 503 Later\r\nRetry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry"
    async with host(endless) as told, Fetcher() as fetcher:
        with pytest.raises(FetchError) as failed:
            await asked(told, fetcher)
        assert (failed.value.status, failed.value.retry_after_s) == (503, 7.0)
        await asyncio.wait_for(told.left.wait(), 5)


async def test_nothing_is_left_open_of_a_request_that_was_given_up_nor_of_a_fetcher_that_closed() -> None:
    async with host(CHUNKED, OK) as told:
        async with Fetcher() as fetcher:
            with pytest.raises(FetchError, match="took longer"):
                await asked(told, fetcher, deadline_s=0.01)
            await asyncio.wait_for(told.left.wait(), 5)
            told.left.clear()
            await asked(told, fetcher)
            assert not told.left.is_set()
        await asyncio.wait_for(told.left.wait(), 5)


async def test_a_connection_that_nobody_needs_is_closed() -> None:
    async with host(OK, OK) as told:
        connections = Connections(open_socket, {}, kept_s=0.01)
        for count in (1, 2):
            answer = await connections.get(URL(f"http://127.0.0.1:{told.port}/"), {}, 100)
            assert (answer.status, answer.body) == (200, b"ok")
            await asyncio.wait_for(told.left.wait(), 5)
            told.left.clear()
            assert told.connections == count
        await connections.close()


async def test_a_header_cannot_hold_a_second_one() -> None:
    async with host(OK) as told, Fetcher() as fetcher:
        with pytest.raises(FetchError, match="line break"):
            await asked(told, fetcher, Validators(etag='"1"\r\nX-Odd: 1'))
        assert told.requests == []


async def test_a_host_is_read_over_tls_if_its_certificate_is_vouched_for_and_not_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = tmp_path / "host.pem"
    pem.write_text(SELF_SIGNED)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    async with host(OK, OK, tls=tls) as told:
        async with Fetcher() as fetcher:
            with pytest.raises(FetchError, match="cannot be reached"):
                await asked(told, fetcher, scheme="https")
        assert told.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        async with Fetcher() as fetcher:
            for _ in range(2):
                assert (await asked(told, fetcher, scheme="https")).body == b"ok"
        assert len(told.requests) == 2
