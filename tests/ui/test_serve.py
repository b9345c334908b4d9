"""The port is free, or a line says who stands in the way."""

import socket
import subprocess
import sys

import pytest

from ui import serve


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind((serve.LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_one_line_that_says_what_to_do(taken):
    ended = subprocess.run(
        [sys.executable, "-m", "ui.serve", "--port", str(taken)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"error: wanted port {taken} of this machine, but another")
    assert f"make run PORT={taken + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_last_port_does_not_suggest_one_beyond_it(monkeypatch):
    class Refusing(socket.socket):
        def bind(self, address):
            raise OSError(98, "Address already in use")

    monkeypatch.setattr(serve.socket, "socket", Refusing)
    with pytest.raises(SystemExit, match="make run PORT=8501"):
        serve.require_free(65535)


def test_a_free_port_passes_the_check(taken):
    with socket.socket() as other:
        other.bind((serve.LOOPBACK, 0))
        free = other.getsockname()[1]
    assert free != taken
    serve.serve(port=free, check=True)
