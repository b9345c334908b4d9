"""How the ledger's database comes to be, step by step."""
