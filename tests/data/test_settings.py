from datetime import date, datetime

import pytest

from data import settings
from data.errors import ThinfileError

LEAST = 'currency = "eur"\nminor_digits = 2\n'


def load(tmp_path, beside_selects="", beside_files=""):
    for name, text in (("selects", beside_selects), ("files", beside_files)):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "source.toml").write_text(text, encoding="utf-8")
    return settings.load(tmp_path / "selects", tmp_path / "files")


def test_defaults_need_the_currency_alone(tmp_path):
    loaded = load(tmp_path, LEAST)
    assert (loaded.currency, loaded.minor_digits, loaded.timezone) == ("EUR", 2, "UTC")
    assert (loaded.as_of, loaded.time_precision, loaded.is_simulated) == (None, None, False)
    assert (loaded.reject_default, loaded.reject_limits) == (0.05, ())
    assert (loaded.bad_days_past_due, loaded.outcome_window_months) == (90, 6)


def test_the_input_folder_speaks_over_the_selects_and_adds_categories(tmp_path):
    loaded = load(
        tmp_path,
        LEAST + 'timezone = "Europe/Paris"\n[categories]\nA = "baby"\nB = "books"\n',
        'timezone = "Asia/Tokyo"\n[categories]\nB = "beauty"\n',
    )
    assert loaded.timezone == "Asia/Tokyo"
    assert loaded.categories == {"A": "baby", "B": "beauty"}


def test_a_raised_threshold_needs_a_reason(tmp_path):
    rule = '[[rejects.rule]]\ntable = "orders"\nrule = "duplicate key"\nthreshold = 0.5\n'
    assert load(tmp_path, LEAST + rule + 'reason = "x"\n').reject_limits == (
        settings.RejectLimit("orders", "duplicate key", 0.5, "x"),
    )
    with pytest.raises(ThinfileError, match="table, rule, threshold and reason"):
        load(tmp_path, LEAST + rule)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("minor_digits = 2\n", "Wanted 'currency' in source.toml"),
        (LEAST + 'curency = "x"\n', "Did you mean 'currency'"),
        (LEAST + 'timezone = "Mars/Olympus"\n', "IANA time zone"),
        (LEAST + 'time_precision = "hour"\n', "second or day"),
        (LEAST + 'as_of = "soon"\n', "Wanted a date"),
        (LEAST + "as_of = 3\n", "Wanted a date"),
        (LEAST + "simulated = 1\n", "'simulated' should be bool"),
        ('currency = "EUR"\nminor_digits = true\n', "'minor_digits' should be int"),
        (LEAST + "[rejects]\ndefault = 2\n", "a share from 0 to 1"),
        (
            LEAST + '[[rejects.rule]]\ntable = "order"\nrule = "*"\nthreshold = 1\nreason = "x"\n',
            "Did you mean 'orders'",
        ),
        (
            LEAST
            + '[[rejects.rule]]\ntable = "orders"\nrule = "mising status"\nthreshold = 1\n'
            + 'reason = "x"\n',
            "Did you mean 'missing status'",
        ),
        ("currency = EUR", "should be TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, message):
    with pytest.raises(ThinfileError, match=message):
        load(tmp_path, text)


def test_an_instant_is_utc_without_zone():
    assert settings.as_instant(date(2026, 3, 1)) == datetime(2026, 3, 1)
    assert settings.as_instant("2026-03-01") == datetime(2026, 3, 1)
    assert settings.as_instant("2026-03-01T02:00:00+02:00") == datetime(2026, 3, 1)
    assert settings.as_instant(datetime(2026, 3, 1, 5)) == datetime(2026, 3, 1, 5)
