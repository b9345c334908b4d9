"""The targets of the pages' benchmark."""

from benchmarks import pages


def test_an_applicants_page_may_take_longer_in_a_book_of_ten_million(demo_home, monkeypatch):
    assert pages.most_ms(demo_home) == 400
    monkeypatch.setattr(pages, "MANY_SHOPPERS", 1)
    assert pages.most_ms(demo_home) == 500
