"""What the book was built from, as tables that people read."""

import pandas as pd

from data import contract
from scoring import catalogue
from scoring.models.manifest import Estimate, Manifest
from ui import sortable, words
from ui.words import UNKNOWN, Written


def tables(imported: pd.DataFrame) -> pd.DataFrame:
    """Write the tables of the contract with their rows; read = kept + rejected is visible.

    Parameters
    ----------
    imported : pandas.DataFrame
        Rows of `data/queries/status_tables.sql`.
    """
    required = {table.name for table in contract.TABLES if table.required}
    names = ["table_name", "is_given", "is_derived", "rows_read", "rows_kept", "rows_rejected"]
    rows: list[dict[str, str | int]] = []
    for name, is_given, is_derived, read, kept, rejected in imported[names].itertuples(index=False):
        rows.append(
            {
                "Table": words.plain(str(name)),
                "Given": _given(name in required, bool(is_given), bool(is_derived)),
                "Rows read": int(read),
                "= kept": int(kept),
                "+ rejected": int(rejected),
                "Adds up": "yes" if int(read) == int(kept) + int(rejected) else "NO",
            }
        )
    return sortable.table(rows)


def _given(is_required: bool, is_given: bool, is_derived: bool) -> str:
    if is_derived:
        return "derived"
    if not is_given:
        return "no"
    return "yes, required" if is_required else "yes"


def rejects(found: pd.DataFrame) -> pd.DataFrame:
    """Write the rules that rejected rows.

    Parameters
    ----------
    found : pandas.DataFrame
        Rows of `data/queries/status_rejects.sql`.
    """
    return sortable.table(
        {
            "Table": [words.plain(name) for name in found["table_name"]],
            "Rule": [words.plain(rule) for rule in found["rule"]],
            "Rows rejected": found["rows_rejected"],
            "First row of the file": found["first_file_row"],
            "Allowed": [
                "default" if pd.isna(threshold) else words.percent(threshold)
                for threshold in found["threshold"]
            ],
            "Why more is allowed": ["–" if pd.isna(why) else why for why in found["reason"]],
        }
    )


def missing(imported: pd.DataFrame) -> pd.DataFrame:
    """Write which optional tables are missing, and the features that each costs.

    Parameters
    ----------
    imported : pandas.DataFrame
        Rows of `data/queries/status_tables.sql`.

    Returns
    -------
    pandas.DataFrame
        One row a missing table.
    """
    has = imported["is_given"] | imported["is_derived"]
    given = dict(zip(imported["table_name"], has.astype(bool), strict=True))
    lost = catalogue.unavailable(given)
    rows = []
    for name in (name for name, is_there in given.items() if not is_there):
        cost = [feature.label for feature in lost if name in feature.sources]
        rows.append(
            {
                "Missing table": words.plain(name),
                "Features it costs": len(cost),
                "Which": ", ".join(cost) or "none",
            }
        )
    return sortable.table(rows, columns=["Missing table", "Features it costs", "Which"])


def samples(model: Manifest) -> pd.DataFrame:
    """Write a model's samples and how well it separates goods from bads in each, 95 %."""
    rows = []
    for name, sample in model.samples.items():
        metrics = model.metrics.get(name)
        best = model.best_feature.auc.get(name)
        rows.append(
            {
                "Sample": words.plain(name),
                "Applied": f"{words.day(sample.first_applied_at)} – "
                f"{words.day(sample.last_applied_at)}",
                "Applications": sample.applications,
                "Bads": sample.bads,
                "AUC": _estimate(metrics.auc if metrics else None),
                "Gini": _estimate(metrics.gini if metrics else None),
                "KS": _estimate(metrics.ks if metrics else None),
                "AUC of the best single feature": _estimate(best),
            }
        )
    return sortable.table(rows)


def bands(model: Manifest) -> pd.DataFrame:
    """Write predicted against observed default by tenth of the score, 95 %."""
    return sortable.table(
        [
            {
                "Score": Written(f"{band.score_from}–{band.score_to}", band.score_from),
                "Applications": band.applications,
                "Bads": band.bads,
                "Predicted": words.percent(band.predicted),
                "Observed": words.percent(band.observed),
                "95 %": words.percent_range(band.low, band.high),
            }
            for band in model.bands
        ]
    )


def _estimate(found: Estimate | None) -> Written:
    return UNKNOWN if found is None else words.measure(found.value, found.low, found.high)
