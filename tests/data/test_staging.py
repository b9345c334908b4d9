"""Bad files, each told by one clear message."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import build, contract, sources, staging
from data.errors import ThinfileError
from data.home import Home
from tests.data import lender

HEADER = b"customer_id,registered_at\n"
GOOD = HEADER + b"c1,2024-01-01\n" * 3000


@pytest.fixture
def stage(tmp_path):
    """Stage the customers of a lender whose customers file is what the test makes it."""

    def run(content=None, name="customers.csv", table=None):
        files = lender.write(tmp_path / "files", lender.small())
        (files / "customers.csv").unlink()
        if content is not None:
            (files / name).write_bytes(content)
        else:
            pq.write_table(table, files / name)
        source = sources.load("contract", files)
        select = next(found for found in source.selects if found.table == "customers")
        staged = staging.run(select, source, tmp_path / "staging")
        staging.check_columns(contract.CUSTOMERS, staged, select.path)
        return staged

    return run


def parquet_bytes(tmp_path):
    path = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"customer_id": [str(n) for n in range(5000)]}), path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"customers.csv is empty \(0 bytes\)"),
        (HEADER, "customers is required and its file has no rows"),
        (GOOD + b"c2", r"a line should have 2 columns and has 1 \(line 3002\)"),
        (GOOD + b'c2,"2024', r"cut off inside a quoted value \(line 3002\)"),
        (GOOD + b"c\xe9,2024-01-01\n", r"not in UTF-8 \(line 3002\).*iconv"),
        (GOOD.decode().encode("utf-16"), "not in UTF-8"),
        (GOOD.replace(b"customer_id", b"cust_id"), "Did you mean 'cust_id'"),
        (GOOD.replace(b"registered_at", b"registred_at"), "Did you mean 'registered_at'"),
        (GOOD.replace(b",", b";"), "separated by another mark than commas"),
        (b"customer_id,customer_id\nc1,c1\n", "has a column 'customer_id_1'"),
    ],
    ids=[
        "empty",
        "header alone",
        "cut off",
        "cut off in quotes",
        "latin-1",
        "utf-16",
        "required column renamed",
        "optional column renamed",
        "semicolons",
        "column twice",
    ],
)
def test_a_bad_csv_file_is_told(stage, content, message):
    with pytest.raises(ThinfileError, match=message):
        stage(content)


def test_a_parquet_file_that_is_empty_cut_off_or_damaged_is_told(stage, tmp_path):
    whole = parquet_bytes(tmp_path)
    with pytest.raises(ThinfileError, match="the Parquet file is cut off or damaged"):
        stage(whole[: len(whole) // 2], "customers.parquet")


def test_an_empty_parquet_file_is_told(stage):
    with pytest.raises(ThinfileError, match=r"customers.parquet is empty \(0 bytes\)"):
        stage(b"", "customers.parquet")


def test_damage_inside_of_a_parquet_file_is_told(tmp_path):
    whole = bytearray(parquet_bytes(tmp_path))
    whole[200:4000] = b"\xff" * 3800
    files = lender.write(tmp_path / "files", lender.small())
    (files / "customers.csv").unlink()
    (files / "customers.parquet").write_bytes(whole)
    with pytest.raises(
        ThinfileError, match="rows of customers, but the Parquet file is cut off or damaged"
    ):
        build.build(Home(tmp_path / "home"), "contract", files)


def test_a_whole_parquet_file_is_read_where_it_lies(stage, tmp_path):
    table = pa.table({"customer_id": ["c1"], "registered_at": pa.nulls(1, pa.timestamp("us"))})
    found = stage(name="customers.parquet", table=table)
    assert found.path == (tmp_path / "files" / "customers.parquet").resolve()
    assert (found.rows, found.types) == (
        1,
        {"customer_id": "VARCHAR", "registered_at": "TIMESTAMP"},
    )


def test_a_parquet_file_that_leads_out_of_the_folder_is_not_read_in_place(tmp_path):
    outside = tmp_path / "customers.parquet"
    pq.write_table(pa.table({"customer_id": ["c1"]}), outside)
    files = lender.write(tmp_path / "files", lender.small())
    (files / "customers.csv").unlink()
    (files / "customers.parquet").symlink_to(outside)
    source = sources.load("contract", files)
    select = next(found for found in source.selects if found.table == "customers")
    with pytest.raises(ThinfileError):
        staging.run(select, source, tmp_path / "staging")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pa.array([1.5]), "registered_at should be a UTC time .* the whole column is DOUBLE"),
        (pa.array([1700000000]), "the whole column is BIGINT"),
        (pa.array([["a"]]), "the whole column is VARCHAR"),
        (pa.array([True]), "the whole column is BOOLEAN"),
    ],
)
def test_a_column_of_a_wrong_type_is_told(stage, column, message):
    table = pa.table({"customer_id": ["c1"], "registered_at": column})
    with pytest.raises(ThinfileError, match=message):
        stage(name="customers.parquet", table=table)


def test_a_column_without_any_value_may_have_any_type(stage):
    table = pa.table({"customer_id": ["c1"], "registered_at": pa.nulls(1, pa.bool_())})
    assert stage(name="customers.parquet", table=table).rows == 1


def test_ids_may_be_whole_numbers_and_times_may_have_a_zone(stage):
    times = pa.array([0], pa.timestamp("us", tz="Asia/Tokyo"))
    table = pa.table({"customer_id": [1], "registered_at": times})
    assert stage(name="customers.parquet", table=table).rows == 1


def test_a_byte_order_mark_and_quotes_are_read(stage):
    content = b'\xef\xbb\xbf"customer_id","registered_at"\r\n"c ""1""\nx",\r\n'
    assert stage(content).rows == 1
