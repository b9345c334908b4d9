"""A source: a folder with one SELECT for each table that a lender can give."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import contract, settings
from data.errors import ThinfileError, did_you_mean

FOLDER = Path(__file__).with_name("sources")
PARAMETERS = frozenset({"path", "timezone"})
NEAR_MISS = 0.8


@dataclass(frozen=True, slots=True)
class Select:
    """The SELECT of one table.

    Parameters
    ----------
    table : str
    path : Path
        Its file.
    text : str
        Exactly one SELECT, without a closing semicolon.
    parameters : frozenset of str
        Those of ``path`` and ``timezone`` that it names.
    """

    table: str
    path: Path
    text: str
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A source and the input folder it is about to read.

    Parameters
    ----------
    name : str
        Name of the folder of SELECTs.
    folder, input_folder : Path
        The SELECTs, and the lender's files.
    settings : Settings
    selects : tuple of Select
        In the order of the contract.
    """

    name: str
    folder: Path
    input_folder: Path
    settings: settings.Settings
    selects: tuple[Select, ...]


def built_in() -> list[str]:
    """List the sources that come with the project."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def find(source: str) -> Path:
    """Find a source by its name, or a folder outside of the project by its path.

    Raises
    ------
    ThinfileError
        When it is neither.
    """
    names = built_in()
    if source in names:
        return FOLDER / source
    if Path(source).is_dir():
        return Path(source).resolve()
    raise ThinfileError(
        f"Wanted a source by name ({', '.join(names)}) or a folder of SELECTs; got '{source}', "
        f"which is neither.{did_you_mean(source, names)}"
    )


def load(source: str, path: Path) -> Source:
    """Read a source's settings and SELECTs, and choose those that fit the input folder.

    Parameters
    ----------
    source : str
        Name, or folder.
    path : Path
        The lender's files.

    Raises
    ------
    ThinfileError
        When the folder, a required table or a setting is missing, or a file is not one SELECT.
    """
    folder = find(source)
    if not path.is_dir():
        raise ThinfileError(
            f"Wanted the folder with the lender's files; got '{path}', which is no folder. "
            "Point --path at it."
        )
    path = path.resolve()
    chosen = choose(folder, path)
    return Source(
        name=folder.name,
        folder=folder,
        input_folder=path,
        settings=settings.load(folder, path),
        selects=tuple(read_select(table, file) for table, file in chosen.items()),
    )


def choose(folder: Path, path: Path) -> dict[str, Path]:
    """Choose one SELECT for each table that is given.

    ``orders.sql`` is always chosen. ``orders.csv.sql`` is chosen where the input folder holds
    ``orders.csv``, ``orders.parquet.sql`` where it holds ``orders.parquet``.

    Returns
    -------
    dict of str to Path
        By table, in the order of the contract.
    """
    tables = {table.name: table for table in contract.TABLES}
    offered: dict[str, dict[str, Path]] = {}
    for file in sorted(folder.glob("*.sql")):
        name, _, suffix = file.name.removesuffix(".sql").partition(".")
        if name not in tables:
            raise ThinfileError(
                f"{file} should be named for a table of the contract ({', '.join(tables)})."
                f"{did_you_mean(name, tables)}"
            )
        offered.setdefault(name, {})[f"{name}.{suffix}" if suffix else ""] = file
    chosen = {}
    for name, table in tables.items():
        files = offered.get(name, {})
        given = [wanted for wanted in files if not wanted or (path / wanted).is_file()]
        if len(given) > 1:
            raise ThinfileError(
                f"Wanted one file of {name}; {path} has {' and '.join(given)}. Remove one of them."
            )
        if given and given[0] and (path / given[0]).stat().st_size == 0:
            raise ThinfileError(
                f"{path / given[0]} is empty (0 bytes). Export it again, or remove it if "
                f"the table {name} is not to be given."
            )
        if given:
            chosen[name] = files[given[0]]
        elif table.required:
            raise ThinfileError(_missing(name, folder, path, list(files)))
    _no_near_miss(path, offered, chosen)
    return chosen


def _missing(table: str, folder: Path, path: Path, wanted: list[str]) -> str:
    if not wanted:
        return f"The table {table} is required, but {folder} has no {table}.sql. Write that SELECT."
    here = sorted(file.name for file in path.iterdir() if file.is_file())
    near = "".join(did_you_mean(name, here) for name in wanted[:1])
    return (
        f"The table {table} is required: wanted {' or '.join(wanted)} in {path}, which holds "
        f"{', '.join(here[:20]) or 'no files'}.{near} Put the file there under that name."
    )


def _no_near_miss(path: Path, offered: dict[str, dict[str, Path]], chosen: dict[str, Path]) -> None:
    """Stop at a file whose name is nearly that of a table that was not given."""
    expected = {wanted for files in offered.values() for wanted in files if wanted}
    absent = {wanted for table, files in offered.items() if table not in chosen for wanted in files}
    for file in sorted(path.iterdir()):
        near = difflib.get_close_matches(file.name, absent - {""}, n=1, cutoff=NEAR_MISS)
        if near and file.name not in expected:
            raise ThinfileError(
                f"{file} would not be read. Did you mean '{near[0]}'? Rename it, or move it away."
            )


def read_select(table: str, file: Path) -> Select:
    """Read a file that must hold exactly one SELECT with no parameters but ours.

    Raises
    ------
    ThinfileError
        When it holds anything else.
    """
    try:
        text = file.read_text(encoding="utf-8")
        statements = duckdb.extract_statements(text)
    except (duckdb.Error, UnicodeDecodeError) as broken:
        reason = str(broken).strip().splitlines()[0]
        raise ThinfileError(
            f"{file} should be one SELECT, but cannot be read: {reason}."
        ) from broken
    kinds = [statement.type.name for statement in statements]
    if kinds != ["SELECT"]:
        raise ThinfileError(
            f"{file} should be exactly one SELECT; it holds {', '.join(kinds) or 'no statement'}. "
            "Remove everything else."
        )
    names = frozenset(statements[0].named_parameters)
    if names - PARAMETERS:
        raise ThinfileError(
            f"{file} names {', '.join(f'${name}' for name in sorted(names - PARAMETERS))}; "
            "a SELECT may name $path and $timezone."
        )
    return Select(table, file, statements[0].query.strip().rstrip(";"), names)
