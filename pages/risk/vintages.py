"""How do loans go bad as they age, and is the newest vintage worse than those before?"""

from functools import partial

import streamlit as st

from scoring.metrics.over_time.vintages import Period
from scoring.risk import ageing
from ui import panel, states, words
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import population, scored_book
from ui.risk.cohorts import saved_cohorts
from ui.risk.takeaway import export
from ui.risk.vintages import ageing_loaders as asked_of
from ui.risk.vintages import roll_cards, vintage_cards, vintage_tables
from ui.risk.vintages.vintage_tables import Asked
from ui.theme import palette

CUTS = {
    "none": "not cut",
    "product": "by product",
    "depth": "by depth of file",
    "channel": "by channel",
    "region": "by region",
    "lender": "by lender",
    "score": "by score band",
}
PERIODS = {period.value: f"by {period.value} of origination" for period in Period}
LATE = {str(days): f"{days}+ days past due" for days in ageing.LATE}
MONTHS = {str(month): f"at {month} months on book" for month in (6, 3, 4, 5, 9, 12)}

counted = scored_book.require("Vintages")
viewer, book, as_of = counted.viewer, counted.book, counted.period.as_of
colours = palette(st.context.theme.type)

top = st.container()
cuts = saved_cohorts.cuts(viewer, CUTS, "vintages_cut")
with st.container(key="vintages_filters", horizontal=True, vertical_alignment="bottom"):
    product, depth_band, says = population.ask("vintages", risk.products(viewer, book))
    quarter_first = dict(sorted(PERIODS.items(), reverse=True))
    period = Period(population.choice("Vintage", quarter_first, "vintages_period"))
    days = int(population.choice("Bad from", LATE, "vintages_late"))
    at = int(population.choice("Compared", MONTHS, "vintages_at"))
    cut = population.choice("Cut", cuts, "vintages_cut")
    chosen = {"product": product, "depth_band": depth_band}
    cells = asked_of.vintage_cells(viewer, book, cut=cut, days_past_due=days, **chosen)
    called = "" if cut == "none" else saved_cohorts.named(cut, cuts[cut])
    asked = Asked(period, days, at, called, cut, population.conditions(product, depth_band))
    parts = ageing.by_value(cells, as_of, period)
    moves = population.kept(asked_of.roll_moves(viewer, book), product, depth_band)
if not parts:
    with top:
        counted.head("Vintages", [])
    states.show(
        "vintages_empty",
        f"No loan fits: {says}. Widen the choice; a book whose source brings no **loans** and "
        "**instalments** has no vintages.",
    )
    st.stop()

found = ageing.curves(cells, as_of, period)
every = partial(vintage_tables.numbers, parts, period)
export.keep("vintages_every_field", "Every vintage, group and month on book", every)
moved = partial(roll_cards.numbers, moves)
export.keep("vintages_every_roll_rate", "Every roll rate of every month", moved)
with top:
    chips = [
        Chip(f"{int(found.loans.sum()):,} loans, {says}"),
        Chip(f"bad: {asked.bad}"),
        Chip(f"known until {words.day(as_of)}"),
    ]
    if cut not in CUTS:
        chips.append(Chip(saved_cohorts.defined(cut, cuts[cut], book.money)))
    counted.head("Vintages", chips)
vintage_cards.show_tiles(found, asked)

left, right = st.columns([11, 10], gap="small")
with left, panel.card("vintages_curves", is_as_high_as_its_row=True):
    vintage_cards.show_curves(found, ageing.pooled(cells, as_of, at), asked, colours)
with right, panel.card("vintages_at_month", is_as_high_as_its_row=True):
    vintage_cards.show_at_month(parts, asked, colours)
if len(parts) > vintage_cards.MOST_VALUES:
    st.caption(
        f"Drawn: the {vintage_cards.MOST_VALUES} of {len(parts)} groups with most loans; "
        "the tables and the export hold all."
    )
with panel.card("vintages_triangle"):
    vintage_cards.show_triangle(found, asked, as_of, colours)

roll_cards.show(moves, colours, asked.uncut)
