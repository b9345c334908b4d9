"""Score what a person brings: a small book of its own, checked and scored as any other."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import book, build, own_rows, read, uploads
from data.book import Book
from data.errors import ThinfileError
from data.home import Home
from data.progress import Progress, silent
from data.uploads import ID_SHOWN, PREFIX, home_of
from scoring.scores import score, worth_scoring
from scoring.scores.brought import CSV, LENDERS, PARQUET

MOST_BYTES = 200 << 20
MOST_ROWS = 1_000_000
MOST_DOUBTS = 1_000  # half a minute of two cores, while somebody waits
BLOCK = 1 << 20
TABLES = ("orders", "order_lines", "visits", "customers", "consents", "bureau", "applications")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a book must say of itself, taken over from the book in use.

    Parameters
    ----------
    currency : str
    minor_digits : int
    timezone : str
    is_simulated : bool
    """

    currency: str
    minor_digits: int
    timezone: str
    is_simulated: bool


def require_within_limits(name: str, file: Path) -> None:
    """Refuse a file that is too large, before it is read whole.

    Raises
    ------
    ThinfileError
        Above 200 MB or 1 million rows, or when it is neither CSV nor Parquet.
    """
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise ThinfileError(
            f"{name} has {size / 2**20:.0f} MB; at most {MOST_BYTES >> 20} MB are taken at once. "
            "Split it, or build a book of it: `python -m data build`."
        )
    try:
        rows = pq.read_metadata(file).num_rows if file.suffix == PARQUET else _lines(file) - 1
    except (pa.ArrowException, OSError) as broken:
        raise ThinfileError(
            f"{name} cannot be read as Parquet ({broken}). Save it anew."
        ) from broken
    if rows > MOST_ROWS:
        raise ThinfileError(
            f"{name} has more than {MOST_ROWS:,} rows, which are taken at once. Split it, or "
            "build a book of it: `python -m data build`."
        )


def _lines(file: Path) -> int:
    """Count the lines of a file, but no more than are refused; block by block, however long."""
    count, last = 0, b"\n"
    with file.open("rb") as opened:
        while count <= MOST_ROWS + 1 and (block := opened.read(BLOCK)):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def add(
    home: Home,
    used: Book,
    files: Mapping[str, Path],
    terms: Terms,
    *,
    request: Mapping[str, object] | None = None,
    progress: Progress = silent,
) -> str:
    """Make a scored book of uploaded files.

    Parameters
    ----------
    home : Home
    used : Book
        The book in use, whose model scores.
    files : mapping of str to Path
        By table of the contract, in its columns, ``.csv`` or ``.parquet``.
    terms : Terms
    request : mapping or None
        The one application, in the columns of `applications` without its id; None when the files
        bring applications of their own.
    progress : Progress

    Returns
    -------
    str
        Id of the upload, and of the application where there is one: the same content again gives
        the same.

    Raises
    ------
    ThinfileError
        When a file is too large, lacks columns, or the book in use has no model; when the request
        breaks a rule, or orders were given and not one of the customer is kept.
    """
    if used.model is None:
        raise ThinfileError("The book in use has no model, so nothing can be scored. Train one.")
    for table, file in files.items():
        require_within_limits(f"{table}{file.suffix}", file)
    upload_id = _id_of(used, files, terms, request)
    if uploads.is_upload(home, upload_id):
        return upload_id
    with uploads.written(home, upload_id) as own:
        given = own.root / "files"
        given.mkdir()
        for table, file in files.items():
            shutil.copyfile(file, given / f"{table}{file.suffix}")
        if request is not None:
            _ask(given / f"applications{CSV}", {"application_id": upload_id, **request})
        _name_lenders(home, used, given / f"{LENDERS}{CSV}")
        _describe(given / "source.toml", terms)
        own.models.symlink_to(home.models.resolve(), target_is_directory=True)
        snapshot = build.build(own, "contract", given, progress=progress)
        if request is not None:
            worth_scoring.require(own, snapshot, upload_id, str(request["customer_id"]))
        score.score(own, version=used.model, most_doubts=MOST_DOUBTS, progress=progress)
        score.publish(own, version=used.model)
    return upload_id


def shopper(
    con: duckdb.DuckDBPyConnection,
    named: str,
    lender_id: str | None,
    *,
    lender_ids: tuple[str, ...] | None = None,
) -> str:
    """Find a shopper of a book for a new request, by their own id or by an application's.

    Whoever has applied before is found by those who see one of their lenders. Whoever never did
    is nobody's applicant yet: they are found by those who see the lender that they now ask.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    named : str
    lender_id : str or None
        To whom the new request goes.
    lender_ids : tuple of str, optional
        The viewer's lenders; by default all.

    Returns
    -------
    str
        Their customer id.

    Raises
    ------
    ThinfileError
        When there is none whom the viewer may see; which of the two is not said.
    """
    sees = None if lender_ids is None else list(lender_ids)
    found = read.record(con, "upload_shopper", named=named, lender_ids=sees)
    is_asked = lender_ids is None or lender_id in lender_ids
    if found is None or not (found["seen"] if found["applications"] else is_asked):
        among = "" if lender_ids is None else " among your lenders"
        raise ThinfileError(
            f"Wanted the id of a shopper, or of an application of theirs; the book in use has "
            f"none that is '{named}'{among}. Check the id, or give their purchases as files."
        )
    return str(found["customer_id"])


def from_book(rows: own_rows.Rows, folder: Path) -> dict[str, Path]:
    """Write a shopper's own rows as files of the contract, with the loans they had before.

    Of what they asked for before, only what was lent comes along: a loan belongs to a request.

    Parameters
    ----------
    rows : dict
        As `data.own_rows.of_customer` gives them.
    folder : Path
    """
    lent = {loan["application_id"] for loan in rows["loans"]}
    asked = [one for one in rows["applications"] if one["application_id"] in lent]
    files = {}
    for table in own_rows.TABLES:
        found = asked if table.name == "applications" else rows[table.name]
        if not found:
            continue
        columns = [column.name for column in table.columns]
        path = folder / f"{table.name}{CSV}"
        pd.DataFrame(found)[columns].to_csv(path, index=False)
        files[table.name] = path
    return files


def _ask(path: Path, row: Mapping[str, object]) -> None:
    """Write the request, after the earlier ones where there are some."""
    request = pd.DataFrame([dict(row)])
    if path.is_file():
        request = pd.concat([pd.read_csv(path, dtype=str), request.astype(object)])
    request.to_csv(path, index=False)


def _name_lenders(home: Home, used: Book, path: Path) -> None:
    """Bring the lenders of the book in use along, whom letters name."""
    with book.open_book(home, used) as con:
        found = con.cursor().execute("select * from snapshot.lenders order by lender_id").df()
    if len(found):
        found.to_csv(path, index=False)


def results(home: Home, upload_id: str) -> pd.DataFrame:
    """Give what an upload scored: one row per application.

    Of a request its application has the upload's id; requests of before may stand beside it.

    Returns
    -------
    pandas.DataFrame
        The columns of `data/queries/upload_results.sql`.
    """
    own = home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as con:
        return read.query(con, "upload_results")


def rejects(home: Home, upload_id: str, *, most: int = 1000) -> pd.DataFrame:
    """Give the rows of an upload that broke a rule of the contract, in the order of the files.

    Returns
    -------
    pandas.DataFrame
        `table_name`, `file_row` (from 1, without the header), `rule`, `raw` (JSON), and in every
        row how many there are in all, `rejected`.
    """
    own = home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as con:
        return read.query(con, "upload_rejects", most=most)


def _id_of(
    used: Book, files: Mapping[str, Path], terms: Terms, request: Mapping[str, object] | None
) -> str:
    digest = hashlib.sha256()
    for table in sorted(files):
        digest.update(table.encode())
        with files[table].open("rb") as opened:
            while block := opened.read(BLOCK):
                digest.update(block)
    said = {"model": used.model, "terms": asdict(terms), "request": request}
    digest.update(json.dumps(said, sort_keys=True, default=str).encode())
    return f"{PREFIX}{digest.hexdigest()[:ID_SHOWN]}"


def _describe(path: Path, terms: Terms) -> None:
    path.write_text(
        f'currency = "{terms.currency}"\nminor_digits = {terms.minor_digits}\n'
        f'timezone = "{terms.timezone}"\nsimulated = {str(terms.is_simulated).lower()}\n'
        # a person looks at the rejects before anything is decided
        "[rejects]\ndefault = 1.0\n",
        encoding="utf-8",
    )
