"""What an application itself shows: device, system and channel, and facts of the e-mail address."""

import pandas as pd
import streamlit as st

from data import contract
from scoring import catalogue
from ui import words

NOT_KNOWN = ""  # left out of the application
_OF_THE_BOOK = {
    # column, and the feature that is made of it
    "device": "application_device",
    "os": "application_os",
    "channel": "application_channel",
}
_OF_THE_ADDRESS = ("email_has_name", "email_has_number", "email_lower_case", "email_typo")
_ANSWERS = {"unknown": None, "yes": True, "no": False}


def ask(seen: pd.DataFrame) -> dict[str, object]:
    """Ask for them in a fold, all unknown at first.

    Parameters
    ----------
    seen : pandas.DataFrame
        As `ui.queue_loaders.application_choices` gives it.

    Returns
    -------
    dict of str to object
        What is known, by column of the contract's `applications`.
    """
    with st.expander("What the application itself showed, where it is known"):
        found: dict[str, object] = {
            column: _one_of_the_book(column, feature, seen)
            for column, feature in _OF_THE_BOOK.items()
        }
        domain = st.text_input(
            "E-mail address, the part after @", key="new_email_domain", placeholder="unknown"
        )
        found["email_domain"] = domain.rpartition("@")[2].strip().lower()
        for column in _OF_THE_ADDRESS:
            found[column] = _yes_or_no(column)
    return {name: value for name, value in found.items() if value not in {None, NOT_KNOWN}}


def _one_of_the_book(column: str, feature: str, seen: pd.DataFrame) -> str:
    """Ask for one of the values that the model has met."""
    values = seen.loc[seen["named"] == column, "value"].tolist()
    said = {NOT_KNOWN: "unknown", "unknown": "hidden by the applicant"}
    chosen: str = st.selectbox(
        catalogue.load()[feature].label,
        [NOT_KNOWN, *values],
        format_func=lambda one: said.get(one) or words.plain(one),
        key=f"new_{column}",
    )
    return chosen


def _yes_or_no(column: str) -> bool | None:
    meaning = next(one.meaning for one in contract.APPLICATIONS.columns if one.name == column)
    chosen = st.selectbox(
        catalogue.load()[column].label,
        list(_ANSWERS),
        key=f"new_{column}",
        help=f"{meaning[0].upper()}{meaning[1:]}.",
    )
    return _ANSWERS[chosen]
