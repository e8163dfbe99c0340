"""Which addresses may be asked."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from jobs.errors import FetchRefused
from jobs.fetch import is_public
from jobs.fetch.addresses import checked
from tests.rows import every


@every(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001:0:1::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "fc00::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_what_is_not_everyones_is_not_public(address: str) -> None:
    assert not is_public(address)


@every("address", ["8.8.8.8", "1.1.1.1", "203.250.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_everyone_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_a_public_address_is_never_one_the_standard_library_calls_private(
    address: IPv4Address | IPv6Address,
) -> None:
    ip = ip_address(str(address))
    if is_public(str(address)):
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        assert mapped.is_global
        assert not mapped.is_multicast


@every(
    "url",
    [
        "ftp://example.kr/",
        "javascript:alert(1)",
        "file:///etc/hosts",
        "http://example.kr:8080/",
        "http://example.kr:99999/",
        "http://user@example.kr/",
        "http:///path",
        "example.kr/path",
        "http://[::1/",
        "",
    ],
)
def test_an_address_outside_the_rules_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        checked(url, ())


def test_a_listed_port_is_allowed_and_the_fragment_is_not_sent() -> None:
    assert str(checked("https://example.kr:446/a?b=1&&c=#d", (446,))) == "https://example.kr:446/a?b=1&&c="


def test_a_redirect_may_lead_up_to_https_and_not_down() -> None:
    up = checked("https://example.kr/", (), after=URL("http://example.kr/"))
    assert up.scheme == "https"
    with pytest.raises(FetchRefused, match="down to http"):
        checked("http://example.kr/", (), after=URL("https://example.kr/"))


def test_a_relative_redirect_is_joined_to_the_page() -> None:
    assert str(checked("../b", (), after=URL("https://example.kr/x/a"))) == "https://example.kr/b"
