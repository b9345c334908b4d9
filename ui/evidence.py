"""From a reason to its rows: the known rows that made a feature, those that count marked."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from scoring.catalogue import Evidence
from scoring.explain.disputed import Line
from scoring.wording import Money
from ui import sortable, words
from ui.words import UNKNOWN, Written

COUNTS = "Counts"
_BASKET = "basket"
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "known_orders": {
        "local_at": "Ordered",
        _BASKET: "Basket",
        "amount": "Amount",
        "payment_method": "Paid by",
        "device": "Device",
        "status": "Status then",
    },
    "known_lines": {
        "local_at": "Ordered",
        "product_name": "Product",
        "category": "Category",
        "brand": "Brand",
        "quantity": "Quantity",
        "line_amount": "Amount",
    },
    "known_visits": {"local_at": "Visited", "action": "Action", "category": "Category"},
    "known_loans": {"disbursed_at": "Paid out", "principal": "Principal"},
    "known_instalments": {
        "due_at": "Due",
        "due_amount": "Amount due",
        "paid_at": "Paid",
        "paid_amount": "Amount paid",
    },
    "known_bureau": {
        "pulled_at": "Pulled",
        "agency": "Agency",
        "score": "Score",
        "score_min": "Lowest possible",
        "score_max": "Highest possible",
    },
    "known_customers": {"registered_at": "Account opened"},
}
NOUNS: Mapping[str, str] = {
    "known_orders": "order",
    "known_lines": "order line",
    "known_visits": "visit",
    "known_loans": "earlier loan",
    "known_instalments": "earlier instalment",
    "known_bureau": "bureau file",
    "known_customers": "account",
}
_MONEY = frozenset({"amount", "line_amount", "principal", "due_amount", "paid_amount"})
_TIMES = frozenset({"local_at", "disbursed_at", "due_at", "paid_at", "pulled_at", "registered_at"})
_CODES = frozenset({"payment_method", "device", "status", "category", "action"})


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a reason.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a purchase (or visit, …), as people read it; the column `Counts` marks those in
        the numerator. Those that count come first, newest first.
    noun : str
        What one row is.
    counting, among : int
        Rows in the numerator and the denominator.
    order_ids : frozenset of str
        Orders that count, or whose lines do.
    purchases : tuple of (str, int or None)
        What each row of the table is, as `scoring.explain.disputed` names it: an order, or a line
        of one; empty where the rows are neither.
    """

    table: pd.DataFrame
    noun: str
    counting: int
    among: int
    order_ids: frozenset[str]
    purchases: tuple[Line, ...] = ()


def rows_behind(evidence: Evidence, known: Mapping[str, pd.DataFrame], money: Money) -> Rows:
    """Give the rows that made a feature.

    Parameters
    ----------
    evidence : Evidence
        Of the feature.
    known : mapping
        The applicant's known rows by table.
    money : Money
        The book's currency.

    Returns
    -------
    Rows
    """
    every = known[evidence.table]
    among = every[every[evidence.of].eq(True)]
    is_counted = (
        pd.Series(True, index=among.index)
        if evidence.counts is None
        else among[evidence.counts].eq(True)
    )
    among = among.assign(**{COUNTS: is_counted})
    if evidence.table == "known_orders":
        among = among.assign(**{_BASKET: among["order_id"].map(_baskets(known["known_lines"]))})
    times = [name for name in among.columns if name in _TIMES]
    among = among.sort_values([COUNTS, *times[:1]], ascending=False, kind="stable")
    counted = among[among[COUNTS]]
    return Rows(
        table=_readable(among, _COLUMNS[evidence.table], money),
        noun=NOUNS[evidence.table],
        counting=len(counted),
        among=len(among),
        order_ids=frozenset(counted["order_id"]) if "order_id" in counted else frozenset(),
        purchases=_purchases(among),
    )


def _purchases(rows: pd.DataFrame) -> tuple[Line, ...]:
    if "order_id" not in rows:
        return ()
    orders = rows["order_id"].astype(str).tolist()
    if "line_no" not in rows:
        return tuple((order_id, None) for order_id in orders)
    return tuple(zip(orders, rows["line_no"].astype(int).tolist(), strict=True))


def _baskets(lines: pd.DataFrame) -> Mapping[str, str]:
    named = lines.assign(product=lines["product_name"].fillna(lines["category"].map(words.plain)))
    baskets = named.groupby("order_id")["product"].agg(_some)
    return {str(order_id): str(basket) for order_id, basket in baskets.items()}


def _some(products: pd.Series) -> str:
    names = list(dict.fromkeys(products))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _plain(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return Written(f"{value:g}" if isinstance(value, float) else str(value), value)


def _readable(rows: pd.DataFrame, columns: Mapping[str, str], money: Money) -> pd.DataFrame:
    shown = {COUNTS: ["counts" if counted else "–" for counted in rows[COUNTS]]}
    for name, label in columns.items():
        if name not in rows:
            continue
        values = [None if pd.isna(value) else value for value in rows[name]]
        if name in _MONEY:
            shown[label] = [words.money(value, money) for value in values]
        elif name in _TIMES:
            shown[label] = [UNKNOWN if value is None else words.moment(value) for value in values]
        elif name in _CODES:
            shown[label] = [words.plain(value) for value in values]
        else:
            shown[label] = [UNKNOWN if value is None else _plain(value) for value in values]
    return sortable.table(shown)
