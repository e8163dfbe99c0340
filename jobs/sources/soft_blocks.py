"""Pages that answer 200 and are not what was asked for: scripts that lead elsewhere, logins, maintenance."""

import re

from selectolax.lexbor import LexborHTMLParser

from jobs.nesting import taxing

_LEADS_ELSEWHERE = re.compile(
    r"\blocation(?:\.href)?\s*=|\blocation\.(?:replace|assign|reload)\s*\(|document\.cookie\s*="
    r"|\bhistory\.(?:back|go)\s*\(|\.submit\s*\(\s*\)"
)
_MAINTENANCE = re.compile(
    r"(?:서비스|시스템|홈페이지|서버|정기|긴급)\s*(?:작업|점검)|점검\s*(?:중|안내|시간)|(?:일시|서비스)\s*(?:적으로\s*)?중단|접속이?\s*(?:지연|원활하지)"
    r"|(?:under|scheduled|site|system) maintenance|temporarily unavailable|service unavailable|be right back",
    re.IGNORECASE,
)
_OUT_OF_SERVICE = re.compile(  # of a short page: an article may speak of all this
    r"(?:공사|준비|대기) ?중|서비스 ?중지|접속자가 많|불편을 드려|트래픽[이을]? ?초과|홈페이지[가를]? ?이전"
    r"|traffic exceeded|back soon|maintenance|over capacity|too many connections",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"로그인|log ?in|sign ?in|인증", re.IGNORECASE)
_WANTS_LOGIN = re.compile(
    r"로그인(?:이 필요| ?후 ?이용|[을를]? ?하셔야|하여 ?주)|(?:please|must|need to) (?:log|sign) ?in", re.IGNORECASE
)
_GATE = re.compile(
    r"access denied|request(?:ed url was)? rejected|checking your browser|just a moment|attention required"
    r"|security check|captcha|firewall|incapsula|ddos|permission to access|has been (?:denied|blocked)"
    r"|(?:are|verify) you(?: are)? a (?:human|robot)|not available in your (?:country|region)"
    r"|비정상적인? 접근|(?:접근|접속)[이을]? ?(?:차단|거부|제한)|보안 ?정책|차단되었|자동 ?입력 ?방지",
    re.IGNORECASE,
)
_WANTS_SCRIPTS = re.compile(
    r"(?:enable|requires?) javascript|(?:자바 ?스크립트|javascript).{0,10}(?:활성|허용|켜|사용)", re.IGNORECASE
)
_ERROR = re.compile(
    r"\b(?:40[034]|410|50[0234])\b.{0,3}(?:not found|error|bad|forbidden|gone|internal|unavailable)|page not found"
    r"|페이지를 찾을 수 없|존재하지 않는 (?:페이지|주소)|잘못된 (?:접근|요청|경로|주소)"
    r"|(?:시스템|서버|내부)\s?(?:오류|에러)|fatal error|uncaught|exception",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"redirecting|(?:document|object|page|site) (?:has )?moved", re.IGNORECASE)
_OF_THE_SERVER = re.compile(
    r"welcome to nginx|default page|^it works!|index of /|domain (?:has|is) (?:expired|for sale)|parked domain"
    r"|도메인.{0,8}만료",
    re.IGNORECASE,
)
_SHORT_PAGE = 600


def soft_block(text: str) -> str:
    """Say what the page is instead of the one asked for; empty where nothing gives it away.

    Ask only once the page has failed to give its rows or its body: any real page may speak of a maintenance.
    """
    if taxing(text):
        return ""
    tree = LexborHTMLParser(text)
    scripts = " ".join([*(node.text() for node in tree.css("script")), *_loaders(tree)])
    filled = bool(tree.css("script[src]"))
    without = " ".join(node.text() for node in tree.css("noscript"))
    refreshes = bool(tree.css('meta[http-equiv="refresh" i]'))
    asks_password = bool(tree.css('input[type="password" i]'))
    for node in reversed(tree.css("script, style, noscript")):
        node.decompose()
    seen = " ".join((tree.body.text(separator=" ") if tree.body else "").split())
    titled = " ".join(node.text() for node in tree.css("title"))
    short = len(seen) < _SHORT_PAGE
    told = " ".join((titled, seen, *_pictures(tree))) if short else ""
    kinds = (
        ("script page that leads elsewhere", short and (refreshes or _LEADS_ELSEWHERE.search(scripts))),
        ("login page", asks_password and (short or _LOGIN.search(titled))),
        ("page that blocks access", _GATE.search(titled) or _GATE.search(told)),
        ("maintenance page", _MAINTENANCE.search(" ".join((titled, seen[:3_000], told)))),
        (
            "page that only scripts fill",
            short and (_WANTS_SCRIPTS.search(f"{without} {seen}") or (filled and not seen)),
        ),
        ("page about an error", _ERROR.search(told)),
        ("login page", _WANTS_LOGIN.search(told)),
        ("page that leads elsewhere", _ELSEWHERE.search(told)),
        ("maintenance page", _OUT_OF_SERVICE.search(told)),
        ("page of the server's own", _OF_THE_SERVER.search(told)),
    )
    return next((f"the answer is a {kind}" for kind, found in kinds if found), "")


def _pictures(tree: LexborHTMLParser) -> list[str]:
    """Give what stands in the place of pictures: many a notice is one."""
    return [node.attributes.get("alt") or "" for node in tree.css("img[alt]")]


def _loaders(tree: LexborHTMLParser) -> list[str]:
    return [node.attributes.get("onload") or "" for node in tree.css("body[onload]")]
