"""A policy as the TOML text that the ledger keeps."""

import json
from collections.abc import Mapping

from scoring.policies.policy import Policy


def written(policy: Policy) -> str:
    """Write a policy as TOML, so that `scoring.policies.policy.parse` gives the same policy.

    Parameters
    ----------
    policy : Policy

    Returns
    -------
    str
        Plain values first, then tables, then lists of tables.
    """
    values = policy.model_dump(mode="json", exclude_none=True)
    tables = {n: v for n, v in values.items() if isinstance(v, dict)}
    lists = {n: v for n, v in values.items() if v and isinstance(v, list)}
    plain = {n: v for n, v in values.items() if n not in tables and n not in lists}
    parts = [_lines(plain)]
    parts += [f"[{name}]\n{_lines(table)}" for name, table in tables.items()]
    parts += [f"[[{name}]]\n{_lines(row)}" for name, rows in lists.items() for row in rows]
    return "\n".join(parts)


def _lines(values: Mapping[str, object]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items())


def _value(value: object) -> str:
    # JSON writes numbers, booleans and strings as TOML does, but for the character DEL
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
