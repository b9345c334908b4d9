"""The one error that people are meant to read."""


class ThinfileError(Exception):
    """Something a person can put right; the text says what was wanted, what came, what to do.

    Commands print it as one line and end with status 1, pages show it as a message. Any other
    exception is a fault of ours and surfaces with its traceback.
    """
