"""What robots.txt lets us read."""

from jobs.fetch.robots import read_robots
from tests.rows import every

NAME = "Sosik/1.0 (briefing reader)"


def allowed(text: str, path: str, name: str = NAME) -> bool:
    return read_robots(text.encode(), name).allows(f"https://site.example{path}")


@every(
    ("text", "path", "may"),
    [
        ("User-agent: *\nDisallow: /", "/list", False),
        ("User-agent: *\nDisallow:", "/list", True),
        ("", "/list", True),
        ("User-agent: *\nDisallow: /\nAllow: /list", "/list?page=2", True),
        ("User-agent: *\nAllow: /list\nDisallow: /list/private", "/list/private/1", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /*?print=", "/view?print=1", False),
        ("User-agent: sosik\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: Sosik/2\nDisallow: /a", "/a", False),
        ("User-agent: other\nUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("user-AGENT : *\n disallow : /a # why", "/a", False),
        ("User-agent: *\nDisallow: /%EC%86%8C%EC%8B%9D", "/소식/1", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("<!doctype html><p>Disallow: /</p>", "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_the_longest_rule_of_our_group_decides(text: str, path: str, may: bool) -> None:
    assert allowed(text, path) is may


def test_a_reader_without_a_version_is_known_by_its_name() -> None:
    assert not allowed("User-agent: Sosik bot\nDisallow: /", "/a", "Sosik (briefing reader)")


def test_the_pause_that_a_host_asks_for_is_read_and_bounded() -> None:
    assert read_robots(b"User-agent: *\nCrawl-delay: 5\nDisallow: /x", NAME).delay_s == 5
    assert read_robots(b"User-agent: *\nCrawl-delay: 9000", NAME).delay_s == 60
    assert read_robots(b"User-agent: *\nCrawl-delay: slow", NAME).delay_s == 0


def test_a_rule_of_many_stars_costs_nothing() -> None:
    rule = "/" + "*a" * 200 + "$"
    assert allowed(f"User-agent: *\nDisallow: {rule}", "/" + "a" * 150 + "b")


@every("body", [b"\xff\xfe\x00", b"\x00" * 50, b"User-agent\n:\n::\nDisallow", b"User-agent: *\r\rAllow: ["])
def test_whatever_stands_there_is_read(body: bytes) -> None:
    assert read_robots(body, NAME).allows("https://site.example/")
