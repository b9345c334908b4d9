"""Everything the officer's page says of one application's score, from the book in use."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from data import read
from data.application import Application
from data.errors import ThinfileError
from data.features import evidence
from scoring import explanation, policy
from scoring.explanation import Explanation
from scoring.manifest import Manifest
from scoring.policy import Recommendation
from scoring.wording import Money


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


def assessment(
    con: duckdb.DuckDBPyConnection, model: Manifest | None, found: Application
) -> Assessment:
    """Read one application's score from an open book and put it in words.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The book the application was found in.
    model : Manifest or None
        The model in use.
    found : Application

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
    facts = {**found.facts, **found.features}
    score = read.record(con, "application_score", application_id=application_id)
    points = read.record(con, "application_points", application_id=application_id)
    about = read.record(con, "book_in_use")
    if score is None or points is None or about is None:
        raise ThinfileError(
            f"The scores of the book in use lack application '{application_id}'. "
            "Score and publish again."
        )
    known = evidence.known(con, application_id)
    money = Money(str(about["currency"]), int(about["minor_digits"]))
    why = explanation.explain(points, facts, model, money, known=known)
    asked = pd.DataFrame([{name: facts[name] for name in policy.FACTS} | {"score": why.score}])
    recommendation = policy.recommend(asked, policy.launch())[0]
    return Assessment(
        application_id=application_id,
        prob_default=float(score["prob_default"]),
        prob_low=float(score["prob_low"]),
        prob_high=float(score["prob_high"]),
        score_low=int(score["score_low"]),
        score_high=int(score["score_high"]),
        interval_rows=int(score["interval_n"]),
        explanation=why,
        recommendation=recommendation,
        known=known,
    )
