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

_SAID = "All checked, estimated: "
# no line ends between the ends of an interval
_JOINED = str.maketrans({" ": "\u00a0", "–": "–\u2060", "−": "−\u2060"})

HELP = (
    "Whoever was not checked counts as if the rule on intervals passed them. What the tiles "
    "estimate takes them to be like the random sample of decided applications that was checked, "
    "of about the same score. Its interval holds what the sample leaves open; that of bad rate, "
    "loss and profit holds the tile's own, too."
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
    known = estimates(then, found)
    if "bad_rate" in known:
        rates = [words.percent(known[name].value) for name in ("approval_rate", "bad_rate")]
        told += (
            f" All checked, every cut-off approves fewer; the draft about {rates[0]}, {rates[1]} "
            "of them bad (estimated)."
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


def estimates(then: Standing, found: Unchecked | None) -> dict[str, Span]:
    """Give the five numbers as they would be were everybody checked; none that are not estimated.

    Returns
    -------
    dict of str to Span
        ``approval_rate``, ``bad_rate`` and ``referred`` as shares, 0–1; ``expected_loss`` and
        ``profit`` in minor units over the population's months.
    """
    if found is None:
        return {}
    size, gone, come = then.applications, found.approved, found.referred
    left = (then.approved - gone.total, then.approved - gone.high, then.approved - gone.low)
    more = (then.referred + come.total, then.referred + come.low, then.referred + come.high)
    every = {
        "approval_rate": Span(*(count / size for count in left)),
        "bad_rate": found.bad_rate,
        "expected_loss": found.loss,
        "profit": found.profit,
        "referred": Span(*(count / size for count in more)),
    }
    return {name: span for name, span in every.items() if not np.isnan(span.value)}


def share(of: Span | None) -> str:
    """Say an estimated share with its interval; nothing of none."""
    if of is None:
        return ""
    return f"{_SAID}{words.percent(of.value)} {_unbroken(words.percent_range(of.low, of.high))}"


def money(of: Span | None, by: Measure) -> str:
    """Say an estimated sum of money a year with its interval; nothing of none."""
    if of is None:
        return ""
    span = says.large_range(of.low / by.years, of.high / by.years, by.money)
    return f"{_SAID}{says.large(of.value / by.years, by.money)} {_unbroken(span)}"


def referrals(of: Span | None, hours_of_all: float) -> str:
    """Say an estimated share of referrals, and the hours of officers that they take.

    Parameters
    ----------
    of : Span or None
    hours_of_all : float
        That all applications would take a month, were each referred.
    """
    if of is None:
        return ""
    low, high = (f"{end * hours_of_all:,.0f}" for end in (of.low, of.high))
    return f"{share(of)}, {of.value * hours_of_all:,.0f} hours {_unbroken(f'{low}–{high}')}"


def _unbroken(interval: str) -> str:
    return f"({interval})".translate(_JOINED)
