"""Tags of whole briefings, written by us."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from jobs import topics
from jobs.language import Analyser, TokenPass
from jobs.model import (
    TAGGED_CHARACTERS,
    Briefing,
    Language,
    Neighbour,
    Place,
    Reference,
    Related,
    Reviewer,
    Section,
    Subsection,
    Tags,
)
from jobs.tagging import signs_of, tag
from tests.rows import every


def _briefing(title: str, *paragraphs: str, heading: str | None = None, byline: str | None = None) -> Briefing:
    subsection = Subsection(heading=heading, paragraphs=paragraphs)
    return Briefing(title=title, region_label=byline, sections=(Section(subsections=(subsection,)),))


def _codes(tags: Tags, *, primary: bool | None = None) -> list[str]:
    return [region.code for region in tags.regions if primary is None or region.primary is primary]


def test_title_byline_and_headings_are_primary_and_the_body_is_a_mention(plain: Analyser) -> None:
    briefing = _briefing(
        "몽골, 새 광산법 시행",
        "이웃한 카자흐스탄도 법을 고친다.",
        heading="우즈베키스탄의 반응",
        byline="키르기스스탄",
    )
    tags = tag(briefing, TokenPass(plain))
    assert _codes(tags, primary=True) == ["MN", "KG", "UZ"]
    assert _codes(tags, primary=False) == ["KZ"]


def test_without_headings_the_first_sentence_that_names_a_country_says_what_the_text_is_about(plain: Analyser) -> None:
    said = "“우리는 서두르지 않는다.” 몽골 광산 기업 대표가 울란바토르에서 말했다. 카자흐스탄에도 공장이 있다."
    tags = tag(_briefing("서두르지 않는 회사", said), TokenPass(plain))
    assert (_codes(tags, primary=True), _codes(tags, primary=False)) == (["MN"], ["KZ"])


def test_a_name_that_is_a_word_too_counts_in_a_title_once_the_text_has_shown_what_it_means(kiwi: Analyser) -> None:
    title = "‘잊힌 전쟁’ 수단 2년째 내전 중"
    body = "저 멀리 하르툼에서 전투가 이어진다. 수단 정부군은 도시를 되찾았다."
    assert _codes(tag(_briefing(title, body), TokenPass(kiwi)), primary=True) == ["SD"]
    other = _briefing("마지막 수단 꺼낸 회사", "이 회사는 모든 방법을 썼다.")
    assert _codes(tag(other, TokenPass(kiwi))) == []


def test_a_series_that_is_a_region_says_what_the_text_is_about(plain: Analyser) -> None:
    money = replace(_briefing("경제동향, 지원 총 US$ 4억 등", "지원은 US$4억이다."), series="우즈베키스탄")
    assert _codes(tag(money, TokenPass(plain))) == ["UZ"]
    assert _codes(tag(replace(money, series="이슈트렌드"), TokenPass(plain))) == []


def test_being_in_the_middle_of_something_names_no_countries(plain: Analyser) -> None:
    assert _codes(tag(_briefing("기관을 설립 중일 정도로 초기", "협의 중일 때"), TokenPass(plain))) == []


def test_a_lender_that_lends_to_a_country_names_no_wider_region(plain: Analyser) -> None:
    tags = tag(_briefing("ADB, 투르크메니스탄 전력망에 차관", "아시아개발은행이 밝혔다."), TokenPass(plain))
    assert (_codes(tags), [one.code for one in tags.organisations]) == (["TM"], ["ADB"])


def test_a_title_that_names_a_country_leaves_the_first_sentence_a_mention(plain: Analyser) -> None:
    tags = tag(_briefing("몽골, 새 광산법 시행", "카자흐스탄도 법을 고친다."), TokenPass(plain))
    assert (_codes(tags, primary=True), _codes(tags, primary=False)) == (["MN"], ["KZ"])


def test_countries_come_in_order_of_mention_and_wider_regions_after_them(plain: Analyser) -> None:
    briefing = _briefing("중앙아시아 전력난", "타지키스탄과 키르기스스탄이 물을 나눈다.", heading="유럽의 차관")
    assert _codes(tag(briefing, TokenPass(plain))) == ["TJ", "KG", "central_asia", "europe"]


def test_metadata_never_tags(plain: Analyser) -> None:
    briefing = _briefing("몽골, 새 광산법 시행", "법은 봄에 시작한다.")
    dressed = replace(
        briefing,
        outlet="Tashkent Example",
        reviewer=Reviewer(name="견본 감수", affiliation="한국 견본대학교"),
        references=(Reference(outlet="Baku Example", title="Armenia and Georgia sign a nuclear power deal"),),
        related=(Related(title="카자흐스탄 원전 국민투표"),),
        previous=Neighbour(title="조지아 총선"),
        next=Neighbour(title="러시아 금리 인상"),
        image_credit="사진: 베를린",
        disclaimer="한국의 견해가 아닙니다.",
        notes=("튀르키예",),
    )
    assert tag(dressed, TokenPass(plain)) == tag(briefing, TokenPass(plain))


def test_only_the_first_characters_of_a_long_document_tag(plain: Analyser) -> None:
    filler = "물가가 올랐다. " * (TAGGED_CHARACTERS // 9)
    tags = tag(_briefing("긴 글", "몽골이 먼저 나온다.", filler, filler, "카자흐스탄은 너무 늦다."), TokenPass(plain))
    assert _codes(tags) == ["MN"]


def test_each_tag_says_which_words_triggered_it_and_where(plain: Analyser) -> None:
    tags = tag(_briefing("아스타나 회의", "토카예프 대통령이 문을 열었다."), TokenPass(plain))
    (kazakhstan,) = tags.regions
    assert [(seen.surface, seen.place) for seen in kazakhstan.evidence] == [
        ("아스타나", Place.TITLE),
        ("토카예프", Place.BODY),
    ]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("European Union adopts new sanctions on Russia", "EU"),
        ("Eurasian Economic Union leaders meet", "EAEU"),
        ("Association of Southeast Asian Nations admits a member", "ASEAN"),
    ],
)
def test_an_organisation_is_known_by_its_full_english_name(title: str, code: str, plain: Analyser) -> None:
    tags = tag(Briefing(title=title, language=Language.EN), TokenPass(plain))
    assert [organisation.code for organisation in tags.organisations] == [code]
    assert "society" not in {topic.code for topic in tags.topics}


def test_a_bloc_is_an_organisation_and_stands_for_its_home_group_only(plain: Analyser) -> None:
    tags = tag(_briefing("CSTO 합동훈련", "상하이협력기구도 왔다."), TokenPass(plain))
    assert [organisation.code for organisation in tags.organisations] == ["CSTO", "SCO"]
    assert _codes(tags) == ["russia_eurasia"]


def test_a_bloc_adds_nothing_beside_a_country_of_its_group(plain: Analyser) -> None:
    assert _codes(tag(_briefing("카자흐스탄, CSTO 의장국"), TokenPass(plain))) == ["KZ"]


def test_an_abbreviation_counts_as_a_whole_word_only(plain: Analyser) -> None:
    tags = tag(_briefing("UNIX와 EUV, 그리고 SCOPE"), TokenPass(plain))
    assert tags.organisations == ()


def _topics(analyser: Analyser) -> Callable[[Briefing], list[str]]:
    return lambda briefing: [topic.code for topic in tag(briefing, TokenPass(analyser)).topics]


def _listed(briefing: Briefing, analyser: Analyser) -> list[str]:
    """Give the topics the word lists alone would give, best first."""
    found = (topics.by_id(topic) for topic in signs_of(briefing, TokenPass(analyser)).chosen)
    return [topic.code for topic in found if topic]


def test_topics_come_likeliest_first(kiwi: Analyser, plain: Analyser) -> None:
    briefing = _briefing("원유 관세 인상", "관세는 원유와 천연가스에 붙는다. 석유 수출이 준다.", heading="관세의 이유")
    for analyser in (kiwi, plain):
        found = tag(briefing, TokenPass(analyser)).topics
        assert {topic.code for topic in found} == {"trade", "energy"}
        assert found[0].score >= found[1].score
        assert _listed(briefing, analyser) == ["trade", "energy"]


def test_what_a_title_was_learned_to_say_adds_to_what_the_lists_hold(plain: Analyser) -> None:
    briefing = _briefing("몽골서 첫 시범 서비스")
    assert "scitech" not in _listed(briefing, plain)
    assert "scitech" in _topics(plain)(briefing)


def test_every_topic_says_by_which_words_of_the_text(kiwi: Analyser) -> None:
    for title in ("몽골 총리, 구리 광산 파업에 개입", "몽골 초원 가뭄에 양떼 폐사", "어느 대통령의 하루"):
        for topic in tag(_briefing(title), TokenPass(kiwi)).topics:
            assert topic.evidence
            assert len(set(topic.evidence)) == len(topic.evidence)
            assert all(seen.surface in title for seen in topic.evidence)


def test_news_of_a_country_gets_the_likeliest_topic_where_none_is_clear(plain: Analyser) -> None:
    assert _topics(plain)(_briefing("몽골 대통령의 하루"))[0] in {"politics", "diplomacy"}
    assert _topics(plain)(_briefing("어느 대통령의 하루")) == []


def test_two_countries_in_a_title_are_a_hint_of_diplomacy_and_a_leader_one_of_politics(plain: Analyser) -> None:
    assert _topics(plain)(_briefing("몽골과 카자흐스탄의 하루")) == ["diplomacy"]
    assert _topics(plain)(_briefing("토카예프의 하루")) == ["politics"]
    assert _topics(plain)(Briefing(title="A quiet Sunday of Tokayev", language=Language.EN)) == ["politics"]


def test_a_word_standing_alone_counts_however_the_analyser_cuts_it(kiwi: Analyser) -> None:
    assert _topics(kiwi)(_briefing("지중해에서 숨진 이주민 몽골인 셋")) == ["migration"]


def test_a_word_of_no_weight_silences_the_shorter_word_inside_it(plain: Analyser) -> None:
    assert _topics(plain)(_briefing("몽골에서 폭발 사고, 화재")) != _topics(plain)(_briefing("몽골에서 폭발적 인기"))
    assert "security" not in _topics(plain)(_briefing("몽골에서 폭발적 인기"))


def test_the_topic_of_a_section_heading_is_among_them(plain: Analyser) -> None:
    long = "정상회담에서 두 정상이 공동성명을 냈다. 외교장관도 회담했다. " * 5
    first = Section(heading="정상회담과 공동성명", subsections=(Subsection(paragraphs=(long,)),))
    second = Section(heading="쌀 비축과 곡물 창고", subsections=(Subsection(paragraphs=("창고를 짓는다.",)),))
    assert _topics(plain)(Briefing(title="두 정상의 회담", sections=(first, second))) == ["diplomacy", "agri"]


def test_english_texts_have_topics_too(plain: Analyser) -> None:
    body = "The reactor will supply electricity by 2035. The pipeline carries natural gas and oil."
    briefing = replace(_briefing("Nuclear power plant deal signed", body), language=Language.EN)
    assert set(_topics(plain)(briefing)) == {"nuclear", "energy"}


@every(
    ("title", "given"),
    [
        ("Mongolian banks leave SWIFT", ["sanctions"]),
        ("Mongolia sees a swift autumn", []),
        ("WHO sends a team to Mongolia", ["health"]),
        ("Mongolians who left early", []),
    ],
)
def test_what_the_list_has_in_capitals_stands_so_in_the_text(title: str, given: list[str], plain: Analyser) -> None:
    briefing = Briefing(title=title, language=Language.EN)
    assert [code for code in _topics(plain)(briefing) if code in {"sanctions", "health"}] == given


def test_words_of_daily_life_weigh_less_than_those_of_states(plain: Analyser) -> None:
    assert _listed(_briefing("몽골 여왕과 대사관"), plain) == ["diplomacy"]


def test_a_place_says_less_than_what_happens_there(plain: Analyser) -> None:
    assert _topics(plain)(_briefing("몽골 박물관 옆 성당에 온 손님")) == ["culture"]
    assert _listed(_briefing("몽골 박물관 옆 성당서 총격전"), plain)[0] == "security"
    english = Briefing(title="Gunmen storm a museum and a church in Mali", language=Language.EN)
    assert _listed(english, plain)[0] == "security"


def test_a_short_word_inside_a_longer_one_of_another_topic_says_less(plain: Analyser) -> None:
    assert _listed(_briefing("몽골산 곡물 수출"), plain) == ["agri"]
    assert _listed(_briefing("몽골산 곡물과 수출"), plain) != ["agri"]


@pytest.mark.parametrize("title", ["News blackout before the talks", "West Bank olive harvest", "A billion stars"])
def test_a_word_of_several_meanings_needs_company(title: str, plain: Analyser) -> None:
    found = _listed(Briefing(title=title, language=Language.EN), plain)
    assert not {"energy", "finance"} & set(found)


def test_a_text_about_nothing_known_has_no_tags(kiwi: Analyser) -> None:
    assert tag(Briefing(), TokenPass(kiwi)) == Tags()
    assert tag(_briefing("오늘의 일기", "아침을 먹고 걸었다."), TokenPass(kiwi)) == Tags()
