"""What a step spends its time on: spans of named phases, told beside its answer.

Spans are of the clock that all processes share, so that whoever watches the step from outside
knows what memory and disk belong to which phase.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Span = tuple[str, float, float]


class Phases:
    """The phases of one step; what no phase has marked belongs to the `rest`.

    Parameters
    ----------
    rest : str
        Name of the phase that goes on where nothing else does.
    """

    def __init__(self, rest: str) -> None:
        self.rest = rest
        self.spans: list[Span] = []
        self._worker = threading.get_ident()
        self._is_inside = False

    def mark(self, owner: Any, name: str, phase: str) -> None:
        """Replace a function by itself, whose calls are a phase.

        Calls within another phase belong to that one, and so do those of the threads it starts:
        no moment is counted twice.
        """
        plain: Callable[..., object] = getattr(owner, name)

        def marked(*args: object, **more: object) -> object:
            if self._is_inside or threading.get_ident() != self._worker:
                return plain(*args, **more)
            with self._inside(phase):
                return plain(*args, **more)

        setattr(owner, name, marked)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Go through the step; afterwards every moment of it has its phase."""
        last = time.monotonic()
        yield
        ended = time.monotonic()
        between: list[Span] = []
        for _, begin, end in self.spans:
            between.append((self.rest, last, begin))
            last = end
        self.spans += [*between, (self.rest, last, ended)]

    @contextmanager
    def _inside(self, phase: str) -> Iterator[None]:
        self._is_inside, begin = True, time.monotonic()
        try:
            yield
        finally:
            self._is_inside = False
            self.spans.append((phase, begin, time.monotonic()))
