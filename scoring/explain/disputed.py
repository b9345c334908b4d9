"""The score without purchases that the applicant says are wrong."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.application import Application
from data.errors import ThinfileError
from data.histories.own import Own
from data.histories.prepared import PreparedFeatures
from scoring.explain import what_if
from scoring.explain.uncertainty import Doubt
from scoring.explain.what_if import Outcome
from scoring.policies.policy import Policy
from scoring.wording import Money

if TYPE_CHECKING:
    from scoring.models.model import Model

Line = tuple[str, int | None]  # order_id and line_no; None disputes the whole order


def assess_without(
    computed: PreparedFeatures,
    loaded: "Model",
    found: Application,
    own: Own,
    order_lines: Collection[Line],
    *,
    in_force: Policy,
    doubt: Doubt | None,
    money: Money,
) -> Outcome:
    """Score an application as if disputed purchases had never been made.

    The rows are left out and everything else goes through the same SQL, model and policy.
    Nothing is stored: the dispute itself is recorded with the case.

    Parameters
    ----------
    computed, loaded, found, own, in_force, doubt, money
        As for `scoring.explain.what_if.tried`.
    order_lines : collection of (order_id, line_no)
        What is disputed; without a line number the whole order.

    Raises
    ------
    ThinfileError
        When a disputed row is not among those known of the applicant.
    """
    kept = without(own, order_lines)
    [outcome] = what_if.tried(
        computed, loaded, found, kept, [], in_force=in_force, doubt=doubt, money=money
    )
    return outcome


def without(own: Own, order_lines: Collection[Line]) -> Own:
    """Leave disputed rows out of what was known of one applicant.

    An order whose lines are all disputed goes with them; of another the amount falls by the
    disputed lines' share of its list price.

    Raises
    ------
    ThinfileError
        When a disputed row is not among those known of the applicant.
    """
    orders, lines = own.tables["orders"], own.tables["order_lines"]
    given = list(zip(lines["order_id"].to_pylist(), lines["line_no"].to_pylist(), strict=True))
    names = orders["order_id"].to_pylist()
    _require_known(order_lines, set(names), set(given))
    whole = {order_id for order_id, line_no in order_lines if line_no is None}
    is_out = np.array([line[0] in whole or line in order_lines for line in given], dtype=np.bool_)
    emptied = {line[0] for line in given} - {
        line[0] for line, out in zip(given, is_out, strict=True) if not out
    }
    gone = whole | emptied
    shares = _kept_shares(lines, given, is_out)
    amount = [
        round(paid * shares.get(name, 1.0))
        for name, paid in zip(names, orders["amount"].to_pylist(), strict=True)
    ]
    at = orders.schema.get_field_index("amount")
    orders = orders.set_column(at, "amount", pa.array(amount, orders["amount"].type))
    is_kept = pa.array([name not in gone for name in names], pa.bool_())
    return Own(
        {
            **own.tables,
            "orders": orders.filter(is_kept),
            "order_lines": lines.filter(pa.array(~is_out)),
        }
    )


def _require_known(order_lines: Collection[Line], orders: set[str], lines: set[Line]) -> None:
    for order_id, line_no in order_lines:
        if order_id not in orders or (line_no is not None and (order_id, line_no) not in lines):
            what = order_id if line_no is None else f"line {line_no} of {order_id}"
            raise ThinfileError(
                f"Wanted a purchase known of this applicant; got {what}. Choose one on the page."
            )


def _kept_shares(lines: pa.Table, given: list[Line], is_out: np.ndarray) -> dict[str, float]:
    """Give the share of each order's list price that is not disputed, where it has a price."""
    price = np.asarray(pc.multiply(lines["quantity"].cast(pa.int64()), lines["unit_price"]))
    whole: dict[str, int] = {}
    kept: dict[str, int] = {}
    for (order_id, _), value, out in zip(given, price.tolist(), is_out.tolist(), strict=True):
        whole[order_id] = whole.get(order_id, 0) + value
        kept[order_id] = kept.get(order_id, 0) + (0 if out else value)
    return {name: kept[name] / value for name, value in whole.items() if value}
