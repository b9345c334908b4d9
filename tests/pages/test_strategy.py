"""The strategy lab: moves together, refuses strangers, and takes two to put in force."""

import re
from datetime import UTC, datetime

import pytest

from desk.roles import Act, Role, demo_users
from desk.store.ledger import By
from desk.work import policies
from scoring.policies import policy
from scoring.policies.policy_text import written
from ui import places
from ui.cases import office
from ui.risk.takeaway import export

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """Keep what the test writes out of the shared home."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")


def tiles(app) -> dict[str, str]:
    return {tile.label: tile.value for tile in app.metric}


def test_an_officer_is_refused_in_words(opened):
    app = opened(places.STRATEGY)
    assert not app.exception
    assert Act.READ_RISK.value in app.error[0].value
    assert not app.metric


def test_a_lower_cutoff_approves_more_and_moves_every_number(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    assert not app.exception
    before = tiles(app)
    app.slider(key="strategy_cutoffs").set_value((500, 540)).run()
    after = tiles(app)
    assert all(before[name] != after[name] for name in before)
    approved = [float(shown["Approved"].split()[0]) for shown in (before, after)]
    assert approved[0] < approved[1]


def test_the_address_holds_the_cutoffs_that_are_shown(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    for approve_from in (587, 581):  # the second before the address of the first is known
        app.slider(key="strategy_cutoffs").set_value((560, approve_from)).run()
        assert app.query_params["strategy_cutoffs"] == ["560", str(approve_from)]


def test_the_address_holds_the_limits_and_rules_that_are_shown(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    for times in (1.5, 2.5):
        app.number_input(key="strategy_limit_1").set_value(times).run()
        assert app.query_params["strategy_limit_1"] == str(times)
    for is_on in (False, True, False):
        app.toggle(key="strategy_straddle_refers").set_value(is_on).run()
        assert app.query_params.get("strategy_straddle_refers", "true") == str(is_on).lower()


def test_tiles_and_tables_say_their_doubt_and_what_is_inferred(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    app.slider(key="strategy_cutoffs").set_value((500, 540)).run()
    told = [text.value for text in app.caption]
    assert sum("noise" in text for text in told) == 5
    assert any(text.startswith("95 %") and "in force" in text for text in told)  # of approvals
    assert any("checked are in doubt" in text for text in told)
    assert any(re.match(r"Not drawn: \d+ of \d+ cut-offs, which approve fewer", t) for t in told)
    [swapped] = [of.value for of in app.dataframe if "Its change" in of.value]
    assert swapped["Inferred"].sum() > 0
    [compared] = [of.value for of in app.dataframe if "Outcomes inferred" in of.value]
    assert compared["Outcomes inferred"].iloc[0] != "0.0 %"


def test_the_rule_on_intervals_moves_approvals_and_referrals(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    before = tiles(app)
    app.toggle(key="strategy_straddle_refers").set_value(False).run()
    after = tiles(app)
    referred, approved = (
        [float(shown[name].split()[0]) for shown in (before, after)]
        for name in ("Referred", "Approved")
    )
    assert referred[0] > referred[1]
    assert approved[0] < approved[1]
    assert not any("checked are in doubt" in text.value for text in app.caption)


def test_the_page_says_how_many_intervals_were_checked_and_estimates_the_rest(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)

    def head() -> str:
        return " ".join(str(part.value) for part in app.markdown)

    assert "scores checked for doubt" in head()
    told = [text.value for text in app.caption if "All checked, estimated" in text.value]
    assert len(told) == len(tiles(app))
    assert re.search(r"\d hours \(\d+–\u2060\d+\)$", told[-1])
    beside = [text.value for text in app.caption if "count as passed" in text.value]
    assert len(beside) == 2, "one for the frontier, one for the swap set"
    assert all("estimated" in text for text in beside)
    _, make = app.session_state[export.HELD]["strategy_tiles"]
    taken = make().set_index("number")
    assert taken.loc["approval_rate", "all_checked"] < taken.loc["approval_rate", "draft"]
    assert (taken["all_checked_low"] <= taken["all_checked"]).all()
    assert (taken["all_checked"] <= taken["all_checked_high"]).all()
    [policies] = [of.value for of in app.dataframe if "Policy" in of.value]
    assert list(policies["Status"]) == ["on the screen", "in force"]
    for checked in (name for name in policies if "all checked" in name):
        shown = checked.split(", all checked")[0] + " (95 %)"
        assert policies[checked].nunique() == 1
        assert policies[checked].iloc[0] != policies[shown].iloc[0]
    app.toggle(key="strategy_straddle_refers").set_value(False).run()
    [policies] = [of.value for of in app.dataframe if "Policy" in of.value]
    unchecked = policies["Approved, all checked, estimated (95 %)"]
    assert list(unchecked.isna()) == [True, False]
    assert "scores checked" not in head()
    said = [text.value for text in app.caption]
    assert not any("all checked" in text or "count as passed" in text for text in said)


def test_a_cohort_is_the_population_and_the_link_holds_it(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    everybody = tiles(app)
    asked = "order_count:3~15;region:north"
    app = opened(places.STRATEGY, Role.RISK_MANAGER, strategy_cohort=asked)
    assert not app.exception
    assert tiles(app) != everybody
    cohorts = opened(places.COHORTS, Role.RISK_MANAGER, a=asked)
    size = cohorts.dataframe[0].value["Applications"].iloc[0]
    assert any(f"{size:,} applications" in text.value for text in app.markdown)
    assert any("Region: north" in text.value for text in app.markdown)


def test_the_page_says_how_the_never_approved_count(opened):
    app = opened(places.STRATEGY, Role.AUDITOR)
    assert any("inferred by parcelling × 1.5" in text.value for text in app.markdown)
    app.selectbox(key="strategy_never").set_value("out").run()
    assert any("never approved left out" in text.value for text in app.markdown)


def test_a_limit_between_two_that_were_counted_takes_the_nearer_one_and_says_so(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    app.number_input(key="strategy_limit_1").set_value(1.3).run()
    between = tiles(app)
    assert any("counts as 1.5" in text.value for text in app.caption)
    app.number_input(key="strategy_limit_1").set_value(1.5).run()
    assert tiles(app) == between
    assert not any("counts as" in text.value for text in app.caption)


def test_a_kept_policy_s_odd_limit_counts_as_the_nearest_one_and_that_is_said(opened):
    odd = policy.launch().limits[1].model_copy(update={"times_monthly_spend": 1.3})
    limits = (policy.launch().limits[0], odd, *policy.launch().limits[2:])
    text = written(policy.launch().model_copy(update={"version": "odd", "limits": limits}))
    [manager] = [user for user in demo_users() if user.user_id == "demo-risk_manager"]
    policies.draft(office.ledger(), By(manager, datetime.now(UTC), "odd"), text=text)
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    assert not app.exception
    assert any("Of odd each limit counts as the nearest half" in one.value for one in app.caption)


def test_a_draft_older_than_the_policy_in_force_warns(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    for name, cutoffs in (("old", (550, 590)), ("new", (540, 580))):
        app.slider(key="strategy_cutoffs").set_value(cutoffs)
        app.text_input(key="strategy_name").set_value(name).run()
        app.button(key="strategy_save").click().run()
    app.session_state["signed_in_as"] = "demo-second_risk_manager"
    app.selectbox(key="strategy_draft").set_value("new").run()
    assert not any("came in force after" in text.value for text in app.markdown)
    app.button(key="strategy_force").click().run()
    [table] = [of.value for of in app.dataframe if "Policy" in of.value]
    assert list(table["Status"]) == ["on the screen", "in force", "retired", "draft"]
    app.selectbox(key="strategy_draft").set_value("old").run()
    assert any("came in force after" in text.value for text in app.markdown)


def test_a_reader_may_not_write(opened):
    app = opened(places.STRATEGY, Role.SENIOR_OFFICER)
    assert "strategy_save" not in {button.key for button in app.button}


def test_a_draft_is_put_in_force_by_a_second_person_alone(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    app.slider(key="strategy_cutoffs").set_value((550, 590))
    app.text_input(key="strategy_name").set_value("autumn").run()
    app.button(key="strategy_save").click().run()
    assert "autumn" in app.success[0].value
    assert app.button(key="strategy_force").disabled

    app.session_state["signed_in_as"] = "demo-second_risk_manager"
    app.run()
    [changes] = [table.value for table in app.dataframe if "Draft" in table.value.columns]
    assert changes.to_numpy().tolist() == [
        ["approve from", "600", "590"],
        ["refer from", "560", "550"],
    ]
    app.button(key="strategy_force").click().run()
    assert "in force" in app.success[0].value
    assert any("in force: policy autumn" in text.value for text in app.markdown)


def test_a_name_that_is_taken_is_refused_in_words(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    app.slider(key="strategy_cutoffs").set_value((550, 590))
    app.text_input(key="strategy_name").set_value("twice").run()
    app.button(key="strategy_save").click().run()
    app.button(key="strategy_save").click().run()
    assert "taken" in app.error[0].value


def test_a_link_shows_the_same_draft_after_another_policy_came_in_force(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    assert "strategy_from" not in app.query_params
    app.number_input(key="strategy_limit_1").set_value(1.5).run()
    made = tiles(app)
    link = {"strategy_limit_1": "1.5", "strategy_from": str(app.query_params["strategy_from"])}
    app.number_input(key="strategy_limit_1").set_value(1.0)
    app.slider(key="strategy_cutoffs").set_value((500, 560))
    app.text_input(key="strategy_name").set_value("other").run()
    app.button(key="strategy_save").click().run()
    app.session_state["signed_in_as"] = "demo-second_risk_manager"
    app.run()
    app.button(key="strategy_force").click().run()
    later = opened(places.STRATEGY, Role.AUDITOR, **link)
    assert tiles(later) == made
    assert any("the link was made from policy" in text.value for text in later.markdown)
    fresh = opened(places.STRATEGY, Role.AUDITOR)
    assert tiles(fresh) != made
    assert not any("the link was made from policy" in text.value for text in fresh.markdown)


def test_a_link_from_a_policy_that_is_not_kept_says_so(opened):
    app = opened(places.STRATEGY, Role.AUDITOR, strategy_from="never [was]")
    assert not app.exception
    assert any("is not kept here" in text.value for text in app.markdown)


def test_the_newest_drafts_are_compared_and_it_is_said_how_many_are_not(opened):
    [manager] = [user for user in demo_users() if user.user_id == "demo-risk_manager"]
    for number in range(5):
        changed = {"version": f"draft {number}", "approve_from": 601 + number}
        text = written(policy.launch().model_copy(update=changed))
        by = By(manager, datetime.now(UTC), f"draft {number}")
        policies.draft(office.ledger(), by, text=text)
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    [table] = [of.value for of in app.dataframe if "Policy" in of.value]
    named = ["not saved", policy.launch().version, "draft 4", "draft 3", "draft 2"]
    assert list(table["Policy"]) == named
    assert any("2 older policies left out" in text.value for text in app.caption)
