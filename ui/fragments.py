"""Parts of a page that run again by themselves, each time only for whom they were drawn."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from desk.roles import Viewer
from ui import sign_in

P = ParamSpec("P")


def fragment(draw: Callable[P, None], *, run_every: float | None = None) -> Callable[P, None]:
    """Make a part of a page a fragment that looks up anew who is signed in, at every run.

    A fragment keeps what it was called with, its viewer too, for as long as the page is open.
    Where the session ended, its user was shut out or now has another role, the whole page is run
    instead, and the frame says why.

    Parameters
    ----------
    draw : callable
    run_every : float or None
        Seconds between runs that nobody asks for.
    """

    @wraps(draw)
    def part(drawn_for: Viewer | None, *args: Any, **kwargs: Any) -> None:
        if sign_in.signed_in() != drawn_for:
            st.rerun(scope="app")
        draw(*args, **kwargs)

    run = st.fragment(part, run_every=run_every)

    @wraps(draw)
    def show(*args: P.args, **kwargs: P.kwargs) -> None:
        run(sign_in.signed_in(), *args, **kwargs)

    return show
