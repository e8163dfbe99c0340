"""The topics and what people write for them."""

from jobs import topics
from jobs.model import ANY_TOPIC, Language
from tests.rows import every


@every(
    ("written", "code"),
    [
        ("에너지", "energy"),
        ("energy", "energy"),
        ("원전", "nuclear"),
        ("nuclear", "nuclear"),
        ("무역", "trade"),
        ("trade", "trade"),
        ("국가위험", "country_risk"),
        ("국가위험 신호", "country_risk"),
        ("안보", "security"),
        ("기후", "environment"),
        ("Elections", "politics"),
        ("정치", "politics"),
        ("IT", "scitech"),
    ],
)
def test_what_people_write_finds_the_topic(written: str, code: str) -> None:
    found = topics.by_code(code)
    assert found is not None
    assert topics.find(written)[:1] == (found.id,)


@every("written", ["", "카자흐스탄", "중앙아시아", "그냥", "to"])
def test_what_is_no_topic_finds_nothing(written: str) -> None:
    assert topics.find(written) == ()


def test_a_slip_of_one_letter_is_offered_its_topic() -> None:
    assert [topic.code for topic in topics.nearest("애너지")] == ["energy"]


def test_any_topic_has_words_and_labels() -> None:
    assert topics.find("모든 주제") == (ANY_TOPIC,)
    assert topics.label(ANY_TOPIC, Language.KO) == "모든 주제"
    assert topics.label(ANY_TOPIC, Language.EN) == "all topics"


def test_ids_are_the_ones_given_out_for_ever() -> None:
    assert [topic.id for topic in topics.every()] == list(range(1, 19))
    assert [topic.code for topic in topics.every()][:4] == ["diplomacy", "security", "energy", "nuclear"]


def test_every_topic_has_words_in_both_languages() -> None:
    for language in Language:
        assert all(len(words) >= 10 for words in topics.weights(language).values())
