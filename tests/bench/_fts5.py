"""Stock SQLite FTS5 as people use it: title and body, `bm25`, the words of the question joined by OR."""

import re
import sqlite3
from collections.abc import Mapping

_WORD = re.compile(r"\w+")


class Fts5:
    """An FTS5 table in memory with one of its own tokenisers (`unicode61`, `trigram`)."""

    def __init__(self, passages: Mapping[str, tuple[str, str]], tokeniser: str) -> None:
        self._least = 3 if tokeniser == "trigram" else 1
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute(f"CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, body, tokenize='{tokeniser}')")
        self._rows.executemany("INSERT INTO d VALUES (?, ?, ?)", ((id_, *texts) for id_, texts in passages.items()))

    def search(self, question: str) -> list[str]:
        """Give the ten best ids."""
        words = [word for word in _WORD.findall(question) if len(word) >= self._least]
        if not words:
            return []
        asked = " OR ".join(f'"{word}"' for word in words)
        return [
            row[0] for row in self._rows.execute("SELECT id FROM d WHERE d MATCH ? ORDER BY rank LIMIT 10", (asked,))
        ]

    def close(self) -> None:
        """Let go of the table."""
        self._rows.close()
