"""Short ids: what a briefing is called in links and buttons, base 36 with a check letter.

The check letter catches a mistyped or swapped character, so that a slip says "no such id" and never shows another
briefing.
"""

from jobs.model import BriefingId

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # 23, a prime; without i, l and o, which are misread
_LONGEST = 14


def short_id(briefing_id: BriefingId) -> str:
    """Give the short id of a briefing: `[0-9a-z]+`, the last one a check letter."""
    number, digits = int(briefing_id), ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits + _check(digits)


def parse_short_id(text: str) -> BriefingId | None:
    """Give the briefing a short id names, whatever its case; None when it is no short id."""
    wanted = text.strip().lower()
    if not 2 <= len(wanted) <= _LONGEST or any(letter not in _DIGITS for letter in wanted):
        return None
    briefing_id = BriefingId(int(wanted[:-1], 36))
    return briefing_id if short_id(briefing_id) == wanted else None


def _check(digits: str) -> str:
    total = sum(weight * int(digit, 36) for weight, digit in enumerate(reversed(digits), 2))
    return _LETTERS[total % len(_LETTERS)]
