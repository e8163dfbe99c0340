"""The command line: `sosik VERB`, the same as `python -m bot VERB`."""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Never

import typer

from bot import app as application
from bot import backfill_verb, index_verbs, reread_verb, search_verb, source_verbs, summary_verbs
from bot.demo import play, script
from bot.demo import run as demo_run
from bot.events import log_to_stderr
from bot.options import CONFIG, Analyser, Config, err, out
from jobs import regions
from jobs.errors import DocumentUnreadable, SettingsError, SosikError, Unauthorised
from jobs.language import TokenPass, open_analyser
from jobs.model import Briefing, Tags
from jobs.reading import as_record, document_of, read_briefing
from jobs.settings import backend_keys, load, token
from jobs.store import Store
from jobs.tagging import tag

cli = typer.Typer(
    name="sosik",
    help="Sosik (소식) reads Korean regional-affairs briefings and tells the people who asked, in Korean and English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


@cli.command()
def run(config: Config = CONFIG) -> None:
    """Run the bot: poll the sources, send the alerts, answer people. Ends on Ctrl-C or SIGTERM."""
    settings = load(config)
    secret = token(settings)
    backend_keys(settings.summary)
    log_to_stderr()
    asyncio.run(application.run_until_signalled(settings, secret))


@cli.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play a script without a browser and check it.")] = False,
    briefing: Annotated[
        list[Path] | None, typer.Option("--briefing", help="Add a real document to the newsroom; may be repeated.")
    ] = None,
    port: Annotated[int, typer.Option("--port", help="The page's port; 0 takes a free one.")] = 0,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep everything in this folder.")] = None,
    analyser: Analyser = "kiwi",
) -> None:
    """Try it all in a browser: a chat page, a newsroom and the bot, on this machine alone. No token needed."""
    stage = play.Stage(briefings=tuple(briefing or ()), port=port, keep=keep, analyser=analyser)
    for path in stage.briefings:
        if not path.is_file():
            raise DocumentUnreadable(str(path), "no such file")
    log_to_stderr(logging.ERROR)
    if once:
        raise typer.Exit(asyncio.run(script.run_once(stage, say=typer.echo)))
    asyncio.run(demo_run.run(stage, say=out.print))


@cli.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Text or HTML documents.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document; a list for several.")] = False,
    analyser: Analyser = "kiwi",
) -> None:
    """Read documents into records with their tags. A file that cannot be opened is named; the others are read."""
    records: list[dict[str, Any]] = []
    failed = False
    for path in files:
        try:
            body = path.read_bytes()
        except OSError as error:
            err.print(f"{path}: {error.strerror}", markup=False)
            failed = True
            continue
        briefing = read_briefing(document_of(body, name=path.name))
        tokens = TokenPass(open_analyser(analyser, regions.analyser_words()))
        records.append(_record(briefing, tokens))
    if as_json:
        typer.echo(json.dumps(records[0] if len(files) == 1 and records else records, ensure_ascii=False, indent=1))
    else:
        for record in records:
            _print_record(record)
    if failed:
        raise typer.Exit(2)


@cli.command()
def collect(
    source: Annotated[str | None, typer.Argument(help="A source's id; all of them without it.")] = None,
    config: Config = CONFIG,
) -> None:
    """Poll sources now; what is new, or was imported, can be searched then. The running bot sends it."""
    settings = load(config)
    chosen = tuple(one for one in settings.source if source in (None, one.id))
    if source is not None and not chosen:
        raise SettingsError("source", f"no source is called {source}")
    for collected in asyncio.run(application.collect_now(settings, chosen)):
        said = "unchanged" if collected.unchanged else f"{collected.new} new, {collected.revised} revised"
        out.print(f"{collected.source_id}: {collected.problem or said}", markup=False)


@cli.command()
def migrate(config: Config = CONFIG) -> None:
    """Bring the database to the newest revision (the bot does it by itself when it starts)."""
    settings = load(config)
    Store.open(settings.database.url).close()
    out.print(f"{settings.database.url}: up to date", markup=False)


@cli.command("check-config")
def check_config(config: Config = CONFIG) -> None:
    """Say whether the settings can be used; names the key when not."""
    settings = load(config)
    token(settings)
    backend_keys(settings.summary)
    out.print(f"{config}: fine, {len(settings.source)} sources", markup=False)


def _record(briefing: Briefing, tokens: TokenPass) -> dict[str, Any]:
    tags = tag(briefing, tokens)
    return {
        **as_record(briefing),
        "countries": [one.code for one in tags.regions if regions.is_country(one.region)],
        "regions": _regions_of(tags),
        "topics": [one.code for one in tags.topics],
        "organisations": [one.code for one in tags.organisations],
    }


def _regions_of(tags: Tags) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "primary": one.primary, "seen": [evidence.surface for evidence in one.evidence]}
        for one in tags.regions
    ]


def _print_record(record: dict[str, Any]) -> None:
    out.print(f"[bold]{record['title']}[/bold]" if record["title"] else "(no title)")
    facts = [record["published"], record["outlet"], ", ".join(record["countries"]), ", ".join(record["topics"])]
    out.print("  " + " · ".join(fact for fact in facts if fact), markup=False)
    for section in record["sections"]:
        out.print(f"  ☐ {section['heading'] or ''}", markup=False)
        for subsection in section["subsections"]:
            out.print(f"    ◦ {subsection['heading'] or ''} ({len(subsection['paragraphs'])})", markup=False)
    for reference in record["references"]:
        out.print(f"  * {reference['outlet'] or ''}, {reference['title']}, {reference['published']}", markup=False)
    for warning in record["warnings"]:
        out.print(f"  ! {warning}", markup=False)


# after the bot's own verbs, in the order of the help
cli.command("search")(search_verb.search)
source_verbs.add_to(cli)
cli.add_typer(index_verbs.cli, name="index")
summary_verbs.add_to(cli)
cli.command("backfill")(backfill_verb.backfill)
cli.command("reread")(reread_verb.reread)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line, or these words of it; an error Sosik knows is one line and exit code 2."""
    try:
        cli(words)
    except SosikError as error:
        _end(error)
    except BaseExceptionGroup as failed:  # what runs side by side fails as a group
        known, others = failed.split(SosikError)
        if known is None or others is not None:
            raise
        _end(_first(known))


def _end(error: SosikError) -> Never:
    said = f"telegram.token_env: Telegram refuses the token ({error})" if isinstance(error, Unauthorised) else error
    err.print(f"sosik: {said}", style="red", markup=False)
    sys.exit(2)


def _first(failed: BaseExceptionGroup[SosikError]) -> SosikError:
    inner = failed.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


if __name__ == "__main__":
    main()
