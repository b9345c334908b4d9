"""How do groups of applicants differ, by more than noise, and who are they?"""

from functools import partial

import streamlit as st

from scoring.risk.cohorts import compare
from ui import answers, panel
from ui.header import Chip
from ui.risk import scored_book
from ui.risk.cohorts import (
    applicant_list,
    cohort_cards,
    cohort_choices,
    cohort_drivers,
    saved_cohorts,
)
from ui.risk.cohorts import cohort_loaders as asked
from ui.theme import palette

counted = scored_book.require("Cohorts")
viewer, book = counted.viewer, counted.book
colours = palette(st.context.theme.type)

cohorts, broken = cohort_choices.chosen()
chips = [Chip("up to four, each against the rest of the book")]
counted.head("Cohorts", chips, counts_desk=True)
answers.tell(saved_cohorts.ABOUT)
cohort_choices.tell(broken)
with panel.card("cohorts_build"):
    cohort_choices.build(viewer, cohorts, partial(asked.names, viewer, book), book.money)
if not cohorts:
    st.markdown("No cohort yet. Choose a condition above and add it.")
    st.stop()
together = tuple(cohorts.values())
counts = asked.counted(viewer, book, together)
found = dict(zip(cohorts, compare.compare(counts), strict=True))

with panel.card("cohorts_rates"):
    cohort_cards.show_rates(found)
left, right = st.columns([11, 10], gap="small")
with left, panel.card("cohorts_scores", is_as_high_as_its_row=True):
    cohort_cards.show_scores(found, colours, cohort_choices.take_mark)
with right, panel.card("cohorts_habits", is_as_high_as_its_row=True):
    cohort_cards.show_habits(found, book.money)
with panel.card("cohorts_drivers"):
    cohort_drivers.show_families(found)

looked = cohort_choices.closer(cohorts, partial(asked.buyers_of, viewer, book, together))
letter = looked.letter
at, size = list(cohorts).index(letter), found[letter].cohort.applications
left, right = st.columns([11, 10], gap="small")
with left, panel.card("cohorts_swarm", is_as_high_as_its_row=True):
    features = cohort_drivers.top_features(found[letter])
    swarm = asked.swarm(viewer, book, together, at, features)
    cohort_drivers.show_features(found, letter, swarm, size, money=book.money, colours=colours)
with right:
    with panel.card("cohorts_rhythm"):
        rhythm = asked.rhythm(viewer, book, together, at)
        cohort_drivers.show_rhythm(
            letter, rhythm, size, colours=colours, on_select=cohort_choices.take_hour
        )
    with panel.card("cohorts_applicants"):
        is_whole = looked.cohort == cohorts[letter]
        listed = (together, at) if is_whole else ((looked.cohort,), 0)
        places = asked.places(viewer, book, *listed, looked.hour)
        applicant_list.show(
            looked.says, places, partial(asked.applicants, viewer, book), book.money,
            key="cohorts_applicants", page=cohort_choices.PAGE,
        )  # fmt: skip
