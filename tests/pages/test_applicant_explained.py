"""The applicant's page says how sure the score is, what would change it, and who was similar."""

import pytest
import streamlit as st

from data import book
from data.features import evidence
from scoring import catalogue
from ui import loaders, places
from ui.cards import how_sure_card

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(scope="module")
def near(demo_home):
    """Name an undecided applicant whose doubt stands in the scores file."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        asked = """select d.application_id from scores.doubts as d
            join scores.scores as s on s.application_id = d.application_id
            anti join snapshot.decisions as c on c.application_id = d.application_id
            where d.resamples > 0 and s.score < 600 order by 1 limit 1"""
        return con.execute(asked).fetchall()[0][0]


@pytest.fixture(scope="module")
def far(demo_home):
    """Name a decided applicant, whose doubt is nowhere yet."""
    st.cache_resource.clear()  # pages that other tests opened computed doubts too
    with book.open_book(demo_home, book.required(demo_home)) as con:
        asked = """select min(s.application_id) from scores.scores as s
            join snapshot.decisions as c on c.application_id = s.application_id
            anti join scores.doubts as d on d.application_id = s.application_id"""
        return con.execute(asked).fetchall()[0][0]


def said(app):
    return " ".join(str(part.value) for part in app.markdown)


def test_a_doubt_computed_beforehand_is_there_at_once(opened, near):
    app = opened(places.APPLICANT, application=near)
    assert not app.exception
    assert "Had the purchases fallen out a little differently" in said(app)
    assert "recommends" in said(app)


def test_the_doubt_of_a_decided_application_is_announced_when_asked_for(opened, far):
    app = opened(places.APPLICANT, application=far)
    assert not app.exception
    assert how_sure_card.UNASKED in said(app)
    app.button(key="applicant_how_sure").click().run()
    assert not app.exception
    assert how_sure_card.PENDING in said(app)


def test_what_became_of_similar_cases_stands_on_the_page(opened, near):
    assert "went bad" in said(opened(places.APPLICANT, application=near))


def test_months_of_buying_move_the_score(opened, near):
    app = opened(places.APPLICANT, application=near)
    before = len(app.metric)
    app.segmented_control(key=f"what_if_{near}_months").set_value(3).run()
    assert not app.exception
    assert len(app.metric) == before + 1
    assert app.metric[-1].label == "Score then"
    assert "13 weeks later" in said(app)


def test_the_path_to_approval_is_looked_for_on_demand(opened, near):
    app = opened(places.APPLICANT, application=near)
    app.button(key=f"what_if_{near}_path_ask").click().run()
    assert not app.exception
    assert "ath to approval" in said(app)
    if "Path to approval:" in said(app):
        assert "Had those purchases fallen out" in said(app)


def test_a_disputed_order_shows_the_score_without_it(opened, near, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        order_id = evidence.known_rows(con, near, "known_orders")["order_id"].iloc[0]
    app = opened(places.APPLICANT, application=near)
    app.multiselect(key=f"disputed_{near}").select((order_id, None)).run()
    assert not app.exception
    assert "Without 1 order" in said(app)


def test_a_row_behind_a_reason_that_is_marked_is_taken_as_disputed(opened, near):
    app = opened(places.APPLICANT, application=near)
    name = next(
        name
        for name, feature in catalogue.load().items()
        if name in loaders.manifest(loaders.book_in_use()).features
        and feature.evidence
        and (feature.evidence.table, feature.evidence.of) == ("known_orders", "is_order")
    )
    app.selectbox(key="applicant_reason").set_value(name).run()
    table = next(one for one in app.dataframe if "Counts" in one.value)
    app.session_state[table.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    assert "Without 1 order" in said(app)
    app.button(key=f"disputed_{near}_mark").click().run()
    assert len(app.multiselect(key=f"disputed_{near}").value) == 1
    assert not app.exception
