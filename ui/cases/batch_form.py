"""Scoring a whole file of applications: results and rejects, to look at and to download."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data import uploads
from data.errors import ThinfileError
from desk.roles import Act, Viewer, require
from desk.work import batches, policies
from desk.work.batches import Batch
from scoring import catalogue
from scoring.policies.policy import Action, Policy
from scoring.policies.recommendation import actions
from scoring.scores import brought, upload
from ui import panel, sortable, words
from ui.book import BookInUse
from ui.cards.score_card import ACTIONS
from ui.cases import contract_help, office
from ui.cases.upload_files import written
from ui.cases.upload_form import KINDS, MOST_MB, terms, told
from ui.cases.upload_result import show_rejects
from ui.queue_table import could_have_been

MOST_SHOWN = 200
_DONE, _LINK = "batch_scored", "batch"


def show(viewer: Viewer, book: BookInUse) -> None:
    """Score a file of applications at once; results and rejects to look at and to download."""
    require(viewer, Act.DECIDE)
    with panel.card("new_batch"):
        st.markdown(
            ":gray[Files named for their tables: applications and orders, and customers, "
            "order_lines, visits, consents, bureau where there are any]"
        )
        contract_help.show(["applications", *upload.TABLES[:-1]], "batch")
        given = st.file_uploader(
            "Files",
            type=KINDS,
            accept_multiple_files=True,
            max_upload_size=MOST_MB,
            key="batch_files",
            label_visibility="collapsed",
        )
        if st.button("Check and score all", key="batch_score", type="primary"):
            _forget()
            with panel.errors_in_words():
                st.session_state[_DONE] = _score_batch(viewer, book, given)
        with panel.errors_in_words():
            scored = st.session_state.get(_DONE) or _linked(viewer, book)
            if scored is not None:
                st.query_params[_LINK] = scored.upload_id
                _tell_batch(book, scored)


def _forget() -> None:
    """Show no batch any more: what is scored next may be refused."""
    st.session_state.pop(_DONE, None)
    st.query_params.pop(_LINK, None)


def _linked(viewer: Viewer, book: BookInUse) -> Batch | None:
    """Give the batch that the address holds after a refresh, as the viewer scored it."""
    upload_id = st.query_params.get(_LINK)
    if not upload_id:
        return None
    found = batches.last_by(office.ledger(), viewer, upload_id)
    if found is None or not uploads.is_upload(book.home, upload_id):
        raise ThinfileError(
            f"Wanted what batch '{upload_id}' scored, but you scored none of that name that lies "
            "here still. Give its files again."
        )
    return found


def _score_batch(viewer: Viewer, book: BookInUse, given: Sequence[UploadedFile]) -> Batch:
    """Score a batch and write down who did, with the policy that recommends."""
    bar = st.progress(0.0, "reading")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = written(given, folder)
        if not {"applications", "orders"} <= files.keys():
            raise ThinfileError(
                f"Wanted applications and orders; got {', '.join(files) or 'no file'}. Give both."
            )
        asked = _asked(files["applications"])
        require_own_lenders(viewer, asked)
        if "customers" not in files:
            files["customers"] = folder / "customers.csv"
            asked[["customer_id"]].dropna().drop_duplicates().to_csv(
                files["customers"], index=False
            )
        done = upload.add(book.home, book.book, files, terms(book), progress=told(bar.progress))
    bar.empty()
    return _recorded(viewer, book, done, office.policy_in_force(), lenders_of(asked))


def _recorded(
    viewer: Viewer, book: BookInUse, upload_id: str, in_force: Policy, lender_ids: list[str]
) -> Batch:
    found = Batch(
        upload_id=upload_id,
        files=brought.files(book.home, upload_id),
        scored=int(upload.results(book.home, upload_id)["score"].notna().sum()),
        model=str(book.book.model),
        policy_version=in_force.version,
        lender_ids=tuple(lender_ids),
    )
    act = f"batch:{upload_id}:{in_force.version}"
    batches.record(office.ledger(), office.by(viewer, act), found)
    office.done(act)
    return found


def _asked(applications: Path) -> pd.DataFrame:
    """Read who asks whom: `customer_id` and, where it is given, `lender_id`."""
    upload.require_within_limits(applications.name, applications)
    try:
        return _columns(applications, ["customer_id", "lender_id"])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, pa.ArrowException) as no:
        raise ThinfileError(
            f"Wanted a table with a header line in {applications.name}, in UTF-8; it cannot be "
            f"read ({str(no).strip().splitlines()[0]}). Save it anew as CSV or Parquet."
        ) from no


def _columns(applications: Path, wanted: Sequence[str]) -> pd.DataFrame:
    is_csv = applications.suffix == brought.CSV
    if is_csv:
        names = list(pd.read_csv(applications, dtype=str, nrows=0).columns)
    else:
        names = pq.read_schema(applications).names
    if "customer_id" not in names:
        raise ThinfileError(f"applications lacks customer_id; it has {', '.join(names)}. Add it.")
    there = [name for name in wanted if name in names]
    if is_csv:
        return pd.read_csv(applications, dtype=str, usecols=there)
    found: pd.DataFrame = pq.read_table(applications, columns=there).to_pandas()
    return found


def require_own_lenders(viewer: Viewer, asked: pd.DataFrame) -> None:
    """Refuse a batch in which a lender is asked whom the viewer does not see.

    Parameters
    ----------
    viewer : Viewer
    asked : pandas.DataFrame
        One row per application, with `lender_id` where the batch names lenders.

    Raises
    ------
    ThinfileError
        Names the others.
    """
    foreign = [lender for lender in lenders_of(asked) if not viewer.sees(lender)]
    if foreign:
        raise ThinfileError(
            f"Wanted applications to your lenders; got some to {', '.join(foreign[:3])}. "
            "Take them out, or have somebody score them who works for these."
        )


def lenders_of(asked: pd.DataFrame) -> list[str]:
    """Give the lenders whom a batch names, sorted."""
    return sorted({str(lender) for lender in asked.get("lender_id", pd.Series()).dropna()})


def _tell_batch(book: BookInUse, batch: Batch) -> None:
    upload_id = batch.upload_id
    found = upload.results(book.home, upload_id)
    in_force = policies.of_version(office.ledger(), batch.policy_version)
    shown = pd.DataFrame(
        {
            "application_id": found["application_id"],
            "score": found["score"],
            "prob_default": found["prob_default"],
            "recommendation": actions(found, in_force) if len(found) else [],
            "could_have_been": could_have_been(found, is_waiting=found["score"].notna()),
            "reasons": found["reasons"],
        }
    )
    scored = words.count(len(shown), "application")
    said = f"**{scored}** scored by model {batch.model}, policy {in_force.version}"
    counts = shown["recommendation"].value_counts()
    parts = [f"{ACTIONS[action]} {counts.get(action, 0):,}" for action in Action]
    st.markdown(" · ".join([said, *parts]))
    unchecked = int(found["active_weeks"].isna().sum())
    if unchecked:
        st.markdown(
            f":yellow-badge[{words.count(unchecked, 'application')} not checked] How sure a score "
            f"is was looked at for the newest {upload.MOST_DOUBTS:,}; the page of an application "
            "can refer where this says approve or decline."
        )
    with st.container(horizontal=True):
        st.download_button(
            "Download the results",
            shown.to_csv(index=False),
            f"{upload_id}.csv",
            key="batch_download",
            on_click="ignore",
        )
        rejected = upload.rejects(book.home, upload_id, most=upload.MOST_ROWS)
        if len(rejected):
            st.download_button(
                "Download the rejects",
                rejected.drop(columns="rejected").to_csv(index=False),
                f"{upload_id}.rejects.csv",
                key="batch_rejects_download",
                on_click="ignore",
            )
    panel.tabulate(_readable(shown.head(MOST_SHOWN)), key="batch_results", height=280)
    if len(shown) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {scored}; the download has all.")
    show_rejects(book, upload_id)


def _readable(scored: pd.DataFrame) -> pd.DataFrame:
    """Write results as people read them; the download keeps the names that programs read."""
    features = catalogue.load()
    return sortable.table(
        {
            "Application": scored["application_id"],
            "Score": scored["score"],
            "Default": [words.percent(share) for share in scored["prob_default"]],
            "Could have been": scored["could_have_been"].tolist(),
            "Recommended": [ACTIONS[Action(action)] for action in scored["recommendation"]],
            "Reasons against, the strongest first": [
                "; ".join(features[name].label for name in said.split("; ") if name)
                for said in scored["reasons"].fillna("")
            ],
        }
    )
