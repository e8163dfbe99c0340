"""The chain of backends against a double on the loopback. Texts are our own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jobs.language import Analyser, TokenPass
from jobs.model import BackendUse, Briefing, Language, LineKind, Method, Rights, Section, Subsection, Summary, Tags
from jobs.settings import BackendSettings, SummarySettings, backend_keys
from jobs.summary.writers.chain import Answer, Chain, build
from jobs.summary.writers.records import FileRecords
from jobs.summary.writers.task import prompt, task_of
from jobs.summary.written import permitted, summaries
from jobs.tagging import tag
from tests.backend_double import Double, serving

BRIEFING = Briefing(
    title="몽골, 중국산 석탄 수입 금지",
    published=date(2025, 3, 6),
    sections=(
        Section(
            heading="수입 금지 조치",
            subsections=(
                Subsection(
                    heading="석탄 수입 중단", paragraphs=("몽골은 2025년 3월 4일 중국산 석탄 수입을 금지했다.",)
                ),
                Subsection(heading="교역 규모", paragraphs=("지난 분기 교역액은 3억 5,000만 달러였다.",)),
                Subsection(heading="이어지는 회담", paragraphs=("몽골과 중국은 4월에 열 회담을 논의했다.",)),
            ),
        ),
    ),
)


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 6, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@asynccontextmanager
async def chain(
    folder: Path, *backends: BackendSettings, clock: Clock | None = None, records: FileRecords | None = None
) -> AsyncIterator[Chain]:
    """Build a chain and close it."""
    settings = SummarySettings(backend=backends)
    keys = backend_keys(settings, {"KEY": "secret"})
    built = build(settings, keys, records=records or FileRecords(folder), clock=clock or Clock())
    try:
        yield built
    finally:
        await built.close()


def one(kind: str, double: Double, **more: object) -> BackendSettings:
    values = {"kind": kind, "model": f"{kind}-model", "base_url": double.url, "key_env": "KEY", **more}
    return BackendSettings.model_validate(values)


async def ask(built: Chain, kiwi: Analyser) -> Answer:
    tokens = TokenPass(kiwi)
    return await built.write(BRIEFING, tag(BRIEFING, tokens), tokens)


def told(answer: Answer) -> Mapping[Language, Summary] | None:
    """Give what was written as summaries."""
    return None if answer.written is None else summaries(answer.written, BRIEFING, Rights.FULL)


@pytest.mark.parametrize("kind", ["openai", "anthropic", "deepl"])
async def test_each_backend_makes_a_checked_bilingual_summary(kind: str, kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one(kind, double)) as built:
        answer = await ask(built, kiwi)
    said = told(answer)
    assert said is not None, answer.attempts
    assert [attempt.outcome for attempt in answer.attempts] == ["accepted"]
    for language, summary in said.items():
        assert (summary.language, summary.method) == (language, Method.WRITTEN)
        points = [line for line in summary.lines if line.kind is LineKind.POINT]
        assert len(points) == 3
        assert all(line.evidence and set(line.evidence) <= set(BRIEFING.paragraphs()) for line in points)
        (writer,) = (line for line in summary.lines if line.kind is LineKind.WRITER)
        assert writer.note == "full"
        assert writer.text == ("DeepL" if kind == "deepl" else f"{kind}-model")


@pytest.mark.parametrize("kind", ["openai", "anthropic"])
@pytest.mark.parametrize("mood", ["cut", "refuse", "swapped", "wrong", "few", "500", "429", "401", "html", "redirect"])
async def test_a_backend_that_fails_leaves_the_word_to_the_next(
    kind: str, mood: str, kiwi: Analyser, tmp_path: Path
) -> None:
    async with serving() as bad, serving() as good:
        bad.behave(mood)
        async with chain(tmp_path, one(kind, bad, model="first"), one("openai", good, model="second")) as built:
            answer = await ask(built, kiwi)
    assert answer.written is not None
    assert answer.written.backend == "second"
    assert len(bad.asked) == (2 if mood in ("wrong", "few", "429", "500") else 1)


async def test_fields_nobody_asked_for_are_dropped_and_no_link_survives(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one("openai", double)) as built:
        double.behave("more")
        answer = await ask(built, kiwi)
    assert answer.written is not None
    assert "evil" not in str(answer.written)
    async with serving() as double, chain(tmp_path / "other", one("openai", double, model="other")) as built:
        double.behave("linked")
        assert (await ask(built, kiwi)).written is None


async def test_a_blocked_answer_is_asked_for_once_more_with_its_faults_named(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one("openai", double)) as built:
        double.behave("wrong", "right")
        answer = await ask(built, kiwi)
    assert answer.written is not None
    assert [attempt.outcome for attempt in answer.attempts] == ["blocked", "accepted"]
    assert "figure: $900 million" in double.asked[1]["messages"][1]["content"]


async def test_one_failure_is_tried_again(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one("openai", double)) as built:
        double.behave("500", "right")
        assert (await ask(built, kiwi)).written is not None


async def test_a_slow_backend_leaves_time_for_the_next(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as slow, serving() as good:
        slow.behave("hang")
        backends = (one("openai", slow, timeout_s=0.1), one("openai", good, model="good"))
        async with chain(tmp_path, *backends) as built:
            assert (await ask(built, kiwi)).written is not None


async def test_nobody_listening_means_no_summary_and_no_error(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as gone:
        dead = one("openai", gone)
    async with chain(tmp_path, dead) as built:
        assert (await ask(built, kiwi)).written is None


async def test_an_answer_is_kept_by_content_and_model(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double:
        async with chain(tmp_path, one("openai", double)) as built:
            first = await ask(built, kiwi)
        async with chain(tmp_path, one("openai", double)) as built:
            again = await ask(built, kiwi)
        assert first.written == again.written
        assert [attempt.outcome for attempt in again.attempts] == ["kept"]
        async with chain(tmp_path, one("openai", double, model="another")) as built:
            await ask(built, kiwi)
    assert len(double.asked) == 2


async def test_a_damaged_kept_answer_is_asked_for_anew(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one("openai", double)) as built:
        await ask(built, kiwi)
        for path in tmp_path.glob("*.json"):
            path.write_text("{", encoding="utf-8")
        assert (await ask(built, kiwi)).written is not None
    assert len(double.asked) == 2


async def test_a_backend_that_keeps_failing_rests_and_is_asked_again_later(kiwi: Analyser, tmp_path: Path) -> None:
    clock = Clock()
    async with serving() as double, chain(tmp_path, one("openai", double), clock=clock) as built:
        double.behave("500")
        for _ in range(3):
            assert (await ask(built, kiwi)).written is None
        asked = len(double.asked)
        assert asked == 3
        double.behave("right")
        assert (await ask(built, kiwi)).written is None
        assert len(double.asked) == asked
        clock.passes(minutes=6)
        assert (await ask(built, kiwi)).written is not None


async def test_the_budget_of_a_day_ends_and_begins_anew_also_over_a_restart(kiwi: Analyser, tmp_path: Path) -> None:
    clock, records = Clock(), FileRecords(tmp_path)
    async with serving() as double:
        limited = one("openai", double, daily_requests=1)
        async with chain(tmp_path, limited, clock=clock, records=records) as built:
            double.behave("401")
            assert not (await ask(built, kiwi)).later
        double.behave("right")
        async with chain(tmp_path, limited, clock=clock, records=records) as built:
            answer = await ask(built, kiwi)
            assert (answer.written, answer.later) == (None, True)
            clock.passes(days=1)
            assert (await ask(built, kiwi)).written is not None


async def test_the_budget_of_a_day_counts_what_is_sent_before_it_is_sent(kiwi: Analyser, tmp_path: Path) -> None:
    records = FileRecords(tmp_path)
    async with serving() as double:
        costs = task_of(BRIEFING, tag(BRIEFING, TokenPass(kiwi))).characters
        small, enough = (one("openai", double, daily_characters=costs + more) for more in (-1, 0))
        async with chain(tmp_path, small, records=records) as built:
            await ask(built, kiwi)
        assert double.asked == []
        double.behave("hang")
        async with chain(tmp_path, enough.model_copy(update={"timeout_s": 0.1}), records=records) as built:
            assert (await ask(built, kiwi)).later
        (used,) = records._uses.values()
        assert used == BackendUse(day=Clock().now.date(), requests=1, characters=costs, failures=1)


def test_a_backend_is_given_what_may_be_pushed_and_nothing_else() -> None:
    assert permitted(BRIEFING, Rights.LINK) is None
    assert permitted(BRIEFING, Rights.QUOTES) == permitted(BRIEFING, Rights.FULL) == BRIEFING
    shown = permitted(BRIEFING, Rights.HEADINGS)
    assert shown is not None
    assert list(shown.paragraphs()) == list(BRIEFING.headings())
    said = prompt(task_of(shown, Tags()), "m")
    assert all(heading in said for heading in BRIEFING.headings())
    assert not any(paragraph in said for paragraph in BRIEFING.paragraphs())


async def test_headings_alone_become_a_bilingual_summary(kiwi: Analyser, tmp_path: Path) -> None:
    shown = permitted(BRIEFING, Rights.HEADINGS)
    assert shown is not None
    async with serving() as double, chain(tmp_path, one("deepl", double)) as built:
        tokens = TokenPass(kiwi)
        answer = await built.write(shown, tag(BRIEFING, tokens), tokens)
    assert answer.written is not None, answer.attempts
    assert answer.written.sides[Language.KO].points[0].text == "수입 금지 조치"


async def test_without_the_extra_or_a_model_the_local_backend_only_steps_aside(kiwi: Analyser, tmp_path: Path) -> None:
    local = BackendSettings(kind="local", directory=tmp_path / "nothing")
    async with chain(tmp_path, local) as built:
        answer = await ask(built, kiwi)
    assert answer.written is None
    assert len(answer.attempts) == 1


async def test_the_document_stands_between_markers_it_cannot_know(kiwi: Analyser, tmp_path: Path) -> None:
    async with serving() as double, chain(tmp_path, one("openai", double)) as built:
        await ask(built, kiwi)
    said = double.asked[0]["messages"][1]["content"]
    marker = next(line for line in said.splitlines() if line.startswith("<<<")).removeprefix("<<<")
    assert len(marker) == 24
    assert said.count(marker) == 2
    assert "[1] 몽골은" in said
    assert double.asked[0]["response_format"]["json_schema"]["strict"] is True


def test_a_kept_key_changes_with_content_backend_and_glossary(kiwi: Analyser) -> None:
    task = task_of(BRIEFING, tag(BRIEFING, TokenPass(kiwi)))
    other = task_of(Briefing(title="다른 글"), tag(BRIEFING, TokenPass(kiwi)))
    assert len({task.key("a"), task.key("b"), other.key("a")}) == 3
    assert "Published: 2025-03-06" in prompt(task, "m")
