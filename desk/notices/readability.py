"""How many years of school a text asks for."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeioutd]ed|[^aeioucsxzhg]es)$")


def grade(sentences: Iterable[str]) -> float:
    """Compute the Flesch–Kincaid grade level, in years of school of the United States.

    ``0.39 words / sentences + 11.8 syllables / words - 15.59``; a 12-year-old is in grade 6 or 7.
    Source: Kincaid, Fishburne, Rogers and Chissom (1975), Derivation of New Readability Formulas
    for Navy Enlisted Personnel. Syllables are counted by groups of vowels, without a silent e.

    Parameters
    ----------
    sentences : iterable of str
        Paragraphs; a sentence ends at ``.``, ``!`` or ``?``. Numbers are no words.

    Raises
    ------
    ValueError
        When there is no word.
    """
    split = [part for text in sentences for part in re.split(r"[.!?]+(?:\s|$)", text)]
    words_of = [words for part in split if (words := _WORD.findall(part))]
    words = [word for found in words_of for word in found]
    if not words:
        raise ValueError("A grade needs at least one word; got none.")
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(words_of) + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """Count the syllables of an English word, by its groups of vowels."""
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    if count > 1 and _SILENT.search(lower):
        count -= 1
    return max(count, 1)
