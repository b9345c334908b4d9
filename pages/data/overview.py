"""Which book is in use, what was it built from, and what is missing?"""

import streamlit as st

from ui import header, import_loaders, loaders, panel, sign_in, states
from ui.cards import book_cards

viewer = sign_in.viewer()
book = loaders.book_in_use()
if book is None:
    states.no_book()
header.show("Book in use", book_cards.chips(book))
imported = import_loaders.imported_tables(viewer, book)
rejected = import_loaders.rejects(viewer, book)

tables, quality = st.columns([11, 10], gap="small")
with tables:
    book_cards.show_tables(imported)
with quality:
    with panel.card("book_rejects"):
        chosen = book_cards.choose_reject(rejected)
        if chosen is not None:
            rows = import_loaders.reject_rows(viewer, book, *chosen, most=book_cards.EXAMPLES)
            book_cards.show_reject_rows(*chosen, rows)
    book_cards.show_missing(imported)
    if book.is_scored:
        book_cards.show_calibration(loaders.manifest(book))

if book.is_scored:
    book_cards.show_model(loaders.manifest(book))
else:
    states.show("book_unscored", states.why_unscored(imported))
