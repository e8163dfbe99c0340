"""A breaker and a daily budget for each backend, as arithmetic over what is kept of its use."""

from dataclasses import replace
from datetime import datetime, timedelta

from jobs.model import BackendUse
from jobs.settings import BackendSettings

FAILURES = 3
REST = timedelta(minutes=5)


def may_ask(use: BackendUse, settings: BackendSettings, characters: int, now: datetime) -> bool:
    """Tell whether the backend is not resting and its day has room for so many more characters."""
    if use.resting_until is not None and now < use.resting_until:
        return False
    today = _today(use, now)
    return today.requests < settings.daily_requests and today.characters + characters <= settings.daily_characters


def asked(use: BackendUse, characters: int, now: datetime) -> BackendUse:
    """Count one request."""
    today = _today(use, now)
    return replace(today, requests=today.requests + 1, characters=today.characters + characters)


def failed(use: BackendUse, now: datetime) -> BackendUse:
    """Count one failure; the third in a row is followed by a rest."""
    if use.failures + 1 < FAILURES:
        return replace(use, failures=use.failures + 1)
    return replace(use, failures=0, resting_until=now + REST)


def answered(use: BackendUse) -> BackendUse:
    """End a row of failures."""
    return replace(use, failures=0, resting_until=None)


def _today(use: BackendUse, now: datetime) -> BackendUse:
    return use if use.day == now.date() else replace(use, day=now.date(), requests=0, characters=0)
