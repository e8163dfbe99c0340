"""A name is found by what it is called in other languages and scripts."""

from jobs import regions
from jobs.atlas import Kind
from jobs.language import PlainAnalyser
from jobs.search import Library, SearchDocument, SearchSettings
from jobs.search.names import known_names
from jobs.search.romanised import hangul_of, latin_of, romanised
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
    ],
)
def test_a_name_has_its_other_names(written: str, meant: str) -> None:
    assert meant in known_names().alternatives(written)


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
    ],
)
def test_a_name_in_another_script_finds_the_briefing(asked: str, found: list[str]) -> None:
    library = Library.open(None, SearchSettings(analyser="none"), analyser=PlainAnalyser())
    library.add(
        [
            SearchDocument(id="ko", title="카자흐스탄 박람회", body="올해 한복 전시가 카자흐스탄 에서 열린다"),
            SearchDocument(id="en", title="Trails", body="Guides of Hallasan met Mr Kulatov there.", language="en"),
        ]
    )
    library.commit()
    assert [hit.id for hit in library.find(asked).hits] == found
