"""Texts of the tests, written for them: no real person, office or outlet."""

import random
from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from jobs.model import Briefing, Gloss, Neighbour, Reference, Related, Reviewer, Section, Subsection

OUTLINE = """동향&분석
[견본동향] 몽골, 희토류 수출 창구 하나로...철도 연결도 논의
몽골 견본통신 - - 2025/02/11
☐ 수출 창구 통합
◦ 허가 절차 간소화
- 몽골 견본광업청(Sample Mining Agency)은 허가를 한 창구에서 처리한다고 밝혔다.
- 견본개발은행(SDB: Sample Development Bank)이 비용을 댄다.
☐ 철도 연결
◦ 남부 노선 착공
- 착공은 2025년 3월로 예정되어 있다.
< 감수 : 홍길동 견본대학교 교수 >
* 참고자료
Example Times, Mongolia opens one window, 2025-02-10
견본경제, 희토류, 창구는 하나, 2025-02-09
[관련정보]
몽골 철도 소식 (2025.01.20)
사진 출처: 견본 이미지
본 자료는 견본이며 어느 기관의 입장도 대변하지 않습니다.
이전글 | [견본세미나] 지난 모임 | 2025-02-01 |
---|---|---|
다음글 | 다음 모임 | 2025-02-20 |"""

RECORD = Briefing(
    category="동향&분석",
    series="견본동향",
    title="몽골, 희토류 수출 창구 하나로...철도 연결도 논의",
    region_label="몽골",
    outlet="견본통신",
    published=date(2025, 2, 11),
    sections=(
        Section(
            heading="수출 창구 통합",
            subsections=(
                Subsection(
                    heading="허가 절차 간소화",
                    paragraphs=(
                        "몽골 견본광업청(Sample Mining Agency)은 허가를 한 창구에서 처리한다고 밝혔다.",
                        "견본개발은행(SDB: Sample Development Bank)이 비용을 댄다.",
                    ),
                ),
            ),
        ),
        Section(
            heading="철도 연결",
            subsections=(Subsection(heading="남부 노선 착공", paragraphs=("착공은 2025년 3월로 예정되어 있다.",)),),
        ),
    ),
    reviewer=Reviewer(name="홍길동", affiliation="견본대학교", role="교수"),
    references=(
        Reference(outlet="Example Times", title="Mongolia opens one window", published=date(2025, 2, 10)),
        Reference(outlet="견본경제", title="희토류, 창구는 하나", published=date(2025, 2, 9)),
    ),
    related=(Related(title="몽골 철도 소식", published=date(2025, 1, 20)),),
    previous=Neighbour(series="견본세미나", title="지난 모임", published=date(2025, 2, 1)),
    next=Neighbour(title="다음 모임", published=date(2025, 2, 20)),
    image_credit="사진 출처: 견본 이미지",
    disclaimer="본 자료는 견본이며 어느 기관의 입장도 대변하지 않습니다.",
    glosses=(
        Gloss(korean="견본광업청", english="Sample Mining Agency"),
        Gloss(korean="견본개발은행", english="Sample Development Bank", abbreviation="SDB"),
    ),
)

_WORDS = (
    "전력", "철도", "수출", "회의", "정부는", "협정을", "항만", "검토", "요금", "공급망", "북부", "노선",
    "위원회가", "발표", *(f"{number}건" for number in (10, 27, 305, 999)),
)  # fmt: skip
_ENGLISH_WORDS = ("Rail", "Power,", "Ports:", "open", "“deal”", "trade", "Gas", "(update)", "talks", "at", "last")


def _some(words: Sequence[str], least: int, most: int) -> st.SearchStrategy[str]:
    """Give so many of these words; one draw each, as what they say is nothing to shrink."""

    def chosen(seed: int) -> str:
        chance = random.Random(seed)
        return " ".join(chance.choices(words, k=chance.randint(least, most)))

    return st.integers(0, 2**32).map(chosen)


_PHRASE = _some(_WORDS, 2, 7)
_SENTENCE = _some(_WORDS, 3, 12).map(lambda words: f"{words} 한다.")
_DAY = st.dates(date(2010, 1, 1), date(2030, 12, 31))
_ENGLISH = _some(_ENGLISH_WORDS, 2, 7).map(lambda words: f"{words} end")
_PARAGRAPHS = st.lists(_SENTENCE, min_size=1, max_size=3).map(tuple)


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    """Give a briefing that a board could hold, whichever of its parts it has."""
    bare = draw(st.booleans())  # ☐ and - only
    heading = st.none() if bare else _PHRASE
    subsections = st.lists(
        st.builds(Subsection, heading=heading, paragraphs=_PARAGRAPHS), min_size=1, max_size=1 if bare else 3
    )
    section = st.builds(Section, heading=_PHRASE, subsections=subsections.map(tuple))
    reference = st.builds(
        Reference,
        outlet=st.none() | st.sampled_from(["Example Times", "견본경제", "The Sample of Central Asia"]),
        title=_ENGLISH | _PHRASE,
        published=st.none() | _DAY,
        url=st.none() | st.integers(1, 99).map(lambda n: f"https://example.org/{n}"),
    )
    neighbour = st.none() | st.builds(
        Neighbour, series=st.none() | st.just("견본동향"), title=_PHRASE, published=st.none() | _DAY
    )
    return Briefing(
        category=draw(st.none() | st.just("동향&분석")),
        series=draw(st.just("견본동향")),
        title=draw(_PHRASE),
        region_label=draw(st.none() | st.sampled_from(["몽골", "남아프리카 공화국"])),
        outlet=draw(st.none() | st.sampled_from(["EMERiCs", "견본통신", "소식 견본"])),
        published=draw(_DAY),
        sections=tuple(draw(st.lists(section, min_size=1, max_size=3))),
        reviewer=draw(st.none() | st.sampled_from([RECORD.reviewer, Reviewer(name="견본 감수")])),
        references=tuple(draw(st.lists(reference, max_size=4))),
        related=tuple(draw(st.lists(st.builds(Related, title=_PHRASE, published=st.none() | _DAY), max_size=2))),
        previous=draw(neighbour),
        next=draw(neighbour),
        image_credit=draw(st.none() | st.just("사진 출처: 견본 이미지")),
        disclaimer=draw(st.none() | st.just(RECORD.disclaimer)),
        notes=tuple(draw(st.lists(_PHRASE, max_size=2))),
    )
