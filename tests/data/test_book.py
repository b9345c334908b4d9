import json
import threading
from pathlib import Path

import duckdb
import pytest

from data import book, read
from data.errors import ThinfileError
from data.home import Home


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.snapshots.mkdir()
    make_snapshot(made, "s1")
    return made


def make_snapshot(home, name):
    with duckdb.connect(str(book.snapshot_path(home, name))) as con:
        con.execute("create table book as select $name as snapshot_id", {"name": name})
        con.execute("create table many as select range as n from range(200000)")


def make_model(home, name="m1"):
    folder = book.model_path(home, name)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "model.cbm").write_bytes(b"model")


def make_scores(home, name="s1.m1"):
    home.scores.mkdir()
    with duckdb.connect(str(book.scores_path(home, name))) as con:
        con.execute("create table scores as select 1 as score")


@pytest.fixture
def query(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "QUERIES", tmp_path)
    read.text.cache_clear()
    (tmp_path / "echo.sql").write_text("select $x as x, count(*) as n from many")
    (tmp_path / "score.sql").write_text("select score from scores.scores")
    yield read.query
    read.text.cache_clear()


def test_before_anything_is_published_there_is_no_book(tmp_path):
    assert book.current(Home(tmp_path)) is None
    with pytest.raises(ThinfileError, match="python -m data build"):
        book.newest_snapshot(Home(tmp_path))


def test_a_book_without_scores_is_published_and_read(home, query):
    published = book.publish(home, snapshot="s1", model=None, scores=None)
    assert book.current(home) == published
    with book.open_book(home, published) as con:
        assert query(con, "echo", x=3).to_dict("records") == [{"x": 3, "n": 200000}]


def test_a_book_with_scores_attaches_them(home, query):
    make_model(home)
    make_scores(home)
    published = book.publish(home, snapshot="s1", model="m1", scores="s1.m1")
    with book.open_book(home, published) as con:
        assert query(con, "score")["score"].tolist() == [1]


def test_one_connection_serves_many_threads(home, query):
    con = book.open_book(home, book.publish(home, snapshot="s1", model=None, scores=None))
    wrong = []

    def work(number):
        answers = [query(con, "echo", x=number)["x"].tolist() for _ in range(20)]
        wrong.extend(answer for answer in answers if answer != [number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    con.close()
    assert wrong == []


def test_a_book_is_read_only(home):
    with (
        book.open_book(home, book.publish(home, snapshot="s1", model=None, scores=None)) as con,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        con.execute("create table snapshot.x as select 1")


def test_an_unknown_query_and_a_wrong_parameter_are_refused(home, query):
    with book.open_book(home, book.publish(home, snapshot="s1", model=None, scores=None)) as con:
        with pytest.raises(ThinfileError, match="query 'nothing'"):
            query(con, "nothing")
        with pytest.raises(duckdb.InvalidInputException):
            query(con, "echo", y=1)


def test_snapshots_are_listed_oldest_first_without_protected_files(home):
    make_snapshot(home, "s2")
    book.protected_path(home, "s2").write_bytes(b"")
    assert book.snapshots(home) == ["s1", "s2"]
    assert book.newest_snapshot(home) == "s2"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not readable JSON"),
        ("{", "not readable JSON"),
        ("[]", "should name snapshot, model"),
        ('{"snapshot": "s1"}', "should name snapshot, model"),
        ('{"snapshot": "s9", "model": null, "scores": null, "hashes": {}, '
         '"published_at": "2026-01-01T00:00:00+00:00"}', "needs its snapshot, but .* is missing"),
    ],
)  # fmt: skip
def test_a_corrupt_pointer_is_told(home, content, message):
    home.current.write_text(content)
    with pytest.raises(ThinfileError, match=message):
        book.current(home)


def test_a_pointer_that_is_not_text_is_told(home):
    home.current.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThinfileError, match="not readable JSON"):
        book.current(home)


def test_changed_files_are_told_apart(home):
    make_model(home)
    make_scores(home)
    book.publish(home, snapshot="s1", model="m1", scores="s1.m1")
    model = book.model_path(home, "m1") / "model.cbm"
    model.write_bytes(b"MODEL")
    with pytest.raises(ThinfileError, match="The model of the book in use"):
        book.current(home)
    model.write_bytes(b"model")
    assert book.current(home) is not None
    book.scores_path(home, "s1.m1").unlink()
    with pytest.raises(ThinfileError, match="needs its scores"):
        book.current(home)


def test_a_corrupt_snapshot_cannot_be_published_or_opened(home):
    path = book.snapshot_path(home, "s1")
    whole = path.read_bytes()
    kept = book.publish(home, snapshot="s1", model=None, scores=None)
    for damaged in (b"", b"x" * len(whole), whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(ThinfileError, match="cannot be read"):
            book.open_book(home, kept)
        with pytest.raises(ThinfileError, match="cannot be read"):
            book.publish(home, snapshot="s1", model=None, scores=None)
    path.write_bytes(whole)
    assert book.current(home) == kept


def test_damage_inside_of_a_snapshot_is_told_by_the_query(home, query):
    path = book.snapshot_path(home, "s1")
    whole = bytearray(path.read_bytes())
    for at in range(12288, len(whole), 64):
        whole[at] ^= 0xFF
    con = None
    kept = book.publish(home, snapshot="s1", model=None, scores=None)
    path.write_bytes(whole)
    with pytest.raises(ThinfileError, match="cannot be read"):  # noqa: PT012 - either step may tell
        con = book.open_book(home, kept)
        query(con, "echo", x=1)


def test_what_does_not_belong_together_is_not_published(home):
    with pytest.raises(ThinfileError, match="or neither"):
        book.publish(home, snapshot="s1", model="m1", scores=None)
    with pytest.raises(ThinfileError, match=r"the snapshot .* is missing"):
        book.publish(home, snapshot="s9", model=None, scores=None)
    book.snapshot_path(home, "s1").rename(book.snapshot_path(home, "s2"))
    with pytest.raises(ThinfileError, match="should hold snapshot s2"):
        book.publish(home, snapshot="s2", model=None, scores=None)
    assert not home.current.exists()


def test_the_pointer_carries_sizes_and_small_hashes(home):
    make_model(home)
    make_scores(home)
    book.protected_path(home, "s1").write_bytes(b"p")
    book.publish(home, snapshot="s1", model="m1", scores="s1.m1")
    hashes = json.loads(home.current.read_text())["hashes"]
    assert {name: sorted(parts) for name, parts in hashes.items()} == {
        "snapshot": ["bytes"],
        "protected": ["bytes"],
        "scores": ["bytes"],
        "manifest": ["bytes", "sha256"],
        "model": ["bytes", "sha256"],
    }


def test_what_does_not_fit_in_memory_goes_into_the_home(in_demo_home):
    with book.open_book(in_demo_home, book.required(in_demo_home)) as con:
        con.execute("set memory_limit = '120MB'")
        con.execute("create temp table much as select hash(range) as h from range(20_000_000)")
        folder = con.execute("select current_setting('temp_directory')").fetchone()[0]
        assert list(Path(folder).iterdir())
        assert Path(folder).parent == in_demo_home.tmp
