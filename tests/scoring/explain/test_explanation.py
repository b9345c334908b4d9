import numpy as np
import pandas as pd
import pytest

from data import book, read
from data.application import find_application
from scoring import catalogue
from scoring.explain import explanation, reasons
from scoring.models import manifest, model
from scoring.scores import assess


@pytest.fixture(scope="module")
def opened(demo_home):
    used = book.required(demo_home)
    described = manifest.read(book.model_path(demo_home, used.model))
    with book.open_book(demo_home, used) as con:
        yield con, described


def _some(con, number=25):
    ids = read.query(con, "assessments", application_id=None)["application_id"]
    return ids.sample(number, random_state=4)


def test_points_lead_from_the_reference_to_the_score_on_every_application(opened):
    con, described = opened
    for application_id in _some(con):
        why = assess.assessment(con, described, find_application(con, application_id)).explanation
        assert why.base + sum(f.points for f in why.families) == pytest.approx(
            why.raw_score, abs=1e-6
        )
        assert why.shown_base + sum(f.shown for f in why.families) + why.clip == why.score
        for family in why.families:
            assert sum(f.shown for f in family.features) == family.shown
            assert sum(f.points for f in family.features) == pytest.approx(family.points)


def test_a_score_beyond_the_scale_is_clipped_by_a_bar_of_its_own(opened):
    con, described = opened
    found = assess.assessment(con, described, find_application(con, _some(con, 1).iloc[0]))
    points = {f.name: 60.0 for family in found.explanation.families for f in family.features}
    values = dict.fromkeys(points)
    money = assess.Money("EUR", 2)
    why = explanation.explain(points, values, described, money)
    assert why.score == 950
    assert why.clip < 0
    assert why.shown_base + sum(f.shown for f in why.families) + why.clip == 950


def test_reasons_are_worst_first_at_most_four_and_no_two_of_a_family(opened):
    con, described = opened
    for application_id in _some(con):
        why = assess.assessment(con, described, find_application(con, application_id)).explanation
        found = explanation.reasons(why)
        assert len(found) <= 4
        assert len({reason.family for reason in found}) == len(found)
        assert [r.points for r in found] == sorted(r.points for r in found)
        assert all(reason.points < 0 for reason in found)
        for reason in found:
            family = next(f for f in why.families if f.family is reason.family)
            told_by = next(f for f in family.features if f.name == reason.feature)
            flag = catalogue.load()[reason.feature].flag_of
            if flag:
                assert told_by.value == 0
            elif told_by.value is None:
                known = [f for f in family.features if f.value is not None and f.points < 0]
                assert all(catalogue.load()[f.name].flag_of for f in known)
            else:
                assert told_by.points < 0
            assert reason.sentence == told_by.sentence


def test_a_missing_value_is_told_by_its_flag_and_a_flag_only_where_something_is_missing():
    names = ["bureau_score", "bureau_known"]
    with_file = pd.DataFrame({"bureau_score": [0.4, None], "bureau_known": [1.0, 0.0]})
    assert reasons.can_tell(names, with_file).tolist() == [[True, False], [False, True]]


def test_page_and_batch_give_the_same_reasons(opened):
    con, described = opened
    stored = (
        con.cursor()
        .execute("select application_id, rank, family, feature, points from scores.reasons")
        .df()
    )
    for application_id in _some(con, 10):
        why = assess.assessment(con, described, find_application(con, application_id)).explanation
        told = [(r.rank, r.family.value, r.feature) for r in explanation.reasons(why)]
        rows = stored[stored["application_id"] == application_id].sort_values("rank")
        assert told == list(zip(rows["rank"], rows["family"], rows["feature"], strict=True))


def test_what_missing_tables_leave_unknown_is_nobodys_reason(opened):
    con, described = opened
    names, features = list(described.features), catalogue.load()
    lost = {name: table for name in names for table in ("visits", "loans")
            if table in features[name].sources}  # fmt: skip
    assert {"browsing_known", "earlier_loans_known"} <= lost.keys()
    frame = read.query(con, "assessments", application_id=None).sample(40, random_state=6)
    for name in lost:
        frame[name] = 0.0 if features[name].flag_of else np.nan
    points = np.random.default_rng(6).normal(0, 4, (len(frame), len(names)))
    points[:, [names.index(name) for name in lost]] -= 8
    table = reasons.reasons_table("application_id", frame, points, names, lost).to_pandas()
    assert not set(table["feature"]) & lost.keys()
    left_out = 0
    for row, own in zip(frame.to_dict("records"), points, strict=True):
        values = dict(zip(names, own.tolist(), strict=True))
        why = explanation.explain(values, row, described, assess.Money("EUR", 2), lost=lost)
        told = [(r.rank, r.family.value, r.feature) for r in explanation.reasons(why)]
        rows = table[table["application_id"] == row["application_id"]]
        assert told == list(zip(rows["rank"], rows["family"], rows["feature"], strict=True))
        left_out += sum(f.points < 0 and not f.is_reason for f in why.families)
        [browsing] = [f for f in why.families if f.family is catalogue.Family.BROWSING]
        [flag] = [f for f in browsing.features if f.name == "browsing_known"]
        assert flag.sentence.endswith("not known of anybody, as visits were not given")
    assert left_out > 0


def test_counted_sentences_count_the_rows_shown(opened):
    con, described = opened
    checked = 0
    for application_id in _some(con, 5):
        found = assess.assessment(con, described, find_application(con, application_id))
        for feature in (f for family in found.explanation.families for f in family.features):
            entry = catalogue.load()[feature.name]
            if feature.value is None or "{count}" not in entry.helps:
                continue
            rows = found.known[entry.evidence.table]
            among = rows[rows[entry.evidence.of].eq(True).fillna(False)]
            counted = int(among[entry.evidence.counts].eq(True).fillna(False).sum())
            assert f"{counted} of {len(among)} " in feature.sentence
            assert feature.value == pytest.approx(counted / len(among))
            checked += 1
    assert checked > 0


def test_scores_and_points_are_those_of_the_model_asked_one_by_one(demo_home, opened):
    con, described = opened
    loaded = model.load(book.model_path(demo_home, described.version))
    frame = read.query(con, "assessments", application_id=None)
    batch = loaded.score(frame)
    for row in (0, 11, len(frame) - 1):
        alone = loaded.score(frame.iloc[[row]])
        assert alone.raw_score[0] == batch.raw_score[row]
        assert (alone.points[0] == batch.points[row]).all()
    stored = con.cursor().execute("from scores.scores").df().set_index("application_id")
    assert (stored.loc[frame["application_id"], "raw_score"].to_numpy() == batch.raw_score).all()
    values = loaded.trees.predict(explanation_pool(frame, loaded), prediction_type="RawFormulaVal")
    raw = described.score_scale.raw_score(described.line(np.asarray(values)))
    assert described.reference.score + batch.points.sum(axis=1) == pytest.approx(raw, abs=1e-6)


def explanation_pool(frame: pd.DataFrame, loaded: model.Model):
    from scoring.models import fit

    names = list(loaded.manifest.features)
    return fit.pool(frame[names], model.categorical(names))
