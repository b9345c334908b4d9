"""How long the risk pages' interactions take on the book in use: `python -m benchmarks.risk`.

Each is run as the server runs it (Streamlit's AppTest: the whole script, no browser), as a risk
manager. What is typed, dragged or named is new in every run. A box's options are taken in turn,
so that caches answer what came round before; one of two options whose answers are kept is
switched with all that was asked forgotten. The first view of a page in a new process, which
counts what all its later views share, is a figure of its own, `first_view_ms`, and so is the
first of each interaction; no percentile has them.
"""

import gc
import os
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import psutil
import typer
from streamlit.testing.v1 import AppTest

from benchmarks import risk_steps as steps
from benchmarks.figures import Figure, at_most, median_and_p95, report, say, shown
from benchmarks.risk_interactions import PAGES
from benchmarks.risk_steps import Step
from data.errors import ThinfileError
from desk.roles import Role, demo_users
from desk.store.ledger import By
from desk.work import cohort_list, policies
from scoring.policies import policy, policy_text
from ui import places
from ui.cases import office

RUNS = 30
USERS = 5
DRAFTS = 10  # beside which the lab sets the one on the screen


def opened(page: Path) -> tuple[AppTest, float]:
    """Open a page; give it and the seconds of its first run."""
    app = AppTest.from_file(places.FRAME, default_timeout=300).run()
    app.session_state["signed_in_as"] = "demo-risk_manager"
    app.switch_page(os.path.relpath(page, places.FRAME.parent))
    start = time.perf_counter()
    app.run()
    seconds = time.perf_counter() - start
    gc.collect()
    gc.freeze()  # as `ui.door` does once the app is warm
    return app, seconds


def timed(app: AppTest, asked: Sequence[Step]) -> list[float]:
    """Give the seconds of each step; the first counts what the others share.

    Raises
    ------
    ThinfileError
        When a step ends in an error.
    """
    found = []
    for step in asked:
        start = time.perf_counter()
        step(app).run()
        found.append(time.perf_counter() - start)
        if app.exception or app.error:
            raise ThinfileError(
                "Wanted an interaction to show; it ended in an error. Open the page in the app."
            )
    return found


def kept(runs: int) -> None:
    """Keep cohorts and drafts in the ledger that the benchmark writes."""
    viewer = next(user for user in demo_users() if user.role is Role.RISK_MANAGER)
    for at in range(runs + 1):
        work = By(viewer, datetime.now(UTC), uuid.uuid4().hex)
        cohort_list.keep(
            office.ledger(), work, name=steps.cohort_name(at), written=f"order_count:{at}~"
        )
    for at in range(DRAFTS):
        work = By(viewer, datetime.now(UTC), uuid.uuid4().hex)
        moved = {"version": f"draft {at}", "approve_from": policy.launch().approve_from + at}
        text = policy_text.written(policy.launch().model_copy(update=moved))
        policies.draft(office.ledger(), work, text=text)


def figures_of(name: str, seconds: list[float], most: float) -> list[Figure]:
    """Give the first, median and 95th percentile of the others in milliseconds, the last bound."""
    first, *others = seconds
    middle, late = (1000 * value for value in median_and_p95(others))
    count = len(others)
    return [
        shown(f"{name}, the first", 1000 * first, "ms"),
        shown(f"{name}, median of {count}", middle, "ms"),
        at_most(f"{name}, 95th percentile of {count}", late, "ms", most),
    ]


def main(
    home: Annotated[
        Path | None, typer.Option(help="Folder with a published book; default: THINFILE_HOME.")
    ] = None,
    runs: Annotated[int, typer.Option(min=2, help="Times each interaction is made.")] = RUNS,
    page: Annotated[
        list[str] | None, typer.Option(help="Only these pages, such as cohorts; default: all.")
    ] = None,
) -> None:
    """Time the interactions of the risk pages."""
    if home is not None:
        os.environ["THINFILE_HOME"] = str(home)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THINFILE_LEDGER_URL"] = f"sqlite:///{folder}/ledger.sqlite"
        kept(runs)
        for place, most, interactions in PAGES:
            if page and place.stem not in page:
                continue
            say(place.stem)
            app, first = opened(place)
            figures.append(shown(f"first_view_ms, {place.stem}", 1000 * first, "ms"))
            for name, asked in interactions.items():
                say(f"{place.stem}, {name}")
                figures += figures_of(f"{place.stem}, {name}", timed(app, asked(runs)), most)
        say(f"{USERS} users")
        pages = (places.STRATEGY, places.PORTFOLIO, places.COHORTS)
        held = [opened(place)[0] for _ in range(USERS) for place in pages]
        memory = psutil.Process().memory_info().rss / 2**30
        name = (
            f"memory of the process, {USERS} users on {len(pages)} pages each, {len(held)} sessions"
        )
    report([*figures, at_most(name, memory, "GiB", 2)])


if __name__ == "__main__":
    typer.run(main)
