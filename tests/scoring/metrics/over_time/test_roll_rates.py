import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.metrics.over_time.days_past_due import Bucket, Instalments, buckets
from scoring.metrics.over_time.roll_rates import FROM, TO, moves, roll_rates
from scoring.metrics.rates.wilson import wilson

PLACES = list(Bucket)
START = np.datetime64("2024-01-01")
instalment = st.tuples(
    st.integers(0, 3), st.integers(0, 300), st.one_of(st.none(), st.integers(-20, 400)),
    st.sampled_from([0, 60, 100]),
)  # fmt: skip


def moment(*numbers):
    return np.array(
        ["NaT" if number is None else START + np.timedelta64(number, "D") for number in numbers],
        dtype="datetime64[us]",
    )


def stand(rows, at, loans=1, disbursed=0):
    """Rows are (loan, due day, paid day, paid amount) with 100 due each."""
    loan, due, paid, amount = zip(*rows, strict=True) if rows else ((), (), (), ())
    owed = np.full(len(loan), 100)
    instalments = Instalments(
        np.array(loan, dtype=int), moment(*due), owed, moment(*paid), np.array(amount)
    )
    found = buckets(instalments, moment(*[disbursed] * loans), moment(*at))
    return [[PLACES[place] for place in row] for row in found]


def test_hand_worked_case():
    # due on days 30 and 60; the first is paid on day 95, the second never
    rows = [(0, 30, 95, 100), (0, 60, None, np.nan)]
    assert stand(rows, [29, 30, 31, 59, 60, 94, 95, 120, 149, 150])[0] == [
        Bucket.CURRENT, Bucket.CURRENT, Bucket.FROM_1, Bucket.FROM_1, Bucket.FROM_30,
        Bucket.FROM_60, Bucket.FROM_30, Bucket.FROM_60, Bucket.FROM_60, Bucket.FROM_90,
    ]  # fmt: skip


def test_a_loan_is_on_book_from_disbursal_until_all_is_paid():
    rows = [(0, 30, 28, 100), (0, 60, 59, 100)]
    assert stand(rows, [-1, 0, 58, 59, 400])[0] == [
        Bucket.NOT_YET, Bucket.CURRENT, Bucket.CURRENT, Bucket.SETTLED, Bucket.SETTLED,
    ]  # fmt: skip


def test_part_of_the_sum_leaves_it_unpaid():
    assert stand([(0, 30, 30, 99)], [130])[0] == [Bucket.FROM_90]


def test_no_instalments_and_no_loans():
    assert stand([], [10])[0] == [Bucket.SETTLED]
    assert stand([], [10], loans=0) == []


@settings(deadline=None, max_examples=40)
@given(st.lists(instalment, max_size=12), st.lists(st.integers(0, 400), max_size=4))
def test_buckets_are_those_of_pandas_loan_by_loan(rows, at):
    frame = pd.DataFrame(rows, columns=["loan", "due", "paid", "amount"])
    found = stand(rows, at, loans=4)
    for loan in range(4):
        own = frame[frame["loan"] == loan]
        for month, day in enumerate(at):
            paid = (own["paid"].astype(float) <= day) & (own["amount"] >= 100)
            late = own.loc[~paid & (own["due"] <= day), "due"]
            if paid.all():
                wanted = Bucket.SETTLED
            else:
                days = day - late.min() if len(late) else 0
                edges = [-1, 0, 29, 59, 89, 10**6]
                wanted = PLACES[1 + int(pd.cut([days], edges, labels=False)[0])]
            assert found[loan][month] == wanted


def test_hand_worked_roll_rates():
    state = np.array([[1, 2], [1, 1], [1, 1], [1, 6], [5, 5], [0, 1]])
    found = roll_rates(moves(state)[0])
    assert found.loans.shape == (len(FROM), len(TO))
    assert found.value[0].tolist() == [0.5, 0.25, 0, 0, 0, 0.25]
    assert found.value[4].tolist() == [0, 0, 0, 0, 1, 0]
    assert (found.low[0, 1], found.high[0, 1]) == wilson(1, 4)
    # nobody stood in the other buckets: missing, not zero
    assert np.isnan(found.value[1:4]).all()
    # who was not yet paid out did not roll
    assert found.loans.sum() == 5


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(1, 6)] * 4), max_size=30))
def test_roll_rates_agree_with_pandas_crosstab_and_rows_sum_to_one(paths):
    state = np.array(paths, dtype=int).reshape(-1, 4)
    counts = moves(state)
    assert counts.shape == (3, 5, 6)
    for step in range(3):
        table = pd.crosstab(state[:, step], state[:, step + 1]).reindex(
            index=range(1, 6), columns=range(1, 7), fill_value=0
        )
        assert counts[step].tolist() == table.to_numpy().tolist()
    rates = roll_rates(counts.sum(axis=0))
    held = counts.sum(axis=(0, 2)) > 0
    assert rates.value[held].sum(axis=1) == pytest.approx(1)
    assert np.isnan(rates.value[~held]).all()


def test_one_moment_has_no_moves():
    assert moves(np.array([[1], [2]])).shape == (0, 5, 6)
