"""The benchmark of the risk pages makes every interaction that they offer."""

from functools import partial
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from benchmarks import risk
from benchmarks import risk_steps as steps
from benchmarks.risk_interactions import PAGES
from scoring.risk import performance
from ui import places
from ui.risk.performance import performance_loaders

pytestmark = pytest.mark.usefixtures("in_demo_home")
# what signs out or writes into the ledger is no question of the book
MOST = 12  # of the cards of a page, or of what one step after another takes in turn
WRITES = {"bar_sign_out", "strategy_name", "strategy_save", "strategy_force", "cohorts_drop"}


class Watched:
    """An open page that keeps which of its widgets were looked up."""

    def __init__(self, app: AppTest, touched: set[str]) -> None:
        self.app, self.touched = app, touched

    def __getattr__(self, name: str):
        found = getattr(self.app, name)
        if name == "query_params":
            return found
        return Lookup(found, self.touched)


class Lookup:
    """One kind of widgets of a page."""

    def __init__(self, found, touched: set[str]) -> None:
        self.found, self.touched = found, touched

    def __call__(self, *, key: str):
        self.touched.add(key)
        return self.found(key=key)

    def __iter__(self):
        return iter(self.found)


@pytest.fixture
def with_kept_cohorts(tmp_path, monkeypatch):
    """Keep the cohorts that the benchmark keeps."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")
    risk.kept(2)


@pytest.mark.parametrize(("page", "interactions"), [(of[0], of[2]) for of in PAGES])
def test_every_widget_of_a_risk_page_is_touched_by_a_step(with_kept_cohorts, page, interactions):
    app, _ = risk.opened(page)
    assert not app.exception
    offered = {str(one.key) for one in app._tree if isinstance(one, Widget)}
    touched: set[str] = set()
    for make in interactions.values():
        for step in make(MOST):
            step(Watched(app, touched))
    assert len(offered - WRITES) > 3
    assert offered - WRITES <= touched


# what they ask for is worked out at every run
KEEPS_NOTHING = {"vintages_period", "stability_measure"}


@pytest.mark.parametrize(("page", "interactions"), [(of[0], of[2]) for of in PAGES])
def test_no_box_of_two_options_is_answered_from_caches(with_kept_cohorts, page, interactions):
    app, _ = risk.opened(page)
    turned = {
        make.args[0]
        for make in interactions.values()
        if isinstance(make, partial) and make.func is steps.choices
    }
    few = {key for key in turned if len(app.selectbox(key=key).options) < 3}
    assert few <= KEEPS_NOTHING


def test_every_switch_between_two_options_is_worked_out(with_kept_cohorts, monkeypatch):
    worked_out = []

    def watched(cells):
        worked_out.append(len(cells))
        return performance.performance(cells)

    monkeypatch.setattr(performance_loaders, "judging", SimpleNamespace(performance=watched))
    app, _ = risk.opened(places.PERFORMANCE)
    [since] = [of["since"] for page, _, of in PAGES if page == places.PERFORMANCE]
    for step in since(3):
        shown, before = app.selectbox(key="performance_since").value, len(worked_out)
        risk.timed(app, [step])
        assert app.selectbox(key="performance_since").value != shown
        assert len(worked_out) > before


def test_each_interaction_shows(with_kept_cohorts):
    for page, _, interactions in PAGES:
        app, _ = risk.opened(page)
        for make in interactions.values():
            risk.timed(app, make(1))
