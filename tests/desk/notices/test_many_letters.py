"""Letters of many demo applicants: readable, specific, stable, and silent on who somebody is."""

import dataclasses

import pytest

from data import book as books
from data import read
from data.errors import ThinfileError
from desk.notices import readability, reasons, screen, typesetting, writing
from desk.notices.writing import Decided
from desk.work.overrides import Decision, OverrideReason
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from scoring.policies.recommendation import Outcome, RuleResult
from tests.desk.notices.samples import ALL, APPLICANTS, DECLINED, OFFERED, letter

APPROVED = Decided(7, Decision.APPROVE, 120_000, 180, None)
NO, YES = Verdict(Decision.DECLINE), Verdict(Decision.APPROVE, 120_000, 180)
OFFER = Verdict(Decision.COUNTER_OFFER, 50_000, 90)


@pytest.mark.parametrize("decided", [DECLINED, OFFERED, APPROVED])
def test_a_12_year_old_can_read_them(bases, wording, decided):
    """Grade 6 is the year of a 12-year-old."""
    grades = [
        readability.grade(typesetting.prose(letter(one, wording, decided).as_data(), wording))
        for one in bases
    ]
    assert max(grades) <= 6.5


def test_every_sentence_that_a_letter_may_print_reads_well(wording):
    phrases = wording.phrases
    every = [
        text
        for phrase in phrases.features.values()
        for text in (phrase.says, phrase.yes, phrase.no)
        if text
    ]
    every += [f"{p.subject} is lower than usual." for p in phrases.features.values() if p.subject]
    every += [*phrases.rules.values(), *phrases.overrides.values()]
    assert readability.grade(every) <= 6.5


def test_no_letter_names_who_somebody_is_or_a_sensitive_category(bases, wording):
    for one in bases:
        data = letter(one, wording).as_data()
        screen.require_harmless(_texts(data))
        screen.require_specific(reason["says"] for reason in data["reasons"])


def test_at_most_four_reasons_worst_first_no_two_of_a_family(bases, wording):
    some_four = 0
    for one in bases:
        codes = [reason.code for reason in letter(one, wording).reasons]
        assert 1 <= len(codes) <= 4
        some_four += len(codes) == 4
        told = [f.told_by for f in one.explained.families if f.points < 0]
        ranks = [told.index(code) for code in codes if code in told]
        assert ranks == sorted(set(ranks))
    assert some_four > APPLICANTS / 4


@pytest.mark.parametrize("rule", ["sufficiency", "limit"])
def test_what_a_rule_says_no_feature_says_again(bases, wording, rule):
    again = reasons.SAID_BY[rule]
    some = 0
    for one in bases:
        codes = {reason.code for reason in letter(one, wording).reasons}
        if rule in codes or not codes & again:
            continue
        some += 1
        fired = RuleResult(name=rule, says="", outcome=Outcome.FIRED, action=Action.REFER)
        said = one.recommendation.model_copy(update={"rules": (fired,), "limit": 10_000})
        features = {**one.found.features, "monthly_spend": 5_000.0}  # a limit has a spend
        found = dataclasses.replace(one.found, features=features)
        told = letter(dataclasses.replace(one, found=found, recommendation=said), wording).reasons
        assert told[0].code == rule
        assert not {reason.code for reason in told} & again
    assert some


def test_only_stable_or_confirmed_reasons_are_printed(bases, wording):
    one = next(
        b
        for b in bases
        if sum(f.points < 0 for f in b.explained.families) >= 2
        and not any(rule.name in wording.phrases.rules for rule in b.recommendation.fired)
    )
    worst, second = [f for f in one.explained.families if f.points < 0][:2]
    only = letter(one, wording, stable={second.family})
    assert [reason.code for reason in only.reasons] == [second.told_by]
    with pytest.raises(reasons.HeldError) as held:
        letter(one, wording, stable=frozenset())
    assert held.value.choices[:2] == (worst.family, second.family)
    vouched = letter(one, wording, stable=frozenset(), confirmed={worst.family})
    assert [(reason.code, reason.is_confirmed) for reason in vouched.reasons] == [
        (worst.told_by, True)
    ]


def test_no_reason_is_confirmed_beside_a_stable_one_or_a_rule(bases, wording):
    pushed = 0
    for one in bases:
        second = [f.family for f in one.explained.families if f.points < 0][1:2]
        try:
            alone = letter(one, wording, stable=second)
        except reasons.HeldError:
            continue
        assert letter(one, wording, stable=second, confirmed=ALL) == alone
        pushed += 1
    assert pushed > APPLICANTS / 2


def test_the_persons_own_number_and_the_usual_one_stand_in_each_compared_reason(bases, wording):
    compared = 0
    for one in bases:
        values = {f.name: f for family in one.explained.families for f in family.features}
        for reason in letter(one, wording).reasons:
            if not reason.says.endswith("than usual."):
                continue
            told = values[reason.code]
            assert told.value_text in reason.yours
            assert told.typical_text in reason.usual
            assert ("higher" in reason.says) is (told.value > told.typical)
            compared += 1
    assert compared > APPLICANTS


def test_the_bureau_file_is_told_where_its_score_was_used(bases, wording):
    with_file = [one for one in bases if one.found.features["bureau_score"] is not None]
    without = [one for one in bases if one.found.features["bureau_score"] is None]
    assert with_file
    assert without
    for one in with_file:
        pull = letter(one, wording).bureau
        assert pull.scale == "300 to 850"
        assert 1 <= len(pull.key_factors) <= 4
    assert all(letter(one, wording).bureau is None for one in without)
    assert letter(with_file[0], wording, APPROVED).bureau is None


@pytest.mark.parametrize("verdict", [NO, OFFER, YES])
def test_the_ledger_is_given_the_reason_that_the_letter_gives_first(bases, wording, verdict):
    for stable in (ALL, frozenset()):
        for one in bases[:40]:
            asked = dataclasses.replace(one, stable=stable)
            code = writing.reason_code(verdict, asked, wording)
            decided = Decided(7, verdict.decision, verdict.amount, verdict.term_days, None)
            try:
                printed = letter(one, wording, decided, stable).reasons
            except reasons.HeldError:
                printed = ()
            assert code == (printed[0].code if printed else None)


def test_an_officers_own_reason_goes_into_the_ledger_where_the_letter_gives_it(bases, wording):
    kind = bases[0].recommendation.model_copy(update={"action": Action.APPROVE, "limit": 10**9})
    one = dataclasses.replace(bases[0], recommendation=kind)
    own = dataclasses.replace(NO, override_reason=OverrideReason.FRAUD_SUSPECTED)
    assert writing.reason_code(own, one, wording) == "fraud_suspected"


@pytest.mark.parametrize("verdict", [NO, OFFER])
def test_where_it_is_left_to_the_officer_their_own_reason_stands_for_the_scores(
    bases, wording, verdict
):
    refers = bases[0].recommendation.model_copy(update={"action": Action.REFER, "limit": 10**9})
    one = dataclasses.replace(bases[0], recommendation=refers, stable=ALL)
    own = dataclasses.replace(verdict, override_reason=OverrideReason.OBLIGATIONS_VERIFIED)
    for said, code in ((own, "obligations_verified"), (verdict, None)):
        decided = Decided(7, said.decision, said.amount, said.term_days, said.override_reason)
        codes = [reason.code for reason in letter(one, wording, decided).reasons]
        assert codes == [code] if code else "obligations_verified" not in codes
        assert writing.reason_code(said, one, wording) == codes[0]


def test_where_nothing_speaks_against_somebody_a_refusal_needs_a_reason_of_the_officers(
    bases, wording
):
    said = bases[0].recommendation.model_copy(update={"action": Action.REFER, "rules": ()})
    explained = dataclasses.replace(bases[0].explained, families=())
    one = dataclasses.replace(bases[0], recommendation=said, explained=explained)
    assert writing.has_reasons(NO, bases[0], wording)
    for unscored in (one, dataclasses.replace(one, explained=None)):
        assert not writing.has_reasons(NO, unscored, wording)
        with pytest.raises(ThinfileError, match="Choose a reason from the override policy"):
            writing.reason_code(NO, unscored, wording)
        with pytest.raises(reasons.HeldError, match="decide it again: where the policy leaves"):
            letter(unscored, wording)
        own = dataclasses.replace(NO, override_reason=OverrideReason.FRAUD_SUSPECTED)
        assert writing.reason_code(own, unscored, wording) == "fraud_suspected"


def test_an_officer_who_lends_less_than_recommended_gives_their_own_reason(bases, wording):
    one = bases[0]
    kind = one.recommendation.model_copy(update={"action": Action.APPROVE, "limit": 10**9})
    override = dataclasses.replace(DECLINED, override_reason=OverrideReason.BAD_HISTORY_HERE)
    told = letter(dataclasses.replace(one, recommendation=kind), wording, override)
    assert [reason.code for reason in told.reasons] == ["bad_history_here"]
    # lending although the policy declines: the override is no reason against the applicant
    lent = dataclasses.replace(OFFERED, override_reason=OverrideReason.GOOD_HISTORY_HERE)
    codes = [reason.code for reason in letter(one, wording, lent).reasons]
    assert "good_history_here" not in codes


def test_a_lender_that_nobody_names_holds_the_letter(bases, wording):
    with pytest.raises(writing.ThinfileError, match=r"must name who lends"):
        letter(dataclasses.replace(bases[0], creditor=None), wording)


def test_the_query_gives_the_lender_of_the_contract(demo_home):
    with books.open_book(demo_home, books.required(demo_home)) as con:
        row = read.record(con, "lender", lender_id="LN1")
    assert row["name"] == "Harbour Consumer Finance"


def _texts(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
