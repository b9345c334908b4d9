"""What the strategy lab says of applications whose doubt nobody drew: a chip, and estimates."""

from scoring.policies.policy import Policy
from scoring.risk.strategy.strategy import Standing
from scoring.risk.strategy.unchecked import Unchecked
from ui import words
from ui.header import Chip

HELP = (
    "Whoever was not checked counts as if the rule on intervals passed them, here and in bad "
    "rate, losses, profit, frontier and swap set. The estimate takes them to be like the random "
    "sample of decided applications that was checked, of about the same score."
)


def chips(then: Standing, policy: Policy) -> list[Chip]:
    """Say of how many applications it was checked how sure their scores are; the tiles say more."""
    if not policy.straddle_refers or then.doubts_known == then.applications:
        return []
    checked = f"{then.doubts_known:,} of {then.applications:,} scores checked for doubt"
    return [Chip(checked, is_doubt=True)]


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


def _estimate(total: float, low: float, high: float, size: int) -> str:
    share = words.percent(total / size)
    return f" · all checked, estimated: {share} ({words.percent_range(low / size, high / size)})"
