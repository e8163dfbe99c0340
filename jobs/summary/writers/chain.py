"""The chain of backends: asked in order, once more with the complaints, within their own times; else the rules speak.

One retry layer (here), a breaker and a daily budget a backend, answers kept by content, backend, model, prompt version
and glossary. Whatever a backend does, an answer comes back: each request ends within its backend's `timeout_s`, and
there are at most two a backend. How long an alert waits for that is its caller's to say.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol

from jobs.language import TokenPass
from jobs.model import BackendUse, Briefing, Clock, Language, Tags
from jobs.settings import BackendSettings, SummarySettings
from jobs.summary.checking import Issue, check
from jobs.summary.writers import budget
from jobs.summary.writers.models import AnthropicBackend, OpenAiBackend
from jobs.summary.writers.records import Records
from jobs.summary.writers.task import Backend, BackendError, BackendLater, NothingToWrite, Task, task_of
from jobs.summary.writers.translators import DeepLBackend, LocalBackend
from jobs.summary.written import Written, side_of

logger = logging.getLogger(__name__)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one request: "kept", "accepted", "blocked", or why it failed."""

    backend: str
    outcome: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the chain gives: what was written with the warnings left, or None; and how it went.

    `later`: a backend was busy, out of reach, at rest or at the end of its day, so that asking again later may do.
    """

    written: Written | None = None
    issues: tuple[Issue, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    later: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    """One backend of the chain: its settings, and under which name its use and its answers are kept."""

    settings: BackendSettings
    backend: Backend

    @property
    def identity(self) -> str:
        where = self.settings.base_url or self.settings.directory or ""
        return f"{self.settings.kind}:{self.settings.model}:{where}"


@dataclass(slots=True)
class _Run:
    """One briefing on its way along the chain."""

    briefing: Briefing
    tags: Tags
    tokens: TokenPass
    attempts: list[Attempt] = field(default_factory=list)
    later: bool = False

    def note(self, link: _Link, outcome: str, issues: tuple[Issue, ...] = ()) -> None:
        self.attempts.append(Attempt(backend=link.backend.name, outcome=outcome, issues=issues))


class Chain:
    """The configured backends, in order; built once by whoever starts the program, closed by it."""

    def __init__(
        self,
        settings: SummarySettings,
        *,
        backends: Sequence[Backend],
        records: Records,
        clock: Clock,
    ) -> None:
        """Pair the backends with their settings."""
        self._links = tuple(_Link(one, backend) for one, backend in zip(settings.backend, backends, strict=True))
        self._records = records
        self._clock = clock
        self._uses: dict[str, BackendUse] = {}

    def __bool__(self) -> bool:
        """Tell whether there is any backend to ask."""
        return bool(self._links)

    async def write(self, briefing: Briefing, tags: Tags, tokens: TokenPass) -> Answer:
        """Give a checked summary in both languages, or none with the reasons.

        The briefing is what may be sent: see `written.permitted`.
        """
        run = _Run(briefing, tags, tokens)
        task = task_of(briefing, tags)
        for link in self._links if task.passages else ():
            written = await self._ask(run, link, task)
            if written is not None:
                issues = await asyncio.to_thread(check, briefing, tags, tokens, written)
                return Answer(written=written, issues=issues, attempts=tuple(run.attempts))
        return Answer(attempts=tuple(run.attempts), later=run.later)

    async def close(self) -> None:
        """Close every backend."""
        for link in self._links:
            await link.backend.close()

    async def _ask(self, run: _Run, link: _Link, task: Task) -> Written | None:
        """Ask one backend, and once more where that may help; give what was accepted."""
        key = task.key(link.identity)
        kept = _read(await self._records.answer(key))
        if kept is not None and not await self._blocking(run, kept):
            run.note(link, "kept")
            return kept
        for last in (False, True):
            if not await self._may_ask(link, task):
                run.note(link, "rests, or its day is used up")
                run.later = True
                return None
            try:
                written = await self._once(link, task)
            except BackendError as error:
                run.note(link, str(error))
                logger.info("backend.failed", extra={"backend": link.backend.name, "reason": str(error)})
                run.later |= last and isinstance(error, BackendLater)
                if last or not isinstance(error, BackendLater):
                    return None
                await asyncio.sleep(error.after_s)
                continue
            blocking = await self._blocking(run, written)
            run.note(link, "blocked" if blocking else "accepted", blocking)
            if not blocking:
                await self._records.keep(key, _text(written))
                return written
            task = replace(task, complaints=tuple(_complaint(issue) for issue in blocking[:_MOST_COMPLAINTS]))
        return None

    async def _once(self, link: _Link, task: Task) -> Written:
        """Ask once: counted before it is sent, bounded by the backend's own time, noted by the breaker."""
        await self._note(link, budget.asked(await self._use(link), task.characters, self._clock()))
        try:
            async with asyncio.timeout(link.settings.timeout_s):
                written = await link.backend.write(task)
        except NothingToWrite:
            raise
        except TimeoutError as error:
            await self._note(link, budget.failed(await self._use(link), self._clock()))
            raise BackendLater(f"{link.backend.name}: no answer within {link.settings.timeout_s:g} s") from error
        except BackendError:
            await self._note(link, budget.failed(await self._use(link), self._clock()))
            raise
        await self._note(link, budget.answered(await self._use(link)))
        return written

    async def _blocking(self, run: _Run, written: Written) -> tuple[Issue, ...]:
        issues = await asyncio.to_thread(check, run.briefing, run.tags, run.tokens, written)
        return tuple(issue for issue in issues if issue.blocking)

    async def _may_ask(self, link: _Link, task: Task) -> bool:
        return budget.may_ask(await self._use(link), link.settings, task.characters, self._clock())

    async def _use(self, link: _Link) -> BackendUse:
        if link.identity not in self._uses:
            self._uses.setdefault(link.identity, await self._records.use(link.identity))
        return self._uses[link.identity]

    async def _note(self, link: _Link, use: BackendUse) -> None:
        self._uses[link.identity] = use
        await self._records.note(link.identity, use)


def build(settings: SummarySettings, keys: Sequence[str], *, records: Records, clock: Clock) -> Chain:
    """Build the chain with the key of each backend (`jobs.settings.backend_keys`)."""
    backends = [BACKENDS[one.kind](one, key) for one, key in zip(settings.backend, keys, strict=True)]
    return Chain(settings, backends=backends, records=records, clock=clock)


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
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
