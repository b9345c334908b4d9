"""Real files, where they are: one end-to-end case and one with plenty of dirt."""

import os
from pathlib import Path

import pytest

from data import book, build
from data.errors import ThinfileError
from data.home import Home

SHARED = Path(os.environ.get("THINFILE_SHARED", "../shared")) / "data"
LEAKS = {"PaidOnDate", "IsFinalPayBack", "PayBackId", "IsThirdPartyConfirmed", "AmountLoan",
         "InvestorId", "ThirdPartyId"}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"no real data in {SHARED}: set THINFILE_SHARED to its folder"
)


def opened(tmp_path_factory, source):
    home = Home(tmp_path_factory.mktemp(source))
    name = build.build(home, source, SHARED / source)
    return book.open_book(home, book.publish(home, snapshot=name, model=None, scores=None))


@pytest.fixture(scope="module")
def xente(tmp_path_factory):
    with opened(tmp_path_factory, "xente") as con:
        con.execute("use snapshot")
        yield con


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory):
    with opened(tmp_path_factory, "online_retail") as con:
        con.execute("use snapshot")
        yield con


def one(con, text):
    return con.execute(text).fetchone()


def test_xente_has_one_application_per_loan_or_request_turned_down(xente):
    assert one(xente, "select count(*) from applications") == (931 + 507,)
    assert one(xente, "select count(*), count(distinct application_id) from loans") == (931, 931)
    assert one(xente, "select count(*), sum(is_bad::int) from outcomes") == (931, 51)
    assert xente.execute(
        "select decision, count(*) from decisions group by decision order by decision"
    ).fetchall() == [("approve", 931), ("decline", 507)]


def test_xente_has_every_purchase_of_both_files_once(xente):
    assert one(xente, "select count(*) from orders") == (1432 + 6851,)
    assert one(xente, "select count(*) from order_lines") == (1432 + 6851,)
    assert xente.execute(
        "select status, count(*) from orders group by status order by status"
    ).fetchall() == [("cancelled", 507), ("completed", 925 + 6851)]


def test_xente_outcomes_are_known_when_the_loan_falls_due(xente):
    late = """
        select count(*) from outcomes o join applications a using (application_id)
        where o.observed_at < a.applied_at + interval 29 day
           or o.observed_at > a.applied_at + interval 31 day
    """
    assert one(xente, late) == (0,)
    assert one(xente, "select as_of::varchar from book") == ("2019-04-01 00:00:00",)


def test_xente_sleeps_at_night_in_kampala(xente):
    share = """
        select avg((hour(ordered_at + utc_offset_minutes * interval 1 minute) < 6)::int)
        from orders
    """
    assert one(xente, share)[0] < 0.05
    assert one(xente, "select min(utc_offset_minutes), max(utc_offset_minutes) from orders") == (
        180,
        180,
    )


def test_xente_reads_no_column_that_is_known_only_afterwards():
    folder = Path(build.sources.FOLDER) / "xente"
    for path in folder.glob("*.sql"):
        code = "\n".join(
            line for line in path.read_text().splitlines() if not line.startswith("--")
        )
        assert not [name for name in LEAKS if name in code], path


def test_xente_keeps_its_two_double_ids_as_rejects(xente):
    assert xente.execute(
        "select table_name, rule, count(*) from rejects group by all order by all"
    ).fetchall() == [
        ("applications", "duplicate key", 2),
        ("order_lines", "duplicate key", 2),
        ("orders", "duplicate key", 2),
    ]


def test_xente_as_of_an_earlier_day_stops_at_what_came_later(tmp_path):
    with pytest.raises(ThinfileError, match="future ordered_at"):
        build.build(Home(tmp_path), "xente", SHARED / "xente", as_of="2019-01-15")


def test_online_retail_builds_without_applications(online_retail):
    assert online_retail.execute(
        "select table_name, rows_read, rows_kept, rows_rejected from imports order by rows_read"
    ).fetchall() == [
        ("customers", 4373, 4372, 1),
        ("orders", 25195, 22034, 3161),
        ("order_lines", 541909, 406829, 135080),
    ]
    assert one(online_retail, "select count(*) from features") == (0,)


def test_online_retail_returns_are_net_negative_baskets(online_retail):
    assert online_retail.execute(
        "select status, count(*), min(amount) >= 0 from orders group by status order by status"
    ).fetchall() == [("completed", 18423, True), ("returned", 3611, True)]


def test_online_retail_times_are_london_time(online_retail):
    assert online_retail.execute(
        "select distinct utc_offset_minutes from orders order by 1"
    ).fetchall() == [(0,), (60,)]
    hours = "select min(h), max(h) from (select hour(ordered_at + utc_offset_minutes * "
    assert one(online_retail, hours + "interval 1 minute) as h from orders)") == (6, 20)


def test_online_retail_says_why_guests_are_left_out(online_retail):
    assert one(online_retail, "select count(*) from reject_limits where reason <> ''") == (2,)
