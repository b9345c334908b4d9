"""How do groups of applicants differ, by more than noise, and who are they?"""

from functools import partial

import streamlit as st

from scoring import compare
from ui import panel, places
from ui.header import Chip
from ui.risk import cohort_cards, cohort_choices, scored_book
from ui.risk import loaders as risk
from ui.theme import palette

counted = scored_book.require("Cohorts")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)

cohorts = cohort_choices.refuse_broken()
chips = [Chip("up to four, each against the rest of the book"), Chip("whole population")]
counted.head("Cohorts", chips)
with panel.card("cohorts_build"):
    cohort_choices.build(cohorts, partial(risk.cohort_values, viewer, book))
if not cohorts:
    st.markdown("No cohort yet. Choose a condition above and add it.")
    st.stop()
cells = risk.cohort_cells(viewer, book, tuple(cohorts.values()))
found = dict(zip(cohorts, compare.compare(cells, len(cohorts)), strict=True))

with panel.card("cohorts_rates"):
    cohort_cards.show_rates(found)
left, right = st.columns([11, 10], gap="small")
with left, panel.card("cohorts_scores", is_as_high_as_its_row=True):
    cohort_cards.show_scores(found, colours)
with right, panel.card("cohorts_habits", is_as_high_as_its_row=True):
    cohort_cards.show_habits(found)
    cohort_cards.show_drivers(found)

with panel.card("cohorts_applicants"):
    letter = st.segmented_control(
        "Applicants of", list(cohorts), default=next(iter(cohorts)), required=True,
        key="cohorts_of", bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    rows = risk.cohort_applicants(viewer, book, cohorts[letter])
    chosen = cohort_cards.choose_applicant(
        letter, rows, found[letter].cohort.applications, book.money
    )
if chosen is not None:
    st.switch_page(places.APPLICANT, query_params={"application": chosen})
