"""Which application should a person look at next?"""

import streamlit as st

from ui import (
    header,
    import_loaders,
    loaders,
    next_application,
    panel,
    places,
    queue_filters,
    queue_loaders,
    queue_table,
    sign_in,
    states,
)
from ui.cases import office

viewer = sign_in.viewer()
book = loaders.book_in_use()
if book is None:
    states.no_book()
policy = office.policy_in_force()
choices = queue_loaders.choices(viewer, book)

header.show("Queue", queue_table.chips(policy, book.as_of, is_scored=book.is_scored))
if not book.is_scored:
    imported = import_loaders.imported_tables(viewer, book)
    states.show("queue_unscored", states.why_unscored(imported))
if choices.empty:
    st.stop()

with panel.card("queue"):
    view = queue_filters.ask_view()
    filters = queue_filters.ask(choices, policy, is_scored=book.is_scored)
    first = queue_loaders.page(viewer, book, view, filters, number=1, policy=policy)
    if not first.applications:
        st.markdown(queue_filters.says_why_empty(view, filters))
        st.stop()
    number = queue_table.choose_page(first)
    page = queue_loaders.page(viewer, book, view, filters, number=number, policy=policy)
    model = loaders.manifest(book) if book.is_scored else None
    next_application.remember(view, filters, number)
    chosen = queue_table.show(queue_table.readable(page, model, book.money))

if chosen is not None:
    st.switch_page(places.APPLICANT, query_params={"application": chosen})
