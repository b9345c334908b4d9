"""The one real case from purchases to outcomes, end to end, and a shop that has not lent yet."""

from datetime import datetime

import pytest

from data import book, build, read
from data.errors import ThinfileError
from data.home import Home
from scoring.metrics.ranking.auc import auc
from scoring.models import manifest
from scoring.scores import score
from scoring.training import train

T = datetime(2019, 2, 22)
TODAY = datetime(2019, 4, 1)
KNOWN_ONLY_AFTERWARDS = (
    "paidondate", "paid_on", "isfinalpayback", "final_pay", "paybackid", "pay_back",
    "isthirdpartyconfirmed", "third_party", "amountloan", "loan_amount", "duedate", "observed",
    "investor", "is_bad", "outcome",
)  # fmt: skip


@pytest.fixture(scope="module")
def lent(tmp_path_factory, shared_data):
    """Build, train, score and publish the book."""
    home = Home(tmp_path_factory.mktemp("xente"))
    build.build(home, "xente", shared_data / "xente", as_of=TODAY)
    described = train.train(home, as_of=T)
    score.score(home)
    return home, described, score.publish(home)


def test_it_is_in_use_with_its_scores(lent):
    home, described, used = lent
    assert book.required(home) == used
    assert (used.model, described.source, described.is_simulated) == ("v1", "xente", False)
    with book.open_book(home, used) as con:
        for table in ("scores", "points"):
            rows = f"select count(*), count(distinct application_id) from scores.{table}"
            assert con.execute(rows).fetchone() == (931 + 507, 931 + 507)


def test_there_is_one_row_per_loan_with_its_outcome(lent):
    home, described, used = lent
    with book.open_book(home, used) as con:
        frame = read.query(con, "assessments", application_id=None)
        loans = con.execute("select application_id from snapshot.loans").fetchall()
    assert frame["application_id"].is_unique
    known = frame[frame["is_bad"].notna()]
    assert set(known["application_id"]) == {loan for (loan,) in loans}
    assert (len(known), int(known["is_bad"].sum())) == (931, 51)
    learnt = [described.samples[name] for name in ("train", "holdout")]
    past = known[known["observed_at"] < T]
    late = known[(known["applied_at"] >= T) & (known["observed_at"] <= TODAY)]
    assert sum(part.applications for part in learnt) == len(past)
    assert sum(part.bads for part in learnt) == int(past["is_bad"].sum())
    assert described.samples["out_of_time"].applications == len(late)
    assert described.samples["out_of_time"].bads == int(late["is_bad"].sum())
    assert all(part.last_applied_at < T for part in learnt)


def test_no_column_that_is_known_only_afterwards_is_a_feature(lent):
    _, described, _ = lent
    for name in described.features:
        assert not [word for word in KNOWN_ONLY_AFTERWARDS if word in name.lower()], name


def test_the_metric_stands_with_its_interval_its_bads_and_its_rival(lent):
    home, described, used = lent
    with book.open_book(home, used) as con:
        rows = con.execute(
            "select s.raw_score, o.is_bad, a.applied_at from scores.scores as s "
            "join snapshot.outcomes as o on o.application_id = s.application_id "
            "join snapshot.applications as a on a.application_id = s.application_id "
            "where a.applied_at >= $day", {"day": T},
        ).df()  # fmt: skip
    found = described.metrics["out_of_time"].auc
    assert found.value == pytest.approx(auc(rows["is_bad"], rows["raw_score"]))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert described.samples["out_of_time"].bads > 0
    assert set(described.best_feature.auc) == {"train", "holdout", "out_of_time"}


def test_few_bads_are_a_warning_where_they_are_few(lent):
    home, described, _ = lent
    few = {name for name, part in described.samples.items() if part.bads < 10}
    warned = {text.split()[1] for text in described.warnings if "bads in" in text}
    assert warned == few
    assert manifest.read(book.model_path(home, "v1")).warnings == described.warnings


def test_calibration_and_reference_hold_on_a_small_book(lent):
    _, described, _ = lent
    assert described.calibration.slope > 0
    assert described.reference.applications > 0


def test_online_retail_is_published_without_scores(tmp_path, shared_data):
    home = Home(tmp_path)
    name = build.build(home, "online_retail", shared_data / "online_retail")
    with pytest.raises(ThinfileError, match="Training needs applications; this book has none"):
        train.train(home)
    used = score.publish(home)
    assert (used.snapshot, used.model, used.scores) == (name, None, None)
    assert book.required(home) == used
