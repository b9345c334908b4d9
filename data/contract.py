"""The tables that a lender brings, as data: the one place that knows their names and types.

Ids are text, times are UTC without zone beside an offset in minutes, money is whole minor units
of the book's one currency. The order of `TABLES` is the order of the checks: a table stands
after those that its rows refer to.
"""

from data.table import LARGEST_INT32, SMALLEST_INT32, Check, Column, Kind, Parent, Table

STATUSES = ("open", "completed", "returned", "cancelled", "refused")
DEVICES = ("desktop", "tablet", "mobile", "unknown")
ACTIONS = ("search", "view", "compare", "cart")
VERDICTS = ("approve", "decline", "counter_offer")
CREDIT_SCORING = "credit_scoring"


def _id(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.TEXT, meaning, required=required)


def _text(name: str, meaning: str, *, accepted: tuple[str, ...] = ()) -> Column:
    return Column(name, Kind.TEXT, meaning, accepted=accepted)


def _time(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.TIME, meaning, required=required)


def _flag(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.FLAG, meaning, required=required)


def _money(name: str, meaning: str, *, required: bool = False, least: int = 0) -> Column:
    return Column(name, Kind.WHOLE, f"{meaning}, minor units", required=required, least=least)


def _count(name: str, meaning: str, *, required: bool = False, least: int = 1) -> Column:
    return Column(name, Kind.COUNT, meaning, required=required, least=least, most=LARGEST_INT32)


def _offset() -> Column:
    meaning = "local time minus UTC, minutes (east of Greenwich is positive)"
    return Column("utc_offset_minutes", Kind.MINUTES, meaning, required=True, least=-720, most=840)


CUSTOMER = Parent("customer_id", "customers")
APPLICATION = Parent("application_id", "applications")

CUSTOMERS = Table(
    name="customers",
    grain="customer",
    meaning="Everyone who has an account.",
    required=True,
    columns=(
        _id("customer_id", "the shop's own id"),
        _time("registered_at", "when the account was opened", required=False),
    ),
    key=("customer_id",),
    sort_by=("customer_id",),
)

ORDERS = Table(
    name="orders",
    grain="order",
    meaning="What was bought, when, and how it ended.",
    required=True,
    columns=(
        _id("order_id", "unique in the file"),
        _id("customer_id", "who ordered"),
        _time("ordered_at", "when the order was placed"),
        _offset(),
        _money("amount", "paid, after discount", required=True),
        _money("discount", "taken off the list price"),
        _text("channel", "how the shopper came, such as direct, paid, affiliate"),
        _text("device", "what it was placed on", accepted=DEVICES),
        _text("payment_method", "card, wallet, pay_later, cash_on_delivery, bank_transfer, …"),
        _count("instalment_count", "payments it was split into"),
        _text("delivery_address_id", "an id that is equal for equal addresses"),
        Column("status", Kind.TEXT, "how it ended", required=True, accepted=STATUSES),
        _time("status_at", "when that status was reached; not for open orders", required=False),
        _time("recorded_at", "when the lender learnt of it, if later", required=False),
    ),
    key=("order_id",),
    checks=(
        Check("missing status_at", "status <> 'open' and status_at is null"),
        Check("status_at before ordered_at", "status_at < ordered_at"),
        Check("recorded_at before ordered_at", "recorded_at < ordered_at"),
    ),
    parents=(CUSTOMER,),
    sort_by=("customer_id", "ordered_at", "order_id"),
)

ORDER_LINES = Table(
    name="order_lines",
    grain="order line",
    meaning="What was in each basket.",
    columns=(
        _id("order_id", "the order"),
        _count("line_no", "number of the line within its order", required=True),
        _text("product_id", "the shop's own id"),
        _text("product_name", "as the shopper saw it"),
        Column("category", Kind.TEXT, "kind of goods", required=True, is_category=True),
        _text("brand", "maker or label"),
        _count("quantity", "pieces", required=True),
        _money("unit_price", "price of one piece", required=True),
    ),
    key=("order_id", "line_no"),
    parents=(Parent("order_id", "orders"),),
    sort_by=("customer_id", "order_id", "line_no"),
    carried=("customer_id",),
)

VISITS = Table(
    name="visits",
    grain="browse event",
    meaning="What was looked at before buying.",
    columns=(
        _id("visit_id", "unique in the file"),
        _id("customer_id", "who looked"),
        _time("visited_at", "when"),
        _offset(),
        Column("action", Kind.TEXT, "what was done", required=True, accepted=ACTIONS),
        Column("category", Kind.TEXT, "kind of goods", is_category=True),
    ),
    key=("visit_id",),
    parents=(CUSTOMER,),
    sort_by=("customer_id", "visited_at", "visit_id"),
)

LENDERS = Table(
    name="lenders",
    grain="lender",
    meaning="Who lends, for notices.",
    columns=(
        _id("lender_id", "unique in the file"),
        Column("name", Kind.TEXT, "as it stands on a notice", required=True),
        _text("address", "postal address"),
        _text("contact", "where an applicant can ask"),
    ),
    key=("lender_id",),
    sort_by=("lender_id",),
)

APPLICATIONS = Table(
    name="applications",
    grain="application",
    meaning="Who asked for what credit, and what the application itself showed.",
    columns=(
        _id("application_id", "unique in the file"),
        _id("customer_id", "who asked"),
        _time("applied_at", "when"),
        _offset(),
        Column("product", Kind.TEXT, "what kind of credit", required=True),
        _money("amount", "credit asked for", least=1),
        _count("term_days", "term asked for, days"),
        _text("channel", "how the applicant came"),
        _text("device", "what it was filled in on", accepted=DEVICES),
        _text("os", "operating system"),
        _text("region", "as the lender cuts its regions"),
        _text("email_domain", "the part after @"),
        _flag("email_has_name", "the e-mail address holds the applicant's name"),
        _flag("email_has_number", "the e-mail address holds a digit"),
        _flag("email_lower_case", "name and address were typed in lower case only"),
        _flag("email_typo", "the e-mail address was first typed wrongly"),
        _flag("is_of_legal_age", "old enough to borrow"),
        _flag("refuses_automation", "asked that no machine decide"),
        _id("lender_id", "to whom the application went", required=False),
    ),
    key=("application_id",),
    parents=(CUSTOMER, Parent("lender_id", "lenders")),
    sort_by=("customer_id", "applied_at", "application_id"),
)

BUREAU = Table(
    name="bureau",
    grain="pull",
    meaning="Credit bureau scores, each known from the moment it was pulled.",
    columns=(
        _id("customer_id", "whose"),
        _time("pulled_at", "when"),
        Column("agency", Kind.TEXT, "which bureau", required=True),
        Column("score", Kind.NUMBER, "points, higher is safer", required=True),
        Column("score_min", Kind.NUMBER, "lowest score of that scale", required=True),
        Column("score_max", Kind.NUMBER, "highest score of that scale", required=True),
        _text("key_factors", "the bureau's reasons, worst first, separated by ;"),
    ),
    key=("customer_id", "pulled_at", "agency"),
    checks=(
        Check("score outside its scale", "score < score_min or score > score_max"),
        Check("empty scale", "score_min >= score_max"),
    ),
    parents=(CUSTOMER,),
    sort_by=("customer_id", "pulled_at", "agency"),
)

DECISIONS = Table(
    name="decisions",
    grain="application",
    meaning="What was decided before the desk came into use; the decision in force.",
    columns=(
        _id("application_id", "about which"),
        _time("decided_at", "when"),
        Column("decision", Kind.TEXT, "what", required=True, accepted=VERDICTS),
        _text("decided_by", "person or machine"),
        _text("recommendation", "what the policy of the day recommended"),
        _text("reason_code", "main reason of a refusal"),
        _money("approved_amount", "credit granted"),
        _count("approved_term_days", "term granted, days"),
        _count("score", "score of the day, points", least=SMALLEST_INT32),
        _text("policy_version", "policy of the day"),
    ),
    key=("application_id",),
    parents=(APPLICATION,),
    sort_by=("application_id",),
)

LOANS = Table(
    name="loans",
    grain="loan",
    meaning="What was paid out.",
    columns=(
        _id("loan_id", "unique in the file"),
        _id("application_id", "on which application"),
        _time("disbursed_at", "when the money went out"),
        _money("principal", "paid out", required=True, least=1),
        Column("annual_rate", Kind.NUMBER, "interest a year, 0.24 = 24 %", least=0, most=100),
        _money("fee", "charged once"),
    ),
    key=("loan_id",),
    parents=(APPLICATION,),
    sort_by=("application_id", "loan_id"),
)

INSTALMENTS = Table(
    name="instalments",
    grain="due date",
    meaning="What fell due, and what was paid.",
    columns=(
        _id("loan_id", "of which loan"),
        _count("instalment_no", "number within its loan", required=True),
        Column("due_at", Kind.TIME, "when it falls due", required=True, is_scheduled=True),
        _money("due_amount", "due", required=True),
        _time("paid_at", "when the payment came; null while it has not", required=False),
        _money("paid_amount", "paid"),
    ),
    key=("loan_id", "instalment_no"),
    checks=(
        Check("missing paid_amount", "paid_at is not null and paid_amount is null"),
        Check("missing paid_at", "paid_amount > 0 and paid_at is null"),
    ),
    parents=(Parent("loan_id", "loans"),),
    sort_by=("loan_id", "instalment_no"),
)

OUTCOMES = Table(
    name="outcomes",
    grain="application",
    meaning="How it turned out; derived from instalments when it is not given.",
    columns=(
        _id("application_id", "of which"),
        _flag("is_bad", "true when the loan went bad within the window", required=True),
        _time("observed_at", "end of the window, for goods and bads alike"),
    ),
    key=("application_id",),
    parents=(APPLICATION,),
    sort_by=("application_id",),
)

CONSENTS = Table(
    name="consents",
    grain="grant",
    meaning="What each shopper allowed.",
    columns=(
        _id("customer_id", "who"),
        Column("purpose", Kind.TEXT, f"for what, such as {CREDIT_SCORING}", required=True),
        _time("granted_at", "from when"),
        _time("withdrawn_at", "until when; null while it holds", required=False),
    ),
    key=("customer_id", "purpose", "granted_at"),
    checks=(Check("withdrawn_at before granted_at", "withdrawn_at < granted_at"),),
    parents=(CUSTOMER,),
    sort_by=("customer_id", "purpose", "granted_at"),
)

PROTECTED = Table(
    name="protected",
    grain="customer",
    meaning="For the fairness job alone, never a feature; kept in a file of its own.",
    columns=(
        _id("customer_id", "who"),
        _text("gender", "as recorded"),
        Column("birth_date", Kind.DATE, "date of birth", first_year=1900),
        _text("group", "any further group to be watched"),
    ),
    key=("customer_id",),
    parents=(CUSTOMER,),
    sort_by=("customer_id",),
    is_protected=True,
)

TABLES = (
    CUSTOMERS,
    ORDERS,
    ORDER_LINES,
    VISITS,
    LENDERS,
    APPLICATIONS,
    BUREAU,
    DECISIONS,
    LOANS,
    INSTALMENTS,
    OUTCOMES,
    CONSENTS,
    PROTECTED,
)


def table(name: str) -> Table:
    """Give the table of a name; KeyError when the contract has none."""
    return {entry.name: entry for entry in TABLES}[name]
