from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from data.errors import ThinfileError
from scoring.training.samples import split

TODAY = datetime(2026, 1, 1)


def applications(rows: int = 600, bad_rate: float = 0.2, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    applied = pd.Timestamp("2023-06-01") + pd.to_timedelta(rng.integers(0, 940, rows), unit="D")
    return pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in rng.integers(0, rows // 2, rows)],
            "applied_at": applied,
            "is_bad": pd.array(rng.random(rows) < bad_rate, dtype="boolean"),
            "observed_at": applied + pd.Timedelta(days=180),
        }
    )


def test_no_outcome_is_learnt_from_before_it_was_observed():
    frame = applications()
    samples = split(frame, book_as_of=TODAY)
    learnt = samples.train | samples.holdout
    assert (frame.loc[learnt, "observed_at"] < samples.as_of).all()
    assert (frame.loc[samples.out_of_time, "applied_at"] >= samples.as_of).all()
    assert (frame.loc[samples.out_of_time, "observed_at"] <= TODAY).all()


def test_the_default_day_is_a_year_before_the_books_today():
    assert split(applications(), book_as_of=TODAY).as_of == datetime(2025, 1, 1)


def test_a_young_book_takes_the_latest_day_that_leaves_bads_on_both_sides():
    frame = applications(rows=1200)
    frame = frame[frame["applied_at"] > "2024-06-01"].reset_index(drop=True)
    samples = split(frame, book_as_of=TODAY)
    assert datetime(2025, 1, 1) < samples.as_of < TODAY
    assert frame.loc[samples.out_of_time, "is_bad"].sum() >= 10


def test_no_customer_is_in_both_train_and_holdout_and_bads_are_shared_out():
    frame = applications()
    samples = split(frame, book_as_of=TODAY)
    customers = [set(frame.loc[rows, "customer_id"]) for rows in (samples.train, samples.holdout)]
    assert not customers[0] & customers[1]
    rates = [frame.loc[rows, "is_bad"].mean() for rows in (samples.train, samples.holdout)]
    assert rates[0] == pytest.approx(rates[1], abs=0.06)


def test_the_split_does_not_hang_on_the_order_of_rows():
    frame = applications()
    shuffled = frame.sample(frac=1, random_state=3)
    first = frame.index[split(frame, book_as_of=TODAY).holdout]
    second = shuffled.index[split(shuffled, book_as_of=TODAY).holdout]
    assert set(first) == set(second)


def test_applications_without_an_outcome_are_in_no_sample():
    frame = applications()
    frame.loc[::3, "is_bad"] = pd.NA
    samples = split(frame, book_as_of=TODAY)
    taken = samples.train | samples.holdout | samples.out_of_time
    assert frame.loc[taken, "is_bad"].notna().all()


def test_no_bads_at_all_is_an_error_that_says_where():
    with pytest.raises(ThinfileError, match=r"train has .* 0 of them bad"):
        split(applications(bad_rate=0), book_as_of=TODAY)


def test_no_outcomes_at_all_is_an_error_that_says_what_to_give():
    frame = applications()
    frame["is_bad"] = pd.array([None] * len(frame), dtype="boolean")
    with pytest.raises(ThinfileError, match="Training needs outcomes"):
        split(frame, book_as_of=TODAY)
