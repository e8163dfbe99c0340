"""Typed events: what is read, what must stay silent, what edits do to a record. Texts are our own."""

from pathlib import Path

from jobs.language import Analyser, TokenPass
from jobs.model import Briefing, Document, Language, Line, LineKind, Reference, Section, Subsection
from jobs.reading import read_briefing
from jobs.summary import summarise
from jobs.summary.clauses import Form
from jobs.summary.event_types import event_types
from jobs.summary.events import events
from jobs.tagging import tag
from tests.bench._event_edits import PAIRS, edits, written
from tests.bench._verdicts import BOUND, Verdict, earned, verdicts, wilson
from tests.bench.events import is_read, read_events, severe_error
from tests.rows import every

_SILENT = Path(__file__).parents[2] / "labels" / "events_silent.txt"


def _notes(text: str, kiwi: Analyser) -> list[str]:
    return [f"{event.type.label} · {event.note}" for event in read_events(text, kiwi)]


def test_every_sentence_of_ours_gives_its_record(kiwi: Analyser) -> None:
    missed = [one.text(PAIRS[0]) for one in written() if not is_read(one.type, one.outcome, one.text(PAIRS[0]), kiwi)]
    assert missed == []


def test_no_edit_swaps_actors_loses_a_negation_or_raises_a_status(kiwi: Analyser) -> None:
    chosen = [edit for edit in edits() if edit.pair is PAIRS[1]][::3]
    assert {edit.kind for edit in chosen} == {"swap", "deny", "plan", "claim", "digit", "date", "passive"}
    assert [(edit.after, problem) for edit in chosen if (problem := severe_error(edit, kiwi))] == []


@every(
    ("reason", "text"),
    [line.split("\t") for line in _SILENT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")],
)
def test_what_is_denied_asked_wanted_or_hearsay_is_never_read_as_done(reason: str, text: str, kiwi: Analyser) -> None:
    assert [event.note for event in read_events(text, kiwi) if event.form is Form.DONE] == [], reason


def test_the_status_is_that_of_the_verb(kiwi: Analyser) -> None:
    assert _notes("러시아는 카자흐스탄과 항공협정을 체결했다.", kiwi) == ["Agreement · signed · Russia – Kazakhstan"]
    assert _notes("러시아는 카자흐스탄과 항공협정을 체결할 예정이다.", kiwi) == [
        "Agreement · to be signed · Russia – Kazakhstan"
    ]
    assert _notes("러시아는 카자흐스탄과 항공협정을 체결했다고 밝혔다.", kiwi) == [
        "Agreement · signed · Russia – Kazakhstan · says Russia"
    ]
    assert _notes("브라질은 브릭스 가입을 철회했다.", kiwi) == ["Accession · withdrawn · Brazil – BRICS"]


def test_an_agent_of_the_passive_is_the_subject_of_the_active(kiwi: Analyser) -> None:
    active, passive = "몽골은 중국산 석탄 수입을 금지했다.", "몽골에 의해 중국산 석탄 수입이 금지되었다."
    assert _notes(active, kiwi) == _notes(passive, kiwi) == ["Import ban · imposed by Mongolia · coal of China"]


def test_a_date_of_another_act_is_not_the_date_of_this_one(kiwi: Analyser) -> None:
    (event,) = read_events("러시아는 2024년 3월 체결된 협정에 따라 카자흐스탄에 제재를 부과했다.", kiwi)
    assert event.date == ""
    (event,) = read_events("러시아는 2024년 3월 5일 카자흐스탄에 제재를 부과했다.", kiwi)
    assert event.date == "5 Mar 2024"


def test_a_slot_within_a_relative_clause_is_not_filled(kiwi: Analyser) -> None:
    assert read_events("미국은 우크라이나에 무기를 공급한 국가에 제재를 부과했다.", kiwi) == ()


def test_a_city_or_province_is_where_somebody_goes_and_nobody_who_acts(kiwi: Analyser) -> None:
    assert _notes("몽골 대통령은 베이징을 방문했다.", kiwi) == ["Visit · took place · President of Mongolia → China"]
    assert _notes("포르투갈과 카스티야는 조약을 맺었다.", kiwi) == []
    assert _notes("포르투갈과 스페인은 조약을 맺었다.", kiwi) == ["Agreement · signed · Portugal, Spain"]


def test_each_record_keeps_the_span_it_was_read_from(kiwi: Analyser) -> None:
    text = "회의는 길었다. 이에 몽골은 중국산 일부 유제품에 대한 수입 금지 조치로 대응했다."
    (event,) = read_events(text, kiwi)
    assert event.span in text
    assert event.span.startswith("이에 몽골은")


def test_without_morphemes_nothing_is_read(plain: Analyser) -> None:
    assert read_events("러시아는 카자흐스탄과 항공협정을 체결했다.", plain) == ()


def test_a_type_that_has_not_earned_it_is_not_printed(kiwi: Analyser) -> None:
    body = Subsection(paragraphs=("러시아는 8월 9일 카자흐스탄과의 국경을 폐쇄했다.",))
    briefing = Briefing(title="국경", sections=(Section(subsections=(body,)),))
    tokens = TokenPass(kiwi)
    tags = tag(briefing, tokens)
    assert events(briefing, tags, tokens) == ()
    assert [event.type.code for event in events(briefing, tags, tokens, every=True)] == ["border"]


def test_the_types_that_are_on_are_those_whose_records_in_real_text_were_read_and_right() -> None:
    assert len(event_types()) >= 40
    assert {kind.code for kind in event_types() if kind.on} == earned(verdicts())


def test_a_family_needs_thirty_five_records_without_an_error() -> None:
    assert wilson(34, 34) < BOUND <= wilson(35, 35)
    given = [Verdict(str(n), "talks", "seed", "right") for n in range(35)]
    assert "talks" in earned(given)
    assert "memorandum" not in earned(given)  # of the same family, never seen
    assert "talks" not in earned(given[:34])
    assert "talks" not in earned([*given, Verdict("x", "talks", "seed", "misleading")])


@every(
    ("text", "note"),
    [
        ("케냐 대통령이 탄자니아를 방문함.", "Visit · took place · President of Kenya → Tanzania"),
        (
            "칠레 중앙은행은 기준금리를 5.5%에서 5.25%로 낮췄습니다.",
            "Policy rate · cut · from 5.5 to 5.25 % · central bank of Chile",
        ),
        (
            "미 재무부는 이란에 새로운 제재를 부과했다.",
            "Sanctions · imposed by finance ministry of United States · on Iran",
        ),
        ("가나 역시 3월 4일 기준금리를 28%로 동결했다.", "Policy rate · kept · at 28 % · Ghana · 4 Mar"),
        ("몽골 대통령은 중국을 방문해 시진핑 주석과 회담했다.", "Talks · held · President of Mongolia – Xi Jinping"),
        ("페루 외교장관이 14일 브라질을 방문할 예정임.", "Visit · to take place · Foreign Minister of Peru → Brazil"),
        ("볼리비아는 국가비상사태를 선포하기도 했다.", "State of emergency · declared by Bolivia"),
    ],
)
def test_news_style_is_read_like_any_other(text: str, note: str, kiwi: Analyser) -> None:
    assert note in _notes(text, kiwi)


@every(
    ("heading", "note"),
    [
        ("EU, 벨라루스에 새로운 제재 부과", "Sanctions · imposed by EU · on Belarus"),
        ("케냐, 우간다산 우유 수입 금지", "Import ban · imposed by Kenya · milk of Uganda"),
        (
            "칠레 중앙은행, 기준금리 5.5%에서 5.25%로 인하…넉 달 만",
            "Policy rate · cut · from 5.5 to 5.25 % · central bank of Chile",
        ),
        ("몽골 대통령, 중국 국빈 방문 예정", "State visit · to take place · President of Mongolia → China"),
    ],
)
def test_a_heading_that_states_an_act_is_read(heading: str, note: str, kiwi: Analyser) -> None:
    assert _headed(heading, kiwi) == [note]


@every(
    "heading",
    [
        "EU, 벨라루스에 제재 부과 검토",  # not decided
        "케냐, 우간다에 제재 해제 촉구",  # wanted of somebody else
        "몽골 대통령, 다음 달 중국 국빈 방문",  # a word that is not read: it may change everything
        "EU, “벨라루스에 제재 부과”",  # quoted
        "러시아, 중국, 이란에 제재 부과",  # who acts?
        "야당, 벨라루스에 제재 부과",  # nobody we know
    ],
)
def test_a_heading_of_which_anything_is_left_unread_states_nothing(heading: str, kiwi: Analyser) -> None:
    assert _headed(heading, kiwi) == []


def test_what_the_text_only_plans_its_heading_has_not_done(kiwi: Analyser) -> None:
    planned = "몽골 대통령은 5월 2일 중국을 국빈 방문할 예정이다."
    assert _headed("몽골 대통령, 중국 국빈 방문", kiwi, planned) == [
        "State visit · to take place · 2 May · President of Mongolia → China"
    ]


def test_what_the_text_denies_its_heading_has_not_stated(kiwi: Analyser) -> None:
    assert _headed("몽골 대통령, 중국 국빈 방문", kiwi, "몽골 대통령은 중국을 국빈 방문하지 않았다.") == []


@every(
    "text",
    [
        "러시아 외무장관은 미국 외교관을 추방하고 영사관을 폐쇄하겠다고 밝혔다.",  # both are to come
        "러시아가 미국 외교관을 추방하고 영사관을 폐쇄하기로 했다.",
        "구르반굴리 베르디무하메도프 투르크메니스탄 대통령은 러시아를 방문했다.",  # not the one the table knows
        "우크라이나는 러시아가 카자흐스탄을 방문했다고 밝혔다.",
        "푸틴 대통령은 재임 중에 4번이나 베트남을 방문했다.",
    ],
)
def test_what_reading_real_news_taught_stays_silent(text: str, kiwi: Analyser) -> None:
    assert [event.note for event in read_events(text, kiwi) if event.form is Form.DONE] == []


def _headed(heading: str, kiwi: Analyser, *paragraphs: str) -> list[str]:
    section = Section(heading=heading, subsections=(Subsection(paragraphs=paragraphs),))
    briefing = Briefing(title="제목", sections=(section,))
    tokens = TokenPass(kiwi)
    found = events(briefing, tag(briefing, tokens), tokens, every=True)
    return [f"{event.type.label} · {event.note}" for event in found]


_TRADE = Section(
    heading="러시아, 카자흐스탄산 밀 수입 금지",
    subsections=(Subsection(paragraphs=("러시아는 3월 2일 카자흐스탄산 밀 수입을 금지했다. 농민들은 반발했다.",)),),
)
_ENERGY = Section(
    heading="에너지 협력 확대 논의",
    subsections=(
        Subsection(
            heading="카자흐스탄 최초 원전 건설 방안 모색",
            paragraphs=("견본원자력(Sample Atom)이 원전 사업에 관심을 보였다. 우라늄 공급도 의제였다.",),
        ),
    ),
)
_BOTH = Section(
    heading="양국 정상, 공동성명 발표",
    subsections=(Subsection(paragraphs=("푸틴 대통령과 토카예프 대통령은 공동성명에서 협력을 다짐했다.",)),),
)


def _english(kiwi: Analyser, *titles: str) -> tuple[Line, ...]:
    text = "\n".join(("견본원자력(Sample Atom)이 원전 사업에 관심을 보였다.",))
    briefing = Briefing(
        title="러시아와 카자흐스탄의 봄",
        sections=(_TRADE, _ENERGY, _BOTH),
        references=tuple(Reference(outlet="Example Times", title=title) for title in titles),
        glosses=read_briefing(Document(content=text)).glosses,
    )
    tokens = TokenPass(kiwi)
    return summarise(briefing, tag(briefing, tokens), tokens)[Language.EN].lines


def test_each_section_is_said_by_the_event_its_heading_bears_out(kiwi: Analyser) -> None:
    said = [(line.section, line.text, line.note) for line in _english(kiwi) if line.kind is LineKind.EVENT]
    assert said == [
        (0, "Import ban", "imposed by Russia · wheat of Kazakhstan · 2 Mar"),
        (
            1,
            "Energy cooperation",
            "discussed · first nuclear power plant of Kazakhstan: options sought · named: Sample Atom",
        ),
        (2, "Joint statement", "adopted · Vladimir Putin, Kassym-Jomart Tokayev"),
    ]


def test_a_cited_headline_goes_under_its_section_only_with_a_margin(kiwi: Analyser) -> None:
    titles = (
        "Kazakhstan weighs uranium and a nuclear power plant",
        "Russia halts wheat imports from Kazakhstan",
        "Putin poses for pictures",
        "Spring in the steppe",
    )
    lines = [line for line in _english(kiwi, *titles) if line.kind is LineKind.CITED]
    assert [(line.text, line.section) for line in lines] == list(zip(titles, (1, 0, None, None), strict=True))
