"""The caches of the performance page, keyed by book and lenders."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import streamlit as st

from data import book as books
from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring import performance as judging
from scoring.catalogue import Feature
from scoring.challengers import NAME, Challengers, read_challengers
from scoring.metrics.ranking.delong import AucDifference, auc_difference
from scoring.model import read_holdout
from scoring.performance import Performance
from scoring.samples import FEW_BADS
from scoring.scale import Scale
from ui import loaders
from ui.book import BookInUse
from ui.risk.loaders import Lenders

_CUBES = 16
GROUPS = {
    "month": ("month of application", "strftime(a.applied_at + a.utc_offset_minutes * interval "
              "'1' minute, '%Y-%m')"),
    "depth": ("depth of file", "f.depth_band"),
    "product": ("product", "a.product"),
    "channel": ("channel", "a.channel"),
    "region": ("region", "a.region"),
    "lender": ("lender", "a.lender_id"),
}  # fmt: skip


@st.cache_data(max_entries=_CUBES, show_spinner="Counting outcomes by score once…")
def _cells(
    home: Home, book: Book, lenders: Lenders, by: str, since: datetime, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    select = read.text("risk_outcome_cells").replace("{group}", GROUPS[by][1])
    return _asked(_of, select, since, lenders)


@st.cache_data(max_entries=_CUBES, show_spinner="Drawing the intervals once…")
def _performance(
    home: Home, book: Book, lenders: Lenders, by: str, since: datetime, _of: BookInUse
) -> Mapping[str, Performance]:
    found = _cells(home, book, lenders, by, since, _of)
    return {
        "not known" if pd.isna(name) else str(name): judging.performance(part)
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
    select = read.text("risk_rivals").replace("{rival}", rival)
    rows = _asked(_of, select, since, lenders)
    bad = rows["is_bad"].to_numpy(dtype=bool)
    if min(bad.sum(), (~bad).sum()) < FEW_BADS:
        return None
    return auc_difference(bad, rows["raw_score"].to_numpy(), rows["rival"].to_numpy())


def _asked(of: BookInUse, select: str, since: datetime, lenders: Lenders) -> pd.DataFrame:
    given = {"since": since, "lender_ids": None if lenders is None else list(lenders)}
    with loaders.connection(of).cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(select, given).df()


def cells(viewer: Viewer, book: BookInUse, since: datetime) -> pd.DataFrame:
    """Give goods and bads by score of the viewer's applications from then on.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _cells(book.home, book.book, viewer.lender_ids, "depth", since, book)


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
    """Judge the score within each group of `GROUPS`.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _performance(book.home, book.book, viewer.lender_ids, by, since, book)


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
    sign = "-" if rival.risk == 1 else ""
    expression = f'{sign}f."{rival.name}"'
    return _against(book.home, book.book, viewer.lender_ids, expression, since, book)


@st.cache_data(max_entries=_CUBES, show_spinner="Learning the PDs anew from the holdout once…")
def _venn_abers(
    home: Home, book: Book, lenders: Lenders, since: datetime, _of: BookInUse
) -> pd.DataFrame | None:
    raw_score, is_bad = read_holdout(books.model_path(home, str(book.model)))
    if min(is_bad.sum(), (~is_bad).sum()) < FEW_BADS:
        return None
    score = Scale(**loaders.manifest(_of).scale.model_dump()).displayed(raw_score)
    found = _cells(home, book, lenders, "depth", since, _of)
    return judging.venn_abers_check(found, score, is_bad)


def venn_abers(viewer: Viewer, book: BookInUse, since: datetime) -> pd.DataFrame | None:
    """Give `scoring.performance.venn_abers_check`; None with few bads in the holdout.

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
