"""The caches of the drivers page, keyed by book, population and feature."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring.metrics.drivers.importance import Importance
from scoring.models import tree_pairs
from scoring.models.tree_pairs import PairTables
from scoring.risk.drivers import driver_book, driver_pairs, drivers
from scoring.risk.drivers.driver_book import Axis, DriverBook
from scoring.risk.drivers.drivers import Depends, Whom
from ui import explaining, loaders
from ui.book import BookInUse
from ui.risk.cohorts import cohort_loaders
from ui.risk.loaders import Lenders

DOTS = 1_000
_BOOKS, _AXES, _POPULATIONS = 2, 64, 64


@st.cache_resource(
    max_entries=_BOOKS, show_spinner="Laying the points of the whole book down once…"
)
def _prepared(home: Home, book: Book, since: datetime, _of: BookInUse) -> DriverBook:
    del home, book
    return driver_book.prepare(cohort_loaders.prepared(_of), since)


def _laid(of: BookInUse) -> DriverBook:
    return _prepared(of.home, of.book, loaders.manifest(of).as_of, of)


@st.cache_resource(max_entries=_AXES, show_spinner=False)
def _axis(home: Home, book: Book, name: str, lenders: Lenders, _of: BookInUse) -> Axis:
    del home, book
    return driver_book.axis(_laid(_of), name, lenders)


@st.cache_resource(max_entries=_BOOKS, show_spinner="Reading the model's trees once…")
def _tables(home: Home, model: str, _of: BookInUse) -> PairTables:
    del home, model
    return tree_pairs.pair_tables(explaining.model(_of).trees)


@st.cache_data(max_entries=_POPULATIONS, show_spinner=False)
def _pairs(home: Home, book: Book, whom: Whom, _of: BookInUse) -> pd.DataFrame:
    tables = _tables(home, str(book.model), _of)
    return driver_pairs.pairs(_laid(_of), explaining.model(_of), tables, whom)


@st.cache_data(max_entries=_POPULATIONS, show_spinner=False)
def _depends(
    home: Home, book: Book, whom: Whom, name: str, other: str | None, _of: BookInUse
) -> Depends:
    own = whom.lender_ids
    second = None if other is None else _axis(home, book, other, own, _of)
    return drivers.depends(_laid(_of), whom, _axis(home, book, name, own, _of), second)


def _own(viewer: Viewer, whom: Whom) -> Whom:
    require(viewer, Act.READ_RISK)
    return replace(whom, lender_ids=viewer.lender_ids)


def by_feature(viewer: Viewer, book: BookInUse, whom: Whom) -> tuple[tuple[str, ...], Importance]:
    """Name the model's features, and give how much they move the scores of a population.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    own, laid = _own(viewer, whom), _laid(book)
    return laid.features.names, drivers.importances(laid, laid.features, own)


def by_family(viewer: Viewer, book: BookInUse, whom: Whom) -> tuple[tuple[str, ...], Importance]:
    """Name the families, and give how much they move the scores of a population.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    own, laid = _own(viewer, whom), _laid(book)
    return laid.families.names, drivers.importances(laid, laid.families, own)


def pairs(viewer: Viewer, book: BookInUse, whom: Whom) -> pd.DataFrame:
    """Give `scoring.risk.drivers.driver_pairs.pairs` of the viewer's applications.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    return _pairs(book.home, book.book, _own(viewer, whom), book)


def axis(viewer: Viewer, book: BookInUse, name: str) -> Axis:
    """Give the bins of a feature over the viewer's applications.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _axis(book.home, book.book, name, viewer.lender_ids, book)


def depends(viewer: Viewer, book: BookInUse, whom: Whom, name: str, other: str | None) -> Depends:
    """Give how a feature's points go with its value, over all of the viewer's applications.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    return _depends(book.home, book.book, _own(viewer, whom), name, other, book)


def dots(viewer: Viewer, book: BookInUse, whom: Whom, name: str, other: str | None) -> pd.DataFrame:
    """Give random applications: ``application_id``, ``points``, ``value``, ``bin`` and ``other``.

    The last is the value of another feature, where one is named.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.SEE_APPLICANTS)
    laid = _laid(book)
    rows = drivers.some_of(laid, _own(viewer, whom), DOTS)
    places = rows["place"].to_numpy()
    return pd.DataFrame(
        {
            "application_id": rows["application_id"],
            "points": drivers.points_of(laid, rows, name),
            "value": rows[name],
            "bin": np.asarray(axis(viewer, book, name).code[places], dtype=np.int64),
            "other": rows[name if other is None else other],
        }
    )
