"""The verbs about the search index: `sosik index status` and `sosik index rebuild`.

Both work beside a running bot. The bot owns the index, so while it runs it is asked to build the index anew and does so
with its next look; else this process does it, holding the database's writer lock meanwhile.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import typer
from rich.progress import Progress

from bot.app import open_library
from bot.options import CONFIG, AsJson, Config, err, out
from jobs.errors import StoreLocked
from jobs.indexing import Follower
from jobs.search import Standing, ask_to_rebuild, standing
from jobs.settings import Settings, load
from jobs.store import Store
from jobs.store.lanes import Lanes

cli = typer.Typer(help="The search index: how it stands, and building it anew.", no_args_is_help=True)
_COUNTED = 1_000  # briefings not yet indexed that are counted


@cli.command()
def status(
    config: Config = CONFIG,
    as_json: AsJson = False,
) -> None:
    """Say how the index stands, also while the bot runs."""
    settings = load(config)
    found = standing(settings.data_dir / "index")
    with contextlib.closing(Store.open(settings.database.url, write=False, sources=settings.source)) as store:
        announced = store.briefings.size()
        behind = len(store.briefings.documents_after(found.seq, _COUNTED))
    if as_json:
        typer.echo(json.dumps({**asdict(found), "announced": announced, "behind": behind}, indent=1))
        return
    for line in _described(found, announced, behind):
        out.print(line, markup=False)


@cli.command()
def rebuild(config: Config = CONFIG) -> None:
    """Build the index anew from the archive; searches go on with the old one until the new one is complete."""
    settings = load(config)
    try:
        with Store.open(settings.database.url, sources=settings.source) as store:
            asyncio.run(_rebuilt(settings, store))
    except StoreLocked as held:
        if held.pid is None:
            raise
        ask_to_rebuild(settings.data_dir / "index")
        out.print(
            f"The running bot (process {held.pid}) builds it anew, beside the one that answers; "
            "`sosik index status` tells how far it is.",
            markup=False,
        )


async def _rebuilt(settings: Settings, store: Store) -> None:
    """Rebuild in this process, with a bar."""
    with contextlib.closing(Lanes()) as lanes, contextlib.closing(open_library(settings)) as library:
        await _shown(Follower(store, lanes, library).rebuild(), store.briefings.size())
        out.print(f"{library.size:,} documents", markup=False)


async def _shown(pieces: AsyncIterator[int], total: int) -> None:
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("Indexing", total=total)
        async for documents in pieces:
            progress.update(task, completed=documents)


def _described(found: Standing, announced: int, behind: int) -> list[str]:
    more = "+" if behind == _COUNTED else ""
    lines = [f"{found.documents:,} documents of {announced:,} announced briefings, {found.megabytes:.1f} MB"]
    lines.append(f"waiting to be indexed: {behind:,}{more}" if behind else "up to date")
    if found.version:
        lines.append(f"made by {found.version}")
    if found.building is not None:
        lines.append(f"a new one is being built beside it: {found.building:,} documents so far")
    if found.asked:
        lines.append("a rebuild was asked for; the running bot begins with its next look")
    return lines
