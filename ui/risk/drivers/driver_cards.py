"""The cards of the drivers page: importance, dependence, pairs, and what each source earns."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from scoring.metrics.drivers.importance import Importance
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.drivers.drivers import Depends
from scoring.training.challengers import COMMAND, Challengers
from ui import panel, words
from ui.charts.dependence import dependence_chart
from ui.charts.importance import PAIR_HEIGHT, Driver, Pair, importance_chart, pairs_chart
from ui.charts.intervals import Interval, intervals
from ui.risk import charted
from ui.risk.drivers import driver_marks, driver_tables
from ui.risk.drivers.driver_scale import Scale
from ui.risk.drivers.driver_tables import Drivers
from ui.risk.drivers.driver_tiles import label, pair_label
from ui.theme import Palette

MOST = 14
_PAIRS = MOST - 2
_PAIRS_HEIGHT = PAIR_HEIGHT * _PAIRS  # about that of the pairs' chart, which stands beside
FEATURES, FAMILIES, APPLICANTS = "features", "families", "applicants"


def show_importance(
    families: Drivers,
    features: Drivers,
    chosen: str,
    colours: Palette,
    on_select: Callable[[str], None],
) -> None:
    """Show what moves scores most; `on_select` gets the name of the bar that was clicked."""
    size = features[1].applications
    title = f"Mean size of points, whichever their sign: {size:,} applications"
    views = (FEATURES, FAMILIES, panel.TABLE)
    view = charted.view(
        title, "drivers_importance", partial(driver_tables.importance_table, families, features),
        views=views, taken=partial(driver_tables.importance_numbers, families, features),
        links=lambda: driver_tables.in_order(families, features), on_select=on_select, height=440,
    )  # fmt: skip
    if view == panel.TABLE:
        return
    names, found = families if view == FAMILIES else features
    rows = [_driver(names[at], found, at) for at in driver_tables.order(found)[:MOST]]
    said = "; ".join(f"{row.label} {row.words}" for row in rows[:3])
    panel.draw_selectable(
        importance_chart(rows, title, chosen=chosen, colours=colours),
        key="drivers_importance",
        alt=f"{title}, {view}. Largest: {said}.",
        on_select=on_select,
    )
    st.caption(
        f"The {len(rows)} largest of {len(names)} {view}, with the shares of applications whose "
        "score they raise ▲ and lower ▼. A bar opens in the chart beside."
    )


def _driver(name: str, found: Importance, at: int) -> Driver:
    up, down = (words.percent(of[at], 0) for of in (found.share_raised, found.share_lowered))
    size = f"{found.size[at]:.1f}"
    return Driver(
        name=name,
        label=label(name),
        raises=float(found.raises[at]),
        lowers=float(found.lowers[at]),
        note=f"{size} · ▲ {up}  ▼ {down}",
        words=f"{size} points ({found.low[at]:.2f}–{found.high[at]:.2f}), raises the score of "
        f"{up} and lowers that of {down}",
    )


def show_dependence(
    scale: Scale,
    other: Scale | None,
    found: Depends,
    rows: pd.DataFrame,
    *,
    also: Sequence[Condition],
    colours: Palette,
) -> None:
    """Show how a feature's points go with its value.

    Parameters
    ----------
    scale, other : Scale
        Of the feature, and of the one that shades the dots.
    found : Depends
    rows : pandas.DataFrame
        As given by `ui.risk.drivers.driver_loaders.dots`.
    also : sequence of Condition
        What makes the population a cohort.
    colours : Palette
    """
    size = int(found.whole.applications.sum())
    shade = "" if other is None else f", by {_small(other.label)}"
    title = f"Points of {_small(scale.label)} against its value{shade}"
    whole = driver_marks.marks(scale, found.whole, 0, "mean of all", also=also)
    view = charted.view(
        title, "drivers_dependence", partial(driver_tables.dependence_table, scale, other, found),
        views=(panel.CHART, APPLICANTS, panel.TABLE),
        taken=partial(driver_tables.dependence_numbers, scale, other, found),
        links=lambda: driver_marks.links(scale, found.whole, 0, also), height=420,
    )  # fmt: skip
    if view == panel.TABLE:
        return
    part = "all" if len(rows) >= size else f"a random {len(rows):,} of"
    if view == APPLICANTS:
        charted.list_applicants(
            driver_tables.dots_table(scale, other, rows), rows["application_id"],
            key="drivers_dots", height=420,
        )  # fmt: skip
        st.caption(
            f"The dots of the chart, {part} {size:,} applications. The box before a row opens its "
            "applicant; on the keyboard, Shift and Space do."
        )
        return
    groups = [] if other is None else driver_marks.group_marks(scale, other, found, also)
    along = scale.along(bool(found.whole.applications[0, -1]))
    figure = dependence_chart(
        whole, groups, driver_marks.dots(scale, other, rows), along, title, colours=colours
    )
    charted.draw(figure, key="drivers_dependence", alt=f"{title}. {_said(scale, found)}")
    darker = "" if other is None or other.axis.edges is None else (
        f", larger and stronger: {_small(other.label)} is higher"
    )  # fmt: skip
    st.caption(
        f"Dots: {part} {size:,} applications{darker}; one opens its applicant, as its row under "
        "*applicants* does. Marks: the mean of "
        "everybody in a bin, 95 % interval; one opens its applicants as a cohort."
    )


def _small(text: str) -> str:
    """Write a label within a sentence; names such as "OS" keep their capitals."""
    return text if text[:2].isupper() else text[0].lower() + text[1:]


def _said(scale: Scale, found: Depends) -> str:
    some = [at for at in range(scale.axis.bins) if found.whole.applications[0, at]]
    if not some:
        return "No value is known."
    mean = found.whole.mean[0]
    low, high = min(some, key=lambda at: mean[at]), max(some, key=lambda at: mean[at])
    return (
        f"Lowest: {mean[low]:+.1f} points at {scale.bin_name(low)}; highest: {mean[high]:+.1f} at "
        f"{scale.bin_name(high)}."
    )


def show_pairs(
    found: pd.DataFrame, chosen: str, colours: Palette, on_select: Callable[[str], None]
) -> None:
    """Show the pairs that do most together; `on_select` gets "one other" of the dot clicked."""
    drawn = int(found["applications"].iloc[0]) if len(found) else 0
    shown = found.head(_PAIRS)
    title = (
        f"Interactions: the {len(shown)} strongest of {len(found):,} pairs, "
        f"{drawn:,} random applications, 95 % interval"
    )
    view = charted.view(
        title, "drivers_pairs", partial(driver_tables.pairs_table, found), taken=lambda: found,
        links=lambda: [f"{one} {other}" for one, other in zip(found["one"], found["other"],
                                                              strict=True)],
        on_select=on_select, height=340,
    )  # fmt: skip
    if view == panel.CHART:
        rows = [
            Pair(
                name=f"{row['one']} {row['other']}",
                label=pair_label(row),
                size=row["size"],
                low=row["low"],
                high=row["high"],
                words=f"{pair_label(row)}: {row['size']:.2f} points "
                f"({row['low']:.2f}–{row['high']:.2f})",
            )
            for _, row in shown.iterrows()
        ]
        said = "; ".join(row.words for row in rows[:3])
        panel.draw_selectable(
            pairs_chart(rows, title, chosen=chosen, colours=colours),
            key="drivers_pairs",
            alt=f"{title}. Strongest: {said}.",
            on_select=on_select,
        )
    st.caption(
        "Mean size of the points that two features add together, over what each adds alone (SHAP "
        "interaction values). A feature and the flag that it is known are left out. A pair opens "
        "in the chart above."
    )


def show_sources(found: Challengers | None, colours: Palette) -> None:
    """Show what each data source earns: AUC lost when the model is trained without it."""
    without = driver_tables.withdrawn(found)
    if found is None or not without:
        st.markdown(":gray[AUC lost when a data source is withdrawn]")
        st.markdown(f"Not known yet: `{COMMAND}` trains the model again without each source.")
        return
    title = (
        f"AUC lost when a data source is withdrawn: {found.bads:,} bads of "
        f"{found.applications:,} out of time, 95 % interval"
    )
    table = partial(driver_tables.sources_table, without)
    taken = partial(driver_tables.sources_numbers, found)
    if charted.view(title, "drivers_sources", table, taken=taken) == panel.CHART:
        rows = [
            Interval(
                one.label, one.ahead, one.ahead_low, one.ahead_high,
                f"{one.ahead:+.3f} ({one.ahead_low:+.3f} to {one.ahead_high:+.3f})",
            )
            for one in without
        ]  # fmt: skip
        nothing = Interval("nothing lost", 0.0, 0.0, 0.0, "")
        said = "; ".join(f"{row.name} {row.words}" for row in rows)
        figure = intervals(rows, nothing, title, colours=colours, least_height=_PAIRS_HEIGHT)
        panel.draw(figure, key="drivers_sources", alt=f"{title}: {said}.")
    st.caption(
        f"The whole model has {without[0].champion_auc:.3f}. Trained again on the same samples "
        "without the source, judged on applications that neither learnt from; paired, by DeLong. "
        "An interval that holds 0 is within noise; the table's marks count all sources (Holm)."
    )
