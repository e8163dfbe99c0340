"""What is kept of a text, and that it survives being stored."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.language import Analyser, PlainAnalyser
from jobs.search import SearchDocument, Tokens, analyse, analyse_document
from jobs.search.slips import nearest_known, slips
from jobs.search.tokens import stem, tokens_of
from tests.rows import every
from tests.texts import any_text


def test_particles_and_endings_are_dropped(kiwi: Analyser) -> None:
    assert analyse("케냐의 철도를 연장했다", kiwi).morphemes == ("케냐", "철도", "연장")


def test_neighbouring_nouns_make_pairs_and_a_particle_parts_them(kiwi: Analyser) -> None:
    tokens = analyse("화물 철도는 항만까지", kiwi)
    assert "화물+철도" in tokens.pairs
    assert "철도+항만" not in tokens.pairs


def test_bigrams_run_across_spaces_but_not_across_sentences(plain: Analyser) -> None:
    assert analyse("화물 철도. 항만", plain).bigrams == ("화물", "물철", "철도", "항만")


def test_english_is_stemmed_and_its_commonest_words_dropped(plain: Analyser) -> None:
    assert analyse("The exporters of Kenya's grains", plain).latin == ("export", "kenya", "grain")


@every("word", ["Kathmandu", "Karabakh", "warehouses", "airport", "Dukovany", "summer"])
def test_the_last_latin_word_of_a_sentence_is_one(word: str, kiwi: Analyser) -> None:
    said = tokens_of(f"They met at the {word}. 다음 날 {word}.", kiwi)
    assert said.latin[-1] == stem(word.lower()) == said.latin[-2]
    assert [token.form for token in kiwi.tokens(f"At {word}.")][1].rstrip(".") == word


def test_cyrillic_words_are_kept_with_and_without_kiwi(kiwi: Analyser, plain: Analyser) -> None:
    assert analyse("Кения строит", kiwi).latin == analyse("Кения строит", plain).latin == ("кения", "строит")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_the_form_of_unicode_does_not_matter(form: Literal["NFC", "NFD", "NFKC"], plain: Analyser) -> None:
    text = "ＣＳＴＯ 정상회의 1,200명"
    assert analyse(unicodedata.normalize(form, text), plain) == analyse("csto 정상회의 1200명", plain)


def test_the_tokens_of_a_document_come_back_as_they_were_stored(kiwi: Analyser) -> None:
    document = SearchDocument(
        id="1",
        title="케냐 철도",
        body="화물 철도를 연장한다.",
        headings=("연장",),
        english="Kenya rail",
        names=("몸바사",),
    )
    tokens = analyse_document(document, kiwi)
    assert Tokens.loads(tokens.dumps()).dumps() == tokens.dumps()
    back = Tokens.loads(tokens.dumps())
    assert (back.morphemes, back.pairs, back.bigrams, back.version) == (
        tokens.morphemes, tokens.pairs, tokens.bigrams, tokens.version,
    )  # fmt: skip
    assert back.title is not None
    assert back.title.morphemes == ("케냐", "철도")


@given(any_text(max_size=80))
def test_any_text_survives_being_stored(text: str) -> None:
    tokens = analyse(text, PlainAnalyser())
    back = Tokens.loads(tokens.dumps())
    assert (back.morphemes, back.pairs, back.bigrams, back.latin) == (
        tokens.morphemes, tokens.pairs, tokens.bigrams, tokens.latin,
    )  # fmt: skip


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="no stored tokens"):
        Tokens.loads(stored)


@every(
    ("written", "meant"),
    [
        ("까자흐스탄", "카자흐스탄"),
        ("카자흐스턴", "카자흐스탄"),
        ("스탄카", "스카탄"),
        ("raliway", "railway"),
    ],
)
def test_one_slip_is_undone(written: str, meant: str) -> None:
    assert nearest_known(written, lambda word: int(word == meant)) == meant


def test_a_consonant_carried_over_is_a_slip() -> None:
    assert "국어" in set(slips("구거"))
    assert "구거" in set(slips("국어"))


def test_of_two_spellings_the_commoner_is_meant() -> None:
    held = {"가나": 1, "가다": 9}
    assert nearest_known("가라", lambda word: held.get(word, 0)) == "가다"
