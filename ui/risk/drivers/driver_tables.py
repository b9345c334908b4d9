"""The numbers of the drivers page as tables: as people read them, and to take away."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scoring import catalogue
from scoring.catalogue import Family
from scoring.metrics.drivers.importance import Importance
from scoring.risk.drivers.drivers import Depends
from scoring.risk.rivals import more_than_noise
from scoring.training.challengers import WITHOUT, Challenger, Challengers
from ui import sortable, words
from ui.risk import says
from ui.risk.drivers.driver_marks import group_name
from ui.risk.drivers.driver_scale import Scale
from ui.words import Written

Drivers = tuple[Sequence[str], Importance]


def first_of(family: str, names: Iterable[str]) -> str:
    """Name the first of some features that is of a family."""
    return next(name for name in names if catalogue.load()[name].family == family)


def order(found: Importance) -> list[int]:
    """Give the places of the drivers, the largest first."""
    return [int(at) for at in np.argsort(-found.size, kind="stable")]


def importance_table(families: Drivers, features: Drivers) -> pd.DataFrame:
    """Give one row per family, then one per feature, as people read it, the largest first."""
    known = catalogue.load()
    rows = []
    for names, found in (families, features):
        for at in order(found):
            feature = known.get(names[at])
            rows.append(
                {
                    "Family": Family(names[at]).label if feature is None else feature.family.label,
                    "Feature": "all" if feature is None else feature.label,
                    "Mean size of points": round(float(found.size[at]), 2),
                    "95 %": f"{found.low[at]:.2f}–{found.high[at]:.2f}",
                    "Raises the score of": words.percent(found.share_raised[at]),
                    "Mean points up": round(float(found.raises[at]), 2),
                    "Lowers the score of": words.percent(found.share_lowered[at]),
                    "Mean points down": round(float(found.lowers[at]), 2),
                }
            )
    return sortable.table(rows)


def in_order(families: Drivers, features: Drivers) -> list[str]:
    """Name the rows of `importance_table`."""
    return [names[at] for names, found in (families, features) for at in order(found)]


def importance_numbers(families: Drivers, features: Drivers) -> pd.DataFrame:
    """Give one row per family, then one per feature, the largest first, as numbers."""
    kinds = (("family", families), ("feature", features))
    return pd.concat([_importance(*of).assign(kind=kind) for kind, of in kinds], ignore_index=True)


def _importance(names: Sequence[str], found: Importance) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": list(names),
            "applications": found.applications,
            "mean_size": found.size,
            "low": found.low,
            "high": found.high,
            "mean_raises": found.raises,
            "mean_lowers": found.lowers,
            "share_raised": found.share_raised,
            "share_lowered": found.share_lowered,
        }
    ).iloc[order(found)]


def dependence_table(scale: Scale, other: Scale | None, found: Depends) -> pd.DataFrame:
    """Give one row per bin as people read it."""
    some = [int(at) for at in np.flatnonzero(found.whole.applications[0])]
    table = {
        scale.label: [scale.bin_name(at) for at in some],
        "Applications": found.whole.applications[0, some],
        "Mean points": found.whole.mean[0, some].round(2),
        "95 %": [
            "too few" if np.isnan(found.whole.low[0, at])
            else f"{found.whole.low[0, at]:+.2f} to {found.whole.high[0, at]:+.2f}"
            for at in some
        ],
    }  # fmt: skip
    if other is not None and found.by_group is not None:
        for row, bins in enumerate(found.groups):
            name = group_name(other, bins)
            table[name] = found.by_group.mean[row, some].round(2)
            table[f"{name}: applications"] = found.by_group.applications[row, some]
    return sortable.table(table)


def dependence_numbers(scale: Scale, other: Scale | None, found: Depends) -> pd.DataFrame:
    """Give one row per group and bin as numbers; the group of everybody is called "all"."""
    sides = [("all", found.whole, 0)]
    if other is not None and found.by_group is not None:
        sides += [
            (group_name(other, bins), found.by_group, row) for row, bins in enumerate(found.groups)
        ]
    return pd.concat(
        pd.DataFrame(
            {
                "group": name,
                scale.axis.name: [scale.bin_name(at) for at in range(scale.axis.bins + 1)],
                "applications": of.applications[row],
                "mean_points": of.mean[row],
                "low": of.low[row],
                "high": of.high[row],
            }
        )
        for name, of, row in sides
    )


def dots_table(scale: Scale, other: Scale | None, rows: pd.DataFrame) -> pd.DataFrame:
    """Give one row per dot as people read it, in the order of the dots.

    Parameters
    ----------
    scale, other : Scale
        Of the feature, and of the one that shades the dots.
    rows : pandas.DataFrame
        As given by `ui.risk.drivers.driver_loaders.dots`.
    """
    table: dict[str, object] = {
        "Application": rows["application_id"],
        "Points": rows["points"].round(2),
    }
    for of, values in ((scale, rows["value"]), (other, rows["other"])):
        if of is not None:
            table[of.label] = [_written(of, value) for value in values]
    return sortable.table(table)


def _written(scale: Scale, value: Any) -> str:
    if pd.isna(value):
        return words.UNKNOWN if scale.is_number else "not known"
    said = scale.says(value)
    return Written(said, float(value)) if scale.is_number else said


def pairs_table(found: pd.DataFrame) -> pd.DataFrame:
    """Give one row per pair as people read it."""
    known = catalogue.load()
    return sortable.table(
        {
            "Feature": [known[str(name)].label for name in found["one"]],
            "with": [known[str(name)].label for name in found["other"]],
            "Mean points together": found["size"].round(3),
            "95 %": [
                f"{low:.3f}–{high:.3f}"
                for low, high in zip(found["low"], found["high"], strict=True)
            ],
        }
    )


def withdrawn(found: Challengers | None) -> list[Challenger]:
    """Give the challengers that do without a source, the one that costs most first."""
    without = [] if found is None else [one for one in found.found if one.name in WITHOUT]
    return sorted(without, key=lambda one: -one.ahead)


def sources_table(found: Sequence[Challenger]) -> pd.DataFrame:
    """Give one row per withdrawn source as people read it; marks count all of them (Holm)."""
    marks = more_than_noise([(one.ahead, one.ahead_low, one.ahead_high) for one in found])
    return sortable.table(
        [
            {
                "The model": one.label,
                "Features": one.features,
                "AUC": Written(f"{one.auc:.3f}", one.auc),
                "AUC lost (95 %)": says.lead(one.ahead, one.ahead_low, one.ahead_high),
                "": "more than noise" if is_marked else "within noise",
            }
            for one, is_marked in zip(found, marks, strict=True)
        ]
    )  # fmt: skip


def sources_numbers(found: Challengers | None) -> pd.DataFrame:
    """Give one row per withdrawn source as numbers."""
    without = withdrawn(found)
    return pd.DataFrame(
        {
            "without": [one.name for one in without],
            "auc": [one.auc for one in without],
            "auc_lost": [one.ahead for one in without],
            "low": [one.ahead_low for one in without],
            "high": [one.ahead_high for one in without],
            "applications": 0 if found is None else found.applications,
            "bads": 0 if found is None else found.bads,
        }
    )
