"""Opening a case: of what was uploaded, the ledger keeps which files it was."""

from data import uploads
from data.application import Application
from data.home import Home
from desk.store.ledger import By, Receipt
from desk.work import claims
from scoring.scores import brought
from ui.cases import office


def open_case(by: By, found: Application) -> Receipt:
    """Make a case of an application.

    Raises
    ------
    ThinfileError
        When it has one, or is another lender's.
    """
    home, application_id = Home.from_environment(), found.application_id
    is_brought = uploads.is_upload(home, application_id)
    return claims.open_case(
        office.ledger(),
        by,
        application_id=application_id,
        lender_id=found.lender_id,
        applied_at=found.applied_at_utc,
        files=brought.files(home, application_id) if is_brought else (),
    )
