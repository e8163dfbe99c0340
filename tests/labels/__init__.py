"""Labels made by hand: ids and labels of real texts, which stay outside, and sentences of our own."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def labelled(name: str) -> list[list[str]]:
    """Give the rows of a label file, without its remarks."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
