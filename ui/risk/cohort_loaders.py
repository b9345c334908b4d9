"""The caches of the cohorts page, keyed by book, lenders and cohorts."""

import duckdb
import pandas as pd
import streamlit as st

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring import cohort, cohort_counts
from scoring.cohort import Cohort
from ui import loaders
from ui.book import BookInUse
from ui.risk.loaders import Lenders

RHYTHM_OF = 5_000
SWARM_OF = 400
_SHOWN = 100
_COHORTS = 64


@st.cache_resource(max_entries=8, show_spinner="Joining the whole book once…")
def _prepared(home: Home, book: Book, _of: BookInUse) -> duckdb.DuckDBPyConnection:
    del home, book
    con = loaders.connection(_of)
    cohort_counts.prepare(con)
    return con


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _counts(
    home: Home, book: Book, lenders: Lenders, name: str, asked: tuple[str, ...], _of: BookInUse
) -> pd.DataFrame:
    count = {"cells": cohort_counts.cells, "points": cohort_counts.points}[name]
    cohorts = [cohort.parse(text) for text in asked]
    return count(_prepared(home, book, _of), cohorts, _list(lenders))


def cells(viewer: Viewer, book: BookInUse, cohorts: tuple[Cohort, ...]) -> pd.DataFrame:
    """Give the counts of cohorts over the whole book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = tuple(cohort.written(one) for one in cohorts)
    return _counts(book.home, book.book, viewer.lender_ids, "cells", asked, book)


def points(viewer: Viewer, book: BookInUse, cohorts: tuple[Cohort, ...]) -> pd.DataFrame:
    """Give the sizes of the points of each feature by cohort, over the whole book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = tuple(cohort.written(one) for one in cohorts)
    return _counts(book.home, book.book, viewer.lender_ids, "points", asked, book)


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _rhythm(home: Home, book: Book, lenders: Lenders, asked: str, _of: BookInUse) -> pd.DataFrame:
    con = _prepared(home, book, _of)
    return cohort_counts.rhythm(con, cohort.parse(asked), _list(lenders), RHYTHM_OF)


def rhythm(viewer: Viewer, book: BookInUse, of: Cohort) -> pd.DataFrame:
    """Give when a random part of a cohort, and of the rest, buys.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _rhythm(book.home, book.book, viewer.lender_ids, cohort.written(of), book)


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _swarm(
    home: Home,
    book: Book,
    lenders: Lenders,
    asked: str,
    features: tuple[str, ...],
    _of: BookInUse,
) -> pd.DataFrame:
    con, whom = _prepared(home, book, _of), cohort.parse(asked)
    return cohort_counts.swarm(con, whom, _list(lenders), features=features, most=SWARM_OF)


def swarm(viewer: Viewer, book: BookInUse, of: Cohort, features: tuple[str, ...]) -> pd.DataFrame:
    """Give values and points of some features for a random part of a cohort.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    asked = cohort.written(of)
    return _swarm(book.home, book.book, viewer.lender_ids, asked, features, book)


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _applicants(
    home: Home, book: Book, lenders: Lenders, asked: str, _of: BookInUse
) -> pd.DataFrame:
    con = _prepared(home, book, _of)
    return cohort_counts.applicants(con, cohort.parse(asked), _list(lenders), _SHOWN)


def applicants(viewer: Viewer, book: BookInUse, of: Cohort) -> pd.DataFrame:
    """Give the newest applications of a cohort.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    return _applicants(book.home, book.book, viewer.lender_ids, cohort.written(of), book)


@st.cache_data(max_entries=256, show_spinner=False)
def _values(home: Home, book: Book, lenders: Lenders, attribute: str, _of: BookInUse) -> list[str]:
    return cohort_counts.values(_prepared(home, book, _of), attribute, _list(lenders))


def values(viewer: Viewer, book: BookInUse, attribute: str) -> list[str]:
    """Give the names that an attribute takes among the viewer's applications."""
    require(viewer, Act.READ_RISK)
    return _values(book.home, book.book, viewer.lender_ids, attribute, book)


def _list(lenders: Lenders) -> list[str] | None:
    return None if lenders is None else list(lenders)
