import subprocess
import sys

import pytest

from benchmarks import app


def test_an_app_that_ends_is_not_waited_for():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(SystemExit, match="did not answer"):
        app.wait_until_up("http://localhost:1", ended)
