"""Cohorts that risk managers keep under a name, for everyone who reads the risk pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from data.errors import ThinfileError
from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from scoring.risk.cohorts import cohort

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class KeptCohort:
    """A cohort with its name.

    Parameters
    ----------
    name : str
    cohort : str
        As `scoring.risk.cohorts.cohort.written` writes it.
    kept_by : str
        User id.
    kept_at : datetime
        UTC.
    """

    name: str
    cohort: str
    kept_by: str
    kept_at: datetime


def keep(engine: Engine, by: By, *, name: str, written: str) -> Receipt:
    """Keep a cohort under a name; an earlier one of this name stays in the ledger and gives way.

    Parameters
    ----------
    name : str
        1 to 60 characters.
    written : str
        As `scoring.risk.cohorts.cohort.written` writes it; "" takes the name from the list.

    Raises
    ------
    ThinfileError
        When the name is too short or too long, the cohort cannot be read, or the role may not.
    """
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise ThinfileError(
            f"Wanted a name of 1 to {LONGEST_NAME} characters for the cohort; got {len(plain)}. "
            "Type one."
        )
    if written:
        cohort.parse(written)
    asked = {"name": plain, "cohort": written}
    lenders = by.viewer.lender_ids

    def change(con: Connection, entry_no: int) -> Draft:
        del con, entry_no
        return Draft(facts={**asked, "lender_ids": None if lenders is None else list(lenders)})

    return ledger.write(engine, by, Kind.COHORT, asked, change)


def kept(engine: Engine, viewer: Viewer) -> Mapping[str, KeptCohort]:
    """Give the cohorts that are kept, by name, in the order of their names.

    Only those of people whose lenders the viewer sees, too: a cohort's conditions tell of the
    lender that they were made for.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    rows = tables.ledger.c
    asked = select(rows.facts, rows.actor, rows.written_at).where(rows.kind == Kind.COHORT.value)
    found: dict[str, KeptCohort] = {}
    with database.reading(engine) as con:
        for facts, actor, written_at in con.execute(asked.order_by(rows.entry_no)):
            told = json.loads(facts)
            if not _is_shown(told.get("lender_ids"), viewer):
                continue
            at = tables.utc_moment(written_at)
            found[told["name"]] = KeptCohort(told["name"], told["cohort"], actor, at)
    return {name: found[name] for name in sorted(found) if found[name].cohort}


def _is_shown(lender_ids: Sequence[str] | None, viewer: Viewer) -> bool:
    """Whether the viewer sees all lenders that a keeper did; None is every lender of the book."""
    if lender_ids is None:
        return viewer.lender_ids is None
    return all(viewer.sees(lender) for lender in lender_ids)
