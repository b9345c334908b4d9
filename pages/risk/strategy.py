"""What would happen to the whole book if we moved the cut-offs or the limits?"""

from functools import partial

import streamlit as st

from desk.work import policy_list
from scoring.risk.strategy import strategy, swaps
from scoring.risk.strategy.cells import multiples
from scoring.risk.strategy.policy_change import policy_change
from scoring.risk.strategy.unchecked import unchecked
from ui import answers, panel, states, words
from ui.cases import office
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import scored_book
from ui.risk.cohorts.cohort_loaders import applicants
from ui.risk.says import Measure
from ui.risk.strategy import (
    drafts,
    strategy_cards,
    strategy_choices,
    strategy_tiles,
    unchecked_says,
)
from ui.risk.strategy import strategy_loaders as asked
from ui.theme import palette

counted = scored_book.require("Strategy lab")
viewer, book, period = counted.viewer, counted.book, counted.period
colours = palette(st.context.theme.type)
in_force = office.policy_in_force()
kept = policy_list.everything(office.ledger(), viewer)

top = st.container()
with st.container(key="strategy_filters", horizontal=True, vertical_alignment="bottom"):
    products = risk.products(viewer, book)
    whom, of_cohort = strategy_choices.whom(viewer, period, products, book.money)
    factor = strategy_choices.factor()
steps = multiples(in_force)
cells = asked.cells(viewer, book, whom, steps)
if not cells.applications:
    with top:
        counted.head("Strategy lab", [], counts_desk=True)
    states.show("strategy_empty", f"No application fits: {whom.says}. Widen one of the choices.")
    st.stop()

begun = strategy_choices.begun_with(in_force, [found.policy for found in kept])
tiles = st.container()
left, right = st.columns([15, 8], gap="small")
with left, panel.card("strategy_scores", is_as_high_as_its_row=True):
    chart = st.container()
    refer_from, approve_from = strategy_choices.cutoffs(begun)
    with st.container(horizontal=True, key="strategy_more"):
        with st.popover("Limits", type="tertiary"):
            limits = strategy_choices.limits(begun, steps)
        with st.popover("Rules", type="tertiary"):
            rules = strategy_choices.rules(begun)
            st.caption("Consent, legal age and the wish for a person always hold.")
changes = {"refer_from": refer_from, "approve_from": approve_from, "limits": limits, **rules}
draft = in_force.model_copy(update=changes)
doubts = strategy_choices.says_begun(begun, in_force)
strategy_choices.name_begin(begun, begun.model_copy(update=changes), in_force)

by = Measure(book.money, max((period.as_of - whom.since).days, 1) / strategy_cards.DAYS_A_YEAR)
now = strategy.standing(cells, in_force, factor=factor)
then = strategy.standing(cells, draft, factor=factor)
frontier = strategy.curve(cells, draft, factor=factor)
swap = swaps.swap(cells, in_force, draft, factor=factor)
change = policy_change(cells, (in_force, now), (draft, then), factor=factor)
not_checked = unchecked(cells, draft, then, factor)

with top:
    never = "left out" if factor is None else f"inferred by parcelling × {factor:g}"
    chips = [
        Chip(f"{cells.applications:,} applications, {whom.says}"),
        *of_cohort,
        Chip(f"{words.day(whom.since)} to {words.day(period.last)}"),
        Chip(f"in force: policy {in_force.version}"),
        Chip(f"outcomes of the never approved {never}", is_doubt=True),
    ]
    chips += unchecked_says.chips(then, draft)
    counted.head("Strategy lab", [*chips, *doubts], counts_desk=True)
    answers.tell(drafts.ABOUT)
with tiles:
    judged = strategy_tiles.Judged(then, now, change, factor, not_checked)
    strategy_tiles.show(judged, by, draft)
with chart:
    also = strategy_choices.conditions(whom, period)
    strategy_cards.show_scores(cells, draft, in_force, factor, colours, also=also)
with right, panel.card("strategy_frontier", is_as_high_as_its_row=True):
    strategy_cards.show_frontier(frontier, then, now, colours)
    unchecked_says.beside_frontier(then, draft, not_checked)

left, right = st.columns([15, 8], gap="small")
with left:
    with panel.card("strategy_swap"):
        strategy_cards.show_swap(swap, by)
        st.caption("The box before a row lists its applicants; on the keyboard, Shift and Space.")
        unchecked_says.beside_swap(then, draft, not_checked)
    with panel.card("strategy_compare", is_as_high_as_its_row=True):
        alike = partial(asked.judged, cells, factor=factor)
        drafts.compare(kept, (then, not_checked), alike, draft, by=by, allowed=steps)
with right, panel.card("strategy_drafts", is_as_high_as_its_row=True):
    drafts.show(viewer, draft, in_force, kept, book.money)
pair = strategy_choices.pair()
if pair is not None:
    is_wanted = swaps.is_pair(cells, in_force, draft, pair)
    places = asked.people(viewer, book, whom, steps, is_wanted)
    with panel.card("strategy_people"):
        strategy_cards.show_people(pair, places, partial(applicants, viewer, book), book.money)
