"""The wording is complete, and a lender's own files win over ours."""

import pytest

from data.errors import ThinfileError
from data.home import Home
from desk.notices import texts
from desk.work.overrides import Departure, reasons_for
from scoring import catalogue
from scoring.catalogue import Unit
from tests.desk.notices.samples import OURS


def test_every_feature_has_words_and_no_words_lack_a_feature():
    phrases = OURS.phrases.features
    assert set(phrases) == set(catalogue.load())
    for name, feature in catalogue.load().items():
        phrase = phrases[name]
        if feature.unit is Unit.FLAG:
            assert phrase.no or phrase.yes, name
            assert phrase.subject is None, name
            assert phrase.says is None, name
        else:
            assert bool(phrase.subject) != bool(phrase.says), name


def test_every_override_and_every_rule_but_the_scores_has_words():
    assert set(OURS.phrases.overrides) == set(reasons_for(Departure.LENDS_LESS))
    assert set(OURS.phrases.rules) == {
        "consent", "legal age", "sufficiency", "limit", "amount asked",
    }  # fmt: skip


def test_a_lenders_own_files_win_file_by_file(tmp_path):
    every, own = tmp_path / "notices", tmp_path / "notices" / "LN1"
    (own / "fonts").mkdir(parents=True)
    settings = OURS.files["lender.toml"]
    (every / "lender.toml").write_text(settings.replace("answer_days = 30", "answer_days = 20"))
    (own / "decline.typ").write_text("ours")
    home = Home(tmp_path)
    wording = texts.load(home, "LN1")
    assert wording.settings.answer_days == 20
    assert wording.files["decline.typ"] == "ours"
    assert wording.files["approve.typ"] == OURS.files["approve.typ"]
    assert wording.fonts == (own / "fonts",)
    assert texts.load(home, "LN2").files["decline.typ"] == OURS.files["decline.typ"]


def test_an_id_that_is_no_plain_name_reaches_no_folder(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "decline.typ").write_text("not ours")
    wording = texts.load(Home(tmp_path), "../elsewhere")
    assert wording.files["decline.typ"] == OURS.files["decline.typ"]


def test_a_file_that_does_not_say_what_it_should_is_refused(tmp_path):
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "lender.toml").write_text("answer_days = 'soon'")
    with pytest.raises(ThinfileError, match=r"answer_days(.|\n)*Mend the lender's own file"):
        texts.load(Home(tmp_path), None)
