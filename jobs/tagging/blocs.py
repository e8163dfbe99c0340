"""Which organisations a text names: their names, and their abbreviations as whole words."""

from functools import lru_cache

from jobs import organisations
from jobs.organisations import Organisation
from jobs.tagging.lexicon import Lexicon, Passage, Seams, latin_word


def named(passage: Passage) -> tuple[tuple[str, str], ...]:
    """Give (code, words) of every organisation the text names, in order, repeats included."""
    text = passage.text
    found: list[tuple[str, str]] = []
    reached = 0
    lexicon = _lexicon()
    for place in passage.openings:
        if place < reached:
            continue
        for word, organisation in lexicon.at(text, place):
            if _stands_alone(text, place, place + len(word), passage.seams):
                found.append((organisation.code, word))
                reached = place + len(word)
                break
    return tuple(found)


def _stands_alone(text: str, start: int, end: int, seams: Seams) -> bool:
    if text[start].isascii():
        return latin_word(text, start, end)
    if end - start >= 4:
        return True
    return seams.whole(start, end)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon[Organisation]:
    return Lexicon((name, organisation) for organisation in organisations.every() for name in organisation.names)
