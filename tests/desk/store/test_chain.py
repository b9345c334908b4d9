"""The chain by itself: its formula, and that any single change is found and named."""

import hashlib
import hmac
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.store import chain
from desk.store.chain import EMPTY, GENESIS, Entry, Fault, Head, Payload

Row = tuple[Entry, Payload | None]
TEXT_FIELDS = ("kind", "actor", "written_at", "idempotency_key", "facts", "payload_hash",
               "previous_hash", "own_hash")  # fmt: skip
NUMBER_FIELDS = ("case_id", "about")


def signed(entry: Entry) -> Entry:
    return replace(entry, own_hash=chain.own_hash(entry))


def made(length: int) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for entry_no in range(1, length + 1):
        salt, body = f"{entry_no:064x}", chain.canonical({"note": f"words {entry_no}"})
        entry = signed(
            Entry(
                entry_no, "note", 7, "ada", f"2026-11-22T09:00:{entry_no:02}.000000Z",
                f"key-{entry_no}", None, "{}", chain.payload_hash(salt, body), previous, "",
            )
        )  # fmt: skip
        rows.append((entry, Payload(salt, body, None)))
        previous = entry.own_hash
    return rows


def found(rows: list[Row]) -> Fault | None:
    return chain.first_fault(sorted(rows, key=lambda row: row[0].entry_no))[0]


def with_erasure(length: int, erased: int) -> list[Row]:
    """Give a chain whose last entry erases one of the others."""
    rows = made(length)
    last, payload = rows[-1]
    facts = chain.canonical({"entries": [erased]})
    rows[-1] = (signed(replace(last, kind="erasure", facts=facts)), payload)
    rows[erased - 1] = (rows[erased - 1][0], Payload(None, None, length))
    return rows


@pytest.mark.parametrize("facts", ["{}", "[]", "7", "no JSON", '{"entries": null}'])
def test_an_erasure_whose_facts_are_none_is_named(facts):
    rows = with_erasure(5, 2)
    last, payload = rows[-1]
    rows[-1] = (signed(replace(last, facts=facts)), payload)
    assert found(rows) == Fault(5, chain.MALFORMED)


def test_the_hashes_are_those_of_the_formula():
    entry, payload = made(1)[0]
    values = [1, "note", 7, "ada", "2026-11-22T09:00:01.000000Z", "key-1", None, "{}",
              entry.payload_hash, "0" * 64]  # fmt: skip
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    assert entry.own_hash == hashlib.sha256(text.encode()).hexdigest()
    assert payload is not None
    by_hand = hmac.new((f"{1:064x}").encode(), b'{"note":"words 1"}', "sha256").hexdigest()
    assert entry.payload_hash == by_hand


def test_the_same_words_hash_otherwise_under_another_salt():
    assert chain.payload_hash("a" * 64, "{}") != chain.payload_hash("b" * 64, "{}")


def test_json_is_written_in_one_form():
    assert chain.canonical({"b": 1, "a": "ü"}) == '{"a":"\\u00fc","b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        chain.canonical({"a": float("nan")})


def test_an_empty_chain_is_whole():
    assert chain.first_fault([]) == (None, EMPTY)


def test_a_whole_chain_ends_at_its_head():
    rows = made(5)
    assert chain.first_fault(rows) == (None, Head(5, rows[-1][0].own_hash))


def test_an_erased_payload_that_an_erasure_names_leaves_the_chain_whole():
    assert found(with_erasure(4, 2)) is None


@given(data=st.data(), length=st.integers(1, 8))
def test_any_altered_text_of_any_entry_is_found_and_named(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from(TEXT_FIELDS))
    entry, payload = rows[at]
    other = data.draw(st.text().filter(lambda text: text != getattr(entry, name)))
    rows[at] = (replace(entry, **{name: other}), payload)
    fault = found(rows)
    assert fault is not None
    assert fault.entry_no == at + 1
    assert "was altered" in fault.says


@given(data=st.data(), length=st.integers(1, 8))
def test_any_altered_number_of_any_entry_is_found_and_named(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from(NUMBER_FIELDS))
    entry, payload = rows[at]
    values = st.none() | st.integers() | st.binary()
    other = data.draw(values.filter(lambda value: value != getattr(entry, name)))
    rows[at] = (replace(entry, **{name: other}), payload)
    fault = found(rows)
    assert fault is not None
    assert fault.entry_no == at + 1


@given(data=st.data(), length=st.integers(1, 8))
def test_an_entry_under_another_number_is_missed(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 1))
    free = st.integers(-5, length + 5).filter(lambda number: not 1 <= number <= length)
    other = data.draw(free)
    rows[at] = (replace(rows[at][0], entry_no=other), rows[at][1])
    fault = found(rows)
    assert fault is not None
    assert fault.entry_no == (other if other < 1 else at + 1)


@given(data=st.data(), length=st.integers(1, 8))
def test_any_altered_payload_is_found_and_named(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 1))
    entry, payload = rows[at]
    assert payload is not None
    name = data.draw(st.sampled_from([field.name for field in fields(Payload)]))
    values = st.integers(1, 20) if name == "erased_by" else st.none() | st.text()
    other = data.draw(values.filter(lambda value: value != getattr(payload, name)))
    rows[at] = (entry, replace(payload, **{name: other}))
    fault = found(rows)
    assert fault is not None
    assert fault.entry_no == at + 1


@given(data=st.data(), length=st.integers(2, 8))
def test_any_altered_field_of_an_erasure_or_of_what_it_erased_is_found(data, length):
    erased = data.draw(st.integers(1, length - 1))
    rows = with_erasure(length, erased)
    at = data.draw(st.sampled_from([erased - 1, length - 1]))
    name = data.draw(st.sampled_from([*TEXT_FIELDS, *NUMBER_FIELDS]))
    entry, payload = rows[at]
    other = data.draw(st.text().filter(lambda text: text != getattr(entry, name)))
    rows[at] = (replace(entry, **{name: other}), payload)
    fault = found(rows)
    assert fault is not None
    assert fault.entry_no == at + 1


@given(data=st.data(), length=st.integers(2, 8))
def test_a_missing_entry_is_named(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 2))
    del rows[at]
    assert found(rows) == Fault(at + 1, "is missing")


@given(data=st.data(), length=st.integers(2, 8))
def test_an_entry_rewritten_with_its_hash_is_named(data, length):
    rows = made(length)
    at = data.draw(st.integers(0, length - 2))
    entry, payload = rows[at]
    rows[at] = (signed(replace(entry, actor="mallory")), payload)
    assert found(rows) == Fault(at + 1, f"was rewritten: entry {at + 2} follows another one")


def test_a_first_entry_that_follows_something_is_named():
    entry, payload = made(1)[0]
    row = (signed(replace(entry, previous_hash="1" * 64)), payload)
    assert found([row]) == Fault(1, "was rewritten: it does not start the chain")


def test_a_cut_off_end_looks_whole_which_is_why_there_are_anchors():
    assert found(made(5)[:3]) is None


def test_a_lost_payload_row_is_named():
    rows = made(3)
    rows[1] = (rows[1][0], None)
    assert found(rows) == Fault(2, "has lost its payload, and no erasure names it")


@pytest.mark.parametrize("erased_by", [None, 1, 3, 99])
def test_a_payload_that_no_later_erasure_names_is_missed(erased_by):
    rows = made(4)
    rows[1] = (rows[1][0], Payload(None, None, erased_by))
    assert found(rows) == Fault(2, "has lost its payload, and no erasure names it")


def test_an_erasure_that_names_another_entry_does_not_count():
    rows = with_erasure(4, 2)
    rows[2] = (rows[2][0], Payload(None, None, 4))
    assert found(rows) == Fault(3, "has lost its payload, and no erasure names it")


def test_a_salt_that_outlived_its_payload_is_named():
    rows = with_erasure(4, 2)
    rows[1] = (rows[1][0], Payload("a" * 64, None, 4))
    assert found(rows) == Fault(2, "was erased in part only: its salt stands")
