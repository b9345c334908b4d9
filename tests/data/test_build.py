"""A build ends at a whole snapshot or leaves everything as it was."""

import dataclasses
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import datetime

import duckdb
import pytest

from data import book, build, read
from data.errors import ThinfileError
from data.home import Home, only_build
from tests.data import lender


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return lender.write(tmp_path_factory.mktemp("lender"), lender.small())


@pytest.fixture(scope="module")
def built_home(files, tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("home"))
    name = build.build(home, "contract", files)
    book.publish(home, snapshot=name, model=None, scores=None)
    return home


def command(files, home, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "data", "build", "--source", "contract", "--path", str(files)],
        env={**os.environ, "THINFILE_HOME": str(home.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **more,
    )


def heed_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def rows_of(home, table):
    with book.open_book(home, book.current(home)) as con:
        return con.execute(f"select * from snapshot.{table}").fetchall()


def only_files(home):
    return sorted(path.name for path in home.root.rglob("*") if path.is_file())


def test_a_snapshot_says_what_it_is_and_adds_up(built_home):
    current = book.current(built_home)
    with book.open_book(built_home, current) as con:
        shown = read.query(con, "status_book").iloc[0]
        imports = read.query(con, "status_tables")
        features = con.execute("select count(*) from snapshot.features").fetchone()
    assert shown["snapshot_id"] == current.snapshot
    assert (shown["source"], shown["currency"], shown["minor_digits"]) == ("contract", "EUR", 2)
    assert shown["as_of"] == datetime(2026, 6, 1)
    assert not shown["is_simulated"]
    given = imports[imports["is_given"]]
    assert given["table_name"].tolist() == ["customers", "orders", "order_lines", "applications"]
    assert (given["rows_read"] == given["rows_kept"] + given["rows_rejected"]).all()
    assert features == (3,)


def test_nothing_is_left_beside_the_snapshot(built_home):
    name = book.newest_snapshot(built_home)
    assert only_files(built_home) == sorted(["build.lock", "current.json", f"{name}.duckdb"])


def test_the_same_files_are_not_built_twice(files, built_home):
    before = book.snapshots(built_home)
    assert build.build(built_home, "contract", files) == before[-1]
    assert book.snapshots(built_home) == before


def test_other_files_settings_or_days_make_another_snapshot(files, tmp_path, built_home):
    first = book.newest_snapshot(built_home)
    recipe = rows_of(built_home, "book")[0][-1]
    assert build.find_built(built_home, recipe) == first
    assert build.find_built(built_home, "0" * 64) is None
    assert build.find_built(built_home, recipe[:8] + "0" * 56) is None
    loaded = build.sources.load("contract", files)
    paris = dataclasses.replace(
        loaded, settings=dataclasses.replace(loaded.settings, timezone="Europe/Paris")
    )
    recipes = {
        build.fingerprint.of_recipe(loaded, "x", None, "duckdb"),
        build.fingerprint.of_recipe(loaded, "y", None, "duckdb"),
        build.fingerprint.of_recipe(paris, "x", None, "duckdb"),
        build.fingerprint.of_recipe(loaded, "x", datetime(2026, 1, 1), "duckdb"),
    }
    assert len(recipes) == 4


def test_a_damaged_snapshot_is_built_again(files, tmp_path):
    home = Home(tmp_path)
    name = build.build(home, "contract", files)
    book.snapshot_path(home, name).write_bytes(b"damaged")
    assert build.build(home, "contract", files) is not None
    assert build.find_built(home, "x") is None
    book.publish(home, snapshot=book.newest_snapshot(home), model=None, scores=None)


def test_protected_attributes_lie_in_a_file_of_their_own(tmp_path):
    made = lender.small() | {"protected": lender.tables()["protected"]}
    home = Home(tmp_path / "home")
    name = build.build(home, "contract", lender.write(tmp_path / "files", made))
    with duckdb.connect(str(book.protected_path(home, name)), read_only=True) as con:
        assert con.execute("select count(*) from protected").fetchone() == (3,)
    with (
        book.open_book(home, book.publish(home, snapshot=name, model=None, scores=None)) as con,
        pytest.raises(duckdb.CatalogException),
    ):
        con.execute("select * from snapshot.protected")


def test_as_of_on_the_command_line_wins_and_cuts_off_what_came_later(files, tmp_path):
    with pytest.raises(ThinfileError, match="future ordered_at"):
        build.build(Home(tmp_path), "contract", files, as_of="2025-02-15")
    assert only_files(Home(tmp_path)) == ["build.lock"]


def test_a_time_zone_on_the_command_line_wins(files, tmp_path):
    home = Home(tmp_path)
    name = build.build(home, "contract", files, timezone="Asia/Tokyo")
    book.publish(home, snapshot=name, model=None, scores=None)
    assert "Asia/Tokyo" in rows_of(home, "book")[0]
    with pytest.raises(ThinfileError, match="IANA time zone"):
        build.build(home, "contract", files, timezone="Tokyo City")


def test_without_as_of_the_last_event_is_today(tmp_path):
    made = lender.small()
    made["orders"][0]["recorded_at"] = "2026-07-08T09:10:11Z"
    text = 'currency = "EUR"\nminor_digits = 2\n'
    home = Home(tmp_path / "home")
    name = build.build(home, "contract", lender.write(tmp_path / "files", made, text))
    book.publish(home, snapshot=name, model=None, scores=None)
    with book.open_book(home, book.current(home)) as con:
        shown = read.query(con, "status_book").iloc[0]
    assert shown["as_of"] == datetime(2026, 7, 8, 9, 10, 11)
    assert shown["time_precision"] == "second"


def test_orders_at_local_midnight_mean_day_precision(tmp_path):
    made = lender.small()
    for row in made["orders"]:
        row["ordered_at"] = row["ordered_at"][:10] + "T23:00:00Z"
    home = Home(tmp_path / "home")
    name = build.build(home, "contract", lender.write(tmp_path / "files", made))
    book.publish(home, snapshot=name, model=None, scores=None)
    with book.open_book(home, book.current(home)) as con:
        assert read.query(con, "status_book")["time_precision"].tolist() == ["day"]


def test_a_build_that_stops_leaves_the_book_in_use(built_home, tmp_path):
    before, current = only_files(built_home), book.current(built_home)
    made = lender.small()
    for row in made["orders"]:
        row["amount"] = "nan"
    with pytest.raises(ThinfileError, match=r"orders: 12 of 12 rows .* out of range amount 12"):
        build.build(built_home, "contract", lender.write(tmp_path, made))
    assert only_files(built_home) == before
    assert book.current(built_home) == current


@pytest.mark.parametrize("change", ["rewritten", "added", "removed"])
def test_files_that_change_while_they_are_read_stop_the_build(tmp_path, change):
    files = lender.write(tmp_path / "files", lender.small())
    home = Home(tmp_path / "home")

    def meddle(what, done, total):
        if what == "checking orders":
            file = files / "order_lines.csv"
            if change == "rewritten":
                file.write_text(file.read_text("utf-8") + "\n", "utf-8")
            elif change == "added":
                (files / "more.csv").write_text("x\n", "utf-8")
            else:
                file.unlink()

    name = "more.csv" if change == "added" else "order_lines.csv"
    with pytest.raises(ThinfileError, match=f"{name} changed"):
        build.build(home, "contract", files, progress=meddle)
    assert not list(home.snapshots.glob("*"))
    assert not list(home.tmp.glob("*"))
    build.build(home, "contract", files)


def test_two_builds_at_once_the_second_says_so(files, tmp_path):
    home = Home(tmp_path)
    with only_build(home), command(files, home) as second:
        _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert (
        said.strip()
        .splitlines()[-1]
        .startswith(f"error: Another build is running in {home.root} (process {os.getpid()})")
    )


def test_a_kill_at_any_moment_leaves_the_book_in_use(built_home, tmp_path):
    moments = random.Random(7)
    files, *others = (
        lender.write(tmp_path / f"files-{customers}", lender.small(customers=customers))
        for customers in range(40, 51)
    )
    current, orders = book.current(built_home), rows_of(built_home, "orders")
    started = time.monotonic()
    whole = Home(tmp_path / "whole")
    with command(files, whole) as child:
        child.communicate()
    assert child.returncode == 0
    takes = time.monotonic() - started
    killed = 0
    for other in others:  # files of their own: what one build finished is not found by the next
        with command(other, built_home) as child:
            time.sleep(moments.uniform(0.1, 0.95) * takes)
            child.send_signal(signal.SIGKILL)
        killed += child.returncode == -signal.SIGKILL
        assert book.current(built_home) == current
        assert rows_of(built_home, "orders") == orders
    assert killed >= 3
    name = build.build(built_home, "contract", files)
    assert list(built_home.tmp.iterdir()) == []
    assert book.current(built_home) == current
    with duckdb.connect(str(book.snapshot_path(built_home, name)), read_only=True) as con:
        assert con.execute("select count(*) from orders").fetchone() == (160,)


def test_ctrl_c_says_how_to_go_on_and_leaves_nothing(files, tmp_path):
    home = Home(tmp_path)
    # a job in the background ignores Ctrl-C, and so would what it starts: these tests may be one
    with command(files, home, start_new_session=True, preexec_fn=heed_interrupts) as child:
        while not list(home.tmp.glob("*/*")):
            assert child.poll() is None
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert said.strip().splitlines()[-1] == "stopped; run the same command again"
    assert only_files(home) == ["build.lock"]


@pytest.mark.parametrize("most_bytes", [2_000, 60_000])
def test_a_full_disk_is_told_and_leaves_nothing(files, tmp_path, most_bytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    home = Home(tmp_path)
    big = lender.write(tmp_path / "files", lender.small(customers=200))
    with command(big, home, preexec_fn=limit) as child:
        _, said = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "the disk is full. Free space below THINFILE_HOME" in said.strip().splitlines()[-1]
    assert sorted(path.name for path in home.root.iterdir() if path.name != "files") == [
        "build.lock",
        "tmp",
    ]
    assert list(home.tmp.iterdir()) == []
