import json
import shutil

import pytest

from data import book
from data.errors import ThinfileError
from scoring import manifest


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
