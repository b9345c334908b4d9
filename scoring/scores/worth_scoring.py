"""Whether anything of a request is left to score, once its rows were checked."""

from data import book, read
from data.errors import ThinfileError
from data.home import Home


def require(own: Home, snapshot: str, application_id: str, customer_id: str) -> None:
    """Refuse a request that broke a rule, or of whose purchases not one order is kept.

    Such a score would say that they never bought anything, which nobody claimed.

    Parameters
    ----------
    own : Home
        The upload's.
    snapshot : str
        Built of its files.
    application_id, customer_id : str
        The request's.

    Raises
    ------
    ThinfileError
        Saying how many rows came, which rules they broke and where.
    """
    with book.open_book(own, book.unscored(snapshot)) as con:
        found = read.record(
            con, "upload_kept", application_id=application_id, customer_id=customer_id
        )
        broken = read.records(con, "status_rejects")
    if found is None:
        raise LookupError("a query of one row gave none")
    if not found["is_kept"]:
        raise ThinfileError(
            f"Wanted a request that keeps the contract; this one does not{_told(broken)}. Nothing "
            "was scored. Mend what is named, and score again."
        )
    if not found["orders_kept"]:
        raise ThinfileError(
            f"Wanted orders of customer '{customer_id}'; of the {found['orders_read']:,} that "
            f"came not one is kept for them{_told(broken)}. Nothing was scored. Check the customer "
            "id and these rows, and bring them again."
        )


def _told(broken: list[dict[str, object]]) -> str:
    """Name the rules that rows broke, the most frequent first."""
    named = [
        f"{row['table_name']} {row['rule']} {row['rows_rejected']:,} (first in row "
        f"{row['first_file_row']:,})"
        for row in broken[:3]
    ]
    return f": {', '.join(named)}" if named else ""
