"""What somebody gives to be scored, as files of the contract."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.errors import ThinfileError
from scoring.scores import upload


def written(given: Sequence[UploadedFile], folder: Path) -> dict[str, Path]:
    """Write uploaded files under the names of their tables.

    Raises
    ------
    ThinfileError
        When a file is not named for a table of the contract, or a table is given twice.
    """
    files: dict[str, Path] = {}
    for file in given:
        table = Path(file.name).stem
        if table not in upload.TABLES:
            raise ThinfileError(
                f"Wanted files named for their tables ({', '.join(upload.TABLES)}); got "
                f"'{file.name}'. Rename it."
            )
        if table in files:
            raise ThinfileError(
                f"Wanted each table once; got {files[table].name} and {file.name}. Take one away."
            )
        path = folder / f"{table}{Path(file.name).suffix.lower()}"
        path.write_bytes(file.getbuffer())
        files[table] = path
    return files


def pasted(text: str, folder: Path) -> Path:
    """Write pasted orders, cells apart by commas or tabs, as a CSV file.

    Raises
    ------
    ThinfileError
        When its rows have unlike many cells, or are too many.
    """
    lines, path = text.strip(), folder / "orders.csv"
    path.write_text(lines + "\n", encoding="utf-8")
    if "\t" in lines.partition("\n")[0]:
        upload.require_within_limits("What was pasted", path)
        try:
            pd.read_csv(path, sep="\t", dtype=str).to_csv(path, index=False)
        except pd.errors.ParserError as ragged:
            raise ThinfileError(
                f"Wanted as many cells in each pasted row as in the first; {ragged}. Paste the "
                "whole table again, its header row too."
            ) from ragged
    return path


def with_account(
    request: Mapping[str, object], folder: Path, files: Mapping[str, Path]
) -> dict[str, Path]:
    """Add the account and the consent to somebody's purchases.

    Raises
    ------
    ThinfileError
        When nobody is named, or there are no orders.
    """
    if not request["customer_id"] or "orders" not in files:
        raise ThinfileError(
            "Wanted a customer id and their orders; got "
            f"{request['customer_id'] or 'no id'} and {', '.join(files) or 'no file'}. Give both."
        )
    both = dict(files)
    if "customers" not in both:
        both["customers"] = folder / "customers.csv"
        pd.DataFrame([{"customer_id": request["customer_id"]}]).to_csv(
            both["customers"], index=False
        )
    if "consents" not in both:
        both["consents"] = _consent(request, folder)
    return both


def _consent(request: Mapping[str, object], folder: Path) -> Path:
    path = folder / "consents.csv"
    columns = ["customer_id", "purpose", "granted_at"]
    row = [request["customer_id"], "credit_scoring", request["applied_at"]]
    given = [dict(zip(columns, row, strict=True))] if request["consents"] else []
    pd.DataFrame(given, columns=columns).to_csv(path, index=False)
    return path
