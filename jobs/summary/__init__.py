"""What is said of a briefing in Korean and in English, without inventing anything.

In its own language a briefing speaks for itself: its headings and sentences, verbatim. In the other one the rules say
what tables, typed events and the text's own glosses allow, labelled an auto digest (D11). What a backend writes comes
from `writers.chain`, held against the source by `checking` first; both give the same `Summary`.
"""

from collections.abc import Mapping, Sequence

from jobs.language import TokenPass
from jobs.model import Briefing, Gloss, Language, LineKind, Method, Summary, Tags
from jobs.summary.digest import digest, headline
from jobs.summary.glossary import name_lines
from jobs.summary.outline import outline, verbatim
from jobs.summary.ranking import leading
from jobs.summary.sentences import looked_at

__all__ = ["summarise"]


def summarise(
    briefing: Briefing, tags: Tags, tokens: TokenPass, *, known: Sequence[Gloss] = ()
) -> Mapping[Language, Summary]:
    """Say what the briefing says, in both languages; a side of which nothing honest can be said has no lines.

    `known` are names in it whose English other briefings gave.
    """
    seen = looked_at(briefing)
    own, other = (Language.KO, Language.EN) if seen.language is Language.KO else (Language.EN, Language.KO)
    lines = digest(seen, tags, tokens, other)
    if other is Language.EN:
        lines = (*lines, *name_lines(known, lines))
    return {
        own: _own(seen, tokens),
        other: Summary(
            language=other,
            method=Method.RULES,
            headline=headline(seen, tags, other),
            lines=lines,
        ),
    }


def _own(briefing: Briefing, tokens: TokenPass) -> Summary:
    """Give the side in the briefing's own language: the outline where there is one, else its leading sentences."""
    lines = outline(briefing) if briefing.language is Language.KO else ()
    if lines:
        return Summary(language=briefing.language, method=Method.OUTLINE, headline=briefing.title, lines=lines)
    sentences = leading(briefing, tokens)
    return Summary(
        language=briefing.language,
        method=Method.EXTRACT,
        headline=briefing.title,
        lines=tuple(verbatim(LineKind.POINT, sentence) for sentence in sentences),
    )
