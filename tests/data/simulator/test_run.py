"""The simulator's promises about its files."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.contract import TABLES
from data.errors import ThinfileError
from data.simulator.run import simulate
from data.simulator.traits import Volume

FILES = [f"{table.name}.parquet" for table in TABLES] + ["truth.parquet", "source.toml"]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    simulate(300, 3, tmp_path / "one")
    simulate(300, 3, tmp_path / "two")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_first_shoppers_of_a_larger_book_are_those_of_a_smaller_one(
    book: Path, tmp_path: Path
) -> None:
    simulate(5_100, 11, tmp_path / "small")
    for name in FILES[:-1]:
        small, large = pq.read_table(tmp_path / "small" / name), pq.read_table(book / name)
        assert large.slice(0, small.num_rows).equals(small), name
        assert name == "lenders.parquet" or small.num_rows < large.num_rows


def test_another_seed_gives_another_book(book: Path, tmp_path: Path) -> None:
    simulate(50, 12, tmp_path / "other")
    other, same = (
        pq.read_table(tmp_path / "other/orders.parquet"),
        pq.read_table(book / "orders.parquet"),
    )
    assert not same.slice(0, other.num_rows).equals(other)


def test_rows_are_sorted_by_customer(book: Path) -> None:
    for name in ("customers", "orders", "visits", "applications", "bureau", "consents"):
        customers = pq.read_table(book / f"{name}.parquet")["customer_id"].to_numpy()
        assert (customers[1:] >= customers[:-1]).all(), name


def test_a_complete_book_is_left_as_it_is(tmp_path: Path) -> None:
    out, told = tmp_path / "book", []
    simulate(20, 1, out)
    written = (out / "orders.parquet").stat().st_mtime_ns
    simulate(20, 1, out, progress=lambda done, total: told.append((done, total)))
    assert (out / "orders.parquet").stat().st_mtime_ns == written
    assert told == [(20, 20)]
    with pytest.raises(ThinfileError, match="or delete it"):
        simulate(21, 1, out)


def test_a_run_that_was_broken_off_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "book"
    with pytest.raises(KeyboardInterrupt):
        simulate(20, 1, out, progress=stop)
    assert not out.exists()
    simulate(20, 1, out)
    assert pq.read_table(out / "customers.parquet").num_rows == 20
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ThinfileError, match="holds other files"):
        simulate(20, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    ("shoppers", "seed", "volume", "said"),
    [
        (0, 1, Volume(), "1 to"),
        (5, -1, Volume(), "seed of 0 or more"),
        (5, 1, Volume(applications_per_shopper=9.0), "0 to 4 applications"),
        (5, 1, Volume(orders_per_shopper=0.5), "1 to 300 orders"),
    ],
)
def test_arguments_out_of_range_are_told(
    tmp_path: Path, shoppers: int, seed: int, volume: Volume, said: str
) -> None:
    with pytest.raises(ThinfileError, match=said):
        simulate(shoppers, seed, tmp_path / "book", volume=volume)


def test_applications_follow_the_number_asked_for(tmp_path: Path) -> None:
    simulate(3_000, 1, tmp_path / "few", volume=Volume(applications_per_shopper=0.2))
    few = pq.read_table(tmp_path / "few/applications.parquet").num_rows
    assert 450 < few < 750


def test_orders_follow_the_number_asked_for(tmp_path: Path) -> None:
    simulate(3_000, 1, tmp_path / "usual")
    simulate(3_000, 1, tmp_path / "few", volume=Volume(orders_per_shopper=10))
    usual, few = (
        pq.read_table(tmp_path / name / "orders.parquet").num_rows for name in ("usual", "few")
    )
    assert 27 < usual / 3_000 < 33
    assert 9 < few / 3_000 < 11


def test_a_book_says_in_its_metadata_how_it_differs_from_the_usual_one(tmp_path: Path) -> None:
    simulate(20, 1, tmp_path / "usual")
    simulate(20, 1, tmp_path / "few", volume=Volume(orders_per_shopper=10))
    said = {
        name: pq.read_schema(tmp_path / name / "truth.parquet").metadata[b"thinfile.book"]
        for name in ("usual", "few")
    }
    assert said["usual"] == b'{"applications_per_shopper": 1.0, "seed": 1, "shoppers": 20}'
    assert b'"orders_per_shopper": 10' in said["few"]
    with pytest.raises(ThinfileError, match="or delete it"):
        simulate(20, 1, tmp_path / "usual", volume=Volume(orders_per_shopper=10))
