"""A library of documents and the questions put to it: the one door to everything in this package."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from jobs import regions
from jobs.language import Analyser, PlainAnalyser, open_analyser
from jobs.search.analysis import completed
from jobs.search.answering import Verifier, by_day, holding_all, matching, today_number
from jobs.search.documents import Found, Hit, SearchDocument, SearchSettings
from jobs.search.engine import Asker
from jobs.search.kept import LAYOUT, document_of
from jobs.search.names import NameTable, known_names
from jobs.search.paging import Question
from jobs.search.parsing import parse
from jobs.search.plan import Plan, analysing, plan, prepare
from jobs.search.query import Query
from jobs.search.shelf import NEXT, REQUEST, STATE, Shelf
from jobs.search.spelling import Speller
from jobs.search.tokens import Tokens, tokens_of, version_of
from jobs.search.view import View

_DEFAULT = SearchSettings()
_MOST_SUGGESTED = 3
_QUERIES = 512  # analysed queries kept at hand


class Library:
    """Documents in a directory, to be searched from any thread while one adds and commits.

    One process writes to a directory (a second one gets StoreLocked when it first adds); others open it read-only
    and see each commit at their next question.
    """

    def __init__(self, shelf: Shelf, settings: SearchSettings, analyser: Analyser, names: NameTable) -> None:
        self.settings = settings
        self.names = replace(names, learned=dict(names.learned))
        self._shelf = shelf
        self._analyser = analyser
        self._writing = threading.Lock()
        self._analysed = lru_cache(maxsize=8 * _QUERIES)(analysing(analyser))
        self._planned = lru_cache(maxsize=_QUERIES)(lambda query: plan(query, self._analysed, self.names))
        self._knows = lru_cache(maxsize=_QUERIES)(analyser.knows)
        self._seen: View | None = None
        self._emptying = False
        self._beside: Library | None = None

    @classmethod
    def open(
        cls,
        directory: Path | str | None,
        settings: SearchSettings = _DEFAULT,
        *,
        read_only: bool = False,
        analyser: Analyser | None = None,
        names: NameTable | None = None,
    ) -> "Library":
        """Open the index in a directory, made if missing; None keeps it in memory.

        What is damaged is emptied; what was made by another version goes on answering (`stale`) until the first
        commit takes its place. In both cases `seq` is 0 and everything has to be added again. Read-only, nothing in
        the directory changes.
        """
        chosen = analyser or open_default(settings)
        if not isinstance(chosen, PlainAnalyser):
            prepare(chosen)  # type: ignore[arg-type]  # each is one of a kind
        shelf = Shelf(Path(directory) if directory is not None else None, read_only=read_only)
        return cls(shelf, settings, chosen, names or known_names())

    @property
    def version(self) -> str:
        """Give the version of what this library writes; an index of another version is rebuilt."""
        return f"{LAYOUT}/{self.token_version}"

    @property
    def token_version(self) -> str:
        """Give the version of the tokens it makes; tokens of another one should not be given to it."""
        return version_of(self._analyser)

    @property
    def analyser(self) -> Analyser:
        """Give the analyser that splits questions: passages are chosen by the same."""
        return self._analyser

    @property
    def stale(self) -> bool:
        """Tell whether another version of analyser or layout made what answers now."""
        return bool(state := self._shelf.state()) and state.get("version") != self.version

    @property
    def seq(self) -> int:
        """Give the number stored with the last commit that had one; 0 where everything has to be added again."""
        again = self._emptying or (self.stale and self._beside is None and not self._shelf.read_only)
        return 0 if again else int(self._shelf.state().get("seq", 0))

    @property
    def size(self) -> int:
        """Give the number of documents that can be found."""
        return max(0, self._view().searcher.num_docs - 1)  # the state is one record

    def add(self, documents: Iterable[SearchDocument]) -> int:
        """Put documents in, replacing those of the same id; nothing shows before `commit`. Gives how many."""
        with self._writing:
            self._begin()
            rows = (document_of(each, completed(each, self._analyser)) for each in documents)
            return self._shelf.write(rows, (), self.settings.writer_memory_mb)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; they vanish with the next `commit`. Unknown ids are no matter."""
        with self._writing:
            self._begin()
            self._shelf.write((), [id_ for id_ in ids if id_ != STATE], self.settings.writer_memory_mb)

    def commit(self, seq: int | None = None) -> None:
        """Show what was added and removed since the last commit, and remember `seq` with it."""
        with self._writing:
            seq = self.seq if seq is None else seq
            self._begin()
            kept_version = self.stale and not self._emptying
            version = self._shelf.state()["version"] if kept_version else self.version
            self._shelf.commit({"seq": seq, "version": version}, self.settings.writer_memory_mb)
            self._emptying = False

    def clear(self) -> None:
        """Leave an empty index with `seq` 0."""
        with self._writing:
            self._shelf.wipe()
            self._emptying = False

    def learn(self, glosses: Iterable[Sequence[str]]) -> None:
        """Let names that a text gives as one thing's, such as 바이테렉 (Baiterek), find each other everywhere."""
        if self.names.learn(glosses):
            self._planned.cache_clear()

    def _begin(self) -> None:
        """Take everything out of an index of another version before the first write into it."""
        if self.stale and self._beside is None and not self._emptying:
            self._shelf.forget_all(self.settings.writer_memory_mb)
            self._emptying = True

    def asked_to_rebuild(self) -> bool:
        """Tell whether `ask_to_rebuild` was called for this directory and nobody began since."""
        return self._shelf.path is not None and (self._shelf.path / REQUEST).exists()

    def beside(self, *, resume: bool = False) -> "Library":
        """Give a new library in which the index is built anew while this one goes on answering and growing.

        It is empty, or with `resume` what an earlier one got to. Hand it to `adopt` when it holds everything.
        """
        path = self._shelf.path
        if self._beside is not None:
            self._beside.close()
        shelf = Shelf(path / NEXT if path is not None else None)
        made = Library(shelf, self.settings, self._analyser, self.names)
        if made.stale or not resume:
            made.clear()
        self._beside = made
        if path is not None:
            (path / REQUEST).unlink(missing_ok=True)
        return made

    def adopt(self, built: "Library") -> None:
        """Answer from what was built beside, which is used up by it; questions under way still see the old one."""
        with self._writing:
            self._shelf.take_over(built._shelf, self.settings.writer_memory_mb)  # noqa: SLF001 — of its own class
            self._beside, self._emptying = None, False

    def close(self) -> None:
        """Let go of the directory; what was not committed is lost."""
        with self._writing:
            self._shelf.close()
            if self._beside is not None:
                self._beside.close()

    def parse(self, text: str, *, today: date) -> Query:
        """Give the query that a text means, seen from `today`."""
        return parse(text, today=today, names=self.names)

    def search(self, text: str | Query, *, limit: int = 10, now: datetime | None = None, offset: int = 0) -> list[Hit]:
        """Give the best documents, also those that hold only some of the words.

        Without `now` nothing is gained by being recent, and relative days count from the day of the newest document.
        """
        query, view = self._asked(text, now)
        query, _ = self._speller(view).correct(query)
        wanted = self._planned(query)
        if limit < 1 or query.empty or (query.wanted and wanted.silent):
            return []
        question = self._question(view, query, wanted, now)
        if wanted.silent:
            return by_day(view, question.asker.candidates(wanted, query), Verifier(wanted), limit, offset)
        return question.partial(limit, offset)

    def find(
        self,
        text: str | Query,
        *,
        limit: int = 5,
        offset: int = 0,
        now: datetime | None = None,
        newest: bool = False,
    ) -> Found:
        """Give a page of the documents that hold every idea of the query (of long ones, most), and how many there are.

        Where none does, those that hold fewer (`relaxed`). `newest` orders by day instead.
        """
        asked, view = self._asked(text, now)
        speller = self._speller(view)
        query, corrected = speller.correct(asked)
        if query.empty:
            return Found(total=0, hits=(), query=query, hint=next(iter(query.hints), None))
        wanted = self._planned(query)
        if query.wanted and wanted.silent:
            return Found(total=0, hits=(), query=query, hint=next(iter(query.hints), None), corrected=corrected)
        question = self._question(view, query, wanted, now)
        matches = matching(view.searcher, question.asker, wanted, query)
        total, hits = matches.total, list[Hit]()
        if total and (newest or wanted.silent):
            hits = by_day(view, matches.strict, Verifier(wanted), limit, offset)
        elif total:
            hits, hidden = question.page(matches, limit, offset)
            total = max(total - hidden, len(hits))
        return Found(
            total=total,
            hits=tuple(hits),
            query=query,
            hint=next(iter(query.hints), None),
            corrected=corrected,
            suggestions=_suggestions(query, speller.likelier(query) if total else speller.nearest),
            relaxed=bool(total) and matches.needed < wanted.needed,
        )

    def holds(self, query: Query, wanted: Plan) -> bool:
        """Tell whether any document is found by all that the query needs; nothing is corrected or left out."""
        view = self._view()
        strict = Asker(self._shelf.schema, self.settings).matches(wanted, query, wanted.needed)
        return bool(by_day(view, strict, Verifier(wanted), 1, 0))

    def suggest(self, text: str, limit: int = 5) -> list[str]:
        """Give words of the index that go on from the last word of the text, then a spelling nearby."""
        view = self._view()
        words = text.split()
        if not words:
            return []
        last = words[-1].lower()
        going_on = view.searcher.terms_with_prefix("words", last, limit=50)
        ordered = [word for word, _ in sorted(going_on, key=lambda pair: (-pair[1], pair[0])) if word != last]
        near_it = self._speller(view).nearest(last)
        found = dict.fromkeys([*ordered[:limit], *([near_it] if near_it else [])])
        return [" ".join([*words[:-1], word]) for word in found][:limit]

    def _asked(self, text: str | Query, now: datetime | None) -> tuple[Query, View]:
        view = self._view()
        if isinstance(text, Query):
            return text, view
        today = now.astimezone(UTC).date() if now else view.corpus.newest
        return self.parse(text, today=today), view

    def _view(self) -> View:
        """Give the last commit as questions see it."""
        searcher = self._shelf.searcher()
        seen = self._seen
        if seen is None or seen.searcher is not searcher:
            seen = self._seen = View(searcher)
        return seen

    def _speller(self, view: View) -> Speller:
        asker = Asker(self._shelf.schema, self.settings)
        return Speller(
            holding=view.counted,
            begun=view.begun,
            together=lambda bigrams: holding_all(view, asker, bigrams),
            analyse=self._analysed,
            names=self.names,
            knows=self._knows,
        )

    def _question(self, view: View, query: Query, wanted: Plan, now: datetime | None) -> Question:
        return Question(view, Asker(self._shelf.schema, self.settings), query, wanted, today_number(now))


def open_default(settings: SearchSettings) -> Analyser:
    """Open the analyser the settings name, with the names of regions, leaders and organisations."""
    return open_analyser(settings.analyser, regions.analyser_words() if settings.analyser == "kiwi" else ())


def analyse(text: str, analyser: Analyser | None = None) -> Tokens:
    """Give the tokens of a text; without an analyser the default one is opened."""
    return tokens_of(text, analyser or open_default(_DEFAULT))


def _suggestions(query: Query, nearest: Callable[[str], str | None]) -> tuple[str, ...]:
    """Give the query with one word each as it was probably meant."""
    words = [piece.text for group in query.wanted for piece in group if not piece.phrase]
    found = []
    for at, word in enumerate(words):
        better = nearest(word)
        if better:
            found.append(" ".join([*words[:at], better, *words[at + 1 :]]))
    return tuple(found[:_MOST_SUGGESTED])
