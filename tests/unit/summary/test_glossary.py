"""The glossary across documents."""

import pytest

from jobs.errors import DocumentUnreadable
from jobs.model import Briefing, Gloss, GlossCount, LineKind, Section, Subsection
from jobs.summary.glossary import as_csv, brought, from_csv, grown, known_in, name_lines, of


def test_the_form_most_documents_use_comes_first_and_others_are_kept() -> None:
    known = grown({}, [Gloss(korean="견본원", english="Sample House", abbreviation="SH")])
    known = grown(known, [Gloss(korean="견본원", english="House of Samples")])
    known = grown(known, [Gloss(korean="견본원", english="House of Samples")])
    entry = known["견본원"]
    assert (entry.english, entry.abbreviation, entry.seen) == ("House of Samples", "SH", 3)
    assert entry.variants == {"Sample House": 1}


def test_what_was_written_is_read_again() -> None:
    known = grown({}, [Gloss(korean="견본원", english="Sample, House"), Gloss(korean="표본사", abbreviation="PBS")])
    known = grown(known, [Gloss(korean="견본원", english="Sample House")])
    again = from_csv(as_csv(known))
    assert {name: entry.said() for name, entry in again.items()} == {name: one.said() for name, one in known.items()}
    assert again["표본사"].abbreviation == "PBS"


def test_a_person_has_the_last_word_also_over_what_comes_later() -> None:
    counted = (GlossCount(korean="견본원", english="Sample House", seen=3),)
    given = from_csv("korean,english\n견본원,The Sample House\n")
    known = of((*counted, *brought(given, counted)))
    known = grown(known, [Gloss(korean="견본원", english="Sample House")] * 3)
    entry = known["견본원"]
    assert (entry.english, entry.chosen) == ("The Sample House", True)
    assert (entry.seen, entry.variants) == (7, {"Sample House": 6})


def test_an_export_that_is_brought_in_again_changes_no_count() -> None:
    counted = (
        GlossCount(korean="견본원", english="Sample House", seen=3),
        GlossCount(korean="견본원", english="House of Samples", seen=1),
    )
    before = of(counted)
    after = of((*counted, *brought(from_csv(as_csv(before)), counted)))
    assert as_csv(after) == as_csv(before)


def test_a_name_that_others_gloss_is_known_where_it_stands_as_a_word_of_its_own() -> None:
    known = of(
        (
            GlossCount(korean="견본원", english="Sample House", seen=2),
            GlossCount(korean="표본사", english="Pattern Bureau", seen=1),
            GlossCount(korean="수단", english="Sudan Office", seen=9),
            GlossCount(korean="시험청", english="Test Agency", seen=0, chosen=True),
        )
    )

    def found(*paragraphs: str) -> list[str | None]:
        section = Section(subsections=(Subsection(paragraphs=paragraphs),))
        return [gloss.english for gloss in known_in(known, Briefing(sections=(section,)))]

    assert found("견본원은 계획을 냈다.") == ["Sample House"]
    assert found("시험청이 답했다.") == ["Test Agency"]
    assert found("표본사는 답했다.", "수단은 많다.", "대견본원장") == []


def test_the_digest_names_what_others_gloss_and_keeps_the_korean_as_its_evidence() -> None:
    gloss = Gloss(korean="견본원", english="Sample House")
    (line,) = name_lines([gloss], [])
    assert (line.kind, line.text, line.evidence) == (LineKind.NAME, "Sample House", ("견본원",))
    assert name_lines([gloss], [line]) == ()


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "korean,english,seen\n견본,Sample,many\n", "korean,english\n,Sample\n"])
def test_a_file_that_is_no_glossary_is_refused(text: str) -> None:
    with pytest.raises(DocumentUnreadable):
        from_csv(text)


def test_the_most_seen_stand_first_in_the_file() -> None:
    known = grown({}, [Gloss(korean="가", english="A")])
    known = grown(known, [Gloss(korean="나", english="B")])
    known = grown(known, [Gloss(korean="나", english="B")])
    assert as_csv(known).splitlines()[1] == "나,B,,2,"
