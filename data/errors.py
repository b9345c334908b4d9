"""The one error that people are meant to read."""

import difflib
from collections.abc import Iterable


class ThinfileError(Exception):
    """Something a person can put right; the text says what was wanted, what came, what to do.

    Commands print it as one line and end with status 1, pages show it as a message. Any other
    exception is a fault of ours and surfaces with its traceback.
    """


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Suggest the nearest of some names, as a sentence to add to a message.

    Returns
    -------
    str
        " Did you mean 'x'?", or nothing when none is near.
    """
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f" Did you mean '{lower[near[0]]}'?" if near else ""
