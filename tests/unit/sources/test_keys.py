"""By what a briefing is known again."""

from datetime import date

from hypothesis import given

from jobs.settings import SourceSettings
from jobs.sources.board import keys_of_address
from jobs.sources.identity import canonical_url, distinct, joined, keys, parameter, tidy
from tests.rows import every
from tests.texts import any_text

DAY = date(2025, 9, 1)


@every(
    "noisy",
    [
        "http://Example.KR/view.es?no=7&mid=a",
        "https://example.kr:443/view.es?mid=a&no=7",
        "https://example.kr/view.es?mid=a&&no=7&x=&y=&",
        "https://example.kr/view.es?mid=a&amp;no=7",
        "https://example.kr/view.es?mid=a&no=7&utm_source=rss&fbclid=z#top",
        "https://example.kr/view.es?mid=a&no=7&_hsenc=1&gbraid=2&mtm_campaign=3&srsltid=4",
        "https://example.kr/view.es?mid=a&no=7&pageIndex=3&searchKeyword=%EA%B0%80&page=2",
        "https://example.kr/view.es;jsessionid=0AF?mid=a&no=7",
        "https://example.kr/%76iew.es?mid=%61&no=7",
        "https://www.example.kr/view.es?mid=a&no=7",
        "http://m.example.kr/view.es/?mid=a&no=7",
    ],
)
def test_noise_in_an_address_does_not_change_its_key(noisy: str) -> None:
    assert keys(url=noisy) == keys(url="https://example.kr/view.es?mid=a&no=7")


@every(
    "other",
    [
        "https://example.kr/view.es?mid=a&no=8",
        "https://example.kr/view.es?mid=b&no=7",
        "https://example.kr:446/view.es?mid=a&no=7",
        "https://english.example.kr/view.es?mid=a&no=7",
        "https://example.kr/View.es?mid=a&no=7",
        "https://example.kr/view.es?mid=a&no=7&page=article-5",
        "https://example.kr/view.es?mid=a&no=7#!/5",
        "https://example.kr/view.es?mid=a&no=7&q=%B0%A1",
    ],
)
def test_what_names_another_page_changes_the_key(other: str) -> None:
    assert keys(url=other) != keys(url="https://example.kr/view.es?mid=a&no=7")


def test_a_host_that_is_called_m_or_www_stays_apart() -> None:
    assert keys(url="https://m.kr/1") != keys(url="https://kr/1")
    assert keys(url="https://www.kr/1") == ("url:www.kr/1",)


def test_bytes_in_an_old_encoding_stay_apart() -> None:
    assert canonical_url("http://a.kr/?q=%B0%A1") != canonical_url("http://a.kr/?q=%B0%A2")


def test_an_article_named_by_a_bare_query_keeps_it() -> None:
    assert canonical_url("http://a.kr/i.php?article-5") != canonical_url("http://a.kr/i.php?article-6")


def test_only_the_canonical_parameters_count_where_they_are_set() -> None:
    assert canonical_url("http://a.kr/v?no=7&mid=1&tab=x", keep=("no",)) == "http://a.kr/v?no=7"


def test_a_hangul_host_has_one_spelling() -> None:
    assert canonical_url("http://소식.kr/") == canonical_url("http://xn--9l4b4x.kr/") == "http://xn--9l4b4x.kr/"


@every("nothing", ["", "mailto:a@b.kr", "javascript:x", "http://", "http://[::1/", "http://a:x/"])
def test_what_is_no_web_address_is_no_key(nothing: str) -> None:
    assert canonical_url(nothing) == ""
    assert keys(url=nothing) == ()


def test_keys_come_best_first() -> None:
    found = keys(url="http://a.kr/v?brdctsNo=7&mid=1", guid=" g ", id_parameter="brdctsNo", title="제목", day=DAY)
    assert found[:3] == ("brdctsNo:7", "guid:g", "url:a.kr/v?brdctsNo=7&mid=1")
    assert found[3].startswith("hash:")


def test_the_title_counts_folded_and_only_with_its_day_or_alone() -> None:
    assert keys(title=" Ａ  소식 ", day=DAY) == keys(title="a 소식", day=DAY)
    assert keys(title="a", day=DAY) != keys(title="a", day=date(2025, 9, 2))
    assert keys(title="a") != ()
    assert keys(title="a", url="http://a.kr/1") == ("url:a.kr/1",)
    assert keys(title=" ", day=DAY) == ()


@every("later", ["{}(종합)", "{} (종합2보)", "[속보] {}", "(2보) {}", "{} [UPDATED]", "[단독]{}(종합)"])
def test_a_later_version_of_an_agencys_story_bears_its_title(later: str) -> None:
    title, day = "키르기스스탄, 전력 수입 늘린다", date(2026, 3, 2)
    assert keys(title=later.format(title), day=day) == keys(title=title, day=day)
    assert keys(title="[속보]", day=day) != keys(title="(종합)", day=day)


def test_a_very_long_guid_becomes_a_short_key() -> None:
    (first,) = keys(guid="g" * 100_000)
    (second,) = keys(guid="g" * 100_001)
    assert first != second
    assert len(first) < 100


def test_a_key_that_several_entries_share_is_none() -> None:
    titles = [("hash:a",), ("hash:b",)]
    assert distinct([("guid:1", "url:a"), ("guid:1", "url:b")], otherwise=titles.__getitem__) == [
        ("url:a",),
        ("url:b",),
    ]
    assert distinct([("guid:1", "url:a"), ("guid:1", "url:a")], otherwise=titles.__getitem__) == titles


def test_a_parameter_is_found_between_empty_ones() -> None:
    assert parameter("http://a.kr/v.es?x=&&brdctsNo=12&mid=", "brdctsno") == "12"
    assert parameter("http://a.kr/v.es?brdctsNo=", "brdctsNo") is None


def test_an_address_to_show_loses_only_what_is_empty() -> None:
    url = "http://a.kr/v.es?b=2&&a=1&x=&page=3&bare"
    assert tidy(url) == "http://a.kr/v.es?b=2&a=1&page=3&bare"
    assert tidy(url, keep=("a", "B")) == "http://a.kr/v.es?b=2&a=1"
    assert tidy("http://a.kr/v.es?&x=") == "http://a.kr/v.es"


@every(
    ("link", "address"),
    [
        ("/v?no=1#top", "http://a.kr/v?no=1"),
        (" v?no=1\n", "http://a.kr/b/v?no=1"),
        ("//c.kr/1", "http://c.kr/1"),
        ("#", ""),
        ("", ""),
        ("javascript:fn(1)", ""),
        ("java\tscript:fn(1)", ""),
        ("mailto:a@b.kr", ""),
        ("data:text/html,x", ""),
        ("http://[::1", ""),
        ("/가\u3000나\u2028?a=b\u00a0c", "http://a.kr/가%E3%80%80나%E2%80%A8?a=b%C2%A0c"),
    ],
)
def test_a_link_is_a_web_address_or_nothing(link: str, address: str) -> None:
    assert joined("http://a.kr/b/list", link) == address


@given(any_text(max_size=60))
def test_any_address_has_a_canonical_form_that_stays(url: str) -> None:
    once = canonical_url(f"http://a.kr/{url}")
    assert canonical_url(once) == once


def test_an_address_copied_from_a_browser_has_the_keys_of_its_listing_and_a_strangers_number_has_none() -> None:
    source = SourceSettings.model_validate(
        {
            "id": "board",
            "kind": "board",
            "url": "https://example.kr:446/list.es?mid=a",
            "board": {"row": "tr", "id_parameter": "no", "canonical_parameters": ["no", "mid"]},
        }
    )
    listed = keys(
        url="https://example.kr:446/view.es?no=7&mid=a", id_parameter="no", canonical_parameters=("no", "mid")
    )
    assert keys_of_address("https://example.kr:446/view.es?mid=a&&search_year=&no=7&currentPage=2", source) == listed
    assert keys_of_address("https://stranger.example/view.es?no=7", source) == ("url:stranger.example/view.es?no=7",)
    assert keys_of_address("https://[broken", source) == ()
