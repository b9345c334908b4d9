"""Should we lend to this shopper, and why? What did we decide?"""

import streamlit as st

from desk.work import cases, taking
from scoring import catalogue
from ui import evidence, explaining, loaders, next_application, panel, sign_in, states
from ui.cards import (
    applicant_header,
    dimensions_card,
    disputed_card,
    evidence_card,
    how_sure_card,
    notice_card,
    purchases_cards,
    reasons_card,
    score_card,
    similar_card,
    what_if_card,
)
from ui.cases import decision_bar, history_card, office
from ui.cases.matter import Matter
from ui.theme import palette

viewer = sign_in.viewer()
in_use = loaders.book_in_use()
if in_use is None:
    states.no_book()
colours = palette(st.context.theme.type)
application_id = st.query_params.get("application")
if application_id is None:
    states.ask_for_application()

newest = loaders.holding(in_use, application_id)
case = cases.of_application(office.ledger(), viewer, application_id)
book = loaders.pinned(newest, case.pins if case else None)
policy = office.policy_of(case)
found = loaders.application(viewer, book, application_id)
office.note_look(viewer, found, case)
scored = explaining.settled(book, found, loaders.assessment(book, found, policy), policy)
known = scored.known if scored else loaders.known(book, found)
group = loaders.comparable(viewer, in_use, found)
matter = Matter(viewer, book, newest, found, scored, taking.shown(found, scored), policy, case)
applicant_header.show(found, book.money)

if scored is None:
    states.show("applicant_unscored", states.NO_SCORES)
    chosen, rows, explained = None, None, None
else:
    model = loaders.manifest(book)
    explained = scored.explanation
    peers = loaders.peers(viewer, in_use, group)
    answer, recommendation = st.columns([11, 10], gap="small")
    with answer:
        score_card.show_score(
            scored, peers, group, policy, model,
            colours=colours, ask_how_sure=how_sure_card.on_ask(matter),
        )  # fmt: skip
    with recommendation:
        score_card.show_recommendation(
            scored.recommendation, policy, found.facts["amount"], book.money
        )

left, right = st.columns([11, 10], gap="small")
why, behind, spread = left.container(), left.container(), left.container()

if explained is not None:
    with behind, panel.card("applicant_evidence"):
        chosen = reasons_card.choose(explained)
        made_by = catalogue.load()[chosen.feature.name].evidence
        rows = evidence.rows_behind(made_by, known, book.money) if made_by else None
        disputed_card.offer(matter, scored, evidence_card.show(chosen, rows))
    with why:
        reasons_card.show(explained, chosen, model, doubt=scored.doubt, colours=colours)

marked = rows.order_ids if rows else frozenset()
marked_label = chosen.feature.label.lower() if chosen else ""
orders = known["known_orders"]
with right:
    purchases_cards.show_rhythm(orders, marked, marked_label, group, book.money, colours=colours)
    purchases_cards.show_timeline(
        orders, marked, loaders.festivals(book), found, book.money, colours=colours
    )
with left if explained is None else right:
    purchases_cards.show_basket(
        known["known_lines"], group, loaders.category_labels(book), colours=colours
    )
if explained is not None:
    with spread:
        dimensions_card.show(explained, peers, group, colours=colours)
    with right:
        terms = loaders.terms(viewer, in_use, found.product)
        what_if_card.show(book, found, scored, policy, terms)
    with left:
        disputed_card.show(matter, scored)
        among = in_use if newest != in_use and in_use.book.model == book.book.model else book
        similar_card.show(viewer, among, found, scored, colours=colours)

notice_card.show(matter)
history_card.show(matter)
decision_bar.show(matter)
next_application.begin_at_the_top()
how_sure_card.settle(matter)
