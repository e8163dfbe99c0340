"""The chain of backends: asked in order, once more with the complaints, within one deadline; else the rules speak.

One retry layer (here), a breaker and a daily budget a backend, answers kept by content, backend, model, prompt version
and glossary. Whatever a backend does, an answer or None comes back in time.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from jobs.language import TokenPass
from jobs.model import Briefing, Language, Summary, Tags
from jobs.summary.checking import Issue, check
from jobs.summary.writers.models import AnthropicBackend, OpenAiBackend
from jobs.summary.writers.settings import BackendSettings, WritingSettings
from jobs.summary.writers.task import Backend, BackendError, BackendLater, Task, task_of
from jobs.summary.writers.translators import DeepLBackend, LocalBackend
from jobs.summary.written import Written, side_of, summaries

logger = logging.getLogger(__name__)

_FAILURES = 3
_REST = timedelta(minutes=5)
_MOST_COMPLAINTS = 12


class _Kind(Protocol):
    def __call__(self, settings: BackendSettings, key: str) -> Backend:
        """Build the backend."""
        ...


BACKENDS: Mapping[str, _Kind] = {
    "openai": OpenAiBackend,
    "anthropic": AnthropicBackend,
    "deepl": DeepLBackend,
    "local": LocalBackend,
}


class Kept(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> str | None:
        """Give what was kept under the key."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep it."""
        ...


class Folder:
    """Answers as files of a folder, one a key."""

    def __init__(self, path: Path) -> None:
        """Keep where; the folder is made on the first answer."""
        self._path = path

    def get(self, key: str) -> str | None:
        """Give what was kept under the key, None where there is nothing readable."""
        try:
            return (self._path / f"{key}.json").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, key: str, value: str) -> None:
        """Keep it whole or not at all."""
        self._path.mkdir(parents=True, exist_ok=True)
        part = self._path / f"{key}.part"
        part.write_text(value, encoding="utf-8")
        part.replace(self._path / f"{key}.json")


@dataclass(slots=True)
class _State:
    """What the chain remembers of one backend: failures in a row, until when it rests, what it used today."""

    failures: int = 0
    resting: datetime | None = None
    day: date | None = None
    requests: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one request: "kept", "accepted", "blocked", or why it failed."""

    backend: str
    outcome: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the chain gives: the summaries with the warnings left, or None; and how it went."""

    summaries: Mapping[Language, Summary] | None = None
    issues: tuple[Issue, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(slots=True)
class _Run:
    """One briefing on its way along the chain."""

    briefing: Briefing
    tags: Tags
    tokens: TokenPass
    attempts: list[Attempt] = field(default_factory=list)


class Chain:
    """The configured backends, in order; built once by whoever starts the program, closed by it."""

    def __init__(
        self, settings: WritingSettings, *, backends: Sequence[Backend], kept: Kept, clock: Callable[[], datetime]
    ) -> None:
        """Pair the backends with their settings."""
        self._deadline_s = settings.deadline_s
        self._links = tuple(zip(settings.backend, backends, strict=True))
        self._kept = kept
        self._clock = clock
        self._states: dict[int, _State] = {number: _State() for number in range(len(self._links))}

    async def write(self, briefing: Briefing, tags: Tags, tokens: TokenPass) -> Answer:
        """Give checked summaries in both languages within the deadline, or none with the reasons."""
        run = _Run(briefing, tags, tokens)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._along(run)
        except TimeoutError:
            run.attempts.append(Attempt(backend="", outcome="past the deadline"))
        return Answer(attempts=tuple(run.attempts))

    async def close(self) -> None:
        """Close every backend."""
        for _, backend in self._links:
            await backend.close()

    async def _along(self, run: _Run) -> Answer:
        task = task_of(run.briefing, run.tags)
        for number, (settings, _) in enumerate(self._links):
            if not task.passages or not self._may_ask(number, settings, task):
                continue
            written = await self._ask(run, number, task)
            if written is not None:
                issues = await asyncio.to_thread(check, run.briefing, run.tags, run.tokens, written)
                return Answer(summaries=summaries(written, run.briefing), issues=issues, attempts=tuple(run.attempts))
        return Answer(attempts=tuple(run.attempts))

    async def _ask(self, run: _Run, number: int, task: Task) -> Written | None:
        """Ask one backend, and once more where that may help; give what was accepted."""
        settings, backend = self._links[number]
        key = task.key(f"{settings.kind}:{backend.name}")
        kept = _read(self._kept.get(key))
        if kept is not None and not await self._blocking(run, kept):
            run.attempts.append(Attempt(backend=backend.name, outcome="kept"))
            return kept
        for last in (False, True):
            if last and not self._may_ask(number, settings, task):
                return None
            try:
                written = await self._once(number, task)
            except BackendError as error:
                run.attempts.append(Attempt(backend=backend.name, outcome=str(error)))
                logger.info("backend.failed", extra={"backend": backend.name, "reason": str(error)})
                if last or not isinstance(error, BackendLater):
                    return None
                await asyncio.sleep(error.after_s)
                continue
            blocking = await self._blocking(run, written)
            outcome = "blocked" if blocking else "accepted"
            run.attempts.append(Attempt(backend=backend.name, outcome=outcome, issues=blocking))
            if not blocking:
                await asyncio.to_thread(self._kept.put, key, _text(written))
                return written
            task = Task(
                briefing=task.briefing,
                passages=task.passages,
                glossary=task.glossary,
                complaints=tuple(_complaint(issue) for issue in blocking[:_MOST_COMPLAINTS]),
            )
        return None

    async def _once(self, number: int, task: Task) -> Written:
        """Ask once: counted against the budget, bounded by the backend's own time, noted by the breaker."""
        settings, backend = self._links[number]
        state = self._states[number]
        state.requests += 1
        state.characters += task.characters
        try:
            async with asyncio.timeout(settings.timeout_s):
                written = await backend.write(task)
        except TimeoutError as error:
            self._failed(state)
            raise BackendLater(f"{backend.name}: no answer within {settings.timeout_s:g} s") from error
        except BackendError:
            self._failed(state)
            raise
        state.failures = 0
        return written

    async def _blocking(self, run: _Run, written: Written) -> tuple[Issue, ...]:
        issues = await asyncio.to_thread(check, run.briefing, run.tags, run.tokens, written)
        return tuple(issue for issue in issues if issue.blocking)

    def _may_ask(self, number: int, settings: BackendSettings, task: Task) -> bool:
        """Tell whether the backend is not resting and its day's budget has room."""
        now, state = self._clock(), self._states[number]
        if state.day != now.date():
            state.day, state.requests, state.characters = now.date(), 0, 0
        if state.resting is not None and now < state.resting:
            return False
        room = state.characters + task.characters <= settings.daily_characters
        return room and state.requests < settings.daily_requests

    def _failed(self, state: _State) -> None:
        state.failures += 1
        if state.failures >= _FAILURES:
            state.failures, state.resting = 0, self._clock() + _REST


def build(
    settings: WritingSettings, environment: Mapping[str, str], kept: Kept, clock: Callable[[], datetime]
) -> Chain:
    """Build the chain; keys come from the environment by the names in the settings."""
    backends = [
        BACKENDS[one.kind](one, environment.get(one.key_env, "").strip() if one.key_env else "")
        for one in settings.backend
    ]
    return Chain(settings, backends=backends, kept=kept, clock=clock)


def estimate(settings: BackendSettings, briefings: Sequence[Briefing]) -> tuple[int, float]:
    """Give how many characters a backfill sends, and what that costs by the price set."""
    characters = sum(len(text) for briefing in briefings for text in (briefing.title, *briefing.paragraphs()))
    return characters, characters / 1_000_000 * settings.price_per_million


def _complaint(issue: Issue) -> str:
    where = "headline" if issue.point == 0 else f"point {issue.point}"
    return f"{where} ({issue.language.value}): {issue.problem.value}: {issue.words[:80]}"


def _text(written: Written) -> str:
    return json.dumps(
        {
            "backend": written.backend,
            "sides": {language.value: asdict(side) for language, side in written.sides.items()},
        },
        ensure_ascii=False,
    )


def _read(text: str | None) -> Written | None:
    """Read a kept answer; anything unreadable counts as none."""
    if text is None:
        return None
    try:
        row = json.loads(text)
        sides = {  # what was kept is bare already
            Language(language): side_of(side["headline"], ((p["text"], p["paragraphs"]) for p in side["points"]))
            for language, side in row["sides"].items()
        }
        return Written(sides=sides, backend=str(row["backend"]))
    except (ValueError, KeyError, TypeError):
        return None
