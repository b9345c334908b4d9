"""The caches of the performance page, keyed by book and lenders."""

from collections.abc import Mapping
from datetime import datetime

import duckdb
import pandas as pd
import streamlit as st

from data import book as books
from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring import catalogue
from scoring.catalogue import Feature
from scoring.metrics.ranking.delong import AucDifference
from scoring.models.holdout import read_holdout
from scoring.models.manifest import Estimate, Manifest
from scoring.models.scale import Scale
from scoring.risk import performance as judging
from scoring.risk import rivals, tenths
from scoring.risk.cohorts import cohort, cohort_counts
from scoring.risk.performance import Performance
from scoring.training.challengers import NAME, Challengers, read_challengers
from scoring.training.samples import FEW_BADS
from ui import loaders
from ui.book import BookInUse
from ui.risk.cohorts import cohort_loaders
from ui.risk.loaders import Lenders

_CUBES = 16
GROUPS = {
    "month": ("month of application", "o.month"),
    "depth": ("depth of file", "o.depth_band"),
    "product": ("product", "o.product"),
    "channel": ("channel", "o.channel"),
    "region": ("region", "o.region"),
    "lender": ("lender", "o.lender_id"),
}


@st.cache_resource(max_entries=2, show_spinner="Joining the known outcomes of the book once…")
def _prepared(of_connection: int, _con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    del of_connection
    with _con.cursor() as cursor:
        cursor.execute("use snapshot")
        rows = read.text("risk_outcomes")
        cursor.execute(f"create or replace table memory.main.risk_outcomes as {rows}")
    return _con  # held, so that no other connection gets its number


@st.cache_data(max_entries=_CUBES, show_spinner="Counting outcomes by score once…")
def _cells(
    home: Home, book: Book, lenders: Lenders, by: str, since: datetime, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    select = read.text("risk_outcome_cells")
    if by in GROUPS:
        con, group, params = loaders.connection(_of), GROUPS[by][1], dict[str, object]()
    else:
        con = cohort_loaders.prepared(_of).con
        group, params = cohort_counts.against_the_rest(cohort.parse(by), "o")
    con = _prepared(id(con), con)
    return _asked(con, select.replace("{group}", group), since, lenders, params)


@st.cache_data(max_entries=_CUBES, show_spinner="Drawing the intervals once…")
def _performance(
    home: Home, book: Book, lenders: Lenders, by: str, since: datetime, _of: BookInUse
) -> Mapping[str, Performance]:
    found = _cells(home, book, lenders, by, since, _of)
    return {
        _named(name): judging.performance(part)
        for name, part in found.groupby("name", dropna=False, sort=True)
    }


@st.cache_data(max_entries=_CUBES, show_spinner=False)
def _whole(
    home: Home, book: Book, lenders: Lenders, since: datetime, _of: BookInUse
) -> Performance:
    return judging.performance(_cells(home, book, lenders, "depth", since, _of))


@st.cache_data(max_entries=_CUBES, show_spinner="Setting the model beside another score once…")
def _against(
    home: Home, book: Book, lenders: Lenders, rival: str, since: datetime, _of: BookInUse
) -> AucDifference | None:
    del home, book
    feature = catalogue.load()[rival]
    select = read.text("risk_rivals").replace("{rival}", f'f."{feature.name}"')
    con = loaders.connection(_of)
    rows = _asked(_prepared(id(con), con), select, since, lenders, {})
    return rivals.beside(
        rows["is_bad"].to_numpy(dtype=bool),
        rows["raw_score"].to_numpy(),
        rows["rival"].to_numpy(),
        is_higher_safer=_is_higher_safer(feature, loaders.manifest(_of)),
    )


def _is_higher_safer(feature: Feature, manifest: Manifest) -> bool | None:
    """Tell which way a feature goes: as in train, else as theory says; None where neither does."""
    best = manifest.best_feature
    if feature.name == best.name and best.is_higher_safer is not None:
        return best.is_higher_safer
    return None if feature.risk == 0 else feature.risk < 0


def _asked(
    con: duckdb.DuckDBPyConnection,
    select: str,
    since: datetime,
    lenders: Lenders,
    params: dict[str, object],
) -> pd.DataFrame:
    lender_ids = None if lenders is None else list(lenders)
    given = {**params, "since": since, "lender_ids": lender_ids}
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(select, given).df()


def cells(
    viewer: Viewer, book: BookInUse, by: str, since: datetime, group: str | None
) -> pd.DataFrame:
    """Give goods and bads by score of the viewer's applications, or of one group of `by_group`.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _cells(book.home, book.book, viewer.lender_ids, by, since, book)
    return found if group is None else found[found["name"].map(_named) == group]


def _named(group: object) -> str:
    return "not known" if pd.isna(group) else str(group)  # type: ignore[call-overload]


def whole(viewer: Viewer, book: BookInUse, since: datetime) -> Performance:
    """Judge the score by all of the viewer's applications from then on.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _whole(book.home, book.book, viewer.lender_ids, since, book)


def by_group(
    viewer: Viewer, book: BookInUse, by: str, since: datetime
) -> Mapping[str, Performance]:
    """Judge the score within each group of `GROUPS`, or in a cohort and the rest.

    Parameters
    ----------
    viewer : Viewer
    book : BookInUse
    by : str
        Of `GROUPS`, or a cohort as `scoring.risk.cohorts.cohort.written` writes it.
    since : datetime.datetime
        Applications from then on.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _performance(book.home, book.book, viewer.lender_ids, by, since, book)


def apart(viewer: Viewer, book: BookInUse, by: str, since: datetime) -> Mapping[str, Estimate]:
    """Say how far a cohort is above the rest; `scoring.risk.performance.apart`.

    Parameters
    ----------
    viewer : Viewer
    book : BookInUse
    by : str
        A cohort as `scoring.risk.cohorts.cohort.written` writes it.
    since : datetime.datetime
        Applications from then on.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _cells(book.home, book.book, viewer.lender_ids, by, since, book)
    inside = found["name"] == cohort_counts.INSIDE
    return judging.apart(found[inside], found[~inside])


def against(
    viewer: Viewer, book: BookInUse, rival: Feature, since: datetime
) -> AucDifference | None:
    """Set the score beside one feature, on the applications that have it; None with few bads.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _against(book.home, book.book, viewer.lender_ids, rival.name, since, book)


@st.cache_data(max_entries=_CUBES, show_spinner="Learning the PDs anew from the holdout once…")
def _venn_abers(
    home: Home, book: Book, lenders: Lenders, since: datetime, _of: BookInUse
) -> pd.DataFrame | None:
    raw_score, is_bad = read_holdout(books.model_path(home, str(book.model)))
    if min(is_bad.sum(), (~is_bad).sum()) < FEW_BADS:
        return None
    score = Scale(**loaders.manifest(_of).scale.model_dump()).displayed(raw_score)
    found = _cells(home, book, lenders, "depth", since, _of)
    return tenths.venn_abers_check(found, score, is_bad)


def venn_abers(viewer: Viewer, book: BookInUse, since: datetime) -> pd.DataFrame | None:
    """Give `scoring.risk.tenths.venn_abers_check`; None with few bads in the holdout.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _venn_abers(book.home, book.book, viewer.lender_ids, since, book)


@st.cache_data(max_entries=4, show_spinner=False)
def _challengers(home: Home, model: str, changed_ns: int) -> Challengers | None:
    del changed_ns
    return read_challengers(books.model_path(home, model))


def challengers(viewer: Viewer, book: BookInUse) -> Challengers | None:
    """Give who challenged the model in use; None when nobody did.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    if book.book.model is None:
        return None
    file = books.model_path(book.home, book.book.model) / NAME
    changed_ns = file.stat().st_mtime_ns if file.is_file() else 0
    return _challengers(book.home, book.book.model, changed_ns)
