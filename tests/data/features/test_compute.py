"""The texts of the features' SQL."""

from data.features import compute


def test_texts_of_recipes_that_are_replayed_are_not_kept_for_ever(tmp_path):
    for at in range(2 * compute.TEXTS):
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / "facts.sql").write_text(f"select {at}")
        assert compute.sql("facts", folder) == f"select {at}"
    assert compute.sql.cache_info().currsize <= compute.TEXTS
