"""What a letter rests on, read from the book that its case was looked at with."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import Engine

from data import book as books
from data import read, uploads
from data.application import Application, find_application
from data.book import Book
from data.errors import ThinfileError
from data.features import evidence
from data.home import Home
from desk.audit import history
from desk.notices.letter import Creditor
from desk.notices.writing import Basis
from desk.roles import Viewer
from desk.store.kinds import Kind
from desk.work import taking
from desk.work.cases import Case, Pins
from scoring.catalogue import Family
from scoring.explain import uncertainty
from scoring.explain.uncertainty import Doubt
from scoring.models import manifest
from scoring.policies.policy import Policy
from scoring.policies.recommendation import FACTS, recommend
from scoring.scores import assess
from scoring.scores.assess import Assessment
from scoring.wording import Money


def doubt_when_decided(engine: Engine, viewer: Viewer, found: Case) -> Doubt | None:
    """Give how sure the reasons were when a case was decided, as its decision keeps it.

    None where that was not known then, or was erased. A newer version of Thinfile, which cannot
    use the model of then, still writes the letter from it.

    Raises
    ------
    ThinfileError
        When the viewer may not see the case.
    """
    taken = history.history(engine, viewer, found.case_id, Kind.DECISION)
    of_it = [event for event in taken if event.entry_no == found.decision_no]
    if not of_it or of_it[0].payload is None:
        return None
    return taking.doubt_of(of_it[0].payload.get("capsule", {}).get("shown", {}))


def of_case(home: Home, found: Case, in_force: Policy, then: Doubt | None = None) -> Basis:
    """Give what the letter of a case rests on, the stability of its reasons computed where needed.

    Parameters
    ----------
    home : Home
    found : Case
    in_force : Policy
        The one that the case is pinned to.
    then : Doubt or None
        From `doubt_when_decided`; spares the model.

    Raises
    ------
    ThinfileError
        When the case was never claimed, its book is gone, or its model is needed and this version
        cannot use it.
    """
    if found.pins is None:
        raise ThinfileError(f"Case {found.case_id} has no book yet. Claim it first.")
    is_upload = uploads.is_upload(home, found.application_id)
    own = uploads.home_of(home, found.application_id) if is_upload else home
    with _opened(own, found.pins, found) as (con, book):
        application = find_application(con, found.application_id)
        if book.model is None:
            return of_application(con, application, None, None, in_force)
        folder = books.model_path(own, book.model)
        assessed = assess.assessment(con, manifest.read(folder), application, in_force)
        doubt = assessed.doubt or then or _computed(con, folder, found)
        return of_application(con, application, assessed, doubt, in_force)


def _computed(con: duckdb.DuckDBPyConnection, folder: Path, found: Case) -> Doubt:
    from scoring.models import model  # noqa: PLC0415 - CatBoost, where nobody computed it before

    with explained_refusal(found):
        return uncertainty.doubt(con, model.load(folder), found.application_id)


@contextlib.contextmanager
def explained_refusal(found: Case) -> Iterator[None]:
    """Say what to do about a letter whose model this version cannot use."""
    try:
        yield
    except ThinfileError as refused:
        raise ThinfileError(
            f"The letter of case {found.case_id} needs to know which reasons are stable; its "
            f"decision does not keep that, and it cannot be computed now. {refused} For this "
            "letter: write it with the version of Thinfile that decided the case, or reopen the "
            "case, take up the book in use, and decide it again."
        ) from refused


def of_application(
    con: duckdb.DuckDBPyConnection,
    found: Application,
    assessed: Assessment | None,
    doubt: Doubt | None,
    in_force: Policy,
) -> Basis:
    """Give what the letter of an application rests on, from an open book.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The book that it was found in.
    found : Application
    assessed : Assessment or None
        None where there are no scores: then the rules alone speak.
    doubt : Doubt or None
        How sure its reasons are; where not known, none is stable.
    in_force : Policy
    """
    about = read.record(con, "book_in_use") or {}
    lender = read.record(con, "lender", lender_id=found.facts["lender_id"])
    creditor = None
    if lender is not None:
        creditor = Creditor(lender["name"], lender["address"], lender["contact"])
    if assessed is None:
        facts = {**found.facts, **found.features, "score": float("nan")}
        asked = pd.DataFrame([{name: facts.get(name) for name in (*FACTS, "score")}])
        recommendation = recommend(asked, in_force)[0]
        known = evidence.known(con, found.application_id)
    else:
        recommendation, known = assessed.recommendation, assessed.known
    return Basis(
        found=found,
        explained=None if assessed is None else assessed.explanation,
        recommendation=recommendation,
        known=known,
        creditor=creditor,
        money=Money(str(about["currency"]), int(about["minor_digits"])),
        stable=frozenset(f for f in Family if doubt is not None and doubt.is_stable(f)),
    )


@contextlib.contextmanager
def _opened(
    home: Home, pins: Pins, found: Case
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Book]]:
    book = Book(pins.snapshot, pins.model, pins.scores, found.opened_at)
    paths = books.parts(home, snapshot=pins.snapshot, model=pins.model, scores=pins.scores)
    gone = [str(path) for path in paths.values() if not path.exists()]
    if gone:
        raise ThinfileError(
            f"Case {found.case_id} was looked at with a book of which {', '.join(gone)} is gone. "
            "Restore it from a backup; `python -m desk prune` keeps the books of cases until they "
            "are decided and the applicant was told."
        )
    con = books.open_book(home, book)
    try:
        yield con, book
    finally:
        con.close()
