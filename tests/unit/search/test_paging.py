"""Which documents a page shows when few of the candidates, or none, hold every word as the analyser splits it."""

from datetime import UTC, date, datetime

from jobs.language import Analyser, PlainAnalyser
from jobs.search import Library, SearchDocument, SearchSettings
from jobs.search.ranking import Corpus
from tests.fakes import CountingAnalyser

NOW = datetime(2025, 6, 1, tzinfo=UTC)
PLAIN = SearchSettings(analyser="none", window=3)


def filled(analyser: Analyser, texts: list[str]) -> Library:
    library = Library.open(None, PLAIN, analyser=analyser)
    library.add(
        SearchDocument(
            id=str(number), title=f"제목 {number}", body=text, published=date(2025, 1 + number % 5, 1 + number % 28)
        )
        for number, text in enumerate(texts)
    )
    library.commit()
    return library


def test_words_with_endings_are_found_and_ranked_among_the_few_that_match() -> None:
    library = filled(
        PlainAnalyser(), ["항만에서 철도까지", "항만 철도", "항만과 철도를 잇는 항만의 철도", "항만뿐이다"]
    )
    found = library.find("항만 철도", now=NOW)
    assert found.total == 3
    assert found.hits[0].id == "1"
    assert {hit.id for hit in found.hits} == {"0", "1", "2"}


def test_what_is_no_candidate_follows_on_the_candidates() -> None:
    library = filled(PlainAnalyser(), [f"항만에서 {'항만 ' * (9 - number)} 철도까지 {number}호" for number in range(8)])
    shown = [library.find("항만 철도", limit=3, offset=offset, now=NOW) for offset in (0, 3, 6)]
    assert [page.total for page in shown] == [8, 8, 8]
    assert sorted(hit.id for page in shown for hit in page.hits) == [str(number) for number in range(8)]


def test_many_matches_beyond_the_candidates_are_paged_too() -> None:
    library = filled(PlainAnalyser(), [f"항만에서 철도까지 {number}호" for number in range(25)] * 3)
    shown = [hit.id for offset in range(0, 75, 15) for hit in library.find("항만 철도", limit=15, offset=offset).hits]
    assert sorted(shown) == sorted(set(shown))
    assert len(shown) == 75


def test_no_question_waits_until_a_known_name_is_taken_apart() -> None:
    analyser = CountingAnalyser()
    library = filled(analyser, ["카자흐스탄 원전"])
    analyser.forget()
    assert library.find("카자흐스탄", now=NOW).hits
    assert analyser.asked == []


def test_a_query_of_nothing_but_what_every_document_holds_is_still_answered() -> None:
    library = filled(PlainAnalyser(), ["항만에서"] * 2_100)
    assert len(library.search("항만에", now=NOW)) > 0


def test_what_every_fifth_document_holds_tells_them_apart_in_a_small_archive_only() -> None:
    def archive(size: int) -> Corpus:
        counts = {"에서": size // 4, "등대": size // 10}
        return Corpus(
            size=size, mean_words=1, mean_title=1, newest=NOW.date(), holding=lambda _, token: counts.get(token, 0)
        )

    assert archive(100_000).common("bigrams", "에서")
    assert not archive(100_000).common("bigrams", "등대")
    assert not archive(1_000).common("bigrams", "에서")
