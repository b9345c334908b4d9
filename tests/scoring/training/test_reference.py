import numpy as np
import pandas as pd
import pytest

from scoring.models import fit, model
from scoring.policies.policy import Limit, Policy, launch
from scoring.training.reference import reference
from scoring.training.samples import split


def applications(**more) -> pd.DataFrame:
    """Five applications, of which a policy that approves from 600 approves the first three."""
    return pd.DataFrame(
        {
            "score": [640, 620, 600, 599, 500],
            "amount": [100.0] * 5,
            "monthly_spend": [1000.0] * 5,
            "has_consent": [True] * 5,
            "is_of_legal_age": [True] * 5,
            "is_sufficient": [True] * 5,
            "refuses_automation": [False] * 5,
            "night_order_share": [0.0, 0.2, np.nan, 0.9, 0.9],
            "order_count": [10.0, 30.0, 11.0, 1.0, 1.0],
            "application_device": ["mobile", "desktop", "mobile", "tablet", "tablet"],
            **more,
        }
    )


CONTRIBUTIONS = pd.DataFrame(
    {
        "night_order_share": [1.0, 2.0, 3.0, 40.0, 50.0],
        "order_count": [4.0, 5.0, 6.0, -40.0, -50.0],
        "application_device": [0.0, 0.0, -3.0, 7.0, 8.0],
    }
)
RAW = np.array([640.4, 620.1, 599.6, 599.4, 500.0])


def policy(approve_from: int) -> Policy:
    return Policy(
        version="t",
        approve_from=approve_from,
        refer_from=min(approve_from, 560),
        limits=(Limit(score_from=350, times_monthly_spend=2),),
    )


def test_the_reference_is_whom_the_policy_approves():
    found = reference(applications(), RAW, CONTRIBUTIONS, policy(600))
    assert found.applications == 3
    assert found.says == "training applications that policy t approves"
    assert found.score == pytest.approx((640.4 + 620.1 + 599.6) / 3)
    assert found.contributions == pytest.approx(
        {"night_order_share": 2.0, "order_count": 5.0, "application_device": -1.0}
    )


def test_typical_is_the_mean_of_shares_the_median_of_numbers_the_most_frequent_name():
    found = reference(applications(), RAW, CONTRIBUTIONS, policy(600))
    assert found.typical["night_order_share"] == pytest.approx(0.1)
    assert found.typical["order_count"] == 11.0
    assert found.typical["application_device"] == "mobile"


def test_a_tie_of_names_is_decided_by_the_alphabet():
    tied = applications(application_device=["mobile", "desktop", None, "tablet", "tablet"])
    found = reference(tied, RAW, CONTRIBUTIONS, policy(600))
    assert found.typical["application_device"] == "desktop"


def test_what_is_known_of_nobody_has_no_typical_value():
    unknown = applications(night_order_share=[np.nan] * 5)
    found = reference(unknown, RAW, CONTRIBUTIONS, policy(600))
    assert found.typical["night_order_share"] is None


def test_rules_other_than_the_score_count_as_well():
    without = applications(has_consent=[False, True, True, True, True])
    assert reference(without, RAW, CONTRIBUTIONS, policy(600)).applications == 2


def test_a_policy_that_approves_nobody_makes_everybody_the_reference():
    found = reference(applications(), RAW, CONTRIBUTIONS, policy(900))
    assert found.applications == 5
    assert found.score == pytest.approx(RAW.mean())
    assert found.says.startswith("all training applications, since policy t approves none")


def test_points_of_the_reference_are_zero_on_average(demo_frame, demo_model):
    said = demo_model.manifest
    samples = split(demo_frame, book_as_of=said.book_as_of, as_of=said.as_of)
    learnt = demo_frame[samples.train]
    scored = demo_model.score(learnt)
    again = reference(
        learnt.assign(score=scored.score),
        scored.raw_score,
        pd.DataFrame(scored.points, columns=list(said.features)),
        launch(),
    )
    assert again.applications == said.reference.applications
    assert again.score == pytest.approx(said.reference.score, abs=1e-9)
    assert np.abs(list(again.contributions.values())).max() < 1e-9
    assert again.typical == said.reference.typical
    names = list(said.features)
    raw = fit.raw_value(demo_model.trees, fit.pool(learnt[names], model.categorical(names)))
    assert said.score_scale.raw_score(said.line(raw)) == pytest.approx(scored.raw_score, abs=1e-12)
