"""What an upload at the limits takes: `python -m benchmarks.upload`.

A batch whose orders are a million rows in just under 200 MB is accepted and scored by the book in
use; what is above the limits is refused, and how much of it was read for that is counted.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from benchmarks.figures import at_least, at_most, report, say, shown
from data import book, read, uploads
from data.errors import ThinfileError
from data.home import Home
from scoring.scores import brought, upload
from scoring.scores.upload import MOST_BYTES, MOST_ROWS, Terms

ORDERS_EACH = 50
SHOPPERS = MOST_ROWS // ORDERS_EACH
HEADER = (
    "order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at,"
    "delivery_address_id\n"
)
WIDTH = (MOST_BYTES - len(HEADER)) // MOST_ROWS
BOUGHT, ASKED = datetime(2026, 1, 1, 10, tzinfo=UTC), datetime(2026, 9, 1, 10, tzinfo=UTC)
MOST_READ_MB = 16
MIB = 1 << 20


def orders(path: Path, rows: int = MOST_ROWS) -> None:
    """Write orders, each row as wide as the limits on bytes and rows allow together."""
    with path.open("w", encoding="ascii") as out:
        out.write(HEADER)
        for number in range(rows):
            shopper, nth = divmod(number, ORDERS_EACH)
            at = f"{BOUGHT + timedelta(hours=113 * nth + shopper % 97):%Y-%m-%dT%H:%M:%SZ}"
            amount = 1_000 + 37 * (number % 911)
            row = f"O{number},C{shopper},{at},480,{amount},completed,{at},"
            out.write(row.ljust(WIDTH - 1, "a") + "\n")


def applications(path: Path) -> None:
    """Write an application of every shopper."""
    with path.open("w", encoding="ascii") as out:
        out.write("application_id,customer_id,applied_at,utc_offset_minutes,product,amount,"
                  "term_days\n")  # fmt: skip
        for shopper in range(SHOPPERS):
            out.write(f"A{shopper},C{shopper},{ASKED:%Y-%m-%dT%H:%M:%SZ},480,bnpl,300000,90\n")


def customers(path: Path) -> None:
    """Write who the shoppers are."""
    names = "\n".join(f"C{shopper}" for shopper in range(SHOPPERS))
    path.write_text(f"customer_id\n{names}\n", encoding="ascii")


def read_so_far() -> int:
    """Give the bytes that this process has read, from the disk or from what the system keeps."""
    said = dict(
        line.split(": ") for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    )
    return int(said["rchar"])


def read_to_refuse(path: Path) -> int:
    """Give the bytes that were read of a file until it was refused; ValueError when it was not."""
    before = read_so_far()
    try:
        upload.require_within_limits(path.name, path)
    except ThinfileError:
        return read_so_far() - before
    raise ValueError(f"{path.name} was taken")


def too_heavy(path: Path) -> None:
    """Write a file of one byte too much."""
    with path.open("wb") as out:
        out.truncate(MOST_BYTES + 1)


def too_long(path: Path) -> None:
    """Write a file of far too many rows that is just not too heavy."""
    row = b"1234567\n"
    path.write_bytes(row * (MOST_BYTES // len(row)))


def main() -> None:
    """Measure it, and print one JSON object."""
    home = Home.from_environment()
    used = book.required(home)
    with book.open_book(home, used) as con:
        about = read.record(con, "book_in_use") or {}
    terms = Terms(str(about["currency"]), int(about["minor_digits"]), str(about["timezone"]), True)
    writers: dict[str, Callable[[Path], None]] = {
        "orders": orders, "applications": applications, "customers": customers,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = {name: folder / f"{name}.csv" for name in writers}
        for name, write in writers.items():
            write(files[name])
        say("a million rows are written")
        started = time.perf_counter()
        done = upload.add(home, used, files, terms)
        seconds = time.perf_counter() - started
        say("and scored")
        [taken] = [one for one in brought.files(home, done) if one.table == "orders"]
        scored = upload.results(home, done)["score"].notna().sum()
        uploads.erase(home, done)
        refused = {}
        for name, write in {"heavy": too_heavy, "long": too_long}.items():
            write(folder / f"{name}.csv")
            refused[name] = read_to_refuse(folder / f"{name}.csv") / MIB
        megabytes = files["orders"].stat().st_size / MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report(
        [
            at_least("size of the orders taken", megabytes, "MB", 199),
            at_least("rows taken", taken.rows - taken.rejected, "rows", MOST_ROWS),
            at_least("applications scored", float(scored), "applications", SHOPPERS),
            shown("time to check, build and score", seconds, "s"),
            shown("peak memory of the process", peak, "MB"),
            at_most("read of a file of 200 MB and a byte", refused["heavy"], "MB", MOST_READ_MB),
            at_most("read of a file of 26 million rows", refused["long"], "MB", MOST_READ_MB),
        ]
    )


if __name__ == "__main__":
    typer.run(main)
