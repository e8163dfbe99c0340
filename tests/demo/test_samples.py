"""The samples the demo ships: plainly marked, nobody's words, and equal to their gold records."""

import csv
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from bot.demo.pages import detail_page
from bot.demo.samples import Posting, Shelf, read_samples
from jobs.language import Analyser, TokenPass
from jobs.model import Document, Media
from jobs.reading import as_record, read_briefing
from jobs.tagging import tag
from tests.rows import every

GOLD = Path(__file__).parents[1] / "gold"
BRIEFINGS = [posting for posting in read_samples() if posting.shelf is Shelf.BOARD]
NOTES = [posting for posting in read_samples() if posting.shelf is not Shelf.BOARD]
OFFICE_HOLDERS = re.compile(r"장관|총리|총재|의장|대변인|교수|위원장|청장|minister\b|governor|spokes", re.IGNORECASE)


def lines_of(posting: Posting) -> list[str]:
    """Give every line of a sample."""
    before = [*posting.before, posting.heading, posting.byline or ""]
    return [*before, *posting.body, *posting.navigation]


def test_there_are_nine_briefings_and_notes_in_both_languages() -> None:
    assert len(BRIEFINGS) == 9
    assert [sum(note.shelf is shelf for note in NOTES) for shelf in (Shelf.KO, Shelf.EN)] == [3, 4]
    assert len({posting.number for posting in (*BRIEFINGS, *NOTES)}) == 16


@every("posting", BRIEFINGS)
def test_a_briefing_is_marked_as_a_sample_in_byline_reviewer_and_disclaimer(posting: Posting) -> None:
    assert " 소식 견본 - - " in (posting.byline or "")
    assert "< 감수 : 견본 감수 >" in posting.body
    assert "견본" in posting.body[-1]
    assert posting.body[-2] == "사진 출처: 견본 이미지"
    assert posting.key.startswith(posting.seoul_day.isoformat())


@every("posting", BRIEFINGS)
def test_a_briefing_cites_only_outlets_that_are_plainly_made_up(posting: Posting) -> None:
    head = next(index for index, line in enumerate(posting.body) if line.endswith(" 참고자료"))
    cited = [line for line in posting.body[head + 1 :] if re.search(r", \d{4}[-.]\d\d[-.]\d\d$", line)]
    assert 3 <= len(cited) <= 6
    assert all(re.match(r"(?:Example |Sample |견본)\S", line) for line in cited)


@every("note", NOTES)
def test_a_note_is_marked_as_a_sample_in_title_and_text(note: Posting) -> None:
    assert re.match(r"\[(?:Sample|견본 단신)\] ", note.heading)
    assert re.search(r"sample|견본", note.body[-1])


@every("posting", [*BRIEFINGS[1:], *NOTES])
def test_actors_are_offices_and_institutions_never_people(posting: Posting) -> None:
    text = "\n".join(lines_of(posting))
    with (files("jobs.tagging") / "leaders.csv").open(encoding="utf-8") as table:
        leaders = [(row["ko"], row["en"]) for row in csv.DictReader(table)]
    words = set(re.findall(r"[가-힣A-Za-z]+", text.split("이전글")[0]))
    assert not [name for pair in leaders for name in pair if name in words or (" " in name and name in text)]
    assert not OFFICE_HOLDERS.findall(text)


@every("posting", BRIEFINGS)
def test_a_gold_record_holds_exactly_the_words_of_its_briefing(posting: Posting) -> None:
    gold = json.loads((GOLD / f"{posting.key}.json").read_text(encoding="utf-8"))
    text = "\n".join(lines_of(posting))
    body = [
        part
        for section in gold["sections"]
        for part in (
            section["heading"],
            *(p for sub in section["subsections"] for p in (sub["heading"], *sub["paragraphs"])),
        )
    ]
    end = posting.body.index("< 감수 : 견본 감수 >")
    assert [re.sub(r"^[☐◦□○–-] ", "", line) for line in posting.body[:end]] == body
    assert f"[{gold['series']}] {gold['title']}" == posting.heading
    assert gold["published"] == posting.seoul_day.isoformat()
    cited = [reference["title"] for reference in gold["references"]]
    links = [gold["previous"]["title"], gold["next"]["title"], *(one["title"] for one in gold["related"])]
    assert all(words in text for words in [*cited, *links, gold["disclaimer"], gold["image_credit"]])
    assert all(gloss["korean"] + "(" in "\n".join(body) for gloss in gold["glosses"])
    assert len(gold["glosses"]) == len(re.findall(r"[가-힣]\([A-Z]", "\n".join(body)))


def test_related_lines_point_to_samples() -> None:
    titles = {posting.title for posting in BRIEFINGS}
    related = [
        one["title"]
        for posting in BRIEFINGS
        for one in json.loads((GOLD / f"{posting.key}.json").read_text(encoding="utf-8"))["related"]
    ]
    assert len(related) >= 4
    assert set(related) <= titles


def test_no_sentence_of_a_real_document_stands_in_a_sample(shared: Path) -> None:
    real = (shared / "seed" / "emerics-issue-trend-2024-12-06.txt").read_text(encoding="utf-8").splitlines()
    for line in (shared / "wikinews" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        real += [article["title"], *article["body"].splitlines()]
    known = {piece for line in real for piece in _shingles(line)}
    for posting in (*BRIEFINGS, *NOTES):
        common = [piece for line in lines_of(posting) for piece in _shingles(line) if piece in known]
        assert common == [], posting.key


def _shingles(line: str) -> list[str]:
    """Give every 12 characters of a Korean line (30 of another), without spaces and names in brackets."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|[\s|]|^-+", "", line)
    size = 12 if re.search("[가-힣]", bare) else 30
    return [bare[start : start + size] for start in range(len(bare) - size + 1)]


@pytest.mark.parametrize("posting", BRIEFINGS, ids=lambda posting: posting.key)
@pytest.mark.parametrize("media", Media)
def test_a_sample_reads_as_its_gold_record_from_the_text_and_from_the_page(posting: Posting, media: Media) -> None:
    content = "\n".join(lines_of(posting)) if media is Media.TEXT else detail_page(posting, {})
    gold = json.loads((GOLD / f"{posting.key}.json").read_text(encoding="utf-8"))
    record = as_record(read_briefing(Document(content=content, media=media)))
    assert {key: record[key] for key in gold if not key.startswith("countries")} == {
        key: value for key, value in gold.items() if not key.startswith("countries")
    }


@every("posting", BRIEFINGS)
def test_a_sample_names_the_countries_of_its_gold_record(posting: Posting, kiwi: Analyser) -> None:
    gold = json.loads((GOLD / f"{posting.key}.json").read_text(encoding="utf-8"))
    briefing = read_briefing(Document(content="\n".join(lines_of(posting))))
    countries = {found.code for found in tag(briefing, TokenPass(kiwi)).regions if found.code.isupper()}
    assert countries == set(gold["countries"])
    assert not countries & set(gold["countries_not"])
