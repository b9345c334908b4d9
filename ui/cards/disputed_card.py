"""A purchase that the applicant says is wrong: the score without it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data.application import Application
from scoring.assess import Assessment
from scoring.policy import Policy
from scoring.wording import Money
from ui import explaining, panel, words
from ui.book import BookInUse
from ui.cards.what_if_card import ACTIONS

TITLE = "Does the applicant say that a purchase is wrong?"
HELP = (
    "The chosen orders are left out as if they had never been made, and the rest goes through the "
    "same SQL, model and policy. Nothing is stored here: record the dispute with the case."
)


@st.fragment
def show(book: BookInUse, found: Application, scored: Assessment, policy: Policy) -> None:
    """Let the reader choose orders, and show the score without them.

    Parameters
    ----------
    book : BookInUse
    found : Application
    scored : Assessment
    policy : Policy
        What recommends.
    """
    labels = order_labels(scored.known["known_orders"], book.money)
    if not labels:
        return
    with panel.card("applicant_disputed"):
        st.markdown(f":gray[{TITLE}]", help=HELP)
        chosen = st.multiselect(
            "Disputed orders",
            list(labels),
            key=f"disputed_{found.application_id}",
            format_func=lambda order_id: labels[order_id],
            placeholder="Choose an order to see the score without it",
            label_visibility="collapsed",
        )
        if not chosen:
            return
        then = explaining.without(book, found, scored, policy, frozenset(chosen))
        now = scored.explanation.score
        st.markdown(
            f"Without {words.count(len(chosen), 'order')}: **{now} → {then.score}** "
            f"({then.score - now:+d}) · {ACTIONS[scored.recommendation.action]} → "
            f"{ACTIONS[then.recommendation.action]}"
        )


def order_labels(orders: pd.DataFrame, money: Money) -> Mapping[str, str]:
    """Name each order by day and amount, newest first."""
    newest = orders.sort_values("local_at", ascending=False)
    columns = (newest[name].tolist() for name in ("order_id", "local_at", "amount"))
    return {
        str(order_id): f"{words.moment(at)} · {words.money(amount, money)} · {order_id}"
        for order_id, at, amount in zip(*columns, strict=True)
    }
