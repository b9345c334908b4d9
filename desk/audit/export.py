"""The decisions in force, as the contract's table `decisions`, for the lender."""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, Text, and_, func, select, type_coerce

from data import contract, uploads
from data.errors import ThinfileError
from data.home import Home, write_whole
from desk.store import database, tables
from desk.store.kinds import Kind

CSV, PARQUET = ".csv", ".parquet"


def decisions(engine: Engine, home: Home, lender_id: str | None = None) -> tuple[pd.DataFrame, int]:
    """Give the decisions in force, in the columns of the contract.

    Parameters
    ----------
    engine : Engine
    home : Home
        Where uploads lie: what was scored from one is in no lender's files, so a build that was
        given its decision would reject it.
    lender_id : str or None
        None for every lender.

    Returns
    -------
    pandas.DataFrame
        One row per application, by application_id. `decided_at` is UTC without zone: when the
        decision came into force, so the second person's time where there was one. `reason_code` is
        the first reason of the letter that was sent, or else of the one that would have been when
        it was decided.
    int
        How many are left out, being of uploads.
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
            made.entry_no,
            tables.payloads.c.body.is_(None).label("is_erased"),
        )
        .join(tables.cases, case.decision_no == made.entry_no)
        .outerjoin(tables.payloads, tables.payloads.c.entry_no == made.entry_no)
        .outerjoin(tables.ledger, stood_by)
        .order_by(case.application_id)
    )
    if lender_id is not None:
        asked = asked.where(case.lender_id == lender_id)
    with database.reading(engine) as con:
        found = con.execute(asked)
        frame = pd.DataFrame(found.all(), columns=list(found.keys()))
        told = _told(con)
    named = zip(frame["entry_no"], frame["reason_code"], strict=True)
    frame["reason_code"] = [told.get(entry_no, code) for entry_no, code in named]
    frame["decided_at"] = pd.to_datetime(frame["decided_at"], format=tables.TIME_FORMAT)
    whole = dict.fromkeys(("approved_amount", "approved_term_days", "score"), "Int64")
    columns = [column.name for column in contract.DECISIONS.columns]
    is_ours = _are_uploads(home, zip(frame["application_id"], frame["is_erased"], strict=True))
    kept = frame.loc[[not ours for ours in is_ours]].reset_index(drop=True)
    return kept.astype(whole)[columns], sum(is_ours)


def _told(con: Connection) -> dict[int, str | None]:
    """Give the code of the first reason that was sent, by decision."""
    entry = tables.ledger.c
    asked = select(entry.about, entry.facts).where(entry.kind == Kind.NOTICE)
    letters = ((about, json.loads(facts)) for about, facts in con.execute(asked))
    # letters of before their reason was kept say nothing of it
    return {about: facts["reason_code"] for about, facts in letters if "reason_code" in facts}


def _are_uploads(home: Home, applications: Iterable[tuple[str, bool]]) -> list[bool]:
    """Tell which applications were scored from an upload; one that is erased is known by its id."""
    return [
        uploads.is_upload(home, name) or (is_erased and uploads.is_id(name))
        for name, is_erased in applications
    ]


def write(engine: Engine, home: Home, path: Path, lender_id: str | None = None) -> tuple[int, int]:
    """Write the decisions in force to a CSV or Parquet file, whole or not at all.

    Returns
    -------
    int, int
        How many, and how many are left out, being of uploads.

    Raises
    ------
    ThinfileError
        When the file's suffix is neither ``.csv`` nor ``.parquet``.
    """
    if path.suffix not in {CSV, PARQUET}:
        raise ThinfileError(
            f"Wanted a file that ends in {CSV} or {PARQUET}; got {path.name}. Name it so."
        )
    found, left_out = decisions(engine, home, lender_id)
    with write_whole(path) as partial:
        if path.suffix == CSV:
            found.to_csv(partial, index=False, date_format="%Y-%m-%dT%H:%M:%S.%fZ")
        else:
            found.to_parquet(partial, index=False)
    return len(found), left_out
