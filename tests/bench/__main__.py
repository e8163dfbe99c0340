"""Runs one bench: `python -m tests.bench NAME [--json] [--full] [--docs N]`.

Exit 0 whenever it was measured, whatever the figures say; 2 for a bench that does not exist.
"""

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Sequence
from dataclasses import asdict

import tests.bench
from tests.bench import Options, Row


def names() -> list[str]:
    """Give the benches there are."""
    found = (module.name for module in pkgutil.iter_modules(tests.bench.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench named on the command line and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure, and say what holds.")
    parser.add_argument("name", help=f"one of: {', '.join(names())}")
    parser.add_argument("--json", action="store_true", help="print one JSON list of rows")
    parser.add_argument("--full", action="store_true", help="measure everything, however long it takes")
    parser.add_argument("--docs", type=int, help="documents of the large index, where the bench has one")
    chosen = parser.parse_args(arguments)
    if chosen.name not in names():
        print(f"no bench is called {chosen.name!r}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    bench = importlib.import_module(f"tests.bench.{chosen.name}")
    rows: list[Row] = []
    for row in bench.rows(Options(full=chosen.full, docs=chosen.docs)):
        print(f"  {row.name}: {_number(row)}", file=sys.stderr, flush=True)
        rows.append(row)
    print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) if chosen.json else _table(rows))
    return 0


def _number(row: Row) -> str:
    return "not measured" if row.value is None else f"{row.value:,.4g} {row.unit}".strip()


def _table(rows: Sequence[Row]) -> str:
    lines = [("figure", "value", "goal", "")]
    lines += [
        (row.name, _number(row), row.goal, ("holds" if row.holds else "FAILS") if row.goal else "") for row in rows
    ]
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
