"""The board that the README shows: its block, exactly, reads a list and a page such as these sites serve."""

import re
from datetime import date
from pathlib import Path

import pytest

from jobs.model import Fetched, Gloss, Neighbour, Reference, Reviewer
from jobs.reading import read_briefing
from jobs.settings import SourceSettings, parse
from jobs.sources.kinds import KINDS

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "tests" / "pages"
BLOCK = re.compile(r"```toml\n(\[\[source\]\].+?)```", re.DOTALL)


@pytest.fixture(scope="module")
def block() -> str:
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    return found[1]


@pytest.fixture(scope="module")
def board(block: str) -> SourceSettings:
    return parse(block).source[0]


def served(name: str, url: str) -> Fetched:
    body = (PAGES / name).read_bytes()
    return Fetched(url=url, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=body)


def test_a_board_takes_at_most_fifteen_lines(block: str) -> None:
    assert len(block.strip().splitlines()) <= 15


def test_the_block_of_the_readme_reads_such_a_list(board: SourceSettings) -> None:
    items = KINDS["board"].items(served("es-list.html", board.url), board)
    assert [(item.keys[0], item.published) for item in items] == [
        ("brdctsNo:900103", date(2026, 3, 2)),
        ("brdctsNo:900102", date(2026, 2, 27)),
        ("brdctsNo:900101", date(2026, 2, 3)),
    ]
    assert items[0].title == "[이슈트렌드] 견본국, 항만 운영권 25년 이전 계약 체결"
    assert items[0].url.endswith("/issueDetail.es?brdctsNo=900103&mid=a10200000000&systemcode=04")


def test_the_block_of_the_readme_reads_such_a_page_into_its_record(board: SourceSettings) -> None:
    item, *_ = KINDS["board"].items(served("es-list.html", board.url), board)
    document = KINDS["board"].document(item, served("es-detail.html", item.url), board)
    briefing = read_briefing(document)
    assert document.warnings == briefing.warnings == ()
    assert (briefing.series, briefing.title) == ("이슈트렌드", "견본국, 항만 운영권 25년 이전 계약 체결")
    assert (briefing.region_label, briefing.outlet, briefing.published) == ("견본국", "견본통신", date(2026, 3, 2))
    assert list(briefing.headings()) == ["항만 운영권 이전", "25년 계약", "물동량 전망", "2028년 300만 TEU"]
    assert list(briefing.paragraphs()) == [
        "견본국 정부는 2월 26일 견본해운공사(SSC: Sample Shipping Corporation)에 항만 운영권을 넘기는 계약을 맺었다.",
        "정부는 물동량이 2028년까지 300만 TEU로 늘 것으로 내다봤다.",
        "2024년 | 210만 TEU",
        "2028년 | 300만 TEU",
    ]
    assert briefing.reviewer == Reviewer(name="홍길동", affiliation="견본대학교", role="교수")
    assert briefing.references == (
        Reference(
            outlet="Example Times",
            title="Port changes hands",
            published=date(2026, 2, 27),
            url="https://example.org/port",
        ),
        Reference(outlet="견본경제", title="항만 계약의 셈법", published=date(2026, 2, 28)),
    )
    assert briefing.previous == Neighbour(
        series="이슈트렌드", title="다른국, 겨울철 전력 수입 확대", published=date(2026, 2, 27)
    )
    assert briefing.next is None
    assert briefing.image_credit == "사진 출처: 견본 이미지"
    assert briefing.disclaimer is not None
    assert briefing.glosses == (
        Gloss(korean="견본해운공사", english="Sample Shipping Corporation", abbreviation="SSC"),
    )
    assert briefing.notes == ()
