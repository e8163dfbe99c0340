"""Which words English has, so that one no briefing holds yet is no slip of another (chair, chain).

The list is pyspellchecker's; its own way of finding slips is not used: ours knows which words the archive holds.
"""

import gzip
import re
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r'^"([a-z]+)"', re.MULTILINE)


def is_english(word: str) -> bool:
    """Tell whether a word, in lower case and without an apostrophe, is an English one."""
    return word in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Give the words, read with the first question: a tenth of a second, 15 MB."""
    listed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    return frozenset(_WORD.findall(gzip.decompress(listed).decode()))
