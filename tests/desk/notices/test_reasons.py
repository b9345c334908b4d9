"""What a reason says: no promise, names in words, and no number beside the same one."""

import dataclasses
import re

import pytest

from data.errors import ThinfileError
from scoring import catalogue
from scoring import wording as wording_of
from scoring.catalogue import Family
from scoring.wording import Money
from tests.desk.notices.samples import OFFERED, letter

MONEY = Money("CNY", 2)


def _limited(one):
    """Say whether more was asked for than a limit that is not nothing."""
    fired = any(rule.name == "limit" for rule in one.recommendation.fired)
    return fired and bool(one.recommendation.limit)


def test_a_refusal_says_how_many_times_the_spend_was_asked_for_and_names_no_limit(bases, wording):
    limited = 0
    for one in bases:
        told = {reason.code: reason.says for reason in letter(one, wording).reasons}
        assert ("limit" in told) == _limited(one)
        if "limit" in told:
            asked, spend = one.found.facts["amount"], one.found.features["monthly_spend"]
            assert one.money.exact(asked) in told["limit"]
            assert one.money.exact(round(spend)) in told["limit"]
            assert one.money.exact(one.recommendation.limit) not in told["limit"]
            [times] = re.findall(r"more than ([\d,.]+) times", told["limit"])
            assert float(times.replace(",", "")) < asked / spend
            assert "lend" not in told["limit"]
            limited += 1
    assert limited


@pytest.mark.parametrize(
    ("asked", "spend", "said"),
    [
        (1_119_000, 71_782, "more than 15 times the ¥717.82 "),
        (250_000, 100_000, "2.5 times the ¥1,000 "),
        (259_999, 100_000, "more than 2.5 times the ¥1,000 "),
        (300_000, 100_000, "3 times the ¥1,000 "),
        (1_200_000, 400, "3,000 times the ¥4 "),
    ],
)
def test_how_many_times_is_never_more_than_it_is(bases, wording, asked, spend, said):
    one = next(b for b in bases if _limited(b))
    facts, features = {**one.found.facts, "amount": asked}, dict(one.found.features)
    features["monthly_spend"] = float(spend)
    found = dataclasses.replace(one.found, facts=facts, features=features)
    one = dataclasses.replace(one, found=found, money=MONEY)
    told = {reason.code: reason.says for reason in letter(one, wording).reasons}
    assert f"That is {said}that you spend in a month." in told["limit"]


def test_an_offer_of_the_limit_or_more_names_what_is_offered_and_a_lower_one_no_limit(
    bases, wording
):
    one = next(b for b in bases if _limited(b))
    asked, limit = one.found.facts["amount"], one.recommendation.limit

    def told(amount):
        offer = dataclasses.replace(OFFERED, amount=amount)
        return {reason.code: reason.says for reason in letter(one, wording, offer).reasons}

    between = (asked + limit) // 2
    assert f"up to {one.money.exact(limit)}." in told(limit)["limit"]
    assert f"up to {one.money.exact(between)}." in told(between)["limit"]
    assert one.money.exact(limit) not in told(between)["limit"]
    below = told(limit - 1)["limit"]
    assert "times the" in below
    assert "lend" not in below
    # all of it, over another term: then the limit is not why
    assert "limit" not in told(asked)


def test_a_wording_without_a_sentence_for_what_was_asked_is_refused_in_words(bases, wording):
    one = next(b for b in bases if _limited(b))
    rules = {name: says for name, says in wording.phrases.rules.items() if name != "amount asked"}
    phrases = wording.phrases.model_copy(update={"rules": rules})
    with pytest.raises(ThinfileError, match=r"'amount asked' under \[rules\].*Add it"):
        letter(one, dataclasses.replace(wording, phrases=phrases))


def test_no_reason_sets_a_number_against_the_same_one(bases, wording):
    for one in bases:
        told = letter(one, wording).reasons
        assert not [reason for reason in told if reason.yours and reason.yours == reason.usual]


@pytest.mark.parametrize(("usual", "printed"), [("direct", "straight to the shop"), ("paid", None)])
def test_a_name_is_told_in_words_and_beside_another_one_only(bases, wording, usual, printed):
    feature = catalogue.load()["application_channel"]
    own, typical = (wording_of.number(feature, value, MONEY) for value in ("paid", usual))
    one = bases[0]
    family = next(f for f in one.explained.families if f.family is Family.FOOTPRINT)
    channel = next(f for f in family.features if f.name == feature.name)
    channel = dataclasses.replace(
        channel, value="paid", typical=usual, value_text=own, typical_text=typical
    )
    family = dataclasses.replace(family, told_by=channel.name, is_reason=True, features=(channel,))
    explained = dataclasses.replace(one.explained, families=(family,))
    one = dataclasses.replace(
        one,
        explained=explained,
        recommendation=one.recommendation.model_copy(update={"rules": ()}),
    )
    [reason] = letter(one, wording).reasons
    assert (reason.yours, reason.usual) == ("a paid advertisement", printed)
