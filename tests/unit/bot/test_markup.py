import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies.markup import (
    LIMIT,
    Ranked,
    bold,
    clipped,
    fitted,
    folded,
    italic,
    lines,
    linked,
    message,
    utf16_length,
    words,
)
from bot.sandbox.entities import utf16_length as telegrams_length
from tests.texts import any_text
from tests.unit.bot.desk_samples import shown

texts = any_text(max_size=200)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@given(texts)
def test_what_a_text_holds_is_never_markup(text: str) -> None:
    made = lines(bold(words(text)), folded(italic(words(text))))
    seen, _ = shown(message(made))
    assert squeezed(seen) == squeezed(made.shown)


@given(texts)
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert utf16_length(text) == telegrams_length(text)


@given(texts, st.integers(10, 300))
def test_a_clipped_line_is_short_enough_and_a_short_one_whole(text: str, longest: int) -> None:
    line = clipped(text, longest)
    assert utf16_length(line) <= longest
    assert "\n" not in line
    if utf16_length(clipped(text, 10_000)) <= longest:
        assert line == clipped(text, 10_000)


def test_only_web_addresses_become_links() -> None:
    for url in (
        None,
        "",
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://a b",
        "https://x.example/" + "a" * 600,
    ):
        assert linked(words("x"), url) == words("x")
    assert linked(words("x"), 'https://x.example/?a="&b').html == '<a href="https://x.example/?a=&quot;&amp;b">x</a>'


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 1_500)), max_size=40))
def test_the_least_important_lines_are_left_out_first(sizes: list[tuple[int, int]]) -> None:
    ranked = [Ranked(text=words(f"{number:02}" + "가" * size), rank=rank) for number, (rank, size) in enumerate(sizes)]
    text = fitted(words("head"), ranked, words("foot"), lambda n: words(f"more {n}"))
    assert utf16_length(text.shown) <= LIMIT
    kept = [line for line in ranked if line.text.shown in text.shown]
    left_out = [line for line in ranked if line not in kept]
    assert (f"more {len(left_out)}" in text.shown) == bool(left_out)
    small = [line for line in left_out if utf16_length(line.text.shown) < 900]
    if small and kept:
        usual = [line for line in kept if utf16_length(line.text.shown) < 900]
        assert all(line.rank <= min(one.rank for one in small) for line in usual)


def test_a_caption_goes_with_the_last_of_its_lines() -> None:
    caption = Ranked(text=words("caption"), rank=2, group="g", caption=True)
    line = Ranked(text=words("나" * 900), rank=3, group="g")
    filler = [Ranked(text=words("가" * 900), rank=1) for _ in range(4)]
    text = fitted(words("head"), [*filler, caption, line], words(""), lambda n: words(f"more {n}"))
    assert "caption" not in text.shown
    assert "more 1" in text.shown
