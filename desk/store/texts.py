"""Texts that entries name by their hash: policies, SQL; kept once, whoever names them."""

import hashlib

from sqlalchemy import Insert, insert, literal, select

from desk.store import tables


def hash_of(text: str) -> str:
    """Give the name under which a text is kept: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep(text: str) -> Insert:
    """Give the statement that keeps a text under its hash, unless it is kept already."""
    sha256 = hash_of(text)
    missing = select(literal(sha256), literal(text)).where(
        ~select(tables.texts.c.sha256).where(tables.texts.c.sha256 == sha256).exists()
    )
    return insert(tables.texts).from_select(["sha256", "body"], missing)
