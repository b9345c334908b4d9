"""The engine's errors in words that say what to do."""

import re

MACHINE = (
    # pattern in the engine's or the system's message, what it means, what to do
    (
        r"No space left|[Dd]isk quota exceeded|disk (?:is )?full|File too large|"
        r"[Cc]ould not write|max_temp_directory_size",
        "the disk is full",
        "Free space below THINFILE_HOME or move it by setting THINFILE_HOME, then run again",
    ),
    (
        r"Out of Memory|failed to allocate|could not allocate|OutOfMemoryError",
        "memory ran out",
        "Close other programs and run again",
    ),
    (
        r"Permission denied|Read-only file system|Operation not permitted",
        "a file or folder may not be written or read ({first})",
        "Give this user the right to it, or move the book by setting THINFILE_HOME",
    ),
)
INPUT = (
    (
        r"No files found that match the pattern \"(?P<what>[^\"]+)\"",
        "the file {what} is not there",
        "Put it there, or point --path at the folder that holds it",
    ),
    (
        r"Cannot access (?:file|directory) \"(?P<what>[^\"]+)\"",
        "it reads {what}, which lies outside the input folder",
        "A SELECT may read only files below $path; move the file there",
    ),
    (
        r"not utf-8 encoded|UTF-?8|unicode|byte sequence",
        "the file is not in UTF-8{line}",
        "Save it as UTF-8, for example with iconv -f latin1 -t utf-8",
    ),
    (
        r"unterminated quote",
        "the file is cut off inside a quoted value{line}",
        "Copy the whole file again, or close the quote",
    ),
    (
        r"Expected Number of Columns: (?P<wanted>\d+) Found: (?P<found>\d+)",
        "a line should have {wanted} columns and has {found}{line}",
        "Copy the whole file again if it is cut off there, or mend the line",
    ),
    (
        r"No magic bytes found|too small to be a Parquet|Snappy|decompress|TProtocol|"
        r"[Tt]hrift|Parquet magic|corrupt",
        "the Parquet file is cut off or damaged",
        "Copy the whole file again",
    ),
    (
        r"detect the CSV parsing dialect",
        "the file is no CSV that can be read: lines differ in length, or it is not in UTF-8",
        "Write it as UTF-8 with commas, a header line and the same columns in every line",
    ),
    (
        r"column \"(?P<what>[^\"]+)\" not found.*?Candidate bindings: (?P<near>[^\n]+)",
        "the file has no column {what}; near to it are {near}",
        "Name the column as the file does",
    ),
    (
        r"Could not convert|Conversion Error|Failed to cast",
        "a value does not fit its type ({first})",
        "Use try_cast, so that such rows are rejected by name instead",
    ),
)


def of_the_machine(message: str) -> str | None:
    """Say in words that disk, memory or rights are wanting; None when the message is of none."""
    return _first_that_fits(MACHINE, message)


def of_the_file(message: str) -> str | None:
    """Say in words that a file is damaged or not as its name says; None when it is not that."""
    return _first_that_fits(INPUT, message)


def in_words(message: str) -> str:
    """Say what an engine's message means and what to do.

    Parameters
    ----------
    message : str
        Text of a DuckDB error.

    Returns
    -------
    str
        "<what came>. <What to do>."; the message's first line where we know no better.
    """
    told = _first_that_fits((*MACHINE, *INPUT), message)
    return told or f"{_first_line(message)}. Mend it and run again."


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0] if message.strip() else "no reason given"


def _first_that_fits(known: tuple[tuple[str, str, str], ...], message: str) -> str | None:
    line = re.search(r"CSV Error on Line: (\d+)", message)
    for pattern, meaning, remedy in known:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            words = {
                **found.groupdict(),
                "first": _first_line(message),
                "line": f" (line {line.group(1)})" if line else "",
            }
            return f"{meaning.format(**words)}. {remedy}."
    return None
