"""How much a sentence says that can be checked: hard figures and decided acts for it, talk and length against it."""

import re

from jobs.model import Language
from jobs.summary.figures import english_figures, korean_figures
from jobs.summary.wording import wording

_LONG = 110
_DONE = re.compile(r"(?:했다|됐다|되었다|였다|었다|았다|한다|된다|났다|졌다|렸다)\.?$")


def hardness(sentence: str, language: Language = Language.KO) -> float:
    """Weigh a sentence: 0 or less for mere talk, about 2 for a figure of money, more for decided acts with figures."""
    if language is Language.EN:
        return 0.7 * max((figure.hardness for figure in english_figures(sentence)), default=0)
    if not 15 <= len(sentence) <= 300:
        return 0.0
    words = wording()
    figures = max((figure.hardness for figure in korean_figures(sentence)), default=0)
    acts = len(set(words.acts.findall(sentence)))
    talk = len(set(words.talk.findall(sentence)))
    settled = 0.5 if _DONE.search(sentence) else 0.0
    return 0.7 * figures + 1.3 * min(acts, 2) + settled - 1.2 * talk - max(0, len(sentence) - _LONG) / 60
