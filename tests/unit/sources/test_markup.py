"""Strangers' HTML, rebuilt."""

import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from jobs.language import clean
from jobs.sources.markup import plain_title, rebuild, rebuild_either, rebuild_text
from tests.rows import every
from tests.texts import any_text

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><p>x</p></svg>",
    "<svg><style><a title='</style><img src=x onerror=alert(1)>'></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<form action=http://x><input name=q><button>go</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='java\u200bscript:alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<a href='http://a.kr/\" onclick=alert(1) x=\"'>x</a>",
    "<iframe src=http://x></iframe><object data=x></object><embed src=x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><script>x</script></textarea><title><script>x</script></title>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp><plaintext><script>x",
    "<b>&#x338; onclick=alert(1)</b>",
    "<p style='background:url(javascript:x)' class=a id=b>x</p>",
    "<meta http-equiv=refresh content='0;url=http://x'><base href=http://x><link rel=stylesheet href=x>",
    "<frameset><frame src=javascript:x></frameset>",
    "<!--><script>x</script>--><![CDATA[<script>x</script>]]><?php <script> ?>",
    "<td colspan='2\" onclick=x' rowspan=2>x</td>",
    "<details open ontoggle=alert(1)><summary>x</summary></details><marquee onstart=alert(1)>x</marquee>",
    "<p/onpointerenter=alert(1)>x</p><p\fonfocus\n=\n'alert(1)' autofocus tabindex=1>x</p>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe><portal src=http://x></portal>",
    "<button formaction=javascript:alert(1) form=f>x</button><isindex action=javascript:alert(1)>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg><math href=javascript:alert(1)>x</math>",
    "<picture><source srcset=x onerror=alert(1)><img srcset='x 1x' onerror=alert(1)></picture>",
    "<q cite=javascript:alert(1)>x</q><blockquote cite=data:x>x</blockquote><table background=javascript:x></table>",
    "<a ping=http://x target=_top href=http://a.kr/>x</a><time datetime='1 onclick=alert(1)'>x</time>",
    "<style>@import 'javascript:x'</style><p style='width:expression(alert(1))'>x</p>",
    "<template shadowrootmode=open><img src=x onerror=alert(1)></template><custom-el onclick=alert(1)>x</custom-el>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title><noframes><a title='</noframes><script>x'>",
    "<!--[if IE]><script>x</script><![endif]--><!-- --!><img src=x onerror=alert(1)>-->",
    "<a href='http://x&lt;br&gt;/'>x</a><a href='https:javascript:alert(1)'>x</a>",
    *(
        f"<a href='{scheme}alert(1)'>x</a><area href='{scheme}x'><form action='{scheme}x'></form>"
        for scheme in (
            "java\nscript:",
            "java&Tab;script:",
            "javascript&colon;",
            "&#x6A&#x61vascript:",
            "\x01javascript:",
            "vbscript:",
            "data:text/html;base64,",
            "blob:",
            "view-source:javascript:",
            "file:///",
            "\\\\x/",
        )
    ),
]
SAFE_TAGS = {"html", "head", "body", "-text"}
SHOWN_TAGS = set(
    re.findall(
        r"\w+",
        "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th blockquote pre figure "
        "figcaption section article header footer aside main address hr br a abbr b strong i em u s del ins sub sup "
        "small mark code q cite span time",
    )
)
SHOWN_ATTRIBUTES = {"href", "colspan", "rowspan", "datetime"}


def assert_harmless(markup: str) -> None:
    tree = LexborHTMLParser(markup)
    assert tree.root is not None
    for node in tree.root.traverse(include_text=True):
        assert node.tag in SAFE_TAGS | SHOWN_TAGS, markup
        for name, value in node.attributes.items():
            assert name in SHOWN_ATTRIBUTES, markup
            assert name != "href" or (value or "").lower().startswith(("http://", "https://")), markup


@every("attack", ATTACKS)
def test_nothing_of_an_attack_survives(attack: str) -> None:
    made = rebuild(f"<p>앞</p>{attack}<p>뒤</p>", "http://a.kr/")
    assert_harmless(made.html)
    assert_harmless(clean(made.html))
    assert_harmless(rebuild_either(attack, "http://a.kr/").html)


pieces = st.one_of(
    st.sampled_from(
        [
            *ATTACKS,
            "<table><tr>",
            "</p>",
            "<a href=/x>",
            "</a>",
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "&lt;",
            "\u0338",
        ]
    ),
    any_text(max_size=8),
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_no_mixture_of_markup_gives_anything_outside_the_whitelist(markup: str) -> None:
    made = rebuild(markup, "http://a.kr/")
    assert_harmless(made.html)
    assert_harmless(clean(made.html))


@given(st.lists(pieces, max_size=6).map("".join))
def test_a_title_is_plain_text_on_one_line(raw: str) -> None:
    title = plain_title(raw)
    assert not re.search(r"</?(?:script|p|b|a|svg|img|table|tr|form|iframe)\b[^<>]*>", title, re.IGNORECASE)
    assert title == " ".join(title.split())


def test_structure_links_and_words_stay() -> None:
    made = rebuild(
        "<h2>개요</h2><ul><li>하나 &amp; 둘</li></ul>"
        "<p>글 <b>굵게</b> <a href='/v?a=1&b=2' target=_blank>자세히</a></p>"
        "<table><tr><th colspan=2>연도</th></tr><tr><td>2025</td><td>3 &lt; 4</td></tr></table>",
        "http://a.kr/list",
    )
    assert made.html == (
        "<h2>개요</h2><ul><li>하나 &amp; 둘</li></ul>"
        '<p>글 <b>굵게</b> <a href="http://a.kr/v?a=1&amp;b=2">자세히</a></p>'
        '<table><tbody><tr><th colspan="2">연도</th></tr><tr><td>2025</td><td>3 &lt; 4</td></tr></tbody></table>'
    )
    assert made.text == "개요\n하나 & 둘\n글 굵게 자세히\n연도\n2025 3 < 4"


def test_a_form_around_the_text_goes_and_the_text_stays() -> None:
    assert rebuild("<form><p>본문</p><input value=x></form>", "").html == "<p>본문</p>"


def test_bottomless_nesting_is_cut_and_its_text_kept() -> None:
    made = rebuild("<div>" * 1_900 + "깊은 곳", "")
    assert made.text == "깊은 곳"
    assert made.html.count("<div>") == 100


@every("tag", ["div", "b", "dl><dd"])
def test_nesting_that_would_take_a_parser_minutes_loses_its_tags_and_keeps_its_lines(tag: str) -> None:
    made = rebuild(f"<p>하나 &amp; 둘</p>{f'<{tag}>' * 200_000}셋<script>x</script>", "")
    assert (made.html, made.text) == ("<p>하나 &amp; 둘</p><p>셋</p>", "하나 & 둘\n셋")


@every(
    "dropped",
    ["<iframe src='x' />", "<iframe src=x>", "<VIDEO src=x>", "<script src='x' />", "<object/>", "<svg><path/>",
     "<iframe/><iframe></iframe>", "<select><option>", "<audio/><audio>x</audio>"],
)  # fmt: skip
def test_what_is_dropped_takes_no_text_along_that_stands_behind_it(dropped: str) -> None:
    assert rebuild(f"<p>앞</p>{dropped}<p>뒤</p>", "").text == "앞\n뒤"


def test_what_a_dropped_element_holds_goes_with_it() -> None:
    markup = "<p>앞</p><iframe><p>x</p></iframe><object><p>x</p></object><p>뒤</p><script>x<p>y</p>"
    assert rebuild(markup, "").html == "<p>앞</p><p>뒤</p>"


@every("tag", ["blink", "details", "fieldset", "label", "marquee", "ruby", "q", "dt", "time", "kbd", "figure"])
def test_a_content_of_one_rare_element_is_markup_all_the_same(tag: str) -> None:
    made = rebuild_either(f"<{tag} class=x>글</{tag}> & 둘", "")
    assert " ".join(made.text.split()) == "글 & 둘"


def test_plain_text_keeps_its_lines_and_its_signs() -> None:
    made = rebuild_text("☐ 하나\n\n ◦ 둘 <b> & 셋")
    assert made.html == "<p>☐ 하나</p><p>◦ 둘 &lt;b&gt; &amp; 셋</p>"
    assert made.text == "☐ 하나\n◦ 둘 <b> & 셋"


def test_a_name_in_brackets_is_no_tag() -> None:
    made = rebuild_either("<p><KBS 뉴스>에서 <A기업>이 <o:p>밝혔다</o:p> <x 둘=1>셋</p>", "")
    assert made.text == "<KBS 뉴스>에서 <A기업>이 밝혔다 셋"
    assert_harmless(made.html)


def test_lines_of_a_description_without_markup_are_paragraphs() -> None:
    assert rebuild_either("☐ 하나\n◦ 5 < 6 &amp; 7", "").html == "<p>☐ 하나</p><p>◦ 5 &lt; 6 &amp; 7</p>"


def test_lines_count_where_only_inline_markup_stands_in_them() -> None:
    assert rebuild_either("☐ <b>하나</b>\n◦ 둘", "").text == "☐ 하나\n◦ 둘"
    assert rebuild_either("<p>하나\n둘</p>", "").text == "하나 둘"
    assert rebuild_either("<pre>하나\n둘</pre><p>셋\n넷</p>", "").text == "하나\n둘\n셋 넷"


@every(
    ("raw", "title"),
    [
        ("제목", "제목"),
        ("  두\n줄 ", "두 줄"),
        ("<b>굵은</b> 제목", "굵은 제목"),
        ("&lt;b&gt;굵은&lt;/b&gt; 제목", "굵은 제목"),
        ("A &amp;amp; B", "A & B"),
        ("A & B", "A & B"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("「A」 <견본> 회의", "「A」 <견본> 회의"),
        ("<A기업> 인수 <b>완료</b> <KBS 뉴스> 3<5", "<A기업> 인수 완료 <KBS 뉴스> 3<5"),
        ("하나 <!-- <b> --> 둘", "하나 둘"),
        ("<script>alert(1)</script>제목", "제목"),
        ("제\u202e목\u200b", "제목"),
    ],
)
def test_titles_are_plain(raw: str, title: str) -> None:
    assert plain_title(raw) == title
