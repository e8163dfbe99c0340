"""Pages that answer 200 and are not what was asked for: scripts that lead elsewhere, logins, maintenance."""

import re

from selectolax.lexbor import LexborHTMLParser

from jobs.nesting import taxing

_LEADS_ELSEWHERE = re.compile(
    r"\blocation(?:\.href)?\s*=|\blocation\.(?:replace|assign|reload)\s*\(|document\.cookie\s*="
)
_MAINTENANCE = re.compile(
    r"(?:서비스|시스템|홈페이지|서버|정기|긴급)\s*(?:작업|점검)|점검\s*(?:중|안내|시간)|(?:일시|서비스)\s*(?:적으로\s*)?중단|접속이?\s*(?:지연|원활하지)"
    r"|(?:under|scheduled|site|system) maintenance|temporarily unavailable|service unavailable|be right back",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"로그인|log ?in|sign ?in|인증", re.IGNORECASE)
_GATE = re.compile(
    r"access denied|request rejected|checking your browser|captcha|비정상적인? 접근|접근이? (?:차단|거부)",
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
    scripts = " ".join(node.text() for node in tree.css("script"))
    refreshes = bool(tree.css('meta[http-equiv="refresh" i]'))
    asks_password = bool(tree.css('input[type="password" i]'))
    for node in reversed(tree.css("script, style, noscript")):
        node.decompose()
    seen = " ".join((tree.body.text(separator=" ") if tree.body else "").split())
    titled = " ".join(node.text() for node in tree.css("title"))
    if len(seen) < _SHORT_PAGE and (refreshes or _LEADS_ELSEWHERE.search(scripts)):
        return "the answer is a script page that leads elsewhere"
    if asks_password and (len(seen) < _SHORT_PAGE or _LOGIN.search(titled)):
        return "the answer is a login page"
    if _GATE.search(titled) or (len(seen) < _SHORT_PAGE and _GATE.search(seen)):
        return "the answer is a page that blocks access"
    if _MAINTENANCE.search(titled) or _MAINTENANCE.search(seen[:3_000]):
        return "the answer is a maintenance page"
    return ""
