"""What is found, in which order, and what a directory survives."""

import doctest
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobs.search
from jobs.errors import SettingsError, StoreLocked
from jobs.language import Analyser, PlainAnalyser
from jobs.search import Library, SearchDocument, SearchSettings, analyse_document
from jobs.search.names import known_names
from jobs.search.parsing import parse
from jobs.search.plan import analysing, plan
from jobs.search.shelf import Shelf
from tests.rows import every
from tests.texts import any_text

from .briefings import ALL, DAM, RAIL, REACTOR, WHEAT

NOW = datetime(2025, 6, 1, tzinfo=UTC)
PLAIN = SearchSettings(analyser="none")


def ids(library: Library, text: str) -> list[str]:
    return [hit.id for hit in library.find(text, now=NOW).hits]


def filled(directory: Path | None = None, *documents: SearchDocument) -> Library:
    library = Library.open(directory, PLAIN, analyser=PlainAnalyser())
    library.add(documents or ALL)
    library.commit(seq=9)
    return library


def test_the_example_of_the_package_is_true() -> None:
    assert doctest.testmod(jobs.search).failed == 0


@every(
    ("text", "found"),
    [
        ("케냐 철도", ["rail"]),
        ("케냐철도", ["rail"]),
        ("케나 철도", ["rail"]),
        ("Kenya 철도", ["rail"]),
        ("우즈벡 원전", ["reactor"]),
        ("우즈베키스탄원전", ["reactor"]),
        ("Uzbekistan reactor", ["reactor"]),
        ("Mirziyoyev", ["reactor"]),
        ("Мирзиёев", ["reactor"]),
        ("미르지요예프", ["reactor"]),
        ("수력발전", ["dam"]),
        ("silo", ["wheat"]),
        ('"inland by rail"', ["wheat"]),
        ("원자력 발전소", ["reactor"]),
        ("철도 OR 수력", ["dam", "rail"]),
        ("케냐 -철도", ["wheat"]),
        ("region:중앙아시아 topic:에너지 from:2025-05", ["reactor"]),
        ("region:africa", ["rail", "wheat"]),
        ("-region:africa", ["reactor", "dam"]),
        ("source:wire lang:en", ["wheat"]),
        ("on:지난달", ["reactor"]),
        ("to:2024", ["rail", "wheat"]),
    ],
)
def test_the_right_briefings_are_found(text: str, found: list[str], library: Library) -> None:
    assert sorted(ids(library, text)) == sorted(found)


@every(
    "text",
    [
        "케냐철도",
        "케나 철도",
        "우즈벡 원전",
        "우즈베키스탄원전",
        "Mirziyoyev",
        "Мирзиёев",
        "원자력청은",
        "지자흐",
    ],
)
def test_without_kiwi_they_are_found_too(text: str, bare_library: Library) -> None:
    assert ids(bare_library, text)[0] in ("rail", "reactor")


def test_conditions_alone_give_the_newest_first(library: Library) -> None:
    assert ids(library, "from:2024") == ["reactor", "dam", "rail", "wheat"]


@every("word", ["인도", "exports", "what", "South Africa", "paris"])
def test_a_name_without_a_briefing_and_a_word_too_common_are_no_slips(word: str) -> None:
    body = "온도가 오르고 wheat harvest falls. Parties of the youth."
    weather = SearchDocument(id="weather", title="온도 기록", body=body)
    assert filled(None, weather).find(word, now=NOW).corrected == {}


@every("word", ["금리", "금리가", "지난주", "온대?"])
def test_a_word_of_the_language_that_no_briefing_holds_yet_is_no_slip(word: str, kiwi: Analyser) -> None:
    bans = SearchDocument(id="bans", title="수입 금지", body="수입을 금지한다. 금지가 지나주를 지나 온도가 오른다.")
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add([bans])
    library.commit()
    assert library.find(word, now=NOW).corrected == {}


@every(
    ("word", "corrected"),
    [
        ("chair", {}),
        ("chairs", {}),
        ("supplly", {"supplly": "supply"}),
        ("for the", {}),
    ],
)
def test_an_english_word_that_no_briefing_holds_yet_is_no_slip(
    word: str, corrected: dict[str, str], kiwi: Analyser
) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add([SearchDocument(id="chain", title="supply chain", body="포르드 공급망", language="en")])
    library.commit()
    assert library.find(word, now=NOW).corrected == corrected


@every(
    "text",
    [
        "로군 수력 소식 있으면 알려줘",
        "요즘 로군 수력 어때",
        "지난주 로군 수력 뉴스 요약",
        "latest news about Tajikistan",
    ],
)
def test_the_words_with_which_people_ask_keep_nothing_from_being_found(text: str, library: Library) -> None:
    found = library.find(text, now=NOW)
    assert (found.hits[0].id, found.corrected, found.relaxed) == ("dam", {}, False)


@every(
    ("asked", "written"),
    [
        ("Ghana", "가나, 코코아 값을 올려"),
        ("LNG", "카타르 액화천연가스 증산"),
        ("undersea cable", "해저 케이블이 끊겼다."),
        ("Rio Tinto", "리오틴토의 광산 개발"),
        ("refineries", "정유공장을 짓는다."),
        ("coffee exports", "커피 수출이 늘었다."),
        ("초콜릿 EU", "유럽연합의 초콜릿"),
        ("dams", "댐을 새로 쌓는다"),
        ("댐", "댐을 새로 쌓는다"),
        ("네옴", "네옴 신도시 사업"),
        ("something about rice from last month", "쌀 수확"),
        ("rice or coffee", "쌀 수확"),
        ("Kazatomprom", "카자톰프롬이 밝혔다"),
    ],
)
def test_a_korean_text_is_found_by_what_it_is_called_elsewhere(asked: str, written: str, kiwi: Analyser) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(
        [SearchDocument(id="it", title="소식", body=written), SearchDocument(id="other", title="알림", body="비")]
    )
    library.commit()
    found = library.find(asked, now=NOW)
    assert ([hit.id for hit in found.hits], found.relaxed, found.corrected) == (["it"], False, {})
    assert [hit.id for hit in library.search(asked)] == ["it"]


def test_a_word_that_occurs_nowhere_is_corrected_and_told(library: Library) -> None:
    assert library.find("타지키스턴 전력", now=NOW).corrected == {"타지키스턴": "타지키스탄"}


def test_asked_in_another_script_only_the_first_korean_name_lends_its_letters(kiwi: Analyser) -> None:
    def letters(text: str) -> tuple[str, ...]:
        query = parse(text, today=NOW.date(), names=known_names())
        return plan(query, analysing(kiwi), known_names()).bigrams

    assert letters("nuclear plant") == ()  # 원전 has but two: those of 원자력 발전소 would find hydropower
    assert letters("Guinea-Bissau") == ("기니", "니비", "비사", "사우")


@every(
    ("word", "corrected"),
    [
        ("구본성", {}),  # 기본, a slip away from its first two syllables, says nothing of a name
        ("발젼소건설", {"발젼소건설": "발전소건설"}),
        ("해안발젼소", {}),  # no document holds 해안발전소
    ],
)
def test_a_part_of_a_compound_is_a_slip_where_it_is_long_and_the_whole_occurs(
    word: str, corrected: dict[str, str], kiwi: Analyser
) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(
        [SearchDocument(id="plant", title="발전소 건설", body="발전소 건설은 기본 성질을 바꾼다. 수력이 기본이다.")]
    )
    library.commit()
    assert library.find(word, now=NOW).corrected == corrected


def test_a_slip_whose_letters_meet_elsewhere_finds_that_and_the_likelier_word_is_offered(kiwi: Analyser) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(SearchDocument(id=f"wheat{n}", title="러시아 밀 수출", body="러시아가 밀을 판다.") for n in range(5))
    library.add([SearchDocument(id="rush", title="골드러시 뒤의 밀 수확", body="넓은 시야로 밀을 거둔다.")])
    library.commit()
    found = library.find("러시야 수확", now=NOW)
    assert ([hit.id for hit in found.hits], found.suggestions) == (["rush"], ("러시아 수확",))
    assert library.find("골드러시 수확", now=NOW).suggestions == ()


def test_a_word_that_occurs_is_left_alone(library: Library) -> None:
    assert library.find("설비", now=NOW).corrected == {}


@every(
    ("asked", "instead"),
    [
        ("아나클리아항", {"아나클리아항": "아나클리아"}),
        ("Anaklia", {"anaklia": "아나클리아"}),
        ("Анаклия", {"анаклия": "아나클리아"}),
        ("Vaca Muerta", {"vaca muerta": "바카무에르타"}),
        ("Kazahstan", {"kazahstan": "kazakhstan"}),
    ],
)
def test_a_name_of_another_script_or_kind_is_told_as_corrected(
    asked: str, instead: dict[str, str], kiwi: Analyser
) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add([SearchDocument(id="it", title="아나클리아 심해항", body="카자흐스탄과 바카무에르타의 기업")])
    library.commit()
    found = library.find(asked, now=NOW)
    assert (found.total, found.corrected) == (1, instead)


@every("text", ["Ωμέγα", "아무거나없는말", "다른 거 없어?", "언제 나왔어?"])
def test_nothing_found_is_nothing_shown(text: str, library: Library) -> None:
    found = library.find(text, now=NOW)
    assert (found.total, found.hits) == (0, ())


def test_a_question_of_asking_words_is_no_verb_to_be_found(kiwi: Analyser) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add([SearchDocument(id="it", title="알림", body="지적이 나온다.")])
    library.commit()
    assert [library.find(text, now=NOW).total for text in ("언제 나왔어?", "지적")] == [0, 1]


def test_an_english_word_is_offered_none_that_is_spelt_nearly_so(kiwi: Analyser) -> None:
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add([SearchDocument(id="it", title="Talks", body="Cooperation continues. " * 2)])
    library.commit()
    assert library.find("copper", now=NOW).suggestions == ()


def test_where_no_document_holds_every_word_those_with_some_are_given(library: Library) -> None:
    found = library.find("타지키스탄 화물", now=NOW)
    assert (found.relaxed, found.total) == (True, 2)
    assert {hit.id for hit in found.hits} == {"dam", "rail"}


def test_an_exact_phrase_must_stand_together(library: Library) -> None:
    assert ids(library, '"화물 철도"') == ["rail"]
    assert ids(library, '"철도 화물"') == []


@pytest.mark.parametrize("ask", ["find", "search", "newest"])
def test_an_exact_phrase_is_found_where_its_words_stand_in_that_order(ask: str, kiwi: Analyser) -> None:
    scattered = "정부는 항만 화물 철도 공사를 마쳤다. 항만 철도 노조는 철도 화물 운임을 걱정한다."
    exact = "정부는 항만 철도 공사를 마쳤다. 화물 운임은 그대로다."
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(
        [
            SearchDocument(id="scattered", title="첫째 소식", body=scattered),
            SearchDocument(id="exact", title="둘째 소식", body=exact),
        ]
    )
    library.commit()
    text = '"항만 철도 공사"'
    if ask == "search":
        assert [hit.id for hit in library.search(text)] == ["exact"]
    else:
        page = library.find(text, now=NOW, newest=ask == "newest")
        assert [hit.id for hit in page.hits] == ["exact"]
        assert ask == "newest" or page.total == 1


def test_a_title_that_is_the_query_comes_first() -> None:
    body = "철도 항만 철도 항만 철도 항만 철도 항만"
    many = [SearchDocument(id=f"n{n}", title=f"소식 {n} 모음", body=f"{body} {n}") for n in range(5)]
    library = filled(None, *many, SearchDocument(id="it", title="철도 항만", body="짧은 글이다."))
    assert library.search("철도 항만")[0].id == "it"


def test_of_equal_documents_the_newer_comes_first() -> None:
    old, new = (
        replace(RAIL, id=name, published=day) for name, day in (("a", date(2020, 1, 1)), ("b", date(2024, 1, 1)))
    )
    library = Library.open(None, replace(PLAIN, fold_near_duplicates=False), analyser=PlainAnalyser())
    library.add([old, new])
    library.commit()
    assert [hit.id for hit in library.search("철도")] == ["b", "a"]


def test_a_near_duplicate_is_folded_under_the_better_hit() -> None:
    story = " ".join(f"항만 {n}호 부두에서 화물을 내리는 설비가 {n}월에 바뀐다." for n in range(20))
    first = SearchDocument(id="first", title="부두 설비 교체", body=story)
    again = SearchDocument(id="again", title="부두 설비 교체 소식", body=story + " 회의는 가을에 열린다.")
    other = SearchDocument(
        id="other", title="부두 노조", body="노조는 새로운 협상을 요구했다. 부두 설비 이야기는 아니다. " * 3
    )
    found = filled(None, first, again, other).find("부두 설비", now=NOW)
    assert {frozenset({hit.id, *hit.folded}) for hit in found.hits} == {
        frozenset({"first", "again"}),
        frozenset({"other"}),
    }
    assert found.total == len(found.hits) == 2


def test_two_sentences_told_again_are_folded_and_a_headline_is_not(kiwi: Analyser) -> None:
    told = "중앙은행은 외환시장에서 달러를 팔아 환율을 안정시키겠다고 밝혔다. 시장은 정부가 내놓은 대책을 반신반의한다."
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(
        SearchDocument(id=text, title="환율 급등", body=text)
        for text in (told, f"{told} 끝.", "환율 급등", "환율이 급등")
    )
    library.commit()
    assert sorted(len(hit.folded) for hit in library.find("환율", now=NOW).hits) == [0, 0, 1]


def test_pages_neither_repeat_nor_lose_a_hit() -> None:
    many = [
        SearchDocument(
            id=str(n),
            title=f"철도 {n}",
            body=" ".join(f"{w}{n * 7 % 83}{w}" for w in "가나다라마바사") + " 철도",
        )
        for n in range(83)
    ]
    library = filled(None, *many)
    pages = [library.find("철도", limit=10, offset=start, now=NOW) for start in range(0, 90, 10)]
    seen = [hit.id for page in pages for hit in page.hits]
    assert sorted(seen) == sorted(str(n) for n in range(83))
    assert {page.total for page in pages} == {83}


def test_a_hit_tells_what_it_is(library: Library) -> None:
    fields = library.find("로군", now=NOW).hits[0].fields
    assert fields["title"] == DAM.title
    assert fields["published"] == "2025-03-04"
    assert fields["regions"] == ("TJ", "central_asia")


def test_words_that_begin_so_are_suggested(library: Library) -> None:
    assert "타지키스탄" in library.suggest("타지")
    assert library.suggest("") == []


def test_nothing_shows_before_the_commit() -> None:
    library = filled()
    library.add([SearchDocument(id="new", title="고래", body="고래가 돌아왔다.")])
    assert ids(library, "고래") == []
    library.commit()
    assert ids(library, "고래") == ["new"]


@every(
    "wrong",
    [{"analyser": "nori"}, {"window": 0}, {"writer_memory_mb": 1}, {"recency_half_life_days": 0}],
)
def test_settings_that_cannot_be_searched_with_are_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=f"search.{next(iter(wrong))}: "):
        SearchSettings(**wrong)


@pytest.mark.parametrize("limit", [0, -1])
def test_no_hits_are_given_where_none_are_asked_for(limit: int, library: Library) -> None:
    assert library.search("원전", limit=limit) == []


def test_the_same_id_replaces() -> None:
    library = filled()
    library.add(
        [
            replace(DAM, title="고래", body="고래가 돌아왔다.", headings=()),
            replace(DAM, title="상어", body="상어", headings=()),
        ]
    )
    library.commit()
    assert library.size == 4
    assert (ids(library, "상어"), ids(library, "고래"), ids(library, "로군")) == (["dam"], [], [])


def test_what_was_removed_is_gone() -> None:
    library = filled()
    library.remove(["dam", "never there"])
    library.commit()
    assert (library.size, ids(library, "로군")) == (3, [])


def test_what_was_removed_before_it_was_committed_never_shows() -> None:
    library = filled()
    library.add([SearchDocument(id="new", title="고래", body="고래가 돌아왔다.")])
    library.remove(["new"])
    library.commit()
    assert (library.size, ids(library, "고래")) == (4, [])


def test_what_another_process_wrote_since_is_replaced_too(tmp_path: Path) -> None:
    early = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    filled(tmp_path).close()
    early.add([replace(DAM, title="고래", body="고래가 돌아왔다.", headings=())])
    early.commit()
    assert (early.size, ids(early, "고래"), ids(early, "로군")) == (4, ["dam"], [])
    early.close()


def test_given_tokens_are_used_as_they_are() -> None:
    tokens = analyse_document(replace(DAM, body="고래"), PlainAnalyser())
    library = filled(None, replace(DAM, tokens=tokens))
    assert ids(library, "고래") == ["dam"]


def test_the_sequence_number_is_kept_with_the_commit(tmp_path: Path) -> None:
    filled(tmp_path).close()
    again = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    assert (again.seq, again.size) == (9, 4)
    again.commit()
    assert again.seq == 9
    again.close()


@pytest.mark.parametrize("file", ["meta.json", "*.idx", "*.store", "*.term"])
@pytest.mark.parametrize("harm", [b"", b"not an index"])
def test_a_damaged_index_is_emptied_for_a_new_start(file: str, harm: bytes, tmp_path: Path) -> None:
    filled(tmp_path).close()
    next(tmp_path.glob(file)).write_bytes(harm)
    library = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    assert (library.seq, library.size) == (0, 0)
    library.add(ALL)
    library.commit(seq=4)
    assert ids(library, "로군") == ["dam"]
    library.close()


def test_files_of_others_survive_the_new_start(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "meta.json").write_text("damaged")
    filled(tmp_path).close()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_index_of_another_analyser_answers_until_the_first_commit_takes_its_place(
    tmp_path: Path, kiwi: Analyser
) -> None:
    filled(tmp_path).close()
    library = Library.open(tmp_path, analyser=kiwi)
    assert (library.stale, library.seq, ids(library, "로군")) == (True, 0, ["dam"])
    library.add([RAIL])
    assert ids(library, "로군") == ["dam"]
    library.commit(seq=1)
    assert (library.stale, library.seq, library.size, ids(library, "로군")) == (False, 1, 1, [])
    library.close()


def test_an_index_of_another_layout_is_emptied(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.commit({"seq": 9, "version": "l0/some"}, 15)
    shelf.close()
    assert Library.open(tmp_path, PLAIN, read_only=True, analyser=PlainAnalyser()).seq == 0
    library = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    assert (library.stale, library.seq, library.size) == (False, 0, 0)
    library.close()


@pytest.mark.parametrize("on_disk", [True, False])
def test_what_was_built_beside_takes_the_place_of_the_old(tmp_path: Path, on_disk: bool) -> None:
    library = filled(tmp_path if on_disk else None)
    beside = library.beside()
    beside.add([RAIL])
    beside.commit(seq=12)
    assert (library.size, library.seq) == (4, 9)
    library.adopt(beside)
    assert (library.size, library.seq, ids(library, "로군"), ids(library, "케냐 철도")) == (1, 12, [], ["rail"])
    library.add([DAM])
    library.commit(seq=13)
    assert (library.size, ids(library, "로군")) == (2, ["dam"])
    library.close()
    if on_disk:
        again = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
        assert (again.size, again.seq) == (2, 13)
        again.close()


def test_what_a_swap_cut_short_left_behind_does_no_harm(tmp_path: Path) -> None:
    library = filled(tmp_path)
    beside = library.beside()
    beside.add([RAIL])
    beside.commit(seq=12)
    beside.close()
    library.close()
    for file in (tmp_path / "next").iterdir():
        if file.suffix == ".term":
            file.replace(tmp_path / file.name)
    again = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    assert (again.size, again.seq, ids(again, "로군")) == (4, 9, ["dam"])
    beside = again.beside(resume=True)
    assert (beside.seq, beside.size) == (0, 0)
    again.close()


def test_a_reader_follows_the_writer_without_touching_its_directory(tmp_path: Path) -> None:
    reader = Library.open(tmp_path / "index", PLAIN, read_only=True, analyser=PlainAnalyser())
    assert (reader.size, (tmp_path / "index").exists()) == (0, False)
    writer = filled(tmp_path / "index")
    assert (ids(reader, "로군"), reader.seq) == (["dam"], 9)
    writer.remove(["dam"])
    writer.commit(seq=10)
    assert (ids(reader, "로군"), reader.seq) == ([], 10)
    with pytest.raises(StoreLocked):
        reader.add([DAM])
    writer.close()


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    first = filled(tmp_path)
    second = Library.open(tmp_path, PLAIN, analyser=PlainAnalyser())
    with pytest.raises(StoreLocked):
        second.add([DAM])
    first.close()
    second.add([DAM])
    second.close()


def test_threads_search_while_one_adds_and_commits() -> None:
    library = filled()
    stop = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        while not stop.is_set():
            found = ids(library, "로군 수력")
            if found != ["dam"]:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(15):
        library.add([replace(WHEAT, id=f"w{n}"), REACTOR])
        library.commit(seq=10 + n)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert library.size == 19


_PIECES = st.sampled_from(
    [
        "케냐",
        "철도 ",
        "-",
        '"',
        "region:",
        "중앙아시아",
        " OR ",
        "from:",
        "2024",
        "rail ",
        "😀",
        "Ж",
        "½",
        "*",
        "%",
        "(",
        "[",
        "^",
        "~",
        "+",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(_PIECES, any_text(max_size=6)), max_size=15).map("".join))
def test_any_query_is_answered(bare_library: Library, text: str) -> None:
    found = bare_library.find(text, now=NOW)
    assert len(found.hits) <= min(5, found.total)
    bare_library.search(text, now=NOW)
    bare_library.suggest(text)


@every(
    "text",
    [
        *(
            "카자흐스탄 원전",
            "카자흐스탄원전",
            "까자흐스탄 원전",
            "까자흐스탄원전",
            "토카예프",
            "Tokayev",
            "Токаев",
        ),
        *("nuclear plant Kazakhstan", "CSTO", "집단안보조약기구", "region:중앙아시아 topic:에너지 from:2024"),
    ],
)
def test_the_real_briefing_is_found_as_people_ask_for_it(text: str, shared: Path, kiwi: Analyser) -> None:
    raw = next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8")
    title = raw.splitlines()[1]
    seed = SearchDocument(
        id="seed",
        title=title,
        body=raw,
        published=date(2024, 12, 6),
        regions=("KZ", "central_asia"),
        topics=("energy",),
    )
    library = Library.open(None, analyser=kiwi)
    library.add([seed, *ALL])
    library.commit()
    assert "seed" in ids(library, text)


def test_another_name_in_more_words_says_no_more_than_the_word_that_was_written() -> None:
    library = filled(
        None,
        SearchDocument(id="named", title="원전 부지 조사", body="정부가 조사를 시작했다."),
        SearchDocument(id="side", title="수력 발전 차관", body="차관을 받는다.", english="nuclear power plant plans"),
    )
    assert [hit.id for hit in library.search("원전")] == ["named", "side"]


def test_a_title_that_says_every_word_comes_before_a_text_that_says_them_more_often(kiwi: Analyser) -> None:
    often = "케냐 항만 이야기다. 철도를 잇는다. 케냐 의회가 정한다."
    library = Library.open(None, SearchSettings(), analyser=kiwi)
    library.add(
        [
            SearchDocument(id="often", title="항만 소식", body=often),
            SearchDocument(
                id="titled", title="케냐 정부, 몸바사 철도 연장", body="공사는 내년에 시작한다. 정부가 밝혔다."
            ),
        ]
    )
    library.commit()
    assert [hit.id for hit in library.search("케냐 철도")] == ["titled", "often"]
