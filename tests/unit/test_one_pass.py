"""A document is analysed once, whoever asks: tags, summaries, search."""

from jobs.language import Analyser, ByLine, PlainAnalyser, Token, TokenPass
from jobs.model import Briefing, BriefingId, Section, Subsection
from jobs.pipeline import announcement_of


class _Counting:
    """Splits by script, and remembers what it was asked to split."""

    name = "none"
    version = "none-1"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def tokens(self, text: str) -> tuple[Token, ...]:
        self.seen.append(text)
        return PlainAnalyser().tokens(text)


def test_no_line_of_a_document_is_analysed_twice() -> None:
    lines = (
        "카자흐스탄 에너지부, 송전망 현대화 계획 발표",
        "겨울철 전력 부족",
        "북부 변전소의 노후",
        "에너지부는 2027년까지 송전선 400km를 새로 놓기로 했다. 우즈베키스탄과도 논의한다.",
        "러시아는 12월 9일 협정에 서명했다.",
    )
    title, section, heading, *paragraphs = lines
    subsection = Subsection(heading=heading, paragraphs=tuple(paragraphs))
    briefing = Briefing(title=title, sections=(Section(heading=section, subsections=(subsection,)),))
    analyser = _Counting()
    announcement_of(BriefingId(1), 0, briefing, analyser)
    counts = {line: sum(line in text for text in analyser.seen) for line in lines}
    assert counts == dict.fromkeys(lines, 1)


def test_lines_out_of_a_pass_keep_their_place_in_the_whole() -> None:
    text = "첫 줄\n\nThe second line"
    analyser: Analyser = ByLine(TokenPass(PlainAnalyser()))
    assert [text[token.start : token.end] for token in analyser.tokens(text)] == ["첫", "줄", "The", "second", "line"]
