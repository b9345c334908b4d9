"""The planted table is told apart from another, with intervals for the whole table."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.planted import associations, booked_loans, planted_rates
from data.simulator.run import simulate
from data.simulator.settings import rates


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    out = tmp_path_factory.mktemp("planted") / "book"
    simulate(20_000, 11, out)
    return booked_loans(out)


def test_the_planted_rates_are_recovered(loans: pd.DataFrame) -> None:
    table = planted_rates([loans])
    assert len(table) == sum(len(variable.levels) for variable in rates().variables.values())
    assert [row for row in table if not row.holds] == []
    assert all(row.low <= row.observed_ratio <= row.high for row in table)


def test_the_planted_associations_are_recovered(loans: pd.DataFrame) -> None:
    assert [row for row in associations([loans]) if not row.holds] == []


def test_a_book_without_these_rates_does_not_hold(loans: pd.DataFrame) -> None:
    shuffled = loans.assign(is_bad=np.random.default_rng(1).permutation(loans["is_bad"]))
    failing = {(row.variable, row.level) for row in planted_rates([shuffled]) if not row.holds}
    assert ("email_typo", "yes") in failing
    assert ("device", "mobile") in failing
    assert ("bureau_quintile", "q1") in failing


def test_several_books_narrow_the_intervals(loans: pd.DataFrame) -> None:
    one, four = planted_rates([loans]), planted_rates([loans] * 4)
    assert all(b.high - b.low < a.high - a.low for a, b in zip(one, four, strict=True))
    assert one[0].observed_ratio == pytest.approx(four[0].observed_ratio)


def test_a_book_without_bads_is_told(loans: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="got none"):
        planted_rates([loans.assign(is_bad=False)])
