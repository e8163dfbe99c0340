"""Lines of the page around a document: skip links, buttons, image names, exchange rates, a writer's address, copyright.

They are known by being nothing else: a line with a word more belongs to the text.
"""

import re
from typing import Final

LONGEST_FURNITURE: Final = 64
"""Characters of the longest such line, a notice aside."""
_BUTTON_LONGEST = 30
_LONGEST_NOTICE = 200
_LEAD = " \t•·∙*|>›»※-–<〈[【(（▶/"
_TAIL = " /|:：>〉\\]】)）."
_SKIPS = ("바로가기", "바로 가기", "건너뛰기", "건너 뛰기")
_SKIP_LINKS = re.compile(
    r"(?:(?:본문|메뉴|지역|주요|주|전체|하위|상위|서브|메인|퀵|대|반복|푸터|콘텐츠|컨텐츠|내용|검색|영역|사이트|하단|상단|으로"
    r"|바로\s?가기|건너\s?뛰기)\s?)+"
)
_BUTTONS = frozenset((
    "목록", "목록으로", "목록보기", "목록 보기", "인쇄", "인쇄하기", "프린트", "공유", "공유하기", "스크랩", "사이트맵",
    "배너", "댓글",
    "댓글쓰기", "댓글 쓰기", "댓글목록", "뒤로가기", "닫기", "열기", "더보기", "더 보기", "맨위로", "위로",
    "로그인", "회원가입", "크게",
    "작게", "글자크기", "글자 크기", "본문", "메뉴", "전체메뉴", "기사목록", "오탈자제보", "후원하기",
    "즐겨찾기", "주소복사",
    "가장작게", "가장크게", "기본", "추천", "공감", "코멘트", "브리핑룸", "콘텐츠 영역",
    "로그인해주세요", "로그인해 주세요", "로그인 하세요", "메일링 수신거부", "수신거부",
    "메일링리스트 가입신청", "구독신청", "구독하기",
    "상태바", "이 기사를 공유합니다", "본문 글씨 키우기", "본문 글씨 줄이기", "url복사", "기사스크랩하기",
    "sns 기사보내기",
    "복사하기", "프린트하기", "단축키", "prev이전 문서", "next다음 문서", "esc닫기",
    "좋아요", "싫어요", "화나요", "슬퍼요", "훈훈해요", "추천해요", "후속기사 원해요", "추가취재 원해요",
    "페이스북", "트위터", "카카오톡", "카카오스토리", "이메일", "크게보기", "작게보기", "메일보내기", "끝",
    "home", "menu", "main menu", "main content", "main content menu", "skip menu", "skip navigation", "skip to content",
    "skip to main content", "print", "share", "share with", "share this", "share this article", "tweet", "facebook",
    "twitter", "linkedin", "whatsapp", "telegram", "email", "e-mail this", "log in", "login", "sign in", "sign up",
    "subscribe", "popular", "editor's picks",
    "rate this article", "rate this item", "written on", "comments", "no comments", "add comment", "follow us",
    "back to list", "external_image",
    "about us", "contact", "contact us", "privacy policy", "terms of use", "terms of service", "terms and conditions",
    "cookie policy", "newsletter", "back to top", "advertisement", "sitemap", "site map", "download", "close",
))  # fmt: skip
_AFTERWARDS = frozenset((
    "leave a comment", "leave a reply", "post a comment", "add a comment", "no comments yet",
    "your email address will not be published", "cancel reply", "###", "# # #", "ends", "end", "about the author",
    "about the authors",
))  # fmt: skip
_ASIDES = frozenset((
    "많이 본 뉴스", "많이 본 기사", "많이 본 글", "인기 뉴스", "인기뉴스", "인기 기사", "인기기사", "주요 뉴스",
    "주요뉴스", "최신 뉴스", "최신뉴스", "최신 기사", "실시간 주요뉴스", "실시간 주요 뉴스", "most read", "most viewed",
    "most popular", "trending now", "latest news", "popular posts", "top stories",
))  # fmt: skip
_PICTURES = (".gif", ".jpg", ".jpeg", ".png", ".svg", ".webp", ".bmp")
_COUNTED = re.compile(
    r"(?:좋아요|싫어요|화나요|슬퍼요|훈훈해요|추천해요|추천|공감|댓글|공유|후속기사 원해요|추가취재 원해요) ?[0-9]{1,6}"
)
_TALLIED = re.compile(  # (12 votes), Read 340 times Last modified on …, Follow us on …
    r"(?:rate this item )?\(\d[\d,]{0,8} (?:votes?|comments?|shares?|views?)\)"
    r"|read \d[\d,]{0,8} times(?: last modified on .{6,40})?|comments no comments yet[ .]*"
    r"|follow us (?:on|at) [A-Za-z@&, /.]{2,40}",
    re.IGNORECASE,
)
_ATTACHED = re.compile(  # 붙임: 개요 1부. and 담당 부서 | 견본과 | 책임자 | …
    r"(?:붙임|별첨|첨부)\s?[0-9]?\s*[:：].{2,80}|(?:담당\s?(?:부서|자|과)?|문의처?|책임자)\s*[|:：].{2,80}"
)
_HASHED = re.compile(r"#[^\s#]+(?:[\s,]*#[^\s#]+)+")  # what a post is filed under
_MENU = frozenset((
    "뉴스홈", "전체기사", "최신기사", "속보", "정치", "경제", "사회", "국제", "세계", "문화", "스포츠", "연예", "종교",
    "인터뷰", "TV", "전국", "지역", "오피니언", "사설", "칼럼", "산업", "금융", "증권", "부동산", "IT", "과학", "생활",
    "라이프", "포토", "영상", "동영상", "기획", "기업", "북한", "외교", "국방", "교육", "건강", "날씨", "홈",
))  # fmt: skip
_ONLY_OF_MENUS = frozenset(("뉴스홈", "전체기사", "최신기사", "스포츠", "연예", "오피니언", "사설", "포토", "TV"))
_SECTIONS = 5
_APART = re.compile(r"[\s·ㆍ|/,›>]+")
_COUNTS = frozenset("0123456789%")
_OF_THE_STATE = "누리집은 대한민국 공식 전자정부 누리집입니다"
_RATES = re.compile(
    r"(?:[A-Z]{3}/[A-Z]{3}|USD|EUR|GBP|JPY|CNY|RUB|KZT|UZS|KGS|TRY)(?: ?[=:])? ?\d+[.,]\d+(?: -?\d+(?:[.,]\d+)?%)?"
)
_NOTICE = re.compile(
    r"저작권자\s?[:(（©ⓒ]|무단\s?(?:전재|복제|배포|사용)|재배포\s?(?:및\s?\S+\s?)?(?:금지|를 금)"
    r"|copyright\s?(?:©|ⓒ|\(c\)|[0-9]{4})|all rights reserved",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(  # 홍길동 기자 hong@example.org
    r"(?:[(\[][^()\[\]]{1,24}[)\]]\s*)?(?:[가-힣A-Za-z·. ]{1,24}(?:기자|특파원|통신원)\s*)?"
    r"[(\[/]?\s*[\w.+-]{1,40}@[\w.-]{1,40}[)\]]?"
)
FURNITURE_ENDS: Final = (*_SKIPS, *_PICTURES)
"""What skip links and pictures end in."""
_OF_NOTICES = ("ights reserved", "opyright", "무단", "재배포", "저작권")
FURNITURE_HINTS: Final = ("@", _OF_THE_STATE, *_OF_NOTICES)
"""What an address or a notice of copyright holds somewhere."""
_WORDS = _BUTTONS | _AFTERWARDS | _ASIDES
BUTTON_OPENERS: Final = frozenset(word[:3] if word[:3].isascii() else word[:2] for word in _WORDS) | {
    "끝)", "끝.", "끝 ", "끝", "/끝", "뉴스", "붙임", "별첨", "첨부", "담당", "문의", "책임",
    "전체", "최신", "스포", "정치", "연예",
    "rea", "usd", "eur", "gbp", "jpy", "cny", "rub", "kzt", "uzs", "kgs", "tjs", "tmt", "try",
}  # fmt: skip
"""How every button, menu and ticker begins, in two letters or three small Latin ones."""


def is_furniture(line: str, *, opens: bool) -> bool:
    """Tell whether a line is a button, a skip link, a menu, a picture's file name, a ticker or an address of the page.

    `opens`: its first letters are among `BUTTON_OPENERS`.
    """
    if not 0 < len(line) <= LONGEST_FURNITURE:
        return False
    if line.endswith(FURNITURE_ENDS):
        return _SKIP_LINKS.fullmatch(line) is not None or (line.endswith(_PICTURES) and " " not in line)
    if "@" in line and _SIGNATURE.fullmatch(line):
        return True
    return _OF_THE_STATE in line or ((opens or line[0] in "(#") and _is_of_the_page(line))


def _is_of_the_page(line: str) -> bool:
    """Tell whether a line that begins like one is a button, a menu, a ticker or a tally."""
    if line[-1] in _COUNTS and (_COUNTED.fullmatch(line.strip(_LEAD)) or _RATES.fullmatch(line)):
        return True
    if _ATTACHED.fullmatch(line.strip(_LEAD)):
        return True
    if line[0] == "#" and _HASHED.fullmatch(line):
        return True
    if line.isascii() and _TALLIED.fullmatch(line):
        return True
    return (len(line) < _BUTTON_LONGEST and line.strip(_LEAD + _TAIL).lower() in _BUTTONS) or _is_menu(line)


def _is_menu(line: str) -> bool:
    """Tell whether a line is a newspaper's sections side by side, or where the page stands among them.

    A heading may name four of them.
    """
    words = set(_APART.split(line.strip(_LEAD + _TAIL)))
    least = 2 if ">" in line or "›" in line else _SECTIONS
    return len(words) >= least and words <= _MENU and not words.isdisjoint(_ONLY_OF_MENUS)


def is_aside(line: str) -> bool:
    """Tell whether a line opens a list of the site's other posts: 많이 본 뉴스."""
    return len(line) < _BUTTON_LONGEST and line.strip(_LEAD + _TAIL).lower() in _ASIDES


def is_notice(line: str) -> bool:
    """Tell whether a line ends a text: who owns it, and that it must not be copied, or where readers may comment."""
    if len(line) < _BUTTON_LONGEST * 2 and line.strip(_LEAD + _TAIL).lower() in _AFTERWARDS:
        return True
    if not any(map(line.__contains__, _OF_NOTICES)):
        return False
    return len(line) <= _LONGEST_NOTICE and _NOTICE.search(line) is not None and not line.endswith(("다.", "다"))
