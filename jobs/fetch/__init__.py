"""Web pages are fetched conditionally, within bounds, politely, and only from addresses that are everyone's."""

from jobs.fetch.addresses import is_public
from jobs.fetch.fetcher import Fetcher, FetchRules, default_user_agent

__all__ = ["FetchRules", "Fetcher", "default_user_agent", "is_public"]
