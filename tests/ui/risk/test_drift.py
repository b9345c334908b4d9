"""A book without loans: nothing is estimated, nothing breaks, and exports keep their columns."""

from streamlit.testing.v1 import AppTest

from ui.risk import drift_tables


def drawn() -> None:
    from ui.risk import drift_cards
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
