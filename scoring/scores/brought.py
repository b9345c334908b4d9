"""What files an upload was made of: their hashes, how many rows they had and lost."""

import hashlib
from dataclasses import dataclass

from data import book, read
from data.home import Home
from data.uploads import home_of

CSV, PARQUET = ".csv", ".parquet"
LENDERS = "lenders"  # the book's, in every upload


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """One file of an upload.

    Parameters
    ----------
    table : str
        Of the contract.
    sha256 : str
        Of its bytes, hexadecimal.
    rows, rejected : int
        How many it had, and how many of them broke a rule.
    """

    table: str
    sha256: str
    rows: int
    rejected: int


def files(home: Home, upload_id: str) -> tuple[BroughtFile, ...]:
    """Give the files of an upload, by table; not the lenders, who are the book's."""
    own = home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as con:
        tables = read.records(con, "status_tables")
    counts = {row["table_name"]: (row["rows_read"], row["rows_rejected"]) for row in tables}
    found = []
    for path in sorted((own.root / "files").iterdir()):
        if path.suffix in {CSV, PARQUET} and path.stem != LENDERS:
            with path.open("rb") as opened:
                sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            rows, rejected = counts[path.stem]
            found.append(BroughtFile(path.stem, sha256, int(rows), int(rejected)))
    return tuple(found)
