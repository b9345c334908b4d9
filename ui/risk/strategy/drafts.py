"""Drafts of a policy: saved, compared, and put in force by a second person."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from desk.roles import Act, Viewer
from desk.work import policies
from desk.work.policies import PolicyStatus
from desk.work.policy_list import Kept
from scoring.policies.policy import Policy, differences
from scoring.policies.policy_text import written
from scoring.risk.strategy.cells import on_grid
from scoring.wording import Money
from ui import answers, panel, sortable, words
from ui.cases import office
from ui.risk import charted, says
from ui.risk.says import Measure
from ui.risk.strategy import strategy_choices, unchecked_says
from ui.risk.strategy.strategy_loaders import Judgement

ABOUT = "strategy"
MOST_COMPARED = 3
_OF_MONEY = ("authority", "review_cost")
_CUTOFFS = ("refer from", "approve from")


def show(
    viewer: Viewer, draft: Policy, in_force: Policy, kept: Sequence[Kept], money: Money
) -> None:
    """Show the card that saves the draft on the screen and puts another's draft in force."""
    is_changed = draft != in_force
    st.markdown(":gray[Save as a draft; a second risk manager puts it in force]")
    if not viewer.may(Act.WRITE_DRAFTS):
        st.markdown(f"You read as {viewer.role.label}: drafts are written by risk managers.")
    else:
        name = st.text_input(
            "Name of the draft", key="strategy_name", placeholder="autumn thin files"
        )
        st.button(
            "Save as draft",
            key="strategy_save",
            width="stretch",
            disabled=not is_changed,
            help=None if is_changed else "Move a cut-off or a limit first.",
            on_click=_save,
            args=(viewer, draft, name),
        )
    waiting = [found for found in kept if found.status is PolicyStatus.DRAFT]
    if waiting:
        _offer(viewer, waiting, in_force, _since(in_force, kept), money)


def _since(in_force: Policy, kept: Sequence[Kept]) -> datetime | None:
    """Give since when a policy is in force."""
    at = [found.in_force_at for found in kept if found.policy.version == in_force.version]
    return at[0] if at else None


def _save(viewer: Viewer, draft: Policy, name: str) -> None:
    version = name.strip()
    if not version:
        answers.refuse(ABOUT, "Wanted a name for the draft; got none. Type one.")
        return
    text = written(draft.model_copy(update={"version": version}))
    said = f"Draft '{version}' is saved. Another risk manager can put it in force."
    office.attempt(
        viewer,
        "policy_draft",
        ABOUT,
        lambda by: policies.draft(office.ledger(), by, text=text),
        lambda _: said,
    )


def _offer(
    viewer: Viewer,
    waiting: Sequence[Kept],
    in_force: Policy,
    since: datetime | None,
    money: Money,
) -> None:
    by_version = {found.policy.version: found for found in waiting}
    chosen = st.selectbox("Draft", list(by_version), key="strategy_draft", bind="query-params")
    found = by_version[chosen]
    own = found.drafted_by == viewer.user_id
    st.markdown(
        f":gray[by {panel.escaped(found.drafted_by)}, {words.moment(found.drafted_at)} UTC. What "
        f"it changes of policy {panel.escaped(in_force.version)}:]"
    )
    changes = changed(in_force, found.policy, money)
    panel.tabulate(changes, key="strategy_changes", widths={"What": 190})
    if since is not None and since > found.drafted_at:
        st.markdown(
            f":yellow-badge[older] Policy {panel.escaped(in_force.version)} came in force after it "
            "was drafted. Putting it in force takes back what has changed since: read every line."
        )
    st.button(
        "Look at this draft",
        key="strategy_look",
        width="stretch",
        on_click=strategy_choices.take,
        args=(found.policy,),
    )
    if viewer.may(Act.PUT_IN_FORCE):
        st.button(
            "Put in force",
            key="strategy_force",
            type="primary",
            width="stretch",
            disabled=own,
            help="You drafted it: another risk manager puts it in force." if own else None,
            on_click=_force,
            args=(viewer, chosen),
        )


def changed(in_force: Policy, draft: Policy, money: Money) -> pd.DataFrame:
    """Give one row per value that a draft would change, as people read it."""

    def written_out(name: str, value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float) and name.startswith(_OF_MONEY):
            return words.money(round(value), money)
        return "–" if value is None else str(value)

    rows = [
        {
            "What": words.plain(name),
            "In force": written_out(name, old),
            "Draft": written_out(name, new),
        }
        for name, (old, new) in differences(in_force, draft).items()
    ]
    return sortable.table(rows, columns=["What", "In force", "Draft"])


def _force(viewer: Viewer, version: str) -> None:
    said = f"Policy '{version}' is in force, at once for every case that nobody has claimed."
    office.attempt(
        viewer,
        f"policy_in_force:{version}",
        ABOUT,
        lambda by: policies.put_in_force(office.ledger(), by, version=version),
        lambda _: said,
    )


def compare(
    kept: Sequence[Kept],
    shown: Judgement,
    judged: Callable[[Policy], Judgement],
    draft: Policy,
    *,
    by: Measure,
    allowed: Sequence[float],
) -> None:
    """Show the policy in force, the one before and the newest drafts on the same population.

    No others: each costs a count of every population.

    Parameters
    ----------
    kept, shown, judged, draft, by
        As in `compared`.
    allowed : sequence of float
        The multiples; the nearest one of each limit is taken, and said.
    """

    def at_nearest(policy: Policy) -> Judgement:
        return judged(on_grid(policy, allowed))

    several = len(kept)
    kept = [
        *_last(kept, PolicyStatus.IN_FORCE, 1),
        *_last(kept, PolicyStatus.RETIRED, 1),
        *_last(kept, PolicyStatus.DRAFT, MOST_COMPARED),
    ]
    table = compared(kept, shown, at_nearest, draft, by=by)
    title = "The draft beside the policy in force, the one before and the newest drafts"
    charted.show_table(title, "strategy_policies", table)
    if several > len(kept):
        st.caption(
            f"On the same applications; {words.count(several - len(kept), 'older policy')} left "
            "out. *Look at this draft* puts a draft on the screen."
        )
    between = [
        found.policy.version for found in kept if on_grid(found.policy, allowed) != found.policy
    ]
    if between:
        st.caption(
            f"Of {panel.escaped(', '.join(between))} each limit counts as the nearest half, or "
            "limit of the policy in force."
        )


def _last(kept: Sequence[Kept], status: PolicyStatus, most: int) -> list[Kept]:
    """Give the last few of a status: drafts by when they were written, others by their use."""
    found = [one for one in kept if one.status is status]
    return sorted(found, key=lambda one: one.in_force_at or one.drafted_at, reverse=True)[:most]


def compared(
    kept: Sequence[Kept],
    shown: Judgement,
    judged: Callable[[Policy], Judgement],
    draft: Policy,
    *,
    by: Measure,
) -> pd.DataFrame:
    """Set the policy on the screen beside every kept one, on the same population.

    Parameters
    ----------
    kept : sequence of Kept
    shown : (Standing, Unchecked or None)
        What the draft does to the population, and what it would were all checked.
    judged : callable
        Gives the same of a kept policy.
    draft : Policy
        On the screen.
    by : Measure

    Returns
    -------
    pandas.DataFrame
        A row each; what is estimated, for all checked, only where something is.
    """
    in_force = next((one.policy for one in kept if one.status is PolicyStatus.IN_FORCE), draft)
    every = [("not saved", "on the screen", draft, shown)]
    every += [
        (one.policy.version, words.plain(one.status), one.policy, judged(one.policy))
        for one in kept
    ]
    table = sortable.table(
        [
            {
                "Policy": version,
                "Status": status,
                **_row(policy, found, by),
                "Else than in force": _else(in_force, policy, by.money),
            }
            for version, status, policy, found in every
        ]
    )
    estimated = list(_estimated(shown, by))
    is_empty = (table[estimated] == words.UNKNOWN).all(axis=None)
    return table.drop(columns=estimated) if is_empty else table


def _row(policy: Policy, judged: Judgement, by: Measure) -> dict[str, object]:
    found, _ = judged
    return {
        "Refer from": policy.refer_from,
        "Approve from": policy.approve_from,
        "Approved (95 %)": says.rate(found.approval_rate, found.approval_low, found.approval_high),
        "Bad rate (95 %)": says.rate(found.bad_rate, found.bad_low, found.bad_high),
        "Outcomes inferred": words.percent(found.inferred / max(found.known + found.inferred, 1)),
        "Expected loss, a year (95 %)": _a_year(found.loss, found.loss_low, found.loss_high, by),
        "Profit, a year (95 %)": _a_year(found.profit, found.profit_low, found.profit_high, by),
        "Referred (95 %)": says.rate(found.referral_rate, found.referral_low, found.referral_high),
        **_estimated(judged, by),
    }


def _a_year(value: float, low: float, high: float, by: Measure) -> words.Written:
    return says.large_sure(value / by.years, low / by.years, high / by.years, by.money)


def _else(in_force: Policy, policy: Policy, money: Money) -> str:
    """Say what a policy does otherwise than the one in force, its two cut-offs apart."""
    changes = changed(in_force, policy, money).itertuples(index=False)
    return "; ".join(f"{row[0]}: {row[2]}" for row in changes if row[0] not in _CUTOFFS) or "–"


def _estimated(judged: Judgement, by: Measure) -> dict[str, str]:
    known = unchecked_says.estimates(*judged)
    rates, profit = [known.get(name) for name in ("approval_rate", "bad_rate")], known.get("profit")
    approved, bad = (
        words.UNKNOWN if of is None else says.rate(of.value, of.low, of.high) for of in rates
    )
    earned = words.UNKNOWN
    if profit is not None:
        earned = _a_year(profit.value, profit.low, profit.high, by)
    return {
        "Approved, all checked, estimated (95 %)": approved,
        "Bad rate, all checked, estimated (95 %)": bad,
        "Profit, a year, all checked, estimated (95 %)": earned,
    }
