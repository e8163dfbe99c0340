"""English sentences of our own with their typed events, and edits of them whose effect is known without labels.

Swap two countries and the slots swap; deny it, plan it, hear it, bring in somebody else, and the record changes or
goes; change a digit and it changes; make it passive and nothing changes; another act's day is not its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[1] / "labels" / "english_events.tsv"
PAIRS = (
    ("Russia", "Kazakhstan", "Russian", "Kazakh", "Vladimir Putin", "Kassym-Jomart Tokayev"),
    ("China", "Brazil", "Chinese", "Brazilian", "Xi Jinping", "Luiz Inacio Lula da Silva"),
    ("Ukraine", "France", "Ukrainian", "French", "Volodymyr Zelensky", "Emmanuel Macron"),
    ("Argentina", "Belarus", "Argentine", "Belarusian", "Javier Milei", "Alexander Lukashenko"),
    ("Indonesia", "Egypt", "Indonesian", "Egyptian", "Prabowo Subianto", "Abdel Fattah el-Sisi"),
    ("Uzbekistan", "India", "Uzbek", "Indian", "Shavkat Mirziyoyev", "Narendra Modi"),
)
_SIGNS = ("A", "B", "a", "b", "P", "Q")
_VERBS = {
    "paid": "pay", "arrived": "arrive", "visited": "visit", "held": "hold", "met": "meet", "signed": "sign",
    "adopted": "adopt", "ratified": "ratify", "joined": "join", "applied": "apply", "withdrew": "withdraw",
    "severed": "sever", "agreed": "agree", "banned": "ban", "lifted": "lift", "imposed": "impose", "raised": "raise",
    "cut": "cut", "kept": "keep", "granted": "grant", "expelled": "expel", "declared": "declare", "fired": "fire",
    "invaded": "invade", "resigned": "resign",
}  # fmt: skip
_PARTICIPLES = {"withdrew": "withdrawn"}
_VERB = re.compile(rf" ({'|'.join(_VERBS)}) ")
_DIGIT = re.compile(r"\d(?=%|\.\d%| million| percentage| May| June| January| February| March| April)")
Names = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of ours: the type and outcome of its record, its form, its passive ("" where that is not read)."""

    type: str
    outcome: str
    form: str
    passive: str

    def text(self, names: Names, *, passive: bool = False) -> str:
        """Give the sentence for a pair of countries and their leaders."""
        filled = self.passive if passive else self.form
        for sign, word in zip(_SIGNS, names, strict=True):
            filled = filled.replace("{" + sign + "}", word)
        return filled


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited sentence: what was done to it, the sentence before, and after."""

    kind: str
    names: Names
    before: str
    after: str


def sentences() -> tuple[Sentence, ...]:
    """Give the sentences of the file."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(Sentence(*row) for row in rows)


def edits() -> Iterator[Edit]:
    """Give every edit of every sentence for every pair."""
    for sentence in sentences():
        for names in PAIRS:
            before = sentence.text(names)
            turned: Names = (names[1], names[0], names[3], names[2], names[5], names[4])
            yield Edit("swap", names, before, sentence.text(turned))
            if sentence.passive:
                yield Edit("passive", names, before, sentence.text(names, passive=True))
            for kind, after in (*_about_the_verb(before), *_around(before)):
                yield Edit(kind, names, before, after)


def _about_the_verb(text: str) -> Iterator[tuple[str, str]]:
    found = _VERB.search(text)
    if found is None:
        return
    past, base = found[1], _VERBS[found[1]]
    participle = _PARTICIPLES.get(past, past)
    head, tail = text[: found.start()], text[found.end() :]
    denied = (f"did not {base}", f"has not {participle}", f"never {past}", f"refused to {base}", f"failed to {base}")
    yield from (("deny", f"{head} {verb} {tail}") for verb in denied)
    for verb in (f"will {base}", f"plans to {base}", f"is set to {base}", f"decided to {base}"):
        yield "plan", f"{head} {verb} {tail}"
    heard = (
        f"may {base}", f"could {base}", f"reportedly {past}", f"nearly {past}", f"wants to {base}",
        f"claimed to have {participle}", f"is said to have {participle}", f"would have {participle}",
        f"threatened to {base}", f"called on others to {base}", f"considered whether to {base}",
    )  # fmt: skip
    yield from (("claim", f"{head} {verb} {tail}") for verb in heard)
    others = (", together with Mexico,", " and companies from Mexico", ", like Mexico,", "'s ally Mexico")
    yield from (("other", f"{head}{who} {past} {tail}") for who in others)


def _around(text: str) -> Iterator[tuple[str, str]]:
    bare = text.removesuffix(".")
    yield "claim", f"Officials in Mexico claimed that {bare}."
    yield "claim", f"According to sources, {text}"
    yield "claim", f"{bare}, a source said."
    yield "claim", f"{bare}?"
    yield "claim", f"If {bare}, others will follow."
    yield "claim", f"“{bare},” a message said."
    yield "claim", f"It is untrue that {text}"
    yield "date", f"After a meeting on 2 March 2019, {text}"
    yield "date", f"{re.sub(r' (?:on|in) [^,]*20..$', '', bare)} under a law passed on 2 March 2019."
    digit = _DIGIT.search(text)
    if digit:
        other = "5" if digit[0] != "5" else "4"
        yield "digit", text[: digit.start()] + other + text[digit.end() :]
