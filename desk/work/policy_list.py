"""All policies of the ledger: drafts, the one in force, and those before it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from desk.roles import Act, Viewer, require
from desk.store import database, tables
from desk.work.policies import PolicyStatus
from scoring.policies import policy
from scoring.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Kept:
    """A policy with its history.

    Parameters
    ----------
    policy : Policy
    status : PolicyStatus
    drafted_by : str
        User id.
    drafted_at : datetime
        UTC.
    in_force_by : str or None
        Who put it in force.
    in_force_at : datetime or None
    """

    policy: Policy
    status: PolicyStatus
    drafted_by: str
    drafted_at: datetime
    in_force_by: str | None
    in_force_at: datetime | None


def everything(engine: Engine, viewer: Viewer) -> list[Kept]:
    """Give every policy that the ledger keeps, the newest first.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    rows = tables.policies
    asked = (
        select(
            rows.c.version,
            tables.texts.c.body,
            rows.c.status,
            rows.c.drafted_by,
            rows.c.drafted_at,
            rows.c.in_force_by,
            rows.c.in_force_at,
        )
        .join(tables.texts, rows.c.text_sha256 == tables.texts.c.sha256)
        .order_by(rows.c.entry_no.desc())
    )
    with database.reading(engine) as con:
        found = con.execute(asked).all()
    return [
        Kept(
            policy=policy.parse(row.body, f"policy '{row.version}' of the ledger"),
            status=PolicyStatus(row.status),
            drafted_by=row.drafted_by,
            drafted_at=row.drafted_at,
            in_force_by=row.in_force_by,
            in_force_at=row.in_force_at,
        )
        for row in found
    ]
