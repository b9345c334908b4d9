"""One moderate book for all tests of the simulator."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.contract import TABLES
from data.simulator.run import simulate

SHOPPERS, SEED = 20_000, 11


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "book"
    simulate(SHOPPERS, SEED, out)
    return out


@pytest.fixture(scope="session")
def con(book: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The book's files as tables, read where they lie."""
    with duckdb.connect(config={"threads": 2}) as connection:
        for name in [table.name for table in TABLES] + ["truth"]:
            connection.execute(
                f"create view {name} as select * from read_parquet('{book / name}.parquet')"
            ).fetchall()
        yield connection
