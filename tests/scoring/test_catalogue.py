import random
import re
from datetime import timedelta

import duckdb
import pandas as pd
import pytest

from data import contract
from data.features import compute, evidence
from scoring import catalogue, wording
from scoring.catalogue import Dimension, Family
from tests.data.features import shop

FEATURES = catalogue.load()
AS_OF = shop.START + timedelta(days=900)


@pytest.fixture(scope="module")
def computed() -> duckdb.DuckDBPyConnection:
    con = shop.connection(shop.Book())
    compute.prepare(con)
    compute.set_scope(con, "chosen_customers", {"first_customer": None, "next_customer": None})
    compute.find_known(con)
    compute.compute_families(con)
    return con


def kinds_of(con, table):
    """Give the kinds of the columns of known rows, in words where people read them so."""
    worded = (compute.INSTALLED.worded / f"{table}.sql").is_file()
    select = compute.sql(table, compute.INSTALLED.worded) if worded else f"from {table}"
    return dict(row[:2] for row in con.execute(f"describe {select}").fetchall())


def test_catalogue_and_sql_name_the_same_features_family_by_family(computed):
    for family in compute.FAMILIES:
        columns = {row[0] for row in computed.execute(f"describe family_{family}").fetchall()}
        listed = {name for name, feature in FEATURES.items() if feature.family == family}
        assert columns - {"application_no"} == listed


def test_there_are_at_least_sixty_features():
    assert len(FEATURES) >= 60


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())
def test_every_feature_names_flags_and_tables_that_exist(feature, computed):
    assert set(feature.sources) <= {table.name for table in contract.TABLES}
    if feature.evidence is None:
        assert feature.sources == ("applications",)
        return
    tables = (feature.evidence.table, *feature.evidence.also)
    assert set(tables) <= set(evidence.TABLES)
    kinds = kinds_of(computed, tables[0])
    assert kinds[feature.evidence.of] == "BOOLEAN"
    if feature.evidence.counts:
        assert kinds[feature.evidence.counts] == "BOOLEAN"
    if feature.evidence.weight:
        assert kinds[feature.evidence.weight] in {"BIGINT", "HUGEINT"}


@pytest.mark.parametrize("seed", range(4))
def test_a_request_moves_its_own_features_and_no_others(seed):
    book = shop.random_book(random.Random(seed))
    for asked in [*book.rows("applications")]:
        if asked["application_id"].endswith("-a1"):
            now = {"application_id": asked["customer_id"], "applied_at": AS_OF, "amount": 5}
            book.rows("applications").append({**asked, **now})
    con = shop.connection(book)
    whole = {"first_customer": None, "next_customer": None}
    without = compute.frame_of(con, "chosen_everyone", whole).set_index("application_id")
    for name, row in without.iterrows():
        asking = compute.frame_of(con, "chosen_one", {"application_id": name}).iloc[0]
        moved = {key for key in FEATURES if key not in same(row, asking)}
        of_request = {key for key, feature in FEATURES.items() if feature.is_of_request}
        assert {"request_amount", "request_product", "application_hour"} <= moved <= of_request
        assert row[[*of_request]].isna().all()


def same(left, right):
    """Name the features that are equal to the bit; what is missing equals what is missing."""
    return {
        key
        for key in FEATURES
        if (pd.isna(left[key]) and pd.isna(right[key])) or left[key] == right[key]
    }


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())
def test_every_sentence_can_be_said(feature):
    money = wording.Money("EUR", 2)
    value: object = "pay_later" if feature.is_categorical else 1.0
    for points in (-3.0, 3.0):
        said = wording.sentence(
            feature, points=points, value=value, reference=value, counts=(1, 2), money=money
        )
        assert "{" not in said
        assert said == said.strip()
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", said)


def test_families_with_constrained_features_that_can_be_missing_have_a_flag():
    flagged = {feature.flag_of for feature in FEATURES.values()}
    always_known = {Family.FILE_DEPTH, *flagged}
    constrained = {feature.family for feature in FEATURES.values() if feature.risk}
    assert constrained <= always_known


def test_nothing_protected_and_no_region_is_a_feature():
    forbidden = {"gender", "birth_date", "group", "region", "is_of_legal_age", "lender_id"}
    protected = {column.name for table in contract.TABLES if table.name == "protected"
                 for column in table.columns}  # fmt: skip
    assert not set(FEATURES) & (forbidden | protected)
    for feature in FEATURES.values():
        assert "protected" not in feature.sources
    for name in (*compute.KNOWN, *compute.FAMILIES, "scope"):
        assert "protected" not in compute.sql(name)
        assert "region" not in compute.sql(name)


def test_relations_hold_no_feature():
    assert {family.dimension for family in Family} == set(Dimension) - {Dimension.RELATIONS}


def test_missing_tables_cost_the_features_that_read_them():
    given = {table.name: table.name != "visits" for table in contract.TABLES}
    lost = {feature.name for feature in catalogue.unavailable(given)}
    assert lost == {name for name, feature in FEATURES.items() if "visits" in feature.sources}
