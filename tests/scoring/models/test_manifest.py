import json
import shutil

import pytest

from data import book
from data.errors import ThinfileError
from scoring.models import manifest

LATER = ("lift", "brier", "predicted", "observed")


def test_a_model_of_features_that_the_catalogue_lacks_is_refused_by_name(demo_home, tmp_path):
    used = book.required(demo_home)
    source = book.model_path(demo_home, used.model) / manifest.NAME
    shutil.copy(source, tmp_path / manifest.NAME)
    text = json.loads(source.read_text("utf-8"))
    first = text["features"][0]
    renamed = json.dumps(text).replace(f'"{first}"', '"horoscope"')
    (tmp_path / manifest.NAME).write_text(renamed, "utf-8")
    with pytest.raises(ThinfileError, match=r"does not know \(horoscope\)\. Train again"):
        manifest.read(tmp_path)


def test_a_whole_manifest_is_read(demo_home):
    used = book.required(demo_home)
    assert manifest.read(book.model_path(demo_home, used.model)).version == used.model


def test_a_model_of_before_lift_and_brier_were_kept_is_read_without_them(demo_home, tmp_path):
    used = book.required(demo_home)
    text = json.loads((book.model_path(demo_home, used.model) / manifest.NAME).read_text("utf-8"))
    for found in text["metrics"].values():
        assert all(found[name] is not None for name in LATER)
        for name in LATER:
            del found[name]
    (tmp_path / manifest.NAME).write_text(json.dumps(text), "utf-8")
    read = manifest.read(tmp_path)
    assert all(getattr(of, name) is None for of in read.metrics.values() for name in LATER)
