from hypothesis import given
from hypothesis import strategies as st

from bot.intents import (
    Exclude,
    Intent,
    Latest,
    Open,
    Period,
    Search,
    Show,
    Sight,
    Speak,
    Stop,
    Subscribe,
    Unsubscribe,
    Wake,
)
from bot.plain_words import understand
from bot.short_ids import short_id
from bot.wishes import nearest_interests, read_wish
from jobs import regions
from jobs.model import ANY_REGION, ANY_TOPIC, BriefingId, Interest, ReaderLanguage, RegionId, TopicId
from tests.rows import every
from tests.texts import any_text

ENERGY, NUCLEAR, SECURITY = TopicId(3), TopicId(4), TopicId(2)


def region(code: str) -> RegionId:
    found = regions.by_code(code)
    assert found is not None
    return found.id


CA, CAUCASUS, KZ, RU, SD = (region(code) for code in ("central_asia", "caucasus", "KZ", "RU", "SD"))


def one(where: RegionId = ANY_REGION, topic: TopicId = ANY_TOPIC, *, without: RegionId | None = None) -> Interest:
    return Interest(region=where, topic=topic, excludes=(without,) if without else ())


@every(
    ("text", "meant"),
    [
        ("구독 중앙아시아 에너지", Subscribe(interests=(one(CA, ENERGY),))),
        ("중앙아시아 에너지 받고 싶어요", Subscribe(interests=(one(CA, ENERGY),))),
        ("중앙 아시아 소식 보내 주세요!", Subscribe(interests=(one(CA),))),
        ("subscribe to Central Asia energy", Subscribe(interests=(one(CA, ENERGY),))),
        ("구독 중앙아시아 코카서스 에너지", Subscribe(interests=(one(CA, ENERGY), one(CAUCASUS, ENERGY)))),
        ("구독 중앙아시아 -카자흐스탄", Subscribe(interests=(one(CA, without=KZ),))),
        ("구독 중앙아시아, 카자흐스탄은 빼고", Subscribe(interests=(one(CA, without=KZ),))),
        ("subscribe Central Asia but not Kazakhstan", Subscribe(interests=(one(CA, without=KZ),))),
        ("구독 모든 소식", Subscribe(interests=(one(),))),
        ("중앙아 에너지만", Subscribe(interests=(one(CA, ENERGY),), only=True)),
        ("only Kazakhstan", Subscribe(interests=(one(KZ),), only=True)),
        ("러시아는 빼줘", Exclude(regions=(RU,))),
        ("중앙아시아에서 카자흐스탄은 빼 주세요", Exclude(regions=(KZ,))),
        ("without Russia", Exclude(regions=(RU,))),
        ("-러시아", Exclude(regions=(RU,))),
        ("러시아 그만", Unsubscribe(interests=(one(RU),))),
        ("구독 취소 러시아", Unsubscribe(interests=(one(RU),))),
        ("unsubscribe from Russia", Unsubscribe(interests=(one(RU),))),
        ("그만", Stop()),
        ("그만 보내 주세요.", Stop()),
        ("stop", Stop()),
        ("다시 보내줘", Wake()),
        ("오늘 뭐 나왔어?", Latest(period=Period.TODAY)),
        ("what's new today?", Latest(period=Period.TODAY)),
        ("last week", Latest(period=Period.LAST_WEEK)),
        ("지난주 중앙아시아 소식", Latest(interests=(one(CA),), period=Period.LAST_WEEK)),
        ("latest", Latest()),
        ("최근 러시아", Latest(interests=(one(RU),))),
        ("참고자료", Show(sight=Sight.REFERENCES)),
        ("source?", Show(sight=Sight.REFERENCES)),
        ("왜 왔어?", Show(sight=Sight.WHY)),
        ("why?", Show(sight=Sight.WHY)),
        ("내 구독", Show(sight=Sight.MINE)),
        ("설정", Show(sight=Sight.SETTINGS)),
        ("settings", Show(sight=Sight.SETTINGS)),
        ("subscribe Казахстан", Subscribe(interests=(one(KZ),))),
        ("구독 Центральная Азия 에너지", Subscribe(interests=(one(CA, ENERGY),))),
        ("only Россия", Subscribe(interests=(one(RU),), only=True)),
        ("도움말", Show(sight=Sight.HELP)),
        ("영어로", Speak(language=ReaderLanguage.EN)),
        ("in English", Speak(language=ReaderLanguage.EN)),
        ("한국어로 보내줘", Speak(language=ReaderLanguage.KO)),
        ("둘 다", Speak(language=ReaderLanguage.BOTH)),
        (
            "https://board.example:446/view.es?no=1&&mid=2 이거",
            Open(url="https://board.example:446/view.es?no=1&&mid=2"),
        ),
    ],
)
def test_plain_words_are_understood(text: str, meant: Intent) -> None:
    assert understand(text) == meant


def test_a_number_after_the_word_names_the_briefing() -> None:
    name = short_id(BriefingId(12345))
    assert understand(f"참고자료 {name}") == Show(sight=Sight.REFERENCES, which=name)


def test_names_alone_are_a_search_that_could_be_a_subscription() -> None:
    meant = understand("중앙아시아 에너지")
    assert meant == Search(text="중앙아시아 에너지", other=Subscribe(interests=(one(CA, ENERGY),)), bare=True)


def test_a_word_that_only_speaks_for_a_topic_is_rather_searched() -> None:
    meant = understand("카자흐스탄 원전")
    assert meant == Search(text="카자흐스탄 원전", other=Subscribe(interests=(one(KZ, NUCLEAR),), plainly=False))


@every("name", ["Rosatom", "모스크바"])
def test_a_company_or_a_city_alone_is_searched_and_its_country_offered(name: str) -> None:
    meant = understand(name)
    assert meant == Search(text=name, other=Subscribe(interests=(one(RU),), plainly=False))


def test_a_known_first_word_with_an_unknown_rest_is_searched_and_the_other_reading_offered() -> None:
    assert understand("구독 경제 전망 보고서") == Search(
        text="구독 경제 전망 보고서", other=Subscribe(interests=(one(topic=TopicId(6)),), plainly=False)
    )
    assert understand("stop the clock") == Search(text="stop the clock", other=Stop())


def test_a_misspelt_name_is_not_subscribed_to_but_offered() -> None:
    meant = understand("구독 카자흐스턴")
    assert meant == Search(text="카자흐스턴", other=Subscribe(interests=(one(KZ),)))


@every(
    ("said", "searched"),
    [
        ("구독 안드로메다", "안드로메다"),
        ("안드로메다 받고 싶어요", "안드로메다"),
        ("안드로메다 소식 알려줘", "안드로메다 소식"),
        ("subscribe to Andromeda", "Andromeda"),
        ("Alert me about Andromeda", "Andromeda"),
        ("추가 조치", "추가 조치"),
        ("get smart", "get smart"),
    ],
)
def test_what_nobody_knows_is_searched_without_the_verb_that_asks_for_alerts(said: str, searched: str) -> None:
    meant = understand(said)
    assert isinstance(meant, Search)
    assert meant.text == searched
    assert nearest_interests(("카자흐스턴",))[0] == one(KZ)


def test_other_words_are_searched() -> None:
    assert understand("  에너지   공동시장 전망 ") == Search(text="에너지 공동시장 전망")
    assert understand("찾아줘 송전망 요금") == Search(text="송전망 요금")


def test_an_ambiguous_beginning_is_left_open() -> None:
    wish = read_wish("중앙")
    assert wish.ambiguous
    assert len(wish.ambiguous[0].regions) > 1
    assert not wish.understood


def test_what_is_left_out_may_lie_outside_the_region_but_never_around_it() -> None:
    assert read_wish("중앙아시아 -러시아").interests() == (one(CA, without=RU),)
    assert read_wish("카자흐스탄 -중앙아시아").interests() == (one(KZ),)


@given(any_text(max_size=200))
def test_any_text_means_something(text: str) -> None:
    understand(text)


@given(st.text(alphabet="가나다 구독그만빼줘러시아-만에너지stoponly", max_size=30))
def test_nothing_half_understood_changes_anything(text: str) -> None:
    meant = understand(text)
    if isinstance(meant, Subscribe):
        assert meant.interests
    elif isinstance(meant, Exclude):
        assert meant.regions
