"""The desk's pages show a viewer of one lender what that lender would see alone."""

import dataclasses
import inspect
from functools import cache
from pathlib import Path

import pytest

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from scoring.policies import policy as policies
from tests.ui.scope import OWN, same
from ui import explaining, import_loaders, loaders, next_application, queue_loaders
from ui.cases.piles import View
from ui.waiting import Filters

THEIR = Viewer("theirs", "theirs", Role.OFFICER, (OWN,))
EVERYBODYS = Viewer("all", "all", Role.OFFICER, None)
MODULES = (loaders, import_loaders, queue_loaders, explaining, next_application)
POLICY = policies.launch()


def everybody(viewer, used):
    """Give every application that the viewer may open."""
    names = loaders.connection(used).cursor().execute(
        "select application_id from snapshot.applications where hash(application_id) % 17 = 0 "
        "order by all"
    ).fetchall()  # fmt: skip
    found = []
    for (name,) in names:
        try:
            found.append(loaders.application(viewer, used, name))
        except ThinfileError:
            continue
    return found


def one(viewer, used):
    """Give one application that both viewers may open."""
    return next(found for found in everybody(viewer, used) if found.lender_id == OWN)


def page(viewer, used):
    return queue_loaders.page(viewer, used, View.ALL, Filters(), number=1, policy=POLICY)


def comparable(viewer, used):
    """Give the group; how many lenders the book has is told to all."""
    group = loaders.comparable(viewer, used, one(viewer, used))
    return dataclasses.replace(group, lenders_of_book=0)


def peers(viewer, used):
    group = loaders.comparable(viewer, used, one(viewer, used))
    return loaders.peers(viewer, used, group)


def following(viewer, used):
    return next_application.find(viewer, used, POLICY, after="none")


def similar(viewer, used):
    found = one(viewer, used)
    scored = loaders.assessment(used, found, POLICY)
    return explaining.similar_cases(viewer, used, found, scored)


# what each loader of the desk's pages that takes the viewer is asked, by module and name
ASKED = {
    "loaders.application": lambda v, b: [found.application_id for found in everybody(v, b)],
    "loaders.comparable": comparable,
    "loaders.peers": peers,
    "loaders.terms": lambda v, b: [
        loaders.terms(v, b, product) for product in ("pay_later", "instalment", "loan")
    ],
    "import_loaders.imported_tables": import_loaders.imported_tables,
    "import_loaders.rejects": import_loaders.rejects,
    "import_loaders.reject_rows": lambda v, b: import_loaders.reject_rows(
        v, b, "orders", "unique", most=5
    ),
    "queue_loaders.page": page,
    "queue_loaders.choices": queue_loaders.choices,
    "queue_loaders.application_choices": queue_loaders.application_choices,
    "explaining.similar_cases": similar,
    "next_application.find": following,
}
# of the files that the book was built from, before anybody asked a lender
OF_THE_FILES = {
    "import_loaders.imported_tables",
    "import_loaders.rejects",
    "import_loaders.reject_rows",
}
# the demo's lenders are asked the same terms, by people with the same devices
ALIKE = {*OF_THE_FILES, "loaders.terms", "queue_loaders.application_choices"}
# of the book or the model, whoever looks
OF_THE_BOOK = {
    "loaders.book_in_use", "loaders.holding", "loaders.pinned", "loaders.connection",
    "loaders.manifest", "loaders.category_labels", "loaders.festivals",
    "explaining.model", "explaining.prepared",
}  # fmt: skip
# of what the session or the browser holds
OF_THE_SESSION = {
    "next_application.remember", "next_application.asked", "next_application.go",
    "next_application.begin_at_the_top",
}  # fmt: skip


def public():
    """Give the public functions of the modules, with what they take."""
    return {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}": set(inspect.signature(of).parameters)
        for module in MODULES
        for name, of in inspect.getmembers(module, inspect.isfunction)
        if of.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_loader_of_the_desk_s_pages_is_asked():
    assert {name for name, takes in public().items() if "viewer" in takes} == set(ASKED)


def test_what_takes_no_viewer_is_of_the_book_or_of_an_application_that_was_given():
    rest = {name for name, takes in public().items() if not takes & {"viewer", "found"}}
    assert rest == OF_THE_BOOK | OF_THE_SESSION


@pytest.fixture(scope="module", autouse=True)
def own_ledger(tmp_path_factory):
    """Keep the ledger apart from the book that all tests share."""
    file = tmp_path_factory.mktemp("desk") / "ledger.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{file}")
        yield


@cache
def _seen(root: Path, viewer: Viewer, name: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINFILE_HOME", str(root))
        return ASKED[name](viewer, loaders.book_in_use())


@pytest.mark.parametrize("name", sorted(set(ASKED) - OF_THE_FILES))
def test_a_viewer_of_one_lender_sees_nothing_of_the_others(demo_home, only_theirs, name):
    same(_seen(demo_home.root, THEIR, name), _seen(only_theirs.root, EVERYBODYS, name))


@pytest.mark.parametrize("name", sorted(set(ASKED) - ALIKE))
def test_the_others_would_have_been_seen(demo_home, name):
    with pytest.raises(AssertionError):
        same(_seen(demo_home.root, THEIR, name), _seen(demo_home.root, EVERYBODYS, name))


def test_rows_as_they_came_are_for_those_who_see_every_lender(demo_home):
    assert _seen(demo_home.root, THEIR, "import_loaders.reject_rows") is None
    assert _seen(demo_home.root, EVERYBODYS, "import_loaders.reject_rows") is not None
