"""How an index stands, read from its directory beside whoever owns it, without opening an analyser."""

from dataclasses import dataclass
from pathlib import Path

from jobs.search.shelf import NEXT, REQUEST, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands in a directory. `version` is "" where there is no index that can be read.

    `building` is how many documents a new one, built beside, holds by now; None where none is built. `asked` tells
    that a rebuild was asked for and not begun.
    """

    documents: int
    seq: int
    version: str
    megabytes: float
    building: int | None
    asked: bool


def standing(directory: Path | str) -> Standing:
    """Tell how the index in a directory stands; nothing there is changed."""
    path = Path(directory)
    shelf = Shelf(path, read_only=True)
    state = shelf.state()
    beside = Shelf(path / NEXT, read_only=True) if (path / NEXT).is_dir() else None
    return Standing(
        documents=_documents(shelf),
        seq=int(state.get("seq", 0)),
        version=str(state.get("version", "")),
        megabytes=sum(file.stat().st_size for file in path.glob("*") if file.is_file()) / 1e6,
        building=_documents(beside) if beside is not None else None,
        asked=(path / REQUEST).exists(),
    )


def _documents(shelf: Shelf) -> int:
    return shelf.searcher().num_docs - bool(shelf.state())
