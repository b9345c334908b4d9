"""Rates with their intervals, and what sets them apart."""
