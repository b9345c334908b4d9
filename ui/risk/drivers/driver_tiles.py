"""The line on top of the drivers page: what moves scores most, and which source earns most."""

import pandas as pd
import streamlit as st

from scoring import catalogue
from scoring.catalogue import Family
from scoring.training.challengers import COMMAND, Challengers
from ui import panel, words
from ui.risk.drivers import driver_tables
from ui.risk.drivers.driver_scale import short
from ui.risk.drivers.driver_tables import Drivers


def show_tiles(
    families: Drivers, features: Drivers, pairs: pd.DataFrame, challenged: Challengers | None
) -> None:
    """Show in a line what moves scores most, and which source earns most."""
    columns = st.columns(4, gap="small")
    for column, (names, found), of in zip(
        columns[:2], (families, features), ("family", "feature"), strict=True
    ):
        at = driver_tables.order(found)[0]
        with column, panel.card(f"drivers_{of}", is_as_high_as_its_row=True):
            st.metric(f"The largest {of}", f"{found.size[at]:.1f} points")
            raised, lowered = (
                words.unbroken(words.percent(share[at], 0))
                for share in (found.share_raised, found.share_lowered)
            )
            st.caption(
                f"**{label(names[at])}**, mean size, 95 %: {found.low[at]:.1f}–"
                f"{found.high[at]:.1f} · raises {raised}, lowers {lowered}"
            )
    with columns[2], panel.card("drivers_pair", is_as_high_as_its_row=True):
        _pair_tile(pairs)
    with columns[3], panel.card("drivers_source", is_as_high_as_its_row=True):
        _source_tile(challenged)


def label(name: str) -> str:
    """Name a feature or a family on a chart."""
    return short(name) if name in catalogue.load() else Family(name).label


def _pair_tile(pairs: pd.DataFrame) -> None:
    if pairs.empty:
        st.metric("The strongest pair", "–")
        st.caption("no two features share a tree")
        return
    first = pairs.iloc[0]
    st.metric("The strongest pair", f"{first['size']:.1f} points")
    st.caption(
        f"**{pair_label(first)}**, over what each does alone, 95 %: {first['low']:.2f}–"
        f"{first['high']:.2f}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{first['applications']:,}"
    )


def _source_tile(challenged: Challengers | None) -> None:
    single = [one for one in driver_tables.withdrawn(challenged) if one.name != "request_alone"]
    if not single or challenged is None:
        st.metric("The source that earns most", "–")
        st.caption(f"`{COMMAND}` finds out")
        return
    first = single[0]
    st.metric(f"AUC lost {first.label}", f"{first.ahead:.3f}")
    st.caption(
        f"the source that earns most · 95 %: {first.ahead_low:+.3f} to {first.ahead_high:+.3f}, "
        f"{challenged.bads:,} bads".replace("-", "−")
    )


def pair_label(pair: "pd.Series[str]") -> str:
    """Name a pair for people."""
    return f"{short(pair['one'])} × {short(pair['other'])}"
