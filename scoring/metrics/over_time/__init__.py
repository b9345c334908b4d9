"""How loans and rates move from month to month."""
