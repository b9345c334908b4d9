"""Venn–Abers pairs are those of the definition, and leave numpy as it was."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from data.errors import ThinfileError
from scoring.metrics.probability.venn_abers import venn_abers


def by_definition(is_bad, risk, at):
    return [
        [
            IsotonicRegression(out_of_bounds="clip")
            .fit(np.append(risk, one), np.append(is_bad, label))
            .predict([one])[0]
            for label in (0.0, 1.0)
        ]
        for one in at
    ]


def sample(seed, rows=120):
    rng = np.random.default_rng(seed)
    risk = np.round(rng.beta(1, 6, rows), 2)
    is_bad = rng.uniform(size=rows) < risk
    is_bad[0], is_bad[1] = True, False
    return is_bad, risk, np.append(rng.choice(risk, 8), rng.uniform(size=4))


def test_hand_worked_case():
    # goods at 1 and 3, bads at 2 and 4; at 2.5 a good pools with 2 and 3 (1 of 3), a bad is pooled
    # with them too (2 of 3)
    pair = venn_abers([False, True, False, True], [1, 2, 3, 4], [2.5])
    assert pair[0] == pytest.approx([1 / 3, 2 / 3])


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_agrees_with_isotonic_regression_by_sklearn(seed):
    is_bad, risk, at = sample(seed)
    pair = venn_abers(is_bad, risk, at)
    assert pair == pytest.approx(np.array(by_definition(is_bad, risk, at)), abs=1e-9)
    assert (pair[:, 0] <= pair[:, 1]).all()


@given(st.integers(0, 10_000))
@example(7319)  # asks for 7e-6, which a flatter scale would round to the risk of 0 beside it
def test_only_the_order_of_risks_counts(seed):
    is_bad, risk, at = sample(seed)
    scored = venn_abers(is_bad, -600 + np.exp(3 * risk), -600 + np.exp(3 * at))
    assert venn_abers(is_bad, risk, at) == pytest.approx(scored)


def test_numpy_still_warns_afterwards():
    before = np.geterr()
    venn_abers([True, False], [2, 1], [1.5])
    assert np.geterr() == before


def test_goods_alone_are_refused_with_what_came():
    with pytest.raises(ThinfileError, match="0 bads in 3 rows"):
        venn_abers([False] * 3, [1, 2, 3], [2])
