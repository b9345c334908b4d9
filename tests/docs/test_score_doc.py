"""docs/score.md gives the numbers that scale, rounding, samples and policy give."""

import re
from pathlib import Path

import numpy as np
import pytest

from data.histories import resample
from scoring.explain import apportion, explanation, uncertainty
from scoring.models import calibration
from scoring.models.scale import Scale
from scoring.policies import policy
from scoring.scores import doubts, upload
from scoring.training import samples

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "score.md").read_text(encoding="utf-8")


def table(header: str) -> list[list[str]]:
    lines = TEXT.split(f"| {header} |")[1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_table_of_the_scale_is_right():
    rows = table("score | goods to one bad | PD")
    assert len(rows) > 3
    for score, odds, share in rows:
        prob = float(Scale().prob_default(np.array([float(score)]))[0])
        assert f"{100 * prob:.2f} %" == share
        assert (1 - prob) / prob == pytest.approx(float(odds), abs=0.005)


def test_the_worked_example_of_the_scale_is_right():
    assert f"{Scale().factor:.3f}" in TEXT
    raw = float(Scale().from_prob_default(np.array([0.05]))[0])
    assert f"= {raw:.2f}, shown as {raw:.0f}" in TEXT


def test_the_worked_example_of_the_points_is_right():
    parts = [-52.4, 9.3, 2.1]
    raw = 640.3 + sum(parts)
    assert f"640.3 − 52.4 + 9.3 + 2.1 = {raw:.1f}" in TEXT
    shown = apportion.shares(parts, round(raw) - round(640.3))
    assert shown == [-52, 9, 2]
    assert f"640, −52, +9 and +2, and {round(raw)}" in TEXT


def test_the_policy_is_the_one_in_force():
    launch = policy.launch()
    rules = table("rule | fires when | then")
    cutoffs = {row[2]: row[1] for row in rules if row[0] == "score"}
    assert cutoffs == {
        "refer": f"it is below {launch.approve_from}",
        "decline": f"it is below {launch.refer_from}",
    }
    limits = [(limit.score_from, limit.times_monthly_spend) for limit in launch.limits]
    told = table("score from | times monthly spend")
    assert [(int(score), float(times)) for score, times in told] == limits


def test_the_settings_are_those_of_the_code():
    assert f"the {calibration.NEAREST} holdout applications" in TEXT
    assert f"Wilson's, {calibration.CONFIDENCE:.0%}".replace("%", " %") in TEXT
    assert f"Fewer than {samples.FEW_BADS} bads" in TEXT
    assert f"under {2 * samples.FEW_BADS} bads before or under {samples.FEW_BADS} after" in TEXT
    assert (calibration.FOLDS, samples.HOLDOUT_SHARE, samples.DEFAULT_MONTHS_BACK) == (4, 0.25, 12)
    assert f"drawn again {resample.RESAMPLES} times" in TEXT
    assert f"the newest {doubts.MOST:,}" in TEXT
    assert f"the newest {upload.MOST_DOUBTS:,}" in TEXT
    assert f"in at least {100 * uncertainty.STABLE_FROM:.0f} % of the draws" in TEXT
    assert (resample.REACH, resample.FEWEST_WEEKS, uncertainty.CONFIDENCE) == (6, 2, 0.90)
    assert explanation.MOST_REASONS == 4
    assert re.search(r"350 to 950", TEXT)
    assert (Scale().lowest, Scale().highest) == (350, 950)
