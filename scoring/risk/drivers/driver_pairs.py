"""Which pairs of features move scores together, over what each does alone."""

import pandas as pd

from scoring import catalogue
from scoring.metrics.drivers.mean_interval import mean_interval
from scoring.models import fit
from scoring.models.model import Model, categorical, contributions
from scoring.models.tree_pairs import PairTables
from scoring.risk.drivers.driver_book import DriverBook
from scoring.risk.drivers.drivers import Whom, some_of

MOST = 1_000


def pairs(book: DriverBook, model: Model, tables: PairTables, whom: Whom) -> pd.DataFrame:
    """Give the mean size of what pairs of features add together, of at most 1,000 at random.

    A feature and the flag that says whether it is known are one thing told twice: their pairs are
    left out.

    Parameters
    ----------
    book : DriverBook
    model : Model
        That the book was scored with.
    tables : PairTables
        Of its trees.
    whom : Whom

    Returns
    -------
    pandas.DataFrame
        ``one``, ``other`` (names of features), ``size``, ``low``, ``high`` (points, 95 % interval)
        and ``applications`` (drawn), the largest first.
    """
    names = list(model.manifest.features)
    rows = some_of(book, whom, MOST)
    chosen = [at for at, (one, other) in enumerate(tables.pairs)
              if not _is_told_twice(names[one], names[other])]  # fmt: skip
    both = tables.pairs[chosen]
    found = pd.DataFrame(
        {
            "one": [names[one] for one, _ in both],
            "other": [names[other] for _, other in both],
        }
    )
    if rows.empty:
        return found.iloc[:0].assign(size=0.0, low=0.0, high=0.0, applications=0)
    raw = tables.values(model.trees, fit.pool(rows[names], categorical(names)))[:, chosen]
    scale = model.manifest.score_scale
    size = abs(contributions(raw, model.manifest.calibration.slope, scale.factor))
    mean, low, high = mean_interval(len(rows), size.sum(axis=0), (size * size).sum(axis=0))
    told = found.assign(size=mean, low=low.clip(0), high=high, applications=len(rows))
    return told.sort_values("size", ascending=False, kind="stable", ignore_index=True)


def _is_told_twice(one: str, other: str) -> bool:
    known = catalogue.load()
    first, second = known[one], known[other]
    return second.family is first.flag_of or first.family is second.flag_of
