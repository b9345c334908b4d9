"""A drawn chunk's applications, decisions and loans as the contract's tables."""

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from data.simulator import applying, people, repayment
from data.simulator.arrow import TRUTH, names, schemas, times
from data.simulator.chunk import Chunk
from data.simulator.keys import application_ids, customer_ids, cut, event_ids, offsets
from data.simulator.settings import Ints, rates

VERDICTS = ("approve", "counter_offer", "decline")  # as numbered in `applying`
SECOND_POLICY_FROM = 56_000_000  # local seconds since the first day


def lending_tables(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    """Return the lending tables and the truth of the first `keep` shoppers, by customer."""
    return {
        **_applications(chunk, keep),
        **_bureau(chunk, keep),
        **_decisions(chunk, keep),
        **_loans(chunk, keep),
        **_instalments(chunk, keep),
        **_outcomes(chunk, keep),
    }


def lenders() -> pa.Table:
    """Return the lenders, which are the same in every book."""
    columns = zip(*people.LENDERS, strict=True)
    return pa.table([pa.array(list(column)) for column in columns], schema=schemas()["lenders"])


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
    application_id = application_ids(chunk, np.arange(len(made.at)))
    columns: dict[str, object] = {
        "application_id": application_id,
        "customer_id": customer_ids(chunk, made.shopper),
        "applied_at": times(made.at),
        "utc_offset_minutes": offsets(len(made.at)),
        "product": names(made.request.product, applying.PRODUCTS),
        "amount": made.request.amount,
        "term_days": made.request.term_days,
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
    truth: dict[str, object] = {"application_id": application_id, "prob_default": made.prob_default}
    return {
        **cut("applications", columns, made.shopper, keep),
        **cut(TRUTH, truth, made.shopper, keep),
    }


def _bureau(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    rows = np.flatnonzero(~np.isnan(chunk.applications.bureau))
    asked = chunk.applications.take(rows)
    score = np.round(people.SCORE_MEAN + people.SCORE_SPREAD * asked.bureau)
    factor = np.floor(ndtr(asked.bureau) * 997).astype(np.int64)
    pairs = [f"{a};{b}" for a in people.KEY_FACTORS for b in people.KEY_FACTORS if a != b]
    columns: dict[str, object] = {
        "customer_id": customer_ids(chunk, asked.shopper),
        "pulled_at": times(asked.at - 40),
        "agency": names(np.zeros(len(rows), dtype=np.int64), [people.AGENCY]),
        "score": np.clip(score, people.SCORE_MIN, people.SCORE_MAX),
        "score_min": np.full(len(rows), people.SCORE_MIN),
        "score_max": np.full(len(rows), people.SCORE_MAX),
        "key_factors": names(factor % len(pairs), pairs),
    }
    return cut("bureau", columns, asked.shopper, keep)


def _decisions(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    rows = np.flatnonzero(chunk.applications.decision >= 0)
    made = chunk.applications.take(rows)
    declined = made.decision == applying.DECLINE
    is_override = declined != (made.recommendation == applying.DECLINE)
    granted = repayment.approved_amounts(made)
    columns: dict[str, object] = {
        "application_id": application_ids(chunk, rows),
        "decided_at": times(made.decided_at),
        "decision": names(made.decision, VERDICTS),
        "decided_by": names(chunk.decided_by[rows], (*people.OFFICERS, people.MACHINE)),
        "recommendation": names(made.recommendation, VERDICTS),
        "reason_code": names(people.reasons(made, is_override), people.REASONS),
        "approved_amount": pa.array(granted, mask=declined),
        "approved_term_days": pa.array(made.request.term_days.astype(np.int32), mask=declined),
        "score": np.clip(np.round(660 + 70 * made.points), 350, 950).astype(np.int32),
        "policy_version": names(
            (made.at > SECOND_POLICY_FROM).astype(np.int64), ("2023-1", "2025-1")
        ),
    }
    return cut("decisions", columns, made.shopper, keep)


def _loan_ids(chunk: Chunk) -> pa.Array:
    made, rows = chunk.applications, chunk.loans.application
    return event_ids("L", chunk, made.shopper[rows], made.sequence[rows] + 1, 1)


def _loans(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    loans, made = chunk.loans, chunk.applications
    columns: dict[str, object] = {
        "loan_id": _loan_ids(chunk),
        "application_id": application_ids(chunk, loans.application),
        "disbursed_at": times(made.disbursed_at[loans.application]),
        "principal": loans.principal,
        "annual_rate": loans.annual_rate,
        "fee": loans.fee,
    }
    return cut("loans", columns, made.shopper[loans.application], keep)


def _instalments(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    parts = chunk.instalments
    unpaid = parts.paid_at < 0
    columns: dict[str, object] = {
        "loan_id": _loan_ids(chunk).take(pa.array(parts.loan)),
        "instalment_no": parts.instalment_no,
        "due_at": times(parts.due_at),
        "due_amount": parts.due_amount,
        "paid_at": times(parts.paid_at, missing=unpaid),
        "paid_amount": np.where(unpaid, 0, parts.due_amount),
    }
    shopper = chunk.applications.shopper[chunk.loans.application]
    return cut("instalments", columns, shopper[parts.loan], keep)


def _outcomes(chunk: Chunk, keep: int) -> dict[str, pa.Table]:
    mature = np.flatnonzero(chunk.loans.is_mature)
    rows = chunk.loans.application[mature]
    columns: dict[str, object] = {
        "application_id": application_ids(chunk, rows),
        "is_bad": chunk.applications.is_bad[rows],
        "observed_at": times(chunk.loans.observed_at[mature]),
    }
    return cut("outcomes", columns, chunk.applications.shopper[rows], keep)
