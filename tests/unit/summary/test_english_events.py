"""Typed events of English sources, told in Korean: what is read, what must stay silent. Texts are our own."""

from pathlib import Path

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Language, LineKind, Section, Subsection
from jobs.summary import summarise
from jobs.summary.checking import Problem, check
from jobs.summary.clauses import Form
from jobs.summary.english_types import english_types
from jobs.summary.event_types import event_types
from jobs.summary.written import Written, side_of
from jobs.tagging import tag
from tests.bench._english_edits import PAIRS, edits, sentences
from tests.bench._english_events import VERDICTS, is_read, read_events, severe_error
from tests.bench._verdicts import earned, verdicts
from tests.rows import every

_SILENT = Path(__file__).parents[2] / "labels" / "english_silent.txt"
_TEXT = (
    "The Kazakh government banned imports of Russian wheat on 4 March 2025.",
    "Farmers protested. Russian President Vladimir Putin will visit Kazakhstan on 9 May for talks.",
)
_BRIEFING = Briefing(
    title="Wheat and talks in the steppe",
    language=Language.EN,
    sections=(Section(subsections=(Subsection(paragraphs=_TEXT),)),),
)


def _notes(text: str, *, title: str = "") -> list[str]:
    return [f"{event.type.label} · {event.note}" for event in read_events(text, title=title)]


def test_every_sentence_of_ours_gives_its_record() -> None:
    assert [one.text(PAIRS[0]) for one in sentences() if not is_read(one, PAIRS[0])] == []


def test_the_passive_says_what_the_active_says() -> None:
    given = [one for one in sentences() if one.passive]
    assert len(given) >= 3
    for one in given:
        assert _notes(one.text(PAIRS[1])) == _notes(one.text(PAIRS[1], passive=True)) != []


def test_no_edit_swaps_actors_loses_a_negation_or_raises_a_status() -> None:
    chosen = [edit for edit in edits() if edit.names is PAIRS[2]][::5]
    assert {edit.kind for edit in chosen} == {"swap", "deny", "plan", "claim", "other", "digit", "date", "passive"}
    assert [(edit.after, problem) for edit in chosen if (problem := severe_error(edit))] == []


@every(
    ("reason", "text"),
    [line.split("\t") for line in _SILENT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")],
)
def test_what_is_denied_asked_wanted_or_hearsay_is_never_read_as_done(reason: str, text: str) -> None:
    assert [event.note for event in read_events(text) if event.form is Form.DONE] == [], reason


@every(
    ("text", "note"),
    [
        ("Russia will expel Polish diplomats.", "외교관 추방 · 러시아 · 추방 예정 · 폴란드 외교관"),
        (
            "Russia said it had expelled Polish diplomats.",
            "외교관 추방 · 러시아 · 추방 · 폴란드 외교관 · 러시아의 발표",
        ),
        ("Kenya's central bank raised its key rate to 9.5%.", "기준금리 · 인상 · 9.5%로 · 케냐 중앙은행"),
        ("The European Union has extended sanctions against Belarus.", "제재 · 유럽연합 · 연장 · 대상 벨라루스"),
        (
            "ASTANA (Reuters) - Putin arrived in Astana on Monday, where he will stay two days.",
            "방문 · 도착 · 푸틴 → 카자흐스탄",
        ),
        (
            "Turkish Foreign Minister Ada Sample met his Mongolian counterpart Bat Sample in Ankara on 3 June 2025.",
            "회동 · 이뤄짐 · 2025년 6월 3일 · 튀르키예 외교장관 – 몽골 측 상대",
        ),
    ],
)
def test_the_status_is_that_of_the_verb(text: str, note: str) -> None:
    assert _notes(text) == [note]


@every(
    ("title", "notes"),
    [
        ("Russia bans imports of Kazakh wheat", ["수입 금지 · 러시아 · 금지 · 카자흐스탄산 밀"]),
        ("Uzbekistan to sign trade agreement with Turkey", ["협정 · 체결 예정 · 우즈베키스탄 – 튀르키예"]),
        ("Putin Arrives In Kazakhstan For State Visit", ["국빈 방문 · 도착 · 푸틴 → 카자흐스탄"]),
        ("Russia bans imports of Kazakh wheat: report", []),
        ("Should Russia ban imports of Kazakh wheat?", []),
    ],
)
def test_a_headline_states_what_it_states_in_the_present(title: str, notes: list[str]) -> None:
    assert _notes("", title=title) == notes


def test_the_types_that_are_on_are_those_whose_records_in_real_text_were_read_and_right() -> None:
    assert {kind.code for kind in english_types() if kind.on} == earned(verdicts(VERDICTS), english_types())
    assert {kind.code for kind in english_types()} <= {kind.code for kind in event_types()}


def test_an_english_briefing_has_its_events_in_the_korean_digest(plain: Analyser) -> None:
    tokens = TokenPass(plain)
    lines = summarise(_BRIEFING, tag(_BRIEFING, tokens), tokens)[Language.KO].lines
    told = [(line.text, line.note, line.evidence) for line in lines if line.kind is LineKind.EVENT]
    span = "Russian President Vladimir Putin will visit Kazakhstan on 9 May"
    assert told == [("방문", "방문 예정 · 5월 9일 · 푸틴 → 카자흐스탄", (span,))]  # import bans have not earned it


def test_a_korean_point_that_swaps_actors_or_raises_a_status_of_an_english_event_blocks(plain: Analyser) -> None:
    tokens = TokenPass(plain)
    tags = tag(_BRIEFING, tokens)
    for text in ("푸틴 대통령은 5월 9일 카자흐스탄을 방문했다.", "Putin visited Kazakhstan on 9 May."):
        language = Language.EN if text.isascii() else Language.KO
        written = Written(sides={language: side_of("x", [(text, (2,))])}, backend="double")
        assert Problem.EVENT in {issue.problem for issue in check(_BRIEFING, tags, tokens, written)}
