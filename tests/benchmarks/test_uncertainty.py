"""Histories drawn anew are other histories of the same person with the same request."""

import pytest

from benchmarks import redraws, uncertainty
from data import book
from data.errors import ThinfileError
from data.histories import features, own
from scoring.models import model


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def chosen(con):
    found = con.cursor().execute(uncertainty.CHOSEN, {"applicants": 8}).df()
    return found.sort_values("customer_id", ignore_index=True)


def test_a_person_drawn_anew_asks_the_same_and_buys_otherwise(con, chosen, demo_files):
    known = own.own_rows(con, chosen["application_id"].tolist())
    customer = dict(zip(chosen["application_id"], chosen["customer_id"], strict=True))
    shoppers = [redraws.shopper_of(customer[name]) for name in known.owners]
    tables = redraws.redrawn(redraws.made_of(demo_files), known, shoppers, 3, moves_stay=True)
    drawn = features.features_of(con, tables)
    stored = con.cursor().execute(
        "select * from snapshot.features where list_contains($ids, application_id)"
        " order by application_id", {"ids": known.owners},
    ).df()  # fmt: skip
    for name in ("request_amount", "account_age_days", "application_hour", "earlier_loan_count"):
        assert drawn[name].iloc[::3].tolist() == stored[name].tolist()
    assert drawn["monthly_spend"].nunique() > len(known.owners)


def test_what_is_measured_has_a_row_for_each_applicant_with_an_interval(
    con, chosen, demo_files, demo_home
):
    loaded = model.load(book.model_path(demo_home, "v1"))
    found = uncertainty.measure(con, loaded, redraws.made_of(demo_files), chosen, 4)
    assert 0 < len(found) <= len(chosen)
    assert found["covered"].between(0, 1).all()
    assert found["covered_with_moves"].between(0, 1).all()
    assert not found["covered"].equals(found["covered_with_moves"])
    said = [figure.name for figure in uncertainty.figures(found, [0.5])]
    assert "covers a redraw of home moves too, all" in said
    assert (found["width"] > 0).all()


def test_files_of_no_simulated_book_are_refused(tmp_path):
    with pytest.raises(ThinfileError, match="simulated book"):
        redraws.made_of(tmp_path)
