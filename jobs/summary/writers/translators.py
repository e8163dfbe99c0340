"""Translation of the outline: DeepL behind HTTP, or a CTranslate2 model in a directory of the operator's.

The source's own side stays verbatim; only the other one is translated, point by point, with the same paragraphs.
"""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jobs.model import Briefing, Language
from jobs.settings import BackendSettings
from jobs.summary.outline import near
from jobs.summary.sentences import sentences
from jobs.summary.writers.task import BackendError, NothingToWrite, Task
from jobs.summary.writers.wire import Wire
from jobs.summary.written import FEWEST_POINTS, MOST_POINTS, Written, side_of

_LONGEST_SENTENCE = 300

Points = tuple[tuple[str, tuple[int, ...]], ...]


class DeepLBackend:
    """DeepL's translation of the outline."""

    def __init__(self, settings: BackendSettings, key: str) -> None:
        """Keep the address; nothing is asked yet."""
        self.name = "DeepL"
        headers = {"Authorization": f"DeepL-Auth-Key {key}"}
        self._wire = Wire(settings.base_url or "https://api-free.deepl.com", headers, settings.timeout_s)

    async def write(self, task: Task) -> Written:
        """Give the outline and its translation; raises BackendError."""
        points, target = outline_points(task), task.briefing.language.other
        texts = [task.briefing.title, *(text for text, _ in points)]
        body = {"text": texts, "source_lang": task.briefing.language.upper(), "target_lang": _deepl(target)}
        answer = await self._wire.post("/v2/translate", body)
        rows = answer.get("translations") if isinstance(answer, dict) else None
        given = [row.get("text") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return _both(task.briefing, points, [text for text in given if isinstance(text, str)], self.name)

    async def close(self) -> None:
        """Close the connection."""
        await self._wire.close()


class LocalBackend:
    """A CTranslate2 model with SentencePiece, in this process; opened on first use (extra `local`)."""

    def __init__(self, settings: BackendSettings, key: str) -> None:
        """Keep the directory; `key` is not needed."""
        self.name = settings.model or "local model"
        self._directory = settings.directory or Path()
        self._translate: Callable[[Sequence[str]], list[str]] | None = None

    async def write(self, task: Task) -> Written:
        """Give the outline and its translation; raises BackendError."""
        points = outline_points(task)
        texts = [task.briefing.title, *(text for text, _ in points)]
        return _both(task.briefing, points, await asyncio.to_thread(self._run, texts), self.name)

    async def close(self) -> None:
        """Let go of the model."""
        self._translate = None

    def _run(self, texts: Sequence[str]) -> list[str]:
        if self._translate is None:
            self._translate = open_model(self._directory)
        return self._translate(texts)


def open_model(directory: Path) -> Callable[[Sequence[str]], list[str]]:
    """Open the model of a directory (model.bin, source.spm, target.spm); raises BackendError when it cannot be used.

    The one place where the packages of the extra `local` are imported.
    """
    try:
        ctranslate2: Any = importlib.import_module("ctranslate2")
        sentencepiece: Any = importlib.import_module("sentencepiece")
    except ImportError as error:
        raise BackendError("the extra `local` is not installed") from error
    try:
        translator = ctranslate2.Translator(str(directory), device="cpu", intra_threads=2)
        source = sentencepiece.SentencePieceProcessor(model_file=str(directory / "source.spm"))
        target = sentencepiece.SentencePieceProcessor(model_file=str(directory / "target.spm"))
    except (RuntimeError, ValueError, OSError) as error:
        raise BackendError(f"{directory}: {error}") from error

    def translate(texts: Sequence[str]) -> list[str]:
        pieces = [[*source.encode(text, out_type=str), "</s>"] for text in texts]
        found = translator.translate_batch(pieces, beam_size=4, max_decoding_length=256)
        return [str(target.decode(one.hypotheses[0])) for one in found]

    return translate


def outline_points(task: Task) -> Points:
    """Give three to five points of the source's own words with their paragraphs: headings first, then sentences.

    Raises NothingToWrite when the briefing has no three things to say.
    """
    found: dict[str, tuple[int, ...]] = {}
    for number, passage in enumerate(task.passages, 1):
        heading = passage.headings[-1] if passage.headings else ""
        if heading and not near(heading, task.briefing.title):
            found[heading] = (*found.get(heading, ()), number)
    if len(found) < FEWEST_POINTS:
        for number, passage in enumerate(task.passages, 1):
            first = next((one for one in sentences(passage.text) if len(one) <= _LONGEST_SENTENCE), None)
            if first and len(found) < MOST_POINTS:
                found.setdefault(first, (number,))
    if len(found) < FEWEST_POINTS:
        raise NothingToWrite("there are no three points to translate")
    return tuple(found.items())[:MOST_POINTS]


def _both(briefing: Briefing, points: Points, translated: Sequence[str], backend: str) -> Written:
    if len(translated) != len(points) + 1:
        raise BackendError(f"{backend}: {len(translated)} texts for {len(points) + 1}")
    headline, *texts = translated
    own, other = briefing.language, briefing.language.other
    paragraphs = [where for _, where in points]
    return Written(
        sides={
            own: side_of(briefing.title, points),
            other: side_of(headline, zip(texts, paragraphs, strict=True)),
        },
        backend=backend,
    )


def _deepl(language: Language) -> str:
    return "EN-GB" if language is Language.EN else "KO"
