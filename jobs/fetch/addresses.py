"""Which addresses may be asked: by what is written in them, and by where the socket really goes.

The name is resolved by the operating system, so the check that counts is the one on the address about to be
connected: it sees rebinding, odd spellings of 127.0.0.1 and names that point inside.
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.connector import AddrInfoType
from yarl import URL

from jobs.errors import FetchRefused

_NOT_EVERYONES_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # everything else (ULA, link and site local, NAT64, multicast) stays out
_NOT_EVERYONES_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries an IPv4 address of any kind
        "3fff::/20",
    )
)


class AddressForbidden(OSError):
    """The address is not a public one."""

    def __init__(self) -> None:
        super().__init__("the address is not a public one")


def is_public(address: str) -> bool:
    """Tell whether the IP address is reachable by everyone; what is no address at all is not."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_4(ip) if isinstance(ip, IPv4Address) else _is_public_6(ip)


def _is_public_4(ip: IPv4Address) -> bool:
    return not any(ip in block for block in _NOT_EVERYONES_4)


def _is_public_6(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped is not None:
        return _is_public_4(ip.ipv4_mapped)
    return ip in _GLOBAL_UNICAST and not any(ip in block for block in _NOT_EVERYONES_6)


def open_socket(address: AddrInfoType) -> socket.socket:
    """Give a socket for any address."""
    family, kind, protocol, _, _ = address
    return socket.socket(family, kind, protocol)


def open_public_socket(address: AddrInfoType) -> socket.socket:
    """Give a socket for a public address. Raises AddressForbidden for every other, before anything is sent."""
    if not is_public(str(address[4][0])):
        raise AddressForbidden
    return open_socket(address)


def checked(url: str, allow_ports: tuple[int, ...], *, after: URL | None = None) -> URL:
    """Give the parsed address if it may be asked; relative ones are joined to `after`, the one that redirected.

    Raises FetchRefused for other schemes than http and https, ports beside 80, 443 and the allowed ones, credentials
    in the address, and a step from https down to http.
    """
    try:
        target = URL(url) if after is None else after.join(URL(url))
        target = target.with_fragment(None)
        port = target.port
        host = target.raw_host
    except ValueError as error:
        raise FetchRefused(url, "is not an address") from error
    if target.scheme not in {"http", "https"} or not host:
        raise FetchRefused(url, "only http and https addresses are fetched")
    if target.user is not None or target.password is not None:
        raise FetchRefused(url, "credentials in an address are not sent")
    if port not in {80, 443, *allow_ports}:
        raise FetchRefused(url, f"port {port} is not allowed for this source (allow_ports)")
    if after is not None and after.scheme == "https" and target.scheme == "http":
        raise FetchRefused(url, "the redirect leads from https down to http")
    return target
