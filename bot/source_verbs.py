"""The verbs about sources: `sosik sources list | test | opml import | opml export | reset`, and `sosik import`."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from rich.progress import Progress

from bot.options import CONFIG, Config, err, out
from jobs.errors import SettingsError, StoreError
from jobs.fetch import Fetcher
from jobs.importing import Imported, Importer, import_settings
from jobs.model import PollRecord, SourceState, SourceStatus
from jobs.probing import Probe, Shown, address_as_source, probe
from jobs.settings import Settings, SourceSettings, load, parse
from jobs.sources.discovery import read_opml, settings_blocks, write_opml
from jobs.sources.folder import count_files
from jobs.store import Store
from jobs.store.lanes import Lanes

sources = typer.Typer(name="sources", help="Look after the sources: feeds, boards, folders.", no_args_is_help=True)
opml = typer.Typer(name="opml", help="Lists of feeds as other programs write and read them.", no_args_is_help=True)
sources.add_typer(opml)

_MARKS = {"read": "+", "unchanged": "·", "failed": "x", "postponed": "-"}
_SHOWN = 10


def add_to(cli: typer.Typer) -> None:
    """Hang these verbs into the program's command line."""
    cli.add_typer(sources)
    cli.command("import")(import_documents)


@sources.command("list")
def list_sources(
    config: Config = CONFIG,
    polls: Annotated[str, typer.Option("--polls", metavar="ID", help="The last fifty polls of this source.")] = "",
) -> None:
    """Say of each source how it is doing, why, and what its last polls came to (+ read, · unchanged, x failed)."""
    settings = load(config)
    states, diaries = _remembered(settings)
    if polls:
        _print_polls(_by_id(settings, polls), diaries.get(polls, ()))
        return
    for source in settings.source:
        state = states.get(source.id, SourceState(source_id=source.id))
        diary = diaries.get(source.id, ())
        marks = "".join(_MARKS.get(one.outcome, "?") for one in reversed(diary))
        status = state.status.value if diary else "not polled yet"
        due = "never" if state.status is SourceStatus.DISABLED else _when(state.next_at)
        said = (f"last good poll {_when(state.last_ok)}" if state.last_ok else "", f"next poll {due}" if due else "")
        moved = f"moved to {state.url}" if state.url else ""
        facts = "; ".join(filter(None, (f"{status}: {state.reason}" if state.reason else status, moved, *said)))
        out.print(f"{source.id}  {facts}" + (f"\n    {marks}" if marks else ""), markup=False)


def _print_polls(source: SourceSettings, diary: Sequence[PollRecord]) -> None:
    """Print a line a poll, the latest first: when, what it came to, what was answered, and why."""
    if not diary:
        out.print(f"{source.id}  not polled yet", markup=False)
    for one in diary:
        brought = [f"{one.new} new" if one.new else "", f"{one.revised} corrected" if one.revised else ""]
        answered = str(one.answered) if one.answered else ""
        facts = filter(None, (f"{one.outcome:<9}", f"{answered:<3}", f"{one.status.value:<11}", *brought, one.reason))
        out.print(
            f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {_MARKS.get(one.outcome, '?')} {'  '.join(facts)}".rstrip(), markup=False
        )


@sources.command("test")
def try_source(
    source: Annotated[str, typer.Argument(help="A source's id, or any address.")],
    config: Config = CONFIG,
    *,
    private: Annotated[bool, typer.Option("--private", help="The address may be one inside this network.")] = False,
) -> None:
    """Show what a source or an address would bring now. Nothing is stored."""
    chosen = _chosen(source, config, private=private)
    found = asyncio.run(_probe(chosen))
    _print_probe(found)
    if found.problem:
        raise typer.Exit(1)


@sources.command("reset")
def reset_source(source: Annotated[str, typer.Argument(help="A source's id.")], config: Config = CONFIG) -> None:
    """Poll a source again as if nothing had gone wrong: after it was disabled. Other settings are noticed without."""
    settings = load(config)
    with Store.open(settings.database.url, sources=settings.source) as store:
        known = store.sources.forget(source)
    if not known:
        raise SettingsError("source", f"no source called {source} was ever polled")
    out.print(f"{source}: is polled again", markup=False)


@opml.command("export")
def export_opml(config: Config = CONFIG) -> None:
    """Write the feeds as OPML to standard output."""
    typer.echo(write_opml(load(config).source), nl=False)


@opml.command("import")
def import_opml(file: Annotated[Path, typer.Argument(help="An OPML file.")], config: Config = CONFIG) -> None:
    """Add the feeds of an OPML file to the settings file, those that are not there yet."""
    try:
        feeds = read_opml(file.read_bytes())
    except OSError as error:
        raise SettingsError(str(file), f"cannot be read: {error.strerror}") from error
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    blocks, ids = settings_blocks(feeds, parse(text, name=config.name).source)
    if ids:
        changed = text + ("" if text.endswith("\n") or not text else "\n") + ("\n" if text else "") + blocks
        parse(changed, name=config.name)
        _replace(config, changed)
    out.print(f"{len(feeds)} feeds in {file}, {len(ids)} added to {config}", markup=False)
    for one in ids:
        out.print(f"  {one}", markup=False)


def import_documents(
    path: Annotated[Path, typer.Argument(help="A directory, a .zip, a .tar(.gz) or one file: .txt and .html.")],
    config: Config = CONFIG,
    source: Annotated[str, typer.Option("--source", help="The id of the source they belong to.")] = "",
) -> None:
    """Take an archive of older briefings in: sent to nobody, found once the bot runs. Again is harmless."""
    settings = load(config)
    chosen = _by_id(settings, source) if source else import_settings()
    total = count_files(path)
    done = asyncio.run(_bring(settings, chosen, path, total))
    out.print(f"{done.seen} documents: {done.new} new, {done.known} known already", markup=False)
    for name, reason in done.bad:
        err.print(f"{name}: {reason}", markup=False)


async def _bring(settings: Settings, source: SourceSettings, path: Path, total: int) -> Imported:
    done = Imported()
    with (
        Store.open(settings.database.url, sources=settings.source) as store,
        contextlib.closing(Lanes()) as lanes,
        Progress(console=err, transient=True) as progress,
    ):
        task = progress.add_task("Importing", total=total)
        async for done in Importer(store=store, lanes=lanes, clock=lambda: datetime.now(UTC)).bring(path, source):
            progress.update(task, completed=done.seen)
    return done


async def _probe(source: SourceSettings) -> Probe:
    async with Fetcher() as fetcher:
        return await probe(source, fetcher, now=datetime.now(UTC))


def _chosen(named: str, config: Path, *, private: bool) -> SourceSettings:
    scheme, colon, rest = named.partition("://")
    if not colon:
        return _by_id(load(config), named)
    address = f"{scheme.lower()}://{rest}"
    try:
        return address_as_source(address, allow_private=private, port=urlsplit(address).port)
    except (ValidationError, ValueError) as error:
        raise SettingsError("URL", f"{named} is no http(s) address") from error


def _by_id(settings: Settings, named: str) -> SourceSettings:
    found = next((one for one in settings.source if one.id == named), None)
    if found is None:
        hint = "; an address begins with https://" if "." in named else ""
        raise SettingsError("source", f"no source is called {named}{hint}")
    return found


def _remembered(settings: Settings) -> tuple[dict[str, SourceState], dict[str, tuple[PollRecord, ...]]]:
    ids = [one.id for one in settings.source]
    try:
        with Store.open(settings.database.url, write=False) as store:
            return dict(store.sources.states(ids)), {one: store.sources.diary(one) for one in ids}
    except StoreError:
        return {}, {}


def _print_probe(found: Probe) -> None:
    out.print(f"{found.source.id} ({found.source.kind}): {found.url}", markup=False)
    if found.problem:
        out.print(f"  cannot be used: {found.problem}", markup=False)
    for feed in found.feeds:
        out.print(f"  the page has a feed: {feed.url} {feed.title}", markup=False)
    if not found.problem:
        out.print(f"  {len(found.entries)} entries", markup=False)
    for one in found.entries[:_SHOWN]:
        _print_entry(one)
    if len(found.entries) > _SHOWN:
        out.print(f"  … and {len(found.entries) - _SHOWN} more", markup=False)
    for note in found.notes:
        out.print(f"  note: {note}", markup=False)


def _print_entry(one: Shown) -> None:
    item, briefing = one.item, one.briefing
    title = (briefing.title if briefing else "") or item.title or "(no title)"
    day = (briefing.published if briefing else None) or item.published or "no day"
    out.print(f"  {day}  {title}\n      {item.url}  [{', '.join(item.keys)}]", markup=False)
    if briefing is not None:
        paragraphs = sum(1 for _ in briefing.paragraphs())
        warned = f"; {', '.join(briefing.warnings)}" if briefing.warnings else ""
        out.print(
            f"      {len(list(briefing.headings()))} headings, {paragraphs} paragraphs, "
            f"{len(briefing.references)} references{warned}",
            markup=False,
        )
    if one.problem:
        out.print(f"      cannot be read: {one.problem}", markup=False)


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _replace(path: Path, text: str) -> None:
    """Put the text in the file's place at once: whoever reads it sees the old or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        if path.exists():
            Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
