"""What the rule on doubts would do to the unchecked is estimated from a random sample of them."""

import numpy as np
import pandas as pd
import pytest

from data import book
from scoring.policies import policy
from scoring.risk.strategy import strategy_book
from scoring.risk.strategy.cells import Cells, multiples
from scoring.risk.strategy.severity import severity
from scoring.risk.strategy.unchecked import unchecked

POLICY = policy.launch()
PLAIN = POLICY.model_copy(update={"straddle_refers": False})


def population(seed: int, size: int = 4000) -> pd.DataFrame:
    """Draw a cell an application, whose interval is wider the fewer its orders; all are known."""
    draw = np.random.default_rng(seed)
    score = draw.normal(620, 50, size).round()
    reach = draw.gamma(4, 8, size).round()
    return pd.DataFrame(
        {
            "score": score,
            "rules": draw.choice([0, 1, 2], size, p=[0.9, 0.05, 0.05]),
            "is_insufficient": False,
            "step": 0,
            "is_doubt_known": True,
            "is_too_thin": draw.random(size) < 0.05,
            "redraw_low": score - reach,
            "redraw_high": score + reach,
            "applications": 1.0,
            "sampled": 0.0,
        }
    )


def sampled(of: pd.DataFrame, seed: int, rows: int) -> pd.DataFrame:
    """Keep the doubts of random rows alone."""
    is_kept = np.zeros(len(of), dtype=bool)
    is_kept[np.random.default_rng(seed).choice(len(of), rows, replace=False)] = True
    hidden = of.assign(sampled=is_kept.astype(float), is_doubt_known=is_kept)
    hidden.loc[~is_kept, ["redraw_low", "redraw_high"]] = np.nan
    hidden.loc[~is_kept, "is_too_thin"] = False
    return hidden


def cells(of: pd.DataFrame) -> Cells:
    return Cells(of, multiples(POLICY))


def moved(of: pd.DataFrame, was: tuple[int, ...]) -> int:
    """Count whom the rule takes from one of these severities to another."""
    before, after = (severity(cells(of), one) for one in (PLAIN, POLICY))
    return int((np.isin(before, was) & (before != after)).sum())


def test_the_interval_holds_what_would_have_been_found():
    held, widths = {"approved": 0, "referred": 0}, []
    for seed in range(200):
        whole = population(seed)
        seen = sampled(whole, seed + 1000, 150)
        found = unchecked(cells(seen), POLICY)
        hidden = whole[~seen["is_doubt_known"]]
        for name, was in (("approved", (0,)), ("referred", (0, 2))):
            told, truth = getattr(found, name), moved(hidden, was)
            held[name] += told.low <= truth <= told.high
            widths.append((told.high - told.low) / len(hidden))
    assert all(178 <= hits <= 199 for hits in held.values()), held  # 95 % less four errors of 200
    assert np.median(widths) < 0.2


def test_many_more_in_the_sample_say_it_more_narrowly():
    whole = population(1)
    few, many = (unchecked(cells(sampled(whole, 2, rows)), POLICY) for rows in (100, 1600))
    assert many.approved.high - many.approved.low < (few.approved.high - few.approved.low) / 2
    assert (few.unchecked, many.unchecked) == (3900, 2400)


def test_nothing_is_estimated_where_nothing_is_asked_or_left():
    whole = population(3)
    assert unchecked(cells(whole), POLICY) is None
    assert unchecked(cells(sampled(whole, 4, 100)), PLAIN) is None
    assert unchecked(cells(sampled(whole, 4, 0)), POLICY) is None


def test_whom_rules_decline_stays_declined():
    whole = population(5).assign(rules=2)
    found = unchecked(cells(sampled(whole, 6, 100)), POLICY)
    assert (found.approved.total, found.referred.total) == (0, 0)


@pytest.mark.parametrize("low", [590.0, 630.0])
def test_where_all_are_alike_it_is_all_or_nobody(low):
    alike = {"score": 640.0, "rules": 0, "is_too_thin": False, "redraw_high": 680.0}
    whole = population(7).assign(**alike, redraw_low=low)
    found = unchecked(cells(sampled(whole, 8, 50)), POLICY)
    everybody = 3950 if low < POLICY.approve_from else 0
    assert found.approved.total == everybody
    assert 0 <= found.approved.low <= found.approved.high <= 3950
    assert found.referred == found.approved


def test_the_book_counts_its_sample(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        laid = strategy_book.prepare(con, None, multiples(POLICY))
        asked = "select count(*) from scores.doubts join snapshot.decisions using (application_id)"
        [(drawn,)] = con.cursor().execute(asked).fetchall()
    assert laid.numbers[:, laid.names.index("sampled")].sum() == drawn > 0
