"""What is uploaded is checked, computed and scored like a book, and found again by its content."""

import csv
import json
from datetime import datetime, timedelta

import pandas as pd
import pytest

from data import book, own_rows, read, uploads
from data.errors import ThinfileError
from data.histories import future
from data.histories import own as histories_own
from data.home import Home
from scoring import catalogue
from scoring.scores import upload
from scoring.scores.upload import Terms

TERMS = Terms("CNY", 2, "Asia/Shanghai", True)
COLUMNS = ["order_id", "customer_id", "ordered_at", "utc_offset_minutes", "amount", "status",
           "status_at"]  # fmt: skip
ASKS = {
    "customer_id": "N1", "applied_at": "2026-11-20T10:00:00Z", "utc_offset_minutes": 480,
    "product": "cash_loan", "amount": 100_000, "term_days": 90,
}  # fmt: skip


def _order(number, **changes):
    at = datetime(2026, 5, 1, 10) + timedelta(days=13 * number)
    row = {
        "order_id": f"O{number}", "customer_id": "N1", "ordered_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "utc_offset_minutes": 480, "amount": 5000 + 100 * number, "status": "completed",
        "status_at": f"{at + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    return {**row, **changes}


def _files(folder, rows):
    with (folder / "orders.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    pd.DataFrame([{"customer_id": "N1"}]).to_csv(folder / "customers.csv", index=False)
    return {name: folder / f"{name}.csv" for name in ("orders", "customers")}


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    """Give a home with the demo book, to hold uploads."""
    own = Home(tmp_path_factory.mktemp("uploads"))
    for name in ("snapshots", "models", "scores"):
        (own.root / name).symlink_to(demo_home.root / name, target_is_directory=True)
    return own


@pytest.fixture(scope="module")
def used(demo_home):
    return book.required(demo_home)


@pytest.fixture(scope="module")
def uploaded(home, used, tmp_path_factory):
    """Upload 14 good orders and three that break a rule each."""
    folder = tmp_path_factory.mktemp("given")
    bad = [_order(3, order_id="O20", ordered_at="2026-06-31T10:00:00Z"),
           _order(4, order_id="O21", amount=-5),
           _order(5, order_id="O22", status="vanished")]  # fmt: skip
    files = _files(folder, [_order(number) for number in range(14)] + bad)
    return files, upload.add(home, used, files, TERMS, request=ASKS)


def test_three_bad_rows_are_named_with_their_rule_and_the_rest_is_scored(home, uploaded):
    rejected = upload.rejects(home, uploaded[1])
    assert list(rejected["file_row"]) == [15, 16, 17]
    assert list(rejected["rule"]) == [
        "bad type ordered_at", "out of range amount", "unaccepted status",
    ]  # fmt: skip
    assert json.loads(rejected["raw"][2])["status"] == "vanished"
    [scored] = upload.results(home, uploaded[1]).to_dict("records")
    assert scored["application_id"] == uploaded[1]
    assert 350 <= scored["score"] <= 950
    assert scored["reasons"]


def test_purchases_of_which_none_is_the_customers_are_refused_and_leave_no_upload(
    home, used, tmp_path
):
    files = _files(tmp_path, [_order(number, customer_id="N2") for number in range(14)])
    before = set(home.uploads.iterdir()) if home.uploads.is_dir() else set()
    with pytest.raises(ThinfileError, match="of the 14 that came not one is kept") as refused:
        upload.add(home, used, files, TERMS, request=ASKS)
    assert "orders unknown customer_id 14 (first in row 1)" in str(refused.value)
    pd.DataFrame({"customer_id": ["N1", "N2"]}).to_csv(files["customers"], index=False)
    with pytest.raises(ThinfileError, match=r"not one is kept for them\. Nothing"):
        upload.add(home, used, files, TERMS, request=ASKS)
    assert set(home.uploads.iterdir()) == before


def test_a_request_that_breaks_a_rule_is_refused_in_words(home, used, tmp_path):
    files = _files(tmp_path, [_order(number) for number in range(3)])
    with pytest.raises(ThinfileError, match=r"keeps the contract; .*applications unknown customer"):
        upload.add(home, used, files, TERMS, request=ASKS | {"customer_id": "N3"})


def test_the_lenders_come_along_so_that_a_letter_can_name_its_creditor(home, uploaded, used):
    own = uploads.home_of(home, uploaded[1])
    found = []
    for place, what in ((home, used), (own, book.required(own))):
        with book.open_book(place, what) as con:
            found.append(con.execute("from snapshot.lenders order by lender_id").fetchall())
    assert found[0]
    assert found[0] == found[1]


def test_a_table_that_was_not_given_is_no_reason_against_the_applicant(home, uploaded):
    own = uploads.home_of(home, uploaded[1])
    with book.open_book(own, book.required(own)) as con:
        lost = catalogue.lost(con)
        points = con.execute("from scores.points").df().iloc[0]
        told = con.execute("select family, feature from scores.reasons").df()
    assert {lost["visit_count"], lost["visits_per_order"]} == {"visits"}
    assert not set(told["feature"]) & lost.keys()
    families = {catalogue.load()[name].family.value for name in lost if points.get(name, 0.0) < 0}
    assert "browsing" in families  # which therefore counts against them, and is not named
    assert "browsing" not in set(told["family"])


def test_the_same_content_is_the_same_upload_and_other_content_another(home, used, uploaded):
    files, upload_id = uploaded
    assert upload.add(home, used, files, TERMS, request=ASKS) == upload_id
    assert uploads.is_upload(home, upload_id)
    assert not uploads.is_upload(home, "A000000001")
    assert not uploads.is_upload(home, "U../../models")


def _asked_again(demo_home, home, used, folder, wanted):
    """Score a shopper of the book again with the same request; give its features before and now."""
    with book.open_book(demo_home, used) as con:
        row = con.execute(
            "select a.* from snapshot.applications as a join snapshot.features as f "
            f"using (application_id) where {wanted} limit 1"
        ).fetchdf()
        asked = {
            name: value
            for name, value in row.to_dict("records")[0].items()
            if name not in {"application_id", "lender_id"} and not pd.isna(value)
        }
        asked["applied_at"] = asked["applied_at"].isoformat() + "Z"
        rows = own_rows.of_application(con, row["application_id"][0])
        was = read.record(con, "application_features", customer_id=row["customer_id"][0],
                          application_id=row["application_id"][0])  # fmt: skip
    upload_id = upload.add(home, used, upload.from_book(rows, folder), TERMS, request=asked)
    assert upload.rejects(home, upload_id).empty
    assert upload_id in set(upload.results(home, upload_id)["application_id"])
    own = uploads.home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as con:
        now = read.record(con, "application_features", customer_id=row["customer_id"][0],
                          application_id=upload_id)  # fmt: skip
    ours = {"application_id", "lender_id"}
    return ({n: v for n, v in one.items() if n not in ours} for one in (was, now))


def test_a_known_shopper_with_the_same_request_has_the_same_features(
    demo_home, home, used, tmp_path
):
    first = (
        "f.order_count > 20 and not exists (select 1 from snapshot.applications as b where "
        "b.customer_id = a.customer_id and b.applied_at < a.applied_at) order by a.application_id"
    )
    was, now = _asked_again(demo_home, home, used, tmp_path, first)
    lent = {name for name in was if "loan" in name or "instalment" in name}
    assert {n: v for n, v in now.items() if n not in lent} == {
        n: v for n, v in was.items() if n not in lent
    }


def test_a_known_shoppers_earlier_loans_count_as_they_do_in_the_book(
    demo_home, home, used, tmp_path
):
    lent = "f.earlier_loans_known = 1 order by f.earlier_unpaid_share desc, a.application_id"
    was, now = _asked_again(demo_home, home, used, tmp_path, lent)
    assert now["earlier_on_time_share"] is not None
    assert now == was


def test_too_many_rows_are_refused_before_they_are_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(upload, "MOST_ROWS", 10)
    files = _files(tmp_path, [_order(number) for number in range(12)])
    with pytest.raises(ThinfileError, match="more than 10 rows"):
        upload.require_within_limits("orders.csv", files["orders"])
    parquet = tmp_path / "orders.parquet"
    pd.DataFrame([_order(number) for number in range(12)]).to_parquet(parquet)
    with pytest.raises(ThinfileError, match="more than 10 rows"):
        upload.require_within_limits("orders.parquet", parquet)


def test_200_mb_and_a_million_rows_are_taken_and_one_more_is_not(tmp_path):
    assert (upload.MOST_BYTES, upload.MOST_ROWS) == (200 * 2**20, 1_000_000)
    large, many = tmp_path / "large.csv", tmp_path / "many.csv"
    with large.open("wb") as out:
        out.truncate(upload.MOST_BYTES)
    upload.require_within_limits("orders.csv", large)
    many.write_bytes(b"order_id\n" + b"1\n" * upload.MOST_ROWS)
    upload.require_within_limits("orders.csv", many)
    with many.open("ab") as out:
        out.write(b"1\n")
    with pytest.raises(ThinfileError, match="more than 1,000,000 rows"):
        upload.require_within_limits("orders.csv", many)


def test_too_large_a_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "orders.csv"
    with path.open("wb") as out:
        out.truncate(upload.MOST_BYTES + 1)
    with pytest.raises(ThinfileError, match="at most 200 MB are taken at once"):
        upload.require_within_limits("orders.csv", path)


def test_a_book_without_a_model_scores_nobody(home, used, uploaded):
    with pytest.raises(ThinfileError, match="has no model"):
        upload.add(home, book.unscored(used.snapshot), uploaded[0], TERMS, request=ASKS)


@pytest.fixture(scope="module")
def con(demo_home, used):
    with book.open_book(demo_home, used) as opened:
        yield opened


def test_a_shopper_is_found_by_their_own_id_or_by_an_applications(con):
    chosen = "select customer_id, application_id, lender_id from snapshot.applications order by 2"
    customer_id, application_id, lender_id = con.execute(chosen).fetchall()[0]
    for named in (customer_id, application_id):
        assert upload.shopper(con, named, None) == customer_id
        assert upload.shopper(con, named, None, lender_ids=(lender_id,)) == customer_id


def test_another_lenders_applicant_is_not_found_by_either_id(con):
    customer_id, application_id, lender_id = con.execute(
        "select customer_id, min(application_id), min(lender_id) from snapshot.applications "
        "group by customer_id having count(distinct lender_id) = 1 order by 1 limit 1"
    ).fetchall()[0]
    other = {"LN1": "LN2"}.get(lender_id, "LN1")
    for named in (customer_id, application_id, "nobody"):
        with pytest.raises(ThinfileError, match=r"none that is .* among your lenders"):
            upload.shopper(con, named, other, lender_ids=(other,))


def test_an_application_to_another_lender_does_not_lead_to_ones_own_applicant(con):
    own, foreign, application_id, customer_id = con.execute(
        "select a.lender_id, b.lender_id, b.application_id, a.customer_id "
        "from snapshot.applications as a join snapshot.applications as b "
        "on b.customer_id = a.customer_id and b.lender_id <> a.lender_id order by 3, 1 limit 1"
    ).fetchall()[0]
    assert upload.shopper(con, customer_id, own, lender_ids=(own,)) == customer_id
    with pytest.raises(ThinfileError, match="among your lenders"):
        upload.shopper(con, application_id, own, lender_ids=(own,))
    assert upload.shopper(con, application_id, own, lender_ids=(own, foreign)) == customer_id


def test_who_never_applied_is_found_by_those_who_see_the_lender_that_is_asked(con):
    [(never,)] = con.execute(
        "select customer_id from snapshot.customers anti join snapshot.applications "
        "using (customer_id) order by 1 limit 1"
    ).fetchall()
    assert upload.shopper(con, never, None) == never
    assert upload.shopper(con, never, "LN1", lender_ids=("LN1",)) == never
    for asked in ("LN2", None):
        with pytest.raises(ThinfileError, match="among your lenders"):
            upload.shopper(con, never, asked, lender_ids=("LN1",))


def test_what_a_known_shopper_still_owes_comes_along_unpaid(demo_home, home, used, con, tmp_path):
    customer_id, at = con.execute(
        "select a.customer_id, min(i.due_at) from snapshot.applications as a "
        "join snapshot.loans as l using (application_id) join snapshot.instalments as i "
        "using (loan_id) group by 1 having count(*) > 1 order by 1 limit 1"
    ).fetchall()[0]
    rows = own_rows.of_customer(con, customer_id, at)
    asked = ASKS | {"customer_id": customer_id, "applied_at": at.isoformat() + "Z"}
    upload_id = upload.add(home, used, upload.from_book(rows, tmp_path), TERMS, request=asked)
    own = uploads.home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as opened:
        assert future.next_instalments(histories_own.own_rows(opened, [upload_id]))
        assert opened.execute("select as_of from snapshot.book").fetchone() == (at,)
