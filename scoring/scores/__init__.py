"""The scores of a book, of everyone and of an upload: computed, kept and read."""
