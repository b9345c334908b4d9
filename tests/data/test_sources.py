import pytest

from data import contract, sources
from data.errors import ThinfileError
from tests.data import lender


@pytest.fixture
def files(tmp_path):
    return lender.write(tmp_path / "files", lender.tables())


def test_the_contract_reads_csv_or_parquet_of_every_table():
    names = {path.name for path in (sources.FOLDER / "contract").glob("*.sql")}
    assert names == {
        f"{table.name}.{suffix}.sql" for table in contract.TABLES for suffix in ("csv", "parquet")
    }


def test_every_built_in_select_is_one_select_with_its_grain():
    assert sources.built_in() == ["completejourney", "contract", "online_retail", "xente"]
    for path in sources.FOLDER.glob("*/*.sql"):
        select = sources.read_select(path.name.split(".")[0], path)
        assert select.parameters <= sources.PARAMETERS
        assert path.read_text().startswith("-- one row per ")


def test_tables_come_in_the_order_of_the_contract(files):
    loaded = sources.load("contract", files)
    assert [select.table for select in loaded.selects] == [table.name for table in contract.TABLES]


def test_a_missing_optional_table_is_left_out(files):
    (files / "bureau.csv").unlink()
    loaded = sources.load("contract", files)
    assert "bureau" not in [select.table for select in loaded.selects]


def test_a_missing_required_table_is_named_with_what_is_there(files):
    (files / "orders.csv").rename(files / "order.csv")
    with pytest.raises(
        ThinfileError,
        match=r"orders is required: wanted orders.csv or orders.parquet .* 'order.csv'",
    ):
        sources.load("contract", files)


def test_a_file_named_nearly_like_a_table_stops(files):
    (files / "instalments.csv").rename(files / "installments.csv")
    with pytest.raises(ThinfileError, match=r"Did you mean 'instalments.csv'"):
        sources.load("contract", files)


def test_a_table_given_twice_stops(files):
    (files / "orders.parquet").write_bytes(b"PAR1")
    with pytest.raises(ThinfileError, match=r"has orders.csv and orders.parquet. Remove one"):
        sources.load("contract", files)


def test_an_unknown_source_or_folder_is_named(files, tmp_path):
    with pytest.raises(ThinfileError, match="Did you mean 'xente'"):
        sources.load("xnte", files)
    with pytest.raises(ThinfileError, match="which is no folder"):
        sources.load("contract", tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it holds no statement"),
        ("-- nothing", "it holds no statement"),
        ("select 1; select 2", "it holds SELECT, SELECT"),
        ("create table x as select 1", "it holds CREATE"),
        ("copy (select 1) to 'x'", "it holds COPY"),
        ("attach 'x' as y", "it holds ATTACH"),
        ("set threads = 1", "it holds SET"),
        ("selec 1", "cannot be read: Parser Error"),
        ("select $secret", r"names \$secret; a SELECT may name \$path and \$timezone"),
    ],
)
def test_a_file_that_is_not_one_select_is_refused(text, message, tmp_path):
    file = tmp_path / "orders.sql"
    file.write_text(text)
    with pytest.raises(ThinfileError, match=message):
        sources.read_select("orders", file)


def test_a_select_that_is_not_utf8_is_refused(tmp_path):
    file = tmp_path / "orders.sql"
    file.write_bytes(b"select '\xe9'")
    with pytest.raises(ThinfileError, match="cannot be read"):
        sources.read_select("orders", file)


def test_a_folder_of_ones_own_is_a_source(files, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "customers.sql").write_text("select * from read_csv($path || '/customers.csv')")
    with pytest.raises(ThinfileError, match=r"has no orders.sql. Write that SELECT"):
        sources.load(str(folder), files)
    (folder / "orders.sql").write_text("select * from read_csv($path || '/orders.csv');")
    loaded = sources.load(str(folder), files)
    assert [select.table for select in loaded.selects] == ["customers", "orders"]
    (folder / "order_line.sql").write_text("select 1")
    with pytest.raises(ThinfileError, match="Did you mean 'order_lines'"):
        sources.load(str(folder), files)
