"""What the strategy lab is asked: which population, which cut-offs and limits, who counts."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from desk.roles import Viewer
from scoring.policies.policy import Action, Limit, Policy
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.strategy.cells import nearest
from scoring.wording import Money
from ui.charts.cutoffs import HIGHEST, LOWEST
from ui.header import Chip
from ui.risk import population
from ui.risk.cohorts import saved_cohorts
from ui.risk.loaders import Period
from ui.risk.strategy.strategy_loaders import Population

_ALL = "all"
_SPANS = {_ALL: "all months", "24": "last 24 months", "12": "last 12 months"}
_CUTOFFS, _COHORT = "strategy_cutoffs", "strategy_cohort"
_FROM = "strategy_from"  # the version of a policy
_LEFT_OUT = "out"
_PAIR, PAGE = "strategy_moved", "strategy_page"
_ACTIONS = tuple(action.value for action in Action)
_RULES = {
    "insufficient_refers": "refer who has too few orders to go by",
    "straddle_refers": "refer a score whose interval holds a cut-off (counted where it is known)",
}
_NEVER = {
    times: f"never approved: inferred, {times} × as bad as the accepted"
    for times in ("1.5", "1", "1.25", "2", "3")
} | {_LEFT_OUT: "never approved: left out"}


def whom(
    viewer: Viewer, period: Period, products: list[str], money: Money
) -> tuple[Population, list[Chip]]:
    """Ask whom to count.

    Parameters
    ----------
    viewer : Viewer
    period : Period
    products : list of str
        Of the book.
    money : Money

    Returns
    -------
    tuple
        The population, and what says its cohort.
    """
    span = population.choice("Applied in", _SPANS, "strategy_span")
    product, depth_band, says = population.ask("strategy", products)
    since = period.first
    if span != _ALL:
        start = pd.Timestamp(period.as_of) - pd.DateOffset(months=int(span))
        since = max(since, start.to_pydatetime())
    cohorts = saved_cohorts.cuts(viewer, {_ALL: "any cohort"}, _COHORT, "cohort")
    chosen = population.choice("Cohort", cohorts, _COHORT)
    if chosen == _ALL:
        return Population(since, product, depth_band, None, says), []
    defined = Chip(saved_cohorts.defined(chosen, cohorts[chosen], money))
    return Population(since, product, depth_band, chosen, says), [defined]


def conditions(of: Population, period: Period) -> list[Condition]:
    """Give what makes a population a cohort."""
    asked = population.conditions(of.product, of.depth_band)
    asked += [cohort.since(of.since)] if of.since > period.first else []
    return asked + list(cohort.parse(of.cohort) if of.cohort is not None else ())


def factor() -> float | None:
    """Ask how those never approved count: with which factor of parcelling, or not at all."""
    how = st.selectbox(
        "Never approved",
        list(_NEVER),
        key="strategy_never",
        bind="query-params",
        format_func=lambda option: _NEVER[option],
        label_visibility="collapsed",
        width=370,
    )
    return None if how == _LEFT_OUT else float(how)


def begun_with(in_force: Policy, kept: Sequence[Policy]) -> Policy:
    """Give the policy that the controls begin with: the one in force, or what a link was made from.

    The address holds what was moved. What was not is the same for whoever opens the link only if
    it names the policy that was moved.
    """
    asked = st.query_params.get(_FROM)
    return next((policy for policy in kept if policy.version == asked), in_force)


def says_begun(begun: Policy, in_force: Policy) -> list[Chip]:
    """Say what a link was made from, where that is not the policy in force."""
    asked = st.query_params.get(_FROM)
    if begun.version != in_force.version:
        return [Chip(f"the link was made from policy {begun.version}", is_doubt=True)]
    if asked not in {None, in_force.version}:
        said = f"the link was made from policy {asked}, which is not kept here"
        return [Chip(said, is_doubt=True)]
    return []


def name_begin(begun: Policy, draft: Policy, in_force: Policy) -> None:
    """Name in the address what the draft was begun with, once anything was moved."""
    if draft != begun or begun != in_force:
        st.query_params[_FROM] = begun.version
    elif _FROM in st.query_params:
        del st.query_params[_FROM]


def _say_again(key: str) -> None:
    """Make the address hold what a control shows.

    While it is moved fast the address can fall behind by a run; saying the value again mends that.
    """
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]


def cutoffs(start: Policy) -> tuple[int, int]:
    """Ask for the two cut-offs, refer from and approve from."""
    _say_again(_CUTOFFS)
    low, high = st.slider(
        "Decline below the left mark, approve from the right one, refer between",
        LOWEST,
        HIGHEST,
        (start.refer_from, start.approve_from),
        1,
        key=_CUTOFFS,
        bind="query-params",
    )
    return int(low), int(high)


def limits(start: Policy, allowed: Sequence[float]) -> tuple[Limit, ...]:
    """Ask for the largest amount of each score band, in multiples of monthly spend.

    Parameters
    ----------
    start : Policy
    allowed : sequence of float
        The multiples that the population was counted by; the nearest one is taken, and said.
    """
    ends = [limit.score_from - 1 for limit in start.limits[1:]] + [HIGHEST]
    found = []
    columns = st.columns(max(len(start.limits), 1), gap="small")
    for at, (column, limit, end) in enumerate(zip(columns, start.limits, ends, strict=True)):
        _say_again(f"strategy_limit_{at}")
        times = column.number_input(
            f"{limit.score_from}–{end}, × monthly spend",
            0.0,
            24.0,
            float(limit.times_monthly_spend),
            0.5,
            key=f"strategy_limit_{at}",
            bind="query-params",
        )
        counted = nearest(times, allowed)
        if counted != times:
            column.caption(f"counts as {counted:g}")
        found.append(Limit(score_from=limit.score_from, times_monthly_spend=counted))
    return tuple(found)


def rules(start: Policy) -> dict[str, bool]:
    """Ask which rules that a policy may do without hold, by the policy's name for them."""
    found = {}
    for name, label in _RULES.items():
        key = f"strategy_{name}"
        _say_again(key)
        found[name] = st.toggle(label, getattr(start, name), key=key, bind="query-params")
    return found


def take(policy: Policy) -> None:
    """Put a policy's cut-offs, limits and rules into the controls; a button's callback."""
    for name in _RULES:
        st.session_state[f"strategy_{name}"] = getattr(policy, name)
    st.session_state[_CUTOFFS] = (policy.refer_from, policy.approve_from)
    for at, limit in enumerate(policy.limits):
        st.session_state[f"strategy_limit_{at}"] = float(limit.times_monthly_spend)


def pair_name(was: int, becomes: int) -> str:
    """Write what two policies make of an application as the address holds it."""
    return f"{_ACTIONS[was]}-{_ACTIONS[becomes]}"


def take_pair(name: str) -> None:
    """List those of whom two policies make so; the callback of a row."""
    st.query_params[_PAIR] = name
    st.session_state.pop(PAGE, None)


def pair() -> tuple[int, int] | None:
    """Give which pair of the policies' actions is listed, in force and draft, by severity."""
    was, _, becomes = st.query_params.get(_PAIR, "").partition("-")
    if was not in _ACTIONS or becomes not in _ACTIONS:
        return None
    return _ACTIONS.index(was), _ACTIONS.index(becomes)


def close_pair() -> None:
    """List nobody; a button's callback."""
    st.query_params.pop(_PAIR, None)
