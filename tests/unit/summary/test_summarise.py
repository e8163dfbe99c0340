"""Both sides of a summary. Texts are our own."""

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs import organisations, regions, topics
from jobs.language import Analyser, PlainAnalyser, TokenPass
from jobs.model import (
    Briefing,
    Gloss,
    Language,
    Line,
    LineKind,
    Method,
    Reference,
    Section,
    Subsection,
    Summary,
)
from jobs.summary import summarise
from jobs.summary.english_types import english_types
from jobs.summary.event_types import event_types
from jobs.tagging import tag
from tests.rows import every

_PARAGRAPH = (
    "바투 견본(Batu Sample) 카자흐스탄 총리는 회담에서 여러 방안을 논의했다. 몽골은 카자흐스탄산 밀의 수입을 금지했다. "
    "두 나라는 앞으로 협력을 모색하기로 했다. 지난해 교역액은 3억 5,000만 달러로 12% 늘었다."
)
_SAMPLE = Briefing(
    title="카자흐스탄과 몽골, 통상 회담",
    sections=(
        Section(
            heading="카자흐스탄과 몽골의 통상 회담",
            subsections=(Subsection(heading="국경 시장을 다시 열기로", paragraphs=(_PARAGRAPH,)),),
        ),
        Section(
            heading="집단안보조약기구(CSTO)의 반응",
            subsections=(Subsection(paragraphs=("논의가 이어진다.",)),),
        ),
    ),
    references=(
        Reference(outlet="Example Times", title="Steppe neighbours talk trade", published=date(2025, 3, 4)),
        Reference(outlet="견본일보", title="초원의 이웃, 통상을 말하다"),
    ),
    glosses=(Gloss(korean="바투 견본", english="Batu Sample"),),
)
_ENGLISH = Briefing(
    title="Mongolia signs railway deal with Russia",
    language=Language.EN,
    sections=(
        Section(
            subsections=(
                Subsection(
                    paragraphs=(
                        "Mongolia signed a railway deal worth $1.2 billion with Russia. The line is 400 km long.",
                        "Putin welcomed the deal. Coal exports by rail would grow by 15 percent. Officials had lunch.",
                    )
                ),
            )
        ),
    ),
)


def _both(briefing: Briefing, analyser: Analyser) -> tuple[Summary, Summary]:
    tokens = TokenPass(analyser)
    said = summarise(briefing, tag(briefing, tokens), tokens)
    assert set(said) == set(Language)
    return said[Language.KO], said[Language.EN]


def _texts(summary: Summary, kind: LineKind) -> list[str]:
    return [line.text for line in summary.lines if line.kind is kind]


def _only(summary: Summary, kind: LineKind) -> Line:
    (line,) = (line for line in summary.lines if line.kind is kind)
    return line


def test_the_outline_gives_headings_and_drops_one_that_repeats_the_title(plain: Analyser) -> None:
    korean, _ = _both(_SAMPLE, plain)
    assert (korean.method, korean.headline) == (Method.OUTLINE, _SAMPLE.title)
    assert _texts(korean, LineKind.HEADING) == ["집단안보조약기구(CSTO)의 반응"]
    assert _texts(korean, LineKind.POINT) == ["국경 시장을 다시 열기로"]


def test_measures_are_decided_acts_and_hard_figures_and_never_talk(kiwi: Analyser) -> None:
    korean, _ = _both(_SAMPLE, kiwi)
    assert _texts(korean, LineKind.MEASURE) == [
        "몽골은 카자흐스탄산 밀의 수입을 금지했다.",
        "지난해 교역액은 3억 5,000만 달러로 12% 늘었다.",
    ]


def test_talk_alone_gives_no_measures(plain: Analyser) -> None:
    talk = Section(heading="회담", subsections=(Subsection(paragraphs=("양측은 협력을 논의하고 방안을 모색했다.",)),))
    korean, _ = _both(Briefing(title="두 나라의 만남", sections=(talk,)), plain)
    assert [line.kind for line in korean.lines] == [LineKind.HEADING]


def test_the_english_side_of_korean_is_labels_names_headlines_and_figures(kiwi: Analyser) -> None:
    _, english = _both(_SAMPLE, kiwi)
    assert (english.method, english.headline) == (Method.RULES, "Kazakhstan, Mongolia")
    assert _texts(english, LineKind.REGION) == ["Kazakhstan", "Mongolia"]
    assert "Trade" in _texts(english, LineKind.TOPIC)
    assert _texts(english, LineKind.ORGANISATION) == ["Collective Security Treaty Organization (CSTO)"]
    assert _texts(english, LineKind.FIGURE) == ["350 million dollars", "12 %"]
    name = _only(english, LineKind.NAME)
    assert (name.text, name.note) == ("Batu Sample", "Prime Minister")
    assert name.evidence == ("바투 견본(Batu Sample)", "총리")
    cited = _only(english, LineKind.CITED)
    assert (cited.text, cited.note, cited.on) == (
        "Steppe neighbours talk trade",
        "Example Times",
        date(2025, 3, 4),
    )


def test_terms_in_small_letters_addresses_and_outlets_alone_are_neither_names_nor_headlines(plain: Analyser) -> None:
    text = "견본국 공장은 요소수(urea solution)를 만든다. 바투 견본(Batu Sample)이 말했다."
    briefing = Briefing(
        title="몽골 공장",
        sections=(Section(subsections=(Subsection(paragraphs=(text,)),)),),
        references=(
            Reference(title="https://example.org/a", url="https://example.org/a"),
            Reference(title="Example Wire"),
            Reference(title="Steppe plant opens its gates"),
        ),
        glosses=(Gloss(korean="요소수", english="urea solution"), Gloss(korean="바투 견본", english="Batu Sample")),
    )
    _, english = _both(briefing, plain)
    assert _texts(english, LineKind.NAME) == ["Batu Sample"]
    assert _texts(english, LineKind.CITED) == ["Steppe plant opens its gates"]


def test_a_figure_is_said_once_and_years_alone_not_at_all(plain: Analyser) -> None:
    text = "Mongolia borrows $4 Million. The loan of $4 million runs for years."
    english = Briefing(
        title="Loan", language=Language.EN, sections=(Section(subsections=(Subsection(paragraphs=(text,)),)),)
    )
    _, korean = reversed(_both(english, plain))
    assert _texts(korean, LineKind.FIGURE) == ["400만 달러"]
    years = Briefing(title="몽골", sections=(Section(subsections=(Subsection(paragraphs=("2010~2015년이다.",)),)),))
    assert _texts(_both(years, plain)[1], LineKind.FIGURE) == []


@every(
    "heading",
    [
        "배경",
        "1. 현황 및 시사점",
        "주요 내용",
        "[향후 전망]",
        "평가와 과제",
        "대내외 동향·전망",
        "1. 정치·외교",
        "경제 동향",
    ],
)
def test_headings_that_every_report_has_say_nothing_and_sentences_are_given(heading: str) -> None:
    below = Subsection(paragraphs=("몽골은 카자흐스탄산 밀의 수입을 금지했다.",))
    briefing = Briefing(title="초원 소식", sections=(Section(heading=heading, subsections=(below,)),))
    korean, _ = _both(briefing, PlainAnalyser())
    assert (korean.method, _texts(korean, LineKind.HEADING)) == (Method.EXTRACT, [])
    told = replace(briefing, sections=(*briefing.sections, Section(heading="밀 수입 금지의 배경")))
    assert _texts(_both(told, PlainAnalyser())[0], LineKind.HEADING) == [heading, "밀 수입 금지의 배경"]


def test_a_figure_carries_the_terms_of_its_own_clause(kiwi: Analyser) -> None:
    _, english = _both(_SAMPLE, kiwi)
    assert [line.note for line in english.lines if line.kind is LineKind.FIGURE] == [
        "trade volume · up",
        "trade volume · up",
    ]


def test_of_plain_prose_the_sentence_that_tells_the_toll_is_among_those_given(kiwi: Analyser) -> None:
    quake = (
        "몽골 서부에서 지진이 일어나 두 마을이 흔들렸다. 지진이 일어난 곳은 두 판이 만나는 자리에서 멀다. "
        "두 판은 해마다 조금씩 서로 밀며 지진은 그 자리에서 자주 일어난다. 지진은 판 안쪽에서 일어난 것으로 보인다. "
        "당국은 건물이 무너져 20명이 숨졌다고 밝혔다."
    )
    section = Section(subsections=(Subsection(paragraphs=(quake,)),))
    korean, _ = _both(Briefing(title="몽골 서부에서 지진", sections=(section,)), kiwi)
    assert "당국은 건물이 무너져 20명이 숨졌다고 밝혔다." in _texts(korean, LineKind.POINT)


def test_the_words_below_a_picture_are_no_point_of_korean_prose(plain: Analyser) -> None:
    paragraphs = ("▲초원의 시장에서 상인이 일하고 있다. 견본통신", "몽골은 카자흐스탄산 밀의 수입을 금지했다.")
    briefing = Briefing(title="초원", sections=(Section(subsections=(Subsection(paragraphs=paragraphs),)),))
    assert _texts(_both(briefing, plain)[0], LineKind.POINT) == [paragraphs[1]]


def test_a_source_in_brackets_behind_its_sentence_is_no_point(plain: Analyser) -> None:
    paragraph = "몽골은 카자흐스탄산 밀의 수입을 금지했다. (Steppe Grain Today)"
    briefing = Briefing(title="초원", sections=(Section(subsections=(Subsection(paragraphs=(paragraph,)),)),))
    assert _texts(_both(briefing, plain)[0], LineKind.POINT) == ["몽골은 카자흐스탄산 밀의 수입을 금지했다."]


def test_a_byline_is_no_point_of_english_prose(kiwi: Analyser) -> None:
    paragraphs = ("By Sample Reporter", "Mongolia opened a wind farm near its capital on Monday.", "More on this page")
    section = Section(subsections=(Subsection(paragraphs=paragraphs),))
    opened = Briefing(title="Mongolia opens wind farm", sections=(section,), language=Language.EN)
    assert _texts(_both(opened, kiwi)[1], LineKind.POINT) == [paragraphs[1]]


def test_what_happened_to_the_one_is_not_said_of_the_other_figure(kiwi: Analyser) -> None:
    fire = "몽골 광산에서 불이 나 20여 명이 숨지고 80명가량이 다쳤다."
    section = Section(subsections=(Subsection(paragraphs=(fire,)),))
    _, english = _both(Briefing(title="광산 화재", sections=(section,)), kiwi)
    assert [(line.text, line.note) for line in english.lines if line.kind is LineKind.FIGURE] == [
        ("more than 20 people", "Mongolia · deaths"),
        ("about 80 people", "injuries"),
    ]


def test_an_office_is_said_only_where_the_text_puts_it_beside_the_name(plain: Analyser) -> None:
    apart = "바투 견본(Batu Sample)은 왔다. 총리실은 대통령을 기다렸다."
    section = Section(subsections=(Subsection(paragraphs=(apart,)),))
    _, english = _both(Briefing(title="손님", sections=(section,), glosses=_SAMPLE.glosses), plain)
    assert _only(english, LineKind.NAME).note is None


def test_a_korean_text_without_headings_is_quoted(kiwi: Analyser, plain: Analyser) -> None:
    bare = replace(_SAMPLE, sections=(Section(subsections=(Subsection(paragraphs=(_PARAGRAPH,)),)),))
    for analyser in (kiwi, plain):
        korean, _ = _both(bare, analyser)
        assert korean.method is Method.EXTRACT
        assert len(korean.lines) == 3
        assert all(line.text in _PARAGRAPH for line in korean.lines)


def test_an_english_source_is_quoted_in_english_and_read_by_rules_in_korean(plain: Analyser) -> None:
    korean, english = _both(_ENGLISH, plain)
    assert (english.method, korean.method) == (Method.EXTRACT, Method.RULES)
    assert korean.headline == "몽골, 러시아"
    assert _texts(korean, LineKind.NAME) == ["푸틴"]
    assert _texts(korean, LineKind.FIGURE) == ["12억 달러", "400km", "15%"]
    assert "인프라·교통" in _texts(korean, LineKind.TOPIC)


def test_nothing_is_said_of_nothing(plain: Analyser) -> None:
    korean, english = _both(Briefing(), plain)
    assert korean.lines == english.lines == ()


_LINES = """카자흐스탄|몽골은|한·러|對러 제재|CSTO|푸틴|중앙아시아|수출|원전|80%|3억 5,000만 달러|약 20명|2024~2028년
금지했다.|체결했다.|논의했다.|견본(Sample)|대통령|“인용. 끝”|그리스도|3日|며|,|OIL|Kazakhstan|$5 billion|12 percent
Georgia|trade|signed."""
_WORDS = st.sampled_from([*_LINES.replace("\n", "|").split("|"), "\n"])
_TEXT = st.lists(_WORDS, max_size=12).map(" ".join)
_BRIEFINGS = st.builds(
    Briefing,
    title=_TEXT,
    language=st.sampled_from(Language),
    region_label=st.one_of(st.none(), st.sampled_from(["러시아", "중앙아시아", "인도"])),
    sections=st.lists(
        st.builds(
            Section,
            heading=st.one_of(st.none(), _TEXT),
            subsections=st.lists(
                st.builds(
                    Subsection,
                    heading=st.one_of(st.none(), _TEXT),
                    paragraphs=st.lists(_TEXT, max_size=3).map(tuple),
                ),
                max_size=2,
            ).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    references=st.lists(st.builds(Reference, title=_TEXT, outlet=_TEXT), max_size=2).map(tuple),
    glosses=st.just((Gloss(korean="견본", english="Sample"),)),
)


@cache
def _labels() -> set[str]:
    known = {regions.label(region.id, language) for region in regions.every() for language in Language}
    known |= {topics.label(topic.id, language) for topic in topics.every() for language in Language}
    known |= {organisations.label(one.code, language) for one in organisations.every() for language in Language}
    known |= {kind.label for kind in (*event_types(), *english_types())}
    return known | set(regions.leaders().values())


@settings(max_examples=60, deadline=None)
@given(_BRIEFINGS)
def test_every_line_is_a_span_of_the_source_or_a_label_with_the_words_behind_it(briefing: Briefing) -> None:
    _holds(briefing, PlainAnalyser())


def _holds(briefing: Briefing, analyser: Analyser) -> None:
    body = [*briefing.headings(), *briefing.paragraphs()]
    cited = [reference.title for reference in briefing.references]
    source = [briefing.title, briefing.region_label or "", *body, *cited]
    labels = _labels()
    glossed = {gloss.english for gloss in briefing.glosses}
    for summary in _both(briefing, analyser):
        for line in summary.lines:
            assert line.evidence
            assert all(any(words in text for text in source) for words in line.evidence), line
            if line.kind is not LineKind.FIGURE:
                assert line.text in labels | glossed or any(line.text in text for text in source), line
            if line.kind in (LineKind.HEADING, LineKind.POINT, LineKind.MEASURE):
                assert line.evidence == (line.text,)


def test_the_same_holds_with_morphemes(kiwi: Analyser) -> None:
    for briefing in (_SAMPLE, _ENGLISH):
        _holds(briefing, kiwi)


@every("kind", [kind for kind in LineKind if kind is not LineKind.WRITER])
def test_every_kind_of_line_occurs(kind: LineKind, kiwi: Analyser) -> None:
    assert any(kind in {line.kind for line in side.lines} for side in (*_both(_SAMPLE, kiwi), *_both(_ENGLISH, kiwi)))
