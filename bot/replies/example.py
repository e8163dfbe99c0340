"""The example alert for an archive that is still empty: ours, marked as an example, about nothing that happened."""

from datetime import date

from jobs.model import (
    Briefing,
    BriefingId,
    Edition,
    Evidence,
    Language,
    Line,
    LineKind,
    Method,
    Place,
    Reference,
    RegionId,
    RegionTag,
    Rights,
    Section,
    Subsection,
    Summary,
    Tags,
    TopicId,
    TopicTag,
)

_TITLE = "(예시) 카자흐스탄 교통 당국, 화물 철도 증설 계획 발표"
_FIRST = "화물 노선 두 곳 신설"
_SECOND = "2030년까지 수송량 20% 확대 목표"
_CITED = "Example: two new freight lines announced"

EXAMPLE = Edition(
    id=BriefingId(0),
    revision=1,
    source_id="example",
    source_name="예시 브리핑",
    source_name_en="Example briefing",
    rights=Rights.FULL,
    briefing=Briefing(
        title=_TITLE,
        published=date(2024, 1, 2),
        outlet="예시 브리핑",
        sections=(Section(heading=_TITLE, subsections=(Subsection(heading=_FIRST), Subsection(heading=_SECOND))),),
        references=(Reference(outlet="Example Times", title=_CITED, published=date(2024, 1, 1)),),
    ),
    tags=Tags(
        regions=(
            RegionTag(
                region=RegionId(1125),
                code="KZ",
                primary=True,
                evidence=(Evidence(surface="카자흐스탄", place=Place.TITLE),),
            ),
        ),
        topics=(
            TopicTag(
                topic=TopicId(8),
                code="infra",
                score=3.0,
                evidence=(Evidence(surface="철도", place=Place.TITLE),),
            ),
        ),
    ),
    summaries={
        Language.KO: Summary(
            language=Language.KO,
            method=Method.OUTLINE,
            headline=_TITLE,
            lines=(
                Line(kind=LineKind.POINT, text=_FIRST, evidence=(_FIRST,)),
                Line(kind=LineKind.POINT, text=_SECOND, evidence=(_SECOND,)),
            ),
        ),
        Language.EN: Summary(
            language=Language.EN,
            method=Method.RULES,
            headline="Kazakhstan",
            lines=(
                Line(kind=LineKind.FIGURE, text="20 %", evidence=("20%",), note="freight"),
                Line(
                    kind=LineKind.CITED,
                    text=_CITED,
                    evidence=(_CITED,),
                    note="Example Times",
                    on=date(2024, 1, 1),
                ),
            ),
        ),
    },
)
"""A made-up briefing; it has no id in any archive and its alert has no buttons."""
