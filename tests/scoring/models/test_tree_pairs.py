"""SHAP interaction values: by hand, by brute force, and against CatBoost's own."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, Pool
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.models.tree_pairs import pair_tables, tree_pairs
from scoring.models.tree_shap import expectations, shap_tables


def fitted(seed: int = 3, rows: int = 400) -> tuple[CatBoostClassifier, Pool]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, 4)), columns=list("abcd"))
    frame.loc[rng.random(rows) < 0.3, "a"] = np.nan
    frame["e"] = rng.choice(list("xyz"), rows)
    risk = frame["b"] * frame["c"] + (frame["e"] == "x") * frame["d"]
    is_bad = rng.random(rows) < 1 / (1 + np.exp(1 - risk))
    pool = Pool(frame, label=is_bad.astype(int), cat_features=["e"])
    model = CatBoostClassifier(
        iterations=12, depth=4, learning_rate=0.3, one_hot_max_size=50, random_seed=seed,
        allow_writing_files=False, logging_level="Silent", thread_count=1,
    )  # fmt: skip
    return model.fit(pool), pool


def test_a_tree_of_two_features_by_hand():
    # f = 8 where both are high, else 0; a quarter of the rows in each leaf. v() = 2, v(a) = 4,
    # v(b) = 4, v(a, b) = 8 in leaf 3: together they add 8 - 4 - 4 + 2 = 2 over what each does
    pairs, values = tree_pairs(np.array([5, 2]), np.array([0.0, 0, 0, 8]), np.ones(4))
    assert pairs.tolist() == [[2, 5]]
    assert values.tolist() == [[2.0, -2.0, -2.0, 2.0]]


def test_a_sum_of_two_features_has_no_interaction():
    _, values = tree_pairs(np.array([0, 1]), np.array([0.0, 1, 10, 11]), np.ones(4))
    assert values == pytest.approx(np.zeros((1, 4)), abs=1e-12)


def test_a_tree_of_one_feature_has_no_pair():
    pairs, values = tree_pairs(np.array([1, 1]), np.arange(4.0), np.ones(4))
    assert pairs.shape == (0, 2)
    assert values.shape == (0, 4)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 4))
def test_equals_the_mean_over_all_orders_in_which_features_become_known(seed, many):
    rng = np.random.default_rng(seed)
    of_level = np.arange(many)
    leaf_values, weights = rng.normal(size=2**many), rng.random(2**many) + 0.1
    pairs, values = tree_pairs(of_level, leaf_values, weights)
    known = expectations(of_level, leaf_values, weights)
    for (one, other), found in zip(pairs, values, strict=True):
        both = []
        # the pair comes as one player, at every place among the others
        players = [*(at for at in range(many) if at not in (one, other)), many]
        for order in permutations(players):
            before = sum(1 << at for at in order[: order.index(many)])
            i, j = 1 << int(one), 1 << int(other)
            both.append(known[before | i | j] - known[before | i] - known[before | j]
                        + known[before])  # fmt: skip
        assert found == pytest.approx(np.mean(both, axis=0), abs=1e-12)


def test_equals_catboost_on_the_rows_it_learnt_from():
    # elsewhere CatBoost adds the rows asked about to its leaf weights and has no fixed answer
    model, pool = fitted()
    tables = pair_tables(model)
    wanted = np.asarray(model.get_feature_importance(pool, type="ShapInteractionValues"))
    own = shap_tables(model).values(model, pool)
    for (one, other), both in zip(tables.pairs, tables.values(model, pool).T, strict=True):
        assert both / 2 == pytest.approx(wanted[:, one, other], abs=1e-9)
        own[:, [one, other]] -= both[:, None] / 2
    columns = np.arange(own.shape[1])
    assert own == pytest.approx(wanted[:, columns, columns], abs=1e-9)


def test_a_name_that_acts_with_a_number_is_found():
    model, pool = fitted()
    tables = pair_tables(model)
    size = np.abs(tables.values(model, pool)).mean(axis=0)
    pairs = tables.pairs.tolist()
    assert size[pairs.index([3, 4])] > size[pairs.index([0, 1])]
