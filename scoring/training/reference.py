"""Whom an applicant is measured against: the training applications the launch policy approves."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.models.manifest import Reference
from scoring.policies.policy import Action, Policy
from scoring.policies.recommendation import actions

MEANS = (Unit.SHARE, Unit.FLAG, Unit.SIGNED)


def reference(
    train: pd.DataFrame,
    raw_score: NDArray[np.float64],
    contributions: pd.DataFrame,
    policy: Policy,
) -> Reference:
    """Freeze the reference of a model.

    Parameters
    ----------
    train : pandas.DataFrame
        ``(n, ...)`` training applications: features and what the policy asks of them.
        Its `score` is the displayed score.
    raw_score : (n,) float
        Their scores before rounding.
    contributions : pandas.DataFrame
        ``(n, f)`` contributions of the model's features, in points.
    policy : Policy
        Approves the reference; where it approves none, all are taken.
    """
    approved = actions(train, policy) == Action.APPROVE.value
    says = f"training applications that policy {policy.version} approves"
    if not approved.any():
        approved = np.ones(len(train), dtype=bool)
        says = f"all training applications, since policy {policy.version} approves none of them"
    features = catalogue.load()
    return Reference(
        policy=policy.version,
        says=says,
        applications=int(approved.sum()),
        score=float(raw_score[approved].mean()),
        contributions={
            str(name): float(column.to_numpy()[approved].mean())
            for name, column in contributions.items()
        },
        typical={
            name: _typical(train.loc[approved, name], features[name].unit)
            for name in contributions.columns
        },
    )


def _typical(values: pd.Series, unit: Unit) -> float | str | None:
    known = values.dropna()
    if known.empty:
        return None
    if unit is Unit.NAME:
        return str(known.value_counts().sort_index().idxmax())
    return float(known.mean() if unit in MEANS else known.median())
