"""What the strategy lab says of applications whose doubt nobody drew: a chip, and estimates."""

import numpy as np
import streamlit as st

from scoring.metrics.strategy.paired_change import Span
from scoring.policies.policy import Policy
from scoring.risk.strategy.strategy import Standing
from scoring.risk.strategy.unchecked import Unchecked
from ui import words
from ui.header import Chip
from ui.risk import says
from ui.risk.says import Measure

_SAID = " · all checked, estimated: "

HELP = (
    "Whoever was not checked counts as if the rule on intervals passed them. What the tiles "
    "estimate takes them to be like the random sample of decided applications that was checked, "
    "of about the same score."
)


def chips(then: Standing, policy: Policy) -> list[Chip]:
    """Say of how many applications it was checked how sure their scores are; the tiles say more."""
    if not _is_asked(then, policy):
        return []
    checked = f"{then.doubts_known:,} of {then.applications:,} scores checked for doubt"
    return [Chip(checked, is_doubt=True)]


def beside_frontier(then: Standing, policy: Policy, found: Unchecked | None) -> None:
    """Say under the frontier whom it counts as passed, and where the draft would stand if not."""
    if not _is_asked(then, policy):
        return
    told = _passed(then)
    if found is not None and not np.isnan(found.bad_rate.value):
        share = (then.approved - found.approved.total) / then.applications
        told += (
            f" All checked, every cut-off approves fewer; the draft about {words.percent(share)}, "
            f"{words.percent(found.bad_rate.value)} of them bad (estimated)."
        )
    st.caption(told)


def beside_swap(then: Standing, policy: Policy, found: Unchecked | None) -> None:
    """Say under the swap set whom it counts as passed, and how many the draft would refer."""
    if not _is_asked(then, policy):
        return
    told = _passed(then)
    if found is not None:
        approved, low, high = (
            f"{of:,.0f}" for of in (found.approved.total, found.approved.low, found.approved.high)
        )
        told += (
            f" All checked, the draft refers about {approved} ({low}–{high}, estimated) of those "
            "who stand here as approved."
        )
    st.caption(told)


def _passed(then: Standing) -> str:
    left = then.applications - then.doubts_known
    return f"{left:,} scores not checked for doubt count as passed here."


def _is_asked(then: Standing, policy: Policy) -> bool:
    return policy.straddle_refers and then.doubts_known < then.applications


def approved(then: Standing, found: Unchecked | None) -> str:
    """Say which share would be approved, were everybody checked."""
    if found is None:
        return ""
    moved = found.approved
    low, high = then.approved - moved.high, then.approved - moved.low
    return _estimate(then.approved - moved.total, low, high, then.applications)


def referred(then: Standing, found: Unchecked | None, hours_each: float) -> str:
    """Say which share would be referred, were everybody checked, and the hours that this takes.

    Parameters
    ----------
    hours_each : float
        That a referral takes of officers, spread over the months of the population.
    """
    if found is None:
        return ""
    moved = found.referred
    low, high = then.referred + moved.low, then.referred + moved.high
    total = then.referred + moved.total
    hours = f"{total * hours_each:,.0f} hours ({low * hours_each:,.0f}–{high * hours_each:,.0f})"
    return f"{_estimate(total, low, high, then.applications)}, {hours}"


def bad_rate(found: Unchecked | None) -> str:
    """Say the bad rate of the approved, were everybody checked."""
    if found is None or np.isnan(found.bad_rate.value):
        return ""
    span = words.percent_range(found.bad_rate.low, found.bad_rate.high)
    return f"{_SAID}{words.percent(found.bad_rate.value)} ({span})"


def money(of: Span | None, by: Measure) -> str:
    """Say a sum of money a year, were everybody checked."""
    if of is None or np.isnan(of.value):
        return ""
    span = says.large_range(of.low / by.years, of.high / by.years, by.money)
    return f"{_SAID}{says.large(of.value / by.years, by.money)} ({span})"


def _estimate(total: float, low: float, high: float, size: int) -> str:
    share = words.percent(total / size)
    return f"{_SAID}{share} ({words.percent_range(low / size, high / size)})"
