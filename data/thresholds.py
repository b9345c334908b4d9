"""How much of a table may be rejected before a build stops."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import ThinfileError
from data.settings import ALL_OTHER_RULES, Settings


@dataclass(frozen=True, slots=True)
class Example:
    """One rejected row, to show.

    Parameters
    ----------
    file_row : int
        Row of the file, from 1, without its header.
    rule : str
    wanted : str
        What the rule wants; may be empty.
    came : str
        The values that matter, as they came.
    """

    file_row: int
    rule: str
    wanted: str
    came: str


def judge(
    settings: Settings,
    table: str,
    rows_read: int,
    by_rule: Mapping[str, int],
    example: Mapping[str, Example],
) -> None:
    """Stop when too much of a table was rejected.

    A rule with a threshold of its own is judged alone; all others are judged together, by the
    table's ``*`` threshold or the default.

    Parameters
    ----------
    settings : Settings
    table : str
    rows_read : int
    by_rule : mapping of str to int
        Rows rejected, by rule.
    example : mapping of str to Example
        One rejected row of each rule.

    Raises
    ------
    ThinfileError
        Naming the table, the counts, the worst rules and one row.
    """
    limits = {limit.rule: limit.share for limit in settings.reject_limits if limit.table == table}
    for rule, rows in by_rule.items():
        if rule in limits and rows > limits[rule] * rows_read:
            raise _too_many(table, rows_read, {rule: rows}, limits[rule], example)
    others = {rule: rows for rule, rows in by_rule.items() if rule not in limits}
    share = limits.get(ALL_OTHER_RULES, settings.reject_default)
    if sum(others.values()) > share * rows_read:
        raise _too_many(table, rows_read, others, share, example)


def _too_many(
    table: str,
    rows_read: int,
    by_rule: Mapping[str, int],
    share: float,
    example: Mapping[str, Example],
) -> ThinfileError:
    rejected = sum(by_rule.values())
    worst = sorted(by_rule.items(), key=lambda item: (-item[1], item[0]))[:3]
    told = ", ".join(f"{rule} {rows:,}" for rule, rows in worst)
    shown = example[worst[0][0]]
    wanted = f", wanted {shown.wanted}" if shown.wanted else ""
    return ThinfileError(
        f"{table}: {rejected:,} of {rows_read:,} rows break the contract "
        f"({rejected / rows_read:.1%}; at most {share:.1%} may): {told}. For example row "
        f"{shown.file_row:,} ({shown.rule}{wanted}): {shown.came}. Mend the file, or "
        "raise the threshold with a reason in source.toml ([[rejects.rule]]). The book in use is "
        "as it was."
    )
