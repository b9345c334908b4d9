"""A scoring or publishing that is killed leaves the book in use as it was, or the new one whole."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from data import book
from scoring.scores import score, scores_file
from tests.approve import approve

KILLS = 10
# loads the libraries once; each line read is work for a process of its own
WORKS = """
import os, sys
from data.home import Home
from scoring.scores import score
for line in sys.stdin:
    word, version = line.split()
    child = os.fork()
    if child == 0:
        try:
            getattr(score, word)(Home.from_environment(), version=version)
            os._exit(0)
        finally:
            os._exit(1)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Works:
    """Runs the work of `python -m scoring score|publish` in processes that can be killed."""

    def __init__(self, home):
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKS],
            env={**os.environ, "THINFILE_HOME": str(home.root)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def run(self, word, version, kill_after=None, kill_when=None):
        """Give how the process ended and how long it took, s."""
        self.process.stdin.write(f"{word} {version}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        started = time.monotonic()
        while kill_when is not None and not kill_when():
            assert time.monotonic() - started < 60
        if kill_after is not None:
            time.sleep(kill_after)
        if kill_after is not None or kill_when is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        ended = int(self.process.stdout.readline())
        return ended, time.monotonic() - started


@pytest.fixture
def works(two_models):
    made = Works(two_models)
    yield made
    made.process.communicate(timeout=60)


def read_in_use(home):
    """Read the book in use as a reader would, every row of its scores."""
    used = book.required(home)
    with book.open_book(home, used) as con:
        hashed = [
            con.execute(f"select count(*), bit_xor(hash(t)) from scores.{table} as t").fetchone()
            for table in scores_file.TABLES
        ]
    return used, hashed


@pytest.fixture
def two_models(own_home):
    """Give the home a second model, whose scores are not made yet."""
    first = own_home.models / "v1"
    second = own_home.models / "v2"
    second.mkdir()
    for path in first.iterdir():
        held = path.read_bytes()
        if path.suffix == ".json":
            held = held.replace(b'"version": "v1"', b'"version": "v2"')
        (second / path.name).write_bytes(held)
    return own_home


def test_a_killed_scoring_leaves_the_book_in_use(two_models, works):
    home = two_models
    before = read_in_use(home)
    path = book.scores_path(home, f"{book.newest_snapshot(home)}.v2")
    origin = score.origin_of(home, book.newest_snapshot(home), "v2")
    assert works.run("score", "v2")[0] == 0
    scores_file.require_whole(home, origin)
    path.unlink()
    takes = works.run("score", "v2")[1]
    path.unlink()
    moments = random.Random(11)
    for _ in range(KILLS):
        works.run("score", "v2", moments.uniform(0.02, 0.95) * takes)
        assert read_in_use(home) == before
        if path.exists():
            scores_file.require_whole(home, origin)
            path.unlink()
    # and once while the file is being written, whatever the machine's pace
    for _ in range(KILLS):
        works.run("score", "v2", kill_when=lambda: any(home.scores.glob("*.partial*")))
        assert read_in_use(home) == before
        if not path.exists():
            break
        scores_file.require_whole(home, origin)  # it was whole before the signal came
        path.unlink()
    assert any(home.scores.glob("*.partial*"))
    score.score(home, version="v2")
    assert sorted(file.name for file in home.scores.iterdir()) == sorted(
        [path.name, path.name.replace("v2", "v1")]
    )
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("select count(*) from scores").fetchone() == before[1][0][:1]


def test_a_killed_publishing_leaves_the_old_book_or_the_new_one(two_models, works):
    home = two_models
    score.score(home, version="v2")
    approve(home, "v2")
    old = read_in_use(home)
    works.run("publish", "v2")
    ended, takes = works.run("publish", "v2")
    assert ended == 0
    new = read_in_use(home)
    assert (old[0].model, new[0].model) == ("v1", "v2")
    moments = random.Random(13)
    killed = 0
    for _ in range(KILLS):
        score.publish(home, version="v1")
        ended, _ = works.run("publish", "v2", moments.uniform(0.02, 0.98) * takes)
        killed += ended == -signal.SIGKILL
        used, hashed = read_in_use(home)
        assert used.model in {"v1", "v2"}
        assert hashed == (old[1] if used.model == "v1" else new[1])
    assert killed
    assert score.publish(home, version="v2").model == "v2"
    assert not list(home.root.rglob("*.partial*"))


def test_a_killed_training_leaves_no_model_behind(own_home):
    before = read_in_use(own_home)

    def train(kill_after=None):
        started = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "scoring", "train"],
            env={**os.environ, "THINFILE_HOME": str(own_home.root)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with child:
            if kill_after is not None:
                time.sleep(kill_after)
                child.send_signal(signal.SIGKILL)
        return child.returncode, time.monotonic() - started

    ended, takes = train()
    assert ended == 0
    shutil.rmtree(own_home.models / "v2")
    for share in (0.3, 0.6):
        ended, _ = train(share * takes)
        assert ended == -signal.SIGKILL
        assert read_in_use(own_home) == before
        assert [path.name for path in own_home.models.glob("v*")] == ["v1"]
