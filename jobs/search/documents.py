"""The values of search: what goes in (documents, settings) and what comes out (hits, a page of them).

Nothing here touches the index.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jobs.errors import SettingsError
from jobs.search.query import Hint, Query
from jobs.search.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One document to be found.

    `headings` is text or a sequence of lines. `english` is an English side of a Korean text (summary, glosses, cited
    headlines) or the other way round; `names` are further names under which it should be found. `regions` and
    `topics` are ids or codes with their ancestors already among them. `tokens` may be given (see
    `jobs.search.analyse_document`), else they are made when the document is added.
    """

    id: str
    title: str
    body: str
    published: date | None = None
    headings: str | tuple[str, ...] = ()
    english: str = ""
    names: tuple[str, ...] = ()
    regions: tuple[str | int, ...] = ()
    topics: tuple[str | int, ...] = ()
    source: str = ""
    series: str = ""
    language: str = "ko"
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How a library analyses and ranks.

    `analyser` is "kiwi" or "none". BM25F: `k1`, `b` and the weights of the fields; `pairs` and `bigrams` are their
    share beside morphemes. `recency` is the share of its score a document of today gains, halved every
    `recency_half_life_days`; 0 turns it off. `window` hits are ranked with care, the rest keeps the engine's order.
    """

    analyser: str = "kiwi"
    k1: float = 0.6
    b: float = 0.7
    title: float = 1.0
    headings: float = 0.5
    body: float = 1.0
    side: float = 0.8
    pairs: float = 0.25
    bigrams: float = 0.5
    recency: float = 0.05
    recency_half_life_days: float = 180.0
    scale: float = 1.6
    window: int = 20
    fold_near_duplicates: bool = True
    writer_memory_mb: int = 64

    def __post_init__(self) -> None:
        """Refuse what cannot be searched with. Raises SettingsError, which names the key."""
        if self.analyser not in {"kiwi", "none"}:
            raise SettingsError("search.analyser", f"kiwi or none, not {self.analyser}")
        for name, least in (("window", 1), ("writer_memory_mb", 15), ("recency_half_life_days", 0.001)):
            if getattr(self, name) < least:
                raise SettingsError(f"search.{name}", f"at least {least}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One document found. `fields` holds its title, published (ISO), source, series, language, regions, topics.

    `folded` are the ids of near-duplicates ranked lower that stand under this one.
    """

    id: str
    score: float
    fields: Mapping[str, str | tuple[str, ...]]
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits.

    `total` counts all hits, folded ones left out where they are known. `corrected` maps words that occur nowhere to the
    ones searched instead; `suggestions` are spellings nearby that were not used. `relaxed`: no document held every
    word, so the best partial ones are given.
    """

    total: int
    hits: tuple[Hit, ...]
    query: Query
    hint: Hint | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    relaxed: bool = False
