"""What sets cohorts apart: size, rates, scores, habits and drivers."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.risk.cohorts.cohort_book import HABITS
from scoring.risk.cohorts.compare import Apart, Compared, Group, Mean
from scoring.wording import Money
from ui import panel, sortable, words
from ui.charts.cohorts import HEIGHT, score_distributions
from ui.risk import charted, says
from ui.theme import Palette
from ui.words import UNKNOWN, Written

MORE_THAN_NOISE = "More than noise"


def rates_table(found: Mapping[str, Compared]) -> pd.DataFrame:
    """Give one row per cohort and one for the rest of each, with what is more than noise."""
    rows = []
    for name, pair in found.items():
        for who, group, apart in (
            (name, pair.cohort, (_apart(pair.approval), _apart(pair.bad))),
            (f"not {name}", pair.rest, (UNKNOWN, UNKNOWN)),
        ):
            approval, bad = group.approval, group.bad
            rows.append(
                {
                    "Cohort": who,
                    "Applications": group.applications,
                    "Approved (95 %)": says.rate(approval.value, approval.low, approval.high),
                    "Decided": approval.trials,
                    "Approval against the rest": apart[0],
                    "Bad rate (95 %)": says.rate(bad.value, bad.low, bad.high),
                    "Known outcomes": bad.trials,
                    "Bad rate against the rest": apart[1],
                }
            )
    return sortable.table(rows)


def _apart(of: Apart) -> str:
    """Say how far a rate lies above that of the rest, and whether that is more than noise."""
    if math.isnan(of.value):
        return UNKNOWN
    apart = says.points_apart(of.value, of.low, of.high)
    return Written(
        f"{apart}, {says.noise(is_more=of.is_more_than_noise)}", of.value, (of.low, of.high)
    )


def rate_numbers(found: Mapping[str, Compared]) -> pd.DataFrame:
    """Give rates as numbers, to take away: one row per cohort, or rest, and rate."""
    rows = [
        {
            "cohort": who,
            "applications": group.applications,
            "rate": name,
            "n": of.trials,
            "value": of.value,
            "low": of.low,
            "high": of.high,
            "against_the_rest": np.nan if apart is None else apart.value,
            "against_low": np.nan if apart is None else apart.low,
            "against_high": np.nan if apart is None else apart.high,
            "is_more_than_noise": apart is not None and apart.is_more_than_noise,
        }
        for letter, pair in found.items()
        for who, group, of_approval, of_bads in (
            (letter, pair.cohort, pair.approval, pair.bad),
            (f"not {letter}", pair.rest, None, None),
        )
        for name, of, apart in (
            ("approval_rate", group.approval, of_approval),
            ("bad_rate", group.bad, of_bads),
        )
    ]
    return pd.DataFrame(rows)


def show_rates(found: Mapping[str, Compared]) -> None:
    """Show size and rates of the cohorts beside the rest of the book."""
    charted.show_table(
        "Size and rates, and how far each cohort lies above the rest",
        "cohorts_rates",
        rates_table(found),
        taken=partial(rate_numbers, found),
    )
    st.caption(
        "Wilson and Newcombe intervals, 95 %. More than noise: all comparisons of this table "
        "counted (Holm). Bad rates are of loans: whom the policy declined is not in them."
    )


def show_scores(
    found: Mapping[str, Compared], colours: Palette, on_select: Callable[[str], None]
) -> None:
    """Show the score distributions; `on_select` gets "600 A" of a mark, "600" of a row."""
    first = next(iter(found.values()))
    whole = first.cohort.scores.add(first.rest.scores, fill_value=0)
    figure = score_distributions(
        {name: pair.cohort.scores for name, pair in found.items()}, whole, colours=colours
    )
    table = pd.DataFrame({name: pair.cohort.scores for name, pair in found.items()})
    table = table.assign(all=whole).fillna(0).astype(int).rename_axis("Score from").reset_index()
    if (
        charted.view(
            str(figure.layout.title.text), "cohorts_scores", lambda: table, height=HEIGHT,
            links=lambda: [str(scores) for scores in table["Score from"]], on_select=on_select,
        )
        == panel.CHART
    ):  # fmt: skip
        alt = "; ".join(
            f"{name} half below {_median(pair.cohort.scores)}, n = {pair.cohort.applications:,}"
            for name, pair in found.items()
        )
        panel.draw_selectable(
            figure,
            key="cohorts_scores",
            alt=f"Score distributions: {alt}; the whole book half below {_median(whole)}.",
            on_select=on_select,
        )


def _median(scores: "pd.Series[float]") -> str:
    """Give the upper end of the ten points that half of some applications lie below."""
    total = scores.sort_index().cumsum()
    reached = total[total >= total.max() / 2]
    return "no score" if not total.max() > 0 else f"{int(str(reached.index[0])) + 10}"


def show_habits(found: Mapping[str, Compared], money: Money) -> None:
    """Show when the cohorts buy and what: means of their habits, beside the rest."""
    known = catalogue.load()
    rows = [
        {
            "Mean of": known[habit].label,
            **{
                column: _habit(habit, group.habits[habit], money)
                for name, pair in found.items()
                for column, group in ((name, pair.cohort), (f"not {name}", pair.rest))
            },
            MORE_THAN_NOISE: that_differ(found, habit),
        }
        for habit in HABITS
    ]
    taken = partial(mean_numbers, found, HABITS, lambda group: _whole_units(group.habits, money))
    title = "What they buy and when"
    charted.show_table(title, "cohorts_habits", sortable.table(rows), taken=taken)


def _habit(name: str, of: Mean, money: Money) -> Written:
    unit = catalogue.load()[name].unit
    if unit is Unit.SHARE:
        half = "" if math.isnan(of.low) else f" ± {100 * (of.high - of.value):.1f}"
        said = words.percent(of.value)
        return Written(said.replace(" %", f"{half} %"), said.value)
    if unit is Unit.MONEY:
        sign = words.currency_sign(money.currency)
        mark = sign if len(sign) == 1 else f"{sign} "
        return mean(_whole_units({name: of}, money)[name], money.minor_digits, mark)
    return mean(of, 2)


def _whole_units(means: Mapping[str, Mean], money: Money) -> dict[str, Mean]:
    """Give means with amounts in whole units of the currency."""
    known = catalogue.load()
    size = {Unit.MONEY: 10**money.minor_digits}
    return {name: of.over(size.get(known[name].unit, 1)) for name, of in means.items()}


def mean(of: Mean, digits: int, mark: str = "") -> Written:
    """Write a mean with half of its interval: "¥12.50 ± 0.31"."""
    if math.isnan(of.value):
        return UNKNOWN
    said = f"{mark}{of.value:,.{digits}f}"
    if math.isnan(of.low):
        return Written(said, of.value)
    return Written(f"{said} ± {of.high - of.value:,.{digits}f}", of.value, (of.low, of.high))


def that_differ(found: Mapping[str, Compared], name: str) -> str:
    """Name the cohorts whose mean of something differs from that of the rest."""
    return ", ".join(letter for letter, pair in found.items() if name in pair.means_that_differ)


def mean_numbers(
    found: Mapping[str, Compared],
    names: Sequence[str],
    means: Callable[[Group], Mapping[str, Mean]],
) -> pd.DataFrame:
    """Give means as numbers, to take away: one row per cohort, or rest, and name."""
    rows = [
        (who, name, means(group)[name], name in pair.means_that_differ)
        for letter, pair in found.items()
        for who, group in ((letter, pair.cohort), (f"not {letter}", pair.rest))
        for name in names
    ]
    return pd.DataFrame(
        {
            "cohort": [who for who, *_ in rows],
            "mean_of": [name for _, name, *_ in rows],
            "applications": [of.rows for *_, of, _ in rows],
            "mean": [of.value for *_, of, _ in rows],
            "low": [of.low for *_, of, _ in rows],
            "high": [of.high for *_, of, _ in rows],
            "differs_from_the_rest": [is_marked for *_, is_marked in rows],
        }
    )
