"""What came of scoring one applicant: score, recommendation, rejected rows; a case when asked."""

import streamlit as st

from data import uploads
from data.application import Application
from data.errors import ThinfileError
from desk.roles import Act, Viewer, require
from desk.work import cases
from desk.work.cases import Case
from scoring.scores import upload
from scoring.scores.assess import Assessment
from ui import loaders, panel, places, words
from ui import rejected as rejected_rows
from ui.book import BookInUse
from ui.cards import score_card
from ui.cases import office, opening

_DONE, _LINK = "new_scored", "scored"


def keep(upload_id: str) -> None:
    """Show an upload from now on, in place of the one before."""
    st.session_state[_DONE] = upload_id


def forget() -> None:
    """Show no upload any more: what is scored next may be refused."""
    st.session_state.pop(_DONE, None)
    st.query_params.pop(_LINK, None)


def show(viewer: Viewer, book: BookInUse) -> None:
    """Show what the last upload scored, or the one that the address holds after a refresh."""
    require(viewer, Act.DECIDE)
    upload_id = st.session_state.get(_DONE) or st.query_params.get(_LINK)
    if not upload_id:
        return
    st.query_params[_LINK] = upload_id
    with panel.errors_in_words():
        _show(viewer, book, str(upload_id))


def _show(viewer: Viewer, book: BookInUse, upload_id: str) -> None:
    if not uploads.is_upload(book.home, upload_id):
        raise ThinfileError(
            f"Wanted what upload '{upload_id}' scored, but it does not lie here. Give the request "
            "and the purchases again."
        )
    own = loaders.holding(book, upload_id)
    found = loaders.application(viewer, own, upload_id)
    case = cases.of_application(office.ledger(), viewer, upload_id)
    policy = office.policy_of(case)
    office.note_look(viewer, found, case, page="score_new")
    scored = loaders.assessment(own, found, policy)
    if scored is None:
        raise ThinfileError(f"Upload '{upload_id}' has no score. Score the request again.")
    left, right = st.columns(2, gap="small")
    with left:
        _show_score(scored, found, book)
    with right:
        score_card.show_recommendation(
            scored.recommendation, policy, _whole(found, "amount"), book.money
        )
    show_rejects(book, upload_id)
    _offer_case(viewer, found, case)


def _show_score(scored: Assessment, found: Application, book: BookInUse) -> None:
    with panel.card("new_result", is_as_high_as_its_row=True):
        st.metric("Score", f"{scored.explanation.score}")
        st.markdown(
            f"Default {words.percent(scored.prob_default)} "
            f"({words.percent_range(scored.prob_low, scored.prob_high)})"
        )
        amount, days = _whole(found, "amount"), _whole(found, "term_days")
        asked = f"{words.money(amount, book.money)} for {words.span(days)}"
        customer = panel.escaped(str(found.facts["customer_id"]))
        st.markdown(f":gray[{found.application_id}: {customer} asks for {asked}]")


def _whole(found: Application, name: str) -> int:
    value = found.facts[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is {value!r}, wanted a whole number, which the form asks for.")
    return value


def _offer_case(viewer: Viewer, found: Application, case: Case | None) -> None:
    """Offer to make a case of what was scored, or lead to the one that it is."""
    if case is not None:
        st.markdown(f"It is case {case.case_id} already.")
        if st.button("Open the application", key="new_open", type="primary"):
            _lead_to(found)
        return
    st.markdown(
        ":gray[No case yet: mend the files or the request and score again, and what is scored "
        "then takes its place.]"
    )
    if st.button("Open the case", key="new_case", type="primary"):
        act = f"open:{found.application_id}"
        opening.open_case(office.by(viewer, act), found)
        office.done(act)
        _lead_to(found)


def _lead_to(found: Application) -> None:
    st.switch_page(places.APPLICANT, query_params={"application": found.application_id})


def show_rejects(book: BookInUse, upload_id: str) -> None:
    """List the rows that broke a rule: where, what was wanted there, and what came."""
    rejected = upload.rejects(book.home, upload_id)
    if rejected.empty:
        st.markdown(":blue-badge[every row kept]")
        return
    every = int(rejected["rejected"].iloc[0])
    shown = f" The first {len(rejected):,} are listed." if every > len(rejected) else ""
    count = words.count(every, "row")
    st.markdown(f":yellow-badge[{count} rejected] They count for nothing in the score.{shown}")
    panel.tabulate(
        rejected_rows.readable(rejected),
        key="new_rejects",
        height=None if len(rejected) <= 8 else 240,
    )
