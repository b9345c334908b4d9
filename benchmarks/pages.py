"""How long the pages' scripts take on the book in use: `python -m benchmarks.pages`.

Each page is run as the server runs it (Streamlit's AppTest: the whole script, no browser), after
one warm-up run, as an officer; every applicant is one that the caches have not seen.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from streamlit.testing.v1 import AppTest

from benchmarks.figures import Figure, at_most, median_and_p95, report, say, shown
from data import book, read
from data.application import find_application
from data.errors import ThinfileError
from data.features import evidence
from data.histories import resample
from data.histories.future import Change
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures
from data.home import Home
from scoring.explain.path_to_approval import path_to_approval
from scoring.explain.what_if import tried
from scoring.models import manifest, model
from scoring.policies import policy
from scoring.scores import assess
from ui import places
from ui.book import describe

APPLICANTS = 100
MANY_SHOPPERS = 10_000_000
MOST_MS, MOST_MS_OF_MANY = 400, 500  # an applicant's page, 95th percentile
MOST_WHAT_IF_MS = 150
WHAT_IF = "what if, from the change to the answer"
SEED = 11
NEAR = """
select a.application_id
from snapshot.applications as a
join scores.scores as s on s.application_id = a.application_id
anti join snapshot.decisions as d on d.application_id = a.application_id
where s.score between 520 and 640
order by hash(a.application_id)
limit $number
"""


def application_ids(home: Home, number: int) -> list[str]:
    """Draw applications of the book in use at random, the first for the warm-up."""
    with book.open_book(home, book.required(home)) as con:
        rows = con.execute(
            "select application_id from snapshot.applications order by application_id"
        ).fetchall()
    picked = np.random.default_rng(SEED).choice(len(rows), min(number + 1, len(rows)), False)
    return [str(rows[at][0]) for at in picked]


def most_ms(home: Home) -> int:
    """Give what an applicant's page of the book in use may take, which its size decides."""
    with book.open_book(home, book.required(home)) as con:
        counted = con.execute("select count(*) from snapshot.customers").fetchall()
    return MOST_MS_OF_MANY if counted[0][0] >= MANY_SHOPPERS else MOST_MS


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def page_seconds(page: Path, links: list[dict[str, str]]) -> list[float]:
    """Run a page once for each link; the first run warms up and is not counted.

    Raises
    ------
    ThinfileError
        When a page ends in an error.
    """
    app = AppTest.from_file(places.FRAME, default_timeout=120).run()
    app.session_state["signed_in_as"] = "demo-officer"
    app.switch_page(os.path.relpath(page, places.FRAME.parent))
    found = []
    for link in links:
        app.query_params.clear()
        app.query_params.update(link)
        found.append(timed(app.run))
        if app.exception or app.error:
            raise ThinfileError(
                f"Wanted {page.name} with {link} to show; it ended in an error. Open it in the app."
            )
    return found[1:]


def queue_links(number: int) -> list[dict[str, str]]:
    """Give links to as many pages of the queue, no two alike: filters and pages vary."""
    states, depths = ("unclaimed", "decided", "all"), ("all", "thin", "medium", "deep")
    every = [(state, depth) for state in states for depth in depths]
    return [
        {
            "queue_view": every[at % len(every)][0],
            "queue_depth": every[at % len(every)][1],
            "queue_page": str(1 + at // len(every)),
        }
        for at in range(number)
    ]


def known_seconds(home: Home, ids: list[str]) -> list[float]:
    """Read the purchases of one shopper after another."""
    with book.open_book(home, book.required(home)) as con:
        evidence.known_rows(con, ids[0], "known_orders")
        return [timed(partial(evidence.known_rows, con, name, "known_orders")) for name in ids[1:]]


def what_if_seconds(home: Home, ids: list[str]) -> list[float]:
    """Change the request or the months to come of one applicant after another.

    From the change to the new score, reasons and recommendation; the applicant's own rows are
    there already, as they are once the card is open.
    """
    used = book.required(home)
    loaded = model.load(book.model_path(home, str(used.model)))
    changes = [Change(amount=10_000), Change(term_days=90), Change(months=3, keeps_all=True)]
    found = []
    with book.open_book(home, used) as con:
        money, computed = describe(con, home, used).money, PreparedFeatures(con)
        for at, name in enumerate(ids):
            application, own = find_application(con, name), own_rows(con, [name])
            change = changes[at % len(changes)]
            work = partial(
                tried, computed, loaded, application, own, [change],
                in_force=policy.launch(), doubt=None, money=money,
            )  # fmt: skip
            found.append(timed(work))
    return found[1:]


def near_ids(home: Home, number: int) -> list[str]:
    """Draw undecided applications of 520 to 640 points, the first for the warm-up."""
    with book.open_book(home, book.required(home)) as con:
        rows = con.execute(NEAR, {"number": number + 1}).fetchall()
    return [str(row[0]) for row in rows]


def path_seconds(home: Home, ids: list[str]) -> list[float]:
    """Look for one applicant's path to approval after another, from the button to the answer.

    The applicant's own rows are there already, as for `what_if_seconds`. Left out is whose history
    is too long, to whom the page says so.
    """
    used, in_force = book.required(home), policy.launch()
    folder = book.model_path(home, str(used.model))
    loaded, described = model.load(folder), manifest.read(folder)
    found = []
    with book.open_book(home, used) as con:
        money, computed = describe(con, home, used).money, PreparedFeatures(con)
        for name in ids:
            application, own = find_application(con, name), own_rows(con, [name])
            if resample.rows(own).sum() > resample.MOST_ROWS:
                continue
            asked = read.query(
                con, "terms_of_product", product=application.product, lender_ids=None
            )
            work = partial(
                path_to_approval, computed, loaded, application, own,
                terms=asked["term_days"].tolist(), in_force=in_force, money=money,
                doubt=assess.assessment(con, described, application, in_force).doubt,
            )  # fmt: skip
            found.append(timed(work))
    return found[1:]


def figures_of(name: str, seconds: list[float], most: float | None) -> list[Figure]:
    """Give median and 95th percentile in milliseconds; the target is for the latter."""
    middle, late = (1000 * value for value in median_and_p95(seconds))
    last = f"{name}, 95th percentile of {len(seconds)}"
    return [
        shown(f"{name}, median of {len(seconds)}", middle, "ms"),
        at_most(last, late, "ms", most) if most is not None else shown(last, late, "ms"),
    ]


def main(
    home: Annotated[
        Path | None, typer.Option(help="Folder with a published book; default: THINFILE_HOME.")
    ] = None,
    applicants: Annotated[int, typer.Option(min=1, help="Applicants to open.")] = APPLICANTS,
) -> None:
    """Time the pages of the app."""
    if home is not None:
        os.environ["THINFILE_HOME"] = str(home)
    used = Home.from_environment()
    ids = application_ids(used, applicants)
    say(f"applicant's page, {len(ids) - 1} applicants")
    applicant = page_seconds(places.APPLICANT, [{"application": name} for name in ids])
    say("queue")
    queue = page_seconds(places.QUEUE, queue_links(len(ids)))
    say("one shopper's purchases")
    purchases = known_seconds(used, ids)
    say("what if")
    changed = what_if_seconds(used, ids)
    say("book")
    overview = page_seconds(places.BOOK, [{}] * 11)
    report(
        [
            *figures_of("applicant's page, script", applicant, most_ms(used)),
            *figures_of("queue, script", queue, 300),
            *figures_of("one shopper's orders from the snapshot", purchases, 20),
            *figures_of(WHAT_IF, changed, MOST_WHAT_IF_MS),
            *figures_of("book page, script", overview, None),
        ]
    )


if __name__ == "__main__":
    typer.run(main)
