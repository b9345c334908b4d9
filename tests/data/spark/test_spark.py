"""Spark's book is DuckDB's: features, counts and scores; and what is missing is told."""

import os
import shutil
import signal
import subprocess

import duckdb
import numpy as np
import pytest

from data import book, build
from data.errors import ThinfileError
from data.features import compute
from data.home import Home
from data.spark import cluster, exchange
from data.spark.cluster import Cluster
from data.spark.features import LEAST_PARTITIONS
from data.spark.session import session
from scoring.models import fit, model
from scoring.scores import score, scores_file

EXACT = 1e-9
HANDLER_OF_BEFORE = signal.getsignal(signal.SIGINT)
COMPARED = ("comparable_sizes", "comparable_rhythm", "comparable_basket")


@pytest.fixture(scope="module")
def two_threads(tmp_path_factory):
    """Give a Spark of two threads on this machine, or skip."""
    try:
        cluster.require()
    except ThinfileError as missing:
        pytest.skip(str(missing))
    with pytest.MonkeyPatch.context() as patch:
        # a Java that does at once what it is told serves a small book better than one that learns
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield Cluster("local[2]", tmp_path_factory.mktemp("shared"))


files_of = {}


def counting(take):
    """Count the files of Spark's tables before one is taken back."""

    def counted(con, name, folder):
        for made in (folder.parent / "tables").iterdir():
            files_of[made.name] = len(list(made.glob("*.parquet")))
        take(con, name, folder)

    return counted


@pytest.fixture(scope="module")
def spark_home(two_threads, demo_home, demo_files, tmp_path_factory):
    """Build the small book on Spark, beside a copy of its model."""
    home = Home(tmp_path_factory.mktemp("spark"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange, "take", counting(exchange.take))
        build.build(home, "contract", demo_files, cluster=two_threads)
    shutil.copytree(demo_home.models, home.models)
    return home


def table(home, name, *, scores=None):
    path = book.snapshot_path(home, book.newest_snapshot(home)) if scores is None else scores
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(f"from {name} order by all").df()


def same(ours, theirs, what):
    """Hold two tables equal: numbers with a fraction within 1e-9 of their size, all else alike."""
    assert ours.dtypes.to_dict() == theirs.dtypes.to_dict(), what
    for name in ours:
        if ours[name].dtype == np.float64:
            np.testing.assert_allclose(theirs[name], ours[name], rtol=EXACT, err_msg=name)
        else:
            assert ours[name].equals(theirs[name]), f"{what}.{name}"


def test_spark_computes_the_features_of_duckdb(demo_home, spark_home):
    ours, theirs = table(demo_home, "features"), table(spark_home, "features")
    same(ours, theirs, "features")
    for name in ours.select_dtypes("float64"):
        whole = ours[name].dropna()
        if (whole % 1 == 0).all():  # counts, days and money: not one may differ
            assert ours[name].equals(theirs[name]), name


def test_spark_counts_comparable_shoppers_like_duckdb(demo_home, spark_home):
    for name in COMPARED:
        same(table(demo_home, name), table(spark_home, name), name)


def test_every_table_on_the_way_is_cut_by_application_once(spark_home):
    wanted = ("scope", *compute.KNOWN, *(f"family_{name}" for name in compute.FAMILIES), "facts")
    assert sorted(files_of) == sorted(wanted)
    assert {name: count for name, count in files_of.items() if count > LEAST_PARTITIONS} == {}


def test_rows_lie_in_the_order_that_pages_read_them(spark_home):
    path = book.snapshot_path(spark_home, book.newest_snapshot(spark_home))
    with duckdb.connect(str(path), read_only=True) as con:
        lie = con.execute("select customer_id, application_id from features order by rowid")
        rows = lie.fetchall()
    assert rows == sorted(rows)


def test_spark_scores_like_this_process(spark_home, demo_home, two_threads, record_property):
    name = score.score(spark_home, cluster=two_threads)
    path = book.scores_path(spark_home, name)
    made = {table_: table(spark_home, table_, scores=path) for table_ in scores_file.TABLES}
    path.unlink()
    score.score(spark_home)
    for table_, theirs in made.items():
        same(table(spark_home, table_, scores=path), theirs, table_)
    assert score.publish(spark_home).scores == name
    record_property("leaf_flips", leaf_flips(demo_home, spark_home))


def leaf_flips(ours, theirs):
    """Count the leaves that a rounding of a feature moves an application out of."""
    loaded = model.load(book.model_path(ours, "v1"))
    names = list(loaded.manifest.features)
    leaves = [
        np.asarray(
            loaded.trees.calc_leaf_indexes(
                fit.pool(table(home, "features")[names], model.categorical(names))
            )
        )
        for home in (ours, theirs)
    ]
    flips = int((leaves[0] != leaves[1]).sum())
    assert flips <= leaves[0].size * 1e-6
    return flips


def no_java_is_left():
    from pyspark import SparkContext

    assert SparkContext._gateway is None
    assert SparkContext._active_spark_context is None
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "comm="],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "java" not in children.stdout


def test_nothing_is_left_of_spark(two_threads, spark_home):
    no_java_is_left()
    assert list(two_threads.shared.iterdir()) == []
    assert list(spark_home.tmp.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is HANDLER_OF_BEFORE


def test_a_book_of_another_engine_is_another_snapshot(demo_home, spark_home):
    assert book.newest_snapshot(demo_home)[-8:] != book.newest_snapshot(spark_home)[-8:]


def test_a_master_that_is_no_master_is_told(two_threads, tmp_path):
    nowhere = Cluster("sparkle://nowhere", two_threads.shared)
    words = "Wanted Spark at sparkle://nowhere; it did not start .*Could not parse Master URL"
    with pytest.raises(ThinfileError, match=words), session(nowhere, tmp_path, partitions=2):
        pass
    no_java_is_left()
