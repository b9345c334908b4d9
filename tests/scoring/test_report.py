import io

import pytest
from rich.console import Console

from data import book
from data.application import find_application
from data.errors import ThinfileError
from scoring import report
from scoring.scores import assess


def printed(show, *words):
    out = Console(file=io.StringIO(), width=200)
    show(*words, out)
    return out.file.getvalue()


def test_a_model_is_told_with_samples_intervals_bads_and_its_rival(demo_model):
    said = demo_model.manifest
    shown = printed(report.show, said)
    assert "simulated data" in shown
    for name, sample in said.samples.items():
        assert name in shown
        assert f"{sample.applications:,}" in shown
        assert f"{sample.first_applied_at:%Y-%m-%d}" in shown
        for found in (said.metrics[name].auc, said.metrics[name].gini, said.metrics[name].ks,
                      said.metrics[name].lift, said.metrics[name].brier,
                      said.metrics[name].observed,
                      said.best_feature.auc[name]):  # fmt: skip
            assert f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})" in shown
    for band in said.bands:
        assert f"{band.score_from}–{band.score_to}" in shown
        assert f"{band.observed:.1%} ({band.low:.1%}–{band.high:.1%})" in shown
    assert said.best_feature.label in shown
    assert said.reference.says in shown


def test_warnings_come_before_the_numbers(demo_model):
    warned = demo_model.manifest.model_copy(update={"warnings": ("too few to tell",)})
    shown = printed(report.show, warned)
    assert 0 < shown.index("warning: too few to tell") < shown.index("Samples")


def test_one_application_is_told_as_on_its_page(demo_home, demo_model):
    used = book.required(demo_home)
    with book.open_book(demo_home, used) as con:
        application_id = con.execute(
            "select application_id from scores.scores order by raw_score limit 1"
        ).fetchone()[0]
        found = assess.assessment(con, demo_model.manifest, find_application(con, application_id))
    shown = printed(report.explain, demo_home, used, application_id)
    why = found.explanation
    assert f"Application {application_id}: score {why.score}, PD {found.prob_default:.1%}" in shown
    assert f"recommendation: {found.recommendation.action.value}" in shown
    for rule in found.recommendation.rules:
        assert rule.says in shown
    for family in why.families:
        assert f"{family.shown:+d}" in shown
        for feature in family.features:
            assert feature.label in shown
    for reason in assess.explanation.reasons(why):
        assert f"{reason.rank}. {reason.family.label}: {reason.sentence}" in shown


def test_an_unknown_application_and_a_book_without_scores_are_told(demo_home):
    used = book.required(demo_home)
    with pytest.raises(ThinfileError, match="Wanted application 'nobody'"):
        printed(report.explain, demo_home, used, "nobody")
    with book.open_book(demo_home, used) as con:
        known = con.execute("select min(application_id) from scores.scores").fetchone()[0]
    with pytest.raises(ThinfileError, match="has no scores"):
        printed(report.explain, demo_home, book.unscored(used.snapshot), known)
