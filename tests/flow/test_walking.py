"""The further pages of a board's list: walked while all of a page is new. Real HTTP, a real store."""

import pytest

from jobs.model import SourceStatus
from jobs.settings import BoardSettings, SourceSettings
from tests.flow.polling import Reader
from tests.sources_fakes import Site


def a_board(site: Site) -> SourceSettings:
    board = BoardSettings(row="li", date="i", id_parameter="no", min_rows=2, pages=3, page_parameter="page")
    return SourceSettings.model_validate(
        {
            "id": "list",
            "kind": "board",
            "url": site.url("/list"),
            "allow_private": True,
            "allow_ports": [site.port],
            "spacing_s": 0,
            "recheck": 0,
            "max_new_per_poll": 0,
            "board": board.model_dump(),
        }
    )


def serve(site: Site, page: str, *posts: int, tag: str = "") -> None:
    rows = "".join(f'<li><a href="/view?no={post}">몽골 광산 소식 {post}호</a><i>2026.03.01</i></li>' for post in posts)
    site.serves(page, f"<ul>{rows}</ul>".encode(), {"ETag": f'"{tag}"'} if tag else None)
    for post in posts:
        text = f"<h1>몽골 광산 소식 {post}호</h1><article><p>구리를 {post}배로 늘린다.</p></article>"
        site.serves(f"/view?no={post}", text.encode())


def known(reader: Reader) -> int:
    return len(reader.store.briefings.waiting())


async def test_a_list_is_walked_as_far_as_it_goes(site: Site, reader: Reader) -> None:
    serve(site, "/list", 5, 4)
    serve(site, "/list?page=2", 3)
    serve(site, "/list?page=3")
    assert (await reader.collector.collect(a_board(site))).problem is None
    assert known(reader) == 3
    assert reader.store.sources.state("list").status is SourceStatus.OK


@pytest.mark.parametrize("status", [404, 410, 400])
async def test_a_page_beyond_the_end_that_is_an_error_is_only_the_end(site: Site, reader: Reader, status: int) -> None:
    serve(site, "/list", 5, 4)
    site.answers("/list?page=2", status)
    assert (await reader.collector.collect(a_board(site))).problem is None
    assert known(reader) == 2
    assert site.asked("/list?page=3") == []


async def test_a_page_beyond_the_end_that_says_so_in_a_script_is_only_the_end(site: Site, reader: Reader) -> None:
    serve(site, "/list", 5, 4)
    site.serves("/list?page=2", "<script>alert('잘못된 접근입니다.'); history.back();</script>".encode())
    assert (await reader.collector.collect(a_board(site))).problem is None
    assert known(reader) == 2


async def test_a_last_page_that_comes_again_beyond_the_end_is_read_once(site: Site, reader: Reader) -> None:
    serve(site, "/list", 5, 4)
    serve(site, "/list?page=2", 5, 4)
    assert (await reader.collector.collect(a_board(site))).new == 2
    assert len(site.asked("/view?no=5")) == 1
    assert site.asked("/list?page=3") == []


async def test_a_walk_that_breaks_off_begins_again_and_loses_nothing(site: Site, reader: Reader) -> None:
    serve(site, "/list", 1, 2)
    await reader.collector.collect(a_board(site))
    serve(site, "/list", 8, 7, tag="a")
    serve(site, "/list?page=2", 6, 5, tag="b")
    site.answers("/list?page=3", 503)
    assert (await reader.collector.collect(a_board(site))).problem == "answered 503"
    assert known(reader) == 2, "a poll stores all of a walk or nothing"
    serve(site, "/list?page=3", 4, 3, tag="c")
    assert (await reader.collector.collect(a_board(site))).new == 6
    asked = [headers.get("if-none-match") for headers in site.asked("/list?page=2")]
    assert asked[-2:] == [None, None], "what is not stored is not asked for conditionally"


async def test_a_further_page_is_asked_conditionally_once_all_it_showed_is_stored(site: Site, reader: Reader) -> None:
    serve(site, "/list", 8, 7)
    serve(site, "/list?page=2", 6, 5, tag="b")
    serve(site, "/list?page=3", 4)
    await reader.collector.collect(a_board(site))
    serve(site, "/list", 10, 9)
    assert (await reader.collector.collect(a_board(site))).new == 2
    assert site.asked("/list?page=2")[-1]["if-none-match"] == '"b"'


async def test_a_page_that_stays_out_of_reach_holds_the_first_one_up_for_three_polls_at_most(
    site: Site, reader: Reader
) -> None:
    serve(site, "/list", 1, 2)
    site.answers("/list?page=2", 500)
    assert (await reader.collector.collect(a_board(site))).new == 2, "a baseline waits for nothing"
    serve(site, "/list", 4, 3)
    came = [(await reader.collector.collect(a_board(site))).new for _ in range(4)]
    assert came == [0, 0, 0, 2]
