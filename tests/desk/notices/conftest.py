"""What the letters of many demo applicants rest on."""

import pytest

from data import book as books
from data.application import find_application
from desk.notices import basis, texts
from scoring.models import manifest
from scoring.policies import policy
from scoring.scores import assess
from tests.desk.notices.samples import APPLICANTS


@pytest.fixture(scope="session")
def bases(demo_home):
    """Give what the letters of many applicants rest on, the lowest scores first."""
    book = books.required(demo_home)
    model = manifest.read(books.model_path(demo_home, book.model))
    con = books.open_book(demo_home, book)
    with con.cursor() as cursor:
        ids = [row[0] for row in cursor.execute(
            "select application_id from scores.scores order by raw_score limit ?", [APPLICANTS]
        ).fetchall()]  # fmt: skip
    found = [find_application(con, application_id) for application_id in ids]
    yield [
        basis.of_application(con, one, assess.assessment(con, model, one), None, policy.launch())
        for one in found
    ]
    con.close()


@pytest.fixture(scope="session")
def wording(demo_home):
    return texts.load(demo_home, None)
