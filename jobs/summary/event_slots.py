"""What fills the slots of an event within its clause: actors by their particle, goods, figures, the date."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.language import Token
from jobs.summary.actors import Cast, Phrase
from jobs.summary.clauses import relative
from jobs.summary.event_types import Slot, closed_lists
from jobs.summary.figures import korean_figures

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(?:(?P<y>(?:19|20)\d\d)년 ?)?(?:(?P<m>\d{1,2})월 ?)?(?:(?P<d>\d{1,2})일)?(?![가-힣0-9]{2})")
_ANY_DATE = re.compile(r"\d{4}년(?: ?\d{1,2}월)?(?: ?\d{1,2}일)?|\d{1,2}월(?: ?\d{1,2}일)?|\d{1,2}일(?!간)")
_AT = re.compile(r"(?:에는|에|,| |$)")  # what follows a date at which something happened: not 까지, 이후, 대비
_RANGE = "~∼～–-"
_NOT_AT = re.compile(r" ?(?:이후|이전|까지|부터|전까지|만에|대비|현재|(?:기준|말|초|중순|상반기|하반기)(?![가-힣]))")
_OTHER_YEAR = re.compile(r"(?:같은|그|이듬) ?해 ?$")
_PARTICLES = {
    "를": r"[을를]",
    "에": r"에게?(?![가-힣])|으?로부터|(?<![가-힣])으?로(?![가-힣])",
    "로": r"으?로(?![가-힣])",
    "에서": r"에서(?![가-힣])",
    "와": r"[와과](?:의)?(?![가-힣])",
    "산": r"산(?![가-힣])",
    "대한": r"에 ?(?:대한|대해|대하여|대해서)|(?:[을를]) ?(?:상대로|대상으로|겨냥한|겨냥해)",
    "에 의해": r"에 ?의(?:해|하여)",
    "의": r"의(?![가-힣])",
}
_RATE = r"(?:연 ?)?(\d{1,2}(?:\.\d+)?) ?(?:%|퍼센트)"
_MOVED = re.compile(rf"(?:(?:기존 )?{_RATE}에서 )?{_RATE}로(?![가-힣])")
_REACH = 40  # characters a figure may stand behind the act's first word: 기준금리를 0.25%p 인상
_COMPILED = {name: re.compile(form) for name, form in _PARTICLES.items()}


@dataclass(frozen=True, slots=True)
class Clause:
    """The part of a sentence from the clause's first token to the act's first word."""

    text: str
    tokens: Sequence[Token]
    first: int
    act: int
    cast: Cast

    def phrase(self, last: int) -> Phrase:
        """Give the noun phrase that ends with that token, within the clause."""
        return self.cast.phrase(self.text, self.tokens, last, floor=self.first)

    def by(self, particle: str) -> list[Phrase]:
        """Give the understood phrases before that particle, in order."""
        found = []
        for place in range(self.first, self.act):
            token = self.tokens[place]
            if token.tag[0] not in "NSX" or token.tag in ("SF", "SP", "SSO") or token.tag in ("XSV", "XSA", "XSM"):
                continue
            if _COMPILED[particle].match(self.text, token.end) and self._ends(place):
                phrase = self.phrase(place)
                if phrase.actors and not relative(self.tokens, place, self.act, copula=particle != "를"):
                    found.append(phrase)
        return found

    def _ends(self, place: int) -> bool:
        """Tell whether a phrase ends with that token: the next one is a particle or 산."""
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return following is not None and (following.tag[:1] == "J" or following.form in ("산", "에"))


def fill(
    slots: Sequence[Slot], clause: Clause, start: int, subject: Phrase | None = None
) -> Mapping[str, tuple[str, ...]] | None:
    """Give the English of every slot but the subject; None when one that is needed stays empty or is not sure."""
    filled: dict[str, tuple[str, ...]] = {}
    for slot in slots:
        if slot.name == "who":
            continue
        if slot.name == "goods":
            found = _goods(clause, start, origin="산" in slot.particles)
        elif slot.name == "figure":
            found = _figure(clause, start, "at" if "at" in slot.kinds else "to")
        else:
            found = _actors(slot, clause, start, subject)
        if not found and not slot.optional:
            return None
        filled[slot.name] = found
    return filled


def date_of(clause: Clause) -> str:
    """Give the date of the clause in English; "" when there is none, several, or one of another act."""
    begin, end = clause.tokens[clause.first].start, clause.tokens[clause.act].start
    found = list(_ANY_DATE.finditer(clause.text, begin, end))
    if len(found) != 1 or clause.text[found[0].start() - 1 : found[0].start()] in tuple(_RANGE):
        return ""
    if _NOT_AT.match(clause.text, found[0].end()) or not _AT.match(clause.text, found[0].end()):
        return ""
    if _OTHER_YEAR.search(clause.text, begin, found[0].start()):
        return ""
    place = next(place for place in range(len(clause.tokens)) if clause.tokens[place].end >= found[0].end())
    if relative(clause.tokens, place, clause.act):
        return ""
    return english_date(found[0].group())


def english_date(text: str) -> str:
    """Give a Korean date in English: 2024년 11월 27일, 11월 27일, 2024년 11월, 2024년; "" for a bare day."""
    match = _DATE.match(text)
    if match is None or (match["m"] and not 1 <= int(match["m"]) <= 12):
        return ""
    if not match["m"]:
        return match["y"] or "" if not match["d"] else ""
    return " ".join(filter(None, (match["d"], _MONTHS[int(match["m"]) - 1], match["y"])))


def _actors(slot: Slot, clause: Clause, start: int, subject: Phrase | None = None) -> tuple[str, ...]:
    """Give the actors before the slot's particle; two phrases with the same particle leave it open."""
    phrases = [phrase for particle in slot.particles if particle != "앞" for phrase in clause.by(particle)]
    if "앞" in slot.particles and clause.act > clause.first:
        phrase = _directly_before(clause, start)
        phrases += [phrase] if phrase.actors else []
    kept = {
        phrase.start: phrase
        for phrase in phrases
        if all(actor.kind in slot.kinds if slot.kinds else actor.kind != "place" for actor in phrase.actors)
        and not (subject and subject.start <= phrase.start < subject.end)
    }
    if len(kept) != 1:
        return ()
    return tuple(actor.label for phrase in kept.values() for actor in phrase.actors)


def _directly_before(clause: Clause, start: int) -> Phrase:
    """Give the phrase that ends where the act's words begin, with or without 의."""
    place = clause.act - 1
    if clause.tokens[place].tag == "JKG":
        place -= 1
    if place < clause.first or clause.text[clause.tokens[place].end : start].strip(" 의"):
        return Phrase((), start, start)
    return clause.phrase(place)


def _goods(clause: Clause, start: int, *, origin: bool) -> tuple[str, ...]:
    """Give the goods of a ban or a tariff: nothing but words of the table before the act, after 산 or a particle."""
    begin = clause.tokens[clause.first].start
    before = re.sub(r"(?:에 ?대한|에|의)?\s*(?:[0-9.,]+%(?:의)?)?\s*$", "", clause.text[begin:start])
    table = closed_lists().tables["goods"]
    if origin:
        _, found, goods = before.rpartition("산 ")
        words = goods.split() if found else []
    else:
        words = re.split(r"(?<=[은는이가에로터])\s|일 ", before)[-1].split()
    english = [table.get(word) for word in words]
    return (" ".join(filter(None, english)),) if english and all(english) else ()


def _figure(clause: Clause, start: int, reached: str) -> tuple[str, ...]:
    """Give the one figure of the clause, or from where to where a rate went; any others are too many."""
    begin = clause.tokens[clause.first].start
    end = _clause_end(clause)
    text = clause.text[begin:end]
    moved = list(_MOVED.finditer(text))
    if moved:
        before, after = moved[0].groups()
        return (f"{reached} {after} %" if before is None else f"from {before} to {after} %",) if len(moved) == 1 else ()
    found = [figure.text for figure in korean_figures(text) if begin + figure.start < start + _REACH]
    return (found[0],) if len(found) == 1 else ()


def _clause_end(clause: Clause) -> int:
    """Give where the clause ends: at its verb's ending."""
    for token in clause.tokens[clause.act :]:
        if token.tag in ("EC", "EF", "ETM", "ETN"):
            return token.end
    return clause.tokens[-1].end
