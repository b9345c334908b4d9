"""The demo book: a seeded simulator of shoppers, purchases, applications and loans."""
