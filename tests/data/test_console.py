import contextlib
import os
import signal

import pytest

from data.console import bars, one_line_errors


def test_an_interrupt_that_was_swallowed_stops_the_work_at_its_next_word():
    with bars() as say:
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            say("rows", 1, 2)


def test_the_handler_of_before_is_back_afterwards():
    before = signal.getsignal(signal.SIGINT)
    with bars() as say:
        say("rows", 1, 1)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupted_command_ends_with_status_130(capsys):
    with pytest.raises(SystemExit) as ended, one_line_errors():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "stopped; run the same command again\n"
