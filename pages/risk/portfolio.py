"""How is the book doing, and what changed since last month, and why?"""

from functools import partial

import streamlit as st

from scoring.risk import portfolio
from scoring.risk.strategy import strategy
from ui import panel, states, words
from ui.cases import office
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import population, scored_book
from ui.risk.portfolio import change_cards, portfolio_cards
from ui.theme import palette

counted = scored_book.require("Portfolio")
viewer, book, period = counted.viewer, counted.book, counted.period
colours = palette(st.context.theme.type)

top = st.container()
with st.container(key="portfolio_filters", horizontal=True, vertical_alignment="bottom"):
    product, depth_band, says = population.ask("portfolio", risk.products(viewer, book))
    cells = population.kept(risk.months(viewer, book), product, depth_band)
    if cells.empty:
        with top:
            counted.head("Portfolio", [], counts_desk=True)
        states.show("portfolio_empty", f"No application fits: {says}. Widen one of the choices.")
        st.stop()
    assumed = strategy.assumptions_of(office.policy_in_force())
    months = portfolio.by_month(cells, loss_given_default=assumed.loss_given_default)
    decided = portfolio_cards.choose_pair("month", months.ended(period.as_of), "month")
    mature = portfolio_cards.choose_pair("mature month", months.mature, "mature")
if decided is None:
    with top:
        counted.head("Portfolio", [], counts_desk=True)
    states.show(
        "portfolio_short",
        "Two whole months are needed, decided about as far as usual where decisions are known; "
        "this has fewer.",
    )
    st.stop()

with top:
    chips = [
        Chip(f"{int(months.frame['applications'].sum()):,} applications, {says}"),
        Chip(f"{words.day(period.first)} to {words.day(period.last)}"),
        Chip(f"loss given default {words.percent(assumed.loss_given_default, 0)}"),
    ]
    counted.head("Portfolio", chips, counts_desk=True)
portfolio_cards.show_tiles(months, decided, mature, book.money)

with panel.card("portfolio_course"):
    measure = st.segmented_control(
        "Number",
        list(portfolio_cards.measures(months)),
        default="bad_rate",
        required=True,
        format_func=portfolio_cards.MEASURES.__getitem__,
        key="portfolio_measure",
        bind="query-params",
        label_visibility="collapsed",
    )
    pair = mature if measure == "bad_rate" else decided
    portfolio_cards.show_course(
        months, measure or "bad_rate", pair, book.money, colours=colours,
        also=population.conditions(product, depth_band),
    )  # fmt: skip
    st.caption("A month, or its row in the table, opens its applicants as a cohort.")

apart = portfolio_cards.apart(months, decided, mature)
left, right = st.columns(2, gap="small")
with left, panel.card("portfolio_change_approvals", is_as_high_as_its_row=True):
    if months.has_decisions:
        why = partial(portfolio.approvals_changed, cells, (decided.before, decided.after))
        change_cards.show_change("approval rate", decided, why, is_good=True, colours=colours)
        change_cards.show_noise(apart, 0)
        st.caption(
            "mix: other products or depths of file apply · score: other scores within them · "
            "policy: the same score is approved more or less often"
        )
    else:
        st.markdown(portfolio_cards.NO_DECISIONS)
with right, panel.card("portfolio_change_bads", is_as_high_as_its_row=True):
    if mature is None:
        st.markdown("No two months are mature yet, so no bad rate can be compared.")
    else:
        why = partial(portfolio.bads_changed, cells, (mature.before, mature.after))
        change_cards.show_change("bad rate", mature, why, is_good=False, colours=colours)
        change_cards.show_noise(apart, 1)
        st.caption("risk: the same score goes bad more or less often; mature months only")
with panel.card("portfolio_change_losses"):
    lost = portfolio.losses_changed(
        cells, (decided.before, decided.after), loss_given_default=assumed.loss_given_default
    )
    change_cards.show_loss_change(lost, decided, book.money, colours=colours)
