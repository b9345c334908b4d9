"""Everything the officer's page says of one application's score, read or computed afresh."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from data import read
from data.application import Application
from data.errors import ThinfileError
from data.features import evidence
from data.features.compute import INSTALLED, Recipe
from scoring import catalogue
from scoring.explain import explanation
from scoring.explain.explanation import Explanation
from scoring.explain.uncertainty import Doubt
from scoring.models.manifest import Manifest
from scoring.policies import policy
from scoring.policies.policy import Policy
from scoring.policies.recommendation import FACTS, Recommendation, recommend
from scoring.scores import doubts
from scoring.wording import Money

if TYPE_CHECKING:
    from scoring.models.model import Model


@dataclass(frozen=True, slots=True)
class Assessment:
    """One application's score, doubt, explanation and recommendation.

    Parameters
    ----------
    prob_default, prob_low, prob_high : float
        PD and its 90 % interval, 0–1.
    score_low, score_high : int
        The scores that the interval's ends stand for.
    interval_rows : int
        Holdout applications the interval rests on.
    known : dict of str to pandas.DataFrame
        What was known of the applicant, by table of known rows.
    doubt : Doubt or None
        How far the score would move, had the purchases fallen out otherwise; None where that has
        not been computed yet.
    """

    application_id: str
    prob_default: float
    prob_low: float
    prob_high: float
    score_low: int
    score_high: int
    interval_rows: int
    explanation: Explanation
    recommendation: Recommendation
    known: dict[str, pd.DataFrame]
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class About:
    """What the assessments of a book share.

    Parameters
    ----------
    money : Money
        Its currency.
    lost : dict of str to str
        Features that its missing tables cost, as `catalogue.lost` gives them.
    """

    money: Money
    lost: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a model says of one application."""

    points: dict[str, float]
    prob_default: float
    prob_low: float
    prob_high: float
    score_low: int
    score_high: int
    interval_n: int
    doubt: Doubt | None


def about(con: duckdb.DuckDBPyConnection) -> About:
    """Read what the assessments of an open book share.

    Raises
    ------
    ThinfileError
        When the book does not say what it is.
    """
    row = read.record(con, "book_in_use")
    if row is None:
        raise ThinfileError("The book does not say what it is. Build and publish it again.")
    return About(Money(str(row["currency"]), int(row["minor_digits"])), catalogue.lost(con))


def assessment(
    con: duckdb.DuckDBPyConnection,
    model: Manifest | None,
    found: Application,
    in_force: Policy | None = None,
    shared: About | None = None,
) -> Assessment:
    """Read one application's score from an open book and put it in words.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The book the application was found in.
    model : Manifest or None
        The model in use.
    found : Application
    in_force : Policy or None
        What recommends; by default the launch policy.
    shared : About or None
        As `about` reads it, for who asks for many; by default it is read.

    Raises
    ------
    ThinfileError
        When the book has no scores, or lacks this application's.
    """
    if model is None:
        raise ThinfileError(
            "The book in use has no scores. Run `python -m scoring train`, `score` and `publish`."
        )
    application_id = found.application_id
    score = read.record(con, "application_score", application_id=application_id)
    points = read.record(con, "application_points", application_id=application_id)
    if score is None or points is None:
        raise ThinfileError(
            f"The scores of the book in use lack application '{application_id}'. "
            "Score and publish again."
        )
    numbers = _Numbers(
        points=points,
        prob_default=float(score["prob_default"]),
        prob_low=float(score["prob_low"]),
        prob_high=float(score["prob_high"]),
        score_low=int(score["score_low"]),
        score_high=int(score["score_high"]),
        interval_n=int(score["interval_n"]),
        doubt=doubts.find(con, application_id),
    )
    return _in_words(
        con, model, found, in_force or policy.launch(), numbers, shared=shared or about(con)
    )


def computed(
    con: duckdb.DuckDBPyConnection,
    model: "Model",
    found: Application,
    in_force: Policy,
    doubt: Doubt | None = None,
    *,
    recipe: Recipe = INSTALLED,
) -> Assessment:
    """Compute one application's score, and put it in words as `assessment` does.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        A snapshot that holds the application's rows, with or without scores.
    model : Model
    found : Application
        With its features, as `data.features.compute.features_of` gives them.
    in_force : Policy
        What recommends.
    doubt : Doubt or None
        As `scoring.explain.uncertainty` finds it; None where it has not been computed.
    recipe : Recipe
        How the features were computed.
    """
    scored = model.score(pd.DataFrame([dict(found.features)]))
    points = dict(zip(model.manifest.features, scored.points[0].tolist(), strict=True))
    numbers = _Numbers(
        points=points,
        prob_default=float(scored.prob_default[0]),
        prob_low=float(scored.interval.low[0]),
        prob_high=float(scored.interval.high[0]),
        score_low=int(scored.score_low[0]),
        score_high=int(scored.score_high[0]),
        interval_n=scored.interval.rows,
        doubt=doubt,
    )
    shared = about(con)
    return _in_words(con, model.manifest, found, in_force, numbers, shared=shared, recipe=recipe)


def _in_words(
    con: duckdb.DuckDBPyConnection,
    model: Manifest,
    found: Application,
    in_force: Policy,
    numbers: _Numbers,
    *,
    shared: About,
    recipe: Recipe = INSTALLED,
) -> Assessment:
    facts = {**found.facts, **found.features}
    known = evidence.known(con, found.application_id, recipe)
    why = explanation.explain(
        numbers.points, facts, model, shared.money, known=known, lost=shared.lost
    )
    return Assessment(
        application_id=found.application_id,
        prob_default=numbers.prob_default,
        prob_low=numbers.prob_low,
        prob_high=numbers.prob_high,
        score_low=numbers.score_low,
        score_high=numbers.score_high,
        interval_rows=numbers.interval_n,
        explanation=why,
        recommendation=_recommended(found, why.score, numbers.doubt, in_force),
        known=known,
        doubt=numbers.doubt,
    )


def settled(
    scored: Assessment, found: Application, doubt: Doubt, in_force: Policy | None = None
) -> Assessment:
    """Add a doubt that was computed later; the recommendation takes it in.

    Parameters
    ----------
    scored : Assessment
    found : Application
        The same application.
    doubt : Doubt
        As `scoring.explain.uncertainty` finds it.
    in_force : Policy or None
        What recommends; by default the launch policy.
    """
    score = scored.explanation.score
    recommendation = _recommended(found, score, doubt, in_force or policy.launch())
    return replace(scored, doubt=doubt, recommendation=recommendation)


def _recommended(
    found: Application, score: int, doubt: Doubt | None, in_force: Policy
) -> Recommendation:
    facts = {**found.facts, **found.features}
    asked = {name: facts[name] for name in FACTS} | {"score": score}
    if doubt is not None:
        asked |= doubt.facts
    return recommend(pd.DataFrame([asked]), in_force)[0]
