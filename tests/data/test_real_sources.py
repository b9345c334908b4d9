"""Real files, where they are: one end-to-end case, one with plenty of dirt, one in another zone."""

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


@pytest.fixture(scope="module")
def completejourney(tmp_path_factory):
    with opened(tmp_path_factory, "completejourney") as con:
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


def test_completejourney_has_a_basket_per_order_and_every_line_with_a_piece(completejourney):
    assert completejourney.execute(
        "select table_name, rows_read, rows_kept, rows_rejected from imports order by rows_read"
    ).fetchall() == [
        ("protected", 801, 801, 0),
        ("customers", 2377, 2377, 0),
        ("orders", 47243, 47243, 0),
        ("order_lines", 75000, 74584, 416),
    ]
    assert completejourney.execute("select distinct rule from rejects").fetchall() == [
        ("out of range quantity",)
    ]


def test_completejourney_sleeps_at_night_in_its_own_zone(completejourney):
    share = """
        select avg((hour(ordered_at + utc_offset_minutes * interval 1 minute) in (2, 3, 4, 5))::int)
        from orders
    """
    assert one(completejourney, share)[0] < 0.01
    assert completejourney.execute(
        "select distinct utc_offset_minutes from orders order by 1"
    ).fetchall() == [(-300,), (-240,)]


def test_completejourney_keeps_its_hours_when_the_clocks_change(completejourney):
    quietest = """
        select arg_min(hour_of_day, orders) from (
            select hour(ordered_at + utc_offset_minutes * interval 1 minute) as hour_of_day,
                count(*) as orders
            from orders where utc_offset_minutes = $offset group by 1
        )
    """
    for offset in (-300, -240):
        found = completejourney.execute(quietest, {"offset": offset}).fetchone()
        assert found in {(3,), (4,), (5,)}


def test_completejourney_takes_another_zone(tmp_path):
    home = Home(tmp_path)
    folder = SHARED / "completejourney"
    name = build.build(home, "completejourney", folder, timezone="America/Chicago")
    with book.open_book(home, book.unscored(name)) as con:
        con.execute("use snapshot")
        assert one(con, "select min(utc_offset_minutes), max(utc_offset_minutes) from orders") == (
            -360,
            -300,
        )


def test_completejourney_paid_and_discount_are_the_list_price(completejourney):
    difference = """
        with listed as (
            select order_id, sum(quantity * unit_price) as list_price, sum(quantity) as pieces
            from order_lines group by order_id
        )
        select max(abs(amount + discount - list_price) / pieces), min(discount)
        from orders join listed using (order_id)
        where order_id not in (select raw->>'order_id' from rejects)
    """
    worst, least = one(completejourney, difference)
    assert worst <= 0.5, "a piece's price is rounded to whole cents"
    assert least == 0


def test_completejourney_fuel_is_a_fill(completejourney):
    fuel = """
        select max(quantity), median(unit_price)
        from order_lines where product_name like 'GASOLINE%'
    """
    most, price = one(completejourney, fuel)
    assert most == 1
    assert 1_500 < price < 5_000


def test_completejourney_knows_what_kind_nearly_every_good_is(completejourney):
    other = "select avg((category = 'other')::int) from order_lines"
    assert one(completejourney, other)[0] < 0.01


def test_completejourney_keeps_ages_apart(completejourney):
    assert "protected" not in {
        row[0]
        for row in completejourney.execute("select table_name from duckdb_tables()").fetchall()
    }
