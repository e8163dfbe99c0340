"""One article at two sources, and one that its own source cuts short."""

from datetime import date

from jobs.model import Briefing, Section, Subsection
from jobs.sources.articles import cut_short, same_article

LONG = " ".join(f"낱말{number}" for number in range(60))


def record(title: str, body: str) -> Briefing:
    return Briefing(
        title=title, published=date(2026, 3, 1), sections=(Section(subsections=(Subsection(paragraphs=(body,)),)),)
    )


def test_the_same_text_under_another_title_is_the_same_article() -> None:
    assert same_article(record("몽골 광산 재가동", LONG), record("[속보] 몽골 광산", LONG + " 기자"))


def test_a_title_alone_makes_no_two_texts_one() -> None:
    other = " ".join(f"다른{number}" for number in range(60))
    assert not same_article(
        record("중앙아시아 주간 경제 동향 정리", LONG), record("중앙아시아 주간 경제 동향 정리", other)
    )


def test_a_line_without_a_text_is_known_by_a_title_that_says_enough() -> None:
    assert same_article(
        record("카자흐스탄 송전망 보강 계획 확정", ""), record("카자흐스탄 송전망 보강 계획 확정", LONG)
    )
    assert not same_article(record("주간 동향", ""), record("주간 동향", ""))


def test_the_beginning_of_a_text_is_that_text_cut_short() -> None:
    whole = record("몽골 광산", LONG)
    assert cut_short(whole, record("몽골 광산", LONG[:120] + "…"))
    assert cut_short(whole, record("몽골 광산", LONG[:121] + "... read more"))
    assert cut_short(whole, record("몽골 광산", ""))


def test_a_correction_is_not_taken_for_a_cut() -> None:
    whole = record("몽골 광산", LONG)
    assert not cut_short(whole, whole)
    assert not cut_short(whole, record("몽골 광산", LONG.replace("낱말5 ", "고침5 ")))
    assert not cut_short(whole, record("몽골 광산", LONG + " 더"))
    assert not cut_short(whole, record("몽골 구리 광산", LONG[:120]))
    assert not cut_short(record("몽골 광산", "2배로 늘린다 정부가"), record("몽골 광산", "3배로 늘린다"))
