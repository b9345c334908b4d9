"""Exports keep their columns in a book without loans, and tell no shift of what train is from."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from scoring.metrics.binned.psi import psi
from scoring.risk.drift import Drifting
from ui.risk.stability import drift_tables


def drawn() -> None:
    from ui.risk.stability import drift_cards
    from ui.theme import LIGHT

    drift_cards.show_estimates([], "auc", LIGHT)


def test_no_loans_are_drawn_as_such():
    app = AppTest.from_function(drawn)
    app.run()
    assert not app.exception
    assert "there is nothing to estimate" in str(app.get("plotly_chart")[0].proto.spec)


def test_estimates_of_no_loans_have_their_columns():
    table = drift_tables.estimates_table([])
    assert table.empty
    assert {"month", "estimated_auc", "observed_auc_low"} <= set(table.columns)


def test_exports_tell_no_shift_of_months_that_train_is_from():
    moved = psi([50, 50], [10, 90])
    months = [pd.Timestamp(f"2026-0{at}-01") for at in (1, 2)]
    found = drift_tables.numbers(Drifting(months, {}), {"score": [moved] * 2}, [True, False])
    assert list(found["shift"]) == [drift_tables.LEARNT, "large"]
    features = drift_tables.feature_numbers({"order_count": moved}, is_learnt=True)
    assert list(features["shift"]) == [drift_tables.LEARNT]
