"""Measured figures, one JSON object per run on standard output."""
