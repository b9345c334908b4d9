"""Cards, tables and loaders of Performance."""
