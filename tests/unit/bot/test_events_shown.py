"""Typed events in the alert: numbered by section, their cited headlines below them, the rest in one line."""

from dataclasses import replace
from datetime import date

from bot.replies import alert
from jobs.model import (
    Briefing,
    BriefingId,
    Chat,
    ChatId,
    Edition,
    Language,
    Line,
    LineKind,
    Method,
    ReaderLanguage,
    Rights,
    Summary,
)

READER = Chat(id=ChatId(1), telegram_id=1, language=ReaderLanguage.EN, first=Language.EN)


def event(text: str, note: str, section: int | None) -> Line:
    return Line(kind=LineKind.EVENT, text=text, evidence=("체결",), note=note, section=section)


def cited(title: str, section: int | None) -> Line:
    on = date(2026, 3, 1)
    return Line(kind=LineKind.CITED, text=title, evidence=(title,), note="Example Times", on=on, section=section)


def shown(*lines: Line) -> str:
    said = Summary(language=Language.EN, method=Method.RULES, headline="Kenya", lines=lines)
    edition = Edition(
        id=BriefingId(1),
        revision=1,
        source_id="sample",
        source_name="견본",
        source_name_en="Sample",
        rights=Rights.FULL,
        briefing=Briefing(title="케냐 철도 협정", published=date(2026, 3, 2)),
        summaries={Language.EN: said},
    )
    return alert.private(edition, chat=READER, bot_username="sosik").plain


def test_an_event_stands_under_its_number_with_what_is_cited_for_it() -> None:
    text = shown(event("Loan", "agreed · Kenya", 1), cited("Kenya signs a rail loan", 1), cited("Ports wait", None))
    lines = text.splitlines()
    at = lines.index("1 Loan · agreed · Kenya")
    assert lines[at + 1] == "   cited: “Kenya signs a rail loan” — Example Times, 1 Mar"
    assert lines[lines.index("Also cited:") + 1] == "• “Ports wait” — Example Times, 1 Mar"


def test_events_of_no_section_share_one_line() -> None:
    text = shown(event("Import ban", "imposed by Kenya", None), event("Accession", "refused", None))
    assert "In the text: Import ban · imposed by Kenya | Accession · refused" in text


def test_without_events_all_that_is_cited_stands_together() -> None:
    text = shown(cited("Kenya signs a rail loan", 1), cited("Ports wait", None))
    assert "Cited headlines:" in text
    assert "cited: “" not in text
    assert text.count("• “") == 2


def test_a_headline_of_a_section_without_an_event_is_not_lost() -> None:
    text = shown(event("Loan", "agreed", 0), replace(cited("Ports wait", None), section=2))
    assert "• “Ports wait”" in text
