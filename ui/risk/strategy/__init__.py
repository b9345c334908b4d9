"""Cards, choices, tiles and loaders of the strategy lab."""
