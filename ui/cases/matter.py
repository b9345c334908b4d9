"""What the decision bar and its forms are about: one application, its case, and who looks."""

from dataclasses import dataclass

from data.application import Application
from desk.roles import Viewer
from desk.work.capsule import Shown
from desk.work.cases import Case, Status
from desk.work.clock import Clock, clock
from scoring.policies.policy import Policy
from scoring.scores.assess import Assessment
from ui.book import BookInUse
from ui.cases import office


@dataclass(frozen=True, slots=True)
class Matter:
    """One application as it stands on the page; a write says that this is what was seen.

    Parameters
    ----------
    viewer : Viewer
    book : BookInUse
        The one looked at: the case's, once it is claimed.
    newest : BookInUse
        The one in use.
    found : Application
    scored : Assessment or None
    shown : Shown
        What a decision is compared with.
    policy : Policy
        The case's, once it is claimed; else the one in force.
    case : Case or None
    """

    viewer: Viewer
    book: BookInUse
    newest: BookInUse
    found: Application
    scored: Assessment | None
    shown: Shown
    policy: Policy
    case: Case | None

    @property
    def is_mine(self) -> bool:
        """Whether the viewer has the case."""
        return self.case is not None and self.case.claimed_by == self.viewer.user_id

    @property
    def has_its_book(self) -> bool:
        """Whether the book looked at is the one that the case is pinned to."""
        pins = None if self.case is None else self.case.pins
        used = self.book.book
        return pins is None or (pins.snapshot, pins.scores) == (used.snapshot, used.scores)

    @property
    def is_decided(self) -> bool:
        """Whether it has been decided, here or as the book brings it."""
        status = None if self.case is None else self.case.status
        return self.found.facts["decision"] is not None or status is Status.DECIDED

    @property
    def clock(self) -> Clock:
        """How long the lender has left to tell the applicant."""
        told = () if self.case is None else (self.case.notified_at, self.case.clock_from)
        return clock(self.found.applied_at_utc, office.notice_now(self.newest), *told)

    def key(self, name: str) -> str:
        """Name a widget or an act of this application's."""
        return f"applicant_{name}_{self.found.application_id}"
