"""Cards, marks, tables and loaders of Drivers."""
