"""The marks of the dependence chart: means by bin, groups, dots, and who is behind each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.metrics.drivers.dependence import Dependence
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.drivers.drivers import Depends
from ui.charts.dependence import Dots, Marks
from ui.risk import follow
from ui.risk.drivers.driver_scale import UNKNOWN_AT, Scale

_WIDE = 0.34  # of a strip of names, each way
_APART = 0.17  # between groups within a strip
_GOLDEN = 0.618034


def marks(
    scale: Scale,
    found: Dependence,
    row: int,
    label: str,
    *,
    also: Sequence[Condition | None] = (),
    shift: float = 0.0,
) -> Marks:
    """Give the means of a group by bin, the bin of what is not known apart from the others.

    Parameters
    ----------
    scale : Scale
    found : Dependence
    row : int
        The group.
    label : str
    also : sequence of Condition or None
        What else makes the group a cohort; None where it cannot be one.
    shift : float
        Along the chart, within a strip.
    """
    bins = scale.axis.bins
    some = [at for at in range(bins) if found.applications[row, at]]
    unknown = [bins] if found.applications[row, bins] else []
    at = np.array([*some, *unknown], dtype=np.int64)
    known = np.array(some, dtype=np.int64)
    if scale.is_number:
        place = np.concatenate([scale.place(scale.axis.middle[known]), [UNKNOWN_AT] * len(unknown)])
    else:
        place = at + shift
    told = [_told(scale, found, row, one, label) for one in at]
    linked = [_link(scale.condition([int(one)]), also) for one in at]
    if scale.is_number and unknown:  # a gap, so that the line does not go there
        at, place = np.insert(at, -1, -1), np.insert(place, -1, 0.0)
        told.insert(-1, "")
        linked.insert(-1, "")
    mean, low, high = (
        np.where(at < 0, np.nan, of[row, at]) for of in (found.mean, found.low, found.high)
    )
    return Marks(label, np.asarray(place, dtype=np.float64), mean, low, high, told, linked)


def links(scale: Scale, found: Dependence, row: int, also: Sequence[Condition | None]) -> list[str]:
    """Give what each bin that anybody is in leads to, that of what is not known the last."""
    return [
        _link(scale.condition([int(at)]), also) for at in np.flatnonzero(found.applications[row])
    ]


def group_marks(
    scale: Scale, other: Scale, found: Depends, also: Sequence[Condition | None]
) -> list[Marks]:
    """Give the means of each group by the other feature."""
    if found.by_group is None:
        return []
    middle = (len(found.groups) - 1) / 2
    return [
        marks(
            scale,
            found.by_group,
            row,
            group_name(other, bins),
            also=(*also, other.condition(bins)),
            shift=0.0 if scale.is_number else _APART * (row - middle),
        )
        for row, bins in enumerate(found.groups)
    ]


def group_name(other: Scale, bins: Sequence[int]) -> str:
    """Write a group in words: the other feature, and from where to where."""
    label, edges = other.label, other.axis.edges
    if edges is None or not other.is_number:
        return f"{label}: {other.bin_name(bins[0])}"
    if bins[0] == 0:
        return f"{label} below {other.says(edges[bins[-1]])}"
    return f"{label} from {other.says(edges[bins[0] - 1])}"


def _told(scale: Scale, found: Dependence, row: int, at: int, label: str) -> str:
    mean, low, high = (float(of[row, at]) for of in (found.mean, found.low, found.high))
    span = "too few for an interval" if np.isnan(low) else f"{low:+.2f} to {high:+.2f}"
    return (
        f"{label}<br>{scale.bin_name(at)}: {mean:+.2f} points ({span}), "
        f"{found.applications[row, at]:,} applications"
    )


def _link(of: Condition | None, also: Sequence[Condition | None]) -> str:
    """Write the cohort behind a mark; empty where conditions cannot say it."""
    conditions = [of, *also]
    given = [one for one in conditions if one is not None]
    names = [one.attribute for one in given]
    if len(given) < len(conditions) or len(set(names)) < len(names):
        return ""
    whole = tuple(one for one in given if one.names or one.least is not None
                  or one.below is not None)  # fmt: skip
    return follow.people(whole)


def dots(scale: Scale, other: Scale | None, rows: pd.DataFrame) -> Dots:
    """Give some applications as dots.

    Parameters
    ----------
    scale : Scale
    other : Scale, optional
        Of the feature that shades them.
    rows : pandas.DataFrame
        As given by `ui.risk.drivers.driver_loaders.dots`.
    """
    at = rows["bin"].to_numpy()
    scatter = _GOLDEN * np.arange(len(rows)) % 1 - 0.5
    if scale.is_number:
        value = np.asarray(rows["value"].astype(np.float64), dtype=np.float64)
        unknown = np.isnan(value)
        spread = UNKNOWN_AT + 0.09 * scatter
        place = np.where(unknown, spread, scale.place(np.where(unknown, scale.axis.low, value)))
    else:
        place = at + 2 * _WIDE * scatter
    plain = [None if pd.isna(value) else value for value in rows["value"]]
    told = [f"{name}<br>{scale.label}: {scale.says(value)}"
            for name, value in zip(rows["application_id"], plain, strict=True)]  # fmt: skip
    rank = np.full(len(rows), np.nan)
    if other is not None:
        others = [None if pd.isna(value) else value for value in rows["other"]]
        told = [f"{text}<br>{other.label}: {other.says(value)}"
                for text, value in zip(told, others, strict=True)]  # fmt: skip
        if other.axis.edges is not None:
            ranked = rows["other"].astype(np.float64).rank(pct=True)
            rank = np.asarray(ranked, dtype=np.float64)
    linked = [follow.applicant(name) for name in rows["application_id"]]
    points = np.asarray(rows["points"], dtype=np.float64)
    return Dots(np.asarray(place, dtype=np.float64), points, rank, told, linked)
