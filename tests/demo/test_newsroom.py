"""The newsroom of the demo: a site that behaves as the sources do that Sosik polls."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.demo.newsroom import Newsroom
from bot.demo.samples import Shelf, read_samples
from jobs.settings import parse

BOARD = "/board/issueList.es?mid=a10200000000&systemcode=04"
BRIEFINGS = [posting for posting in read_samples() if posting.shelf is Shelf.BOARD]
NOTES = [posting for posting in read_samples() if posting.shelf is not Shelf.BOARD]


def only(node: LexborNode | None) -> LexborNode:
    """Give the node that has to be there."""
    assert node is not None
    return node


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield session


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    async with Newsroom() as opened:
        yield opened


async def page(http: aiohttp.ClientSession, url: str) -> LexborHTMLParser:
    """Get a page that has to be there and parse it."""
    async with http.get(url) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        return LexborHTMLParser(await answer.text())


async def rows(http: aiohttp.ClientSession, newsroom: Newsroom) -> list[LexborNode]:
    """Give the rows of the board's first page."""
    return (await page(http, newsroom.base_url + BOARD)).css("table.tstyle_list tbody tr")


async def test_the_board_opens_with_the_three_oldest_briefings_newest_first(
    newsroom: Newsroom, http: aiohttp.ClientSession
) -> None:
    shown = await rows(http, newsroom)
    assert [only(row.css_first("td.date")).text() for row in shown] == [
        "2025/04/22",
        "2025/02/18",
        "2024/12/09",
    ]
    assert [only(row.css_first("td.num")).text() for row in shown] == ["3", "2", "1"]
    assert only(shown[0].css_first("a .sr_only")).text() == "새 글"


async def test_a_rows_link_has_empty_parameters_and_leads_to_the_whole_briefing(
    newsroom: Newsroom, http: aiohttp.ClientSession
) -> None:
    oldest = BRIEFINGS[0]
    link = only((await rows(http, newsroom))[-1].css_first("a")).attributes["href"] or ""
    assert "&&search_option=&" in link
    assert parse_qs(urlsplit(link).query)["brdctsNo"] == [str(oldest.number)]
    tree = await page(http, urljoin(newsroom.base_url, link))
    article = only(tree.css_first("article.board_view"))
    assert only(article.css_first("h2")).text() == oldest.heading
    assert only(article.css_first(".board_info")).text() == "러시아 소식 견본 - - 2024/12/09"
    assert [node.text() for node in article.css(".view_cont p")] == list(oldest.body)


async def test_neighbours_stand_in_a_table_after_the_body_and_link_once_they_are_out(
    newsroom: Newsroom, http: aiohttp.ClientSession
) -> None:
    chile = BRIEFINGS[2]
    url = f"{newsroom.base_url}/board/issueDetail.es?brdctsNo={chile.number}"
    before = (await page(http, url)).css(".board_view .board_nav tr")
    newsroom.publish_next()
    after = (await page(http, url)).css(".board_view .board_nav tr")
    assert [only(row.css_first("th")).text() for row in before] == ["이전글", "다음글"]
    assert [row.css_first("a") is not None for row in before] == [True, False]
    assert [row.css_first("a") is not None for row in after] == [True, True]


async def test_what_waits_or_never_was_is_not_found(newsroom: Newsroom, http: aiohttp.ClientSession) -> None:
    waiting = [f"/board/issueDetail.es?brdctsNo={BRIEFINGS[3].number}", f"/notes/{NOTES[-1].key}"]
    for path in [
        *waiting,
        "/board/issueDetail.es",
        "/board/issueDetail.es?brdctsNo=1",
        "/notes/x",
        "/rss/board.xml",
    ]:
        async with http.get(newsroom.base_url + path) as answer:
            assert answer.status == 404, path


@pytest.mark.parametrize("path", [BOARD, f"/board/issueDetail.es?brdctsNo={BRIEFINGS[2].number}", "/"])
@pytest.mark.parametrize("names", [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
async def test_a_validator_holds_until_something_is_published(
    newsroom: Newsroom, http: aiohttp.ClientSession, path: str, names: tuple[str, str]
) -> None:
    asks, gives = names
    async with http.get(newsroom.base_url + path) as first:
        known = {asks: first.headers[gives]}
    async with http.get(newsroom.base_url + path, headers=known) as again:
        assert (again.status, await again.read()) == (304, b"")
        assert again.headers[gives] == known[asks]
    newsroom.publish_next()
    async with http.get(newsroom.base_url + path, headers=known) as changed:
        assert changed.status == 200
        assert changed.headers[gives] != known[asks]


async def test_publishing_a_note_changes_its_feed_only(newsroom: Newsroom, http: aiohttp.ClientSession) -> None:
    paths = ["/rss/ko.xml", "/rss/en.xml", BOARD]
    known = {path: (await http.get(newsroom.base_url + path)).headers["ETag"] for path in paths}
    newsroom.publish("ko-2025-10-14-uzbekistan-cotton")
    asked = [await http.get(newsroom.base_url + path, headers={"If-None-Match": known[path]}) for path in paths]
    assert [answer.status for answer in asked] == [200, 304, 304]


async def test_an_unknown_tag_is_answered_in_full_even_when_the_date_matches(
    newsroom: Newsroom, http: aiohttp.ClientSession
) -> None:
    async with http.get(newsroom.base_url + BOARD) as first:
        date = first.headers["Last-Modified"]
    headers = {"If-None-Match": '"other"', "If-Modified-Since": date}
    async with http.get(newsroom.base_url + BOARD, headers=headers) as answer:
        assert answer.status == 200


async def test_publishing_adds_rows_and_entries_until_all_are_out(http: aiohttp.ClientSession) -> None:
    async with Newsroom() as newsroom:
        titles = []
        while (title := newsroom.publish_next()) is not None:
            titles.append(title)
        assert newsroom.waiting == ()
        assert titles[0] == BRIEFINGS[3].title
        assert titles[-1] == BRIEFINGS[-1].title
        assert len(newsroom.published) == len(BRIEFINGS) + len(NOTES)
        shown = await rows(http, newsroom)
        assert BRIEFINGS[-1].heading in only(shown[0].css_first("a")).text()
        assert len(shown) == len(BRIEFINGS)


async def test_changes_within_one_second_still_get_dates_of_their_own(http: aiohttp.ClientSession) -> None:
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    async with Newsroom(clock=lambda: noon) as newsroom:
        newsroom.publish_next()
        newsroom.publish(BRIEFINGS[-1].key)
        async with http.get(newsroom.base_url + BOARD) as answer:
            assert parsedate_to_datetime(answer.headers["Last-Modified"]) == noon + timedelta(seconds=2)


def test_publishing_twice_is_publishing_once() -> None:
    newsroom = Newsroom(initial=0)
    assert not newsroom.published
    assert newsroom.publish(BRIEFINGS[4].key) == newsroom.publish(BRIEFINGS[4].key) == BRIEFINGS[4].title
    assert newsroom.published == (BRIEFINGS[4].key,)
    with pytest.raises(KeyError):
        newsroom.publish("nothing")


async def test_more_than_ten_postings_make_a_second_page(http: aiohttp.ClientSession, tmp_path: Path) -> None:
    extras = [tmp_path / f"{number}.txt" for number in range(3)]
    for path in extras:
        path.write_text("첫 줄\n둘째 줄\n", encoding="utf-8")
    async with Newsroom(extras, initial=len(BRIEFINGS)) as newsroom:
        while newsroom.publish_next() is not None:
            pass
        second = await page(http, newsroom.base_url + BOARD + "&currentPage=2")
        assert len(await rows(http, newsroom)) == 10
        assert [only(row.css_first(".num")).text() for row in second.css("table.tstyle_list tbody tr")] == [
            "2",
            "1",
        ]
        assert only(second.css_first(".pager strong")).text() == "2"


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_feed_gives_its_notes_newest_first_with_dates_that_state_their_zone(
    http: aiohttp.ClientSession, language: str
) -> None:
    notes = sorted((note for note in NOTES if note.shelf == language), key=lambda note: note.published, reverse=True)
    async with Newsroom() as newsroom:
        for note in notes:
            newsroom.publish(note.key)
        async with http.get(f"{newsroom.base_url}/rss/{language}.xml") as answer:
            assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
            feed = feedparser.parse(await answer.read())
        assert not feed.bozo
        assert [entry.title for entry in feed.entries] == [note.heading for note in notes]
        assert [entry.id for entry in feed.entries] == [note.key for note in notes]
        assert [parsedate_to_datetime(entry.published) for entry in feed.entries] == [n.published for n in notes]
        assert all(entry.published.endswith("+0900" if language == "ko" else "+0000") for entry in feed.entries)
        assert feed.entries[0].summary == notes[0].body[0]
        tree = await page(http, feed.entries[0].link)
        assert [node.text() for node in tree.css("article p span")] == list(notes[0].body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
async def test_every_line_of_an_added_document_stands_in_its_page(
    http: aiohttp.ClientSession, tmp_path: Path, encoding: str
) -> None:
    document = [
        "정책 & 동향",
        "[이슈트렌드] <b>제목</b> \"따옴표\" 'R&D'",
        "몽골 어떤 기관 - - 2024/02/30",
        "□ 머리글",
        "",
        "  들여 쓴 줄 &amp; 기호 ■○",
        "- 문장 1.  두 칸",
        "이전글 | [세미나] 글 | 2024-12-02 |",
        "---|---|---|",
        "끝",
    ]
    path = tmp_path / "added.txt"
    path.write_bytes("\r\n".join(document).encode(encoding))
    async with Newsroom([path]) as newsroom:
        assert newsroom.waiting[0] == "added"
        assert newsroom.publish_next() == "<b>제목</b> \"따옴표\" 'R&D'"
        link = only((await rows(http, newsroom))[0].css_first("a")).attributes["href"] or ""
        article = only((await page(http, urljoin(newsroom.base_url, link))).css_first("article.board_view"))
        shown = [node.text() for node in article.css("p, h2")]
        assert shown == document


async def test_an_added_web_page_keeps_its_text_and_loads_nothing(http: aiohttp.ClientSession, tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(
        "<html><head><title>창 제목</title></head><body><h1>글 제목</h1><script>steal()</script>"
        "<p>몽골 어떤 기관 - - 2024/03/05</p><p>첫 문단 <img src='//example.org/x.png'>이다.</p></body></html>",
        encoding="cp949",
    )
    async with Newsroom([path], initial=0) as newsroom:
        assert newsroom.publish_next() == "글 제목"
        row = (await rows(http, newsroom))[0]
        assert only(row.css_first(".date")).text() == "2024/03/05"
        link = only(row.css_first("a")).attributes["href"] or ""
        article = only((await page(http, urljoin(newsroom.base_url, link))).css_first("article.board_view"))
        assert "첫 문단 이다." in article.text()
        assert article.css("script, img") == []


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xff\xfe\x00", bytes(range(256))])
async def test_an_empty_or_odd_file_still_gets_a_page(http: aiohttp.ClientSession, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(raw)
    async with Newsroom([path], initial=0) as newsroom:
        assert newsroom.publish_next()
        link = only((await rows(http, newsroom))[0].css_first("a")).attributes["href"] or ""
        await page(http, urljoin(newsroom.base_url, link))


async def test_two_files_of_one_name_are_two_postings(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "same.txt" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"{path.parent.name}의 글\n본문\n", encoding="utf-8")
    newsroom = Newsroom(paths, initial=0)
    assert [newsroom.publish_next(), newsroom.publish_next()] == ["a의 글", "b의 글"]


async def test_the_source_blocks_are_settings_the_app_accepts(newsroom: Newsroom) -> None:
    port = int(newsroom.base_url.rpartition(":")[2])
    sources = parse(newsroom.sources()).source
    assert [(source.id, source.kind) for source in sources] == [
        ("sample-board", "board"),
        ("sample-rss-ko", "feed"),
        ("sample-rss-en", "feed"),
    ]
    assert sources[0].url == newsroom.base_url + BOARD
    assert all(source.allow_ports == (port,) and source.allow_private for source in sources)
    assert not any(source.baseline for source in sources)


async def test_a_person_is_told_that_the_site_is_a_sample(newsroom: Newsroom, http: aiohttp.ClientSession) -> None:
    for path in ("/", BOARD, f"/board/issueDetail.es?brdctsNo={BRIEFINGS[0].number}"):
        tree = await page(http, newsroom.base_url + path)
        assert "견본 사이트" in only(tree.css_first(".sample")).text()
        assert "sample site" in only(tree.css_first("footer")).text()


async def test_a_stopped_newsroom_no_longer_answers(http: aiohttp.ClientSession) -> None:
    newsroom = Newsroom()
    url = await newsroom.start()
    await newsroom.stop()
    await newsroom.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await http.get(url)


async def test_a_real_briefing_is_published_without_losing_a_line(http: aiohttp.ClientSession, shared: Path) -> None:
    seed = shared / "seed" / "emerics-issue-trend-2024-12-06.txt"
    expected = json.loads((seed.parent / "expected.json").read_text(encoding="utf-8"))
    async with Newsroom([seed], initial=0) as newsroom:
        assert newsroom.publish_next() == expected["title"]
        row = (await rows(http, newsroom))[0]
        assert only(row.css_first(".date")).text() == expected["published"].replace("-", "/")
        link = only(row.css_first("a")).attributes["href"] or ""
        article = only((await page(http, urljoin(newsroom.base_url, link))).css_first("article.board_view"))
        shown = [node.text() for node in article.css("p, h2")]
        assert shown == seed.read_text(encoding="utf-8").split("\n")


async def test_a_correction_puts_one_figure_right_once_and_says_which(http: aiohttp.ClientSession) -> None:
    async with Newsroom(initial=1) as newsroom:
        url = f"{newsroom.base_url}/board/issueDetail.es?brdctsNo={BRIEFINGS[0].number}"
        before = only((await page(http, url)).css_first(".view_cont")).text()
        assert newsroom.correct_newest() == BRIEFINGS[0].title
        after = only((await page(http, url)).css_first(".view_cont")).text()
        assert (before.count("80%"), after.count("80%"), after.count("82%")) == (1, 0, 1)
        assert newsroom.correct_newest() is None


def test_what_is_out_and_corrected_is_so_again_after_a_kill(tmp_path: Path) -> None:
    kept = tmp_path / "newsroom.json"
    first = Newsroom(initial=1, kept=kept)
    first.publish_next(Shelf.BOARD)
    assert first.correct_newest() == BRIEFINGS[1].title
    again = Newsroom(initial=1, kept=kept)
    assert again.published == first.published
    assert again.correct_newest() == BRIEFINGS[0].title
    kept.write_text('{"publ', encoding="utf-8")
    assert Newsroom(initial=1, kept=kept).published == Newsroom(initial=1).published


def test_one_shelf_can_be_published_from() -> None:
    newsroom = Newsroom(initial=0)
    notes = [note.title for note in NOTES if note.shelf is Shelf.KO]
    assert [newsroom.publish_next(Shelf.KO) for _ in range(len(notes) + 1)] == [*notes, None]


def test_a_feed_can_wait_for_its_owner() -> None:
    newsroom = Newsroom()
    newsroom.base_url = "http://127.0.0.1:9"
    reviewed = {one.id: (one.publish, one.delay_s) for one in parse(newsroom.sources(review_s=30)).source}
    assert reviewed["sample-rss-ko"] == ("delay", 30)
    assert reviewed["sample-board"][0] == "auto"
