"""Text as everything else expects it, and one token pass a document.

Kiwi is opened once a process (340 MB, about 2 s) and only by `open_analyser("kiwi", …)`; every user word is added
before the first pass, because adding and tokenising in turns rebuilds the model each time (FACTS.md §3). Its dictionary
of names in several words stays closed: a name that is one token is not found by its surname (D31).
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_CONTROL = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(
    r"[A-Za-z][A-Za-z'’.&-]*[A-Za-z]|[A-Za-z]|[가-힣]+|[0-9][0-9.,]*[0-9]|[0-9]|[\u4e00-\u9fff]+|[А-Яа-яЁё]+"
)

_HANGUL = re.compile("[가-힣]+")
_NOUNS = ("NNG", "NNP")
_JOINING = 1  # raised whenever something else is made of Kiwi's tokens
_CUTOFF = 6.0
"""How far behind the best a reading may fall before Kiwi drops it; its own 8 costs a tenth of the time more."""


class Token(NamedTuple):
    """A morpheme (or, without Kiwi, a run of one script): form, Sejong tag, offsets in code points.

    Without Kiwi Hangul runs carry the tag `HANGUL`, Latin ones `SL`, digits `SN`, Chinese characters `SH`,
    Cyrillic ones `W_CY`.
    """

    form: str
    tag: str
    start: int
    end: int


class Analyser(Protocol):
    """Splits text into tokens. `version` changes whenever the same text may give other tokens."""

    name: str
    version: str

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Give the tokens of a text in order; offsets are those of `text` as given."""
        ...

    def knows(self, word: str) -> bool:
        """Tell whether a dictionary holds the word: one noun, or a verb with its endings."""
        ...


def clean(text: str) -> str:
    """Give the text in NFC without control, bidirectional and zero-width characters; line ends become \\n.

    Half of a surrogate pair, which no database takes, becomes the replacement character.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text  # most texts are clean: nothing that is taken out is printable
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", unicodedata.normalize("NFC", unified)))


def fold(text: str) -> str:
    """Give the form in which names and queries are compared: NFKC, lower case, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def has_hangul(text: str) -> bool:
    """Tell whether any Hangul syllable occurs."""
    return _HANGUL.search(text) is not None


def is_hangul(text: str) -> bool:
    """Tell whether it is Hangul syllables and nothing else."""
    return _HANGUL.fullmatch(text) is not None


def language_share(text: str) -> float:
    """Give the share of Hangul among the letters of a text, from 0 (none) to 1."""
    others = _HANGUL.sub("", text)
    hangul = len(text) - len(others)
    letters = hangul + sum(map(str.isalpha, others))
    return hangul / letters if letters else 0.0


def _script(form: str) -> str:
    first = form[0]
    if "가" <= first <= "힣":
        return "HANGUL"
    if first.isdigit():
        return "SN"
    if "\u4e00" <= first <= "\u9fff":
        return "SH"
    return "W_CY" if "Ѐ" <= first <= "ӿ" else "SL"


class PlainAnalyser:
    """Splits by script alone: for hosts without room for Kiwi (`[korean] analyser = "none"`)."""

    name = "none"
    version = "none-1"

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Give the runs of one script in the text."""
        return tuple(Token(m.group(), _script(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))

    def knows(self, word: str) -> bool:
        """Tell that it has no dictionary."""
        return False


class KiwiAnalyser:
    """Splits Korean into morphemes with Kiwi; safe to use from several threads, one at a time."""

    name = "kiwi"

    def __init__(self, kiwi: "Kiwi", version: str) -> None:
        self._kiwi = kiwi
        self._lock = threading.Lock()
        self.version = version

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Give the morphemes of the text."""
        with self._lock:
            found = self._kiwi.tokenize(text)
        return _with_whole_words(Token(t.form, str(t.tag), t.start, t.start + t.len) for t in found)

    def knows(self, word: str) -> bool:
        """Tell whether Kiwi's dictionary holds the word: one noun, or a verb with its endings."""
        with self._lock:
            found = self._kiwi.tokenize(word)
        if not found or any(token.oov for token in found):
            return False
        first, *rest = (str(token.tag) for token in found)
        return all(tag.startswith("E") for tag in rest) if first.startswith("V") else first in _NOUNS and not rest


def _with_whole_words(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Join what Kiwi cuts of a Latin word with a full stop behind it (kar, abakh.): letters without a space are one."""
    whole: list[Token] = []
    for token in tokens:
        if token.tag == "SL" and whole and whole[-1].tag == "SL" and whole[-1].end == token.start:
            first = whole.pop()
            whole.append(Token(first.form + token.form, "SL", first.start, token.end))
        else:
            whole.append(token)
    return tuple(whole)


class TokenPass:
    """The one token pass of a document: each text is split once, whoever asks for it."""

    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser
        self._known: dict[str, tuple[Token, ...]] = {}

    def of(self, text: str) -> tuple[Token, ...]:
        """Give the tokens of one field of the document."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self.analyser.tokens(text)
        return known

    def texts(self) -> tuple[str, ...]:
        """Give what has been split so far."""
        return tuple(self._known)


class ByLine:
    """Splits texts line by line out of a document's token pass: what joins its fields costs no second pass.

    The texts are those of the document folded by `folding`, and so are the tokens: they are taken from the pass over
    the line as it was written.
    """

    def __init__(self, tokens: TokenPass, folding: Callable[[str], str]) -> None:
        self._pass = tokens
        self._folding = folding
        self._written = {folding(text): text for text in tokens.texts()}
        self.name = tokens.analyser.name
        self.version = tokens.analyser.version
        self.knows = tokens.analyser.knows

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Give the tokens of a text in order; offsets are those of the lines as they were written."""
        found: list[Token] = []
        start = 0
        for line in text.split("\n"):
            written = self._written.get(line, line)
            for token in self._pass.of(written):
                form, tag = (token.form, token.tag) if written == line else self._folded(token)
                found.append(Token(form, tag, token.start + start, token.end + start))
            start += len(written) + 1
        return tuple(found)

    def _folded(self, token: Token) -> tuple[str, str]:
        """Give form and tag of a token; a name in capitals is a Latin word as any other in small letters."""
        if "가" <= token.form[:1] <= "힣":
            return token.form, token.tag
        form = self._folding(token.form)
        return form, "SL" if form.isascii() and form.isalpha() else token.tag


def open_analyser(name: str, words: tuple[str, ...] = ()) -> Analyser:
    """Open the analyser of that name with proper nouns it must know; the same call gives the same Kiwi."""
    return _open_kiwi(words) if name == "kiwi" else PlainAnalyser()


@lru_cache(maxsize=2)
def _open_kiwi(words: tuple[str, ...]) -> KiwiAnalyser:
    import kiwipiepy  # D12: 340 MB and 2 s, so only where it is used

    kiwi = kiwipiepy.Kiwi(num_workers=1, load_multi_dict=False)
    kiwi.global_config.cutoff_threshold = _CUTOFF
    added = sorted({word for word in words if word and " " not in word})
    for word in added:
        kiwi.add_user_word(word, "NNP", 0.0)
    kiwi.tokenize("준비")
    return KiwiAnalyser(kiwi, f"kiwi-{kiwipiepy.__version__}-{len(added)}-{_CUTOFF:g}.{_JOINING}")
