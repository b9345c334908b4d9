"""Do pieces of work side by side, and give what comes of them in order."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def in_order(
    work: Callable[[Piece], Done], pieces: Iterable[Piece], *, workers: int
) -> Iterator[Iterator[Done]]:
    """Work at some pieces while what came of the ones before is put to use.

    Parameters
    ----------
    work : callable
        Called in threads; it should spend its time where Python's lock is not held.
    pieces : iterable
        In the order in which they are given to `work`, and their results to the block.
    workers : int
        Pieces at once. One more may wait to be taken: memory does not grow with their number.

    Returns
    -------
    context manager of an iterator
        An error of `work` surfaces where its result would. When the block ends early, pieces that
        were not begun are dropped, and it waits for those that were.
    """
    with ThreadPoolExecutor(workers) as pool:

        def taken() -> Iterator[Done]:
            left = iter(pieces)
            begun = deque(pool.submit(work, piece) for piece in islice(left, workers + 1))
            while begun:
                done = begun.popleft().result()
                begun.extend(pool.submit(work, piece) for piece in islice(left, 1))
                yield done

        try:
            yield taken()
        finally:
            pool.shutdown(cancel_futures=True)
