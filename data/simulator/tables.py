"""A drawn chunk as the contract's tables."""

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from data.simulator import applying, people, repayment
from data.simulator.arrow import TRUTH, ids, names, schemas, times
from data.simulator.basket import assortment
from data.simulator.browsing import ACTIONS
from data.simulator.chunk import Chunk
from data.simulator.purchases import CHANNELS, DEVICES, PAYMENTS, STATUSES
from data.simulator.settings import Ints, rates, settings

SHOPPER_DIGITS, EVENT_DIGITS = 8, 4
Columns = dict[str, object]


def tables(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    """Return the tables of the first `keep` shoppers of a chunk, each sorted by customer."""
    parts = [
        _people(chunk, keep),
        _orders(chunk, keep),
        _visits(chunk, keep),
        _applications(chunk, keep),
        _decisions(chunk, keep),
        _repayment(chunk, keep),
    ]
    return {name: table for part in parts for name, table in part.items()}


def lenders() -> pa.Table:
    """Return the lenders, which are the same in every book."""
    columns = zip(*people.LENDERS, strict=True)
    schema = schemas()["lenders"]
    return pa.table([pa.array(list(column)) for column in columns], schema=schema)


def _table(name: str, columns: Columns, shopper: Ints, keep: int) -> dict[str, pa.Table]:
    """Return the contract's table of these columns, cut to the first shoppers."""
    schema = schemas()[name]
    rows = int(np.searchsorted(shopper, keep))
    fields, arrays = [], []
    for field in schema:
        column = columns[field.name]
        array = column if isinstance(column, pa.Array) else pa.array(column, field.type)
        arrays.append(array.slice(0, rows))
        fields.append(pa.field(field.name, array.type))
    return {name: pa.table(arrays, schema=pa.schema(fields))}


def _offset(count: int) -> Ints:
    return np.full(count, settings().utc_offset_minutes)


def _customer(chunk: Chunk, shopper: Ints) -> pa.Array:
    return ids("C", chunk.traits.number[shopper], SHOPPER_DIGITS)


def _event(prefix: str, chunk: Chunk, shopper: Ints, sequence: Ints, digits: int) -> pa.Array:
    numbers = chunk.traits.number[shopper] * 10**digits + sequence
    return ids(prefix, numbers, SHOPPER_DIGITS + digits)


def _people(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    everyone = np.arange(len(chunk.traits.number))
    gender, birth, group = chunk.protected
    customer = _customer(chunk, everyone)
    consents = chunk.consents
    return {
        **_table(
            "customers",
            {"customer_id": customer, "registered_at": times(people.registered_at(chunk.traits))},
            everyone,
            keep,
        ),
        **_table(
            "consents",
            {
                "customer_id": _customer(chunk, consents.shopper),
                "purpose": names(consents.purpose, people.PURPOSES),
                "granted_at": times(consents.granted_at),
                "withdrawn_at": times(consents.withdrawn_at, missing=consents.withdrawn_at < 0),
            },
            consents.shopper,
            keep,
        ),
        **_table(
            "protected",
            {
                "customer_id": customer,
                "gender": names(gender, people.GENDERS),
                "birth_date": pa.array(birth.astype(np.int32)).cast(pa.date32()),
                "group": names(group, people.GROUPS),
            },
            everyone,
            keep,
        ),
    }


def _orders(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    history, orders, lines = chunk.history, chunk.history.orders, chunk.history.lines
    shop = assortment()
    order_id = _event("O", chunk, orders.shopper, orders.sequence, EVENT_DIGITS)
    address = chunk.traits.number[orders.shopper] * 100 + orders.address
    return {
        **_table(
            "orders",
            {
                "order_id": order_id,
                "customer_id": _customer(chunk, orders.shopper),
                "ordered_at": times(orders.at),
                "utc_offset_minutes": _offset(len(orders.at)),
                "amount": history.amount,
                "discount": history.discount,
                "channel": names(orders.channel, CHANNELS),
                "device": names(orders.device, DEVICES),
                "payment_method": names(orders.payment, PAYMENTS),
                "instalment_count": orders.instalments,
                "delivery_address_id": ids("D", address, SHOPPER_DIGITS + 2),
                "status": names(orders.status, STATUSES),
                "status_at": times(orders.status_at, missing=orders.status_at < 0),
                "recorded_at": times(orders.recorded_at),
            },
            orders.shopper,
            keep,
        ),
        **_table(
            "order_lines",
            {
                "order_id": order_id.take(pa.array(lines.order)),
                "line_no": lines.line_no,
                "product_id": names(
                    lines.product, [f"P{number:04d}" for number in range(len(shop.product_names))]
                ),
                "product_name": names(lines.product, shop.product_names),
                "category": names(lines.category, shop.categories),
                "brand": names(*_brand(lines.product)),
                "quantity": lines.quantity,
                "unit_price": lines.unit_price,
            },
            orders.shopper[lines.order],
            keep,
        ),
    }


def _brand(product: Ints) -> tuple[Ints, list[str]]:
    """Return the brands' positions and names: several products share a brand."""
    of_product = assortment().brand_of_product
    brands = sorted(set(of_product))
    return np.array([brands.index(name) for name in of_product])[product], brands


def _visits(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    visits = chunk.history.visits
    columns: Columns = {
        "visit_id": _event("V", chunk, visits.shopper, visits.sequence, EVENT_DIGITS),
        "customer_id": _customer(chunk, visits.shopper),
        "visited_at": times(visits.at),
        "utc_offset_minutes": _offset(len(visits.at)),
        "action": names(visits.action, ACTIONS),
        "category": names(visits.category, assortment().categories),
    }
    return _table("visits", columns, visits.shopper, keep)


def _application_id(chunk: Chunk, rows: Ints | None = None) -> pa.Array:
    made = chunk.applications if rows is None else chunk.applications.take(rows)
    return _event("A", chunk, made.shopper, made.sequence + 1, 1)


def _email_domains(chunk: Chunk) -> tuple[Ints, list[str]]:
    """Return each application's e-mail domain as position, and the domains."""
    hosts = rates().variables["email_host"].levels
    domains = [domain for host in hosts for domain in people.DOMAINS[host]]
    sizes = np.array([len(people.DOMAINS[host]) for host in hosts])
    host = chunk.applications.levels["email_host"]
    variant = chunk.email_variant[chunk.applications.shopper] % sizes[host]
    return (np.cumsum(sizes) - sizes)[host] + variant, domains


def _applications(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    made = chunk.applications
    levels = made.levels
    variables = rates().variables
    named = np.array([level == "yes" for level in variables["email_has_name"].levels])
    with_file = ~np.isnan(made.bureau)
    columns: Columns = {
        "application_id": _application_id(chunk),
        "customer_id": _customer(chunk, made.shopper),
        "applied_at": times(made.at),
        "utc_offset_minutes": _offset(len(made.at)),
        "product": names(made.product, applying.PRODUCTS),
        "amount": made.amount,
        "term_days": made.term_days,
        "channel": names(levels["channel"], variables["channel"].levels),
        "device": names(levels["device"], variables["device"].levels),
        "os": names(levels["os"], variables["os"].levels),
        "region": names(chunk.region[made.shopper], people.REGIONS),
        "email_domain": names(*_email_domains(chunk)),
        "email_has_name": named[levels["email_has_name"]],
        "email_has_number": levels["email_has_number"] == 1,
        "email_lower_case": levels["email_lower_case"] == 1,
        "email_typo": levels["email_typo"] == 1,
        "is_of_legal_age": made.is_of_legal_age,
        "refuses_automation": made.refuses_automation,
        "lender_id": names(chunk.lender, [lender[0] for lender in people.LENDERS]),
    }
    truth: Columns = {"application_id": _application_id(chunk), "prob_default": made.prob_default}
    return {
        **_table("applications", columns, made.shopper, keep),
        **_table(TRUTH, truth, made.shopper, keep),
        **_bureau(chunk, np.flatnonzero(with_file), keep),
    }


def _bureau(chunk: Chunk, rows: Ints, keep: int) -> dict[str, pa.Table]:
    asked = chunk.applications.take(rows)
    score = np.round(people.SCORE_MEAN + people.SCORE_SPREAD * asked.bureau)
    factor = np.floor(ndtr(asked.bureau) * 997).astype(np.int64)
    pairs = [f"{a};{b}" for a in people.KEY_FACTORS for b in people.KEY_FACTORS if a != b]
    columns: Columns = {
        "customer_id": _customer(chunk, asked.shopper),
        "pulled_at": times(asked.at - 40),
        "agency": names(np.zeros(len(rows), dtype=np.int64), [people.AGENCY]),
        "score": np.clip(score, people.SCORE_MIN, people.SCORE_MAX),
        "score_min": np.full(len(rows), people.SCORE_MIN),
        "score_max": np.full(len(rows), people.SCORE_MAX),
        "key_factors": names(factor % len(pairs), pairs),
    }
    return _table("bureau", columns, asked.shopper, keep)


def _decisions(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    rows = np.flatnonzero(chunk.applications.decision >= 0)
    made = chunk.applications.take(rows)
    declined = made.decision == applying.DECLINE
    is_override = declined != (made.recommendation == applying.DECLINE)
    verdicts = ("approve", "counter_offer", "decline")
    granted = repayment.approved_amounts(made)
    columns: Columns = {
        "application_id": _application_id(chunk, rows),
        "decided_at": times(made.decided_at),
        "decision": names(made.decision, verdicts),
        "decided_by": names(chunk.decided_by[rows], (*people.OFFICERS, people.MACHINE)),
        "recommendation": names(made.recommendation, verdicts),
        "reason_code": names(people.reasons(made, is_override), people.REASONS),
        "approved_amount": pa.array(granted, mask=declined),
        "approved_term_days": pa.array(made.term_days.astype(np.int32), mask=declined),
        "score": np.clip(np.round(660 + 70 * made.points), 350, 950).astype(np.int32),
        "policy_version": names((made.at > 56_000_000).astype(np.int64), ("2023-1", "2025-1")),
    }
    return _table("decisions", columns, made.shopper, keep)


def _repayment(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    loans, parts = chunk.loans, chunk.instalments
    out = chunk.applications.take(loans.application)
    loan_id = _event("L", chunk, out.shopper, out.sequence + 1, 1)
    mature = np.flatnonzero(loans.is_mature)
    unpaid = parts.paid_at < 0
    loans_table: Columns = {
        "loan_id": loan_id,
        "application_id": _application_id(chunk, loans.application),
        "disbursed_at": times(out.disbursed_at),
        "principal": loans.principal,
        "annual_rate": loans.annual_rate,
        "fee": loans.fee,
    }
    return {
        **_table("loans", loans_table, out.shopper, keep),
        **_table(
            "instalments",
            {
                "loan_id": loan_id.take(pa.array(parts.loan)),
                "instalment_no": parts.instalment_no,
                "due_at": times(parts.due_at),
                "due_amount": parts.due_amount,
                "paid_at": times(parts.paid_at, missing=unpaid),
                "paid_amount": np.where(unpaid, 0, parts.due_amount),
            },
            out.shopper[parts.loan],
            keep,
        ),
        **_table(
            "outcomes",
            {
                "application_id": _application_id(chunk, loans.application[mature]),
                "is_bad": out.is_bad[mature],
                "observed_at": times(loans.observed_at[mature]),
            },
            out.shopper[mature],
            keep,
        ),
    }
