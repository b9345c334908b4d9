"""How commands speak: progress bars and one-line errors on standard error."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

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

    Work that is interrupted (Ctrl-C) stops there and then, or when it next says how far it is.

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
    asked_to_stop = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        asked_to_stop.set()
        raise KeyboardInterrupt

    def say(what: str, done: int, total: int) -> None:
        # an interrupt that falls into a library's clean-up is lost there; this one is not
        if asked_to_stop.is_set():
            raise KeyboardInterrupt
        shown.start()
        kind = what.split(maxsplit=1)[0]
        if kind not in tasks:
            tasks[kind] = shown.add_task(what, total=total)
        shown.update(tasks[kind], description=what, completed=done, total=total)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield say
    finally:
        signal.signal(signal.SIGINT, before)
        if tasks:
            shown.stop()
