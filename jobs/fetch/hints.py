"""How long an answer says it stays fresh, read from its headers; pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DIRECTIVE = re.compile(r"(?:^|[\s,;])(s-maxage|max-age)\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)
_NO_STORE = re.compile(r"\bno-(?:store|cache)\b", re.IGNORECASE)


def fresh_for_s(headers: Mapping[str, str], now: datetime) -> float:
    """Give the seconds for which asking again would be pointless: Cache-Control, else Expires, less its Age.

    0 where the headers (names in lower case) do not say, or say that it may change at once.
    """
    if control := headers.get("cache-control", ""):
        if _NO_STORE.search(control):
            return 0.0
        found = {name.lower(): int(value) for name, value in _DIRECTIVE.findall(control)}
        if "max-age" in found:
            return max(0.0, found["max-age"] - _age_s(headers))
    written = headers.get("expires", "")
    expires = moment(written) if written else None
    if expires is None:
        return 0.0
    sent = moment(headers.get("date", "")) or now
    return max(0.0, (expires - sent).total_seconds() - _age_s(headers))


def retry_after_s(value: str, now: datetime) -> float | None:
    """Give the seconds a Retry-After header asks for, from either of its forms; None when it has neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    at = moment(value)
    return None if at is None else max(0.0, (at - now).total_seconds())


def moment(value: str) -> datetime | None:
    """Give the time an HTTP header names, aware; None where it is none."""
    try:
        at = parsedate_to_datetime(value.strip())
    except (ValueError, OverflowError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _age_s(headers: Mapping[str, str]) -> float:
    age = headers.get("age", "").strip()
    return float(age[:10]) if age.isascii() and age.isdigit() else 0.0
