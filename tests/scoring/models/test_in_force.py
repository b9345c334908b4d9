"""A model comes into use when it is in force here; the first of a home has nothing to wait for."""

import shutil

import pytest

from data import book
from data.errors import ThinfileError
from scoring.models import in_force, manifest
from scoring.scores import score
from tests.approve import approve


@pytest.fixture
def two_models(own_home):
    """Give the small book a second model, scored."""
    first, second = own_home.models / "v1", own_home.models / "v2"
    shutil.copytree(first, second)
    held = (first / manifest.NAME).read_text(encoding="utf-8")
    named = held.replace('"version": "v1"', '"version": "v2"')
    (second / manifest.NAME).write_text(named, encoding="utf-8")
    score.score(own_home, version="v2")
    return own_home


def test_another_model_is_refused_and_the_book_in_use_stays(two_models):
    pointer = two_models.current.read_bytes()
    with pytest.raises(ThinfileError, match=r"got v2, which waits .*`--model v1`\.$"):
        score.publish(two_models, version="v2")
    assert two_models.current.read_bytes() == pointer


def test_a_night_scores_and_publishes_with_the_model_in_force_while_another_waits(two_models):
    assert score.score(two_models).endswith(".v1")
    assert score.publish(two_models).model == "v1"
    approve(two_models, "v2")
    assert score.score(two_models).endswith(".v2")
    assert score.publish(two_models).model == "v2"


def test_an_approved_model_comes_into_use_and_the_one_before_may_come_back(two_models):
    approve(two_models, "v2")
    assert score.publish(two_models).model == "v2"
    assert score.publish(two_models, version="v1").model == "v1"
    assert score.publish(two_models, version="v2").model == "v2"


def test_a_home_from_before_approvals_keeps_its_model_and_waits_with_the_next(two_models):
    shutil.rmtree(two_models.approvals)
    with pytest.raises(ThinfileError, match="got v2, which waits for two risk managers"):
        score.publish(two_models, version="v2")
    assert score.publish(two_models, version="v1").model == "v1"


def test_without_a_pointer_only_what_was_in_force_is_published(two_models):
    two_models.current.unlink()
    with pytest.raises(ThinfileError, match="got v2, which waits for two risk managers"):
        score.publish(two_models, version="v2")
    assert score.publish(two_models, version="v1").model == "v1"


def test_the_first_model_of_a_home_waits_for_nobody(two_models):
    two_models.current.unlink()
    shutil.rmtree(two_models.approvals)
    assert score.publish(two_models, version="v2").model == "v2"
    with pytest.raises(ThinfileError, match="got v1, which waits for two risk managers"):
        score.publish(two_models, version="v1")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model": "v2"}', "\0\xff"])
def test_an_approval_that_cannot_be_read_lets_nothing_in(two_models, content):
    (two_models.approvals / "v2.json").write_text(content, encoding="latin-1")
    with pytest.raises(ThinfileError, match="got v2, which waits for two risk managers"):
        score.publish(two_models, version="v2")


def test_an_approval_of_another_manifest_lets_nothing_in(two_models):
    approved = in_force.Approval(model="v2", manifest_sha256="0" * 64)
    in_force.write(two_models, approved)
    with pytest.raises(ThinfileError, match=r"manifest 000000000000…; got .* was changed since"):
        score.publish(two_models, version="v2")
    assert book.required(two_models).model == "v1"
