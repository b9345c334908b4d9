"""Contract files on disk: one Parquet writer per table, a book that appears whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import ThinfileError
from data.simulator.arrow import TRUTH, schemas
from data.simulator.settings import settings
from data.simulator.traits import USUAL_ORDERS, Volume

ROWS_AT_ONCE = 100_000
BOOK_KEY = b"thinfile.book"
# texts with few values; a dictionary of anything else costs time and saves nothing
FEW_VALUES = frozenset(
    {
        *("channel", "device", "os", "payment_method", "status", "action", "category", "brand"),
        *("product", "product_id", "product_name", "region", "email_domain", "lender_id"),
        *("decision", "decided_by", "recommendation", "reason_code", "policy_version", "purpose"),
        *("agency", "key_factors", "gender", "group", "order_id"),
    }
)


class BookWriter:
    """Takes tables chunk by chunk and writes them in row groups of about 100,000 rows."""

    def __init__(self, writers: dict[str, pq.ParquetWriter]) -> None:
        self._writers = writers
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in writers}

    def add(self, tables: dict[str, pa.Table]) -> None:
        """Append these tables' rows."""
        for name, table in tables.items():
            self._waiting[name].append(table)
            if sum(part.num_rows for part in self._waiting[name]) >= ROWS_AT_ONCE:
                self._write(name)

    def finish(self) -> None:
        """Write what is still waiting."""
        for name in self._waiting:
            self._write(name)

    def _write(self, name: str) -> None:
        parts, self._waiting[name] = self._waiting[name], []
        if parts:
            whole = pa.concat_tables(parts).cast(self._writers[name].schema)
            self._writers[name].write_table(whole, row_group_size=4 * ROWS_AT_ONCE)


def describe(shoppers: int, seed: int, volume: Volume) -> dict[bytes, bytes]:
    """Return the metadata that says which book a folder holds."""
    made_of: dict[str, float] = {
        "shoppers": shoppers,
        "seed": seed,
        "applications_per_shopper": float(volume.applications_per_shopper),
    }
    if volume.orders_per_shopper != USUAL_ORDERS:
        made_of["orders_per_shopper"] = float(volume.orders_per_shopper)
    return {BOOK_KEY: json.dumps(made_of, sort_keys=True).encode()}


def is_there(out: Path, description: dict[bytes, bytes]) -> bool:
    """Say whether `out` already holds this book.

    Raises
    ------
    ThinfileError
        `out` holds something else.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return False
    truth = out / f"{TRUTH}.parquet"
    if not truth.is_file():
        raise ThinfileError(
            f"Wanted an empty folder for the simulated book; {out} holds other files. "
            "Choose another folder."
        )
    found = (pq.read_schema(truth).metadata or {}).get(BOOK_KEY)
    if found == description[BOOK_KEY]:
        return True
    raise ThinfileError(
        f"Wanted a folder for the book {description[BOOK_KEY].decode()}; {out} holds "
        f"{found.decode() if found else 'another book'}. Choose another folder, or delete it."
    )


@contextmanager
def new_book(out: Path, description: dict[bytes, bytes]) -> Iterator[BookWriter]:
    """Give a writer whose files appear at `out` together, when the block ends well.

    They are written to `<out>.partial`, which a run that was broken off leaves behind and the
    next one replaces.
    """
    partial = out.with_name(out.name + ".partial")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    with ExitStack() as stack:
        writers = {}
        for name, schema in schemas().items():
            writer = pq.ParquetWriter(
                partial / f"{name}.parquet",
                schema,
                compression="snappy",
                use_dictionary=[column for column in schema.names if column in FEW_VALUES],
                store_schema=False,
            )
            writers[name] = stack.enter_context(writer)
        book = BookWriter(writers)
        yield book
        book.finish()
        writers[TRUTH].add_key_value_metadata(description)
    (partial / "source.toml").write_text(_source(), encoding="utf-8")
    if out.exists():
        out.rmdir()
    partial.rename(out)


def _source() -> str:
    return (
        'currency = "CNY"\n'
        "minor_digits = 2\n"
        'timezone = "Asia/Shanghai"\n'
        f"as_of = {settings().as_of.isoformat()}T00:00:00\n"
        "simulated = true\n"
    )
