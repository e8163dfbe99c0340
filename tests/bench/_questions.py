"""Questions with one right passage each, the ways people garble them, and how an answer is scored."""

import hashlib
import json
import math
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobs.language import Analyser

_NOUNS = ("NNG", "NNP", "SL")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its three longest nouns, and the passage that answers it."""

    text: str
    nouns: tuple[str, ...]
    passage: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages by id as (title, text), with the questions about them; `dev` was looked at while tuning, `test` not: see
    `collection`."""

    passages: dict[str, tuple[str, str]]
    dev: tuple[Asked, ...]
    test: tuple[Asked, ...]


def folder() -> Path | None:
    """Give the folder of shared data, None where the environment names none."""
    named = os.environ.get("SOSIK_DATA", "")
    return Path(named) if named and Path(named).is_dir() else None


def collection(analyser: Analyser) -> Collection | None:
    """Read the questions; None without the data.

    Ranking was tuned on the passages whose SHA-1 is even (`dev`). `test` are the others, without those of an article
    (a title) of which any passage is among the first: no article is in both.
    """
    files = sorted((folder() or Path("/nonexistent")).glob("search_dev/*.jsonl"))
    if not files:
        return None
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    tuned = {row["title"] for row in rows if _even(row["context"])}
    passages: dict[str, tuple[str, str]] = {}
    dev: list[Asked] = []
    test: list[Asked] = []
    for row in rows:
        key = _sha(row["context"])
        passages[key] = (row["title"], row["context"])
        if row["is_impossible"]:
            continue
        asked = Asked(row["question"], longest_nouns(row["question"], analyser), key)
        if _even(row["context"]):
            dev.append(asked)
        elif row["title"] not in tuned:
            test.append(asked)
    return Collection(passages, tuple(dev), tuple(test))


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _even(text: str) -> bool:
    return int(_sha(text), 16) % 2 == 0


def longest_nouns(question: str, analyser: Analyser) -> tuple[str, ...]:
    """Give the three longest distinct nouns of a question."""
    nouns = dict.fromkeys(token.form for token in analyser.tokens(question) if token.tag in _NOUNS)
    return tuple(sorted(nouns, key=len, reverse=True)[:3])


def gain(ids: Sequence[str], right: str) -> float:
    """Give nDCG@10 for one right answer."""
    return 1 / math.log2(ids.index(right) + 2) if right in ids[:10] else 0.0


def over_split(question: str) -> str:
    """Put a space into the middle of every word."""
    return " ".join(f"{w[: len(w) // 2]} {w[len(w) // 2 :]}" if len(w) > 1 else w for w in question.split())


def slipped(nouns: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """Change one jamo of the longest Korean noun."""
    korean = [noun for noun in nouns if len(noun) > 1 and all("가" <= c <= "힣" for c in noun)]
    if not korean:
        return tuple(nouns)
    word = max(korean, key=len)
    at = rng.randrange(len(word))
    number = ord(word[at]) - 0xAC00
    jamo = [number // 588, number % 588 // 28, number % 28]
    place = rng.randrange(3)
    sizes = (19, 21, 28)
    jamo[place] = (jamo[place] + rng.randrange(1, sizes[place])) % sizes[place]
    changed = word[:at] + chr(0xAC00 + jamo[0] * 588 + jamo[1] * 28 + jamo[2]) + word[at + 1 :]
    return tuple(changed if noun == word else noun for noun in nouns)


def fuzzed(count: int, seed: int = 5) -> Iterator[str]:
    """Give odd queries: operators, quotes, emoji, right-to-left, NFD, SQL, HTML, very long ones."""
    rng = random.Random(seed)
    pieces = (
        *("region:", "topic:중앙", "-", '"', "“", "OR ", "from:2024-", "on:지난달", "to:13월", "lang:", " "),
        *(
            "카자흐스탄",
            "원전 ",
            "Tokayev ",
            "Токаев",
            "\u1100\u1161",
            "ㅋㅋ",
            "½",
            "㈜",
            "\u0301",
            "가" * 50,
        ),
        *("😀", "👩\u200d👩\u200d👧", "\u202e", "שלום ", "مرحبا ", "\x00"),
        *("'; DROP TABLE x;--", "<b>", "&amp;", "</a>", "*", "?", "(", "[", "^2", "~1", "\\", "%"),
    )
    for _ in range(count):
        text = "".join(rng.choice(pieces) for _ in range(rng.randrange(1, 14)))
        yield text * (4096 // len(text)) if rng.random() < 0.01 else text
