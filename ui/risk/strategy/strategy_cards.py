"""The strategy lab's answer: five numbers, the cut-offs, the frontier, and who changes sides."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from scoring.metrics.strategy.frontier import Frontier
from scoring.policies.policy import Action, Policy
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.strategy import DIMENSIONS, Standing, inferred_outcomes
from scoring.risk.strategy.strategy_book import Rows
from scoring.risk.strategy.swaps import Swap
from scoring.wording import Money
from ui import panel, sortable, words
from ui.charts.cutoffs import CutoffChart, cutoff_chart
from ui.charts.frontier import FEWEST, frontier_chart, is_dropped
from ui.risk import charted, follow, says
from ui.risk.cohorts import applicant_list
from ui.risk.says import Measure
from ui.risk.strategy import strategy_choices
from ui.theme import Palette

_BIN = 5
DAYS_A_YEAR = 365.25


def show_scores(
    cells: Cells,
    draft: Policy,
    in_force: Policy,
    factor: float | None,
    colours: Palette,
    *,
    also: Sequence[Condition],
) -> None:
    """Show applications and bads by score, with both policies' cut-offs.

    A bar opens its applications as a cohort; `also` is what makes the population one.
    """
    shown = _by_score(cells, draft, in_force, factor, also)
    figure = cutoff_chart(shown, colours=colours)
    title, table = str(figure.layout.title.text), partial(scores_table, shown)
    links = shown.links
    view = charted.view(title, "strategy_scores", table, links=lambda: links, height=250)
    if view == panel.CHART:
        alt = (
            f"{cells.applications:,} applications by score; the draft declines below "
            f"{draft.refer_from} and approves from {draft.approve_from}; in force are "
            f"{in_force.refer_from} and {in_force.approve_from}."
        )
        charted.draw(figure, key="strategy_scores", alt=alt)
    st.caption("A bar, or its row in the table, opens its applicants as a cohort.")


def scores_table(shown: CutoffChart) -> pd.DataFrame:
    """Give applications and bads by score, one row a bar."""
    return pd.DataFrame(
        {
            "Score from": shown.score,
            "to": shown.score + _BIN - 1,
            "Applications": shown.applications.astype(np.int64),
            "Observed bads": shown.bads.astype(np.int64),
            "Inferred bads": shown.inferred_bads.round(1),
        }
    )


def _by_score(
    cells: Cells,
    draft: Policy,
    in_force: Policy,
    factor: float | None,
    also: Sequence[Condition],
) -> CutoffChart:
    at = (cells.column("score") // _BIN).astype(np.int64)
    first = int(at.min())
    sums = [
        np.bincount(at - first, weights=values).astype(np.float64)
        for values in (
            cells.column("applications"),
            cells.column("bads"),
            inferred_outcomes(cells, factor).bads,
        )
    ]
    scores = _BIN * (first + np.arange(sums[0].size))
    return CutoffChart(
        score=scores,
        width=_BIN,
        applications=sums[0],
        bads=sums[1],
        inferred_bads=sums[2],
        refer_from=draft.refer_from,
        approve_from=draft.approve_from,
        old_refer_from=in_force.refer_from,
        old_approve_from=in_force.approve_from,
        links=[
            follow.people([Condition("score", least=float(of), below=float(of) + _BIN), *also])
            if size
            else follow.NOBODY
            for of, size in zip(scores, sums[0], strict=True)
        ],
    )


def show_frontier(found: Frontier | None, draft: Standing, now: Standing, colours: Palette) -> None:
    """Show the efficient frontier, with the draft and the policy in force on it."""
    if found is None:
        st.markdown("The draft's rules and limits approve nobody, whatever the score.")
        return
    figure = frontier_chart(
        found,
        draft=(draft.approval_rate, draft.bad_rate),
        in_force=(now.approval_rate, now.bad_rate),
        colours=colours,
    )
    title, table = str(figure.layout.title.text), partial(frontier_table, found)
    if charted.view(title, "strategy_frontier", table, height=250) == panel.CHART:
        alt = (
            f"Approval rate against bad rate of {found.is_efficient.size} cut-offs, "
            f"{int(found.is_efficient.sum())} of them efficient. Draft: "
            f"{words.percent(draft.approval_rate)} approved, {words.percent(draft.bad_rate)} bad; "
            f"in force: {words.percent(now.approval_rate)} and {words.percent(now.bad_rate)}."
        )
        panel.draw(figure, key="strategy_frontier", alt=alt)
        if told := not_drawn(found):
            st.caption(told)


def not_drawn(found: Frontier) -> str:
    """Say which cut-offs the frontier leaves out; nothing where it draws them all, or none."""
    dropped = is_dropped(found)
    if dropped.all() or not dropped.any():
        return ""
    return (
        f"Not drawn: {dropped.sum():,} of {words.count(dropped.size, 'cut-off')}, which approve "
        f"fewer than {FEWEST} applications whose outcome is known; the table holds all."
    )


def frontier_table(found: Frontier) -> pd.DataFrame:
    """Give the frontier as rows that people read, one a cut-off."""
    return sortable.table(
        {
            "Approve from": found.cutoff_score.astype(np.int64),
            "Approved": [words.percent(share) for share in found.approval_rate],
            "Bad rate (95 %)": [
                says.rate(*row) for row in zip(found.bad_rate, found.low, found.high, strict=True)
            ],
            "Known outcomes": found.known.astype(np.int64),
            "Efficient": np.where(found.is_efficient, "yes", "no"),
        }
    )


def show_swap(found: Swap, by: Measure) -> None:
    """Show who changes sides; a row lists them below."""
    charted.show_table(
        "Who changes sides: draft against the policy in force",
        "strategy_swap_set",
        swap_table(found, by),
        links=[strategy_choices.pair_name(*at) for at in _cells(found)],
        on_select=strategy_choices.take_pair,
        widths={"In force → draft": 120, "What sets them apart, points": 272},
    )


def _cells(found: Swap) -> list[tuple[int, int]]:
    """Give the pairs of outcomes that anybody has, those who stay first."""
    every = sorted(
        ((i, j) for i in range(3) for j in range(3)), key=lambda at: (at[0] != at[1], at)
    )
    return [at for at in every if found.sets.applications[at]]


def swap_table(found: Swap, by: Measure) -> pd.DataFrame:
    """Give one row a pair of outcomes that anybody has, those who stay first."""
    rows = []
    sides = [action.value for action in Action]
    for i, j in _cells(found):
        size = int(found.sets.applications[i, j])
        earned, moved = found.profit[i, j] / by.years, found.profit_change[i, j] / by.years
        rows.append(
            {
                "In force → draft": f"{sides[i]} → {sides[j]}" if i != j else f"{sides[i]} by both",
                "Applications": size,
                "Known": int(found.sets.known[i, j]),
                "Inferred": round(found.sets.inferred[i, j]),
                "Bad rate (95 %)": says.rate(
                    found.sets.bad_rate[i, j], found.sets.low[i, j], found.sets.high[i, j]
                ),
                "Profit, a year": "–" if sides[j] == "decline" else says.large(earned, by.money),
                "Its change": "–" if i == j else says.large_change(moved, by.money),
                "What sets them apart, points": _apart(found, i, j) if i != j else "",
            }
        )
    return sortable.table(rows)


def _apart(found: Swap, i: int, j: int) -> str:
    """Say by which dimensions of the score a cell differs from those approved by both."""
    kept = {name: found.points[name][i, j] - found.points[name][0, 0] for name in DIMENSIONS}
    known = {name: value for name, value in kept.items() if not np.isnan(value)}
    ranked = sorted(known, key=lambda name: -abs(known[name]))[:3]
    return ", ".join(f"{name} {known[name]:+.0f}".replace("-", "−") for name in ranked)


def show_people(
    pair: tuple[int, int],
    places: Rows,
    read: Callable[[Rows], pd.DataFrame],
    money: Money,
) -> None:
    """List everybody of whom the policy in force and the draft make so.

    Parameters
    ----------
    pair : (int, int)
        In force and draft, by severity.
    places : Rows
        Theirs, the newest first.
    read : callable
        Gives the applications at some places.
    money : Money
    """
    was, becomes = strategy_choices.pair_name(*pair).split("-")
    if len(places):
        told = f"those who go from {was} to {becomes}" if was != becomes else f"{was} by both"
        page = strategy_choices.PAGE
        applicant_list.show(told, places, read, money, key="strategy_people", page=page)
    else:
        st.markdown(f"Nobody goes from {was} to {becomes} now.")
    st.button("Close the list", key="strategy_close", on_click=strategy_choices.close_pair)
