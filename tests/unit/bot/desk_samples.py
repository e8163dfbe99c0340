"""Editions of ours for the desk's tests: offices and institutions, made-up outlets, nothing that happened."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.message import Message
from bot.sandbox.entities import Entity, tidy
from bot.sandbox.markup import parse_html
from jobs.model import (
    Briefing,
    BriefingId,
    Chat,
    ChatId,
    ChatKind,
    Edition,
    Evidence,
    Language,
    Line,
    LineKind,
    Method,
    Place,
    ReaderLanguage,
    Reference,
    RegionId,
    RegionTag,
    Related,
    Reviewer,
    Rights,
    Section,
    Subsection,
    Summary,
    Tags,
    TopicId,
    TopicTag,
)

NOW = datetime(2024, 12, 10, 3, 0, tzinfo=UTC)
BOT = "sosik_bot"
KZ, RU, UZ = RegionId(1125), RegionId(1191), RegionId(1234)
CENTRAL_ASIA, CAUCASUS = RegionId(100), RegionId(101)
ENERGY, NUCLEAR = TopicId(3), TopicId(4)

TITLE = "카자흐스탄 에너지부, 송전망 현대화 계획 발표"
SECTION = "송전망 현대화의 배경"
POINT = "겨울철 전력 부족분 해소 목표"
MEASURE = "에너지부는 2027년까지 송전선 400km를 새로 놓기로 했다."
CITED = "Ministry unveils grid plan <2027> & more"


def a_chat(
    language: ReaderLanguage = ReaderLanguage.KO,
    *,
    first: Language = Language.KO,
    kind: ChatKind = ChatKind.PRIVATE,
) -> Chat:
    """A reader."""
    first = first if language is ReaderLanguage.BOTH else Language(language.value)
    return Chat(id=ChatId(1), telegram_id=7, kind=kind, language=language, first=first)


def seen_in_title(surface: str) -> tuple[Evidence, ...]:
    return (Evidence(surface=surface, place=Place.TITLE),)


def a_line(kind: LineKind, text: str, note: str | None = None, on: date | None = None) -> Line:
    return Line(kind=kind, text=text, evidence=(text,), note=note, on=on)


def an_edition(rights: Rights = Rights.FULL) -> Edition:
    """A Korean briefing with everything in it."""
    korean = (
        a_line(LineKind.HEADING, SECTION),
        a_line(LineKind.POINT, POINT),
        a_line(LineKind.MEASURE, MEASURE),
    )
    english = (
        a_line(LineKind.NAME, "Grid Company", "national operator"),
        a_line(LineKind.ORGANISATION, "World Bank"),
        a_line(LineKind.FIGURE, "400 km", "Kazakhstan · grid"),
        a_line(LineKind.CITED, CITED, "Example Times", date(2024, 12, 4)),
    )
    return Edition(
        id=BriefingId(12345),
        revision=1,
        source_id="sample",
        source_name="견본",
        source_name_en="Sample",
        rights=rights,
        briefing=Briefing(
            title=TITLE,
            series="이슈트렌드",
            published=date(2024, 12, 6),
            sections=(
                Section(
                    heading=SECTION,
                    subsections=(Subsection(heading=POINT, paragraphs=(MEASURE, "우즈베키스탄도 참여를 검토한다.")),),
                ),
            ),
            reviewer=Reviewer(name="견본 감수", role="교수"),
            references=(
                Reference(outlet="Example Times", title=CITED, published=date(2024, 12, 4)),
                Reference(outlet="견본일보", title="송전망 {계획} 100%", url="https://news.example/1?a=1&b=2"),
            ),
            related=(Related(title="전력 요금 개편안 공개", published=date(2024, 12, 2)),),
            url="https://board.example:446/view.es?no=1&mid=2",
        ),
        tags=Tags(
            regions=(
                RegionTag(
                    region=KZ,
                    code="KZ",
                    primary=True,
                    evidence=seen_in_title("카자흐스탄"),
                ),
                RegionTag(region=CENTRAL_ASIA, code="central_asia", primary=True),
                RegionTag(region=UZ, code="UZ", primary=False),
            ),
            topics=(
                TopicTag(
                    topic=ENERGY,
                    code="energy",
                    score=5,
                    evidence=seen_in_title("송전망"),
                ),
            ),
        ),
        summaries={
            Language.KO: Summary(language=Language.KO, method=Method.OUTLINE, headline=TITLE, lines=korean),
            Language.EN: Summary(language=Language.EN, method=Method.RULES, headline="Kazakhstan", lines=english),
        },
        related_targets=(BriefingId(77),),
    )


def an_english_edition() -> Edition:
    """An English briefing with a Korean digest."""
    edition = an_edition()
    briefing = replace(edition.briefing, title="Ministry unveils grid plan", language=Language.EN, related=())
    return replace(
        edition,
        briefing=briefing,
        related_targets=(),
        summaries={
            Language.EN: Summary(
                language=Language.EN,
                method=Method.EXTRACT,
                headline=briefing.title,
                lines=(a_line(LineKind.POINT, "The plan adds 400 km of lines."),),
            ),
            Language.KO: Summary(
                language=Language.KO,
                method=Method.RULES,
                headline="카자흐스탄",
                lines=(a_line(LineKind.FIGURE, "400 km", "송전망"),),
            ),
        },
    )


def a_written_edition(rights: Rights = Rights.FULL, *, under: Rights = Rights.FULL) -> Edition:
    """The Korean briefing as a backend wrote about it when it had these rights."""
    said = {
        Language.KO: ("송전망 현대화 계획", "에너지부가 송전망 계획을 발표했다."),
        Language.EN: ("Ministry to modernise the grid", "The ministry published its grid plan."),
    }
    summaries = {
        language: Summary(
            language=language,
            method=Method.WRITTEN,
            headline=headline,
            lines=(
                *(replace(a_line(LineKind.POINT, f"{point} {number}"), evidence=(MEASURE,)) for number in range(3)),
                Line(kind=LineKind.WRITER, text="some-model", evidence=(), note=under.value),
            ),
        )
        for language, (headline, point) in said.items()
    }
    return replace(an_edition(rights), summaries=summaries)


def shown(message: Message) -> tuple[str, tuple[Entity, ...]]:
    """What Telegram makes of a message: its text and entities. Raises where Telegram would refuse it."""
    text, entities = parse_html(message.html)
    seen = tidy(text, entities)
    return seen.text, seen.entities


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.buttons]


def actions(message: Message) -> list[str]:
    return [button.action for row in message.buttons for button in row if button.action]
