"""One commit of the index as questions see it: the searcher, what ranking knows of the whole, documents at hand."""

from datetime import date
from functools import lru_cache

import tantivy

from jobs.search.kept import Kept, kept
from jobs.search.ranking import Corpus

_AT_HAND = 4_096  # documents, some 10 MB: an archive of that size is read from the index once
_COUNTED = 20_000  # tokens whose documents were counted


class View:
    """What one commit holds; a later commit is another view."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.corpus = _corpus_of(searcher)
        self._documents: dict[tuple[int, int], Kept] = {}

    def counted(self, field: str, token: str) -> int:
        """Tell how many documents hold a token, without keeping it at hand: most spellings tried occur nowhere."""
        return self.searcher.doc_freq(field, token) if token else 0

    def begun(self, beginning: str) -> bool:
        """Tell whether any word begins so."""
        return bool(self.searcher.terms_with_prefix("words", beginning, limit=1))

    def document(self, address: tantivy.DocAddress) -> Kept:
        """Give what the index keeps of a document."""
        place = place_of(address)
        found = self._documents.get(place)
        if found is None:
            if len(self._documents) >= _AT_HAND:
                self._documents.clear()
            found = self._documents[place] = kept(self.searcher.doc(address))
        return found


def place_of(address: tantivy.DocAddress) -> tuple[int, int]:
    """Give where a document stands, as a key."""
    return address.segment_ord, address.doc


def _corpus_of(searcher: tantivy.Searcher) -> Corpus:
    """Give what ranking knows of the whole index."""
    means = searcher.aggregate(
        tantivy.Query.all_query(),
        {
            "words": {"avg": {"field": "length"}},
            "title": {"avg": {"field": "title_length"}},
            "day": {"max": {"field": "day"}},
        },
    )
    size = searcher.doc_freq("kind", "document")
    newest = int(means["day"]["value"] or 0)

    @lru_cache(maxsize=_COUNTED)
    def holding(field: str, token: str) -> int:
        return searcher.doc_freq(field, token) if token else 0

    return Corpus(
        size=size,
        mean_words=max(1.0, means["words"]["value"] or 1.0),
        mean_title=max(1.0, means["title"]["value"] or 1.0),
        holding=holding,
        newest=date.fromordinal(newest) if newest > 0 else date(2000, 1, 1),
    )
