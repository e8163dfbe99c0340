"""The reviewer of a briefing: name, affiliation and role, in either order."""

import re

from jobs.model import Reviewer

_ROLES = (
    "교수", "박사", "연구위원", "연구원", "위원", "센터장", "소장", "원장", "부원장", "실장", "팀장",
    "부장", "과장", "국장", "처장", "대사", "총영사", "변호사", "회계사", "강사", "대표", "이사장", "이사",
    "회장", "부회장", "사무총장", "사무관", "서기관", "학장", "총장", "기자", "편집장", "전문가",
    "컨설턴트", "펠로우", "고문", "차장", "본부장",
)  # fmt: skip
_ROLE_BEFORE = frozenset(
    (
        "명예",
        "초빙",
        "객원",
        "연구",
        "겸임",
        "석좌",
        "특임",
        "선임",
        "책임",
        "수석",
        "전문",
        "부",
        "조",
        "前",
        "전",
        "현",
        "비상임",
    )
)
_INSTITUTION = (
    "대학교", "대학", "대학원", "대", "연구원", "연구소", "센터", "학회", "재단", "협회", "공사", "공단",
    "은행", "진흥원", "학부", "학과", "대사관", "외교부", "위원회", "협력단", "포럼",
)  # fmt: skip
_NAME = re.compile(r"[가-힣]{2,4}")


def read_reviewer(text: str) -> Reviewer | None:
    """Give name, affiliation and role of `홍길동 한국대학교 교수` in either order; else all is the name."""
    line = " ".join(re.sub(r"[,/()（）]", " ", text).split())
    if not line:
        return None
    words = line.split()
    role_at = _role_start(words)
    if role_at is None:
        split = len(words) > 1 and _NAME.fullmatch(words[0]) and words[-1].endswith(_INSTITUTION)
        return Reviewer(name=words[0], affiliation=" ".join(words[1:])) if split else Reviewer(name=line)
    role, before = " ".join(words[role_at:]), words[:role_at]
    if len(before) > 1 and _NAME.fullmatch(before[-1]) and _is_institution(before):
        return Reviewer(name=before[-1], affiliation=" ".join(before[:-1]), role=role)
    return Reviewer(name=before[0], affiliation=" ".join(before[1:]) or None, role=role)


def _is_institution(before: list[str]) -> bool:
    """Tell whether the words begin with an affiliation, so that the name comes last."""
    return not _NAME.fullmatch(before[0]) or (
        before[0].endswith(_INSTITUTION) and not before[-1].endswith(_INSTITUTION)
    )


def _role_start(words: list[str]) -> int | None:
    if len(words) < 2 or not words[-1].endswith(_ROLES):
        return None
    at = len(words) - 1
    while at > 1 and words[at - 1] in _ROLE_BEFORE:
        at -= 1
    return at
