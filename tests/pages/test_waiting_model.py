"""The waiting model's card: two risk managers put it in force, others read, a publish takes it."""

import pytest

from desk.roles import Role
from scoring.models import in_force
from scoring.scores import score
from ui import places

WHY = "It sees night orders better."


@pytest.fixture
def home(home_with_two_models, tmp_path, monkeypatch):
    """Give that home, and a ledger of its own."""
    monkeypatch.setenv("THINFILE_HOME", str(home_with_two_models.root))
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    return home_with_two_models


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def buttons(app):
    return {button.key for button in app.button}


def propose(app):
    app.text_input(key="performance_why").set_value(WHY).run()
    return app.button(key="performance_propose").click().run()


def test_two_risk_managers_put_it_in_force_and_it_is_published(opened, home):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    [beside] = [of.value for of in app.dataframe if "Status" in of.value]
    assert list(beside["Model"]) == ["v2", "v1"]
    assert "Model v2 is proposed" in propose(app).success[0].value
    assert app.button(key="performance_force").disabled
    app.session_state["signed_in_as"] = "demo-second_risk_manager"
    app.run()
    assert WHY in said(app)
    app.button(key="performance_force").click().run()
    assert not app.exception
    assert "Model v2 is in force" in app.success[0].value
    assert in_force.read(home, "v2").entry_no is not None
    assert "No model waits to be put in force" in said(app)
    score.score(home, version="v2")
    assert score.publish(home).model == "v2"
    app = opened(places.PERFORMANCE, Role.AUDITOR)
    [acts] = [of.value for of in app.dataframe if "Did" in of.value]
    assert list(acts["Did"]) == ["put in force", "proposed"]
    assert "demo-second_risk_manager" in acts["Who"].iloc[0]
    app = opened(places.LEDGER, Role.AUDITOR)
    [acts] = [of.value for of in app.dataframe if "Did" in of.value]
    assert list(acts["Model"]) == ["v2", "v2"]


@pytest.mark.parametrize("role", [Role.SENIOR_OFFICER, Role.AUDITOR])
def test_others_read_and_may_not_write(opened, home, role):
    app = opened(places.PERFORMANCE, role)
    assert "one risk manager proposes it, another puts it in force" in said(app)
    assert not buttons(app) & {"performance_propose", "performance_force"}
    propose(opened(places.PERFORMANCE, Role.RISK_MANAGER))
    assert not buttons(opened(places.PERFORMANCE, role)) & {"performance_force"}
    assert in_force.read(home, "v2") is None


def test_a_word_is_no_sentence(opened, home):
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    app.text_input(key="performance_why").set_value("better").run()
    app.button(key="performance_propose").click().run()
    assert "Wanted a sentence for the proposal" in app.error[0].value
    assert app.text_input(key="performance_why").value == "better"


@pytest.mark.parametrize("damage", ["lost", "broken"])
def test_where_no_book_opens_a_model_can_be_put_in_force_all_the_same(opened, home, damage):
    home.current.unlink() if damage == "lost" else home.current.write_text("{")
    app = opened(places.PERFORMANCE, Role.RISK_MANAGER)
    propose(app)
    app.session_state["signed_in_as"] = "demo-second_risk_manager"
    app.run().button(key="performance_force").click().run()
    assert not app.exception
    score.score(home, version="v2")
    assert score.publish(home).model == "v2"


def test_an_officer_is_not_shown_a_waiting_model(opened, home):
    home.current.unlink()
    assert "Waiting model" not in said(opened(places.QUEUE))
