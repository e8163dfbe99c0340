"""The verbs about understanding: `tag`, `summarise`, `check`, `glossary export|import`, `models list|get`."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.progress import Progress as Bar

from bot.options import CONFIG, Analyser, AsJson, Config, out
from jobs import organisations, regions, topics
from jobs.errors import DocumentUnreadable, SettingsError
from jobs.language import TokenPass, open_analyser
from jobs.model import Briefing, Language, Rights, Summary, Tags
from jobs.reading import document_of, read_briefing
from jobs.settings import BackendSettings, SummarySettings, backend_keys, load
from jobs.store import Store
from jobs.summary import glossary, summarise
from jobs.summary.checking import Issue, check
from jobs.summary.events import events
from jobs.summary.writers import library
from jobs.summary.writers.chain import Answer, build
from jobs.summary.writers.records import FileRecords
from jobs.summary.writers.task import read_answer
from jobs.summary.written import summaries
from jobs.tagging import tag

File = Annotated[Path, typer.Argument(help="A text or HTML document.")]

glossary_verbs = typer.Typer(help="The glossary that grows with every briefing.", no_args_is_help=True)
models_verbs = typer.Typer(help="Models for the local backend.", no_args_is_help=True)


def add_to(cli: typer.Typer) -> None:
    """Hang these verbs into the program's command line."""
    cli.command("tag")(tag_file)
    cli.command("summarise")(summarise_file)
    cli.command("check")(check_files)
    cli.add_typer(glossary_verbs, name="glossary")
    cli.add_typer(models_verbs, name="models")


def tag_file(
    file: File,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say which words each tag rests on.")] = False,
    analyser: Analyser = "kiwi",
) -> None:
    """Say what a document is about: regions, topics, organisations."""
    briefing, tags, _ = _understood(file, analyser)
    record = _tags_record(tags, explain=explain)
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    out.print(briefing.title or "(no title)", markup=False)
    for kind, rows in record.items():
        for row in rows:
            name = f"{row['en']} · {row['ko']} ({row['code']})"
            why = f"  ← {', '.join(row['because'])}" if explain else ""
            out.print(f"  {kind}: {name}{'' if row['primary'] else ', mentioned only'}{why}", markup=False)


def summarise_file(
    file: File,
    as_json: AsJson = False,
    backend: Annotated[
        str | None,
        typer.Option("--backend", help="A kind or model of the settings file, or a backend's settings as JSON."),
    ] = None,
    analyser: Analyser = "kiwi",
    config: Config = CONFIG,
) -> None:
    """Say what a document says in both languages, how that was made, and from which words."""
    briefing, tags, tokens = _understood(file, analyser)
    answer = Answer()
    if backend is not None:
        answer = asyncio.run(_written(_backend(backend, config), briefing, tags, tokens))
    written = summaries(answer.written, briefing, Rights.FULL) if answer.written else None
    said = written or summarise(briefing, tags, tokens)
    record = {
        "summaries": {language.value: _summary_record(summary) for language, summary in said.items()},
        "events": [
            {"type": one.type.code, "says": f"{one.type.label} · {one.note}", "span": one.span, "section": one.section}
            for one in events(briefing, tags, tokens)
        ],
        "attempts": [{"backend": one.backend, "outcome": one.outcome} for one in answer.attempts],
        "issues": [_issue_record(issue) for issue in answer.issues],
    }
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1, default=str))
        return
    for language, summary in said.items():
        out.print(f"{language.value} · {summary.method.value} · {summary.headline}", markup=False)
        for line in summary.lines:
            out.print(f"  {line.kind.value}: {line.text}{f' · {line.note}' if line.note else ''}", markup=False)
    for attempt in answer.attempts:
        out.print(f"  {attempt.backend or 'chain'}: {attempt.outcome}", markup=False)


def check_files(
    source: File,
    summary: Annotated[
        Path, typer.Argument(help="A summary as JSON: headline_ko, headline_en, points of ko, en, paragraphs.")
    ],
    as_json: AsJson = False,
    analyser: Analyser = "kiwi",
) -> None:
    """Hold a written summary against its source; exit 1 when something blocks it."""
    briefing, tags, tokens = _understood(source, analyser)
    written = read_answer(_bytes(summary).decode("utf-8", errors="replace"), summary.name)
    issues = check(briefing, tags, tokens, written)
    blocking = any(issue.blocking for issue in issues)
    if as_json:
        record = {"sendable": not blocking, "issues": [_issue_record(issue) for issue in issues]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        for issue in issues:
            kind = "blocks" if issue.blocking else "warns"
            where = "headline" if issue.point == 0 else f"point {issue.point}"
            out.print(f"{kind}: {issue.language.value} {where}: {issue.problem.value}: {issue.words}", markup=False)
        if not issues:
            out.print("No unsupported figures, dates or names found. Its meaning was not checked.")
    if blocking:
        raise typer.Exit(1)


@glossary_verbs.command("export")
def export_glossary(config: Config = CONFIG) -> None:
    """Print the glossary as CSV: Korean, English, abbreviation, how often seen, other forms."""
    with Store.open(load(config).database.url, write=False) as store:
        known = glossary.of((*store.glossary.in_briefings(), *store.glossary.brought()))
    typer.echo(glossary.as_csv(known), nl=False)


@glossary_verbs.command("import")
def import_glossary(
    file: Annotated[Path, typer.Argument(help="A CSV with the columns korean and english at least.")],
    config: Config = CONFIG,
) -> None:
    """Take a CSV into the glossary; its English forms win. The bot must not be running."""
    given = glossary.from_csv(_bytes(file).decode("utf-8-sig", errors="replace"), name=str(file))
    with Store.open(load(config).database.url) as store:
        store.glossary.bring(glossary.brought(given, store.glossary.in_briefings()))
    out.print(f"{len(given)} names taken in", markup=False)


@models_verbs.command("list")
def list_models() -> None:
    """Say what is known of each model that can be fetched."""
    for model in library.MODELS:
        out.print(f"{model.name}: {model.languages}, about {model.about_mb} MB, {model.licence}", markup=False)
        out.print(f"  {model.repository}; {model.worth}", markup=False)
    out.print(
        "Not tried by us: that these are where they were, their sizes, licences and worth. `models get` shows the true "
        "size and fetches nothing where a file is missing; read a model's page before you use it."
    )


@models_verbs.command("get")
def get_model(
    name: Annotated[str, typer.Argument(help="A name of `sosik models list`.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where models are kept.")] = Path("data/models"),
    hub: Annotated[str, typer.Option("--hub", help="Another address of the hub (a mirror).")] = library.HUB,
) -> None:
    """Fetch a model for the local backend, showing size, licence and progress."""
    model = library.by_name(name)
    total = sum(asyncio.run(library.sizes(model, hub=hub)).values())
    out.print(f"{model.repository}: {total / 1_000_000:,.0f} MB, {model.licence}", markup=False)
    with Bar(console=out) as bar:
        tasks: dict[str, Any] = {}

        def say(progress: library.Progress) -> None:
            if progress.file not in tasks:
                tasks[progress.file] = bar.add_task(progress.file, total=progress.total)
            bar.update(tasks[progress.file], completed=progress.done)

        where = asyncio.run(library.fetch(model, folder, say=say, hub=hub))
    out.print(f'{where}: set kind = "local", directory = "{where}"', markup=False)


def _understood(file: Path, analyser: str) -> tuple[Briefing, Tags, TokenPass]:
    briefing = read_briefing(document_of(_bytes(file), name=file.name))
    tokens = TokenPass(open_analyser(analyser, regions.analyser_words()))
    return briefing, tag(briefing, tokens), tokens


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(str(file), error.strerror or "cannot be read") from error


def _backend(given: str, config: Path) -> BackendSettings:
    known = load(config).summary.backend if config.exists() else ()
    named = next((one for one in known if given in (one.kind, one.model)), None)
    if named is not None:
        return named
    try:
        return BackendSettings.model_validate(json.loads(given) if given.startswith("{") else {"kind": given})
    except (ValueError, ValidationError) as error:
        raise SettingsError("--backend", str(error).splitlines()[0]) from error


async def _written(settings: BackendSettings, briefing: Briefing, tags: Tags, tokens: TokenPass) -> Answer:
    records = FileRecords(Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sosik")
    only = SummarySettings(backend=(settings,))
    chain = build(only, backend_keys(only), records=records, clock=lambda: datetime.now(UTC))
    try:
        return await chain.write(briefing, tags, tokens)
    finally:
        await chain.close()


def _tags_record(tags: Tags, *, explain: bool) -> Mapping[str, list[dict[str, Any]]]:
    def because(evidence: Any) -> dict[str, Any]:
        seen = [f"{one.surface} ({one.place.value})" for one in evidence]
        return {"because": seen} if explain else {}

    return {
        "regions": [
            {
                "code": one.code,
                "primary": one.primary,
                "ko": regions.label(one.region, Language.KO),
                "en": regions.label(one.region, Language.EN),
                **because(one.evidence),
            }
            for one in tags.regions
        ],
        "topics": [
            {
                "code": one.code,
                "primary": one.primary,
                "ko": topics.label(one.topic, Language.KO),
                "en": topics.label(one.topic, Language.EN),
                "score": one.score,
                **because(one.evidence),
            }
            for one in tags.topics
        ],
        "organisations": [
            {
                "code": one.code,
                "primary": True,
                "ko": organisations.label(one.code, Language.KO),
                "en": organisations.label(one.code, Language.EN),
                **because(one.evidence),
            }
            for one in tags.organisations
        ],
    }


def _summary_record(summary: Summary) -> dict[str, Any]:
    return {
        "method": summary.method.value,
        "headline": summary.headline,
        "lines": [asdict(one) for one in summary.lines],
    }


def _issue_record(issue: Issue) -> dict[str, Any]:
    return {
        "problem": issue.problem.value,
        "blocking": issue.blocking,
        "language": issue.language.value,
        "point": issue.point,
        "words": issue.words,
    }
