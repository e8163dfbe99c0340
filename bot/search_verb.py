"""The verb `sosik search`: the archive as it is on disk, also beside a running bot, listed as the chat lists it."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.app import open_library, opened_analyser
from bot.excerpts import language_asked
from bot.options import CONFIG, Config, out
from bot.replies.search import Shown
from bot.searching import shown
from bot.short_ids import short_id
from jobs.indexing import learn_names
from jobs.model import Language
from jobs.search import Found
from jobs.settings import Settings, load
from jobs.store import Store


def search(
    query: Annotated[list[str], typer.Argument(help='Words; "a phrase", -not, region:, topic:, from: and the like.')],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: total, corrected, hits.")] = False,
    limit: Annotated[int, typer.Option("--limit", help="How many at the most.", min=1, max=100)] = 10,
    config: Config = CONFIG,
) -> None:
    """Search the archive, also while the bot runs: the same hits in the same order as in the chat."""
    found, hits = _found(load(config), " ".join(query), limit)
    if as_json:
        typer.echo(json.dumps(_record(found, hits), ensure_ascii=False, indent=1))
        return
    for word, used in found.corrected.items():
        out.print(f"{word} occurs nowhere; searched for {used}", markup=False)
    partial = ", none with every word" if found.relaxed else ""
    out.print(f"{found.total:,} found{partial}" if hits else "Nothing found.")
    for number, hit in enumerate(hits, 1):
        _print(number, hit)


def _found(settings: Settings, query: str, limit: int) -> tuple[Found, tuple[Shown, ...]]:
    """Ask the index on disk; nothing there is changed."""
    with contextlib.closing(Store.open(settings.database.url, write=False, sources=settings.source)) as store:
        with contextlib.closing(open_library(settings, read_only=True)) as library:
            learn_names(library, store)
            found = library.find(query, limit=limit, now=datetime.now(UTC))
        side = language_asked(found.query, Language.KO)
        return found, shown(store, found, opened_analyser(settings), side=side)


def _record(found: Found, hits: tuple[Shown, ...]) -> dict[str, Any]:
    scores = {int(hit.id): hit.score for hit in found.hits}
    return {
        "total": found.total,
        "corrected": dict(found.corrected),
        "partial": found.relaxed,
        "hits": [
            {
                "id": short_id(hit.edition.id),
                "score": round(scores[hit.edition.id], 4),
                "title": hit.edition.briefing.title,
                "published": hit.edition.briefing.published.isoformat() if hit.edition.briefing.published else None,
                "source": hit.edition.source_name,
                "series": hit.edition.briefing.series,
                "url": hit.edition.briefing.url,
                "passage": hit.passage,
                "folded": hit.folded,
            }
            for hit in hits
        ],
    }


def _print(number: int, hit: Shown) -> None:
    briefing = hit.edition.briefing
    facts = (briefing.published, briefing.series, hit.edition.source_name, short_id(hit.edition.id))
    out.print(f"{number}. {briefing.title}\n   {' · '.join(str(fact) for fact in facts if fact)}", markup=False)
    if hit.passage:
        out.print(f"   {hit.passage}", markup=False)
    if hit.folded:
        out.print(f"   +{hit.folded} similar", markup=False)
