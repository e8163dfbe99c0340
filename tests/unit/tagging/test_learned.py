"""What was learned from labelled headlines: how it is stored, heard in a title and learned."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs import topics
from jobs.model import Language
from jobs.tagging import learned
from jobs.tagging.learned import Signs
from tests import learning
from tests.labels import labelled
from tests.texts import any_text

_FILES = Path(learned.__file__).parent
_ENERGY = next(topic.id for topic in topics.every() if topic.code == "energy")


@pytest.mark.parametrize("language", Language)
def test_every_stored_weight_is_one_that_a_text_can_meet(language: Language) -> None:
    codes = {topic.code for topic in topics.every()}
    named = {f"{kind} {code}" for kind in ("score", "chosen", "first") for code in codes}
    lines = (_FILES / f"learned_{language}.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1_000
    for line in lines:
        kind, name, said = line.split("\t")
        assert {pair.rsplit(" ", 1)[0] for pair in said.split(", ")} <= codes
        if kind == "sign":
            assert name in named | {"always", "a country", "countries"}
        else:
            assert name in dict(learned.beginnings(name.removesuffix("-") + ("xxxx" if name.endswith("-") else "")))


@given(any_text(max_size=80), st.sampled_from(Language))
@settings(max_examples=40, deadline=None)
def test_any_title_makes_each_topic_likely_to_some_degree(title: str, language: Language) -> None:
    found = learned.guesses(title, Signs(scores={}), language)
    assert set(found) == {topic.id for topic in topics.every()}
    assert all(0 <= guess.likely <= 1 for guess in found.values())
    for guess in found.values():
        assert all(span in title for span in guess.told)
        assert not any(one != span and one.startswith(span) for one in guess.told for span in guess.told)


def test_what_the_lists_find_makes_a_topic_likelier() -> None:
    silent = learned.guesses("몽골", Signs(scores={}, countries=1), Language.KO)[_ENERGY]
    heard = learned.guesses("몽골", Signs(scores={_ENERGY: 6.0}, chosen=(_ENERGY,), countries=1), Language.KO)[_ENERGY]
    assert heard.likely > 0.5 > silent.likely


def test_a_word_counts_by_how_it_begins_and_a_chinese_character_by_itself() -> None:
    assert [word for word, _ in learned.beginnings("對러제재는")] == ["對", "러제", "러제재", "러제재는"]
    assert list(learned.beginnings("Iran’s reactors")) == [
        ("iran", "Iran’s"),
        ("reactors", "reactors"),
        ("react-", "reactors"),
    ]
    assert [word for word, _ in learned.beginnings("새 문")] == ["새", "문"]


def test_the_scores_of_a_long_text_are_brought_down_together() -> None:
    scores = {topic.id: 30.0 if topic.id == _ENERGY else 15.0 for topic in topics.every()}
    amounts = learned.given(Signs(scores=scores, chosen=(_ENERGY,), countries=2))
    assert amounts["score energy"] == learned.FULL
    assert amounts["score trade"] == learned.FULL / 2
    assert amounts["first energy"] == amounts["chosen energy"] == amounts["countries"] == 1.0
    assert "chosen trade" not in amounts
    assert learned.given(Signs(scores={_ENERGY: 4.0}))["score energy"] == 4.0


def test_a_headline_is_known_by_its_letters_alone() -> None:
    assert learning.fingerprint("몽골,  ‘가뭄’ 끝…") == learning.fingerprint("몽골 가뭄 끝")
    assert learning.fingerprint("몽골 가뭄 끝") != learning.fingerprint("몽골 가뭄 시작")


def test_only_labelled_headlines_are_learned_from() -> None:
    ours = list(learning.examples([], Language.EN))
    more = list(learning.examples(["A headline nobody has ever labelled"], Language.EN))
    assert len(ours) == len(labelled("headlines_own_en.tsv")) == len(more)


def test_what_the_bench_measures_on_was_not_learned_from(shared: Path) -> None:
    lines = (shared / "headlines_dev" / "ynat_dev_part.tsv").read_text(encoding="utf-8").splitlines()
    headlines = {row[0]: row[2] for row in (line.split("\t") for line in lines)}
    sets = ("headlines_fresh.tsv", "headlines_topics.tsv")
    held = {row[0] for name in sets for row in labelled(name) if row[1] == "test"}
    learned_from = {row[0] for row in labelled("learned_ko.tsv")}
    assert len(held) > 200
    assert not {learning.fingerprint(headlines[name]) for name in held} & learned_from


def test_the_weights_follow_the_labels() -> None:
    pytest.importorskip("sklearn", reason="only who teaches the tagger needs scikit-learn (--group learning)")
    known = [
        learning.Example(amounts={"sign\talways": 1.0, f"word\t{word}": 1.0}, topics=frozenset({code}), weight=1.0)
        for word, code in (("가뭄", "agri"), ("댐", "energy")) * 5
    ]
    weights = learning.learn(known)
    assert weights["word\t가뭄"]["agri"] > 0 > weights["word\t가뭄"]["energy"]
    assert learning.guessed(weights, known[0])[0] == "agri"
