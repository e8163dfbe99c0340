"""Learn the topic weights of `jobs/tagging/learned_*.tsv` from labelled headlines.

    uv run --group learning python -m tests.learning FILE... [--folds 4]

The labels stand in `tests/labels/learned_*.tsv` beside the fingerprint of their headline, since most headlines are not
ours to publish; FILEs hold headlines, one a line, in the last of its tab-separated columns, and every one whose
fingerprint is known is learned from. Our own (`headlines_own_*.tsv`) stand there with their text. What the bench
measures on (the test halves, the blind sets) is never among them. With `--folds` the labels that the word lists had
not been tuned on are measured, each by weights that did not see it, and nothing is written.
"""

import argparse
import hashlib
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from jobs import regions, topics
from jobs.language import TokenPass, open_analyser
from jobs.model import Briefing, Language
from jobs.tagging import learned, signs_of
from tests.bench._tagging import first, macro
from tests.labels import labelled

_FOLDER = Path(__file__).parent.parent / "jobs" / "tagging"
_FEWEST = 2  # headlines a beginning stands in, for it to be learned
_SMALLEST = 0.15  # weight below which a word is left out
_STRENGTH = 2.0  # how closely the weights follow the labels (scikit-learn's C)
_WORD = 0.5  # how freely a word is learned, beside 1 for what the lists say
_TUNED = 0.5  # how much a headline counts on which the word lists had been tuned
_LIKELY = log(learned.LIKELY / (1 - learned.LIKELY))
_CODES = [topic.code for topic in topics.every()]

Amounts = dict[str, float]
Weights = dict[str, Amounts]
"""What is heard of a headline ("word<TAB>원전", "sign<TAB>score energy"), and its weight for each topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One headline as it is learned from."""

    amounts: Amounts
    topics: frozenset[str]
    weight: float


def fingerprint(headline: str) -> str:
    """Give what a headline is recognised by: twelve hexadecimal digits of its letters and digits."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", headline).casefold()))
    return hashlib.sha256(letters.encode()).hexdigest()[:12]


def examples(headlines: Iterable[str], language: Language) -> Iterator[Example]:
    """Give the labelled ones among the headlines, and our own."""
    rows = {mark: (said, bool(tuned)) for mark, said, *tuned in labelled(f"learned_{language}.tsv")}
    found = {headline: rows[mark] for headline in headlines if (mark := fingerprint(headline)) in rows}
    found |= {headline: (said, False) for said, headline in labelled(f"headlines_own_{language}.tsv")}
    korean = language is Language.KO
    analyser = open_analyser("kiwi", regions.analyser_words()) if korean else open_analyser("none")
    for headline, (said, tuned) in found.items():
        signs = signs_of(Briefing(title=headline, language=language), TokenPass(analyser))
        amounts = {f"sign\t{name}": amount for name, amount in learned.given(signs).items()}
        amounts |= {f"word\t{word}": 1.0 for word, _ in learned.beginnings(headline)}
        yield Example(amounts=amounts, topics=frozenset(said.split()) - {"-"}, weight=_TUNED if tuned else 1.0)


def learn(known: Sequence[Example]) -> Weights:
    """Give the weight of each amount for each topic, words of too few headlines left out."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = Counter(name for one in known for name in one.amounts)
    kept = [{name: n * _scale(name) for name, n in one.amounts.items() if seen[name] >= _FEWEST} for one in known]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(kept)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")  # liblinear's
    weights: Weights = {name: {} for name in vectors.get_feature_names_out()}
    for code in _CODES:
        said = [code in one.topics for one in known]
        if len(set(said)) < 2:
            continue
        model = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear", random_state=1, fit_intercept=False)
        model.fit(matrix, said, sample_weight=[one.weight for one in known])
        for name, weight in zip(weights, model.coef_[0], strict=True):
            weights[name][code] = float(weight) * _scale(name)
    return weights


def _scale(name: str) -> float:
    """Give how freely a weight is learned: a score reaches 10, and words are many."""
    if name.startswith("word"):
        return _WORD
    return 2 / learned.FULL if name.startswith("sign\tscore") else 1.0


def guessed(weights: Weights, one: Example) -> list[str]:
    """Give the topics that weights say of a headline, likeliest first."""
    said = Counter(dict.fromkeys(_CODES, 0.0))
    for name, amount in one.amounts.items():
        said.update({code: weight * amount for code, weight in weights.get(name, {}).items()})
    ranked = [code for code, _ in said.most_common()]
    return [code for code in ranked if code == ranked[0] or said[code] >= _LIKELY]


def measure(known: list[Example], folds: int) -> str:
    """Measure the weights on headlines they were not learned from and the lists were not tuned on."""
    random.Random(1).shuffle(known)
    pairs: list[tuple[set[str], list[str]]] = []
    for fold in range(folds):
        held = [one for at, one in enumerate(known) if at % folds == fold]
        weights = learn([one for at, one in enumerate(known) if at % folds != fold])
        pairs += [(set(one.topics), guessed(weights, one)) for one in held if one.topics and one.weight == 1.0]
    return f"{len(pairs)} headlines held out: macro-F1 {macro(pairs):.3f}, first topic {first(pairs):.3f}"


def write(weights: Weights, language: Language) -> None:
    """Write the weights down, by name; those that say next to nothing are left out."""
    lines = []
    for name, mine in weights.items():
        least = _SMALLEST if name.startswith("word") else 0.005
        said = [f"{code} {weight:.2f}" for code, weight in mine.items() if abs(weight) >= least]
        if said:
            lines.append(f"{name}\t{', '.join(said)}")
    (_FOLDER / f"learned_{language}.tsv").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def main() -> None:
    """Learn the weights of both languages and write them, or measure them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="headlines, one a line, last of the tab-separated columns")
    parser.add_argument("--folds", type=int, default=0, help="measure on so many parts instead of writing")
    options = parser.parse_args()
    lines = [line.split("\t")[-1] for file in options.files for line in file.read_text(encoding="utf-8").splitlines()]
    for language in Language:
        known = list(examples(dict.fromkeys(lines), language))
        print(f"{language}: {len(known)} labelled headlines", file=sys.stderr)
        if options.folds:
            print(f"{language}: {measure(known, options.folds)}")
        else:
            write(learn(known), language)


if __name__ == "__main__":
    main()
