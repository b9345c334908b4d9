"""Groups of applications: written, counted and held against the rest."""
