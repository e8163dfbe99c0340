"""A process that dies at a commit, without a process."""

import contextlib
from collections.abc import Iterator

import sqlalchemy as sa

from jobs.store import Store


class Died(BaseException):
    """The process is gone: nothing of ours catches this."""


@contextlib.contextmanager
def dying_at(store: Store, step: int) -> Iterator[None]:
    """Fail the so-manieth commit within the block (0: none)."""
    commits = 0

    def count(_: sa.Connection) -> None:
        nonlocal commits
        commits += 1
        if commits == step:
            raise Died

    sa.event.listen(store._database._writer, "commit", count)
    try:
        yield
    finally:
        sa.event.remove(store._database._writer, "commit", count)
