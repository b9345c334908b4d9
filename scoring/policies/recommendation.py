"""What a policy recommends for applications: which rules fired, and which could not be checked."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from scoring.policies.policy import Action, Policy

FACTS = (
    "amount",
    "monthly_spend",
    "has_consent",
    "is_of_legal_age",
    "is_sufficient",
    "refuses_automation",
)
DOUBT_FACTS = ("active_weeks", "redraw_low", "redraw_high")
FEWEST_WEEKS = 2
BARS = {  # nobody may lend against these, whatever the reason
    "has_consent": "no consent to credit scoring is in force",
    "is_of_legal_age": "not of legal age",
}
UNMOVED = frozenset({"consent", "legal age", "refuses automation"})  # by request and behaviour


class Outcome(StrEnum):
    """What became of one rule."""

    FIRED = "fired"
    PASSED = "passed"
    NOT_CHECKED = "not_checked"


class RuleResult(BaseModel):
    """What one rule says of one application."""

    model_config = ConfigDict(frozen=True)

    name: str
    says: str
    outcome: Outcome
    action: Action


class Recommendation(BaseModel):
    """What the policy recommends for one application, and why."""

    model_config = ConfigDict(frozen=True)

    action: Action
    limit: int | None
    rules: tuple[RuleResult, ...]

    @property
    def fired(self) -> tuple[RuleResult, ...]:
        """The rules that speak against approval, most severe first."""
        fired = [rule for rule in self.rules if rule.outcome is Outcome.FIRED]
        return tuple(sorted(fired, key=lambda rule: -rule.action.severity))

    @property
    def unmoved(self) -> tuple[RuleResult, ...]:
        """The fired rules that no other request and no behaviour to come can lift."""
        return tuple(rule for rule in self.fired if rule.name in UNMOVED)


def recommend(facts: pd.DataFrame, policy: Policy) -> list[Recommendation]:
    """Apply every rule to every application.

    Parameters
    ----------
    facts : pandas.DataFrame
        One row per application with `score` (displayed, int), `amount` (minor units asked) and
        `monthly_spend` (minor units), and `has_consent`, `is_of_legal_age`, `is_sufficient`,
        `refuses_automation` (bool): the columns `FACTS`; missing where not known. Where the
        doubt was computed (`scoring.explain.uncertainty`) also `DOUBT_FACTS`: `active_weeks`, and
        the displayed scores `redraw_low` and `redraw_high`.
    policy : Policy
        The rules.

    Returns
    -------
    list of Recommendation
        In the order of the rows. The most severe rule that fired decides; none: approve. A score
        declines neither whoever asks for a person nor, where the policy asks for the doubt, whoever
        it says too little of: both are left to a person.
    """
    limits = amount_limit(facts, policy)
    refuses = _is(facts["refuses_automation"], True)
    doubts = _doubt_rules(facts, policy) if policy.straddle_refers else None
    by_rule = [
        _rule("consent", Action.DECLINE, _is(facts["has_consent"], False),
              fired=BARS["has_consent"],
              passed="consent to credit scoring is in force"),
        _rule("legal age", Action.DECLINE, _is(facts["is_of_legal_age"], False),
              fired=BARS["is_of_legal_age"], passed="of legal age"),
        _rule("refuses automation", Action.REFER, refuses,
              fired="the applicant asks for a person to decide",
              passed="the applicant does not refuse an automated decision"),
        _score_rules(facts["score"], policy, refuses, doubts),
        _limit_rules(facts["amount"], limits),
    ]  # fmt: skip
    if policy.insufficient_refers:
        fires = _is(facts["is_sufficient"], False)
        by_rule.insert(2, _rule(
            "sufficiency", Action.REFER, fires,
            fired="fewer than 3 orders, or orders in fewer than 2 months: too little to go by",
            passed="at least 3 orders, in at least 2 months",
        ))  # fmt: skip
    if doubts is not None:
        by_rule.append(doubts)
    return [_combine([rules[row] for rules in by_rule], limits[row]) for row in range(len(facts))]


def bars(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Say what forbids to lend to one applicant, so that no person may overrule it.

    The purchases of somebody who has not consented may not be judged by, and somebody who is not
    of legal age cannot be bound by a loan; all other rules are the lender's own.

    Parameters
    ----------
    facts : Mapping[str, object]
        With `has_consent` and `is_of_legal_age` (bool); None = not known, which forbids nothing.
    """
    known = {name: facts[name] for name in BARS if facts[name] not in {None, pd.NA}}
    return tuple(BARS[name] for name, holds in known.items() if not holds)


def amount_limit(facts: pd.DataFrame, policy: Policy) -> NDArray[np.float64]:
    """Give the largest amount of each application, minor units; NaN where spend is not known.

    Parameters
    ----------
    facts : pandas.DataFrame
        With `score` and `monthly_spend` (minor units).
    policy : Policy
        Its limits are multiples of monthly spend by score.
    """
    score = facts["score"].to_numpy(dtype=np.float64, na_value=np.nan)
    spend = facts["monthly_spend"].to_numpy(dtype=np.float64, na_value=np.nan)
    starts = np.array([limit.score_from for limit in policy.limits])
    times = np.array([0.0, *(limit.times_monthly_spend for limit in policy.limits)])
    found = times[np.searchsorted(starts, np.nan_to_num(score), side="right")] * spend
    return np.asarray(np.floor(np.where(np.isnan(score), np.nan, found)))


def actions(facts: pd.DataFrame, policy: Policy) -> NDArray[np.str_]:
    """Give only what is recommended for each application, ``(n,)`` of `Action` values."""
    return np.array([found.action.value for found in recommend(facts, policy)], dtype=np.str_)


def _is(column: pd.Series, value: bool) -> list[bool | None]:
    return [None if pd.isna(cell) else bool(cell) is value for cell in column]


def _rule(
    name: str, action: Action, fires: Sequence[bool | None], *, fired: str, passed: str
) -> list[RuleResult]:
    results = {
        True: RuleResult(name=name, says=fired, outcome=Outcome.FIRED, action=action),
        False: RuleResult(name=name, says=passed, outcome=Outcome.PASSED, action=action),
        None: RuleResult(
            name=name, says="not known at this lender", outcome=Outcome.NOT_CHECKED, action=action
        ),
    }
    return [results[fire] for fire in fires]


def _score_rules(
    score: pd.Series,
    policy: Policy,
    refuses: Sequence[bool | None],
    doubts: Sequence[RuleResult] | None,
) -> list[RuleResult]:
    def result(value: float, asks_for_person: bool | None, doubt: RuleResult | None) -> RuleResult:
        if np.isnan(value):
            says, outcome, action = "there is no score", Outcome.NOT_CHECKED, Action.REFER
        elif value >= policy.approve_from:
            says = f"score {value:.0f} is at or above {policy.approve_from}"
            outcome, action = Outcome.PASSED, Action.APPROVE
        elif value >= policy.refer_from:
            says = f"score {value:.0f} lies between {policy.refer_from} and {policy.approve_from}"
            outcome, action = Outcome.FIRED, Action.REFER
        else:
            says = f"score {value:.0f} is below {policy.refer_from}"
            outcome, action = Outcome.FIRED, Action.DECLINE
            if asks_for_person:
                says, action = f"{says}: left to the person who was asked for", Action.REFER
            elif doubt is not None and doubt.outcome is Outcome.FIRED:
                says, action = f"{says}, but not surely: left to a person", Action.REFER
        return RuleResult(name="score", says=says, outcome=outcome, action=action)

    values = score.to_numpy(dtype=np.float64, na_value=np.nan)
    said: Sequence[RuleResult | None] = doubts or [None] * len(values)
    return [result(*row) for row in zip(values, refuses, said, strict=True)]


def _doubt_rules(facts: pd.DataFrame, policy: Policy) -> list[RuleResult]:
    def result(weeks: float, low: float, high: float) -> RuleResult:
        if weeks < FEWEST_WEEKS:
            says, outcome = (
                "orders in fewer than 2 weeks: too little to say how sure",
                Outcome.FIRED,
            )
        elif np.isnan(weeks):
            says, outcome = "not yet computed for this applicant", Outcome.NOT_CHECKED
        elif np.isnan(low) or np.isnan(high):
            says = "so long a history is not drawn again: nothing says how sure"
            outcome = Outcome.FIRED
        elif any(low < cutoff <= high for cutoff in (policy.refer_from, policy.approve_from)):
            says = "purchases fallen out a little differently could have crossed a cut-off: "
            says, outcome = f"{says}{low:.0f} to {high:.0f}", Outcome.FIRED
        else:
            says = (
                f"no cut-off lies within {low:.0f} to {high:.0f}, where the score could have been"
            )
            outcome = Outcome.PASSED
        return RuleResult(name="how sure", says=says, outcome=outcome, action=Action.REFER)

    columns = facts.reindex(columns=list(DOUBT_FACTS)).to_numpy(dtype=np.float64, na_value=np.nan)
    return [result(*row) for row in columns]


def _limit_rules(amount: pd.Series, limits: NDArray[np.float64]) -> list[RuleResult]:
    asked = amount.to_numpy(dtype=np.float64, na_value=np.nan)
    fires = [
        None if np.isnan(limit) or np.isnan(wanted) else bool(wanted > limit)
        for wanted, limit in zip(asked, limits, strict=True)
    ]
    return _rule(
        "limit", Action.REFER, fires,
        fired="the amount asked is above the limit for this score and monthly spend",
        passed="the amount asked is within the limit for this score and monthly spend",
    )  # fmt: skip


def _combine(rules: list[RuleResult], limit: float) -> Recommendation:
    fired = [rule.action for rule in rules if rule.outcome is Outcome.FIRED]
    unscored = any(r.name == "score" and r.outcome is Outcome.NOT_CHECKED for r in rules)
    worst = max(fired, key=lambda action: action.severity, default=Action.APPROVE)
    if unscored and worst is Action.APPROVE:
        worst = Action.REFER
    return Recommendation(
        action=worst, limit=None if np.isnan(limit) else int(limit), rules=tuple(rules)
    )
