"""The applicant's page answers whether to lend, and opens every reason onto its purchases."""

from copy import deepcopy
from dataclasses import replace

import pandas as pd
import pytest

from data import book, read
from data.application import find_application
from data.errors import ThinfileError
from desk.roles import Role, demo_users
from scoring import catalogue
from scoring.policies import policy as policies
from tests.pages.words import words as written
from ui import loaders, places, sign_in
from ui.cards import reasons_card
from ui.comparable import find_comparable

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(scope="session")
def thin(demo_home) -> str:
    """Name a waiting or decided application with a thin file that has purchases."""
    con = book.open_book(demo_home, book.current(demo_home))
    try:
        rows = con.execute(
            "select application_id from snapshot.features "
            "where depth_band = 'thin' and order_count between 10 and 14 "
            "and night_order_share > 0 order by application_id limit 1"
        ).fetchall()
    finally:
        con.close()
    return str(rows[0][0])


@pytest.fixture
def of_one_lender(monkeypatch):
    """Give the demo users one lender of the three."""
    users = tuple(replace(user, lender_ids=("LN2",)) for user in demo_users())
    monkeypatch.setattr(sign_in, "demo_users", lambda: users)


def test_whoever_sees_one_lender_compares_with_its_people_and_reads_how_many(
    opened, of_one_lender, demo_home
):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        of_theirs = "from snapshot.features where lender_id = 'LN2'"
        name, product, depth_band = con.execute(
            f"select application_id, product, depth_band {of_theirs} order by 1 limit 1"
        ).fetchall()[0]
        group = find_comparable(con, product, depth_band, ("LN2",))
        [(theirs,)] = con.execute(
            f"select count(*) {of_theirs} and product = coalesce($1, product) "
            "and depth_band = coalesce($2, depth_band)",
            [group.product, group.depth_band],
        ).fetchall()
    app = opened(places.APPLICANT, Role.OFFICER, application=name)
    assert not app.exception
    said = [text.value for text in app.markdown if "comparable applicants (" in text.value]
    assert len(said) == 1
    assert f"{theirs:,} comparable applicants (" in said[0]
    assert ", your lender)" in said[0]


def test_where_a_lender_has_few_applications_of_a_kind_all_of_its_own_are_compared_with(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        [(own,)] = con.execute(
            "select count(*) from snapshot.applications where lender_id = 'LN2'"
        ).fetchall()
        group = find_comparable(con, "nothing sold", "thin", ("LN2",))
        assert (group.product, group.depth_band, group.applications) == (None, None, own)
        assert sum(group.basket.values()) == pytest.approx(1)
        assert sum(map(sum, group.rhythm)) == pytest.approx(1)
        assert find_comparable(con, "nothing sold", "thin", ("nobody's",)) is None


def _texts(app) -> str:
    return "\n".join(element.value for element in app.markdown)


def _found(application_id):
    used = loaders.book_in_use()
    return used, loaders.application(demo_users()[0], used, application_id)


def test_pages_share_what_was_read_of_an_applicant_and_leave_it_as_it_was(opened, thin):
    used, found = _found(thin)
    shared = loaders.assessment(used, found, policies.launch())
    before = deepcopy(shared)
    views = dict.fromkeys(("score", "rhythm", "timeline", "basket", "similar"), "table")
    links = {f"view_applicant_{name}": view for name, view in views.items()}
    app = opened(places.APPLICANT, application=thin, applicant_reason="night_order_share", **links)
    assert not app.exception
    assert len(app.get("plotly_chart")) == 7 - len(views)
    assert loaders.assessment(used, found, policies.launch()) is shared
    assert replace(shared, known={}) == replace(before, known={})
    for name, rows in before.known.items():
        pd.testing.assert_frame_equal(shared.known[name], rows)


def test_the_first_screen_has_score_doubt_recommendation_and_reasons(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    assert not app.exception
    assert not app.error
    used, found = _found(thin)
    scored = loaders.assessment(used, found, policies.launch())
    assert app.metric[0].value == str(scored.explanation.score)
    said = _texts(app)
    assert f"Application {thin}" in app.subheader[0].value
    assert "recommends" in said
    assert "Default" in said
    assert "thin: " in said
    assert "active month" in said
    assert "consent given" in said
    assert len(app.get("plotly_chart")) == 7


def test_every_chart_on_the_page_has_words_for_those_who_cannot_see_it(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    assert all(len(chart.proto.alt) > 20 for chart in app.get("plotly_chart"))


def test_a_table_of_the_same_numbers_is_one_click_away(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    before = len(app.dataframe)
    app.segmented_control(key="view_applicant_why").set_value("table").run()
    table = next(frame.value for frame in app.dataframe if "Points" in frame.value)
    used, found = _found(thin)
    why = loaders.assessment(used, found, policies.launch()).explanation
    assert len(app.dataframe) == before + 1
    assert why.shown_base + table["Points"].sum() + why.clip == why.score


@pytest.mark.parametrize("card", ["score", "rhythm", "timeline", "basket", "dimensions"])
def test_each_chart_can_be_seen_as_a_table(opened, thin, card):
    app = opened(places.APPLICANT, application=thin)
    charts = len(app.get("plotly_chart"))
    app.segmented_control(key=f"view_applicant_{card}").set_value("table").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == charts - 1


def test_the_features_view_ends_at_the_score_too(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    app.segmented_control(key="view_applicant_why").set_value("features").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 7


@pytest.fixture
def counting(thin):
    """Give a feature of the model that counts some orders among all of them."""
    used, _ = _found(thin)
    entries = (catalogue.load()[name] for name in loaders.manifest(used).features)
    return next(
        entry
        for entry in entries
        if entry.evidence
        and entry.evidence.table == "known_orders"
        and entry.evidence.of == "is_order"
        and entry.evidence.counts
        and "{count}" in entry.helps
    )


def test_choosing_a_reason_shows_the_purchases_that_made_it(opened, thin, counting):
    app = opened(places.APPLICANT, application=thin)
    app.selectbox(key="applicant_reason").set_value(counting.name).run()
    assert not app.exception
    rows = written(next(frame for frame in app.dataframe if "Counts" in frame.value))
    used, found = _found(thin)
    known = loaders.known(used, found)["known_orders"]
    wanted = known[known[counting.evidence.counts].eq(True).fillna(False)]
    counted = rows["Counts"] == "counts"
    assert counted.sum() == len(wanted)
    assert len(rows) == len(known)
    assert counted.tolist() == sorted(counted, reverse=True)
    shown = pd.to_datetime(rows.loc[counted, "Ordered"], format="%d %b %Y %H:%M")
    assert sorted(shown) == sorted(wanted["local_at"].dt.floor("min"))
    assert f"{len(wanted)} of {len(known)}" in _texts(app)


def test_a_family_is_opened_at_the_feature_its_sentence_is_about(thin):
    used, found = _found(thin)
    why = loaders.assessment(used, found, policies.launch()).explanation
    listed = reasons_card.reasons(why)
    for family in why.families:
        assert listed[family.family.value].feature.sentence == family.sentence


def test_a_reason_in_the_link_is_the_one_shown(opened, thin, counting):
    app = opened(
        places.APPLICANT,
        application=thin,
        applicant_reason=f"{counting.family.label} · {counting.label}",
    )
    assert app.selectbox(key="applicant_reason").value == counting.name


def test_every_reason_of_the_model_can_be_looked_behind(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    seen = set()
    for name, feature in catalogue.load().items():
        key = feature.evidence and feature.evidence.table
        if key in seen or name not in loaders.manifest(loaders.book_in_use()).features:
            continue
        seen.add(key)
        app.selectbox(key="applicant_reason").set_value(name).run()
        assert not app.exception
    assert {"known_orders", "known_lines", "known_visits", None} <= seen


def test_an_unknown_application_in_the_link_is_a_message_and_not_a_traceback(opened):
    app = opened(places.APPLICANT, application="A-none'; drop table x")
    assert not app.exception
    assert "has none with this id. Check the link" in app.error[0].value


def test_without_an_application_in_the_link_the_page_asks_for_one(opened, thin):
    app = opened(places.APPLICANT)
    assert not app.exception
    app.text_input(key="applicant_asked").set_value(f" {thin} ").run()
    assert app.query_params["application"] == thin
    assert thin in app.subheader[0].value


def test_every_role_may_see_applicants_but_of_their_own_lenders_only(opened, thin):
    for role in Role:
        assert not opened(places.APPLICANT, role, application=thin).error
    used, found = _found(thin)
    stranger = replace(demo_users()[0], lender_ids=("somebody else",))
    with pytest.raises(ThinfileError, match="among your lenders"):
        loaders.application(stranger, used, thin)
    own = replace(stranger, lender_ids=(str(found.facts["lender_id"]),))
    assert loaders.application(own, used, thin) == found


def test_the_page_asks_the_policy_what_the_model_was_trained_to_ask(demo_home):
    con = book.open_book(demo_home, book.current(demo_home))
    try:
        facts = read.query(con, "assessments", application_id=None).set_index("application_id")
        for application_id in facts.index[::200]:
            page = find_application(con, application_id).facts
            assert page["has_consent"] == facts.loc[application_id, "has_consent"]
    finally:
        con.close()


def test_the_dark_theme_is_drawn_in_its_own_colours(opened, thin):
    app = opened(places.APPLICANT, application=thin)
    light = app.get("plotly_chart")[0].proto.spec
    app.context["theme"] = "dark"
    app.run()
    assert not app.exception
    assert app.get("plotly_chart")[0].proto.spec != light
