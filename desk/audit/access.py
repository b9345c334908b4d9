"""Who looked at whom: every look is written down, and an auditor reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, true

from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import checks

TABLE = tables.access_log.c


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one application.

    Parameters
    ----------
    entry_no : int
    case_id : int or None
        None where the application had no case.
    application_id : str
    lender_id : str or None
    user_id : str
    seen_at : datetime
        UTC.
    page : str
    """

    entry_no: int
    case_id: int | None
    application_id: str
    lender_id: str | None
    user_id: str
    seen_at: datetime
    page: str


def looked(
    engine: Engine,
    by: By,
    *,
    application_id: str,
    lender_id: str | None,
    case_id: int | None,
    page: str,
) -> Receipt:
    """Write down that somebody opened an application's page.

    A key made of session, application and page keeps reruns of a page from writing again.

    Raises
    ------
    ThinfileError
        When the application is of another lender.
    """
    asked = {"application_id": application_id, "lender_id": lender_id, "page": page}

    def change(con: Connection, entry_no: int) -> Draft:
        del con
        checks.require_sees(by.viewer, lender_id, f"application '{application_id}'")
        new = insert(tables.access_log).values(
            entry_no=entry_no,
            case_id=case_id,
            user_id=by.viewer.user_id,
            seen_at=by.at,
            **asked,
        )
        return Draft(case_id=case_id, facts=asked, statements=(new,))

    return ledger.write(engine, by, Kind.VIEW, asked, change)


def looks(
    engine: Engine,
    viewer: Viewer,
    *,
    application_id: str | None = None,
    user_id: str | None = None,
    at_most: int = 1000,
) -> list[Look]:
    """Give the looks at an application, or by somebody, or all; the newest first.

    Raises
    ------
    ThinfileError
        When the viewer's role may not read the access log.
    """
    require(viewer, Act.VERIFY)
    own = true() if viewer.lender_ids is None else TABLE.lender_id.in_(viewer.lender_ids)
    asked = select(tables.access_log).where(own)
    if application_id is not None:
        asked = asked.where(TABLE.application_id == application_id)
    if user_id is not None:
        asked = asked.where(TABLE.user_id == user_id)
    with database.reading(engine) as con:
        rows = con.execute(asked.order_by(TABLE.entry_no.desc()).limit(at_most)).mappings()
        return [Look(**row) for row in rows]
