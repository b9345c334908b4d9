"""The path to approval: the smallest change, or two, that the policy would approve."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import combinations, product
from math import isnan
from typing import TYPE_CHECKING

from data.application import Application
from data.errors import ThinfileError
from data.histories import future, resample
from data.histories.future import Change
from data.histories.own import Own
from data.histories.prepared import PreparedFeatures
from scoring import catalogue
from scoring.explain import what_if
from scoring.explain.uncertainty import Doubt
from scoring.explain.what_if import Outcome
from scoring.policies.policy import Action, Policy
from scoring.wording import Money

if TYPE_CHECKING:
    from scoring.models.model import Model

LESS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
MONTHS = (1, 2, 3, 4, 5, 6)
INSTALMENTS = (1, 2)
LONGEST_WEEKS = 26
MOST_DRAWN = 3  # changes of a round whose doubt is drawn, each about a quarter of a CPU second
CLOSE = 0.8  # of 46 intervals, 45 reached at least so far down as the one drawn before


@dataclass(frozen=True, slots=True)
class Path:
    """What was looked for and found.

    Parameters
    ----------
    now : Outcome
        With nothing changed.
    found : Outcome or None
        The smallest change that gets an approval, its doubt drawn where the policy asks for it;
        None where none was found within six months.
    tried : int
        How many changes were scored; 0 where a rule bars every one (`now.recommendation.unmoved`).
    drawn : int
        Of how many it was drawn how sure their scores would be.
    undrawn : int
        Changes that nothing but the doubt speaks against, and whose doubt was not drawn.
    """

    now: Outcome
    found: Outcome | None
    tried: int
    drawn: int = 0
    undrawn: int = 0


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

    Every candidate is written as rows and scored through the pipeline (`scoring.explain.what_if`).
    A person can only make what lies ahead: ask for less or for longer, buy regularly, keep what is
    bought, pay what falls due. A candidate is refused where it moves any constrained feature the
    way that theory says is riskier, whatever the model makes of it. Nothing is tried where a rule
    speaks against approval that no change moves, such as consent.

    Where the policy asks how sure a score is, that is drawn on the history as it would have gone
    on (`scoring.explain.what_if.settled`). Whoever is refused by it makes way for the smallest
    change whose score lies far enough above the cut-off for the interval just drawn, or else for
    the highest score, unless not even `CLOSE` of that interval would fit above the cut-off; at
    most `MOST_DRAWN` of each round are drawn.

    Parameters
    ----------
    computed, loaded, found, own, in_force, doubt, money
        As for `scoring.explain.what_if.tried`.
    terms : collection of int
        That the product may be repaid over, days.

    Raises
    ------
    ThinfileError
        When the history is too long to be written many times
        (`data.histories.resample.MOST_ROWS`).
    """
    rows = int(resample.rows(own).sum())
    if rows > resample.MOST_ROWS:
        raise ThinfileError(
            f"Wanted a history of at most {resample.MOST_ROWS:,} orders, lines and visits to try "
            f"changes on; got {rows:,}. Try single changes below."
        )
    tried = drawn = undrawn = 0
    reach, least = None, 0.0
    try_on = partial(
        what_if.tried,
        computed, loaded, found, own,
        in_force=in_force, doubt=doubt, money=money,
    )  # fmt: skip
    [now] = try_on([])
    if now.recommendation.unmoved:
        return Path(now, None, 0)
    for changes in rounds(own, found, terms):
        now, *then = try_on(changes)
        tried += len(changes)
        left = _unopposed(now, then, doubt)
        if left and not in_force.straddle_refers:
            return Path(now, _next(left, 0, found), tried)
        reach = _reach(now, doubt) if reach is None else reach
        for _ in range(min(MOST_DRAWN, len(left))):
            wanted = _next(left, in_force.approve_from + reach, found)
            if wanted.score < least:
                break
            left = [outcome for outcome in left if outcome is not wanted]
            drawn += 1
            sure = what_if.settled(computed.con, loaded, found, own, wanted, in_force=in_force)
            if sure.recommendation.action is Action.APPROVE:
                return Path(now, sure, tried, drawn)
            reach = _reach(sure, sure.doubt)
            least = in_force.approve_from + CLOSE * reach
        undrawn += len(left)
    return Path(now, None, tried, drawn, undrawn)


def _unopposed(now: Outcome, then: list[Outcome], doubt: Doubt | None) -> list[Outcome]:
    """Give what nothing but the doubt may speak against; the too thin stay so without buying."""
    is_thin = doubt is not None and doubt.redraw_low is None
    allowed = set() if is_thin else {"how sure"}
    return [
        outcome
        for outcome in then
        if {rule.name for rule in outcome.recommendation.fired} <= allowed
        and helps(now.features, outcome.features)
    ]


def _reach(outcome: Outcome, doubt: Doubt | None) -> int:
    """Give how far below a score its interval reaches; 0 where that is not known."""
    return 0 if doubt is None or doubt.redraw_low is None else outcome.score - doubt.redraw_low


def _next(left: list[Outcome], least: int, found: Application) -> Outcome:
    """Give the smallest change that leads to a score, or else the one with the highest."""
    enough = [outcome for outcome in left if outcome.score >= least]
    if not enough:
        return max(left, key=lambda outcome: outcome.score)
    return min(enough, key=lambda outcome: effort(outcome, found.facts["amount"]))


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


def rounds(own: Own, found: Application, terms: Collection[int]) -> Iterator[list[Change]]:
    """Give what is tried: single changes, then every pair, then pairs in which all is kept.

    The next round is only needed where none before it leads to an approval.
    """
    kinds = [*_requests(found, terms), *_behaviours(own)]
    keeps = [replace(change, keeps_all=True) for change in kinds[2]]
    yield [change for kind in kinds for change in kind]
    yield [
        *(_both(*pair) for some in combinations(kinds, 2) for pair in product(*some)),
        *keeps,
    ]
    others = [change for kind in kinds for change in kind if not change.months]
    yield [_both(other, kept) for other, kept in product(others, keeps)]


def _both(one: Change, other: Change) -> Change:
    changed = {
        part.name: getattr(other, part.name)
        for part in fields(other)
        if getattr(other, part.name) != part.default
    }
    return replace(one, **changed)


def _requests(found: Application, terms: Collection[int]) -> tuple[list[Change], list[Change]]:
    """Give requests for less, and for longer."""
    asked, term = found.facts["amount"], found.facts["term_days"]
    less = [_lower(asked, share) for share in LESS] if isinstance(asked, int) else []
    longer = [days for days in sorted(terms) if isinstance(term, int) and days > term]
    return [Change(amount=amount) for amount in less], [Change(term_days=days) for days in longer]


def _lower(asked: int, share: float) -> int:
    return max(round(asked * share), 1)


def _behaviours(own: Own) -> tuple[list[Change], list[Change]]:
    """Give months of buying regularly, and instalments to pay first."""
    months = MONTHS if own.tables["orders"].num_rows else ()
    due = len(future.next_instalments(own))
    paid = [Change(instalments=number) for number in INSTALMENTS if number <= due]
    return (
        [Change(months=number) for number in months],
        [change for change in paid if future.weeks_later(own, change) <= LONGEST_WEEKS],
    )


def _moved(now: object, then: object) -> float:
    """Give how far a feature moved; what was or is not known did not."""
    if not isinstance(now, int | float) or not isinstance(then, int | float):
        return 0.0
    return 0.0 if isnan(now) or isnan(then) else then - now
