"""A document is analysed once, whoever asks: tags, summaries, search."""

from jobs.language import Analyser, ByLine, PlainAnalyser, TokenPass
from jobs.model import Briefing, BriefingId, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.search import SearchDocument, analyse_document, analyse_passed
from jobs.search.tokens import normal
from tests.fakes import CountingAnalyser


def test_no_line_of_a_document_is_analysed_twice() -> None:
    lines = (
        "카자흐스탄 에너지부, 송전망 현대화 계획 발표",
        "겨울철 전력 부족",
        "북부 변전소의 노후",
        "에너지부는 2027년까지 송전선 400km를 새로 놓기로 했다. 우즈베키스탄과도 논의한다.",
        "러시아는 12월 9일 CSTO 정상회의에서 1,500만 달러의 협정(MOU)에 서명했다.",
    )
    title, section, heading, *paragraphs = lines
    subsection = Subsection(heading=heading, paragraphs=tuple(paragraphs))
    briefing = Briefing(title=title, sections=(Section(heading=section, subsections=(subsection,)),))
    analyser = CountingAnalyser()
    announcement_of(BriefingId(1), 0, briefing, analyser)
    folded = [normal(text) for text in analyser.asked]
    counts = {line: sum(normal(line) in text for text in folded) for line in lines}
    assert counts == dict.fromkeys(lines, 1)


def test_the_index_gets_the_same_tokens_out_of_a_pass_as_from_the_text_alone(kiwi: Analyser) -> None:
    lines = (
        "카자흐스탄 CSTO 탈퇴 검토",
        "카심조마르트 토카예프(Kassym-Jomart Tokayev) 대통령은 27일 EU와 1,500만 달러, 3.5㎞ 도로를 논의했다.",
        "Astana’s 'Khabar' TV는 K팝과 5G를 말했다.",
    )
    document = SearchDocument(id="1", title=lines[0], body="\n".join(lines[1:]))
    tokens = TokenPass(kiwi)
    for line in lines:
        tokens.of(line)
    assert analyse_passed(document, tokens) == analyse_document(document, kiwi)


def test_lines_out_of_a_pass_keep_their_place_in_the_whole() -> None:
    text = "첫 줄\n\nThe second line"
    analyser: Analyser = ByLine(TokenPass(PlainAnalyser()), normal)
    assert [text[token.start : token.end] for token in analyser.tokens(text)] == ["첫", "줄", "The", "second", "line"]
