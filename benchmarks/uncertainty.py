"""Whether the interval of thin files holds what it says: `python -m benchmarks.uncertainty`.

On a simulated book whose people can be drawn again: the same traits, new luck. The interval speaks
of purchases, so people move home when they did and all they buy is drawn anew. How often it holds
where moves are drawn anew too, of which it does not speak, is reported apart. THINFILE_HOME holds
the book, --files the contract files that it was built from.
"""

import time
from pathlib import Path
from typing import Annotated

import duckdb
import numpy as np
import pandas as pd
import typer
from numpy.typing import NDArray

from benchmarks import redraws as redrawing
from benchmarks.figures import Figure, at_most, between, median_and_p95, report, say, shown
from benchmarks.redraws import Simulated
from data import book
from data.histories import features
from data.histories.own import own_rows
from data.home import Home
from scoring.explain import uncertainty
from scoring.models import model
from scoring.models.model import Model

BANDS = ("thin", "medium", "deep")
AT_ONCE = 16
TIMED = 200
CHOSEN = """
select f.application_id, f.customer_id, f.depth_band, s.raw_score
from snapshot.features as f
join scores.scores as s on s.application_id = f.application_id
order by hash(f.application_id)
limit $applicants
"""


def main(
    files: Annotated[Path, typer.Option(help="Contract files that the book was built from.")],
    applicants: Annotated[int, typer.Option(help="How many applicants.")] = 2000,
    redraws: Annotated[int, typer.Option(help="How often each history is drawn anew.")] = 50,
) -> None:
    """Measure coverage, width and time."""
    home = Home.from_environment()
    used = book.required(home)
    loaded = model.load(book.model_path(home, str(used.model)))
    with book.open_book(home, used) as con:
        chosen = con.cursor().execute(CHOSEN, {"applicants": applicants}).df()
        chosen = chosen.sort_values("customer_id", ignore_index=True)
        seconds = timed(con, loaded, chosen["application_id"].tolist()[:TIMED])
        measured = measure(con, loaded, redrawing.made_of(files), chosen, redraws)
    report(figures(measured, seconds), applicants=len(measured), redraws=redraws)


def timed(con: duckdb.DuckDBPyConnection, loaded: Model, asked: list[str]) -> list[float]:
    """Time doubts one by one, as the page asks for them; the first warms up."""
    found = []
    for application_id in [asked[0], *asked]:
        start = time.perf_counter()
        uncertainty.doubt(con, loaded, application_id)
        found.append(time.perf_counter() - start)
    return found[1:]


def measure(
    con: duckdb.DuckDBPyConnection,
    loaded: Model,
    made_of: Simulated,
    chosen: pd.DataFrame,
    redraws: int,
) -> pd.DataFrame:
    """Give one row per applicant with an interval: width, coverage of redraws and of their mean.

    `covered` is of redraws in which people move home when they did, `covered_with_moves` of those
    in which moves are drawn anew too; 0-1.
    """
    rows = []
    for first in range(0, len(chosen), AT_ONCE):
        say(f"{first} of {len(chosen)}")
        part = chosen.iloc[first : first + AT_ONCE]
        doubts = list(uncertainty.doubts(con, loaded, part["application_id"].tolist()))
        again, moved = redrawn_scores(con, loaded, made_of, part, redraws)
        for doubt, raw, band, drawn, elsewhere in zip(
            doubts, part["raw_score"], part["depth_band"], again, moved, strict=True
        ):
            if doubt.raw_low is None or doubt.raw_high is None:
                continue
            low, high = doubt.raw_low, doubt.raw_high
            narrow = raw + (np.array([low, high]) - raw) / np.sqrt(2)
            rows.append(
                {
                    "band": band,
                    "width": high - low,
                    "covered": _share_within(low, high, drawn),
                    "covered_with_moves": _share_within(low, high, elsewhere),
                    "covers_mean": bool(narrow[0] <= drawn.mean() <= narrow[1]),
                }
            )
    return pd.DataFrame(rows)


def _share_within(low: float, high: float, drawn: NDArray[np.float64]) -> float:
    return float(((low <= drawn) & (drawn <= high)).mean())


def redrawn_scores(
    con: duckdb.DuckDBPyConnection,
    loaded: Model,
    made_of: Simulated,
    part: pd.DataFrame,
    redraws: int,
) -> NDArray[np.float64]:
    """Score histories drawn anew, ``(2, applicants, redraws)`` raw scores in the order of `part`.

    First those in which people move home when they did, then those in which that is drawn too.
    """
    own = own_rows(con, part["application_id"].tolist())
    customer = dict(zip(part["application_id"], part["customer_id"], strict=True))
    shoppers = [redrawing.shopper_of(customer[name]) for name in own.owners]
    place = [own.owners.index(name) for name in part["application_id"]]
    found = []
    for moves_stay in (True, False):
        tables = redrawing.redrawn(made_of, own, shoppers, redraws, moves_stay=moves_stay)
        raw = loaded.score(features.features_of(con, tables)).raw_score
        found.append(raw.reshape(-1, redraws)[place])
    return np.stack(found)


def figures(measured: pd.DataFrame, seconds: list[float]) -> list[Figure]:
    """Put coverage, widths and times beside their targets."""
    found = [between("covers an independent redraw", 100 * measured["covered"].mean(), "%", 85, 95)]
    widths = []
    for band in BANDS:
        of = measured[measured["band"] == band]
        found.append(between(f"covers a redraw, {band}", 100 * of["covered"].mean(), "%", 85, 95))
        widths.append(float(of["width"].median()))
    is_narrower = widths[0] > widths[1] > widths[2]
    for band, of in [("all", measured), *((b, measured[measured["band"] == b]) for b in BANDS)]:
        with_moves = 100 * of["covered_with_moves"].mean()
        found.append(shown(f"covers a redraw of home moves too, {band}", with_moves, "%"))
    mean = 100 * measured["covers_mean"].mean()
    found.append(shown("unscaled interval covers the redraws' mean", mean, "%"))
    for band, width in zip(BANDS, widths, strict=True):
        found.append(shown(f"median width, {band}", width, "points"))
    found.append(
        Figure("width shrinks with depth", float(is_narrower), "1 = yes", "= 1", is_narrower)
    )
    return [*found, *times(seconds)]


def times(seconds: list[float]) -> list[Figure]:
    """Put how long one applicant's doubt takes beside its target."""
    middle, late = median_and_p95(seconds)
    return [
        shown("how sure, seconds for one applicant, median", middle, "s"),
        at_most("how sure, seconds for one applicant, p95", late, "s", 1.0),
    ]


if __name__ == "__main__":
    typer.run(main)
