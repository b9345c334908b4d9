"""Cards, choices and loaders of Cohorts."""
