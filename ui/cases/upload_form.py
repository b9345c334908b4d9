"""Scoring one applicant: a form for the request, and their purchases from where they lie."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data import own_rows
from data.progress import Progress
from desk.roles import Act, Viewer, require
from scoring.scores import upload
from scoring.scores.upload import Terms
from ui import loaders, panel, queue_loaders, words
from ui.book import BookInUse
from ui.cases import application_facts, contract_help, office, upload_result
from ui.cases.term_unit import DAYS, MONTHS
from ui.cases.upload_files import pasted, with_account, written

KINDS = ["csv", "parquet"]
FILES, PASTED, KNOWN = "files", "pasted rows", "a known shopper"
MOST_MB = upload.MOST_BYTES >> 20
_ASKED = "new_asked"


def show(viewer: Viewer, book: BookInUse, choices: pd.DataFrame) -> None:
    """Ask for one applicant's request and purchases, score them, and offer to open the case."""
    require(viewer, Act.DECIDE)
    left, right = st.columns([2, 3], gap="small")
    with left, panel.card("new_request"):
        st.markdown(":gray[Who asks for what?]")
        request = _request(book, choices)
        request |= application_facts.ask(queue_loaders.application_choices(viewer, book))
    with right, panel.card("new_purchases"):
        st.markdown(
            ":gray[What did they buy?] In the columns of the contract; money in minor units."
        )
        contract_help.show([name for name in upload.TABLES if name != "applications"], "new")
        how = st.segmented_control(
            "Purchases from",
            [FILES, PASTED, KNOWN],
            default=FILES,
            required=True,
            key="new_how",
            label_visibility="collapsed",
        )
        take = _taker(how or FILES, book, viewer)
        if st.button("Check and score", key="new_score", type="primary"):
            upload_result.forget()
            with panel.errors_in_words():
                upload_result.keep(_score(book, take, _made(request, book)))
        upload_result.show(viewer, book)


def _request(book: BookInUse, choices: pd.DataFrame) -> dict[str, object]:
    per = 10**book.money.minor_digits
    products = sorted({str(product) for product in choices["product"].dropna()})
    lenders = queue_loaders.lenders(choices)
    customer = st.text_input("Customer id, as in the purchases", key="new_customer")
    product = st.selectbox("Product", products, key="new_product", format_func=words.plain)
    amount = st.number_input(
        f"Amount asked, {words.currency_sign(book.money.currency)}",
        min_value=1.0, value=1000.0, step=100.0, key="new_amount",
    )  # fmt: skip
    length, unit = st.columns([2, 1], vertical_alignment="bottom")
    term = length.number_input("Term", min_value=1, value=3, step=1, key="new_term")
    of = unit.selectbox(
        "Unit of the term",
        [MONTHS, DAYS],
        format_func=lambda one: one.name,
        key="new_term_unit",
        label_visibility="collapsed",
    )
    lender = None
    if lenders:
        lender = st.selectbox(
            "Lender", list(lenders), format_func=lambda one: lenders[one], key="new_lender"
        )
    is_known = st.session_state.get("new_how") == KNOWN
    consents = st.checkbox(
        "Consented to credit scoring",
        key="new_consent",
        disabled=is_known,
        help="Of a known shopper the book says it." if is_known else None,
    )
    of_age = st.checkbox("Of legal age", key="new_age")
    refuses = st.checkbox("Wants a person to decide", key="new_refuses")
    return {
        "customer_id": customer.strip(),
        "product": product,
        "amount": round(amount * per),
        "term_days": of.term_days(int(term)),
        "is_of_legal_age": of_age,
        "refuses_automation": refuses,
        "lender_id": lender,
        "consents": consents,
    }


def _made(request: dict[str, object], book: BookInUse) -> dict[str, object]:
    """Say when a request was made: when it was first to be scored, however often it is since.

    Another moment would make it another request, which could become another case.
    """
    asked = request | {"known": st.session_state.get("new_known")}
    last = st.session_state.get(_ASKED)
    at = last[1] if last and last[0] == asked else office.notice_now(book)
    st.session_state[_ASKED] = (asked, at)
    offset = at.astimezone(ZoneInfo(book.timezone)).utcoffset() or timedelta(0)
    return request | {
        "applied_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "utc_offset_minutes": offset // timedelta(minutes=1),
    }


Taker = Callable[[dict[str, object], Path], dict[str, Path]]


def _taker(how: str, book: BookInUse, viewer: Viewer) -> Taker:
    """Ask for the purchases; give what writes them as files of the contract."""
    if how == PASTED:
        text = st.text_area(
            "Orders, with a header: order_id, customer_id, ordered_at, utc_offset_minutes, "
            "amount, status, status_at, …",
            key="new_pasted",
            height=220,
        )
        return lambda request, folder: with_account(
            request, folder, {"orders": pasted(text, folder)}
        )
    if how == KNOWN:
        known = st.text_input("Shopper or application id", key="new_known")
        return lambda request, folder: _known(known.strip(), request, folder, book, viewer)
    given = st.file_uploader(
        "Files named for their tables: orders, and order_lines, visits, bureau where there are any",
        type=KINDS,
        accept_multiple_files=True,
        max_upload_size=MOST_MB,
        key="new_files",
    )
    return lambda request, folder: with_account(request, folder, written(given, folder))


def _known(
    known: str, request: dict[str, object], folder: Path, book: BookInUse, viewer: Viewer
) -> dict[str, Path]:
    con, lender = loaders.connection(book), request["lender_id"]
    customer_id = upload.shopper(
        con, known, None if lender is None else str(lender), lender_ids=viewer.lender_ids
    )
    request["customer_id"] = customer_id
    until = datetime.fromisoformat(str(request["applied_at"])).astimezone(UTC)
    rows = own_rows.of_customer(con, customer_id, until.replace(tzinfo=None))
    return upload.from_book(rows, folder)


def _score(book: BookInUse, take: Taker, request: dict[str, object]) -> str:
    bar = st.progress(0.0, "reading")
    with tempfile.TemporaryDirectory() as place:
        files = take(request, Path(place))
        asked = {name: value for name, value in request.items() if name != "consents"}
        done = upload.add(
            book.home, book.book, files, terms(book), request=asked, progress=told(bar.progress)
        )
    bar.empty()
    return done


def terms(book: BookInUse) -> Terms:
    """Give what an upload takes over from the book in use."""
    return Terms(book.money.currency, book.money.minor_digits, book.timezone, book.is_simulated)


def told(show: Callable[[float, str], object]) -> Progress:
    """Tell a progress bar of each step."""

    def progress(what: str, done: int, total: int) -> None:
        show(min(done / max(total, 1), 1.0), what)

    return progress
