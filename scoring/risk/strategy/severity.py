"""What a policy recommends for the cells of a population, and up to which cut-off it approves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.policies.policy import Action, Policy
from scoring.risk.strategy.cells import Cells

Flags = NDArray[np.bool_]
Severities = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reach:
    """Up to which cut-off cells are approved, ``(m,)`` each; a cell may stand in several rows.

    A cut-off approves a cell as often as the signs of its rows sum to whose level it does not
    pass: once or never.

    Parameters
    ----------
    cell : int
    level : int
        Points of score.
    sign : int
        1 or -1.
    """

    cell: NDArray[np.int64]
    level: NDArray[np.int64]
    sign: NDArray[np.int64]


def severity(cells: Cells, policy: Policy) -> Severities:
    """Give what a policy recommends for each cell, ``(n,)``: 0 approve, 1 refer, 2 decline.

    The same as `scoring.policies.recommendation.recommend` gives for each of its applications.
    """
    return cells.once("severity", _asked(policy), lambda: _severity(cells, policy), most=4)


def _asked(policy: Policy) -> tuple[object, ...]:
    """Give all of a policy that cells are judged by."""
    limits = tuple((limit.score_from, limit.times_monthly_spend) for limit in policy.limits)
    cutoffs = (policy.refer_from, policy.approve_from)
    return (cutoffs, limits, policy.straddle_refers, policy.insufficient_refers)


def _severity(cells: Cells, policy: Policy) -> Severities:
    score, refer = cells.column("score"), Action.REFER.severity
    by_score = np.where(score >= policy.approve_from, 0, np.where(score >= policy.refer_from, 1, 2))
    in_doubt = is_in_doubt(cells, policy)
    left_to_a_person = in_doubt | (cells.column("rules") == refer)
    by_score = np.where(left_to_a_person, np.minimum(by_score, refer), by_score)
    whatever = np.maximum(_whatever_the_score(cells, policy), in_doubt)  # true is 1, refer
    return np.maximum(by_score, whatever).astype(np.int64)


def is_in_doubt(cells: Cells, policy: Policy) -> Flags:
    """Tell which cells are referred for their doubt, ``(n,)``; none where it is not known."""
    if not policy.straddle_refers:
        return np.zeros(len(cells.frame), dtype=bool)
    found = cells.column("is_too_thin").astype(bool)
    for cutoff in (policy.refer_from, policy.approve_from):
        found = found | _holds(cells, cutoff)
    return np.asarray(found)


def _holds(cells: Cells, cutoff: int) -> Flags:
    low, high = cells.column("redraw_low"), cells.column("redraw_high")
    return np.asarray((low < cutoff) & (cutoff <= high))


def _whatever_the_score(cells: Cells, policy: Policy) -> Severities:
    """Give what rules and limits say, ``(n,)``; cut-offs and doubts apart."""
    starts = np.array([limit.score_from for limit in policy.limits])
    times = np.array([0.0, *(limit.times_monthly_spend for limit in policy.limits)])
    of_score = np.searchsorted(starts, cells.column("score"), side="right")
    place = np.searchsorted(np.asarray(cells.multiples), times)[of_score]
    found = np.maximum(cells.column("rules"), cells.column("step") > place)
    if policy.insufficient_refers:
        found = np.maximum(found, cells.column("is_insufficient"))
    return found.astype(np.int64)


def reaches(cells: Cells, policy: Policy) -> Reach:
    """Give up to which cut-off cells are approved, the policy's rules, limits and doubts kept.

    A cell is approved up to its score; where its doubt counts, up to the lower end of it, and
    again between its upper end and the score where that lies above. Cells that no cut-off
    approves stand in no row.
    """
    free = _whatever_the_score(cells, policy) == Action.APPROVE.severity
    score = cells.column("score")
    if not policy.straddle_refers:
        at = np.flatnonzero(free)
        return Reach(at, score[at].astype(np.int64), np.ones(at.size, dtype=np.int64))
    free &= ~cells.column("is_too_thin").astype(bool)
    low, high = cells.column("redraw_low"), cells.column("redraw_high")
    at = np.flatnonzero(free)
    again = np.flatnonzero(free & (score > high) & ~_holds(cells, policy.refer_from))
    level = np.concatenate([np.fmin(score, low)[at], score[again], high[again]])
    sign = np.repeat([1, 1, -1], [at.size, again.size, again.size])
    return Reach(np.concatenate([at, again, again]), level.astype(np.int64), sign)
