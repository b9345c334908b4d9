"""A feature is recomputed from its evidence alone."""

import copy
import math

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import book as books
from data.errors import ThinfileError
from data.features import coded, compute, evidence, one_shopper, whole_book
from data.features.one_shopper import OneShopper
from scoring import catalogue
from scoring.catalogue import Evidence, Unit
from tests.data.features import shop

KEYS = {
    "known_orders": ("orders", ("order_id",)),
    "known_lines": ("order_lines", ("order_id", "line_no")),
    "known_visits": ("visits", ("visit_id",)),
    "known_loans": ("loans", ("loan_id",)),
    "known_instalments": ("instalments", ("loan_id", "instalment_no")),
    "known_bureau": ("bureau", ("agency", "pulled_at")),
}
NEEDS = {
    "known_lines": ("known_orders", "order_id"),
    "known_instalments": ("known_loans", "loan_id"),
}


def known(book: shop.Book, application_id: str) -> dict[str, pd.DataFrame]:
    con = shop.connection(book)
    one_shopper.lay_down(con)
    return OneShopper(con, "memory").rows(application_id, evidence.TABLES)


def only(book: shop.Book, rows: dict[str, pd.DataFrame], wanted: Evidence | None) -> shop.Book:
    """Leave the application and its evidence, and nothing else."""
    left = shop.Book(given=True)
    left.tables["applications"] = copy.deepcopy(book.rows("applications"))
    left.tables["customers"] = [
        {
            **row,
            "registered_at": row["registered_at"] if _reads(wanted, "known_customers") else None,
        }
        for row in book.rows("customers")
    ]
    if wanted is None or wanted.table == "known_customers":
        return left
    kept = rows[wanted.table][rows[wanted.table][wanted.of].eq(True).fillna(False)]
    _keep(book, left, wanted.table, kept)
    for table in wanted.also:
        _keep(book, left, table, rows[table])
    if wanted.table in NEEDS:
        parent, key = NEEDS[wanted.table]
        if parent not in wanted.also:
            _keep(book, left, parent, rows[parent][rows[parent][key].isin(kept[key])])
    return left


def _reads(wanted: Evidence | None, table: str) -> bool:
    return wanted is not None and wanted.table == table


def _keep(book: shop.Book, left: shop.Book, table: str, rows: pd.DataFrame) -> None:
    name, key = KEYS[table]
    wanted = {tuple(row) for row in rows[list(key)].itertuples(index=False)}
    left.tables[name] = [
        row for row in book.rows(name)
        if tuple(pd.Timestamp(row[k]) if k.endswith("_at") else row[k] for k in key) in wanted
    ]  # fmt: skip


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(st.randoms(use_true_random=False))
def test_every_feature_comes_out_again_from_its_evidence_alone(rng):
    book = shop.random_book(rng, customers=1)
    name = book.rows("applications")[-1]["application_id"]
    whole = shop.features(book, name)[name]
    rows = known(book, name)
    computed: dict[Evidence | None, dict[str, object]] = {}
    for feature in catalogue.load().values():
        wanted = feature.evidence
        key = None if wanted is None else Evidence(wanted.table, wanted.of, also=wanted.also)
        if key not in computed:
            computed[key] = shop.features(only(book, rows, key), name)[name]
        assert computed[key][feature.name] == whole[feature.name], feature.name


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_share_is_its_numerator_over_its_denominator(rng):
    book = shop.random_book(rng, customers=1)
    name = book.rows("applications")[-1]["application_id"]
    whole = shop.features(book, name)[name]
    rows = known(book, name)
    for feature in catalogue.load().values():
        wanted = feature.evidence
        if feature.unit is not Unit.SHARE or wanted is None or wanted.counts is None:
            continue
        table = rows[wanted.table]
        among = table[wanted.of].eq(True).fillna(False)
        counts = among & table[wanted.counts].eq(True).fillna(False)
        weight = (
            table[wanted.weight].astype(float) if wanted.weight else pd.Series(1.0, table.index)
        )
        total = float(weight[among].sum())
        if total == 0:
            assert whole[feature.name] is None, feature.name
        else:
            share = float(weight[counts].sum()) / total
            assert math.isclose(whole[feature.name], share, abs_tol=1e-12), feature.name


def test_an_unknown_table_of_rows_is_refused(demo_home):
    with (
        books.open_book(demo_home, books.required(demo_home)) as con,
        pytest.raises(ThinfileError, match="Wanted one of"),
    ):
        evidence.known_rows(con, "x", "orders; drop table orders")


def test_a_book_of_an_earlier_version_is_told():
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as snapshot")
        with pytest.raises(ThinfileError, match="built by another version"):
            evidence.known(con, "x")


def test_the_rows_of_one_table_are_those_of_all(demo_home):
    with books.open_book(demo_home, books.required(demo_home)) as con:
        name = con.execute(
            "select application_id from snapshot.features order by all limit 1"
        ).fetchall()[0][0]
        together = evidence.known(con, name)
        for table in evidence.TABLES:
            pd.testing.assert_frame_equal(evidence.known_rows(con, name, table), together[table])


def test_features_on_a_page_are_those_of_the_batch(demo_home):
    with books.open_book(demo_home, books.required(demo_home)) as con:
        batch = con.execute("from snapshot.features order by order_count desc limit 5").df()
        for _, row in batch.iterrows():
            with con.cursor() as cursor:
                cursor.execute("use snapshot")
                alone = compute.features_of(cursor, row["application_id"]).iloc[0]
            assert all(
                alone[column] == row[column] or (pd.isna(alone[column]) and pd.isna(row[column]))
                for column in batch.columns
            )


def test_chunks_do_not_change_a_feature(tmp_path):
    import random

    book = shop.random_book(random.Random(5), customers=5)
    con = shop.connection(book)
    tables = []
    for size in (100, 3, 1):
        whole_book.compute(con, chunk_applications=size)
        tables.append(con.execute("from features order by application_id").fetchall())
    assert tables[0] == tables[1] == tables[2]
    assert isinstance(con, duckdb.DuckDBPyConnection)


def test_purchases_are_laid_down_alike_in_any_ranges_of_customers():
    import random

    con = shop.connection(shop.random_book(random.Random(6), customers=5))
    whole = [con.execute(f"from {name} order by all").fetchall() for name in compute.CODED]
    for size in (1, 2):
        coded.lay_down(con, chunk_customers=size)
        assert whole == [
            con.execute(f"from {name} order by all").fetchall() for name in compute.CODED
        ]


def test_purchases_are_laid_down_customer_by_customer():
    import random

    con = shop.connection(shop.random_book(random.Random(6), customers=300))
    con.execute(
        "create or replace table visits as select v.* from visits as v, range(500) order by all"
    )
    coded.lay_down(con)
    for name in ("coded_orders", "coded_visits"):
        numbers = [no for (no,) in con.execute(f"select customer_no from {name}").fetchall()]
        assert len(set(numbers)) > 200
        assert numbers == sorted(numbers)
