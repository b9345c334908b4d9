"""Performance: measures with intervals and sizes, honest about immature and learnt-from data."""

import re
import shutil

import pytest

from data.home import Home
from desk.roles import Act, Role
from scoring.risk.cohorts.cohort_counts import INSIDE, REST
from scoring.training.challenge import challenge
from scoring.training.challengers import ADDED, BETWEEN, SCORECARDS, WITHOUT
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """Keep what the test writes out of the shared home."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.PERFORMANCE).error[0].value


def test_measures_stand_with_interval_and_size(opened):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    assert not app.exception
    assert [tile.label for tile in app.metric] == [
        "AUC", "KS", "Lift, riskiest tenth", "Brier", "Predicted, observed",
    ]  # fmt: skip
    assert "bads of" in said(app)
    assert said(app).count("95 %:") == 5


def test_every_grouping_and_measure_shows(opened):
    app = opened(places.PERFORMANCE, Role.AUDITOR)
    for by in ("depth", "product", "channel", "region", "lender"):
        app.selectbox(key="performance_by").set_value(by).run()
        assert not app.exception
    for measure in ("gini", "ks", "lift", "brier", "observed"):
        app.selectbox(key="performance_measure").set_value(measure).run()
        assert not app.exception


def test_what_the_model_learnt_from_is_said(opened):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    assert "learnt from most" not in said(app)
    app.selectbox(key="performance_since").set_value("all").run()
    assert "learnt from most" in said(app)


def test_samples_of_training_and_single_features_stand_below(opened):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    rivals, samples = app.dataframe[-2].value, app.dataframe[-1].value
    assert list(samples["Sample"]) == ["training sample", "holdout", "out of time"]
    measured = samples[["KS (95 %)", "Lift, riskiest tenth (95 %)", "Brier (95 %)", "Mean PD"]]
    assert measured.notna().all(axis=None)
    assert "Credit bureau score, on its own scale" in list(rivals["Beside"])


def test_a_model_that_nobody_challenged_says_how(opened):
    assert "python -m scoring challenge" in said(opened(places.PERFORMANCE, Role.RISK_MANAGER))


@pytest.fixture(scope="module")
def challenged_home(demo_home, tmp_path_factory):
    """Challenge the model of a copy of the small book."""
    home = Home(tmp_path_factory.mktemp("challenged"))
    shutil.copytree(demo_home.root, home.root, dirs_exist_ok=True)
    challenge(home)
    return home


def test_challengers_and_what_purchases_add_stand_on_the_pages(
    opened, challenged_home, monkeypatch
):
    monkeypatch.setenv("THINFILE_HOME", str(challenged_home.root))
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    assert not app.exception
    assert "Nobody has challenged" not in said(app)
    [found] = [shown.value for shown in app.dataframe if "Challenger" in shown.value]
    assert len(found) == len(SCORECARDS) + len(WITHOUT) + len(BETWEEN)
    [added] = [shown.value for shown in app.dataframe if "Added (95 %)" in shown.value]
    assert list(added["What purchases and visits add to"]) == [over for over, _ in ADDED]
    assert set(added["Difference"]) <= {"more than noise", "within noise"}
    app = opened(places.DRIVERS, Role.RISK_MANAGER)
    assert not app.exception
    assert any(tile.label.startswith("AUC lost without") for tile in app.metric)


def test_venn_abers_says_whether_the_pds_agree(opened):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    assert "PDs and Venn–Abers **agree" in said(app)
    app.segmented_control(key="view_performance_calibration").set_value("table").run()
    assert not app.exception
    assert any("Venn–Abers [p0, p1]" in frame.value.columns for frame in app.dataframe)


def test_calibration_follows_the_cut_and_the_group_chosen(opened):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER, performance_by="depth")
    whole = calibrated(app)
    of = app.selectbox(key="performance_calibration_of")
    assert of.options[0] == "calibration of all"
    sizes = []
    for name in of.options[1:]:
        app.selectbox(key="performance_calibration_of").select(name).run()
        assert not app.exception
        sizes.append(calibrated(app))
        assert "Venn–Abers" not in said(app)
    assert sum(sizes) == whole
    app.selectbox(key="performance_by").set_value("channel").run()
    assert not app.exception
    assert calibrated(app) == whole


def calibrated(app):
    """Give how many bads stand behind the chart of calibration."""
    told = re.search(r"by tenth(?:, [^:]+)?: ([\d,]+) bads", said(app))
    return int(told[1].replace(",", ""))


def test_a_kept_cohort_is_held_against_the_rest(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="order_count:20~")
    app.segmented_control(key="cohorts_letter").set_value("A").run()
    app.text_input(key="cohorts_name").set_value("longer files").run()
    app.button(key="cohorts_keep").click().run()
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    app.selectbox(key="performance_since").set_value("all")
    app.selectbox(key="performance_by").select("by cohort longer files").run()
    assert not app.exception
    assert "The cohort against the rest, AUC: " in said(app)
    app.segmented_control(key="view_performance_groups").set_value("table").run()
    table = app.dataframe[0].value
    assert list(table["Group"]) == [INSIDE, REST]
    chip = f"{table['Bads'].sum():,} bads of {table['Known outcomes'].sum():,} known outcomes"
    assert chip in said(app)


def test_a_link_s_cohort_that_is_not_on_the_list_is_offered_or_said_to_be_unknown(opened):
    app = opened(
        places.PERFORMANCE, Role.RISK_MANAGER, performance_by="region:north;order_count:3~"
    )
    assert not app.exception
    assert "a cohort not on the list: Region: north; " in said(app)
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER, performance_by="by cohort long gone")
    assert "by cohort long gone" in app.warning[0].value
