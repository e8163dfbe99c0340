"""What a written sentence claims of a typed event: the actors the other way round, or more than the source says.

Coarse on purpose: it looks for the type's own words beside the event's own actors; only a plain contradiction counts.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from jobs.model import Language
from jobs.summary.clauses import Form
from jobs.summary.event_record import Event
from jobs.summary.event_types import event_types
from jobs.summary.named import countries

_DONE_EN = re.compile(
    r"\b(?:signed|adopted|agreed|imposed|concluded|joined|ratified|lifted|won|held|took place|visited|refused|rejected|"
    r"withdrew|banned|granted|expelled|recognised|recognized)\b",
    re.IGNORECASE,
)
_NOT_DONE_EN = re.compile(
    r"\b(?:will|would|plans?|planned|to be|(?-i:may)|might|could|consider\w*|discuss\w*|seek\w*|sought|propos\w*|"
    r"expect\w*|intend\w*|due to|options?|if|not|never|no)\b",
    re.IGNORECASE,
)
_DONE_KO = re.compile(r"(?:했|됐|되었|하였|맺었|열었|졌)(?:다|으며|고)")
_NOT_DONE_KO = re.compile(r"예정|계획|방침|할 것|하기로|논의|모색|추진|검토|않|못|가능|전망|주장")
_ENGLISH_ACTS = {
    "state_visit": r"state visit|visit(?:ed|s)?",
    "visit": r"visit(?:ed|s)?|arrived",
    "import_ban": r"bann?(?:ed|s)?|import",
    "export_ban": r"bann?(?:ed|s)?|export",
    "sanctions": r"sanction(?:s|ed)?",
    "tariff": r"tariffs?|dut(?:y|ies)",
    "tariff_country": r"tariffs?|dut(?:y|ies)",
    "loan": r"loans?|credit",
    "aid": r"aid|assistance",
    "gas_cut": r"gas",
    "troops": r"troops|forces",
    "expulsion": r"expel(?:led|s)?|expulsion",
    "accession": r"join(?:ed|s)?|accession|membership",
    "recognition": r"recogni[sz]ed?",
    "agreement": r"agreement|treaty|deal|pact",
    "agreement_both": r"agreement|treaty|deal|pact",
    "memorandum": r"memorandum|mou",
}
_PASSIVE = re.compile(r"\bby\b|\bfrom\b|\bwas\b|\bwere\b|\bbeen\b", re.IGNORECASE)
_DIRECTED = frozenset(
    {"state_visit", "import_ban", "sanctions", "tariff", "tariff_country", "loan", "aid", "expulsion"}
)


def raised(text: str, language: Language, event: Event) -> str:
    """Say how the text contradicts the event: "swapped", "raised", or "" when it does not."""
    if not _speaks_of(text, language, event):
        return ""
    if event.type.code in _DIRECTED and _swapped(text, language, event):
        return "swapped"
    if event.form is not Form.DONE and _said_done(text, language):
        return "raised"
    return ""


def _speaks_of(text: str, language: Language, event: Event) -> bool:
    if language is Language.KO:
        words = [word for word in re.split(r"[^가-힣]+|(?<=[가-힣])[을를에의](?= )", event.act) if len(word) > 1]
        return bool(words) and all(word.rstrip("을를에의로") in text for word in words)
    act = _ENGLISH_ACTS.get(event.type.code) or re.escape(_english_labels()[event.type.code].casefold())
    return re.search(rf"\b(?:{act})\b", text, re.IGNORECASE) is not None


@lru_cache(maxsize=1)
def _english_labels() -> Mapping[str, str]:
    return {kind.code: kind.label for kind in event_types()}


def _said_done(text: str, language: Language) -> bool:
    done, open_ = (_DONE_KO, _NOT_DONE_KO) if language is Language.KO else (_DONE_EN, _NOT_DONE_EN)
    return bool(done.search(text)) and not open_.search(text)


def _swapped(text: str, language: Language, event: Event) -> bool:
    """Tell whether the text makes the target act on the actor: the two countries stand the other way round."""
    actor = {who.region for who in event.who if who.region}
    target = {code for code in countries(", ".join(_targets(event))) if code not in actor}
    said = countries(text, implied=True)
    if len(actor) != 1 or len(target) != 1 or not actor | target <= set(said):
        return False
    first = next(code for code in said if code in actor | target)
    if language is Language.KO:
        return bool(target & {first}) and re.search(_subject_first(text, first), text) is not None
    return bool(target & {first}) and not _PASSIVE.search(text)


def _subject_first(text: str, code: str) -> str:
    """Give a pattern that finds the country as the subject at the beginning."""
    words = [word for word in re.findall(r"[가-힣]+", text) if code in countries(word)]
    return "|".join(rf"^{re.escape(word)}" for word in words if word[-1] in "은는이가") or r"(?!)"


def _targets(event: Event) -> tuple[str, ...]:
    return tuple(label for name in ("to", "on", "of") for label in event.slots.get(name, ()))
