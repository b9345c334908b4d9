"""Runs the SELECTs, each in its own process, and checks the columns that come out."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data import faults
from data.errors import ThinfileError, did_you_mean
from data.sources import Select, Source
from data.table import WANTED, Column, Kind, Table

SANDBOX = Path(__file__).with_name("sandbox.py")
SOURCE_ROW = "source_row"
COMMENT = re.compile(r"--[^\n]*")
WHOLE_FILE = re.compile(
    r"select\s+\*\s+from\s+read_parquet\(\s*\$path\s*\|\|\s*'/(?P<file>[\w.-]+\.parquet)'\s*\)",
    re.IGNORECASE,
)
MEMORY_LIMIT = "2GB"
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
           "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip
DECIMALS = ("FLOAT", "DOUBLE", "DECIMAL")
READABLE = {
    Kind.TEXT: ("VARCHAR", "UUID", "ENUM", *NUMBERS),
    Kind.TIME: ("VARCHAR", "TIMESTAMP", "DATE"),
    Kind.DATE: ("VARCHAR", "TIMESTAMP", "DATE"),
    Kind.WHOLE: ("VARCHAR", *NUMBERS, *DECIMALS),
    Kind.COUNT: ("VARCHAR", *NUMBERS, *DECIMALS),
    Kind.MINUTES: ("VARCHAR", *NUMBERS, *DECIMALS),
    Kind.NUMBER: ("VARCHAR", *NUMBERS, *DECIMALS),
    Kind.FLAG: ("VARCHAR", "BOOLEAN", *NUMBERS),
}


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one table as the lender gave them, not yet checked.

    Parameters
    ----------
    table : str
    path : Path
        Parquet: a copy of what the SELECT gave, or the lender's own file.
    rows : int
    types : dict of str to str
        The engine's type of each column.
    """

    table: str
    path: Path
    rows: int
    types: dict[str, str]


def run(select: Select, source: Source, staging: Path) -> Staged:
    """Run one SELECT in the sandbox.

    Parameters
    ----------
    select : Select
    source : Source
    staging : Path
        Folder of this build; the SELECT can write to a folder of its own in it and nowhere else.

    Raises
    ------
    ThinfileError
        When the SELECT fails, or reads outside of the input folder.
    """
    in_place = _read_in_place(select, source)
    if in_place is not None:
        return in_place
    folder = staging / select.table
    folder.mkdir(parents=True)
    output = folder / "rows.parquet"
    given = {"path": str(source.input_folder), "timezone": source.settings.timezone}
    answer = _ask(
        {
            "select": select.text,
            "params": {name: given[name] for name in sorted(select.parameters)},
            "read": str(source.input_folder),
            "write": str(folder),
            "file": str(output),
            "memory_limit": MEMORY_LIMIT,
        },
        folder / "stderr.txt",
    )
    if "rows" not in answer:
        raise ThinfileError(
            f"Wanted the rows of {select.table} by {select.path.name} ({source.name}), but "
            f"{faults.in_words(str(answer['message']))}"
        )
    return Staged(select.table, output, int(str(answer["rows"])), _types(output))


def _types(file: Path) -> dict[str, str]:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        described = con.execute(
            "select column_name, column_type from (describe select * from read_parquet($file))",
            {"file": str(file)},
        ).fetchall()
    return dict(described)


def _read_in_place(select: Select, source: Source) -> Staged | None:
    """Take the lender's Parquet file itself where the SELECT asks for all of one and no more.

    A copy would hold the same rows. A file that leads out of the input folder, and one that
    cannot be opened, is left to the sandbox, which says what is wrong.
    """
    asked = WHOLE_FILE.fullmatch(COMMENT.sub("", select.text).strip())
    if asked is None:
        return None
    file = source.input_folder / asked["file"]
    if not file.is_file() or file.resolve().parent != source.input_folder:
        return None
    try:
        rows = pq.read_metadata(file).num_rows
        return Staged(select.table, file, rows, _types(file))
    except (duckdb.Error, pa.ArrowException, UnicodeDecodeError):
        return None


def _ask(request: dict[str, object], stderr: Path) -> dict[str, object]:
    """Send a request to a sandbox process; it ends with us, because its input is then closed."""
    with (
        stderr.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, "-I", str(SANDBOX)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            env={"LC_ALL": "C.UTF-8"},
        ) as child,
    ):
        try:
            answer = _exchange(child, json.dumps(request) + "\n")
        finally:
            child.kill()
    if not answer:
        said = stderr.read_text(encoding="utf-8").strip().splitlines()
        reason = said[-1] if said else "killed, perhaps for want of memory"
        return {"message": f"its process ended without an answer ({reason})"}
    loaded: dict[str, object] = json.loads(answer)
    return loaded


def _exchange(child: "subprocess.Popen[str]", line: str) -> str:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the sandbox was started without pipes")
    try:
        child.stdin.write(line)
        child.stdin.flush()
    except BrokenPipeError:
        return ""
    return child.stdout.read()


def check_columns(table: Table, staged: Staged, file: Path) -> None:
    """Check that a table has the required columns, no unknown one, and types that can be read.

    Parameters
    ----------
    table : Table
    staged : Staged
    file : Path
        The SELECT, for the message.

    Raises
    ------
    ThinfileError
        Naming the column, what came, and the nearest name.
    """
    names = {column.name for column in table.columns}
    given = set(staged.types) - {SOURCE_ROW}
    header = ", ".join(sorted(given)) or "no columns"
    for column in table.columns:
        if column.required and column.name not in given:
            unused = given - names
            raise ThinfileError(
                f"{table.name} needs a column {column.name} and has {header}."
                f"{did_you_mean(column.name, unused)} Name it so in the file, or in {file.name}."
                f"{_not_commas(given)}"
            )
    for name in sorted(given - names):
        raise ThinfileError(
            f"{table.name} has a column '{name}', which the contract does not know."
            f"{did_you_mean(name, names - given)} Rename it, or leave it out in {file.name}."
        )
    for column in table.columns:
        if column.name in given:
            _check_type(table, column, staged)
    if table.required and staged.rows == 0:
        raise ThinfileError(
            f"{table.name} is required and its file has no rows. Export it again, with rows."
        )


def _not_commas(given: set[str]) -> str:
    if len(given) == 1 and any(mark in next(iter(given)) for mark in ";\t|"):
        return " It seems to be separated by another mark than commas: write it with commas."
    return ""


def _check_type(table: Table, column: Column, staged: Staged) -> None:
    came = staged.types[column.name]
    family = came.split("(")[0].split("_")[0].split(" ")[0]
    if came.endswith("]") or family not in READABLE[column.kind]:
        if _is_all_null(column, staged):
            return
        raise ThinfileError(
            f"{table.name}.{column.name} should be {WANTED[column.kind]}; the whole column is "
            f"{came}. Export it as that, or convert it in the SELECT."
        )


def _is_all_null(column: Column, staged: Staged) -> bool:
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        found = con.execute(
            f'select count("{column.name}") from read_parquet($file)',  # noqa: S608 - contract name
            {"file": str(staged.path)},
        ).fetchone()
    return found == (0,)
