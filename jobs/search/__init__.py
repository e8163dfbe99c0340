"""Search over documents in Korean and English, usable without the bot and without a database.

Ten lines build an index and ask it:

>>> from datetime import date
>>> from jobs.search import Library, SearchDocument, SearchSettings
>>> library = Library.open(None, SearchSettings(analyser="none"))  # None: in memory; a path keeps it on disk
>>> library.add([
...     SearchDocument(id="1", title="항만 계획", body="정부가 서부 항만을 넓힌다.", published=date(2024, 5, 2)),
...     SearchDocument(id="2", title="밀 수확", body="올해 밀 수확이 늘었다.", english="Wheat harvest grows"),
... ])
2
>>> library.commit()
>>> [hit.id for hit in library.search("항만")], [hit.id for hit in library.search("wheat harvest")]
(['1'], ['2'])

With the default settings Korean is split by Kiwi (0.5 GB, opened once a process). `analyse` and `analyse_document`
make tokens apart from the index, `Tokens.dumps` stores them, and a document added with its tokens is not split again.
"""

from jobs.search.analysis import analyse_document, analyse_passed
from jobs.search.documents import Found, Hit, SearchDocument, SearchSettings
from jobs.search.library import Library, analyse
from jobs.search.names import NameTable, named
from jobs.search.parsing import parse
from jobs.search.query import Filter, FilterField, Hint, HintKind, Query, Wanted
from jobs.search.shelf import ask_to_rebuild
from jobs.search.standing import Standing, standing
from jobs.search.tokens import Tokens, version_of
from jobs.search.watching import Watch

__all__ = [
    "Filter",
    "FilterField",
    "Found",
    "Hint",
    "HintKind",
    "Hit",
    "Library",
    "NameTable",
    "Query",
    "SearchDocument",
    "SearchSettings",
    "Standing",
    "Tokens",
    "Wanted",
    "Watch",
    "analyse",
    "analyse_document",
    "analyse_passed",
    "ask_to_rebuild",
    "named",
    "parse",
    "standing",
    "version_of",
]
