"""How commands speak: progress bars and one-line errors on standard error."""

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bars

from data.errors import ThinfileError
from data.progress import Progress

FAILED = 1
INTERRUPTED = 130


@contextlib.contextmanager
def one_line_errors() -> Iterator[None]:
    """End the command with a line that says what to do, where a person can do something.

    Raises
    ------
    SystemExit
        1 after our own errors, 130 after Ctrl-C.
    """
    try:
        yield
    except ThinfileError as error:
        sys.stderr.write(f"error: {' '.join(str(error).split())}\n")
        raise SystemExit(FAILED) from None
    except KeyboardInterrupt:
        sys.stderr.write("stopped; run the same command again\n")
        raise SystemExit(INTERRUPTED) from None


@contextlib.contextmanager
def bars() -> Iterator[Progress]:
    """Show work as bars, one for each kind of work: the first word of what is said.

    Yields
    ------
    Progress
        To be handed to the work.
    """
    shown = Bars(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    tasks = {}

    def say(what: str, done: int, total: int) -> None:
        shown.start()
        kind = what.split(maxsplit=1)[0]
        if kind not in tasks:
            tasks[kind] = shown.add_task(what, total=total)
        shown.update(tasks[kind], description=what, completed=done, total=total)

    try:
        yield say
    finally:
        if tasks:
            shown.stop()
