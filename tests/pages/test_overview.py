"""The book's page says what was read, rejected and missing, and how good the model is."""

import pytest

from data import book, build
from data.home import Home
from tests.pages.words import words
from ui import loaders, places

CUSTOMERS = "customer_id,registered_at\nc1,2024-01-05T08:00:00Z\nc2,2024-01-06T08:00:00Z\n"
ORDERS = (
    "order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at\n"
    "o1,c1,2024-02-01T09:30:00Z,60,1200,completed,2024-02-03T10:00:00Z\n"
    "o2,c1,2024-02-09T21:15:00Z,60,800,completed,2024-02-12T10:00:00Z\n"
    "o3,c2,2024-03-01T11:45:00Z,60,-5,completed,2024-03-03T10:00:00Z\n"
)
SOURCE = 'currency = "EUR"\nminor_digits = 2\nas_of = 2024-06-01\n\n[rejects]\ndefault = 0.5\n'


def _said(app) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Build and publish a shop that has not lent yet, with one bad row."""
    files = tmp_path_factory.mktemp("shop")
    (files / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (files / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (files / "source.toml").write_text(SOURCE, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("shop_home"))
    snapshot = build.build(home, "contract", files)
    book.publish(home, snapshot=snapshot, model=None, scores=None)
    return home


@pytest.fixture
def in_shop(shop_home, monkeypatch):
    """Make the shop the book in use."""
    monkeypatch.setenv("THINFILE_HOME", str(shop_home.root))


@pytest.mark.usefixtures("in_demo_home")
def test_the_book_shows_rows_that_add_up_and_the_model_with_its_doubt(opened):
    app = opened(places.BOOK)
    assert not app.exception
    tables = app.dataframe[0].value
    assert (tables["Rows read"] == tables["= kept"] + tables["+ rejected"]).all()
    assert set(tables["Adds up"]) == {"yes"}
    said = _said(app)
    assert "Rejected rows: none" in said
    assert "Missing tables: none" in said
    shown = next(frame for frame in app.dataframe if "AUC" in frame.value)
    samples = shown.value
    assert {"train", "holdout", "out of time"} == set(samples["Sample"])
    assert words(shown)["AUC"].str.contains("–").all()
    assert (samples["Bads"] > 0).all()
    warned = {warning.value for warning in app.warning}
    assert len(warned) == len(loaders.manifest(loaders.book_in_use()).warnings)


@pytest.mark.usefixtures("in_shop")
def test_a_shop_that_has_not_lent_sees_rejects_and_what_missing_tables_cost(opened):
    app = opened(places.BOOK)
    assert not app.exception
    orders = app.dataframe[0].value.set_index("Table").loc["orders"]
    assert (orders["Rows read"], orders["= kept"], orders["+ rejected"]) == (3, 2, 1)
    rejects = next(frame.value for frame in app.dataframe if "Rule" in frame.value)
    assert list(rejects["Rows rejected"]) == [1]
    examples = next(frame.value for frame in app.dataframe if "Came" in frame.value)
    assert examples[["Row", "Column", "Came"]].to_numpy().tolist() == [[3, "amount", "-5"]]
    missing = next(frame.value for frame in app.dataframe if "Missing table" in frame.value)
    costs = missing.set_index("Missing table")["Features it costs"]
    assert costs["bureau"] > 0
    assert "has no applications" in _said(app)


@pytest.mark.usefixtures("in_shop")
def test_the_queue_of_a_shop_that_has_not_lent_says_why_it_is_empty(opened):
    app = opened(places.QUEUE)
    assert not app.exception
    assert not app.error
    assert "has no applications" in _said(app)
    assert not app.dataframe


@pytest.mark.parametrize("page", [places.QUEUE, places.APPLICANT, places.BOOK])
def test_without_a_book_every_page_says_how_to_make_one(opened, page, monkeypatch, tmp_path):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path))
    app = opened(page)
    assert not app.exception
    assert "No book was published yet" in _said(app)


@pytest.mark.parametrize("page", [places.QUEUE, places.BOOK])
def test_a_corrupt_pointer_is_a_message_on_every_page(opened, page, monkeypatch, tmp_path):
    (tmp_path / "current.json").write_text('{"snapshot": 1}', encoding="utf-8")
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path))
    app = opened(page)
    assert not app.exception
    assert "current.json" in app.error[0].value


def test_an_unscored_application_shows_its_purchases_and_why_there_is_no_score(
    opened, demo_home, monkeypatch, tmp_path
):
    current = book.current(demo_home)
    home = Home(tmp_path)
    home.snapshots.mkdir()
    source = book.snapshot_path(demo_home, current.snapshot)
    book.snapshot_path(home, current.snapshot).symlink_to(source)
    book.publish(home, snapshot=current.snapshot, model=None, scores=None)
    monkeypatch.setenv("THINFILE_HOME", str(home.root))
    queue = opened(places.QUEUE)
    assert "has no scores yet" in _said(queue)
    assert "Score" not in queue.dataframe[0].value
    waiting = queue.dataframe[0].value["Application"].iloc[0]
    app = opened(places.APPLICANT, application=waiting)
    assert not app.exception
    assert "has no scores yet" in _said(app)
    assert len(app.get("plotly_chart")) == 3


@pytest.mark.usefixtures("in_demo_home")
def test_a_newly_published_book_is_taken_up_at_the_next_rerun(opened, demo_home, shop_home):
    app = opened(places.BOOK)
    before = app.dataframe[0].value
    pointer = demo_home.current.read_bytes()
    snapshot = book.current(shop_home).snapshot
    moved = book.snapshot_path(demo_home, snapshot)
    moved.symlink_to(book.snapshot_path(shop_home, snapshot))
    try:
        book.publish(demo_home, snapshot=snapshot, model=None, scores=None)
        app.run()
        assert not app.exception
        assert app.dataframe[0].value["Rows read"].sum() < before["Rows read"].sum()
    finally:
        demo_home.current.write_bytes(pointer)
        moved.unlink()
