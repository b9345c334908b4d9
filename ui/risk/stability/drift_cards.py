"""What the stability page shows: the score, features, reasons, and performance to expect."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from scoring import catalogue
from scoring.catalogue import Family, Feature, Unit
from scoring.metrics.binned.psi import Shift, Stability
from scoring.models.manifest import Binned
from scoring.risk.drift import Month, ReasonDrift
from scoring.wording import Money
from ui import panel, words
from ui.charts.drift import features_chart, index_chart, reasons_chart, shares_chart
from ui.charts.estimated import Expected, expected_chart
from ui.risk import charted, follow, population, says
from ui.risk.drivers.driver_scale import short
from ui.risk.stability.drift_tables import (
    LEARNT,
    bin_conditions,
    edge,
    estimates_table,
    feature_numbers,
    index_table,
    reason_numbers,
    reasons_table,
    said_estimates,
    shares_table,
    told,
)
from ui.theme import Palette

MOST_FEATURES = 12
MOVED = (Shift.MODERATE, Shift.LARGE)
MEASURES = {"bad_rate": "Bad rate", "auc": "AUC"}


def show_tiles(
    name: str,
    score: Stability,
    features: Mapping[str, Stability],
    reasons: ReasonDrift,
    months: Sequence[Month],
    *,
    is_learnt: bool,
) -> None:
    """Show in a line whether the month is like train, and what its loans will probably do."""
    moved = [of for of in features.values() if of.shift in MOVED]
    unsure = sum(of.shift is Shift.TOO_FEW for of in features.values())
    marked = int(reasons.difference.is_more_than_noise.sum())
    columns = st.columns(4, gap="small")
    with columns[0], panel.card("stability_score_tile", is_as_high_as_its_row=True):
        st.metric(f"PSI of the score, {name}", f"{score.value:.3f}")
        st.caption(_doubt(score, is_learnt=is_learnt))
    with columns[1], panel.card("stability_features_tile", is_as_high_as_its_row=True):
        st.metric("Features that moved", "–" if is_learnt else f"{len(moved)} of {len(features)}")
        few = f"; {unsure} too few to tell" if unsure else ""
        st.caption(LEARNT if is_learnt else f"CSI from 0.10, its whole 95 % interval{few}")
    with columns[2], panel.card("stability_reasons_tile", is_as_high_as_its_row=True):
        st.metric("PSI of the first reason", f"{reasons.first.value:.3f}")
        differ = f"; {marked} of {len(reasons.families)} families differ" * (not is_learnt)
        st.caption(f"{_doubt(reasons.first, is_learnt=is_learnt)}{differ}")
    with columns[3], panel.card("stability_estimate_tile", is_as_high_as_its_row=True):
        _estimate_tile(months)


def _doubt(of: Stability, *, is_learnt: bool) -> str:
    stands = told(of, is_learnt=is_learnt)
    return f"{stands} · 95 %: {of.low:.3f}–{of.high:.3f}, n = {of.rows:,}"


def _estimate_tile(months: Sequence[Month]) -> None:
    if not months:
        st.metric("Estimated bad rate", "–")
        st.caption("No loan was made: there is nothing to estimate.")
        return
    mature = [month for month in months if month.bad_rate is not None]
    of = next((month for month in reversed(months) if month.bad_rate is None), months[-1])
    estimate = of.estimated
    st.metric(f"Estimated bad rate, {of.month:%b %Y}", words.percent(estimate.bad_rate))
    span = words.percent_range(estimate.bad_rate_low, estimate.bad_rate_high)
    inside = sum(
        month.estimated.bad_rate_low <= month.bad_rate.value <= month.estimated.bad_rate_high
        for month in mature
        if month.bad_rate is not None
    )
    seen = "observed" if of.bad_rate is not None else "not observed"
    st.caption(
        f"95 %: {span}, n = {estimate.applications:,}, {seen}; {inside} of {len(mature)} mature "
        "months fell where estimated"
    )


def show_course(
    title: str,
    key: str,
    months: Sequence[pd.Timestamp],
    found: Sequence[Stability],
    *,
    chosen: int,
    learnt: Sequence[bool],
    learnt_until: datetime,
    colours: Palette,
) -> None:
    """Show an index month by month; `learnt` are the months that train is from."""
    links = [follow.people([population.month(month)]) for month in months]
    figure = index_chart(
        title,
        [month.to_pydatetime() for month in months],
        found,
        chosen=chosen,
        learnt_until=learnt_until,
        links=links,
        colours=colours,
    )
    table = partial(index_table, "Month", [words.month(month) for month in reversed(months)],
                    found[::-1], learnt[::-1])  # fmt: skip
    if charted.view(title, key, table, links=lambda: links[::-1], height=300) == panel.CHART:
        of, stands = found[chosen], told(found[chosen], is_learnt=learnt[chosen])
        alt = f"{title}: {of.value:.3f} in {months[chosen]:%b %Y}, {stands}."
        charted.draw(figure, key=key, alt=alt)


def show_features(
    name: str,
    found: Mapping[str, Stability],
    chosen: str,
    colours: Palette,
    on_select: Callable[[str], None],
    *,
    is_learnt: bool,
) -> None:
    """Show the features that moved most in a month; a mark opens the feature."""
    labels = {feature: catalogue.load()[feature].label for feature in found}
    shown = list(found)[:MOST_FEATURES]
    title = f"CSI of features, {name}: the {len(shown)} largest of {len(found)}"
    table = partial(index_table, "Feature", [labels[feature] for feature in found],
                    [*found.values()], [is_learnt] * len(found))  # fmt: skip
    if (
        charted.view(
            title, "stability_features", table,
            taken=partial(feature_numbers, found, is_learnt=is_learnt), height=340,
            links=lambda: list(found), on_select=on_select,
        )
        == panel.TABLE
    ):  # fmt: skip
        return
    figure = features_chart(
        title,
        shown,
        [short(feature) for feature in shown],
        [found[feature] for feature in shown],
        chosen=chosen,
        colours=colours,
    )
    said = "; ".join(
        f"{labels[feature]} {found[feature].value:.3f}, {told(found[feature], is_learnt=is_learnt)}"
        for feature in shown[:3]
    )
    panel.draw_selectable(
        figure, key="stability_features", alt=f"{title}: {said}.", on_select=on_select
    )


def show_shares(
    of: Feature,
    binned: Binned,
    counts: Sequence[int],
    month: pd.Timestamp,
    *,
    money: Money,
    colours: Palette,
) -> None:
    """Show where the applications of a month lie in the bins of train; a bin opens the month's."""
    is_flag = of.unit is Unit.FLAG
    table = shares_table(binned, counts, partial(edge, of, money=money), is_flag=is_flag)
    name = f"{month:%b %Y}"
    title = f"{short(of.name)}: shares in the training sample and in {name}, by bin"
    links = [
        follow.people([one, population.month(month)]) for one in bin_conditions(of.name, binned)
    ]
    view = charted.view(title, "stability_shares", lambda: table, links=lambda: links, height=300)
    if view == panel.TABLE:
        return
    drawn = table[(table["Training sample"] > 0) | (table["Month"] > 0)]
    figure = shares_chart(
        title,
        list(drawn["Bin"]),
        drawn["Training share"],
        drawn["Month share"],
        name=name,
        links=[links[at] for at in drawn.index],
        colours=colours,
    )
    widest = drawn.iloc[(drawn["Month share"] - drawn["Training share"]).abs().to_numpy().argmax()]
    alt = (
        f"{title}. Furthest apart: {widest['Bin']}, {words.percent(widest['Month share'])} "
        f"against {words.percent(widest['Training share'])}."
    )
    charted.draw(figure, key="stability_shares", alt=alt)


def show_reasons(name: str, found: ReasonDrift, colours: Palette) -> None:
    """Show how often each family is a reason, in a month and in train."""
    title = f"Families among the reasons, {name} (dot) and training sample (rule)"
    labels = [Family(family).label for family in found.families]
    marks = [bool(mark) for mark in found.difference.is_more_than_noise]
    table, taken = partial(reasons_table, found), partial(reason_numbers, found)
    if charted.view(title, "stability_reasons", table, taken=taken) == panel.TABLE:
        return
    figure = reasons_chart(
        title, labels, found.train, found.month, name=name, differs=marks, colours=colours
    )
    different = [label for label, mark in zip(labels, marks, strict=True) if mark]
    most = sorted(zip(found.month, found.train, labels, strict=True), reverse=True)[:3]
    said = "; ".join(
        [f"{label} {words.percent(after)}, in the training sample {words.percent(before)}"
         for after, before, label in most]
        + [f"differ by more than noise: {', '.join(different) or 'none'}"]
    )  # fmt: skip
    panel.draw(figure, key="stability_reasons", alt=f"{title}; {said}.")


def show_estimates(months: Sequence[Month], measure: str, colours: Palette) -> None:
    """Show what the PDs expect of each month's loans, beside what was observed."""
    table = estimates_table(months)
    scale, unit = (100.0, " %") if measure == "bad_rate" else (1.0, "")
    title = f"{MEASURES[measure]} of each month's loans: estimated, and observed where mature"
    said = partial(said_estimates, months[::-1])
    taken = partial(estimates_table, months)
    links = [follow.people([population.month(of.month)]) for of in reversed(months)]
    view = charted.view(
        title, "stability_estimates", said, taken=taken, links=lambda: links, height=300
    )
    if view == panel.TABLE:
        return
    value, low, high, observed, observed_low, observed_high = (
        scale * table[f"{side}_{measure}{end}"].to_numpy(dtype=np.float64)
        for side in ("estimated", "observed")
        for end in ("", "_low", "_high")
    )
    shown = Expected(
        title,
        [month.month.to_pydatetime() for month in months],
        value,
        low,
        high,
        observed,
        observed_low,
        observed_high,
        unit,
        links[::-1],
    )
    alt = f"{title}: estimated, {says.course(shown.month, value, unit)}."
    charted.draw(expected_chart(shown, colours=colours), key="stability_estimates", alt=alt)
