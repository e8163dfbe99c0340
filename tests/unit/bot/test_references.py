import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.actions import fits
from bot.replies import citations, full, lists, references, search
from bot.replies.facts import briefing_link, phrase
from bot.replies.markup import LIMIT, utf16_length
from bot.replies.search import Results, Shown
from jobs.model import BriefingId, Language, Reference, Rights, Section, Subsection
from tests.rows import every
from tests.texts import any_text
from tests.unit.bot.desk_samples import BOT, CITED, MEASURE, NOW, SECTION, TITLE, an_edition, labels, shown

KO, EN = Language.KO, Language.EN
texts = any_text(max_size=120)
cited = st.builds(
    Reference,
    outlet=st.none() | texts,
    title=texts,
    published=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    url=st.none() | texts,
)


def balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def test_references_are_numbered_with_outlet_day_and_title() -> None:
    message = references.answer(an_edition(), language=EN, bot_username=BOT)
    text, entities = shown(message)
    assert f"1. {CITED}\nExample Times · 4 Dec 2024" in text
    assert "2. 송전망 {계획} 100%\n견본일보 · no date" in text
    assert [one.url for one in entities if one.url] == ["https://news.example/1?a=1&b=2"]


def test_a_reference_without_address_can_be_searched_and_all_come_as_files() -> None:
    message = references.answer(an_edition(), language=KO, bot_username=BOT)
    assert labels(message) == [["1번 찾기"], ["텍스트", "BibTeX", "RIS", "보고서용 복사"]]
    assert (message.buttons[0][0].url or "").startswith("https://www.google.com/search?q=%22Ministry%20unveils")


def test_a_reference_that_the_archive_holds_leads_there() -> None:
    edition = replace(an_edition(), cited_targets=(BriefingId(77), BriefingId(78)))
    message = references.answer(edition, language=EN, bot_username=BOT)
    links = [one.url for one in shown(message)[1] if one.url]
    assert links == [briefing_link(BOT, BriefingId(77)), "https://news.example/1?a=1&b=2"]  # the source's own first
    assert labels(message) == [["Text", "BibTeX", "RIS", "Cite in a report"]]


def test_the_text_alone_is_nothing_but_the_sources_words_as_far_as_its_rights_allow() -> None:
    edition = an_edition()
    headings = [TITLE, *edition.briefing.headings()]
    assert full.alone(replace(edition, rights=Rights.LINK)).plain == TITLE
    said = full.alone(replace(edition, rights=Rights.HEADINGS)).plain.splitlines()
    assert [line.lstrip("☐◦ ") for line in said] == headings
    whole = full.alone(replace(edition, rights=Rights.FULL)).plain
    assert all(text in whole for text in edition.briefing.paragraphs())


def test_a_long_text_alone_still_is_one_message() -> None:
    section = Section(heading="긴 글", subsections=(Subsection(paragraphs=("가" * 1_500,) * 6),))
    edition = an_edition()
    edition = replace(edition, rights=Rights.FULL, briefing=replace(edition.briefing, sections=(section,)))
    text, _ = shown(full.alone(edition))
    assert utf16_length(text) <= LIMIT
    assert text.endswith("…")


def test_many_references_are_paged() -> None:
    edition = an_edition()
    many = tuple(Reference(title=f"Report {number}", outlet="Sample Wire") for number in range(1, 21))
    edition = replace(edition, briefing=replace(edition.briefing, references=many))
    message = references.answer(edition, language=EN, page=1, bot_username=BOT)
    text, _ = shown(message)
    assert re.findall(r"Report \d+", text) == [f"Report {number}" for number in range(9, 17)]
    assert labels(message)[-1] == ["«", "2/3", "»", "Text", "BibTeX", "RIS"]
    assert len(message.buttons) == 3


def test_a_briefing_without_references_says_so() -> None:
    edition = an_edition()
    bare = replace(edition, briefing=replace(edition.briefing, references=()))
    assert "names no references" in shown(references.answer(bare, language=EN, bot_username=BOT))[0]


def test_the_text_file_is_numbered_footnotes() -> None:
    file = citations.attachment(an_edition(), "txt", KO)
    assert file is not None
    lines = file.content.decode().splitlines()
    assert lines[0] == f"‘{TITLE}’의 참고자료"
    assert lines[2] == f"1. “{CITED}”, Example Times, 2024-12-04"
    assert lines[3] == "2. 「송전망 {계획} 100%」, 견본일보, 날짜 없음, https://news.example/1?a=1&b=2"
    assert citations.attachment(an_edition(), "exe", KO) is None


def test_bibtex_escapes_what_latex_reads() -> None:
    file = citations.attachment(an_edition(), "bib", EN)
    assert file is not None
    text = file.content.decode()
    assert r"title = {{Ministry unveils grid plan <2027> \& more}}" in text
    assert r"title = {{송전망 {\textbraceleft}계획{\textbraceright} 100\%}}" in text
    assert "@online{exampletimes20241204-1," in text
    assert "url = {https://news.example/1?a=1&b=2}" in text


def test_ris_has_one_record_a_reference() -> None:
    file = citations.attachment(an_edition(), "ris", EN)
    assert file is not None
    records = file.content.decode().split("ER  - \r\n")
    assert records[0].splitlines() == [
        "TY  - NEWS",
        f"TI  - {CITED}",
        "T2  - Example Times",
        "PY  - 2024",
        "DA  - 2024/12/04",
    ]
    assert len(records) == 3


@given(st.lists(cited, min_size=1, max_size=4))
def test_nothing_a_title_holds_ends_its_field(found: list[Reference]) -> None:
    edition = an_edition()
    bib = citations.bibtex(found, edition, EN)
    assert balanced(bib)
    keys = re.findall(r"^@online\{([^,]+),$", bib, re.MULTILINE)
    assert len(set(keys)) == len(found)
    ris = citations.ris(found, edition, EN)
    assert ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == len(found)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n") if line)


def test_a_whole_briefing_is_paged_by_sections() -> None:
    edition = an_edition()
    sections = tuple(
        Section(heading=f"제{number}절", subsections=(Subsection(paragraphs=("송전망을 넓힌다. " * 90,)),))
        for number in range(1, 4)
    )
    edition = replace(edition, briefing=replace(edition.briefing, sections=sections))
    message = full.answer(edition, language=KO, page=1)
    text, _ = shown(message)
    assert "☐ 제2절" in text
    assert "☐ 제1절" not in text
    assert labels(message)[0] == ["«", "2/3", "»"]
    assert labels(full.answer(edition, language=KO, page=99))[0] == ["«", "3/3"]


def test_a_long_paragraph_is_broken_between_sentences() -> None:
    edition = an_edition()
    sentences = [f"{number}번째 문장은 송전망 이야기를 이어 간다." for number in range(400)]
    section = Section(subsections=(Subsection(paragraphs=(" ".join(sentences),)),))
    edition = replace(edition, briefing=replace(edition.briefing, sections=(section,)))
    seen: list[str] = []
    page = 0
    while True:
        message = full.answer(edition, language=KO, page=page)
        text, _ = shown(message)
        assert utf16_length(text) <= LIMIT
        seen += re.findall(r"\d+번째 문장은 송전망 이야기를 이어 간다\.", text)
        if "»" not in labels(message)[0]:
            break
        page += 1
    assert seen == sentences


@every(
    ("rights", "headings", "quotes", "whole"),
    [
        (Rights.LINK, False, False, False),
        (Rights.HEADINGS, True, False, False),
        (Rights.QUOTES, True, True, False),
        (Rights.FULL, True, False, True),
    ],
)
def test_a_whole_briefing_keeps_to_its_rights(rights: Rights, headings: bool, quotes: bool, whole: bool) -> None:
    text, _ = shown(full.answer(an_edition(rights), language=KO))
    assert (SECTION in text) is headings
    assert (f"“{MEASURE}”" in text) is quotes
    assert ("우즈베키스탄도 참여를 검토한다." in text) is whole
    assert ("옮길 수 있어요" in text) is (rights is not Rights.FULL)


@given(st.lists(any_text(max_size=3_000), max_size=6), st.sampled_from(Rights), st.integers(0, 9))
def test_every_page_of_any_briefing_fits(paragraphs: list[str], rights: Rights, page: int) -> None:
    edition = an_edition(rights)
    sections = (Section(heading="가", subsections=(Subsection(paragraphs=tuple(paragraphs)),)),) * 3
    edition = replace(edition, briefing=replace(edition.briefing, sections=sections))
    message = full.answer(edition, language=KO, page=page)
    assert utf16_length(shown(message)[0]) <= LIMIT
    assert utf16_length(message.plain) <= LIMIT


def test_search_results_show_the_match_underlined() -> None:
    passage = "…송전망 <현대화> 계획 🙂 송전망…"
    second = passage.rindex("송전망")
    hit = Shown(edition=an_edition(), passage=passage, marks=((1, 4), (second, second + 3)))
    results = Results(query="송전망", total=12, first=1, hits=(hit,))
    message = search.answer(results, language=KO, bot_username=BOT)
    text, entities = shown(message)
    assert text.startswith("🔎 송전망 — 12건 · 1–1\n1. " + TITLE)
    assert "2024-12-06 · 견본 이슈트렌드 · 🇰🇿 카자흐스탄" in text
    raw = text.encode("utf-16-le")
    marked = [raw[2 * one.offset : 2 * one.end].decode("utf-16-le") for one in entities if one.kind == "underline"]
    assert marked == ["송전망", "송전망"]
    assert any(one.kind == "blockquote" for one in entities)


@given(any_text(max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70))))
def test_no_mark_changes_the_passage(passage: str, marks: list[tuple[int, int]]) -> None:
    assert search.marked(passage, marks).plain == search.marked(passage, ()).plain


@given(any_text(max_size=500))
def test_any_query_can_be_answered(query: str) -> None:
    for language in Language:
        hits = (Shown(edition=an_edition(), passage=query),)
        message = search.answer(Results(query=query, total=1, hits=hits), language=language, bot_username=BOT)
        assert utf16_length(shown(message)[0]) <= LIMIT
        shown(search.nothing(Results(query=query, total=0, corrected={query: query}), language=language))


def test_a_list_that_does_not_fit_says_how_many_are_missing() -> None:
    edition = an_edition()
    long = replace(edition, briefing=replace(edition.briefing, title="가나 " * 60))
    message = lists.briefings([long] * 30, title=phrase(KO, "latest.all"), language=KO, bot_username=BOT)
    text, _ = shown(message)
    assert utf16_length(text) <= LIMIT
    assert re.search(r"그 밖에 \d+건", text)
    assert all(fits(button.action or "") for row in message.buttons for button in row)
    assert NOW.tzinfo is not None
