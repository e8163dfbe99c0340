"""The verb `reread`: the archive read again by the rules of today, from the documents that were kept. Sends nothing."""

import asyncio
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from bot import app as application
from bot.options import CONFIG, Config, out
from bot.short_ids import short_id
from jobs.errors import SettingsError
from jobs.rereading import Reread
from jobs.settings import Settings, load

_TITLE_OF = 60  # characters


def reread(
    source: Annotated[str | None, typer.Argument(help="A source's id; all of them without it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be otherwise.")] = False,
    config: Config = CONFIG,
) -> None:
    """Read stored briefings again by the rules of today. Pushes and edits nothing; what backends wrote stays."""
    settings = load(config)
    known = {one.id for one in settings.source}
    if source is not None and source not in known:
        raise SettingsError("source", f"no source is called {source}")
    seen, other, kept = asyncio.run(_run(settings, source, dry_run=dry_run))
    would = "would be" if dry_run else "are"
    out.print(f"{seen} read again: {other} {would} otherwise, {kept} left as they were for now", markup=False)


async def _run(settings: Settings, source: str | None, *, dry_run: bool) -> tuple[int, int, int]:
    seen = other = kept = 0
    async with application.rereading(settings, dry=dry_run) as work:
        with Bar(console=out) as bar:
            task = bar.add_task("briefings", total=await work.count(source))
            async for one in work.run(source, dry=dry_run):
                seen, other, kept = seen + 1, other + bool(one.parts and not one.kept), kept + one.kept
                bar.update(task, completed=seen)
                if one.kept or set(one.parts) - {"search"}:  # another analyser makes other tokens of all of them
                    bar.console.print(_said(one), markup=False)
    return seen, other, kept


def _said(one: Reread) -> str:
    what = "left as it was" if one.kept else ", ".join(one.parts)
    return f"#{short_id(one.id)} {one.title[:_TITLE_OF]}: {what}"
