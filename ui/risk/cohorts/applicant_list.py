"""The applications behind a mark or a row: a page of them on the screen, all to take away."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from scoring.wording import Money
from ui import sortable, words
from ui.risk import charted, follow
from ui.risk.cohorts import cohort_choices

Places = NDArray[np.int32]
Read = Callable[[Places], pd.DataFrame]


def show(of: str, places: Places, read: Read, money: Money, *, key: str, page: str) -> None:
    """Show a page of some applications; a row opens its applicant, and the export holds them all.

    Parameters
    ----------
    of : str
        Whose they are.
    places : (n,) int
        Theirs, the newest first.
    read : callable
        Gives the applications at some places; of those of other pages only once somebody takes
        the list away, since a book may have millions.
    money : Money
    key : str
        Of the table.
    page : str
        Of the widget that asks which page.
    """
    above = st.container()
    shown = read(places[cohort_choices.page(len(places), page)])
    title = f"{words.count(len(places), 'application')} of {of}, the newest first; a row opens one"
    links = [follow.applicant(name) for name in shown["application_id"]]
    with above:
        charted.show_table(
            title, key, table(shown, money), taken=partial(_every, places, read, money),
            links=links, height=300,
        )  # fmt: skip
        st.caption("The box before a row opens its applicant; on the keyboard, Shift and Space do.")


def table(rows: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Give applications as people read them."""
    return sortable.table(
        {
            "Application": rows["application_id"],
            "Applied": [words.moment(at) for at in rows["local_applied_at"]],
            "Product": [words.plain(product) for product in rows["product"]],
            "Asked": [words.money(amount, money) for amount in rows["amount"]],
            "Score": rows["score"],
            "Default": [words.percent(share) for share in rows["prob_default"]],
            "Decision": [words.plain(decision) for decision in rows["decision"]],
            "Outcome": [
                "not known" if pd.isna(bad) else "bad" if bad else "good" for bad in rows["is_bad"]
            ],
        }
    )


def numbers(rows: pd.DataFrame, money: Money) -> pd.DataFrame:
    """Give applications to take away, amounts in whole units of the currency."""
    return rows.assign(amount=rows["amount"] / 10**money.minor_digits)


def _every(places: Places, read: Read, money: Money) -> pd.DataFrame:
    return numbers(read(places), money)
