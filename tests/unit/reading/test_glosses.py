"""Names with the English the text gives for them, and brackets that are none."""

from jobs.reading.glosses import find_glosses
from tests.rows import every


@every(
    ("text", "korean", "english", "abbreviation"),
    [
        ("외교장관 세르게이 견본스키(Sergei Gyeonbonski)는", "세르게이 견본스키", "Sergei Gyeonbonski", None),
        ("국영 원자력 기업 카자톰프롬(Kazatomprom)이", "카자톰프롬", "Kazatomprom", None),
        ("러시아의 국영 가스회사 가즈프롬 (Gazprom)", "가즈프롬", "Gazprom", None),
        ("회의에서 유라시아경제연합(EAEU)은", "유라시아경제연합", None, "EAEU"),
        (
            "유라시아 경제연합(EAEU: Eurasian Economic Union)은",
            "유라시아 경제연합",
            "Eurasian Economic Union",
            "EAEU",
        ),
        ("가입국은 상하이 협력기구(SCO)와", "상하이 협력기구", None, "SCO"),
        ("주요 7개국(G7)은", "주요 7개국", None, "G7"),
        (
            "정부는 아시아개발은행(Asian Development Bank, ADB)과",
            "아시아개발은행",
            "Asian Development Bank",
            "ADB",
        ),
        (
            "정부는 아시아개발은행(ADB, Asian Development Bank)과",
            "아시아개발은행",
            "Asian Development Bank",
            "ADB",
        ),
        (
            "세계무역기구(World Trade Organization, 이하 WTO)",
            "세계무역기구",
            "World Trade Organization",
            "WTO",
        ),
        (
            "우즈베키스탄 중앙은행(Central Bank of Uzbekistan)",
            "우즈베키스탄 중앙은행",
            "Central Bank of Uzbekistan",
            None,
        ),
        (
            "대통령 직속 전략청(Agency for Strategic Planning)",
            "전략청",
            "Agency for Strategic Planning",
            None,
        ),
        ("일대일로(一帶一路, Belt and Road Initiative)", "일대일로", "Belt and Road Initiative", None),
        ("3월 2일 일대일로(Belt and Road Initiative) 회의", "일대일로", "Belt and Road Initiative", None),
        ("지난달 일대일로(Belt and Road Initiative)와", "일대일로", "Belt and Road Initiative", None),
        (
            "정부는 2월 26일 견본해운공사(SSC: Sample Shipping Corporation)에",
            "견본해운공사",
            "Sample Shipping Corporation",
            "SSC",
        ),
        ("3월 2일 블룸버그 통신(Bloomberg)은", "블룸버그 통신", "Bloomberg", None),
        ("협의체 브릭스(BRICS)", "브릭스", None, "BRICS"),
        ("북대서양조약기구(NATO·나토)", "북대서양조약기구", None, "NATO"),
        ("새 ‘비전 2030’(Vision 2030) 계획", "비전 2030", "Vision 2030", None),
        ("차관 협정(loan agreement)을", "차관 협정", "loan agreement", None),
        (
            "카스피해 횡단 운송로(Trans-Caspian Transport Route, TCTR)",
            "카스피해 횡단 운송로",
            "Trans-Caspian Transport Route",
            "TCTR",
        ),
        (
            "알마티 주립대학교(Almaty State University) 분교",
            "알마티 주립대학교",
            "Almaty State University",
            None,
        ),
        ("오전 '가람 견본로프(Garam SAMPLOV)' 차관과", "가람 견본로프", "Garam SAMPLOV", None),
        ("최근 견본협력단(SICA, Sample International Agency)이", "견본협력단", "Sample International Agency", "SICA"),
        ("면담에서 △견본연합(Sample Union) 위원장", "견본연합", "Sample Union", None),
        ("이웃한 북부 샨주(Shan State)에서", "샨주", "Shan State", None),
        (
            "새로운 제조 프로그램(Sample Manufacturing Programme)",
            "제조 프로그램",
            "Sample Manufacturing Programme",
            None,
        ),
    ],
)
def test_the_name_is_the_noun_phrase_left_of_the_bracket(
    text: str, korean: str, english: str | None, abbreviation: str | None
) -> None:
    found = [(gloss.korean, gloss.english, gloss.abbreviation) for gloss in find_glosses([text])]
    assert found == [(korean, english, abbreviation)]


@every(
    "text",
    ["지난해(2024)", "3분기(Q3)", "상반기(1H)", "올해 1분기(1Q24)",
     "100만 배럴(bbl)", "거리 300킬로미터(km)", "9천 달러(USD)", "제2부(II)", "이하 생략(이하 ‘협정’)",
     "위원회(이하 KNB)", "항목 (가)", "11월 27일(Nov 27)", "회의(2024-11-27)", "증가율(3.5%)", "성장했다(Reuters)",
     "밝혔다며(Sample)", "성장(전년 대비)", "전년 대비(YoY)", "오전 7시(UTC+8)", "등급(A)", "CSTO(Collective Security)",
     "정부는(The visit was long and they were happy to go)", "원활한(smooth)", "주소(https://example.org)",
     "2024년(Year 2024)", "3월(March 2024)", "열림(", "(Sample)", "획정 예정(example.kz)", "개선될 전망(Samplebank)",
     "수감자 석방(Sample Wire, 9.16.)", "개통(Daily Example, 3/14)"],
)  # fmt: skip
def test_what_is_no_name_is_no_gloss(text: str) -> None:
    assert find_glosses([text]) == ()


def test_the_particle_behind_a_bracket_belongs_to_no_name() -> None:
    found = find_glosses(["유엔(UN)과 유엔난민기구(UNHCR)는 ‘새 구상’을 견본청(Sample Office)에 알렸다."])
    assert [gloss.korean for gloss in found] == ["유엔", "유엔난민기구", "견본청"]


def test_the_first_form_of_a_name_is_kept() -> None:
    found = find_glosses(["견본공사(Sample Corporation)는", "견본공사(SC: Sample Corp)는"])
    assert [(gloss.english, gloss.abbreviation) for gloss in found] == [("Sample Corporation", None)]
