"""By what a briefing is known again: every key it can be found under, the best one first.

    brdctsNo:81234        the parameter that the site itself counts by
    guid:urn:uuid:…       the feed's own id
    url:example.kr/a?b=1  the canonical address, without its scheme, www., m. and a last slash
    hash:3f…              title and day, folded, without the marks of an agency's later version: (종합), (2보), [속보]

A briefing seen under any of its keys is the same one. So a key that several entries of one list share says nothing and
is left out (`distinct`), and a title without a day is a key only where there is no other.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from jobs.language import fold

_TRACKING = re.compile(
    r"utm_\w+|mc_[ce]id|[a-z]{0,4}clid|msclkid|[gw]braid|srsltid|igshid|mibextid|_ga|_gl|_hs(?:enc|mi)|hsa_\w+|mkt_tok"
    r"|(?:pk|mtm|matomo|piwik)_(?:campaign|source|medium|content|kwd|keyword)|vero_(?:id|conv)|wt_mc|s_kwcid"
    r"|cmp(?:id)?|ref_?src|ref_?url|spm|at_\w+|ns_\w+|xtor|__twitter_impression|fb_\w+|j?sessionid|phpsessid",
    re.IGNORECASE,
)
_PAGING = re.compile(
    r"page|c(?:urrent|ur)?_?page(?:_?no)?|n_?page|page_?(?:no|num|number|index|size|unit)|pg|cp"
    r"|list_?(?:page|cnt|count|size)|rows?|offset|search_?\w*|srch_?\w*|sch_?(?:m|type|key|keyword|word|text|field|str)"
    r"|key_?(?:word|field)|sort\w*|order_?by",
    re.IGNORECASE,
)
_FACE = re.compile(r"(?:www|m|mobile)\.(?=[^/?]+\.[^/?]+)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{0,9}")
_SESSION_IN_PATH = re.compile(r";(?:j?sessionid|phpsessid)=[^/;?]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CANONICAL = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(/[A-Za-z0-9/._~-]*)?")
"""Addresses that are canonical as they stand, but for a path: most permalinks. Looked at first, they cost a tenth."""
_ABSOLUTE = re.compile(rf"{_CANONICAL.pattern}(?:\?[A-Za-z0-9/._~%=&+-]+)?")
_MARK = r"종합|(?:종합)?\d+보|속보|긴급|단독|수정|update\w*|breaking"
_VERSION = re.compile(rf"^(?:[\[(<](?:{_MARK})[\])>] *)+|(?: *[\[(<](?:{_MARK})[\])>])+$")
_NO_HOST = re.compile(r"[\s\"'<>\\^`{|}]")  # a backslash is a slash to a browser: another host is meant
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_NEVER_IN_ADDRESSES = {ord(sign): quote(sign) for sign in f'"<>`{_SPACES}'}
_OPENERS, _CLOSERS = frozenset("[(<"), frozenset("])>")
_LONGEST = 300
_OPENING = 200

Parameters = list[tuple[str, str]]


def keys(  # noqa: PLR0913 — all by keyword: whatever is known of it
    *,
    url: str | None = None,
    guid: str | None = None,
    id_parameter: str | None = None,
    canonical_parameters: Sequence[str] = (),
    title: str | None = None,
    day: date | None = None,
    text: str = "",
) -> tuple[str, ...]:
    """Give every key of a briefing, best first; none at all where nothing of it is known.

    `text`, its beginning, stands in for the day where there is none.
    """
    found: list[str] = []
    if url and id_parameter:
        value = parameter(url, id_parameter)
        found += [f"{id_parameter}:{value}"] if value else []
    if guid and guid.strip():
        found.append(f"guid:{guid.strip()}")
    if url:
        address = canonical_url(url, keep=canonical_parameters)
        found += [f"url:{_bare(address)}"] if address else []
    whole = fold(title) if title else ""
    marked = whole[:1] in _OPENERS or whole[-1:] in _CLOSERS
    folded = (_VERSION.sub("", whole) if marked else whole) or whole
    if folded and (day is not None or not found):
        found.append("hash:" + _digest(f"{folded}|{day or ''}"))
    elif folded and (opening := fold(text)):
        found.append("hash:" + _digest(f"{folded}|{opening[:_OPENING]}"))
    return tuple(dict.fromkeys(_short(key) for key in found))


def _bare(address: str) -> str:
    """Give a canonical address without what differs between a site's faces: scheme, www., m., a slash at the end."""
    rest = _FACE.sub("", address.partition("://")[2], count=1)
    path, question, query = rest.partition("?")
    return path.rstrip("/") + question + query


def distinct(
    keys_of_each: Sequence[tuple[str, ...]], *, otherwise: Callable[[int], tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Give the keys of each entry of one list without those that several of them share.

    An entry that shares all of its keys gets those that `otherwise` gives for its place.
    """
    seen = Counter(key for of_one in keys_of_each for key in of_one)
    kept = [tuple(key for key in of_one if seen[key] == 1) for of_one in keys_of_each]
    return [own or otherwise(at) for at, own in enumerate(kept)]


def parameter(url: str, name: str) -> str | None:
    """Give the value of a query parameter, whatever `&&` and empty ones stand around it."""
    values = [value for key, value in _parameters(url) if key.casefold() == name.casefold() and value]
    return values[0] if values else None


def canonical_url(url: str, *, keep: Sequence[str] = ()) -> str:
    """Give the address under which the same page is always the same text; empty if it is no web address.

    Scheme and host in lower case, no default port, no credentials, no tracking, paging or empty parameters, the others
    in order of name, one spelling of percent signs, no fragment (but `#!…` and `#/…`, which name a page).
    With `keep`, only those parameters stay.
    """
    if plain := _CANONICAL.fullmatch(url):
        return url if plain[1] else f"{url}/"
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return ""
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return ""
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port and port != _DEFAULT_PORTS[scheme] else ""
    path = _spelled(_SESSION_IN_PATH.sub("", parts.path), safe="/:@!$&'()*+,;=~-._") or "/"
    query = "&".join(
        f"{_escaped(name)}={_escaped(value)}" if value else _escaped(name) for name, value in _meaningful(url, keep)
    )
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit((scheme, netloc, path, query, fragment))


def joined(base: str, link: str) -> str:
    """Give the web address a link means on the page `base`; empty if it means none (script, mail, fragment)."""
    if _ABSOLUTE.fullmatch(link):
        return link
    link = re.sub(r"[\t\r\n]", "", link.strip())
    if not link or link.startswith("#"):
        return ""
    try:
        address = urljoin(base, link)
        parts = urlsplit(address)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
        usable = usable and not _NO_HOST.search(parts.netloc)
    except ValueError:
        return ""
    if not usable:
        return ""
    address = parts.scheme + address[len(parts.scheme) :].translate(_NEVER_IN_ADDRESSES)  # in lower case
    return address if parts.fragment.startswith(("!", "/")) else address.partition("#")[0]


def tidy(url: str, *, keep: Sequence[str] = ()) -> str:
    """Give the address to ask and to show: `&&` and empty parameters gone, nothing else changed.

    With `keep`, only those parameters stay, in the order in which the link has them.
    """
    head, question, rest = url.partition("?")
    query, hash_sign, fragment = rest.partition("#")
    wanted = {name.casefold() for name in keep}
    pairs = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if pair and (not wanted or unquote(name).casefold() in wanted) and (value or "=" not in pair):
            pairs.append(pair)
    return head + (question if pairs else "") + "&".join(pairs) + hash_sign + fragment


def _parameters(url: str) -> Parameters:
    """Give the query's parameters, decoded once, without the empty ones; a bare word is one without a value."""
    query = url.partition("?")[2].partition("#")[0].replace("&amp;", "&")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(_decoded(name), _decoded(value)) for name, equals, value in pairs if value or not equals]


def _decoded(text: str) -> str:
    """Decode percent signs; bytes that are no UTF-8 (CP949 in old sites) stay apart as surrogates."""
    return unquote(text.replace("+", " "), errors="surrogateescape")


def _meaningful(url: str, keep: Sequence[str]) -> Parameters:
    wanted = {name.casefold() for name in keep}
    found = []
    for name, value in _parameters(url):
        if wanted:
            matters = name.casefold() in wanted
        else:
            matters = not _TRACKING.fullmatch(name) and not (_PAGING.fullmatch(name) and _pages(name, value))
        if matters:
            found.append((name, value))
    return sorted(found)


def _pages(name: str, value: str) -> bool:
    """Tell whether a parameter named like paging does page: `page=article-5` names an article."""
    return not name.casefold().endswith(("page", "pg", "cp")) or bool(_NUMBER.fullmatch(value))


def _spelled(path: str, *, safe: str) -> str:
    return quote(unquote(path, errors="surrogateescape"), safe=safe, errors="surrogateescape")


def _escaped(text: str) -> str:
    return quote(text, safe="-._~/:@", errors="surrogateescape")


def _short(key: str) -> str:
    kind, _, value = key.partition(":")
    return key if len(key) <= _LONGEST else f"{kind}:sha256:{_digest(value)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
