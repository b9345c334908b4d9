"""The decisions in force, as the contract's table `decisions`, for the lender."""

from pathlib import Path

import pandas as pd
from sqlalchemy import Engine, Text, and_, func, select, type_coerce

from data import contract
from data.errors import ThinfileError
from data.home import write_whole
from desk.store import database, tables
from desk.store.kinds import Kind

CSV, PARQUET = ".csv", ".parquet"


def decisions(engine: Engine, lender_id: str | None = None) -> pd.DataFrame:
    """Give the decisions in force, in the columns of the contract.

    Parameters
    ----------
    engine : Engine
    lender_id : str or None
        None for every lender.

    Returns
    -------
    pandas.DataFrame
        One row per application, by application_id. `decided_at` is UTC without zone: when the
        decision came into force, so the second person's time where there was one.
    """
    made, entry, case = tables.decisions.c, tables.ledger.c, tables.cases.c
    stood_by = and_(entry.about == made.entry_no, entry.kind == Kind.SECOND_APPROVAL)
    asked = (
        select(
            case.application_id,
            func.coalesce(entry.written_at, type_coerce(made.decided_at, Text)).label("decided_at"),
            made.decision,
            made.decided_by,
            made.recommendation,
            made.reason_code,
            made.amount.label("approved_amount"),
            made.term_days.label("approved_term_days"),
            made.score,
            made.policy_version,
        )
        .join(tables.cases, case.decision_no == made.entry_no)
        .outerjoin(tables.ledger, stood_by)
        .order_by(case.application_id)
    )
    if lender_id is not None:
        asked = asked.where(case.lender_id == lender_id)
    with database.reading(engine) as con:
        found = con.execute(asked)
        frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    frame["decided_at"] = pd.to_datetime(frame["decided_at"], format=tables.TIME_FORMAT)
    whole = dict.fromkeys(("approved_amount", "approved_term_days", "score"), "Int64")
    columns = [column.name for column in contract.DECISIONS.columns]
    return frame.astype(whole)[columns]


def write(engine: Engine, path: Path, lender_id: str | None = None) -> int:
    """Write the decisions in force to a CSV or Parquet file, whole or not at all.

    Returns
    -------
    int
        How many.

    Raises
    ------
    ThinfileError
        When the file's suffix is neither ``.csv`` nor ``.parquet``.
    """
    if path.suffix not in {CSV, PARQUET}:
        raise ThinfileError(
            f"Wanted a file that ends in {CSV} or {PARQUET}; got {path.name}. Name it so."
        )
    found = decisions(engine, lender_id)
    with write_whole(path) as partial:
        if path.suffix == CSV:
            found.to_csv(partial, index=False, date_format="%Y-%m-%dT%H:%M:%S.%fZ")
        else:
            found.to_parquet(partial, index=False)
    return len(found)
