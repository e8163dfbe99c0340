"""Lines that are recognised by their own words: each of the words, behind whatever marks stand before it."""

from jobs.model import Document
from jobs.reading.lines import page_of
from jobs.reading.signs import Sign, sign_of
from tests.rows import every

KNOWN = {
    Sign.REVIEWER: ("감수: 홍길동", "감 수 : 홍길동", "감수자: 홍길동", "감수위원: 홍길동"),
    Sign.REFERENCES: ("참고자료", "참고 문헌", "주요 참고기사", "References", "Reference", "Sources", "BIBLIOGRAPHY"),
    Sign.SOURCE: ("출처: 견본", "자료 출처", "원문 링크", "원문: 견본", "자료: 견본", "source: Example"),
    Sign.RELATED: ("관련정보", "관련 기사:", "관련글", "관련보고서"),
    Sign.REMARKS: ("비고",),
    Sign.CREDIT: ("사진 출처: 견본", "대표 이미지 제공: 견본", "표지 그림 출처", "그림: 견본", "Photo: A", "IMAGE: A"),
    Sign.DISCLAIMER: (
        "본 자료는 기관과 무관합니다.", "본고의 내용은 기관과 무관합니다.", "동 보고서는 기관과 무관합니다.",
        "이 글은 기관과 무관합니다.", "위 내용은 기관과 무관합니다.", "상기 내용은 기관과 무관합니다.",
        "해당 자료는 기관과 무관합니다.", "게재된 글은 기관과 무관합니다.", "게시된 글은 기관과 무관합니다.",
        "수록된 글은 기관과 무관합니다.", "여기 실린 글은 기관과 무관합니다.", "This page is a sample.",
        "The views do not reflect the institute.", "THE OPINIONS ARE NOT NECESSARILY OURS",
        "견본원에 실린 글은 견본원의 공식 입장이 아닙니다.", "이 글에 실린 의견은 견본원의 공식 견해가 아님",
    ),
    Sign.PREVIOUS: ("이전글 | 견본", "이전 글", "PREV | 견본", "Previous: A"),
    Sign.NEXT: ("다음글 | 견본", "다음 글", "NEXT | 견본"),
}  # fmt: skip


@every(("sign", "line"), [(sign, line) for sign, lines in KNOWN.items() for line in lines])
def test_a_line_says_what_it_is_behind_any_marks(sign: Sign, line: str) -> None:
    for before in ("", "* ", "☐ ", "◦", "< ", "【", "- [", "※ "):
        found = sign_of(before + line)
        assert found is not None
        assert found.sign is sign
        assert [read.signed for read in page_of(Document(content=before + line)).lines] == [found]


@every(
    "line",
    ["The ministry will build a line.", "They said so.", "이 지역은 건조하다.", "이전글에서 다루었다.",
     "감수성이 높다.", "참고할 자료가 많다.",
     "출처가 다르다.", "관련이 없다.", "비고란을 보라", "사진이 많다.", "Sources said so.", "",
     "Reference rates rose.", "공식 입장을 밝혔다.", "본 사업은 2025년에 끝난다.", "다음글로 넘어간다", "이 공식 글"],
)  # fmt: skip
def test_a_sentence_that_begins_alike_says_nothing(line: str) -> None:
    assert sign_of(line) is None
