"""Runs one SELECT in a process of its own that can read one folder and write another.

The parent starts this file alone, isolated from the project (`python -I`), and sends one line of
JSON on standard input; the answer is one line of JSON on standard output. The process ends as soon
as its standard input is closed, so it never outlives a build that was killed.
"""

import json
import os
import sys
import threading

import duckdb


def limited(read: str, write: str, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """Open an engine that reads `read`, reads and writes `write`, and nothing else.

    Parameters
    ----------
    read, write : str
        Folders; links that lead out of them are refused by the engine too.
    memory_limit : str
        Beyond it the engine spills to `write`.
    """
    con = duckdb.connect(
        ":memory:",
        config={
            "threads": 2,
            "memory_limit": memory_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "temp_directory": os.path.join(write, "spill"),  # noqa: PTH118 - kept free of imports
        },
    )
    con.execute("set TimeZone = 'UTC'")
    con.execute("set allowed_directories = $folders", {"folders": [read, write]})
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def run(request: dict[str, object]) -> dict[str, object]:
    """Write the rows of a SELECT to a Parquet file.

    Parameters
    ----------
    request : dict
        ``select``, ``params``, ``read``, ``write``, ``file`` and ``memory_limit``.

    Returns
    -------
    dict
        ``rows``, or ``error`` (the engine's class of error) and ``message``.
    """
    try:
        con = limited(str(request["read"]), str(request["write"]), str(request["memory_limit"]))
        copy = f"copy ({request['select']}\n) to $thinfile_output (format parquet)"
        params = {**dict(request["params"]), "thinfile_output": request["file"]}  # type: ignore[call-overload]
        written = con.execute(copy, params).fetchall()
    except duckdb.Error as broken:
        return {"error": type(broken).__name__, "message": str(broken)}
    except UnicodeDecodeError as broken:
        return {"error": "UnicodeDecodeError", "message": str(broken)}
    return {"rows": written[0][0]}


def end_with_parent() -> None:
    """End this process when the other end of standard input is closed."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Answer one request."""
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.stdout.write(json.dumps(run(request)) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
