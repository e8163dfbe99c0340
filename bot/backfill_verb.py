"""The verb `backfill`: written summaries for older briefings, after its cost was said and agreed to."""

import asyncio
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from bot import app as application
from bot.options import CONFIG, Config, out
from jobs.backfilling import Backfilled, Plan
from jobs.errors import SettingsError
from jobs.settings import Settings, load


def backfill(
    limit: Annotated[int, typer.Option("--limit", help="At most so many briefings, newest first.", min=1)] = 100,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = CONFIG,
) -> None:
    """Have the backends write about older briefings: says what it takes and asks first. Pushes and edits nothing."""
    settings = load(config)
    if not settings.summary.backend:
        raise SettingsError("summary.backend", "no backend is named, so there is nobody to write")
    done = asyncio.run(_run(settings, limit, agreed=yes))
    if done is None:
        raise typer.Exit(1)
    out.print(f"{done.written} written, {done.refused} left as they were", markup=False)
    if done.ended_early:
        out.print("No backend can be asked any more for now. Begin again later: it goes on with what is missing.")


async def _run(settings: Settings, limit: int, *, agreed: bool) -> Backfilled | None:
    done = Backfilled()
    async with application.backfilling(settings) as work:
        plan = await work.plan(limit)
        _say(plan)
        if not plan.briefings:
            return done
        if not agreed and not await asyncio.to_thread(typer.confirm, "Go on?"):
            return None
        with Bar(console=out) as bar:
            task = bar.add_task("briefings", total=plan.briefings)
            async for done in work.run(limit):
                bar.update(task, completed=done.written + done.refused)
    return done


def _say(plan: Plan) -> None:
    out.print(f"{plan.briefings} briefings, {plan.characters:,} characters to send; what comes back is not counted")
    for name, cost in plan.costs:
        said = f"about {cost:,.2f}" if cost else "no price is set"
        out.print(f"  {name}: {said}, should it write all of them", markup=False)
