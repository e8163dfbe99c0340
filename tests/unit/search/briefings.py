"""A small archive written for these tests."""

from datetime import date

from jobs.search import SearchDocument

DAM = SearchDocument(
    id="dam",
    title="타지키스탄, 로군 수력 발전소 2호기 가동 준비",
    body="타지키스탄 정부는 로군 수력 발전소의 두 번째 설비를 시험한다고 밝혔다. 전력 수출이 늘어날 것으로 보인다.",
    headings=("전력 수출 확대",),
    published=date(2025, 3, 4),
    regions=("TJ", "central_asia"),
    topics=("energy",),
    source="emerics",
    series="이슈트렌드",
)
REACTOR = SearchDocument(
    id="reactor",
    title="우즈베키스탄, 소형 원자로 부지 조사 착수",
    body="우즈베키스탄 원자력청은 지자흐 주에서 원전 부지를 조사한다. 러시아 기업이 설비를 공급하기로 했다.",
    english="Uzbekistan surveys a site for a small reactor; a Russian firm supplies equipment.",
    names=("샤브카트 미르지요예프 (Shavkat Mirziyoyev)",),
    published=date(2025, 5, 20),
    regions=("UZ", "central_asia"),
    topics=("energy", "nuclear"),
    source="emerics",
    series="이슈트렌드",
)
WHEAT = SearchDocument(
    id="wheat",
    title="Kenya expands wheat storage at Mombasa",
    body="The ministry opened two silos near the port. Importers store grain there before it goes inland by rail.",
    published=date(2024, 11, 27),
    regions=("KE", "africa"),
    topics=("agriculture",),
    source="wire",
    language="en",
)
RAIL = SearchDocument(
    id="rail",
    title="케냐 몸바사 항만 철도 연장",
    body="케냐 철도공사는 몸바사 항만에서 내륙까지 화물 철도를 연장한다. 공사는 내년에 시작한다.",
    published=date(2024, 12, 2),
    regions=("KE", "africa"),
    topics=("transport",),
    source="wire",
)
ALL = (DAM, REACTOR, WHEAT, RAIL)
