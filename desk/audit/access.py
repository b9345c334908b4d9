"""Who looked at whom: every look is written down, and an auditor reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Text, cast, func, insert, or_, select

from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import checks

TABLE = tables.access_log.c
ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one application.

    Parameters
    ----------
    entry_no : int
    case_id : int or None
        None where the application has no case.
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


@dataclass(frozen=True, slots=True)
class Looks:
    """A page of looks, and how many there are in all."""

    total: int
    found: list[Look]

    @property
    def pages(self) -> int:
        """How many pages hold them all; at least 1."""
        return max(-(-self.total // ON_A_PAGE), 1)


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
    about: str | None = None,
    user_id: str | None = None,
    page: int = 1,
) -> Looks:
    """Give a page of the looks at an application, or by somebody, or all; the newest first.

    Parameters
    ----------
    engine : Engine
    viewer : Viewer
    about : str or None
        An application's id, or a case's number.
    user_id : str or None
    page : int
        From 1.

    Raises
    ------
    ThinfileError
        When the viewer's role may not read the access log.
    """
    require(viewer, Act.VERIFY)
    # whoever decides has looked before the case was opened
    case_id = func.coalesce(TABLE.case_id, tables.cases.c.case_id).label("case_id")
    wanted: list[ColumnElement[bool]] = []
    if viewer.lender_ids is not None:
        wanted.append(TABLE.lender_id.in_(viewer.lender_ids))
    if about is not None:
        wanted.append(or_(TABLE.application_id == about, cast(case_id, Text) == about))
    if user_id is not None:
        wanted.append(TABLE.user_id == user_id)
    both = tables.access_log.outerjoin(
        tables.cases, tables.cases.c.application_id == TABLE.application_id
    )
    columns = [case_id if column.name == "case_id" else column for column in TABLE]
    newest = select(*columns).select_from(both).where(*wanted).order_by(TABLE.entry_no.desc())
    asked = newest.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    with database.reading(engine) as con:
        total = con.execute(select(func.count()).select_from(both).where(*wanted)).scalar_one()
        return Looks(int(total), [Look(**row) for row in con.execute(asked).mappings()])
