"""Markup that parsers take quadratic time over is known without them."""

from jobs.nesting import bare_lines, crowded, taxing
from tests.rows import every


@every(
    "markup",
    [
        "<div>" * 2_000,
        "<b></div>" * 2_000,
        "<DIV></b>" * 2_000,
        "<!--><i>" * 2_000,
        "<div/>" * 2_000,
        "<p " + " ".join(f"a{number}" for number in range(5_000)) + ">",
    ],
)
def test_what_nests_without_end_or_is_all_attributes_is_taxing(markup: str) -> None:
    assert taxing(markup)


@every(
    "markup",
    [
        "<div>글</div>" * 3_000,
        "<p>글<br>" * 3_000 + "</div>" * 3_000,
        "<ul>" + "<li><a href=x><b>글</b>" * 3_000,
        f"<p>글</p><!--{'<span>' * 3_000}-->",
        f"<img src='data:image/png;base64,{'A/' * 40_000}'>" + "<" * 100_000,
    ],
)
def test_long_and_careless_pages_are_not(markup: str) -> None:
    assert not taxing(markup)


def test_a_tag_of_thousands_of_attributes_is_crowded_and_a_long_one_is_not() -> None:
    assert crowded(f"<p><item {' '.join(f'a{number}=1' for number in range(5_000))}>")
    assert not crowded(f"<img src='{'a=b&' * 30_000}'/><p>{'a = b ' * 10_000}</p>")


def test_the_text_of_markup_is_had_line_by_line_without_what_nobody_sees() -> None:
    markup = "<div>하나 &lt; 둘<script>x</script><!-- y --><style>z" + "</style ><b>셋"
    assert bare_lines(markup).split() == ["하나", "<", "둘", "셋"]
