"""What a host's robots.txt lets us read, by RFC 9309: the longest matching rule of our group decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from jobs.decoding import decode

LARGEST = 512 * 1024
"""Bytes that are looked at, as RFC 9309 has it; what stands beyond them is not."""
_MOST_RULES = 2_000
_LONGEST_RULE = 500
_SLOWEST_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One Allow or Disallow line; the longer, the more it counts."""

    allow: bool
    path: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules for one reader, and the seconds it is asked to leave between requests."""

    rules: tuple[Rule, ...] = ()
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether this address may be read; on equal length, Allow wins."""
        parts = urlsplit(url)
        path = _spelled(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.pattern.match(path)]
        best = max(matching, key=lambda rule: (len(rule.path), rule.allow), default=None)
        return best is None or best.allow


EVERYTHING = Robots()


def read_robots(body: bytes, name: str) -> Robots:
    """Give the rules for the reader of this name: those of its own groups, else of `*`. What is odd is skipped."""
    text = decode(body).text
    if text.lstrip()[:1] == "<":
        return EVERYTHING  # a site's error page under 200
    groups = _groups(text.splitlines())
    wanted = _product(name)
    own = [lines for agents, lines in groups if wanted in agents]
    chosen = own or [lines for agents, lines in groups if "*" in agents]
    lines = [line for lines in chosen for line in lines]
    paths = [(field == "allow", value) for field, value in lines if field in {"allow", "disallow"} and value]
    delays = [
        float(value) for field, value in lines if field == "crawl-delay" and re.fullmatch(r"\d{1,4}(\.\d+)?", value)
    ]
    rules = tuple(_rule(allow, path) for allow, path in paths[:_MOST_RULES])
    return Robots(rules=rules, delay_s=min(_SLOWEST_S, max(delays, default=0.0)))


def _product(agent: str) -> str:
    """Give a reader's name without its version and what else stands behind it."""
    return re.split(r"[\s/]", agent.strip(), maxsplit=1)[0].casefold()


def _groups(lines: Sequence[str]) -> list[tuple[set[str], list[tuple[str, str]]]]:
    """Give who each group is for and its lines; agents that follow one another share one."""
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    naming = False
    for line in lines:
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().casefold(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            if not naming:
                groups.append((set(), []))
            groups[-1][0].add(_product(value))
            naming = True
        elif field in {"allow", "disallow", "crawl-delay"}:
            naming = False
            if groups:
                groups[-1][1].append((field, value[:_LONGEST_RULE]))
    return groups


def _rule(allow: bool, path: str) -> Rule:
    spelled = _spelled(path)
    ends = spelled.endswith("$")
    squeezed = re.sub(r"\*+", "*", spelled.removesuffix("$"))
    pieces = [re.escape(piece) for piece in squeezed.split("*")]
    # each piece is taken as early as it occurs: no backtracking, whatever stands in the file
    body = pieces[0] + "".join(f"(?>.*?{piece})" for piece in pieces[1:])
    if ends and len(pieces) > 1:
        body = pieces[0] + "".join(f"(?>.*?{piece})" for piece in pieces[1:-1]) + f".*{pieces[-1]}"
    return Rule(allow=allow, path=spelled, pattern=re.compile(body + ("$" if ends else ""), re.DOTALL))


def _spelled(path: str) -> str:
    return quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._?%", errors="surrogateescape")
