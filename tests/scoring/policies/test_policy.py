from dataclasses import replace

import pandas as pd
import pytest

from data.errors import ThinfileError
from scoring.policies import policy
from scoring.policies.policy import Action, Limit, Policy, differences
from scoring.policies.recommendation import Outcome, Recommendation, bars, recommend

POLICY = Policy(
    version="t", approve_from=600, refer_from=560,
    limits=(
        Limit(score_from=350, times_monthly_spend=2),
        Limit(score_from=650, times_monthly_spend=5),
    ),
)  # fmt: skip


def facts(**changes: object) -> pd.DataFrame:
    row = {
        "score": 640, "amount": 1000, "monthly_spend": 1000.0, "has_consent": True,
        "is_of_legal_age": True, "is_sufficient": True, "refuses_automation": False,
    }  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def recommended(**changes: object) -> Recommendation:
    return recommend(facts(**changes), POLICY)[0]


@pytest.mark.parametrize(
    ("score", "action"),
    [(600, Action.APPROVE), (599, Action.REFER), (560, Action.REFER), (559, Action.DECLINE)],
)
def test_cut_offs_compare_the_displayed_score(score, action):
    assert recommended(score=score).action is action


@pytest.mark.parametrize(
    ("changes", "rule", "action"),
    [
        ({"has_consent": False}, "consent", Action.DECLINE),
        ({"is_of_legal_age": False}, "legal age", Action.DECLINE),
        ({"is_sufficient": False}, "sufficiency", Action.REFER),
        ({"refuses_automation": True}, "refuses automation", Action.REFER),
        ({"amount": 2001}, "limit", Action.REFER),
    ],
)
def test_every_hard_rule_fires(changes, rule, action):
    found = recommended(**changes)
    assert found.action is action
    assert [fired.name for fired in found.fired] == [rule]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, ()),
        ({"has_consent": False}, ("no consent to credit scoring is in force",)),
        ({"is_of_legal_age": False}, ("not of legal age",)),
        ({"has_consent": None, "is_of_legal_age": pd.NA}, ()),
        ({"score": 300, "is_sufficient": False, "refuses_automation": True}, ()),
    ],
)
def test_only_consent_and_legal_age_forbid_to_lend(changes, says):
    assert bars(facts(**changes).iloc[0].to_dict()) == says
    if says:
        assert [rule.says for rule in recommended(**changes).fired] == list(says)


@pytest.mark.parametrize("score", [350, 559, 560, 600, 950, None])
def test_who_asks_for_a_person_is_referred_to_one_whatever_the_score(score):
    found = recommended(score=score, refuses_automation=True)
    assert found.action is Action.REFER
    assert "refuses automation" in {rule.name for rule in found.fired}
    assert not [rule for rule in found.fired if rule.action is Action.DECLINE]


def test_what_the_law_forbids_is_no_matter_of_who_decides():
    assert recommended(refuses_automation=True, is_of_legal_age=False).action is Action.DECLINE


@pytest.mark.parametrize(
    ("column", "rule"),
    [("has_consent", "consent"), ("is_of_legal_age", "legal age"), ("monthly_spend", "limit")],
)
def test_what_is_not_known_is_listed_as_not_checked(column, rule):
    found = recommended(**{column: None})
    assert [r.name for r in found.rules if r.outcome is Outcome.NOT_CHECKED] == [rule]
    assert found.action is Action.APPROVE


def test_the_most_severe_rule_decides_and_stands_first():
    found = recommended(score=570, is_of_legal_age=False)
    assert found.action is Action.DECLINE
    assert [rule.name for rule in found.fired] == ["legal age", "score"]


def test_without_a_score_nobody_is_approved():
    found = recommended(score=None)
    assert found.action is Action.REFER
    assert found.limit is None


def test_the_limit_rises_with_the_score_band():
    assert recommended(score=649).limit == 2000
    assert recommended(score=650).limit == 5000


def test_a_batch_is_recommended_like_its_rows_alone():
    batch = pd.concat(
        [facts(score=score, has_consent=consent) for score in (555, 580, 700)
         for consent in (True, False, None)], ignore_index=True,
    )  # fmt: skip
    alone = [recommend(batch.iloc[[row]], POLICY)[0] for row in range(len(batch))]
    assert recommend(batch, POLICY) == alone


def test_the_launch_policy_can_be_read():
    assert policy.launch().refer_from < policy.launch().approve_from


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "Wanted a policy"),
        ('version = "a"\napprove_from = 500\nrefer_from = 600\nlimits = []', "must not lie above"),
        ('version = "a"\napprove_from = 600\nrefer_from = 500\nlimits = []\nextra = 1', "extra"),
    ],
)
def test_a_broken_policy_file_is_refused(tmp_path, text, message):
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(ThinfileError, match=message):
        policy.read(path)


def test_a_role_lends_alone_up_to_its_authority():
    lends = policy.launch().lends_alone
    most = policy.launch().authority["officer"]
    assert lends("officer", most)
    assert not lends("officer", most + 1)
    assert lends("senior_officer", most + 1)


def test_a_role_without_authority_lends_nothing_alone():
    assert not policy.launch().lends_alone("auditor", 1)
    assert not POLICY.lends_alone("officer", 1)


def test_a_policy_whose_authority_is_negative_is_refused(tmp_path):
    text = policy.LAUNCH.read_text().replace("officer = 200000", "officer = -1", 1)
    with pytest.raises(ThinfileError, match=r"(?s)Wanted a policy in a draft.*officer"):
        policy.parse(text, "a draft")


def test_differences_of_two_policies_name_every_part():
    old = policy.launch()
    assert differences(old, old.model_copy(update={"version": "other"})) == {}
    assumed = replace(old.assumptions, funding_rate=0.07)
    limit = Limit(score_from=990, times_monthly_spend=9)
    changes = {
        "approve_from": 640,
        "straddle_refers": not old.straddle_refers,
        "authority": {"officer": 1},
        "assumptions": assumed,
        "limits": (*old.limits, limit),
    }
    found = differences(old, old.model_copy(update=changes))
    assert found["approve_from"] == (old.approve_from, 640)
    assert found["straddle_refers"] == (old.straddle_refers, not old.straddle_refers)
    assert found["authority officer"] == (old.authority["officer"], 1)
    assert found["authority senior_officer"] == (old.authority["senior_officer"], None)
    assert found["funding_rate"] == (old.assumptions.funding_rate, 0.07)
    assert found["limit from 990"] == (None, 9)
    assert len(found) == len(changes) + len(old.authority) - 1
