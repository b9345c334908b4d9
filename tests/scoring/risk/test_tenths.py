"""Tenths of the applications hold everybody once; PDs are checked by what comes in them."""

import numpy as np
import pytest

from scoring.risk import tenths
from tests.scoring.score_cells import cells, sample


def test_tenths_hold_everybody_once_and_meet_their_means():
    score, bad, prob = sample(3, rows=2000)
    found = tenths.calibration(cells(score, bad, prob))
    assert found["applications"].sum() == 2000
    assert found["bads"].sum() == bad.sum()
    first = found.iloc[0]
    inside = (score >= first.score_from) & (score <= first.score_to)
    assert first.predicted == pytest.approx(prob[inside].mean())
    assert first.observed == pytest.approx(bad[inside].mean())
    assert (found["low"] <= found["observed"]).all()


def test_pds_that_are_true_agree_with_venn_abers_and_doubled_ones_do_not():
    rng = np.random.default_rng(7)
    score = rng.integers(500, 560, 20_000)
    prob = 1 / (1 + np.exp((score - 490) / 12))
    bad = rng.uniform(size=score.size) < prob
    held = rng.integers(500, 560, 8_000)
    held_bad = rng.uniform(size=held.size) < 1 / (1 + np.exp((held - 490) / 12))
    true = tenths.venn_abers_check(cells(score, bad, prob), held, held_bad)
    doubled = tenths.venn_abers_check(cells(score, bad, 2 * prob), held, held_bad)
    assert len(true) == len(tenths.calibration(cells(score, bad, prob)))
    assert true["holdout"].sum() == 8_000
    assert (true["p0"] <= true["p1"]).all()
    assert true["agrees"].sum() >= 9
    assert not doubled["agrees"].iloc[:5].any()
