"""A name is found by what it is called in other languages and scripts."""

from jobs import regions
from jobs.atlas import Kind
from jobs.language import PlainAnalyser
from jobs.search import Library, SearchDocument, SearchSettings, named
from jobs.search.names import known_names
from jobs.search.romanised import hangul_of, latin_of, romanised
from jobs.search.transcribed import hangul_spellings, latin_spellings
from tests.rows import every


@every(
    ("written", "meant"),
    [
        ("Казахстан", "카자흐스탄"),
        ("Казахстане", "카자흐스탄"),
        ("России", "러시아"),
        ("США", "미국"),
        ("Токаева", "토카예프"),
        ("Зеленским", "젤렌스키"),
        ("Мирзиеев", "미르지요예프"),
        ("Kazakhstan", "카자흐스탄"),
        ("우즈벡", "우즈베키스탄"),
        ("원전", "원자력 발전소"),
        ("EU", "유럽연합"),
        ("refineries", "정유공장"),
        ("social media", "소셜미디어"),
        ("Ruto", "루토"),
        ("IRGC", "혁명수비대"),
        ("Tbilisi", "트빌리시"),
        ("Suez Canal", "수에즈운하"),
        ("북극항로", "Northern Sea Route"),
        ("Харьков", "하르키우"),
    ],
)
def test_a_name_has_its_other_names(written: str, meant: str) -> None:
    assert meant in known_names().alternatives(written)


def test_a_table_learns_what_a_text_glosses_and_forgets_no_other_name() -> None:
    table = named()
    assert table.learn([("카자흐스탄", "Qazaqstan"), ("바이테렉", "Baiterek"), ("위원회", "IT")])
    assert not table.learn([("바이테렉", "Baiterek")])
    assert table.alternatives("Baiterek") == ("바이테렉",)
    assert {"Qazaqstan", "Kazakhstan"} <= set(table.alternatives("카자흐스탄"))
    assert table.alternatives("위원회") == known_names().alternatives("위원회")
    assert known_names().alternatives("Baiterek") == ()


def test_a_name_with_too_many_other_names_is_none() -> None:
    table = named()
    table.learn(("위원회", f"Committee of {number}") for number in range(60))
    assert len(table.alternatives("위원회")) <= 24


@every("word", ["us", "it", "no"])
def test_a_word_of_two_letters_is_no_name(word: str) -> None:
    assert known_names().alternatives(word) == ()


def test_a_korean_name_has_its_russian_one() -> None:
    assert "Токаев" in known_names().alternatives("토카예프")
    assert "Узбекистан" in known_names().alternatives("Uzbekistan")


def test_a_region_may_be_named_in_russian() -> None:
    assert known_names().regions("Казахстане") == known_names().regions("카자흐스탄") != ()
    assert known_names().regions("Небывалия") == ()


def test_every_russian_name_belongs_to_something_known() -> None:
    table = known_names()
    for region in regions.every():
        if region.kind is Kind.COUNTRY:
            russian = [name for name in table.alternatives(region.ko) if "а" <= name[0].lower() <= "я"]
            assert all(table.regions(name) == table.regions(region.ko) for name in russian), region.ko


@every(
    ("korean", "latin"),
    [
        ("부산", "busan"),
        ("제주", "jeju"),
        ("한복", "hanbok"),
        ("설악산", "seoraksan"),
        ("신라", "silla"),
        ("종로", "jongno"),
    ],
)
def test_hangul_is_romanised_as_names_are(korean: str, latin: str) -> None:
    assert romanised(korean) == latin


def test_what_is_no_hangul_is_not_romanised() -> None:
    assert (romanised(""), romanised("busan"), romanised("부산항1")) == ("", "", "")


@every(("latin", "korean"), [("busan", "부산"), ("dokdo", "독도"), ("kimchi", "김치"), ("seoul", "서울")])
def test_latin_letters_are_read_as_hangul(latin: str, korean: str) -> None:
    assert korean in list(hangul_of(latin))


@every("latin", ["reactor", "energy", "", "ab", "x" * 30, "부산"])
def test_what_cannot_be_korean_gives_nothing(latin: str) -> None:
    assert list(hangul_of(latin)) == []


@every(
    ("latin", "korean"),
    [
        ("kazatomprom", "카자톰프롬"),
        ("nabiullina", "나비울리나"),
        ("hormuz", "호르무즈"),
        ("lukashenko", "루카셴코"),
        ("kobakhidze", "코바히제"),
        ("escondida", "에스콘디다"),
        ("barakah", "바라카"),
        ("karimov", "카리모프"),
        ("sheinbaum", "셰인바움"),
        ("simandou", "시만두"),
    ],
)
def test_a_foreign_name_is_transcribed_as_newspapers_do(latin: str, korean: str) -> None:
    assert korean in list(hangul_spellings(latin))


@every(
    ("korean", "latin"),
    [
        ("카자톰프롬", "kazatomprom"),
        ("나비울리나", "nabiullina"),
        ("호르무즈", "hormuz"),
        ("루카셴코", "lukashenko"),
        ("에스콘디다", "escondida"),
        ("카리모프", "karimov"),
        ("타슈켄트", "tashkent"),
        ("셰인바움", "sheinbaum"),
    ],
)
def test_a_hangul_name_is_read_back_into_latin_letters(korean: str, latin: str) -> None:
    assert latin in list(latin_spellings(korean))


@every("word", ["", "tusk", "x" * 30, "новак", "12345", "가나", "나비a"])
def test_what_is_short_or_in_no_such_script_is_not_transcribed(word: str) -> None:
    assert [*hangul_spellings(word), *latin_spellings(word)] == []


def test_cyrillic_letters_become_latin_ones() -> None:
    assert (latin_of("назарбаев"), latin_of("щука"), latin_of("abc")) == ("nazarbaev", "shchuka", "")


@every(
    ("asked", "found"),
    [
        ("Hanbok", ["ko"]),
        ("한라산", ["en"]),
        ("Садырова", []),
        ("Кулатов", ["en"]),
        ("Казахстаном", ["ko"]),
        ("Samrukov", ["ko"]),
        ("Самруков", ["ko"]),
        ("쿨라토프", ["en"]),
    ],
)
def test_a_name_in_another_script_finds_the_briefing(asked: str, found: list[str]) -> None:
    library = Library.open(None, SearchSettings(analyser="none"), analyser=PlainAnalyser())
    library.add(
        [
            SearchDocument(
                id="ko", title="카자흐스탄 박람회", body="올해 한복 전시가 카자흐스탄 에서 열린다. 삼루코프 관장"
            ),
            SearchDocument(id="en", title="Trails", body="Guides of Hallasan met Mr Kulatov there.", language="en"),
        ]
    )
    library.commit()
    assert [hit.id for hit in library.find(asked).hits] == found
