"""Commands of the desk: prove, export, tidy up, and say who may come in."""

import getpass
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data import console
from data.errors import ThinfileError
from data.home import Home

if TYPE_CHECKING:
    from desk.store.ledger import By

app = typer.Typer(
    help="Prove, export and tidy up what was decided at the desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command("migrate")
def migrate_command() -> None:
    """Make the ledger's tables, or bring them up to date, as the user who is to own them.

    The app does so too when it opens a ledger; not where it runs as a user who owns nothing.
    """
    with console.one_line_errors():
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        with database.opened(Home.from_environment(), may_make=True) as engine:
            where = engine.url.render_as_string(hide_password=True)
        typer.echo(f"The ledger {where} stands at revision {database.REVISION}.")


@app.command("verify")
def verify_command(
    anchor: Annotated[
        Path | None,
        typer.Option(help="A head exported earlier: finds an end that was cut off or rewritten."),
    ] = None,
) -> None:
    """Walk the ledger's chain and name the first broken, rewritten or missing entry.

    Models' approvals of this home are held against it. Ends with status 1 when there is one, or
    an approval that no two people stand behind.
    """
    with console.one_line_errors():
        from desk.audit import verify  # noqa: PLC0415 - --help need not load the database
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        home = Home.from_environment()
        known = None if anchor is None else verify.read_anchor(anchor)
        with database.opened(home) as engine:
            found = verify.verify(engine, known, home)
        if found.trouble is not None:
            raise ThinfileError(found.trouble)
        held = "" if known is None else f" It holds the anchor's entry {known.entry_no:,}."
        typer.echo(
            f"The chain of {found.head.entry_no:,} entries is whole.{held}\n"
            f"Its head is {found.head.own_hash}."
        )


@app.command("anchor")
def anchor_command(
    out: Annotated[Path, typer.Option(help="File to write; an earlier anchor is replaced.")],
) -> None:
    """Export the head of the ledger's chain, for `verify --anchor`; do it daily.

    Keep it where nobody who can write the ledger can write. An earlier anchor in the file that
    the chain does not hold any more is not replaced.
    """
    with console.one_line_errors():
        from desk.audit import verify  # noqa: PLC0415 - --help need not load the database
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        with database.opened(Home.from_environment()) as engine:
            head = verify.write_anchor(engine, out)
        typer.echo(f"The head, entry {head.entry_no:,}, is in {out}.")


@app.command("export")
def export_command(
    out: Annotated[Path, typer.Option(help="File to write, .csv or .parquet.")],
    lender: Annotated[
        str | None, typer.Option(help="Decisions of this lender only; default: of all.")
    ] = None,
) -> None:
    """Write the decisions in force as the contract's table `decisions`, for the lender."""
    with console.one_line_errors():
        from desk.audit import export  # noqa: PLC0415 - --help need not load the database
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        home = Home.from_environment()
        with database.opened(home) as engine:
            written, left_out = export.write(engine, home, out, lender)
        typer.echo(f"{written:,} decisions are in {out}.")
        if left_out:
            typer.echo(
                f"Left out: {left_out:,} on applications scored from uploads, which no lender's "
                "files hold; a build would reject them."
            )


@app.command("notice")
def notice_command(
    case: Annotated[int, typer.Argument(help="Number of a decided case.")],
    out: Annotated[Path, typer.Option(help="File to write, .pdf.")],
    confirm: Annotated[
        list[str] | None,
        typer.Option(help="A family of reasons to print where none is stable; may repeat."),
    ] = None,
) -> None:
    """Write the letter of a decided case as PDF: as it was sent, or else as it would be today.

    Nothing is sent and nothing is recorded.
    """
    with console.one_line_errors():
        from desk.notices import command  # noqa: PLC0415 - --help need not load the model
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        home = Home.from_environment()
        with database.opened(home) as engine:
            typer.echo(command.write(engine, home, case, out, confirm or []))


@app.command("replay")
def replay_command(
    case: Annotated[int, typer.Argument(help="Number of the case.")],
) -> None:
    """Recompute a decision from the ledger and the model, and say whether it is identical.

    Neither snapshot nor scores are needed. Ends with status 1 when anything differs.
    """
    with console.one_line_errors():
        from desk.audit import replay  # noqa: PLC0415 - --help need not load the model
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        home = Home.from_environment()
        with database.opened(home) as engine:
            found = replay.replay(engine, home, case)
        typer.echo(
            f"Case {found.case_id}, decision {found.entry_no}, application "
            f"{found.application_id}, model {found.model}: score {found.score}.\n"
            f"  By {found.says_sql}."
        )
        if found.has_kept_doubt:
            typer.echo(f"  {replay.DOUBT_IS_KEPT}")
        for part in found.compared:
            said = (
                f"{len(part.differences)} of {part.count} differ"
                if part.differences
                else (f"identical ({part.count})")
            )
            typer.echo(f"  {part.part}: {said}")
            for difference in part.differences[:5]:
                typer.echo(f"    {difference}")
        if not found.is_identical:
            raise ThinfileError("The decision does not come out as it was shown.")


@app.command("prune")
def prune_command(
    keep: Annotated[int, typer.Option(help="How many of the newest snapshots and models stay.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove old snapshots, models and scores, and letters of cases that were erased.

    The book in use, the book of every open case, and every model that the ledger names stay too,
    however old they are.
    """
    with console.one_line_errors():
        from desk.audit import prune  # noqa: PLC0415 - --help need not load the database
        from desk.notices import erasing  # noqa: PLC0415 - --help need not load the database
        from desk.store import database  # noqa: PLC0415 - --help need not load the database

        home = Home.from_environment()
        with database.opened(home) as engine:
            gone = prune.prune(home, engine, keep, dry_run=dry_run)
            gone += erasing.forget_leftovers(engine, home, datetime.now(UTC), dry_run=dry_run)
        for path in gone:
            typer.echo(path.relative_to(home.root))
        typer.echo(f"{len(gone)} files and folders {'would go' if dry_run else 'are gone'}.")


@app.command("users")
def users_command() -> None:
    """List who has signed in at this desk, and who is shut out."""
    with console.one_line_errors():
        from desk.store import database  # noqa: PLC0415 - --help need not load the database
        from desk.work import users  # noqa: PLC0415 - --help need not load the database

        with database.opened(Home.from_environment()) as engine:
            for user in users.users(engine):
                typer.echo(
                    f"{user.viewer.user_id}: {user.viewer.name}, {user.viewer.role.label}, "
                    f"{user.open_cases:,} open cases, last signed in "
                    f"{user.last_seen_at:%Y-%m-%d %H:%M} UTC"
                    f"{'' if user.is_active else '; shut out'}"
                )


@app.command("shut-out")
def shut_out_command(
    user: Annotated[str, typer.Argument(help="Id, as `users` lists it.")],
    why: Annotated[str, typer.Option(help="A sentence, for the ledger.")],
) -> None:
    """Shut a user out of this desk, whatever their provider says.

    It holds from their next click on. Their cases stay with them until a senior officer hands
    them on.
    """
    with console.one_line_errors():
        from desk.store import database  # noqa: PLC0415 - --help need not load the database
        from desk.work import users  # noqa: PLC0415 - --help need not load the database

        with database.opened(Home.from_environment()) as engine:
            receipt = users.shut_out(engine, _by_administrator(), user, why=why)
        typer.echo(f"'{user}' is shut out; entry {receipt.entry_no} says so.")


@app.command("let-in")
def let_in_command(
    user: Annotated[str, typer.Argument(help="Id, as `users` lists it.")],
    why: Annotated[str, typer.Option(help="A sentence, for the ledger.")],
) -> None:
    """Let a user in again who was shut out."""
    with console.one_line_errors():
        from desk.store import database  # noqa: PLC0415 - --help need not load the database
        from desk.work import users  # noqa: PLC0415 - --help need not load the database

        with database.opened(Home.from_environment()) as engine:
            receipt = users.let_in(engine, _by_administrator(), user, why=why)
        typer.echo(f"'{user}' may come in again; entry {receipt.entry_no} says so.")


def _by_administrator() -> "By":
    """Write in the name of whoever runs this command on the ledger's machine."""
    from desk.roles import administrator  # noqa: PLC0415 - --help need not load the database
    from desk.store.ledger import By  # noqa: PLC0415 - --help need not load the database

    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        account = str(os.getuid())
    return By(administrator(account), datetime.now(UTC), f"command:{uuid.uuid4().hex}")


if __name__ == "__main__":
    app(prog_name="python -m desk")
