"""What drives the scores of cohorts, and when they buy: tables, a beeswarm, a rhythm canvas."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from scoring import catalogue
from scoring.catalogue import Family, Unit
from scoring.risk.cohorts.compare import Compared, Group, Mean
from scoring.wording import Money, number
from ui import panel, sortable, words
from ui.charts.beeswarm import SwarmRow, beeswarm
from ui.charts.group_rhythm import group_rhythm
from ui.charts.rhythm import WEEKDAYS
from ui.risk import charted, follow
from ui.risk.cohorts import cohort_cards
from ui.theme import Palette
from ui.words import Written

FEATURES_SHOWN = 8
_MORNING = 6  # o'clock; before it is night
Shares = NDArray[np.float64]


def show_families(found: Mapping[str, Compared]) -> None:
    """Show the mean size of the points by family, the largest first."""
    families = _largest_first(found, lambda group: group.families)
    rows = [
        {
            "Mean size of points": Family(family).label,
            **_beside(found, lambda group: group.families, family),
            cohort_cards.MORE_THAN_NOISE: cohort_cards.that_differ(found, family),
        }
        for family in families
    ]
    taken = partial(cohort_cards.mean_numbers, found, families, lambda group: group.families)
    title = "What drives their scores"
    charted.show_table(title, "cohorts_drivers", sortable.table(rows), taken=taken)
    st.caption(
        "±: half of the 95 % interval of a mean. More than noise: the cohorts whose mean differs "
        "from that of the rest, all means of habits and families counted (Welch, Holm). A "
        "family's points are summed before their size is taken."
    )


def features_table(found: Mapping[str, Compared]) -> pd.DataFrame:
    """Give one row per feature: mean size of its points in each cohort and in the rest of each.

    The feature with the largest mean in any cohort stands first. A mark counts all features of all
    cohorts.
    """
    known = catalogue.load()
    return sortable.table(
        [
            {
                "Feature": known[name].label,
                "Family": known[name].family.label,
                **_beside(found, lambda group: group.features, name),
                cohort_cards.MORE_THAN_NOISE: ", ".join(
                    letter for letter, pair in found.items() if name in pair.features_that_differ
                ),
            }
            for name in _largest_first(found, lambda group: group.features)
        ]
    )


def _beside(
    found: Mapping[str, Compared], means: Callable[[Group], Mapping[str, Mean]], of: str
) -> dict[str, Written]:
    """Write a mean of each cohort and of its rest, by column."""
    return {
        column: cohort_cards.mean(means(group)[of], 2)
        for letter, pair in found.items()
        for column, group in ((letter, pair.cohort), (f"not {letter}", pair.rest))
    }


def _largest_first(
    found: Mapping[str, Compared], means: Callable[[Group], Mapping[str, Mean]]
) -> list[str]:
    """Name means by the largest in any of the cohorts; nobody's stand last."""
    sides = [means(pair.cohort) for pair in found.values()]

    def largest(name: str) -> float:
        return max((of[name].value for of in sides if of[name].rows), default=-1.0)

    return sorted(sides[0], key=largest, reverse=True)


def top_features(found: Compared) -> tuple[str, ...]:
    """Name the features with the largest mean points in a cohort, at most eight."""
    largest = _largest_first({"": found}, lambda group: group.features)
    return tuple(largest[:FEATURES_SHOWN]) if found.cohort.applications else ()


def show_features(
    found: Mapping[str, Compared],
    name: str,
    swarm: pd.DataFrame,
    size: int,
    *,
    money: Money,
    colours: Palette,
) -> None:
    """Show the features that move a cohort's scores most, as a swarm or as a table of all.

    Parameters
    ----------
    found : mapping
        By cohort.
    name : str
        The cohort whose swarm is shown.
    swarm : pandas.DataFrame
        Of a random part of it, as `ui.risk.cohorts.cohort_loaders.swarm` gives it.
    size : int
        Applications in the cohort.
    money : Money
    colours : Palette
    """
    part = "all" if len(swarm) >= size else f"a random {len(swarm):,} of"
    title = f"What moves the scores of {name}: {part} {size:,} applications"
    table = partial(features_table, found)
    if charted.view(title, "cohorts_swarm", table, height=400) == panel.TABLE:
        st.caption(
            "Mean size of points, of all applications, ± half of its 95 % interval. More than "
            "noise: all features of all cohorts counted (Welch, Holm)."
        )
        return
    rows = [_row(feature, swarm, money) for feature in top_features(found[name])]
    links = [follow.applicant(name) for name in swarm["application_id"]]
    figure = beeswarm(rows, links, title, colours=colours)
    own, rest = found[name].cohort.features, found[name].rest.features
    said = "; ".join(
        f"{row.label} {own[feature].value:.1f} points (the rest {rest[feature].value:.1f})"
        for row, feature in zip(rows, top_features(found[name]), strict=True)
    )
    charted.draw(
        figure,
        key="cohorts_swarm",
        alt=f"Beeswarm of {len(swarm):,} applications of {name}; mean size of points, largest "
        f"first: {said}. The list of applicants beside it opens each of them by keyboard.",
    )
    st.caption(
        "Larger and stronger: a higher value; a ring: values have no order, or not known. A dot "
        "opens its applicant; on the keyboard, the list of applicants beside it does."
    )


def _row(name: str, swarm: pd.DataFrame, money: Money) -> SwarmRow:
    feature = catalogue.load()[name]
    values = swarm[name]
    if feature.unit is Unit.NAME:
        rank = np.full(len(values), np.nan)
    else:
        rank = values.astype(np.float64).rank(pct=True).to_numpy(dtype=np.float64)
    plain = [None if pd.isna(value) else value for value in values]
    return SwarmRow(
        label=feature.label,
        points=swarm[f"{name}_points"].to_numpy(dtype=np.float64),
        rank=rank,
        words=[number(feature, value, money) for value in plain],
    )


def show_rhythm(
    name: str,
    orders: pd.DataFrame,
    size: int,
    *,
    colours: Palette,
    on_select: Callable[[str], None],
) -> None:
    """Show when a cohort buys, over the hours of the rest of the book.

    Parameters
    ----------
    name : str
    orders : pandas.DataFrame
        As in ``data/queries/risk_cohort_rhythm.sql``.
    size : int
        Applications in the cohort.
    colours : Palette
    on_select : callable
        Gets "0-20" for Monday from 20 h on.
    """
    own, others = (orders[orders["is_inside"] == is_inside] for is_inside in (True, False))
    figure = group_rhythm(
        _shares(own), _shares(others), name=name, others_name="the rest", colours=colours
    )
    table = _hours(own, others, name)
    view = charted.view(
        str(figure.layout.title.text), "cohorts_rhythm", lambda: table.drop(columns=["hour"]),
        links=lambda: list(table["hour"]), on_select=on_select, height=212,
    )  # fmt: skip
    if view == panel.CHART:
        alt = _busiest(_shares(own), _shares(others), name)
        panel.draw_selectable(figure, key="cohorts_rhythm", alt=alt, on_select=on_select)
    st.caption(f"{_of(own, name, size)}; {_of(others, 'the rest', None)}.")


def _busiest(own: Shares, others: Shares, name: str) -> str:
    """Say in a sentence when a cohort buys most, and the rest."""
    sides = ((name, own), ("the rest", others))
    known = [(who, shares) for who, shares in sides if np.isfinite(shares).all()]
    said = "; ".join(
        f"{who} most on {WEEKDAYS[at // 24]} from {at % 24} h, "
        f"{words.percent(float(shares[:, :_MORNING].sum()))} from 0 to {_MORNING} h"
        for who, shares in known
        for at in (int(shares.argmax()),)
    )
    return f"Orders by weekday and hour: {said or 'none had a time of day'}."


def _of(orders: pd.DataFrame, name: str, size: int | None) -> str:
    if orders.empty:
        return f"{name}: no order with a time of day was known"
    taken, made = int(orders["applications"].iloc[0]), int(orders["orders"].sum())
    part = "all" if taken == size else "a random"
    return f"{name}: {made:,} orders before {part} {taken:,} applications"


def _shares(orders: pd.DataFrame) -> Shares:
    """Give the share of orders by weekday and hour, (7, 24); NaN where there are none."""
    counts = np.zeros((7, 24))
    counts[orders["weekday"].to_numpy(dtype=int), orders["hour"].to_numpy(dtype=int)] = orders[
        "orders"
    ]
    total = counts.sum()
    return counts / (total if total else np.nan)


def _hours(own: pd.DataFrame, others: pd.DataFrame, name: str) -> pd.DataFrame:
    both = own.merge(others, on=["weekday", "hour"], how="outer", suffixes=("", "_rest"))
    return pd.DataFrame(
        {
            "Weekday": [WEEKDAYS[day] for day in both["weekday"]],
            "Hour from": both["hour"],
            f"Orders of {name}": both["orders"].fillna(0).astype(int),
            "Orders of the rest": both["orders_rest"].fillna(0).astype(int),
            "hour": [
                f"{day}-{hour}" for day, hour in zip(both["weekday"], both["hour"], strict=True)
            ],
        }
    )
