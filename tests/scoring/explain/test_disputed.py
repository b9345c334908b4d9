"""A disputed purchase is left out as if it had never been made; everything else stays."""

import pytest

from data import book
from data.application import find_application
from data.errors import ThinfileError
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures
from scoring.explain import disputed
from scoring.policies import policy
from scoring.wording import Money


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(con):
    chosen = "select application_id from snapshot.features where order_count > 6 order by 1 limit 1"
    return con.cursor().execute(chosen).fetchall()[0][0]


@pytest.fixture(scope="module")
def known(con, asked):
    return own_rows(con, [asked])


@pytest.fixture
def assess(con, demo_model, asked, known):
    def without(*order_lines):
        return disputed.assess_without(
            PreparedFeatures(con), demo_model, find_application(con, asked), known, order_lines,
            in_force=policy.launch(), doubt=None, money=Money("CNY", 2),
        )  # fmt: skip

    return without


def test_without_a_dispute_the_score_is_that_of_the_book(con, asked, assess):
    stored = "select score from scores.scores where application_id = $id"
    [(score,)] = con.cursor().execute(stored, {"id": asked}).fetchall()
    assert assess().score == score


def test_a_disputed_order_is_counted_no_more(known, assess):
    first = known.tables["orders"]["order_id"].to_pylist()[0]
    before, after = assess(), assess((first, None))
    assert after.features["order_count"] == before.features["order_count"] - 1
    assert after.features["history_days"] < before.features["history_days"]


def test_a_disputed_line_takes_its_share_of_the_orders_amount(known):
    lines = known.tables["order_lines"].to_pylist()
    many = [row for row in lines if sum(o["order_id"] == row["order_id"] for o in lines) > 1]
    row = many[0]
    kept = disputed.without(known, [(row["order_id"], row["line_no"])])
    total = sum(o["quantity"] * o["unit_price"] for o in lines if o["order_id"] == row["order_id"])
    share = 1 - row["quantity"] * row["unit_price"] / total
    paid = {o["order_id"]: o["amount"] for o in known.tables["orders"].to_pylist()}
    now = {o["order_id"]: o["amount"] for o in kept.tables["orders"].to_pylist()}
    assert now[row["order_id"]] == round(paid[row["order_id"]] * share)
    assert kept.tables["order_lines"].num_rows == len(lines) - 1


def test_an_order_whose_lines_are_all_disputed_goes_with_them(known):
    order_id = known.tables["order_lines"]["order_id"].to_pylist()[0]
    numbers = [
        row["line_no"]
        for row in known.tables["order_lines"].to_pylist()
        if row["order_id"] == order_id
    ]
    kept = disputed.without(known, [(order_id, number) for number in numbers])
    assert order_id not in kept.tables["orders"]["order_id"].to_pylist()


def test_what_was_never_known_cannot_be_disputed(known):
    with pytest.raises(ThinfileError, match="line 9 of nothing"):
        disputed.without(known, [("nothing", 9)])
