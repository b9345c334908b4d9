import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier, Pool
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import ThinfileError
from scoring.models import fit, tree_shap, tree_splits
from scoring.models.tree_shap import described_in_json, shap_tables, tree_table, trees_of

PATHS = pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "numpy"])


def _explained(model, frame: pd.DataFrame, is_compiled: bool) -> np.ndarray:
    rows = fit.prepared(frame, ["e"])
    rows_in_all = 1_000_000 if is_compiled else 0
    return shap_tables(model).of_frame(model, rows, fit.pool_of(rows), rows_in_all=rows_in_all)


def _rows(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    frame = pd.DataFrame(rng.normal(size=(rows, 4)), columns=list("abcd"))
    frame.loc[rng.random(rows) < 0.3, "a"] = np.nan
    frame["e"] = np.where(rng.random(rows) < 0.2, "missing", rng.choice(list("xyz"), rows))
    return frame


def _fitted(
    seed: int, depth: int, trees: int, monotone: bool, nan_mode: str = "Min"
) -> tuple[CatBoostClassifier, Pool]:
    rng = np.random.default_rng(seed)
    rows = 300
    frame = _rows(rng, rows)
    risk = frame["b"] + (frame["e"] == "x") + np.nan_to_num(frame["a"].to_numpy())
    is_bad = rng.random(rows) < 1 / (1 + np.exp(1 - risk))
    pool = Pool(frame, label=is_bad.astype(int), cat_features=["e"])
    model = CatBoostClassifier(
        iterations=trees, depth=depth, learning_rate=0.2, one_hot_max_size=50, random_seed=seed,
        monotone_constraints={"a": 1} if monotone else {}, nan_mode=nan_mode,
        allow_writing_files=False, logging_level="Silent", thread_count=1,
    )  # fmt: skip
    return model.fit(pool), pool


@PATHS
@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 8),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from(["Min", "Max"]),
)
def test_equals_catboost_on_the_rows_it_learnt_from(
    is_compiled, seed, depth, trees, monotone, nan_mode
):
    # elsewhere CatBoost has no fixed answer where there are monotone constraints
    model, pool = _fitted(seed, depth, trees, monotone, nan_mode)
    wanted = np.asarray(model.get_feature_importance(pool, type="ShapValues"))
    found = _explained(model, _rows(np.random.default_rng(seed), 300), is_compiled)
    assert found == pytest.approx(wanted[:, :-1], abs=1e-9)
    assert shap_tables(model).expected == pytest.approx(wanted[0, -1], abs=1e-9)


def _catboosts(model: CatBoostClassifier, pool: Pool) -> np.ndarray:
    return np.asarray(model.get_feature_importance(pool, type="ShapValues"))[:, :-1]


@PATHS
@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 60), st.sampled_from(["Min", "Max"])
)
def test_equals_catboost_on_rows_never_seen_where_nothing_is_constrained(
    is_compiled, seed, depth, trees, nan_mode
):
    model, _ = _fitted(seed, depth, trees, False, nan_mode)
    frame = _rows(np.random.default_rng(seed + 1), 60)
    frame.loc[:5, "e"] = "never seen"
    pool, alone = Pool(frame, cat_features=["e"]), Pool(frame.iloc[[3]], cat_features=["e"])
    found = _explained(model, frame, is_compiled)
    assert found == pytest.approx(_catboosts(model, pool), abs=1e-9)
    assert found[3] == pytest.approx(_catboosts(model, alone)[0], abs=1e-9)


def test_catboost_answers_by_who_is_asked_about_where_a_feature_is_constrained():
    model, _ = _fitted(5, 6, 40, True)
    frame = _rows(np.random.default_rng(6), 60)
    pool, alone = Pool(frame, cat_features=["e"]), Pool(frame.iloc[[3]], cat_features=["e"])
    assert np.abs(_catboosts(model, pool)[3] - _catboosts(model, alone)[0]).max() > 1e-4


def _of_flags(seed: int) -> tuple[CatBoostClassifier, pd.DataFrame]:
    """Fit few values, each tree offered some of the columns: trees end where none can be split."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": rng.integers(0, 2, 300), "b": rng.integers(0, 3, 300)}, dtype=float)
    frame["c"] = np.where(rng.random(300) < 0.1, np.nan, rng.integers(0, 4, 300))
    is_bad = rng.random(300) < 0.2 + 0.1 * frame["b"] + 0.1 * (frame["c"] > 1)
    model = CatBoostClassifier(
        iterations=40, depth=6, learning_rate=0.2, rsm=0.4, random_seed=seed, thread_count=1,
        allow_writing_files=False, logging_level="Silent",
    )  # fmt: skip
    return model.fit(frame, is_bad.astype(int)), frame


@PATHS
@pytest.mark.parametrize("seed", range(5))
def test_trees_of_unequal_depth_and_a_feature_twice_in_one_are_catboosts_too(is_compiled, seed):
    model, frame = _of_flags(seed)
    trees = [columns.tolist() for columns, _, _ in trees_of(described_in_json(model))]
    assert {0, 1, 3, 5} <= {len(columns) for columns in trees}
    assert any(len(set(columns)) < len(columns) for columns in trees)
    drawn = frame.sample(100, replace=True, random_state=seed)
    found = _explained(model, drawn, is_compiled)
    assert found == pytest.approx(_catboosts(model, Pool(drawn)), abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 40))
def test_the_compiled_loop_gives_the_bits_that_numpy_gives(seed, depth, trees):
    model, _ = _fitted(seed, depth, trees, False)
    # not a multiple of any block
    frame = _rows(np.random.default_rng(seed + 1), 613)
    tables = shap_tables(model)
    numbers = tables.splits.numbers(model, fit.prepared(frame, ["e"]))
    numpy = _explained(model, frame, False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tree_shap, "BATCH_ROWS_AT_ONCE", 300)
        for threads in (1, 2):
            compiled = tables.values_of_many(numbers, threads=threads)
            assert compiled.tobytes() == numpy.tobytes()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.sampled_from(["Min", "Max"]))
def test_a_value_at_a_border_beside_it_and_out_of_all_bounds_falls_where_catboost_puts_it(
    seed, depth, nan_mode
):
    model, _ = _fitted(seed, depth, 20, False, nan_mode)
    splits = shap_tables(model).splits
    at = splits.border[splits.asks != tree_splits.IS].astype(np.float64)
    beside = [at, np.nextafter(at, np.inf), np.nextafter(at, -np.inf), at + 1e-8, at - 1e-8]
    odd = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e300, -1e300, 1e-300]
    value = np.concatenate([*beside, odd])
    frame = pd.DataFrame(dict.fromkeys("abcd", value)).assign(e="y")
    raw = _explained(model, frame, True).sum(axis=1) + shap_tables(model).expected
    rows = fit.prepared(frame, ["e"])
    assert raw == pytest.approx(fit.raw_value(model, fit.pool_of(rows)), abs=1e-9)
    assert _explained(model, frame, True).tobytes() == _explained(model, frame, False).tobytes()


def test_each_name_falls_to_its_split_and_those_never_seen_to_none():
    model, _ = _fitted(5, 6, 60, False)
    splits = shap_tables(model).splits
    frame = pd.DataFrame(0.0, index=range(5), columns=list("abcd"))
    frame["e"] = ["x", "never seen", "y", "missing", "x"]
    numbers = splits.numbers(model, fit.prepared(frame, ["e"]))[:, 4]
    assert numbers[0] == numbers[4] >= 0
    assert numbers[1] == tree_splits.NO_NAME
    known = numbers[[0, 2, 3]]
    assert np.unique(known[known >= 0]).size == (known >= 0).sum() > 1


def test_few_rows_do_not_pay_for_numba():
    asked = (
        "import sys, numpy as np; from catboost import CatBoostClassifier, Pool;"
        "from scoring.models.tree_shap import shap_tables;"
        "x = np.arange(40.0).reshape(20, 2); m = CatBoostClassifier(iterations=2, depth=2,"
        "logging_level='Silent', allow_writing_files=False).fit(x, x[:, 0] > 20);"
        "assert shap_tables(m).values(m, Pool(x)).shape == (20, 2);"
        "print('numba' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], check=False, capture_output=True, text=True
    )
    assert (found.stdout.strip(), found.stderr) == ("False", "")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_values_add_up_to_the_raw_value_of_rows_never_seen(seed):
    model, _ = _fitted(seed, 5, 10, True)
    rng = np.random.default_rng(seed + 1)
    fresh = pd.DataFrame(rng.normal(0, 3, size=(200, 4)), columns=list("abcd"))
    fresh["e"] = rng.choice(["x", "y", "never seen"], 200)
    pool = Pool(fresh, cat_features=["e"])
    tables = shap_tables(model)
    summed = tables.values(model, pool).sum(axis=1) + tables.expected
    assert summed == pytest.approx(model.predict(pool, prediction_type="RawFormulaVal"), abs=1e-9)


@PATHS
def test_a_row_has_the_same_bits_alone_and_in_a_batch(is_compiled):
    model, _ = _fitted(5, 6, 20, False)
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.normal(size=(50, 4)), columns=list("abcd")).assign(e="x")
    together = _explained(model, frame, is_compiled)
    alone = _explained(model, frame.iloc[[17]], False)
    assert (alone[0] == together[17]).all()


def test_hand_worked_tree_of_two_features():
    # leaves 00, 01 (low bit set), 10, 11 of equal weight with values 0, 2, 4, 10
    table, expected = tree_table(
        np.array([7, 3]), np.array([0.0, 2.0, 4.0, 10.0]), np.array([1.0, 1.0, 1.0, 1.0])
    )
    # level 0 splits on column 7, level 1 on column 3; v() = 4, v(7 low) = 2, v(3 low) = 1
    assert expected == 4
    assert table.columns.tolist() == [3, 7]
    low_low = dict(zip([3, 7], table.by_leaf[0], strict=True))
    assert low_low[7] == pytest.approx(((2 - 4) + (0 - 1)) / 2)
    assert low_low[3] == pytest.approx(((1 - 4) + (0 - 2)) / 2)


def test_a_model_with_target_statistics_is_refused_in_words():
    rng = np.random.default_rng(3)
    frame = _rows(rng, 300)
    model = CatBoostClassifier(
        iterations=5, depth=3, one_hot_max_size=2, thread_count=1,
        allow_writing_files=False, logging_level="Silent",
    )  # fmt: skip
    model.fit(Pool(frame, label=(frame["e"] == "x").astype(int), cat_features=["e"]))
    with pytest.raises(ThinfileError, match="a split of kind OnlineCtr"):
        shap_tables(model)


def test_trees_without_a_split_add_no_points():
    # of two features one tree in several is offered none, and stays a single leaf
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.normal(size=(300, 2)), columns=list("ab"))
    model = fit.fit(frame, rng.random(300) < 0.2, trees=30)
    tables = shap_tables(model)
    assert np.unique(tables.tree).size < model.tree_count_
    pool = fit.pool(frame, [])
    summed = tables.values(model, pool).sum(axis=1) + tables.expected
    assert summed == pytest.approx(fit.raw_value(model, pool), abs=1e-9)


@PATHS
def test_a_model_without_any_split_explains_nothing(is_compiled):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.normal(size=(300, 2)), columns=list("ab"))
    model = fit.fit(frame, rng.random(300) < 0.2, trees=30)
    unsplit = next(iter(set(range(30)) - set(shap_tables(model).tree.tolist())))
    model.shrink(unsplit + 1, unsplit)
    assert (_explained(model, frame, is_compiled) == 0).all()
    expected = shap_tables(model).expected
    assert fit.raw_value(model, fit.pool(frame, [])) == pytest.approx(expected)
