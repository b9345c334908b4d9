"""The ledger's database: its tables, its chain, and the one way to write."""
