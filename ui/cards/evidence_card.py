"""The rows behind the chosen reason, as a card."""

import streamlit as st

from scoring.explain.disputed import Line
from ui import panel, words
from ui.cards.reasons_card import Reason
from ui.evidence import Rows
from ui.panel import escaped

MOST_ROWS = 8  # more than these scroll


def show(chosen: Reason, rows: Rows | None) -> tuple[Line, ...]:
    """Show what a reason says and the rows that made it; return the purchases that are marked.

    Parameters
    ----------
    chosen : Reason
    rows : Rows or None
        None where the feature stands in the application itself.
    """
    feature = chosen.feature
    st.markdown(
        f"**{escaped(feature.label)}**: {escaped(feature.value_text)} "
        f":gray[(typical {escaped(feature.typical_text)})]"
    )
    if rows is None:
        st.markdown(":gray[This stands in the application itself; no purchases are behind it.]")
        return ()
    if not rows.among:
        st.markdown(f":gray[No {rows.noun} was known when this shopper applied.]")
        return ()
    st.markdown(
        f":gray[{rows.counting:,} of {words.count(rows.among, rows.noun)} known at application "
        "count towards it.]"
    )
    height = None if len(rows.table) <= MOST_ROWS else 28 * (MOST_ROWS + 1) + 2
    key, widths = f"applicant_evidence_{feature.name}", {"Basket": 184}
    if not rows.purchases:
        panel.tabulate(rows.table, key=key, height=height, widths=widths)
        return ()
    marked = panel.choose_rows(rows.table, key=key, height=height, widths=widths)
    return tuple(rows.purchases[row] for row in marked)
