import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from data.errors import ThinfileError
from scoring.metrics.strategy.swap_set import summed_by_cell, swap_set
from scoring.policies.policy import Action

action = st.sampled_from([each.value for each in Action])
rows = st.lists(
    st.tuples(action, action, st.integers(0, 20), st.integers(0, 9), st.integers(0, 5)), max_size=30
)


def test_hand_worked_case():
    in_force = ["approve", "approve", "decline", "refer", "decline"]
    draft = ["approve", "decline", "approve", "approve", "decline"]
    found = swap_set(in_force, draft, goods=[1, 0, 0, 1, 0], bads=[0, 1, 0, 0, 0])
    assert found.applications.tolist() == [[1, 0, 1], [1, 0, 0], [1, 0, 1]]
    assert found.known.tolist() == [[1, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert found.bad_rate[0].tolist() == pytest.approx([0, np.nan, 1], nan_ok=True)
    # swapped in by the draft, with no outcome to judge by
    assert np.isnan(found.bad_rate[2, 0])
    wanted = binomtest(1, 1).proportion_ci(0.95, method="wilson")
    assert (found.low[0, 2], found.high[0, 2]) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(rows)
def test_agrees_with_pandas_crosstab(drawn):
    frame = pd.DataFrame(drawn, columns=["in_force", "draft", "goods", "bads", "unknown"])
    size = frame["goods"] + frame["bads"] + frame["unknown"]
    found = swap_set(
        frame["in_force"], frame["draft"], goods=frame["goods"], bads=frame["bads"],
        applications=size,
    )  # fmt: skip
    names = [each.value for each in Action]
    for one, in_force in enumerate(names):
        for two, draft in enumerate(names):
            own = (frame["in_force"] == in_force) & (frame["draft"] == draft)
            assert found.applications[one, two] == size[own].sum()
            known = frame.loc[own, ["goods", "bads"]].to_numpy().sum()
            assert found.known[one, two] == known
            if known:
                assert found.bad_rate[one, two] == frame.loc[own, "bads"].sum() / known
    assert found.applications.sum() == size.sum()


@settings(deadline=None)
@given(rows)
def test_changing_the_policies_about_turns_the_table(drawn):
    frame = pd.DataFrame(drawn, columns=["in_force", "draft", "goods", "bads", "unknown"])
    counts = {"goods": frame["goods"], "bads": frame["bads"]}
    one = swap_set(frame["in_force"], frame["draft"], **counts)
    other = swap_set(frame["draft"], frame["in_force"], **counts)
    assert (one.applications == other.applications.T).all()
    assert np.array_equal(one.bad_rate, other.bad_rate.T, equal_nan=True)


@settings(deadline=None)
@given(st.lists(action))
def test_the_same_policy_swaps_nobody(actions):
    found = swap_set(actions, actions, goods=1, bads=0)
    assert found.applications.sum() == np.trace(found.applications) == len(actions)


def test_inferred_outcomes_give_those_swapped_in_a_rate_without_certainty():
    found = swap_set(
        ["decline"], ["approve"], goods=0, bads=0, applications=50, inferred_goods=45,
        inferred_bads=5,
    )  # fmt: skip
    assert (found.applications[2, 0], found.known[2, 0], found.bad_rate[2, 0]) == (50, 0, 0.1)
    assert (found.low[2, 0], found.high[2, 0]) == (0, 1)


def test_profits_add_up_in_the_same_cells():
    found = summed_by_cell(["approve", "refer"], ["decline", "refer"], [10.5, -3])
    assert found.tolist() == [[0, 0, 10.5], [0, -3, 0], [0, 0, 0]]


def test_what_is_no_recommendation_is_refused():
    with pytest.raises(ThinfileError, match="approve, refer or decline; got 'maybe'"):
        swap_set(["approve", "maybe"], ["approve", "refer"], goods=1, bads=0)
