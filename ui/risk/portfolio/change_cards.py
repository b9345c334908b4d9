"""Why the portfolio's numbers changed from one month to the next, in parts that add up."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from data.errors import ThinfileError
from scoring.metrics.over_time.change import Change, LossChange
from scoring.metrics.rates.difference import Difference
from scoring.wording import Money
from ui import panel, sortable
from ui.charts.change import change_chart
from ui.risk import charted, says
from ui.risk.portfolio.portfolio_cards import Pair
from ui.theme import Palette


def show_noise(found: Difference, at: int) -> None:
    """Say how far the rates of two months lie apart, and whether that is more than noise."""
    stands = says.noise(is_more=bool(found.is_more_than_noise[at]))
    counted = int((~np.isnan(found.value)).sum())
    both = " (both rates of this page counted, Holm)" if counted > 1 else ""
    ends = (float(side[at]) for side in (found.value, found.low, found.high))
    st.caption(f"{says.points_apart(*ends)}, {stands}{both}")


def show_change(
    what: str, pair: Pair, why: Callable[[], Change], *, is_good: bool, colours: Palette
) -> None:
    """Show why a rate changed between two months, in parts that add up."""
    title = f"Why the {what} changed, {pair.names[0]} to {pair.names[1]}, points"
    try:
        found = why()
    except ThinfileError as error:
        st.markdown(f":gray[{title}]  \n{panel.escaped(str(error))}")
        return
    figure = change_chart(found, pair.names, title, is_good=is_good, colours=colours)
    key = f"portfolio_change_{what.replace(' ', '_')}"
    if charted.view(title, key, partial(change_table, found, pair)) == panel.CHART:
        said = ", ".join(f"{name} {says.points(value)}" for name, value in found.parts)
        panel.draw(figure, key=key, alt=f"{title}: {said}.")


def change_table(found: Change, pair: Pair) -> pd.DataFrame:
    """Give the rate before, the parts of its change, and the rate after, in points."""
    rows = _steps(found, pair)
    return sortable.table(
        {"Part": [name for name, _ in rows], "Points": [round(100 * v, 3) for _, v in rows]}
    )


def show_loss_change(found: LossChange, pair: Pair, money: Money, *, colours: Palette) -> None:
    """Show why the expected loss changed between two months, in parts that add up."""
    title = f"Why the expected loss changed, {pair.names[0]} to {pair.names[1]}"
    figure = change_chart(
        found, pair.names, title, is_good=False, colours=colours,
        level=lambda minor: says.large(minor, money),
        step=lambda minor: says.large_change(minor, money),
    )  # fmt: skip
    key = "portfolio_change_expected_loss"
    if charted.view(title, key, partial(loss_table, found, pair, money)) == panel.CHART:
        said = ", ".join(f"{name} {says.large_change(of, money)}" for name, of in found.parts)
        panel.draw(figure, key=key, alt=f"{title}: {said}.")
    st.caption(
        "volume: more or fewer apply · mix: other products or depths of file · score: other "
        "scores within them · policy: the same score gets a loan more or less often · amount: it "
        "is lent more or less at a time. Both months by this model's PDs and one loss given default"
    )


def loss_table(found: LossChange, pair: Pair, money: Money) -> pd.DataFrame:
    """Give the expected loss before, the parts of its change, and the loss after."""
    rows = _steps(found, pair)
    return sortable.table(
        {
            "Part": [name for name, _ in rows],
            "Expected loss": [says.large(minor, money) for _, minor in rows],
        }
    )


def _steps(found: Change | LossChange, pair: Pair) -> list[tuple[str, float]]:
    return [(pair.names[0], found.before), *found.parts, (pair.names[1], found.after)]
