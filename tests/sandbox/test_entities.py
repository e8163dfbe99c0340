"""HTML becomes entities as Telegram makes them, and wrong HTML is refused in its words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import ORDER, QUOTES, SPLITTABLE, Entity, Text, cut, tidy, utf16_length
from bot.sandbox.errors import ApiError
from bot.sandbox.markup import parse_html
from bot.sandbox.rendering import to_html
from tests.rows import every


def read(source: str) -> Text:
    return tidy(*parse_html(source))


def kinds(source: str) -> list[tuple[str, str]]:
    """(kind, words) of each entity."""
    text = read(source)
    return [(e.kind, cut(text.text, e.offset, e.length)) for e in text.entities]


@every(
    ("source", "expected"),
    [
        ("<b>굵게</b>", [("bold", "굵게")]),
        ("😀<i>기울임</i>", [("italic", "기울임")]),
        ("<strong>a</strong> <em>b</em> <ins>c</ins> <del>d</del>",
         [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d")]),
        ("<tg-spoiler>비밀</tg-spoiler>", [("spoiler", "비밀")]),
        ('<span class="tg-spoiler">비밀</span>', [("spoiler", "비밀")]),
        ("<blockquote expandable>접힘</blockquote>", [("expandable_blockquote", "접힘")]),
        ("<blockquote>펼침 <b>x</b></blockquote>", [("blockquote", "펼침 x"), ("bold", "x")]),
        ("<b>가<i>나</i>다</b>", [("bold", "가나다"), ("italic", "나")]),
        ("<b>a<code>b</code>c</b>", [("bold", "a"), ("code", "b"), ("bold", "c")]),
        ("<b>a</b><b>b</b>", [("bold", "ab")]),
        ("<B>큰 글자 꼬리표</b>", [("bold", "큰 글자 꼬리표")]),
        ("<b>이름 없는 끝</>", [("bold", "이름 없는 끝")]),
        ("<b></b>빈 것", []),
        ("  <b> 둘레 빈칸 </b>  ", [("bold", "둘레 빈칸")]),
        ("/go@some_bot #지역 @some_1", [("bot_command", "/go@some_bot"), ("hashtag", "#지역"), ("mention", "@some_1")]),
        ("주소 https://example.org/가?x=1. 끝", [("url", "https://example.org/가?x=1")]),
        ("<code>/not_a_command</code>", [("code", "/not_a_command")]),
        ('<a href="bad url">글</a>', []),
    ],
)  # fmt: skip
def test_html_becomes_the_entities_telegram_makes(source: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(source) == expected


def test_offsets_count_utf16_units() -> None:
    (entity,) = read("😀한<b>🇰🇿</b>").entities
    assert (entity.offset, entity.length) == (3, 4)


def test_character_references_are_the_four_names_and_numbers() -> None:
    assert read("&lt;&gt;&amp;&quot;&#44032;&#xAC00;&nbsp;&copy;").text == '<>&"가가&nbsp;&copy;'


def test_a_link_keeps_its_address_and_gains_a_slash() -> None:
    entities = read('<a href="https://example.org?a=1&amp;b=2">가</a> <a href="https://example.org">나</a>').entities
    assert [e.url for e in entities] == ["https://example.org?a=1&b=2", "https://example.org/"]


def test_pre_takes_the_language_of_its_code() -> None:
    (entity,) = read('<pre><code class="language-python">x</code></pre>').entities
    assert entity.wire() == {"type": "pre", "offset": 0, "length": 1, "language": "python"}


@every(
    ("source", "reason"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("가 < 나", 'Unsupported start tag "" at byte offset 4'),
        ("가<b", "Unclosed start tag at byte offset 3"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>가</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_wrong_html_is_refused_with_the_byte_offset(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.wire() == {
        "ok": False,
        "error_code": 400,
        "description": f"Bad Request: can't parse entities: {reason}",
    }


def test_at_most_a_hundred_entities_are_kept() -> None:
    assert len(read(" ".join(f"<b>{n}</b>" for n in range(130))).entities) == 100


def test_an_entity_beyond_the_text_is_refused() -> None:
    with pytest.raises(ApiError):
        tidy("짧다", [Entity(kind="bold", offset=1, length=5)])


def test_an_entity_that_tears_a_character_apart_is_refused() -> None:
    with pytest.raises(ApiError, match="in the middle of a UTF-16 symbol"):
        tidy("😀", [Entity(kind="bold", offset=0, length=1)])


words = st.text(alphabet="가나 \n😀a&<>\"'/b@#.:\u2028\r", max_size=60)
pieces = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<blockquote>", "</blockquote>", "&lt;", "한국 ", "😀", " ",
     '<a href="http://e.org/">', "</a>", "\n", "/go", "<blockquote expandable>", "https://e.org/x"]
)  # fmt: skip


@given(st.lists(pieces, max_size=25).map("".join) | words)
def test_any_html_is_read_or_refused(source: str) -> None:
    try:
        text = read(source)
    except ApiError as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017
        return
    check_order(text)


@given(
    st.text(alphabet="가나다😀 a\n", max_size=30),
    st.lists(st.tuples(st.sampled_from(sorted(ORDER)), st.integers(0, 40), st.integers(0, 40)), max_size=12),
)
def test_any_listed_entities_come_out_nested(source: str, listed: list[tuple[str, int, int]]) -> None:
    edges = [utf16_length(source[:n]) for n in range(len(source) + 1)]
    entities = []
    for kind, at, length in listed:
        start, end = edges[min(at, len(source))], edges[min(at + length, len(source))]
        entities.append(Entity(kind=kind, offset=start, length=end - start))
    check_order(tidy(source, entities))


def check_order(text: Text) -> None:
    """Inside the text, sorted, not empty, nothing overlaps that may not; the rendering keeps every character."""
    units = utf16_length(text.text)
    assert text.text == text.text.strip(" \n")
    assert [(e.offset, -e.length) for e in text.entities] == sorted((e.offset, -e.length) for e in text.entities)
    assert all(e.offset >= 0 and e.length > 0 and e.end <= units for e in text.entities)
    solid = [e for e in text.entities if e.kind not in SPLITTABLE and e.kind not in QUOTES]
    assert all(a.end <= b.offset for a, b in pairwise(solid))
    shown = to_html(text)
    assert parse_html(shown.replace('<span class="', '<code class="').replace("</span>", "</code>"))[0] == text.text


@given(st.text(alphabet="가😀a ", min_size=1, max_size=20), st.text(alphabet="나🇰🇿b", min_size=1, max_size=20))
def test_bold_covers_exactly_its_words(before: str, bold: str) -> None:
    before = "x" + before
    text = read(f"{before}<b>{bold}</b>")
    (entity,) = text.entities
    assert cut(text.text, entity.offset, entity.length) == bold
