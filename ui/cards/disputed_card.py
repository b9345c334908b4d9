"""A purchase that the applicant says is wrong: the score without it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from desk.roles import Act
from desk.work import casework
from scoring.assess import Assessment
from scoring.wording import Money
from ui import explaining, panel, words
from ui.cards.what_if_card import ACTIONS
from ui.cases import office, writes
from ui.cases.decision_bar import HELD
from ui.cases.matter import Matter
from ui.fragments import fragment

TITLE = "Does the applicant say that a purchase is wrong?"
HELP = (
    "The chosen orders are left out as if they had never been made, and the rest goes through the "
    "same SQL, model and policy. The score itself stays: a dispute is recorded with the case."
)


@fragment
def show(matter: Matter, scored: Assessment) -> None:
    """Let the reader choose orders, show the score without them, and record the dispute.

    Parameters
    ----------
    matter : Matter
    scored : Assessment
        Of its application.
    """
    if writes.is_saved():
        st.rerun(scope="app")
    labels = order_labels(scored.known["known_orders"], matter.book.money)
    if not labels:
        return
    recorded = _recorded(matter)
    with panel.card("applicant_disputed"), panel.errors_in_words():
        st.markdown(f":gray[{TITLE}]", help=HELP)
        refused = writes.refused()
        if refused is not None:
            st.error(panel.escaped(refused[0]))
        chosen = st.multiselect(
            "Disputed orders",
            list(labels),
            default=[order_id for order_id in recorded if order_id in labels],
            key=f"disputed_{matter.found.application_id}",
            format_func=lambda order_id: labels[order_id],
            placeholder="Choose an order to see the score without it",
            label_visibility="collapsed",
        )
        if chosen:
            _show_without(matter, scored, chosen)
        if recorded:
            st.markdown(f":gray[Recorded with the case: {', '.join(map(panel.escaped, recorded))}]")
        _offer(matter, [order_id for order_id in chosen if order_id not in recorded])


def _recorded(matter: Matter) -> list[str]:
    if matter.case is None:
        return []
    return casework.disputed(office.ledger(), matter.viewer, matter.case.case_id)


def _show_without(matter: Matter, scored: Assessment, chosen: list[str]) -> None:
    then = explaining.without(matter.book, matter.found, scored, matter.policy, frozenset(chosen))
    now = scored.explanation.score
    st.markdown(
        f"Without {words.count(len(chosen), 'order')}: **{now} → {then.score}** "
        f"({then.score - now:+d}) · {ACTIONS[scored.recommendation.action]} → "
        f"{ACTIONS[then.recommendation.action]}"
    )


def _offer(matter: Matter, fresh: list[str]) -> None:
    """Offer to record what is not recorded yet, to whoever has the case."""
    if not fresh or matter.case is None or matter.case.status not in HELD:
        return
    if not (matter.is_mine and matter.viewer.may(Act.DECIDE)):
        st.markdown(":gray[Whoever has the case can record the dispute.]")
        return
    why = st.text_input("What the applicant says", key=matter.key("dispute_why"), max_chars=500)
    st.button(
        f"Record the dispute of {words.count(len(fresh), 'order')}",
        key=matter.key("dispute"),
        disabled=not why.strip(),
        on_click=_record,
        args=(matter, fresh, why.strip()),
    )


def _record(matter: Matter, fresh: list[str], why: str) -> None:
    if matter.case is not None:
        writes.dispute(matter, matter.case, fresh, why)


def order_labels(orders: pd.DataFrame, money: Money) -> Mapping[str, str]:
    """Name each order by day and amount, newest first."""
    newest = orders.sort_values("local_at", ascending=False)
    columns = (newest[name].tolist() for name in ("order_id", "local_at", "amount"))
    return {
        str(order_id): f"{words.moment(at)} · {words.money(amount, money)} · {order_id}"
        for order_id, at, amount in zip(*columns, strict=True)
    }
