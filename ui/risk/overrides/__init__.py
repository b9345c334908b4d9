"""Cards and loaders of Overrides."""
