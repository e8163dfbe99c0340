import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.phrases import fields_of, say, templates
from bot.phrases.particles import with_particle
from jobs.model import Language, Place
from tests.rows import every

KO, EN = templates(Language.KO), templates(Language.EN)
KEY = re.compile(r"[a-z]+\.[a-z_]+(\.[a-z]+)?")


def source_files() -> Iterator[Path]:
    folder = Path(bot.__file__).parent
    return (path for path in sorted(folder.rglob("*.py")) if "sandbox" not in path.parts)


def written_in_code() -> set[str]:
    """Every string constant of the desk; a formatted one counts with `*` where a value stands."""
    found: set[str] = set()
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
                found.add("".join(parts))
    return found


def asked_for() -> Iterator[tuple[str, str]]:
    """Every key that code asks for by its name, with the place."""
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            key = node.args[1]
            if name in ("say", "phrase", "notice", "labelled") and isinstance(key, ast.Constant):
                yield str(key.value), f"{path.name}:{node.lineno}"


def test_both_languages_have_the_same_phrases() -> None:
    assert set(KO) == set(EN)


def test_a_phrase_fills_the_same_fields_in_both_languages() -> None:
    fields = {key: (fields_of(KO[key]), fields_of(EN[key])) for key in KO}
    assert len(fields) > 100
    assert {key: (korean, english) for key, (korean, english) in fields.items() if korean != english} == {}


def test_every_phrase_that_is_asked_for_exists() -> None:
    assert {place: key for key, place in asked_for() if key not in KO} == {}


def test_every_phrase_is_used() -> None:
    written = written_in_code()
    patterns = [re.compile(re.escape(key).replace(r"\*", "[a-z]+")) for key in written if "*" in key and "." in key]
    unused = [key for key in KO if key not in written and not any(pattern.fullmatch(key) for pattern in patterns)]
    assert unused == []


def test_every_key_is_spelt_alike() -> None:
    assert [key for key in KO if not KEY.fullmatch(key)] == []


def test_every_place_of_evidence_can_be_said() -> None:
    for place in Place:
        assert say(Language.KO, f"why.{place.value}_place")


def test_no_phrase_holds_markup() -> None:
    assert [key for key in KO if "<" in KO[key] + EN[key]] == []


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(KeyError):
        say(Language.KO, "no.such_phrase")


def test_english_counts_one_and_many() -> None:
    assert say(Language.EN, "references.caption", n=1) == "1 reference"
    assert say(Language.EN, "references.caption", n=1_234) == "1,234 references"


def test_a_closing_quote_stands_between_word_and_particle() -> None:
    assert say(Language.KO, "subscribe.unknown", text="원산").startswith("‘원산’은 ")
    assert say(Language.KO, "subscribe.unknown", text="모스크바").startswith("‘모스크바’는 ")


@every(
    ("word", "pair", "expected"),
    [
        ("러시아", "은/는", "러시아는"),
        ("카자흐스탄", "은/는", "카자흐스탄은"),
        ("에너지", "을/를", "에너지를"),
        ("북극", "이/가", "북극이"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("아프리카", "으로/로", "아프리카로"),
        ("12월", "으로/로", "12월로"),
        ("KIEP", "은/는", "KIEP는"),
        ("BRICS", "을/를", "BRICS를"),
        ("URL", "이/가", "URL이"),
        ("Rosatom", "이/가", "Rosatom이"),
        ("Reuters", "은/는", "Reuters는"),
        ("Google", "으로/로", "Google로"),
        ("3", "을/를", "3을"),
        ("5", "을/를", "5를"),
        ("10", "이/가", "10이"),
        ("40", "으로/로", "40으로"),
        ("2,000", "은/는", "2,000은"),
        ("20000", "은/는", "20000은"),
        ("조지아 (Georgia)", "이/가", "조지아 (Georgia)가"),
        ("‘이란’", "과/와", "‘이란’과"),
        ("Казахстан", "은/는", "Казахстан은"),
        ("", "은/는", "는"),
        ("🙂", "은/는", "🙂는"),
    ],
)
def test_a_particle_fits_the_last_sound(word: str, pair: str, expected: str) -> None:
    assert with_particle(word, pair) == expected
