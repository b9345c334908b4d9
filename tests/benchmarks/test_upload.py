"""What is refused is hardly read, and what the benchmark uploads is as large as may be."""

import tracemalloc

import pandas as pd
import pytest

from benchmarks import upload as benchmark
from scoring.scores import upload


@pytest.mark.parametrize("write", [benchmark.too_heavy, benchmark.too_long])
def test_of_a_file_above_the_limits_little_is_read(tmp_path, write):
    path = tmp_path / "orders.csv"
    write(path)
    assert benchmark.read_to_refuse(path) < benchmark.MOST_READ_MB * benchmark.MIB


def test_of_a_parquet_file_above_the_limits_its_end_is_read(tmp_path):
    path = tmp_path / "orders.parquet"
    numbers = range(upload.MOST_ROWS + 1)
    pd.DataFrame({"order_id": [f"O{number * 7919 % 1_000_003}" for number in numbers]}).to_parquet(
        path
    )
    assert path.stat().st_size > benchmark.MIB
    assert benchmark.read_to_refuse(path) < benchmark.MIB


def test_a_file_of_one_endless_line_takes_little_memory(tmp_path):
    path = tmp_path / "orders.csv"
    with path.open("wb") as out:
        out.truncate(upload.MOST_BYTES)
    tracemalloc.start()
    try:
        upload.require_within_limits("orders.csv", path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < benchmark.MOST_READ_MB * benchmark.MIB


@pytest.mark.parametrize("ends", [b"", b"\n"])
def test_a_last_line_counts_with_and_without_its_end(tmp_path, monkeypatch, ends):
    monkeypatch.setattr(upload, "MOST_ROWS", 2)
    path = tmp_path / "orders.csv"
    path.write_bytes(b"order_id\n1\n2" + ends)
    upload.require_within_limits("orders.csv", path)
    path.write_bytes(b"order_id\n1\n2\n3" + ends)
    assert benchmark.read_to_refuse(path)


def test_a_million_of_the_benchmarks_rows_are_just_under_the_limit(tmp_path):
    path = tmp_path / "orders.csv"
    benchmark.orders(path, rows=120)
    header, *rows = path.read_text().splitlines(keepends=True)
    assert {len(row) for row in rows} == {benchmark.WIDTH}
    size = len(header) + upload.MOST_ROWS * benchmark.WIDTH
    assert 199 * benchmark.MIB < size <= upload.MOST_BYTES
    assert not pd.read_csv(path).isna().any(axis=None)


def test_a_file_that_is_taken_is_not_said_to_be_refused(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("order_id\n1\n")
    with pytest.raises(ValueError, match="was taken"):
        benchmark.read_to_refuse(path)
