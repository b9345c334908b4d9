"""The strategy lab's five numbers: the draft's, their change, and how sure both are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from scoring.metrics.strategy.paired_change import Span
from scoring.policies.assumptions import MINUTES_AN_HOUR, Assumptions
from scoring.policies.policy import Policy
from scoring.risk.strategy.policy_change import PolicyChange
from scoring.risk.strategy.strategy import Standing, assumptions_of
from scoring.risk.strategy.unchecked import Unchecked
from ui import panel, words
from ui.risk import says
from ui.risk.says import Measure
from ui.risk.strategy import unchecked_says
from ui.risk.takeaway import export

_SHOWN = 0.0005  # of a share: a smaller change is written as 0.0 points
_TENTHS_BELOW = 10  # hours


@dataclass(frozen=True, slots=True)
class Tile:
    """One number: its change against the policy in force, and its doubt."""

    label: str
    value: str
    change: str
    is_better: bool | None
    doubt: str
    help: str
    change_doubt: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft and the policy in force on the same applications, and what changes between them.

    Parameters
    ----------
    draft, now : Standing
    change : PolicyChange
    factor : float or None
        Of those never approved, as `scoring.risk.strategy.strategy.inferred_outcomes` takes it.
    unchecked : Unchecked or None
        What the draft's rule on doubts would do to those whose doubt is not known.
    """

    draft: Standing
    now: Standing
    change: PolicyChange
    factor: float | None
    unchecked: Unchecked | None


def show(judged: Judged, by: Measure, policy: Policy) -> None:
    """Show what the draft, a policy, does to the population, beside the policy in force."""
    export.keep("strategy_tiles", "The five numbers", partial(numbers, judged, by))
    tiles = _tiles(judged, by, assumptions_of(policy), has_doubts=policy.straddle_refers)
    columns = st.columns(len(tiles), gap="small")
    for at, (column, tile) in enumerate(zip(columns, tiles, strict=True)):
        with column, panel.card(f"strategy_tile_{at}", is_as_high_as_its_row=True):
            st.metric(
                tile.label,
                tile.value,
                says.judged(tile.change, is_better=tile.is_better),
                delta_color=says.COLOURS[tile.is_better],
                delta_arrow="off",
                help=tile.help,
            )
            st.caption(panel.escaped(tile.doubt))
            for more in filter(None, (tile.checked, tile.change_doubt)):
                st.caption(panel.escaped(more))


def numbers(judged: Judged, by: Measure) -> pd.DataFrame:
    """Give the five numbers, sums of money a year in whole units, to take away.

    `n` is what each is counted of: applications, known outcomes of the approved, or the approved.
    """
    then, now, change = judged.draft, judged.now, judged.change
    year = by.years * 10**by.money.minor_digits
    none = Span(np.nan, np.nan, np.nan)
    checked = unchecked_says.estimates(then, judged.unchecked)
    approval = Span(then.approval_rate, then.approval_low, then.approval_high)
    bad = Span(then.bad_rate, then.bad_low, then.bad_high)
    loss = Span(then.loss, then.loss_low, then.loss_high)
    profit = Span(then.profit, then.profit_low, then.profit_high)
    referred = Span(then.referral_rate, then.referral_low, then.referral_high)
    rows = (
        ("approval_rate", approval, then.applications, now.approval_rate, "approval_rate", 1.0),
        ("bad_rate", bad, then.known, now.bad_rate, "bad_rate", 1.0),
        ("expected_loss", loss, then.approved, now.loss, "loss", year),
        ("profit", profit, then.approved, now.profit, "profit", year),
        ("referred", referred, then.applications, now.referral_rate, "referral_rate", 1.0),
    )
    return pd.DataFrame(
        [
            {
                "number": name,
                **_ends("draft", draft, scale),
                "n": n,
                "inferred": then.inferred if name == "bad_rate" else np.nan,
                "in_force": in_force / scale,
                **_ends("change", getattr(change, changed), scale),
                "change_is_more_than_noise": changed in change.more_than_noise,
                **_ends("all_checked", checked.get(name, none), scale),
            }
            for name, draft, n, in_force, changed, scale in rows
        ]
    )


def _ends(name: str, of: Span, scale: float) -> dict[str, float]:
    """Give an estimate and the ends of its interval as three columns."""
    return {
        name: of.value / scale,
        f"{name}_low": of.low / scale,
        f"{name}_high": of.high / scale,
    }


def _tiles(judged: Judged, by: Measure, taken: Assumptions, *, has_doubts: bool) -> Sequence[Tile]:
    draft, now, change = judged.draft, judged.now, judged.change
    marks = change.more_than_noise
    apart = draft.bad_rate - now.bad_rate
    loss, profit = (draft.loss - now.loss) / by.years, (draft.profit - now.profit) / by.years

    def money(minor: float) -> str:
        return says.large_change(minor / by.years, by.money)

    def told(name: str, written: Callable[[float], str]) -> str:
        return _change(getattr(change, name), written, is_marked=name in marks)

    checked = unchecked_says.estimates(draft, judged.unchecked)

    def hours_a_month(share: float) -> float:
        total = share * draft.applications * taken.review_minutes / MINUTES_AN_HOUR
        return total / by.years / 12

    def hours(share: float) -> str:
        month = hours_a_month(share)
        return f"{month:+,.{int(abs(month) < _TENTHS_BELOW)}f} hours".replace("-", "−")

    sure = "95 % interval if every PD is right and defaults are independent: the least doubt."
    return (
        Tile(
            "Approved",
            words.percent(draft.approval_rate),
            says.points(draft.approval_rate - now.approval_rate),
            _better(draft.approval_rate - now.approval_rate, _SHOWN),
            f"95 %: {words.percent_range(draft.approval_low, draft.approval_high)} · in force "
            f"{words.percent(now.approval_rate)} · {draft.approved:,} of {draft.applications:,}",
            "Share of applications that the policy recommends to approve. Of these applications "
            "the change is exact; its interval is about others like them.",
            told("approval_rate", says.points),
            unchecked_says.share(checked.get("approval_rate")),
        ),
        Tile(
            "Bad rate of approved",
            words.percent(draft.bad_rate),
            says.points(apart),
            _better(-apart, _SHOWN),
            f"95 %: {words.percent_range(draft.bad_low, draft.bad_high)} · {draft.known:,} known, "
            f"{draft.inferred:,.0f} inferred",
            "Among the approved whose outcome is known or inferred. The interval holds what the "
            "known outcomes leave open, of the inferred too, but not how wrong the factor is. The "
            "change is that of paired rates: whom both approve brings it little doubt.",
            told("bad_rate", says.points),
            unchecked_says.share(checked.get("bad_rate")),
        ),
        Tile(
            "Expected loss, a year",
            says.large(draft.loss / by.years, by.money),
            says.large_change(loss, by.money),
            _better(-loss),
            _sums(draft, draft.loss_low, draft.loss_high, by),
            f"PD × {words.percent(taken.loss_given_default, 0)} × amount, all approved; the PD of "
            f"those never approved {_inferred(judged.factor)}. {sure}",
            told("loss", money),
            unchecked_says.money(checked.get("expected_loss"), by),
        ),
        Tile(
            "Profit, a year",
            says.large(draft.profit / by.years, by.money),
            says.large_change(profit, by.money),
            _better(profit),
            _sums(draft, draft.profit_low, draft.profit_high, by)
            + (f" · {draft.unpriced:,} without a price" if draft.unpriced else ""),
            "Interest and fees at the product's usual price, less losses, funding at "
            f"{words.percent(taken.funding_rate)} a year, and reviews. The referred cost a review "
            "and earn nothing here. Whose term, or whose product's price, is not known brings a "
            f"loss and no income. {sure}",
            told("profit", money),
            unchecked_says.money(checked.get("profit"), by),
        ),
        Tile(
            "Referred",
            words.percent(draft.referral_rate),
            says.points(draft.referral_rate - now.referral_rate),
            _better(now.referral_rate - draft.referral_rate, _SHOWN),
            f"95 %: {words.percent_range(draft.referral_low, draft.referral_high)} · "
            f"{draft.review_hours / by.years / 12:,.0f} officer hours a month "
            f"({hours_a_month(draft.referral_low):,.0f}–{hours_a_month(draft.referral_high):,.0f})"
            f" · in force {now.review_hours / by.years / 12:,.0f}"
            + (_doubts(draft) if has_doubts else ""),
            f"{taken.review_minutes:.0f} minutes a review. That the interval of a score holds a "
            "cut-off, or that there are too few weeks to draw one, is counted of those who were "
            "checked when the book was scored: whom nobody had decided on yet, and a random sample "
            f"of the others. {unchecked_says.HELP}",
            told("referral_rate", hours),
            unchecked_says.referrals(checked.get("referred"), hours_a_month(1.0)),
        ),
    )


def _change(of: Span, written: Callable[[float], str], *, is_marked: bool) -> str:
    """Say the interval of a change, and whether it is more than noise; nothing of no change."""
    if np.isnan(of.value) or of.low == of.high:
        return ""
    low = written(of.low).removesuffix(" points").removesuffix(" hours")
    return f"change {low} to {written(of.high)}: {says.noise(is_more=is_marked)}"


def _doubts(draft: Standing) -> str:
    """Say how many scores' doubts are known, and how many of them refer."""
    unknown = draft.applications - draft.doubts_known
    return (
        f" · {draft.in_doubt:,} of {draft.doubts_known:,} checked are in doubt, "
        f"{unknown:,} unchecked"
    )


def _sums(of: Standing, low: float, high: float, by: Measure) -> str:
    """Say the interval of a sum of money a year, and over how many it is summed."""
    span = says.large_range(low / by.years, high / by.years, by.money)
    return f"95 %: {span}, {of.approved:,} approved"


def _inferred(factor: float | None) -> str:
    return "as it is" if factor is None else f"× {factor:g}, as in the bad rate"


def _better(change: float, least: float = 1e-9) -> bool | None:
    return None if np.isnan(change) or abs(change) < least else bool(change > 0)
