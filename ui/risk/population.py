"""Which part of the book a risk page counts: product and depth of file, kept in the address."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.cohorts.cohort_counts import INSIDE
from ui import words

_ALL, _NOT_KNOWN, _SCORE = "all", "not known", "score"
_BAND = 50  # points of a score band
# how pages are cut, to what a cohort calls it
_CUTS = {"depth": "depth_band"} | {
    name: name for name in ("month", "product", "channel", "region", "lender")
}
_DEPTHS = {_ALL: "any depth", "thin": "thin files", "medium": "medium files", "deep": "deep files"}


def ask(page: str, products: list[str]) -> tuple[str | None, str | None, str]:
    """Ask for a product and a depth band.

    Parameters
    ----------
    page : str
        Begins the widgets' keys.
    products : list of str
        Of the book.

    Returns
    -------
    tuple
        Product and depth band, None for all, and the choice in words.
    """
    named = {_ALL: "any product"} | {product: words.plain(product) for product in products}
    product = choice("Product", named, f"{page}_product")
    depth = choice("Depth of file", _DEPTHS, f"{page}_depth")
    chosen = [named[product]] * (product != _ALL) + [_DEPTHS[depth]] * (depth != _ALL)
    return (
        None if product == _ALL else product,
        None if depth == _ALL else depth,
        ", ".join(chosen) or "whole population",
    )


def choice(label: str, options: dict[str, str], key: str, *, width: int = 170) -> str:
    """Ask for one of some options, value to words; the words stand for the label."""
    return st.selectbox(
        label,
        list(options),
        key=key,
        bind="query-params",
        format_func=lambda option: options[option],
        label_visibility="collapsed",
        width=width,
    )


def conditions(product: str | None, depth_band: str | None) -> list[Condition]:
    """Give what makes a product and a depth band a cohort; None is no condition."""
    asked = {"product": product, "depth_band": depth_band}
    return [Condition(name, names=(value,)) for name, value in asked.items() if value is not None]


def group(cut: str, name: str) -> Sequence[Condition | None]:
    """Give what makes a group of a cut page a cohort; None where conditions cannot say it.

    Parameters
    ----------
    cut : str
        The page's own word, or a cohort as `scoring.risk.cohorts.cohort.written` writes it.
    name : str
        Of the group, as the page's numbers have it.
    """
    if cut == "none":
        return []
    if cut not in _CUTS and cut != _SCORE:
        return cohort.parse(cut) if name == INSIDE else [None]
    if name == _NOT_KNOWN:
        return [None]
    if cut == _SCORE:
        return [Condition("score", least=float(name), below=float(name) + _BAND)]
    return [Condition(_CUTS[cut], names=(name,))]


def month(of: datetime) -> Condition:
    """Give what makes the applications of a month a cohort."""
    return Condition("month", names=(f"{of:%Y-%m}",))


def kept(cells: pd.DataFrame, product: str | None, depth_band: str | None) -> pd.DataFrame:
    """Keep the cells of a product and a depth band; None keeps all."""
    found = cells if product is None else cells[cells["product"] == product]
    return found if depth_band is None else found[found["depth_band"] == depth_band]
