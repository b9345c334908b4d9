"""Cards, tables and loaders of Stability."""
