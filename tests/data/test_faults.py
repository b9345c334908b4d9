import pytest

from data import contract, faults
from data.table import RuleKind, rules, wanted


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("IO Error: Could not write: No space left on device", "the disk is full"),
        ("Out of Memory Error: failed to allocate data of size 16 MiB", "memory ran out"),
        ("Lost task 0.0: java.lang.OutOfMemoryError: Java heap space", "memory ran out"),
        ("org.apache.spark.memory.SparkOutOfMemoryError: No enough memory", "memory ran out"),
        ("java.io.IOException: No space left on device", "the disk is full"),
        ("[Errno 13] Permission denied: '/x/tmp'", "may not be written or read"),
        ("[Errno 30] Read-only file system: '/x'", "may not be written or read"),
    ],
)
def test_faults_of_the_machine_are_known(message, words):
    assert words in (faults.of_the_machine(message) or "")
    assert words in faults.in_words(message)


def test_a_fault_that_is_not_of_the_machine_is_not_taken_for_one():
    assert faults.of_the_machine("Binder Error: column x") is None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            'Binder Error: Referenced column "aa" not found in FROM clause!\nCandidate bindings: '
            '"a", "b"\n\nLINE 1',
            'the file has no column aa; near to it are "a", "b". Name the column as the file does.',
        ),
        (
            "Conversion Error: Could not convert string 'x' to INT64",
            "a value does not fit its type (Conversion Error: Could not convert string 'x' to "
            "INT64). Use try_cast, so that such rows are rejected by name instead.",
        ),
        ("Parser Error: odd\nLINE 1", "Parser Error: odd. Mend it and run again."),
        ("", "no reason given. Mend it and run again."),
    ],
)
def test_an_engines_message_is_told_in_words(message, words):
    assert faults.in_words(message) == words


def test_what_a_rule_wants_is_said():
    said = {rule.name: wanted(contract.ORDERS, rule) for rule in rules(contract.ORDERS)}
    assert said["bad type amount"] == "a whole number of minor units"
    assert said["unaccepted device"] == "one of desktop, tablet, mobile, unknown"
    assert said["out of range utc_offset_minutes"] == "-720 to 840"
    assert said["too early ordered_at"] == "1970 or later"
    assert said["future ordered_at"] == "no later than as_of"
    assert said["unknown customer_id"] == "a row of customers that was kept"
    assert said["duplicate key"] == "one row per order_id"
    assert said["missing status"] == said["status_at before ordered_at"] == ""
    due = next(
        rule for rule in rules(contract.INSTALMENTS)
        if rule.column == "due_at" and rule.kind is RuleKind.FUTURE
    )  # fmt: skip
    assert wanted(contract.INSTALMENTS, due) == "before 2200"
