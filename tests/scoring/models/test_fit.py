import json

import numpy as np
import pandas as pd
import pytest
from catboost import CatBoostClassifier

from data.errors import ThinfileError
from scoring import catalogue
from scoring.metrics.rates.wilson import wilson
from scoring.models import fit, model
from scoring.models.calibration import cross_fitted_line
from scoring.training.samples import split, went_bad


def told(trees: CatBoostClassifier, folder) -> dict:
    path = folder / "trees.json"
    trees.save_model(str(path), format="json")
    described = json.loads(path.read_text())
    return {name: described[name] for name in ("oblivious_trees", "scale_and_bias")}


def names_and_numbers(rows: int, levels: int, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    level = rng.integers(0, levels, rows)
    frame = pd.DataFrame({"name": [f"n{at}" for at in level], "number": rng.normal(size=rows)})
    is_bad = rng.random(rows) < np.where(level % 3 == 0, 0.4, 0.1)
    return frame, is_bad


def test_names_are_split_one_against_the_rest(tmp_path):
    frame, is_bad = names_and_numbers(4000, fit.ONE_HOT_MAX_SIZE)
    never_seen = frame["name"].where(frame.index % 2 == 0, "new " + frame["name"])
    stop_on = (frame.assign(name=never_seen), is_bad)
    trees = fit.fit(frame, is_bad, stop_on=stop_on, trees=40, categorical=["name"])
    fit.require_one_hot(trees)
    kinds = {split["split_type"] for tree in told(trees, tmp_path)["oblivious_trees"]
             for split in tree["splits"] or []}  # fmt: skip
    assert kinds == {"OneHotFeature", "FloatFeature"}


def test_a_model_with_target_statistics_is_refused():
    frame, is_bad = names_and_numbers(1000, 40)
    trees = CatBoostClassifier(
        iterations=20, depth=3, one_hot_max_size=2, logging_level="Silent",
        allow_writing_files=False, thread_count=1, random_seed=1,
    ).fit(fit.pool(frame, ["name"], is_bad))  # fmt: skip
    with pytest.raises(ThinfileError, match="has target statistics"):
        fit.require_one_hot(trees)


def test_more_names_than_can_be_split_are_refused():
    frame, is_bad = names_and_numbers(4000, fit.ONE_HOT_MAX_SIZE + 1)
    with pytest.raises(ThinfileError, match="can have 255 names; 'name' has 256"):
        fit.fit(frame, is_bad, trees=5, categorical=["name"])


def test_features_that_never_differ_are_told():
    frame = pd.DataFrame({"name": ["a"] * 40, "number": [1.0] * 40})
    with pytest.raises(ThinfileError, match="all 2 are the same in 40 applications"):
        fit.fit(frame, np.arange(40) < 9, trees=5, categorical=["name"])


def test_missing_names_are_a_level_and_missing_numbers_stay_missing():
    frame = pd.DataFrame({"name": ["a", None, np.nan], "number": [1, None, 3]})
    made = fit.prepared(frame, ["name"])
    assert made["name"].tolist() == ["a", "missing", "missing"]
    assert made["number"].isna().tolist() == [False, True, False]


def test_names_are_told_apart_by_their_text_in_the_order_they_come():
    frame = pd.DataFrame({"name": pd.Series(["b", None, 1, "1", "missing", "a"], dtype=object)})
    made = fit.prepared(frame, ["name"])["name"]
    assert made.tolist() == ["b", "missing", "1", "1", "missing", "a"]
    assert made.cat.categories.tolist() == ["b", "missing", "1", "a"]
    assert fit.prepared(frame[:0], ["name"]).shape == (0, 1)


def test_the_same_rows_give_the_same_trees(tmp_path):
    frame, is_bad = names_and_numbers(2000, 30)
    frame.loc[::7, "number"] = np.nan
    stop_on = (frame.iloc[:500], is_bad[:500])
    first, second = (
        fit.fit(frame[500:], is_bad[500:], stop_on=stop_on, categorical=["name"]) for _ in range(2)
    )
    assert told(first, tmp_path) == told(second, tmp_path)
    rows = fit.pool(frame, ["name"])
    assert (fit.raw_value(first, rows) == fit.raw_value(second, rows)).all()


def test_progress_ends_where_the_trees_end():
    frame, is_bad = names_and_numbers(500, 5)
    seen = []
    fit.fit(
        frame, is_bad, trees=25, categorical=["name"],
        progress=lambda what, done, total: seen.append((what, done, total)),
    )  # fmt: skip
    assert seen[0] == ("trees", 0, 25)
    assert seen[-1] == ("trees", 25, 25)


def test_no_constrained_feature_moves_risk_the_wrong_way(demo_frame, demo_model):
    said = demo_model.manifest
    samples = split(demo_frame, book_as_of=said.book_as_of, as_of=said.as_of)
    entries = catalogue.load()
    names = [name for name in entries if demo_frame.loc[samples.train, name].notna().any()]
    risk = {name: entries[name].risk for name in names}
    constrained = [name for name in names if risk[name]]
    assert len(constrained) >= 10
    categorical = model.categorical(names)
    learnt = demo_frame.loc[samples.train, names]
    is_bad = went_bad(demo_frame)[samples.train]
    trees = fit.fit(learnt, is_bad, trees=200, categorical=categorical, risk=risk)
    rows = demo_frame.sample(25, random_state=5)[names]
    moved = set()
    for name in constrained:
        values = np.unique(demo_frame[name].dropna())
        grid = np.unique(np.quantile(values, np.linspace(0, 1, 40), method="nearest"))
        swept = rows.loc[rows.index.repeat(grid.size)].assign(**{name: np.tile(grid, len(rows))})
        raw = fit.raw_value(trees, fit.pool(swept, categorical)).reshape(len(rows), grid.size)
        steps = np.diff(said.line(raw), axis=1) * risk[name]
        assert steps.min() >= -1e-12, name
        if steps.max() > 0:
            moved.add(name)
    assert len(moved) >= 8


def thin_and_thick(rows: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Files with and without a number that lowers risk; those without are of middling risk."""
    rng = np.random.default_rng(seed)
    capacity, other = rng.normal(size=rows), rng.normal(size=rows)
    is_thin = rng.random(rows) < 0.25
    log_odds = -3.2 - np.where(is_thin, 0.0, 0.9 * capacity) + 0.5 * other
    frame = pd.DataFrame(
        {
            "capacity": np.where(is_thin, np.nan, capacity),
            "other": other,
            "capacity_known": (~is_thin).astype(float),
        }
    )
    return frame, rng.random(rows) < 1 / (1 + np.exp(-log_odds))


def predicted_among_thin(names: list[str], risk: dict[str, int]) -> tuple[float, np.ndarray]:
    (learn, learn_bad), (stop, stop_bad) = thin_and_thick(20_000, 1), thin_and_thick(5_000, 2)
    ask, ask_bad = thin_and_thick(8_000, 3)
    trees = fit.fit(learn[names], learn_bad, stop_on=(stop[names], stop_bad), risk=risk)

    def unseen(given, wanted):
        grown = fit.fit(
            learn.loc[given, names], learn_bad[given], trees=trees.tree_count_, risk=risk
        )
        return fit.raw_value(grown, fit.pool(learn.loc[wanted, names], []))

    customers = np.arange(len(learn)).astype(str).astype(object)
    line = cross_fitted_line(learn_bad, customers, np.ones(len(learn), dtype=bool), unseen)
    assert line.slope > 0
    log_odds = line(fit.raw_value(trees, fit.pool(ask[names], [])))
    thin = ask["capacity"].isna().to_numpy()
    return float((1 / (1 + np.exp(-log_odds[thin]))).mean()), ask_bad[thin]


def test_a_missing_constrained_number_is_not_held_against_thin_files():
    # learnt from more thin files than asked about: the interval of the latter is the wider doubt
    predicted, is_bad = predicted_among_thin(
        ["capacity", "other", "capacity_known"], {"capacity": -1}
    )
    low, high = wilson(is_bad.sum(), is_bad.size)
    assert low <= predicted <= high


def test_without_its_flag_it_would_be():
    predicted, is_bad = predicted_among_thin(["capacity", "other"], {"capacity": -1})
    assert predicted > wilson(is_bad.sum(), is_bad.size)[1]


def test_the_book_is_calibrated_where_features_are_missing(demo_frame, demo_model):
    names = list(demo_model.manifest.features)
    samples = split(
        demo_frame,
        book_as_of=demo_model.manifest.book_as_of,
        as_of=demo_model.manifest.as_of,
    )
    late = demo_frame[samples.out_of_time]
    prob_default = demo_model.score(late).prob_default
    is_bad = went_bad(late)
    gaps = {name: late[name].isna().to_numpy() for name in names}
    groups = {rows.tobytes(): rows for rows in gaps.values() if rows.sum() >= 30}
    assert groups
    for rows in groups.values():
        # all groups together at 95 %
        low, high = wilson(is_bad[rows].sum(), rows.sum(), confidence=1 - 0.05 / len(groups))
        assert low <= prob_default[rows].mean() <= high
    anything = np.logical_or.reduce(list(gaps.values()))
    low, high = wilson(is_bad[anything].sum(), anything.sum())
    assert low <= prob_default[anything].mean() <= high
