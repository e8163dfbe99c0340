"""What the verbs of the command line share: the options of one name, and where they write."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

CONFIG = Path("config.toml")
Config = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]
Analyser = Annotated[
    Literal["kiwi", "none"], typer.Option("--analyser", help="How Korean is split; none where memory is short.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
