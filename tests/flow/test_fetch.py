"""Fetching from a site that behaves, and from one that does not."""

import asyncio
import socket
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from jobs.errors import FetchError, FetchRefused
from jobs.fetch import Fetcher, FetchRules
from jobs.model import Validators
from tests.sources_fakes import Site

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as open_site:
        yield open_site


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher("Sosik/test (briefing reader)", now=lambda: NOW) as open_fetcher:
        yield open_fetcher


async def test_a_page_comes_with_its_body_and_the_headers_that_matter(site: Site, fetcher: Fetcher) -> None:
    site.serves("/list", "소식".encode(), {"Content-Type": "text/html; charset=utf-8", "X-Odd": "1"})
    page = await fetcher.get(site.url("/list"), rules=site.rules())
    assert (page.status, page.body.decode(), page.url) == (200, "소식", site.url("/list"))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "x-odd" not in page.headers


async def test_the_fetcher_asks_under_its_own_name_and_without_validators_it_was_not_given(
    site: Site, fetcher: Fetcher
) -> None:
    site.serves("/", b"x")
    await fetcher.get(site.url("/"), rules=site.rules())
    (headers,) = site.asked("/")
    assert headers["user-agent"] == "Sosik/test (briefing reader)"
    assert not {"if-none-match", "if-modified-since", "cookie"} & set(headers)


@pytest.mark.parametrize("tag", ['"abc"', 'W/"abc-gzip"', "unquoted", '"한글"', "' odd \\ '", "\"0-5e;x='1'\""])
async def test_validators_go_back_byte_for_byte_and_a_304_keeps_them(tag: str, site: Site, fetcher: Fetcher) -> None:
    day = "Mon, 02 mar 2026 01:00:00 +0000 "
    site.serves("/feed", b"x", {"ETag": tag, "Last-Modified": day.strip()})
    first = await fetcher.get(site.url("/feed"), rules=site.rules())
    again = await fetcher.get(site.url("/feed"), first.validators, rules=site.rules())
    assert first.validators == Validators(etag=tag, last_modified=day.strip(), url=site.url("/feed"))
    assert again.not_modified
    assert again.body == b""
    assert again.validators == first.validators
    assert site.asked("/feed")[1]["if-none-match"] == tag
    assert site.asked("/feed")[1]["if-modified-since"] == day.strip()


async def test_a_validator_whose_bytes_cannot_go_back_is_not_kept(site: Site, fetcher: Fetcher) -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nETag: "\xe9\xff"\r\nLast-Modified: yesterday\r\n\r\nx'
    site.speaks("/", head)
    page = await fetcher.get(site.url("/"), rules=site.rules())
    assert page.validators == Validators(last_modified="yesterday", url=site.url("/"))


async def test_validators_of_one_address_are_not_shown_to_the_one_it_redirects_to(site: Site, fetcher: Fetcher) -> None:
    site.serves("/new", b"new", {"ETag": '"1"'})
    site.redirects("/old", "/new")
    page = await fetcher.get(site.url("/old"), Validators(etag='"1"'), rules=site.rules())
    assert page.body == b"new"
    assert page.url == site.url("/new")
    assert "if-none-match" in site.asked("/old")[0]
    assert "if-none-match" not in site.asked("/new")[0]


async def test_a_304_to_an_unconditional_request_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    site.answers("/", 304)
    with pytest.raises(FetchError, match="304"):
        await fetcher.get(site.url("/"), rules=site.rules())


@pytest.mark.parametrize("status", [204, 206, 400, 403, 404, 410, 500, 503])
async def test_every_answer_but_200_is_a_failure_with_its_status(status: int, site: Site, fetcher: Fetcher) -> None:
    site.answers("/", status)
    with pytest.raises(FetchError) as failed:
        await fetcher.get(site.url("/"), rules=site.rules())
    assert failed.value.status == status
    assert not isinstance(failed.value, FetchRefused)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 01:10:00 GMT", 600.0),
        ("Mon, 02 Mar 2026 00:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
async def test_retry_after_is_read_in_both_its_forms(
    header: str, seconds: float | None, site: Site, fetcher: Fetcher
) -> None:
    site.answers("/", 429, {"Retry-After": header})
    with pytest.raises(FetchError) as failed:
        await fetcher.get(site.url("/"), rules=site.rules())
    assert failed.value.retry_after_s == seconds


async def test_a_site_that_sets_a_cookie_and_redirects_to_itself_is_read(site: Site, fetcher: Fetcher) -> None:
    site.redirects_until_cookie("/rss.do", b"feed")
    assert (await fetcher.get(site.url("/rss.do"), rules=site.rules())).body == b"feed"
    assert (await fetcher.get(site.url("/rss.do"), rules=site.rules())).body == b"feed"
    assert len(site.asked("/rss.do")) == 4, "cookies live for one call only"


async def test_five_redirects_are_followed_and_six_are_not(site: Site, fetcher: Fetcher) -> None:
    for step in range(6):
        site.redirects(f"/{step}", f"/{step + 1}")
    site.serves("/6", b"end")
    assert (await fetcher.get(site.url("/1"), rules=site.rules())).body == b"end"
    with pytest.raises(FetchError, match="redirects more than 5"):
        await fetcher.get(site.url("/0"), rules=site.rules())


@pytest.mark.parametrize(
    "target", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:22/", "http://u:p@127.0.0.1/"]
)
async def test_a_redirect_is_checked_like_an_address_in_the_settings(target: str, site: Site, fetcher: Fetcher) -> None:
    site.redirects("/", target)
    with pytest.raises(FetchRefused):
        await fetcher.get(site.url("/"), rules=site.rules())


async def test_a_redirect_without_a_target_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    site.answers("/", 302)
    with pytest.raises(FetchError, match="nowhere"):
        await fetcher.get(site.url("/"), rules=site.rules())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
async def test_a_private_address_is_refused_however_it_is_spelled(host: str, site: Site, fetcher: Fetcher) -> None:
    site.serves("/", b"inside")
    rules = FetchRules(allow_ports=(site.port,), deadline_s=5)
    with pytest.raises(FetchError) as refused:
        await fetcher.get(f"http://{host}:{site.port}/", rules=rules)
    assert site.requests == []
    assert host != "127.0.0.1" or isinstance(refused.value, FetchRefused)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
async def test_a_name_that_leads_inside_is_refused_where_it_is_connected(
    address: str, site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a name meant when it was last looked up: the address about to be connected is what counts."""

    async def answers(_: str, port: int, **__: object) -> list[object]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port, 0, 0) if ":" in address else (address, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answers)
    with pytest.raises(FetchRefused, match="not a public one"):
        await fetcher.get(
            f"http://rebound.example:{site.port}/", rules=FetchRules(allow_ports=(site.port,), deadline_s=5)
        )
    assert site.requests == []


async def test_a_port_that_the_source_does_not_list_is_refused(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FetchRefused, match="port"):
        await fetcher.get(site.url("/"), rules=FetchRules(allow_private=True))
    assert site.requests == []


async def test_a_body_that_never_ends_is_left_at_the_limit(site: Site, fetcher: Fetcher) -> None:
    site.floods("/")
    with pytest.raises(FetchRefused, match="larger than"):
        await fetcher.get(site.url("/"), rules=site.rules(max_bytes=300_000))


async def test_a_body_announced_as_too_large_is_not_read(site: Site, fetcher: Fetcher) -> None:
    site.serves("/", bytes(2_000))
    with pytest.raises(FetchRefused, match="larger than 1,000"):
        await fetcher.get(site.url("/"), rules=site.rules(max_bytes=1_000))


async def test_a_bomb_is_not_unpacked_beyond_the_limit_nor_in_more_than_ten_megabytes(
    site: Site, fetcher: Fetcher
) -> None:
    site.bombs("/", unpacked=60_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(FetchRefused, match="larger than"):
            await fetcher.get(site.url("/"), rules=site.rules())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


async def test_a_slow_body_ends_at_the_deadline(site: Site, fetcher: Fetcher) -> None:
    site.drips("/")
    with pytest.raises(FetchError, match=r"took longer than 0\.2 s"):
        await fetcher.get(site.url("/"), rules=site.rules(deadline_s=0.2))


async def test_a_broken_answer_is_a_failure_of_our_tree(site: Site, fetcher: Fetcher) -> None:
    site.breaks_off("/half")
    site.serves_broken_gzip("/gzip")
    for path in ("/half", "/gzip"):
        with pytest.raises(FetchError):
            await fetcher.get(site.url(path), rules=site.rules())


async def test_a_host_that_refuses_or_does_not_exist_is_a_failure(fetcher: Fetcher) -> None:
    async with Site() as closed:
        rules, url = closed.rules(), closed.url("/")
    for address in (url, f"http://no-such-host.invalid:{rules.allow_ports[0]}/"):
        with pytest.raises(FetchError, match="cannot be reached"):
            await fetcher.get(address, rules=rules)


async def test_the_fetcher_works_on_after_every_failure(site: Site, fetcher: Fetcher) -> None:
    site.breaks_off("/half")
    site.serves("/", b"fine")
    for _ in range(3):
        with pytest.raises(FetchError):
            await fetcher.get(site.url("/half"), rules=site.rules())
    assert (await fetcher.get(site.url("/"), rules=site.rules())).body == b"fine"
