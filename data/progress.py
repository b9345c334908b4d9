"""How long work says how far it has come."""

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on; may be called from the thread that works only."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of `what` are finished (0 <= done <= total)."""


def silent(what: str, done: int, total: int) -> None:
    """Say nothing; for tests and for callers who do not wait."""
