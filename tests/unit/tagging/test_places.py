"""Which regions a line of text names: the pins of FACTS §3 and the grammar of abbreviations. Texts are our own."""

import pytest

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Language
from jobs.tagging import tag

_NOTHING = [
    "초·중·고 학생 급식을 넓힌다",
    "고3 수험생이 다시 등교한다",
    "그리스도 교회 협의회가 성명을 냈다",
    "호주제를 없앤 지 스무 해",
    "오만과 편견을 다시 읽는 모임",
    "인도적 지원을 늘리기로 했다",
    "재미 있는 영화가 없다",
    "IT 기업의 실적이 나아졌다",
    "미인도 위작 시비",
    "경찰이 말하는 사건이란 무엇인가",
    "이제 어디로 가나",
    "수도권에 3日째 폭염",
    "수사中인 사건",
    "이를 이룰 수단이 없다",
    "피의자의 신병을 인도하라고 요구했다",
    "함께 가자고 말했다",
    "일·가정 양립을 돕는다",
    "호·불호가 갈린다",
    "중·장기 전략을 세운다",
    "그 중 정부 지원은 적었다",
    "대중교통 요금이 오른다",
    "이에 대한 견제가 이어진다",
    "방한복을 나눠 준다",
    "주일 예배를 드린다",
    "전년比 3% 늘었다",
    "올해 中企 대출이 늘었다",
    "잘츠부르크 음악제",
    "그는 왕이 되었다",
]
_NAMED = [
    ("美 조지아주 상원 결선투표", "US"),
    ("조지아 총선 뒤의 시위", "GE"),
    ("소말리아 앞바다의 해적", "SO"),
    ("말리 군부가 정권을 잡았다", "ML"),
    ("인도네시아 새 수도", "ID"),
    ("인도 총리가 곧 방미한다", "IN US"),
    ("적도기니 석유 생산", "GQ"),
    ("남수단 내전", "SS"),
    ("수단 내전으로 난민이 늘었다", "SD"),
    ("재미동포 기업인 모임", "US"),
    ("아이티 지진 피해 복구", "HT"),
    ("이란 핵협상 재개", "IR"),
    ("한·러 정상회담", "KR RU"),
    ("對러 제재 강화", "RU"),
    ("대러 제재 연장", "RU"),
    ("미중 무역협상 재개", "US CN"),
    ("美·中 갈등", "US CN"),
    ("한미 연합훈련", "KR US"),
    ("한미일 공조", "KR US JP"),
    ("친러 성향의 정당", "RU"),
    ("러·우 전쟁 장기화", "RU UA"),
    ("한·카자흐스탄 경제공동위", "KR KZ"),
    ("북미 정상회담 결렬", "KP US"),
    ("북미 시장 진출", "north_america"),
    ("남북 정상회담", "KR KP"),
    ("주한미군 감축", "KR US"),
    ("주독 한국대사 이임", "DE KR"),
    ("미 국무부 대변인", "US"),
    ("日 정부, 한국에 유감", "JP KR"),
    ("러 외무부 성명", "RU"),
    ("카자흐스탄산 밀가루", "KZ"),
    ("중앙아시아 국가들과의 협력", "central_asia"),
    ("우즈벡 대통령 방한", "UZ KR"),
    ("모디 총리, 푸틴과 통화", "IN RU"),
    ("왕이 외교부장 방북", "CN KP"),
    ("시시 대통령 방중", "EG CN"),
    ("콩고민주공화국 에볼라", "CD"),
    ("파푸아뉴기니 산사태", "PG"),
    ("서아프리카 쿠데타", "west_africa"),
    ("상하이협력기구 회의", "russia_eurasia"),
    ("키르기스스탄과 타지키스탄 국경", "KG TJ"),
]
_ONLY_WITH_MORPHEMES = [("차드 정부군", "TD"), ("파리 올림픽 개막", "FR"), ("그리스는 오늘 쉰다", "GR")]
_ENGLISH = [
    ("Georgia Senate runoff draws record turnout in Atlanta", "US"),
    ("Georgian parliament passes the bill in Tbilisi", "GE"),
    ("Turkey raises rates", "TR"),
    ("A turkey for every table", ""),
    ("Officials asked us to wait", ""),
    ("The U.S. and China resume talks", "US CN"),
    ("Chad president visits France", "TD FR"),
    ("Chad Brown sells his shop", ""),
    ("PUTIN ARRIVES IN KAZAKHSTAN", "RU KZ"),
    ("Papua New Guinea quake", "PG"),
    ("Nigerian and Nigerien troops", "NG NE"),
    ("Latin American leaders meet in Brazil", "BR latam"),
    ("The Paris Agreement at ten", ""),
]


def _codes(title: str, analyser: Analyser, language: Language = Language.KO) -> set[str]:
    tags = tag(Briefing(title=title, language=language), TokenPass(analyser))
    return {region.code for region in tags.regions}


@pytest.mark.parametrize("title", _NOTHING)
def test_a_word_that_only_looks_like_a_country_tags_nothing(title: str, kiwi: Analyser, plain: Analyser) -> None:
    assert _codes(title, kiwi) == set()
    assert _codes(title, plain) == set()


@pytest.mark.parametrize(("title", "codes"), _NAMED)
def test_a_country_is_known_by_name_abbreviation_leader_and_city(
    title: str, codes: str, kiwi: Analyser, plain: Analyser
) -> None:
    assert _codes(title, kiwi) == set(codes.split())
    assert _codes(title, plain) == set(codes.split())


@pytest.mark.parametrize(("title", "codes"), _ONLY_WITH_MORPHEMES)
def test_morphology_tells_an_everyday_word_from_a_country(title: str, codes: str, kiwi: Analyser) -> None:
    assert _codes(title, kiwi) == set(codes.split())


@pytest.mark.parametrize(("title", "codes"), _ENGLISH)
def test_english_names_count_as_whole_words_in_their_own_case(title: str, codes: str, plain: Analyser) -> None:
    assert _codes(title, plain, Language.EN) == set(codes.split())
