"""The path to approval: the smallest change, or two, that the policy would approve."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import isnan
from typing import TYPE_CHECKING

from data.application import Application
from data.histories import future
from data.histories.future import Change
from data.histories.own import Own
from data.histories.prepared import PreparedFeatures
from scoring import catalogue, what_if
from scoring.policy import Action, Policy
from scoring.uncertainty import Doubt
from scoring.what_if import Outcome
from scoring.wording import Money

if TYPE_CHECKING:
    from scoring.model import Model

LESS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
MONTHS = (1, 2, 3, 4, 5, 6)
LESS_BESIDE = (0.8, 0.6, 0.4)
MONTHS_BESIDE = (1, 3, 6)
INSTALMENTS = (1, 2)
LONGEST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Path:
    """What was looked for and found.

    Parameters
    ----------
    now : Outcome
        With nothing changed.
    found : Outcome or None
        The smallest change that gets an approval; None where there is none within six months.
    tried : int
        How many changes were scored.
    """

    now: Outcome
    found: Outcome | None
    tried: int


def path_to_approval(
    computed: PreparedFeatures,
    loaded: "Model",
    found: Application,
    own: Own,
    *,
    terms: Collection[int],
    in_force: Policy,
    doubt: Doubt | None,
    money: Money,
) -> Path:
    """Look for the smallest change, or two, that the policy approves.

    Every candidate is written as rows and scored through the pipeline (`scoring.what_if`). A
    person can only make what lies ahead: ask for less or for longer, buy regularly, keep what is
    bought, pay what falls due. A candidate is refused where it moves any constrained feature the
    way that theory says is riskier, whatever the model makes of it.

    Parameters
    ----------
    computed, loaded, found, own, in_force, doubt, money
        As for `scoring.what_if.tried`.
    terms : collection of int
        That the product may be repaid over, days.
    """
    candidates = list(_candidates(own, found, terms))
    now, *then = what_if.tried(
        computed, loaded, found, own, candidates, in_force=in_force, doubt=doubt, money=money
    )
    approved = [
        outcome
        for outcome in then
        if outcome.recommendation.action is Action.APPROVE and helps(now.features, outcome.features)
    ]
    asked = found.facts["amount"]
    best = min(approved, key=lambda outcome: effort(outcome, asked), default=None)
    return Path(now, best, len(candidates))


def helps(now: Mapping[str, object], then: Mapping[str, object]) -> bool:
    """Tell whether no feature that theory has a say in moves the riskier way."""
    return not any(
        feature.risk * _moved(now[name], then[name]) > 1e-9
        for name, feature in catalogue.load().items()
        if feature.risk
    )


def effort(outcome: Outcome, asked: object) -> tuple[int, int, float, bool]:
    """Order changes by size: fewer kinds first, then less waiting, then less asked for less."""
    change = outcome.change
    kinds = sum(
        [change.amount is not None, change.term_days is not None, change.months > 0,
         change.instalments > 0, change.keeps_all]
    )  # fmt: skip
    lower = 0.0
    if change.amount is not None and isinstance(asked, int):
        lower = 1 - change.amount / asked
    return kinds, outcome.weeks, lower, change.term_days is not None


def _candidates(own: Own, found: Application, terms: Collection[int]) -> Iterator[Change]:
    """Give single changes, and pairs of a request with some months of behaviour."""
    requests = list(_requests(found, terms))
    behaviours = list(_behaviours(own))
    yield from requests
    yield from behaviours
    beside = [change for change in requests if _is_beside(change, found)]
    for request, behaviour in product(beside, behaviours):
        if behaviour.months in (0, *MONTHS_BESIDE) and not behaviour.keeps_all:
            yield replace(behaviour, amount=request.amount, term_days=request.term_days)


def _is_beside(change: Change, found: Application) -> bool:
    asked = found.facts["amount"]
    if change.amount is None or not isinstance(asked, int):
        return True
    return any(change.amount == _lower(asked, share) for share in LESS_BESIDE)


def _requests(found: Application, terms: Collection[int]) -> Iterator[Change]:
    asked, term = found.facts["amount"], found.facts["term_days"]
    if isinstance(asked, int):
        for share in LESS:
            yield Change(amount=_lower(asked, share))
    if isinstance(term, int):
        for days in sorted(terms):
            if days > term:
                yield Change(term_days=days)


def _lower(asked: int, share: float) -> int:
    return max(round(asked * share), 1)


def _behaviours(own: Own) -> Iterator[Change]:
    if own.tables["orders"].num_rows:
        for months in MONTHS:
            yield Change(months=months)
            yield Change(months=months, keeps_all=True)
    due = future.next_instalments(own)
    for instalments in INSTALMENTS:
        change = Change(instalments=instalments)
        if len(due) >= instalments and future.weeks_later(own, change) <= LONGEST_WEEKS:
            yield change


def _moved(now: object, then: object) -> float:
    """Give how far a feature moved; what was or is not known did not."""
    if not isinstance(now, int | float) or not isinstance(then, int | float):
        return 0.0
    return 0.0 if isnan(now) or isnan(then) else then - now
