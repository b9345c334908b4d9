"""The decisions in force, as overrides are counted from them."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Engine, func, select

from desk.roles import Act, Viewer, require
from desk.store import database, tables
from desk.work.overrides import is_persons_own

COLUMNS = (
    "application_id", "decided_at", "decided_by", "decision", "recommendation", "override_reason",
)  # fmt: skip
State = tuple[str, int, int]  # of which ledger, and two numbers of its decisions


def in_force(engine: Engine, viewer: Viewer) -> pd.DataFrame:
    """Give the decisions in force of the viewer's lenders.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, by application_id; `decided_at` is UTC without zone, `override_reason` the code
        of a decision against the recommendation, else None.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    made, case = tables.decisions.c, tables.cases.c
    asked = (
        select(
            case.application_id,
            made.decided_at,
            made.decided_by,
            made.decision,
            made.recommendation,
            made.override_reason,
            made.reason_code,
        )
        .join(tables.cases, case.decision_no == made.entry_no)
        .order_by(case.application_id)
    )
    if viewer.lender_ids is not None:
        asked = asked.where(case.lender_id.in_(viewer.lender_ids))
    with database.reading(engine) as con:
        found = con.execute(asked)
        rows = [
            (*row[:-2], None if is_persons_own(row.recommendation, *row[-2:]) else row[-2])
            for row in found
        ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["decided_at"] = pd.to_datetime(frame["decided_at"], utc=True).dt.tz_localize(None)
    return frame


def by_application(engine: Engine, viewer: Viewer) -> dict[str, tuple[str, datetime]]:
    """Give the decisions in force of the viewer's lenders, each with when it was made.

    Returns
    -------
    dict
        Decision and moment, UTC without zone, by application.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    made, case = tables.decisions.c, tables.cases.c
    asked = select(case.application_id, made.decision, made.decided_at).join(
        tables.cases, case.decision_no == made.entry_no
    )
    if viewer.lender_ids is not None:
        asked = asked.where(case.lender_id.in_(viewer.lender_ids))
    with database.reading(engine) as con:
        return {
            name: (decision, at.replace(tzinfo=None)) for name, decision, at in con.execute(asked)
        }


def state(engine: Engine) -> State:
    """Give what changes with every decision that comes into force or leaves it, of one ledger."""
    no = tables.cases.c.decision_no
    with database.reading(engine) as con:
        count, total = con.execute(select(func.count(no), func.sum(no))).one()
    return engine.url.render_as_string(), int(count), int(total or 0)
