"""The glossary across documents."""

from pathlib import Path

import pytest

from jobs.errors import DocumentUnreadable
from jobs.model import Gloss
from jobs.summary.glossary import as_csv, from_csv, grown, load, merged, save


def test_the_form_most_documents_use_comes_first_and_others_are_kept() -> None:
    known = grown({}, [Gloss(korean="견본원", english="Sample House", abbreviation="SH")])
    known = grown(known, [Gloss(korean="견본원", english="House of Samples")])
    known = grown(known, [Gloss(korean="견본원", english="House of Samples")])
    entry = known["견본원"]
    assert (entry.english, entry.abbreviation, entry.seen) == ("House of Samples", "SH", 3)
    assert entry.variants == {"Sample House": 1}


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    known = grown({}, [Gloss(korean="견본원", english="Sample, House"), Gloss(korean="표본사", abbreviation="PBS")])
    known = grown(known, [Gloss(korean="견본원", english="Sample House")])
    save(tmp_path / "new" / "glossary.csv", known)
    assert load(tmp_path / "new" / "glossary.csv") == known
    assert load(tmp_path / "none.csv") == {}


def test_a_person_has_the_last_word() -> None:
    known = grown({}, [Gloss(korean="견본원", english="Sample House")] * 3)
    brought = from_csv("korean,english\n견본원,The Sample House\n")
    entry = merged(known, brought)["견본원"]
    assert entry.english == "The Sample House"
    assert (entry.seen, entry.variants) == (4, {"Sample House": 3})


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "korean,english,seen\n견본,Sample,many\n", "korean,english\n,Sample\n"])
def test_a_file_that_is_no_glossary_is_refused(text: str) -> None:
    with pytest.raises(DocumentUnreadable):
        from_csv(text)


def test_the_most_seen_stand_first_in_the_file() -> None:
    known = grown({}, [Gloss(korean="가", english="A")])
    known = grown(known, [Gloss(korean="나", english="B")])
    known = grown(known, [Gloss(korean="나", english="B")])
    assert as_csv(known).splitlines()[1] == "나,B,,2,"
