"""Who asks for what, since when, how thin the file is, and whether consent was given."""

from data.application import Application
from scoring.wording import Money
from ui import header, next_application, places, purchases, words
from ui.header import Above, Chip


def show(found: Application, money: Money) -> None:
    """Write the applicant's line of chips."""
    header.show(
        f"Application {found.application_id}",
        chips(found, money),
        above=Above("Queue", places.QUEUE, next_application.asked().link),
    )


def chips(found: Application, money: Money) -> list[Chip]:
    """Give the facts in the order they are asked for; what calls for caution is marked.

    Parameters
    ----------
    found : Application
    money : Money
        The book's currency.
    """
    facts = found.facts
    term = facts["term_days"]
    asked = "an unknown amount"
    if isinstance(facts["amount"], int):
        asked = words.money(facts["amount"], money)
    if isinstance(term, int):
        asked += f" over {words.span(term)}"
    where = ", ".join(
        part for part in (words.plain(found.product), _text(facts["channel"])) if part
    )
    listed = [Chip(asked), Chip(where), Chip(f"applied {words.moment(found.applied_at)}")]
    if found.features:
        is_thin = found.depth_band == "thin"
        listed.append(Chip(purchases.depth_words(found), is_doubt=is_thin))
    listed.append(_consent(facts["has_consent"]))
    if facts["lender"] is not None:
        listed.append(Chip(str(facts["lender"])))
    if facts["decision"] is not None:
        listed.append(Chip(f"decided: {words.plain(str(facts['decision']))}"))
    return listed


def _text(value: object) -> str:
    return words.plain(str(value)) if value is not None else ""


def _consent(has_consent: object) -> Chip:
    if has_consent is None:
        return Chip("consent not recorded by this lender", is_doubt=True)
    return Chip("consent given") if has_consent else Chip("no consent in force", is_doubt=True)
