"""Everything the desk says, in each language, from `ko.toml` and `en.toml`: one file a language, the same keys.

A phrase is a `str.format` template with named fields. A field may ask for more after a colon:
`{region:을/를}` puts the Korean particle that fits the word, `‘{region:’을/를}` after a closing quote;
`{n:briefing/briefings}` writes the number and the English noun in the right number. Whole numbers are written with
thousands separators.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from bot.phrases.particles import PARTICLES, with_particle
from jobs.model import Language

Field = str | int


def say(language: Language, key: str, **fields: Field) -> str:
    """Give the phrase of that key in that language with its fields filled in.

    Raises KeyError for a key or a field nobody wrote: a test holds every key that is used.
    """
    return _FILLER.vformat(templates(language)[key], (), fields)


@lru_cache(maxsize=len(Language))
def templates(language: Language) -> Mapping[str, str]:
    """Give every phrase of a language, unfilled, under its dotted key."""
    text = (files("bot.phrases") / f"{language.value}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat(tomllib.loads(text))))


def fields_of(template: str) -> frozenset[str]:
    """Give the names of the fields a template fills."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class _Filler(string.Formatter):
    """Fills a template; knows particles and plurals."""

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return kwargs[str(key)]

    def format_field(self, value: object, format_spec: str) -> str:
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        if not format_spec:
            return shown
        for pair in PARTICLES:
            if format_spec.endswith(pair):
                return with_particle(shown + format_spec.removesuffix(pair), pair)
        one, many = format_spec.split("/")
        return f"{shown} {one if value == 1 else many}"


_FILLER = _Filler()


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")
        else:
            yield key, str(value)
