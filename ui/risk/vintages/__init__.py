"""Cards, tables and loaders of Vintages."""
