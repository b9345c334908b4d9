"""Take what an officer looks at into a capsule, so that it can be recomputed later."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import duckdb

from data import own_rows
from data.application import Application
from data.features import kept_recipe
from desk.work.capsule import Capsule, Shown
from scoring import catalogue
from scoring.catalogue import Family
from scoring.explain import explanation
from scoring.explain.uncertainty import Doubt
from scoring.policies.policy import Action
from scoring.policies.recommendation import bars
from scoring.scores.assess import Assessment

LIBRARIES = ("catboost", "duckdb", "numpy", "pandas")
FEATURES, STEPS, WORDS, POLICY = "features", "steps", "catalogue", "policy"


def shown(found: Application, assessed: Assessment | None) -> Shown:
    """Give what a decision is compared with; an application without a score is left to a person."""
    asked: dict[str, Any] = {
        f"asked_{name}": _whole(found.facts[name]) for name in ("amount", "term_days")
    }
    asked["bars"] = bars(found.facts)
    if assessed is None:
        return Shown(Action.REFER, limit=None, score=None, **asked)
    return Shown(
        recommendation=assessed.recommendation.action,
        limit=assessed.recommendation.limit,
        score=assessed.explanation.score,
        **asked,
    )


def take(
    con: duckdb.DuckDBPyConnection,
    found: Application,
    assessed: Assessment | None,
    *,
    policy_text: str,
    model_hashes: Mapping[str, str],
) -> Capsule:
    """Take the moment of a decision.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The open book that the application was found in.
    found : Application
    assessed : Assessment or None
        As it stands on the page; None where the book has no scores.
    policy_text : str
        Of the version that the case is pinned to.
    model_hashes : mapping of str to str
        SHA-256 of the model's files, its manifest's own among them (`Manifest.every_hash`).
    """
    recipe = kept_recipe.installed()
    return Capsule(
        texts={
            FEATURES: recipe.files,
            STEPS: recipe.steps,
            WORDS: catalogue.text(),
            POLICY: policy_text,
        },
        rows=own_rows.of_application(con, found.application_id),
        features=plain(found.features),
        shown={} if assessed is None else as_shown(assessed),
        libraries={name: version(name) for name in LIBRARIES},
        hashes=dict(model_hashes),
    )


def as_shown(assessed: Assessment) -> dict[str, object]:
    """Write a score and all that is said of it, in JSON's types."""
    why = assessed.explanation
    return {
        "score": why.score,
        "raw_score": why.raw_score,
        "prob_default": assessed.prob_default,
        "prob_low": assessed.prob_low,
        "prob_high": assessed.prob_high,
        "score_low": assessed.score_low,
        "score_high": assessed.score_high,
        "interval_rows": assessed.interval_rows,
        "points": {one.name: one.points for family in why.families for one in family.features},
        "reasons": [asdict(reason) for reason in explanation.reasons(why)],
        "recommendation": assessed.recommendation.model_dump(mode="json"),
        "doubt": None if assessed.doubt is None else asdict(assessed.doubt),
    }


def doubt_of(then: Mapping[str, Any]) -> Doubt | None:
    """Read the doubt out of what `as_shown` wrote; None where it was not known then."""
    said = then.get("doubt")
    if said is None:
        return None
    shares = {Family(name): share for name, share in said["negative_share"].items()}
    return Doubt(**{**said, "negative_share": shares})


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """Write a row of values in JSON's types: times as text, a missing number as null."""
    return {name: _plain(value) for name, value in values.items()}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
